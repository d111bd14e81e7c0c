/**
 * Methods of Clojure's host classes that portable code calls: `(.toUpperCase s)`, `(.getMessage e)`, `(.append builder x)`.
 * In: the name of a method. Out: the var of a function that does the same for whatever it is given, its object first.
 * Most are functions of the library under another name. There are no classes, so a name means the same for every value.
 * @module
 */
import {
  BatutaError,
  Char,
  charsOf,
  countCodePoints,
  Entity,
  equals,
  fail,
  indexOfUnit,
  Instant,
  isInt,
  isNumber,
  kw,
  type Printer,
  Rec,
  Regex,
  regex,
  toArray,
  toText,
  typeName,
  vec,
} from "../data/mod.ts";
import { between, defineLeaves, definePrimitives, onFirstNeed } from "./core_install.ts";
import { Typed } from "./core_protocols.ts";
import { host } from "./host.ts";
import { core, findNamespace, getNamespace, type Var } from "./var.ts";

/** Functions of the core library that do the same. */
const AS_IN_CORE: Readonly<Record<string, string>> = {
  applyTo: "apply",
  assoc: "assoc",
  charAt: "nth",
  compareTo: "compare",
  cons: "conj",
  containsKey: "contains?",
  count: "count",
  deref: "deref",
  doubleValue: "double",
  empty: "empty",
  entryAt: "find",
  equals: "=",
  equiv: "=",
  first: "first",
  floatValue: "double",
  get: "get",
  getCause: "ex-cause",
  getData: "ex-data",
  getKey: "key",
  getLocalizedMessage: "ex-message",
  getMessage: "ex-message",
  getName: "name",
  getNamespace: "namespace",
  getOrDefault: "get",
  getTime: "inst-ms",
  getValue: "val",
  hashCode: "hash",
  hasheq: "hash",
  intValue: "int",
  key: "key",
  keySet: "keys",
  longValue: "long",
  meta: "meta",
  more: "rest",
  next: "next",
  nth: "nth",
  pattern: "str",
  peek: "peek",
  pop: "pop",
  reset: "reset!",
  rseq: "rseq",
  seq: "seq",
  substring: "subs",
  subSequence: "subs",
  val: "val",
  valAt: "get",
  values: "vals",
  withMeta: "with-meta",
  without: "dissoc",
  write: "-write-to",
};

/** Functions of `batuta.str` that do the same. */
const AS_IN_TEXT: Readonly<Record<string, string>> = {
  endsWith: "ends-with?",
  isBlank: "blank?",
  repeat: "repeat",
  startsWith: "starts-with?",
  strip: "trim",
  stripLeading: "triml",
  stripTrailing: "trimr",
  toLowerCase: "lower-case",
  toUpperCase: "upper-case",
  trim: "trim",
};

const METHODS = "java.lang.Object";

/** The function that a method means, or null. */
export function findMethodVar(name: string): Var | null {
  if (Object.hasOwn(AS_IN_CORE, name)) return core.get(AS_IN_CORE[name]) ?? null;
  if (Object.hasOwn(AS_IN_TEXT, name)) return findNamespace("batuta.str")?.get(AS_IN_TEXT[name]) ?? null;
  return getNamespace(METHODS).get(name) ?? null;
}

/** Text that grows in place: `(StringBuilder.)`. */
class TextBuilder extends Entity {
  text = "";
  override get typeName(): string {
    return "StringBuilder";
  }
  override print(printer: Printer): void {
    printer.text(this.text);
  }
  override toText(): string {
    return this.text;
  }
}

/** A list that changes in place: `(java.util.ArrayList.)`. */
class ListBuilder extends Entity {
  items: unknown[] = [];
  override get typeName(): string {
    return "ArrayList";
  }
  override print(printer: Printer): void {
    printer.sequence("[", this.items, "]");
  }
  [Symbol.iterator](): Iterator<unknown> {
    return this.items[Symbol.iterator]();
  }
}

function listBuilder(op: string, x: unknown): ListBuilder {
  return x instanceof ListBuilder ? x : fail("bad-argument", { op, expected: "an ArrayList", value: x });
}

