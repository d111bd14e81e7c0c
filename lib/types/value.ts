/**
 * Whether a value is of a type, at run time: what stands at the boundary between code with types and code without.
 * In: a type, a value. Out: whether it can be of it. Nothing lazy is realised and no function is called, so what is inside of these counts
 * as right; what is long is looked at in its first elements.
 * @module
 */
import { equals, Keyword, LazySeq, PMap, PSet, Seq, Tuple, typeName, Vec } from "../data/mod.ts";
import { exposed, type Type } from "./type.ts";

/** Elements of a collection that are looked at. */
const MOST_ELEMENTS = 100;

/** The first elements of what is there already. */
function* looked(values: Iterable<unknown>): Generator<unknown> {
  let left = MOST_ELEMENTS;
  for (const value of values) {
    if (left-- <= 0) return;
    yield value;
  }
}

function all(values: Iterable<unknown>, type: Type): boolean {
  for (const value of looked(values)) if (!isOfType(type, value)) return false;
  return true;
}

function isSequence(value: unknown): boolean {
  return value instanceof Vec || value instanceof Seq || value instanceof LazySeq;
}

function isCallable(value: unknown): boolean {
  return typeof value === "function" || value instanceof Keyword || value instanceof PMap || value instanceof PSet ||
    value instanceof Vec || (typeof value === "object" && value !== null && "call" in value);
}

/** Whether a value can be of a type. */
export function isOfType(given: Type, value: unknown): boolean {
  const type = exposed(given);
  switch (type.kind) {
    case "never":
      return false;
    case "literal":
      return equals(type.value, value);
    case "named":
      return isNamed(type.name, value);
    case "union":
      return type.parts.some((part) => isOfType(part, value));
    case "weak":
      return isOfType(type.of, value);
    case "list":
      return value instanceof Vec ? all(value, type.of) : isSequence(value);
    case "coll":
      return value === null || typeof value === "string" || isSequence(value) || value instanceof PMap ||
        value instanceof PSet ||
        (typeof value === "object" && value !== null);
    case "fixed":
      if (!(value instanceof Vec)) return isSequence(value);
      return value.count() === type.items.length && [...value].every((item, i) => isOfType(type.items[i], item));
    case "record":
      return value instanceof PMap && isOfRecord(type, value);
    case "map":
      if (!(value instanceof PMap)) return false;
      for (const [key, held] of looked(value.entries()) as Iterable<[unknown, unknown]>) { // entries are pairs
        if (!isOfType(type.key, key) || !isOfType(type.value, held)) return false;
      }
      return true;
    case "set":
      return value instanceof PSet && all(value, type.of);
    case "tuple":
      return value instanceof Tuple && value.tag === type.tag && value.items.length === type.items.length &&
        value.items.every((item, i) => isOfType(type.items[i], item));
    case "fn":
    case "closure":
    case "library":
      return isCallable(value);
    case "pid":
      return typeName(value) === "Pid";
    case "actor":
      return typeName(value) === "Actor";
    default:
      return true;
  }
}

function isOfRecord(type: Type & { kind: "record" }, value: PMap): boolean {
  for (const { key, type: wanted, optional } of type.fields) {
    if (value.has(key) ? !isOfType(wanted, value.get(key, null)) : !optional) return false;
  }
  return !type.closed || [...value.entries()].every(([key]) => type.fields.some((f) => equals(f.key, key)));
}

const PLAIN =
  /^(Int|Float|Ratio|Decimal|String|Bool|Nil|Keyword|Symbol|Char|Regex|Bytes|Uuid|Instant|Duration|Ref|Atom|Pid|Query)$/;

function isNamed(name: string, value: unknown): boolean {
  return !PLAIN.test(name) || typeName(value) === name;
}
