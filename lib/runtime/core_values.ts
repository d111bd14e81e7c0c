/**
 * What can be asked of any value: equality, order, hash, truth, kind.
 * A comparison may come upon a lazy sequence inside a value, so those that look inside are no leaves; the kinds are.
 * @module
 */
import {
  Atom,
  BatutaError,
  type Before,
  Char,
  ChunkedSeq,
  Coll,
  compare,
  equals,
  fnName,
  hashOf,
  hashOrdered,
  hashUnordered,
  Instant,
  isCounted,
  isInt,
  isSeqable,
  Keyword,
  LazySeq,
  List,
  orderAmong,
  PMap,
  PSet,
  Reduced,
  Regex,
  Seq,
  show,
  sortBefore,
  SortedMap,
  SortedSet,
  sortValues,
  Sym,
  Transient,
  Tuple,
  Uuid,
  Vec,
  Volatile,
} from "../data/mod.ts";
import { defineLeaves, definePrimitives, document, manyFrom } from "./core_install.ts";
import { collect, isPlain, toFn } from "./core_walk.ts";
import { andThen, callPinned, restartable } from "./machine.ts";
import { type Fn, Namespace, Var } from "./var.ts";

/** Whether two values are equal, or `SUSPENDED`. */
export function equal(a: unknown, b: unknown): unknown {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Keyword || b instanceof Keyword) return false;
  return isPlain(a) || isPlain(b) ? equals(a, b) : restartable(() => equals(a, b));
}

/** Each argument against the next, while they are equal. */
function allEqual(args: readonly unknown[]): unknown {
  if (args.length === 2) return equal(args[0], args[1]);
  return restartable(() => args.every((x, i) => i === 0 || equals(args[i - 1], x)));
}

function not(answer: unknown): unknown {
  return answer === true ? false : answer === false ? true : andThen(answer, not);
}

function signOf(order: unknown): unknown {
  return Math.sign(order as number); // `compare` answers numbers
}

const COMPARE = "batuta.core/compare";

/** The order that a function gives, as `sort` understands it: a number, or true where the first comes first. */
export function comparatorOf(f: unknown): (a: unknown, b: unknown) => number {
  const fn = toFn(f);
  if (fnName(fn) === COMPARE) return compare;
  return (a, b) =>
    callPinned("a comparator", () => {
      const order = fn(a, b);
      if (order === true) return -1;
      if (order === false || order === null) return isTrue(fn(b, a)) ? 1 : 0;
      return typeof order === "number" ? order : Number(order);
    });
}

function isTrue(x: unknown): boolean {
  return x !== null && x !== false;
}

/** What a function says about which of two values comes first; null for `compare`. Pinned by its callers. */
function beforeOf(f: unknown): Before | null {
  const fn = toFn(f);
  if (fnName(fn) === COMPARE) return null;
  return (a, b) => {
    const order = fn(a, b);
    return typeof order === "number" ? order < 0 : order === true || Number(order) < 0;
  };
}

/** Sorts an array of the library's own, stably. */
function sortArray(f: unknown, items: unknown): unknown {
  const array = items as unknown[];
  const before = beforeOf(f);
  return callPinned("a comparator", () => before === null ? sortValues(array) : sortBefore(array, before));
}

/** Sorts indices by keys, so that the keys are computed once each, where waiting is possible. */
function sortByKeys(f: unknown, keys: unknown, items: unknown): unknown {
  const [byIndex, values] = [keys as unknown[], items as unknown[]]; // the library hands in arrays of its own
  const before = beforeOf(f) ?? orderAmong(byIndex);
  const indices = values.map((_, i) => i);
  const sort = () => sortBefore(indices, (i, j) => before(byIndex[i], byIndex[j]));
  return callPinned("a comparator", sort).map((i) => values[i]);
}

function noClause(value: unknown): never {
  const hint = "a last form without a constant takes everything else";
  throw new BatutaError("no-match", `No match: no clause matches ${show(value)}`, { hint });
}

function isFn(x: unknown): x is Fn {
  return typeof x === "function";
}

function isCallable(x: unknown): boolean {
  return isFn(x) || x instanceof Keyword || x instanceof Sym || x instanceof Var || x instanceof PMap ||
    x instanceof PSet || x instanceof Vec;
}

function isIdent(x: unknown): x is Keyword | Sym {
  return x instanceof Keyword || x instanceof Sym;
}

definePrimitives({
  "=": Object.assign((a: unknown, b: unknown, ...more: unknown[]): unknown => {
    if (b !== undefined && more.length === 0) return equal(a, b);
    return b === undefined ? true : allEqual([a, b, ...more]);
  }, { takesArray: allEqual, arity: { least: 1, most: Infinity } }),
  "not=": manyFrom(1, (args) => not(allEqual(args))),
  "hash-ordered-coll": (x) => collect(x, (items) => restartable(() => hashOrdered(items))),
  "hash-unordered-coll": (x) => collect(x, (items) => restartable(() => hashUnordered(items))),
  "hash": (x) => isPlain(x) ? hashOf(x) : restartable(() => hashOf(x)),
  "compare": (a, b) =>
    isPlain(a) || isPlain(b) ? signOf(compare(a, b)) : andThen(restartable(() => compare(a, b)), signOf),
});

