/**
 * Collections for programs: making them, looking into them, changing them.
 * In: any values; nil stands for the collection that fits. Out: collections. A key may hold a lazy sequence, whose hash has to
 * compute it: what hashes a key of unknown kind is no leaf, and simple keys take the short way.
 * @module
 */
import {
  assoc,
  assocBang,
  assocInPlace,
  Atom,
  type BoundTest,
  Coll,
  conj,
  conjBang,
  conjInPlace,
  contains,
  count,
  disj,
  disjBang,
  dissoc,
  dissocBang,
  Eduction,
  empty,
  EMPTY_MAP,
  fail,
  find,
  get,
  IntRange,
  keys,
  Keyword,
  kw,
  listFrom,
  MapBuilder,
  mapOfArray,
  metaOf,
  nth,
  peek,
  persistent,
  PMap,
  pop,
  popBang,
  PSet,
  rowOf,
  rseq,
  rsubseq,
  Seq,
  setFrom,
  shared,
  slotWithMeta,
  SortedMap,
  sortedMapFrom,
  SortedSet,
  sortedSetFrom,
  subseq,
  subvec,
  Sym,
  symbolFrom,
  Transient,
  transient,
  Tuple,
  typeName,
  vals,
  Vec,
  vec,
} from "../data/mod.ts";
import { between, defineLeaves, definePrimitives, document, manyFrom } from "./core_install.ts";
import { comparatorOf } from "./core_values.ts";
import { collect, isPlain, reduceKvFrom, toFn, walk } from "./core_walk.ts";
import { refuse } from "./errors.ts";
import { restartable } from "./machine.ts";
import { describedFn, descriptionOf } from "./reveal.ts";
import { type Fn, getNamespace, Namespace, Var } from "./var.ts";

/** Whether hashing and comparing a key needs nothing computed. */
function isSimple(key: unknown): boolean {
  return key instanceof Keyword || isPlain(key);
}

// Keys that may be lazy. Functions of their own: beside the fast way, a closure would have V8 put the arguments of every
// call into a context on the heap; that costs `get` a third.
function getCarefully(x: unknown, key: unknown, notFound: unknown): unknown {
  return restartable(() => get(x, key, notFound));
}

function containsCarefully(x: unknown, key: unknown): unknown {
  return restartable(() => contains(x, key));
}

function findCarefully(x: unknown, key: unknown): unknown {
  return restartable(() => find(x, key));
}

/** The last keys and values of many, in pairs, joined to a collection one by one. */
function assocAll(args: readonly unknown[]): unknown {
  if (args.length % 2 === 0) return fail("odd-map", { count: args.length - 1 });
  return restartable(() => {
    let c = args[0];
    for (let i = 1; i < args.length; i += 2) c = assoc(c, args[i], args[i + 1]);
    return c;
  });
}

function each(args: readonly unknown[], step: (c: unknown, x: unknown) => unknown): unknown {
  if (args.length === 2 && isSimple(args[1])) return step(args[0], args[1]);
  return restartable(() => args.slice(1).reduce(step, args[0]));
}

function pairs(args: readonly unknown[]): [unknown, unknown][] {
  if (args.length % 2 === 1) return fail("odd-map", { count: args.length });
  const entries: [unknown, unknown][] = [];
  for (let i = 0; i < args.length; i += 2) entries.push([args[i], args[i + 1]]);
  return entries;
}

function index(op: string, x: unknown): number {
  return Number.isSafeInteger(x) ? x as number : fail("bad-argument", { op, expected: "an index", value: x });
}

/** How many elements, found by walking where a sequence does not know. */
function countOf(x: unknown): unknown {
  if (x instanceof Eduction) return countOf(x.fresh());
  if (!(x instanceof Seq) || x.isCounted()) return count(x);
  let n = 0;
  return walk(x, (_, from, to) => (n += to - from, false), () => n);
}

/** The element at an index of a sequence, found by walking. */
function nthOf(x: unknown, i: unknown, notFound?: unknown): unknown {
  // Vectors first: what is no Seq is known only after a walk over all its prototypes.
  if (x instanceof Vec || !(x instanceof Seq) || x instanceof IntRange || !Number.isSafeInteger(i)) {
    return x instanceof Eduction ? nthOf(x.fresh(), i, notFound) : nth(x, i, notFound);
  }
  return nthOfSeq(x, i as number, notFound); // Number.isSafeInteger has looked
}