function builder(op: string, x: unknown): TextBuilder {
  return x instanceof TextBuilder ? x : fail("bad-argument", { op, expected: "a StringBuilder", value: x });
}

function textOf(op: string, x: unknown): string {
  if (typeof x === "string") return x;
  if (x instanceof Char || x instanceof TextBuilder) return toText(x);
  return fail("bad-argument", { op, expected: "a string", value: x });
}

function patternOf(op: string, x: unknown): Regex {
  return x instanceof Regex ? x : regex(textOf(op, x));
}

/** What a function of `batuta.str` answers. */
function inText(name: string, ...args: unknown[]): unknown {
  return findNamespace("batuta.str")?.get(name)?.f(...args);
}

/** The index of a part in a text or a collection, -1 where it is not. */
function indexOf(op: string, last: boolean): (x: unknown, part: unknown) => unknown {
  return (x, part) => {
    if (typeof x === "string" || x instanceof TextBuilder) {
      const text = textOf(op, x);
      const wanted = isInt(part) ? String.fromCodePoint(Number(part)) : textOf(op, part);
      const unit = last ? text.lastIndexOf(wanted) : text.indexOf(wanted);
      return unit < 0 ? -1 : indexOfUnit(text, unit);
    }
    let found = -1;
    let i = 0;
    const items = typeof x === "object" && x !== null && Symbol.iterator in x ? x as Iterable<unknown> : charsOf("");
    for (const item of items) {
      if (equals(item, part)) {
        found = i;
        if (!last) break;
      }
      i++;
    }
    return found;
  };
}

function contains(x: unknown, part: unknown): unknown {
  if (typeof x === "string" || x instanceof TextBuilder) {
    return textOf("contains", x).includes(textOf("contains", part));
  }
  return indexOf("contains", false)(x, part) !== -1;
}

function insert(x: unknown, index: unknown, more: unknown): unknown {
  const b = builder("insert", x);
  const characters = Array.from(b.text);
  characters.splice(Number(index), 0, toText(more));
  b.text = characters.join("");
  return b;
}

/** Takes characters away, from an index to another. */
function cut(x: unknown, from: unknown, to: unknown): unknown {
  const b = builder("delete", x);
  const characters = Array.from(b.text);
  characters.splice(Number(from), Number(to) - Number(from));
  b.text = characters.join("");
  return b;
}