defineLeaves({
  "identical?": (a, b) => a === b,
  "not": (x) => x === null || x === false,
  "nil?": (x) => x === null,
  "some?": (x) => x !== null,
  "true?": (x) => x === true,
  "false?": (x) => x === false,
  "boolean": isTrue,
  "boolean?": (x) => typeof x === "boolean",
  "any?": (_) => true,
  "string?": (x) => typeof x === "string",
  "char?": (x) => x instanceof Char,
  "keyword?": (x) => x instanceof Keyword,
  "symbol?": (x) => x instanceof Sym,
  "ident?": isIdent,
  "simple-ident?": (x) => isIdent(x) && x.ns === null,
  "qualified-ident?": (x) => isIdent(x) && x.ns !== null,
  "simple-keyword?": (x) => x instanceof Keyword && x.ns === null,
  "qualified-keyword?": (x) => x instanceof Keyword && x.ns !== null,
  "simple-symbol?": (x) => x instanceof Sym && x.ns === null,
  "qualified-symbol?": (x) => x instanceof Sym && x.ns !== null,
  "list?": (x) => x instanceof List,
  "seq?": (x) => x instanceof Seq,
  "vector?": (x) => x instanceof Vec,
  "map?": (x) => x instanceof PMap,
  "set?": (x) => x instanceof PSet,
  "tuple?": (x) => x instanceof Tuple,
  "map-entry?": (x) => x instanceof Vec && x.n === 2,
  "coll?": (x) => x instanceof Coll,
  "sequential?": (x) => x instanceof Coll && x.isSequential(),
  "associative?": (x) => x instanceof PMap || x instanceof Vec,
  "indexed?": (x) => x instanceof Vec,
  "counted?": (x) => isCounted(x),
  "reversible?": (x) => x instanceof Vec || x instanceof SortedMap || x instanceof SortedSet,
  "sorted?": (x) => x instanceof SortedMap || x instanceof SortedSet,
  "seqable?": (x) => isSeqable(x),
  "fn?": isFn,
  "ifn?": isCallable,
  "var?": (x) => x instanceof Var,
  "atom?": (x) => x instanceof Atom,
  "volatile?": (x) => x instanceof Volatile,
  "reduced?": (x) => x instanceof Reduced,
  "transient?": (x) => x instanceof Transient,
  "regex?": (x) => x instanceof Regex,
  "uuid?": (x) => x instanceof Uuid,
  "inst?": (x) => x instanceof Instant,
  "bytes?": (x) => x instanceof Uint8Array,
  "error?": (x) => x instanceof BatutaError,
  "namespace?": (x) => x instanceof Namespace,
  "lazy-seq?": (x) => x instanceof LazySeq,
  "chunked-seq?": (x) => x instanceof ChunkedSeq,
  "uri?": (_) => false,
  "-sort-array": sortArray,
  "-sort-by-keys": sortByKeys,
  "-comparator": (f) => comparatorOf(f),
  "-no-clause": noClause,
  "-index?": (x) => isInt(x),
});