function nthOfSeq(x: Seq, i: number, notFound: unknown): unknown {
  let left = i;
  let found: unknown;
  let n = 0;
  const look = (items: readonly unknown[], from: number, to: number) => {
    n += to - from;
    if (left < to - from && left >= 0) found = items[from + left];
    left -= to - from;
    return found !== undefined;
  };
  return walk(x, look, () => {
    if (found !== undefined) return found;
    return notFound === undefined ? fail("out-of-bounds", { index: i, kind: "sequence", count: n }) : notFound;
  });
}

function metaOfValue(x: unknown): unknown {
  if (typeof x === "function") return descriptionOf(x as Fn)?.meta ?? null;
  if (x instanceof Var) return metaOfVar(x);
  const hasMeta = x instanceof Coll || x instanceof Sym || x instanceof Tuple || x instanceof Atom ||
    x instanceof Namespace;
  return hasMeta ? metaOf(x.meta) : null;
}

/** A var's metadata says what it is called and where. */
function metaOfVar(cell: Var): PMap {
  const meta: PMap = cell.meta ?? EMPTY_MAP;
  return meta.assoc(kw("name"), symbolFrom(cell.name)).assoc(kw("ns"), getNamespace(cell.ns));
}

function withMeta(x: unknown, meta: unknown): unknown {
  if (meta !== null && !(meta instanceof PMap)) {
    return fail("bad-argument", { op: "with-meta", expected: "a map", value: meta });
  }
  if (x instanceof Coll || x instanceof Sym || x instanceof Tuple) return x.withMeta(slotWithMeta(x.meta, meta));
  if (typeof x === "function") return describedFn(x as Fn, meta);
  return fail("bad-argument", { op: "with-meta", expected: "a collection, symbol, tuple or function", value: x });
}

/** A function under another name, with metadata: what `defmulti` makes. */
function namedFn(name: unknown, f: unknown, meta: unknown): unknown {
  const named = withMeta(f, meta) as Fn; // the library hands in a function
  Object.defineProperty(named, "name", { value: String(name) });
  return named;
}

/** A name to be defined with more metadata: keys and values in turn. What the reader knows of the name stays. */
function described(name: unknown, keysAndValues: unknown): unknown {
  if (!(name instanceof Sym)) return refuse("def", "a name", name);
  const given = metaOf(name.meta);
  const about = new MapBuilder();
  if (given instanceof PMap) given.forEach((key, value) => about.assoc(key, value));
  (keysAndValues as PMap).forEach((key, value) => about.assoc(key, value)); // the defining macros hand in a map
  return name.withMeta(slotWithMeta(name.meta, about.done()));
}

/** A form in the place of another: it takes over where that one stands. */
function inPlaceOf(form: unknown, written: unknown): unknown {
  return form instanceof Coll && (written instanceof Coll || written instanceof Sym)
    ? form.withMeta(written.meta)
    : form;
}

function resetMeta(x: unknown, meta: unknown): unknown {
  if (x instanceof Var) x.setMeta(meta as PMap | null); // checked by alter-meta! in the library
  else if (x instanceof Atom || x instanceof Namespace) x.meta = meta;
  else fail("bad-argument", { op: "reset-meta!", expected: "a var, an atom or a namespace", value: x });
  return meta;
}

const TESTS: Readonly<Record<string, BoundTest>> = {
  "batuta.core/<": "<",
  "batuta.core/<=": "<=",
  "batuta.core/>": ">",
  "batuta.core/>=": ">=",
};

function boundTest(op: string, f: unknown): BoundTest {
  const test = typeof f === "function" ? TESTS[f.name] : undefined;
  return test ?? fail("bad-argument", { op, expected: "one of < <= > >=", value: f });
}

function sortedColl(op: string, x: unknown): SortedMap | SortedSet {
  if (x instanceof SortedMap || x instanceof SortedSet) return x;
  return fail("bad-argument", { op, expected: "a sorted map or set", value: x });
}

type Part = typeof subseq;