onFirstNeed(METHODS, () => {
  defineLeaves({
    "add": (x, item) => {
      listBuilder("add", x).items.push(item);
      return true;
    },
    "remove": (x, i) => listBuilder("remove", x).items.splice(Number(i), 1)[0] ?? null,
    "clear": (x) => {
      listBuilder("clear", x).items = [];
      return null;
    },
    "toArray": (x) => x instanceof ListBuilder ? vec([...x.items]) : vec(toArray(x)),
    "availableProcessors": (_runtime) => host.cores ?? 1,
    "totalMemory": (_runtime) => host.memory?.().totalBytes ?? 0,
    "freeMemory": (_runtime) => {
      const memory = host.memory?.();
      return memory === undefined ? 0 : memory.totalBytes - memory.usedBytes;
    },
    "gc": (_runtime) => {
      host.collect?.();
      return null;
    },
    "append": (x, more) => {
      builder("append", x).text += more === null ? "null" : toText(more);
      return x;
    },
    "charValue": (x) => x,
    "codePointAt": (x, i) => Array.from(textOf("codePointAt", x))[Number(i)]?.codePointAt(0) ?? null,
    "compareToIgnoreCase": (a, b) => {
      const [left, right] = [a, b].map((x) => textOf("compareToIgnoreCase", x).toLowerCase());
      return left < right ? -1 : left > right ? 1 : 0;
    },
    "concat": (a, b) => textOf("concat", a) + textOf("concat", b),
    "contains": contains,
    "delete": cut,
    "deleteCharAt": (x, i) => cut(x, i, Number(i) + 1),
    "equalsIgnoreCase": (a, b) =>
      typeof b === "string" && textOf("equalsIgnoreCase", a).toLowerCase() === b.toLowerCase(),
    "getClass": (x) => typeName(x),
    "getStackTrace": () => vec([]),
    "indexOf": indexOf("indexOf", false),
    "insert": insert,
    "intern": (x) => x,
    "isInfinite": (x) => isNumber(x) && Math.abs(Number(x)) === Infinity,
    "isNaN": (x) => isNumber(x) && Number.isNaN(Number(x)),
    "lastIndexOf": indexOf("lastIndexOf", true),
    "matches": (x, pattern) => core.get("re-matches")?.f(patternOf("matches", pattern), textOf("matches", x)) !== null,
    "printStackTrace": () => null,
    "replace": (x, from, to) => textOf("replace", x).replaceAll(textOf("replace", from), () => textOf("replace", to)),
    "reverse": (x) => {
      const b = builder("reverse", x);
      b.text = Array.from(b.text).reverse().join("");
      return b;
    },
    "setLength": (x, length) => {
      const b = builder("setLength", x);
      b.text = Array.from(b.text).slice(0, Number(length)).join("");
      return null;
    },
    "split": between(
      2,
      3,
      (x, pattern, limit: unknown = 0) => inText("split", textOf("split", x), patternOf("split", pattern), limit),
    ),
    "toCharArray": (x) => vec([...charsOf(textOf("toCharArray", x))]),
  }, METHODS);
  definePrimitives({
    "replaceAll": (x, pattern, to) => inText("replace", x, patternOf("replaceAll", pattern), to),
    "replaceFirst": (x, pattern, to) => inText("replace-first", x, patternOf("replaceFirst", pattern), to),
    "isEmpty": (x) =>
      x instanceof TextBuilder
        ? x.text === ""
        : x instanceof ListBuilder
        ? x.items.length === 0
        : core.get("empty?")?.f(x),
    "length": (x) => x instanceof TextBuilder ? countCodePoints(x.text) : core.get("count")?.f(x),
    "toString": (x: unknown) => x instanceof BatutaError ? x.message : core.get("str")?.f(x),
    "size": (x) => x instanceof ListBuilder ? x.items.length : core.get("count")?.f(x),
    "invoke": (f, ...args) => core.get("apply")?.f(f, vec(args)),
  }, METHODS);
});

/** Functions that make what constructors of Clojure's host classes make. */
const CONSTRUCTORS: Readonly<Record<string, string>> = {
  ArrayList: "-new-array-list",
  Date: "-new-date",
  MapEntry: "vector",
  Object: "-new-object",
  String: "str",
  StringBuilder: "-new-string-builder",
  StringBuffer: "-new-string-builder",
};

/** The function that makes an object of a class, or null. */
export function findConstructorVar(className: string): Var | null {
  const simple = className.replace(/^(java\.(lang|util)|clojure\.lang)\./, "");
  return Object.hasOwn(CONSTRUCTORS, simple) ? core.get(CONSTRUCTORS[simple]) ?? null : null;
}

/** `(Object.)`: equal to nothing but itself. */
class Unique extends Entity {}

/** The field of an object, as `(.-name x)` asks for it. */
function fieldNamed(name: unknown, x: unknown): unknown {
  const key = kw(String(name));
  const fields = x instanceof Rec || x instanceof Typed ? x.type.fields : [];
  const i = fields.indexOf(key);
  return i < 0 || !(x instanceof Rec || x instanceof Typed)
    ? fail("bad-argument", { op: `.-${name}`, expected: `an object with the field \`${name}\``, value: x })
    : x.values[i];
}

defineLeaves({
  "-field-named": fieldNamed,
  "-new-array-list": between(0, 1, (items: unknown = null) => {
    const list = new ListBuilder();
    if (!isInt(items)) list.items = toArray(items); // a number is a capacity
    return list;
  }),
  "-new-object": () => new Unique(),
  "-new-date": between(0, 1, (ms: unknown = host.now()) => new Instant(Math.trunc(Number(ms)))),
  "-new-string-builder": between(0, 1, (x: unknown = "") => {
    const b = new TextBuilder();
    if (!isInt(x)) b.text = toText(x); // a number is a capacity
    return b;
  }),
});