document(() => `
= [x] [x y & more]
Whether values are equal by content. Ints and Floats never are; lists, vectors and sequences are when their elements are. \`(= [1 2] '(1 2)) ;=> true\`

not= [x] [x y & more]
Whether some values differ. \`(not= 1 2) ;=> true\`

hash [x]
An Int that equal values share, the same on every machine. \`(= (hash [1 2]) (hash '(1 2))) ;=> true\`

hash-ordered-coll [coll]
The hash of a collection whose elements have an order. \`(= (hash-ordered-coll [1 2]) (hash [1 2])) ;=> true\`

hash-unordered-coll [coll]
The hash of a collection whose elements have no order. \`(= (hash-unordered-coll [1 2]) (hash-unordered-coll [2 1])) ;=> true\`

compare [a b]
-1, 0 or 1 as \`a\` comes before, with or after \`b\`. Nil comes first; only values of one kind have an order. \`(compare 1 2) ;=> -1\`

identical? [a b]
Whether two values are the same thing in memory. \`(identical? :a :a) ;=> true\`

not [x]
True for nil and false, else false. \`(not 0) ;=> false\`

nil? [x]
Whether a value is nil. \`(nil? nil) ;=> true\`

some? [x]
Whether a value is not nil. \`(some? false) ;=> true\`

true? [x]
Whether a value is true itself. \`(true? 1) ;=> false\`

false? [x]
Whether a value is false itself. \`(false? nil) ;=> false\`

boolean [x]
False for nil and false, else true. \`(boolean 0) ;=> true\`

boolean? [x]
Whether a value is true or false. \`(boolean? nil) ;=> false\`

any? [x]
True for every value. \`(any? nil) ;=> true\`

string? [x]
Whether a value is a String. \`(string? "a") ;=> true\`

char? [x]
Whether a value is a Char. \`(char? \\a) ;=> true\`

keyword? [x]
Whether a value is a Keyword. \`(keyword? :a) ;=> true\`

symbol? [x]
Whether a value is a Symbol. \`(symbol? 'a) ;=> true\`

ident? [x]
Whether a value is a Keyword or a Symbol. \`(ident? :a) ;=> true\`

simple-ident? [x]
Whether a value is a Keyword or Symbol without namespace. \`(simple-ident? :a/b) ;=> false\`

qualified-ident? [x]
Whether a value is a Keyword or Symbol with a namespace. \`(qualified-ident? :a/b) ;=> true\`

simple-keyword? [x]
Whether a value is a Keyword without namespace. \`(simple-keyword? :a) ;=> true\`

qualified-keyword? [x]
Whether a value is a Keyword with a namespace. \`(qualified-keyword? :a/b) ;=> true\`

simple-symbol? [x]
Whether a value is a Symbol without namespace. \`(simple-symbol? 'a) ;=> true\`

qualified-symbol? [x]
Whether a value is a Symbol with a namespace. \`(qualified-symbol? 'a/b) ;=> true\`

list? [x]
Whether a value is a List; other sequences are not. \`(list? '(1)) ;=> true\`

seq? [x]
Whether a value is a sequence: a list, or what \`seq\`, \`map\` and the like give. \`(seq? [1]) ;=> false\`

vector? [x]
Whether a value is a Vector. \`(vector? [1]) ;=> true\`

map? [x]
Whether a value is a Map. \`(map? {:a 1}) ;=> true\`

set? [x]
Whether a value is a Set. \`(set? #{1}) ;=> true\`

tuple? [x]
Whether a value is a tagged tuple. \`(tuple? {:shutdown}) ;=> true\`

map-entry? [x]
Whether a value can be an entry of a map: a vector of two. \`(map-entry? (first {:a 1})) ;=> true\`

coll? [x]
Whether a value is a collection. \`(coll? [1]) ;=> true\`

sequential? [x]
Whether a value is an ordered collection: a list, vector or sequence. \`(sequential? #{1}) ;=> false\`

associative? [x]
Whether \`assoc\` takes a value: maps and vectors. \`(associative? [1]) ;=> true\`

indexed? [x]
Whether \`nth\` takes constant time. \`(indexed? [1]) ;=> true\`

counted? [x]
Whether \`count\` takes constant time. \`(counted? [1]) ;=> true\`

reversible? [x]
Whether \`rseq\` takes a value. \`(reversible? [1]) ;=> true\`

sorted? [x]
Whether a map or set keeps its keys in order. \`(sorted? (sorted-set 1)) ;=> true\`

seqable? [x]
Whether \`seq\` takes a value. \`(seqable? "a") ;=> true\`

fn? [x]
Whether a value is a function. \`(fn? inc) ;=> true\`

ifn? [x]
Whether a value can be called: functions, keywords, symbols, maps, sets, vectors, vars. \`(ifn? :a) ;=> true\`

var? [x]
Whether a value is a Var. \`(var? #'inc) ;=> true\`

atom? [x]
Whether a value is an Atom. \`(atom? (atom 1)) ;=> true\`

volatile? [x]
Whether a value is a volatile. \`(volatile? (volatile! 1)) ;=> true\`

reduced? [x]
Whether a value is what \`reduced\` gives. \`(reduced? (reduced 1)) ;=> true\`

transient? [x]
Whether a value is a transient collection. \`(transient? (transient [])) ;=> true\`

regex? [x]
Whether a value is a regular expression. \`(regex? #"a") ;=> true\`

uuid? [x]
Whether a value is a Uuid. \`(uuid? (random-uuid)) ;=> true\`

inst? [x]
Whether a value is an Instant. \`(inst? #inst "2026-01-02") ;=> true\`

bytes? [x]
Whether a value is Bytes. \`(bytes? "a") ;=> false\`

error? [x]
Whether a value is an error. \`(error? (ex-info "no" {})) ;=> true\`

namespace? [x]
Whether a value is a namespace. \`(namespace? *ns*) ;=> true\`

chunked-seq? [x]
Whether a value is a sequence that shows its elements in runs. \`(chunked-seq? (seq [1])) ;=> true\`

uri? [x]
False: there is no such type. \`(uri? "http://a") ;=> false\`

lazy-seq? [x]
Whether a value is a lazy sequence. \`(lazy-seq? (map inc [1])) ;=> true\`
`);