/** A part of a sorted collection between one bound and, where given, another. */
function partOf(op: string, part: Part, args: readonly unknown[]): unknown {
  const coll = sortedColl(op, args[0]);
  const run = part(coll, boundTest(op, args[1]), args[2]);
  if (args.length === 3 || run === null) return run;
  if (args.length !== 5) return fail("wrong-arity", { name: op, expected: "3 or 5", given: args.length });
  const test = boundTest(op, args[3]);
  const order = coll instanceof SortedSet ? coll.map.order : coll.order;
  const keyOf = (x: unknown) => coll instanceof SortedSet ? x : (x as Vec).nth(0);
  const passes = (x: unknown) => {
    const c = order(keyOf(x), args[4]);
    return test === "<" ? c < 0 : test === "<=" ? c <= 0 : test === ">" ? c > 0 : c >= 0;
  };
  const kept = [...run].filter(passes);
  return kept.length === 0 ? null : listFrom(kept);
}

function reduceKv(f: unknown, initial: unknown, x: unknown): unknown {
  if (x instanceof PMap) return reduceKvFrom(toFn(f), initial, x.cursor());
  if (x === null) return initial;
  if (!(x instanceof Vec)) return fail("not-associative", { op: "reduce-kv", value: x, kind: typeName(x) });
  const items = x;
  let i = -1;
  const cursor = { key: null as unknown, value: null as unknown, advance: () => step() };
  const step = () => {
    if (++i >= items.n) return false;
    cursor.key = i;
    cursor.value = items.nth(i);
    return true;
  };
  return reduceKvFrom(toFn(f), initial, cursor);
}

definePrimitives({
  "count": countOf,
  "nth": between(2, 3, nthOf),
  "get": between(
    2,
    3,
    (x, key, notFound: unknown = null) => isSimple(key) ? get(x, key, notFound) : getCarefully(x, key, notFound),
  ),
  "contains?": (x, key) => isSimple(key) ? contains(x, key) : containsCarefully(x, key),
  "find": (x, key) => isSimple(key) ? find(x, key) : findCarefully(x, key),
  "conj": Object.assign((c: unknown, x: unknown, ...more: unknown[]): unknown => {
    if (x === undefined) return c === undefined ? vec([]) : c;
    return more.length === 0 && (c instanceof Vec || isSimple(x)) ? conj(c, x) : each([c, x, ...more], conj);
  }, {
    takesArray: (args: readonly unknown[]) => args.length === 0 ? vec([]) : each(args, conj),
    arity: { least: 0, most: Infinity },
  }),
  // Counted by `arguments`: a rest parameter would cost each call an array.
  "assoc": Object.assign(function (c: unknown, key: unknown, value: unknown): unknown {
    if (arguments.length !== 3 || !isSimple(key)) return assocAll([...arguments]);
    return c instanceof PMap ? c.assoc(key, value) : assoc(c, key, value);
  }, { takesArray: assocAll, arity: { least: 2, most: Infinity } }),
  "assoc-in-place*": (c, key, value) =>
    isSimple(key) ? assocInPlace(c, key, value) : restartable(() => assocInPlace(c, key, value)),
  "conj-in-place*": (c, x) => isSimple(x) ? conjInPlace(c, x) : restartable(() => conjInPlace(c, x)),
  "dissoc": manyFrom(1, (args) => each(args, dissoc)),
  "disj": manyFrom(1, (args) => each(args, disj)),
  "conj!": manyFrom(
    0,
    (args) =>
      args.length === 0
        ? transient(vec([]))
        : args.length === 2 && args[0] instanceof Transient && isSimple(args[1])
        ? conjBang(args[0], args[1])
        : each(args, conjBang),
  ),
  "assoc!": manyFrom(3, (args) =>
    restartable(() => {
      for (let i = 1; i < args.length; i += 2) assocBang(args[0], args[i], args[i + 1]);
      return args[0];
    })),
  "dissoc!": manyFrom(2, (args) => each(args, dissocBang)),
  "disj!": manyFrom(2, (args) => each(args, disjBang)),
  "hash-map": manyFrom(0, (args) => restartable(() => mapOfArray(args))),
  "array-map": manyFrom(0, (args) => restartable(() => rowOf(args))),
  "hash-set": manyFrom(0, (args) => restartable(() => setFrom(args))),
  "sorted-map": manyFrom(0, (args) => restartable(() => sortedMapFrom(pairs(args)))),
  "sorted-map-by": manyFrom(1, (args) => restartable(() => sortedMapFrom(pairs(args.slice(1)), comparatorOf(args[0])))),
  "sorted-set": manyFrom(0, (args) => restartable(() => sortedSetFrom(args))),
  "sorted-set-by": manyFrom(1, (args) => restartable(() => sortedSetFrom(args.slice(1), comparatorOf(args[0])))),
  "vec": (x) => x instanceof Vec ? (metaOf(x.meta) === null ? x : x.withMeta(null)) : collect(x, vec),
  "set": (x) => x instanceof PSet ? x.withMeta(null) : collect(x, (items) => restartable(() => setFrom(items))),
  "subseq": manyFrom(3, (args) => partOf("subseq", subseq, args)),
  "rsubseq": manyFrom(3, (args) => partOf("rsubseq", rsubseq, args)),
  "reduce-kv": reduceKv,
});

defineLeaves({
  "shared*": shared,
  "vector": manyFrom(0, (args) => vec(args.slice())),
  "list": manyFrom(0, (args) => listFrom(args)),
  "tuple": manyFrom(
    1,
    ([tag, ...items]) =>
      tag instanceof Keyword
        ? new Tuple(tag, items)
        : fail("bad-argument", { op: "tuple", expected: "a keyword", value: tag }),
  ),
  "tuple-tag": (t) =>
    t instanceof Tuple ? t.tag : fail("bad-argument", { op: "tuple-tag", expected: "a tuple", value: t }),
  "tuple-items": (t) =>
    t instanceof Tuple
      ? vec(t.items.slice())
      : fail("bad-argument", { op: "tuple-items", expected: "a tuple", value: t }),
  "keys": (m) => keys(m),
  "vals": (m) => vals(m),
  "key": (e) =>
    e instanceof Vec && e.n === 2 ? e.nth(0) : fail("bad-argument", { op: "key", expected: "an entry", value: e }),
  "val": (e) =>
    e instanceof Vec && e.n === 2 ? e.nth(1) : fail("bad-argument", { op: "val", expected: "an entry", value: e }),
  "peek": (c) => peek(c),
  "pop": (c) => pop(c),
  "empty": (c) => empty(c),
  "rseq": (c) => rseq(c),
  "subvec": between(2, 3, (v, start, end?: unknown) => {
    if (!(v instanceof Vec)) return fail("bad-argument", { op: "subvec", expected: "a vector", value: v });
    return subvec(v, index("subvec", start), end === undefined ? v.n : index("subvec", end));
  }),
  "transient": (c) => transient(c),
  "persistent!": (t) => persistent(t),
  "pop!": (t) => popBang(t),
  "meta": metaOfValue,
  "-described": described,
  "-in-place-of": inPlaceOf,
  "with-meta": withMeta,
  "-named-fn": namedFn,
  "reset-meta!": resetMeta,
});

document(() => `
count [coll]
How many elements; of a string, how many characters; of nil 0. \`(count [1 2 3]) ;=> 3\`

nth [coll i] [coll i not-found]
The element at an index. Out of bounds is an error unless a default is given. \`(nth [10 20] 1) ;=> 20\`

get [coll key] [coll key not-found]
The value at a key of a map, an index of a vector or string, an element of a set; nil or the default when it is not there. \`(get {:a 1} :a) ;=> 1\`

contains? [coll key]
Whether a map has a key, a set an element, a vector an index. \`(contains? #{:a} :a) ;=> true\`

find [map key]
The entry of a key, or nil. \`(find {:a 1} :a) ;=> [:a 1]\`

conj [] [coll] [coll x & more]
With more elements, where the collection takes them best: at the end of a vector, in front of a list. \`(conj [1 2] 3) ;=> [1 2 3]\`

assoc [map key value & more]
With values at keys of a map or indices of a vector. \`(assoc {:a 1} :b 2) ;=> {:a 1 :b 2}\`

dissoc [map & keys]
A map without some keys. \`(dissoc {:a 1 :b 2} :a) ;=> {:b 2}\`

disj [set & xs]
A set without some elements. \`(disj #{1 2} 1) ;=> #{2}\`

conj! [] [coll] [coll x]
Adds an element to a transient. \`(persistent! (conj! (transient [1]) 2)) ;=> [1 2]\`

assoc! [coll key value & more]
Puts values into a transient map or vector. \`(persistent! (assoc! (transient {}) :a 1)) ;=> {:a 1}\`

dissoc! [map key & keys]
Takes keys out of a transient map. \`(persistent! (dissoc! (transient {:a 1}) :a)) ;=> {}\`

disj! [set x & xs]
Takes elements out of a transient set. \`(persistent! (disj! (transient #{1}) 1)) ;=> #{}\`

pop! [coll]
Takes the last element out of a transient vector. \`(persistent! (pop! (transient [1 2]))) ;=> [1]\`

transient [coll]
A transient with the elements of a vector, map or set: changed in place, seen by nobody else. \`(persistent! (conj! (transient []) 1)) ;=> [1]\`

persistent! [coll]
The collection a transient has become. \`(persistent! (transient [1])) ;=> [1]\`

hash-map [& keyvals]
The map of keys and values. \`(hash-map :a 1) ;=> {:a 1}\`

array-map [& keyvals]
The map of keys and values, in their order up to 8. \`(array-map :b 1 :a 2) ;=> {:b 1 :a 2}\`

hash-set [& xs]
The set of the arguments. \`(hash-set 1 1) ;=> #{1}\`

sorted-map [& keyvals]
A map that keeps its keys in the order of \`compare\`. \`(sorted-map :b 1 :a 2) ;=> {:a 2 :b 1}\`

sorted-map-by [comparator & keyvals]
A map that keeps its keys in the order of a function. \`(sorted-map-by > 1 :a 2 :b) ;=> {2 :b 1 :a}\`

sorted-set [& xs]
A set that keeps its elements in the order of \`compare\`. \`(sorted-set 3 1 2) ;=> #{1 2 3}\`

sorted-set-by [comparator & xs]
A set that keeps its elements in the order of a function. \`(sorted-set-by > 1 2) ;=> #{2 1}\`

vec [coll]
The vector of a collection's elements. \`(vec '(1 2)) ;=> [1 2]\`

set [coll]
The set of a collection's elements. \`(set [1 1]) ;=> #{1}\`

subseq [sorted test key] [sorted test key test key]
The part of a sorted collection whose keys pass one or two tests. \`(subseq (sorted-set 1 2 3) > 1) ;=> (2 3)\`

rsubseq [sorted test key] [sorted test key test key]
The same as \`subseq\`, from last to first. \`(rsubseq (sorted-set 1 2 3) > 1) ;=> (3 2)\`

reduce-kv [f init map]
Reduces a map, or a vector with its indices, with \`(f acc key value)\`. \`(reduce-kv (fn [n _ v] (+ n v)) 0 {:a 1 :b 2}) ;=> 3\`

vector [& xs]
The vector of the arguments. \`(vector 1 2) ;=> [1 2]\`

list [& xs]
The list of the arguments. \`(list 1 2) ;=> (1 2)\`

tuple [tag & items]
The tagged tuple of a keyword and items. \`(tuple :compute 1 2) ;=> {:compute 1 2}\`

tuple-tag [t]
The keyword of a tuple. \`(tuple-tag {:compute 1 2}) ;=> :compute\`

tuple-items [t]
The items of a tuple, as a vector. \`(tuple-items {:compute 1 2}) ;=> [1 2]\`

keys [map]
The keys of a map, or nil. \`(keys {:a 1}) ;=> (:a)\`

vals [map]
The values of a map, or nil. \`(vals {:a 1}) ;=> (1)\`

key [entry]
The key of a map's entry. \`(key (first {:a 1})) ;=> :a\`

val [entry]
The value of a map's entry. \`(val (first {:a 1})) ;=> 1\`

peek [coll]
The last element of a vector, the first of a list. \`(peek [1 2]) ;=> 2\`

pop [coll]
A vector without its last element, a list without its first. \`(pop [1 2]) ;=> [1]\`

empty [coll]
The empty collection of the same kind. \`(empty [1]) ;=> []\`

rseq [coll]
A vector or sorted collection from last to first, or nil. \`(rseq [1 2]) ;=> (2 1)\`

subvec [v start] [v start end]
The elements of a vector from index start up to end. \`(subvec [1 2 3] 1) ;=> [2 3]\`

meta [x]
The metadata of a value, or nil. \`(meta ^{:doc "x"} [1]) ;=> {:doc "x"}\`

with-meta [x map]
The value with other metadata. \`(meta (with-meta [1] {:a 1})) ;=> {:a 1}\`

reset-meta! [x map]
Gives a var, an atom or a namespace other metadata. \`(reset-meta! (atom 1) {:a 1}) ;=> {:a 1}\`
`);
