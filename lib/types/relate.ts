/**
 * How types stand to each other: whether one is within another, whether they can share a value, what is left of one by a test.
 * In: types. Out: answers that are certain in one direction: `overlaps` says no only where no value is of both, `isWithin` says no only
 * where the part that is known has a value outside. What is dynamic is within everything.
 * Source: Siek and Taha, *Gradual Typing for Functional Languages*, 2006, for what consistent means; recursive types as in Amadio and
 * Cardelli, 1993: what is being compared already holds.
 * @module
 */
import { equals } from "../data/mod.ts";
import {
  ANY,
  type Arity,
  CHAR,
  exposed,
  type Field,
  fieldOf,
  type FnType,
  literalOf,
  NEVER,
  NIL,
  partsOfType,
  type RecordType,
  same,
  type Type,
  union,
  unweak,
} from "./type.ts";

/** How strict a comparison is, and what it needs of the inference. */
export interface Relating {
  /** Whether weak parts count. */
  readonly strict: boolean;
  /** What a function of which only the code is known takes and gives. */
  readonly signature: (type: Type) => Type;
}

const LOOSE: Relating = { strict: false, signature: () => ANY };

type Pairs = readonly (readonly [Type, Type])[];

function known(pairs: Pairs, a: Type, b: Type): boolean {
  return pairs.some(([x, y]) => same(x, a) && same(y, b));
}

/** The element of whatever `seq` takes; null for what it does not take. */
export function elementOf(given: Type): Type | null {
  const type = exposed(given);
  switch (type.kind) {
    case "any":
      return ANY;
    case "list":
    case "coll":
    case "set":
      return type.of;
    case "fixed":
      return union(type.items);
    case "map":
      return { kind: "fixed", items: [type.key, type.value] };
    case "record": {
      if (!type.closed) return { kind: "fixed", items: [ANY, ANY] };
      const keys = union(type.fields.map((f) => literalOf(f.key) ?? ANY));
      return { kind: "fixed", items: [keys, union(type.fields.map((f) => f.type))] };
    }
    case "tuple":
      return ANY;
    case "weak":
      return elementOf(type.of);
    case "named":
      if (type.name === "String") return CHAR;
      if (type.name === "Nil") return NEVER;
      if (type.name === "Query") return type.args[0] ?? ANY;
      return type.name === "Array" || type.name === "Unit" || type.name === "Bytes" ? ANY : null;
    case "literal":
      return type.base === "String" ? CHAR : null;
    case "union": {
      const elements = type.parts.map(elementOf);
      return elements.every((e) => e === null) ? null : union(elements.map((e) => e ?? NEVER));
    }
    case "variable":
      return ANY;
    default:
      return null;
  }
}

/** What is called as a function although it is none: it looks things up. */
function isLookup(type: Type): boolean {
  switch (type.kind) {
    case "record":
    case "map":
    case "set":
    case "list":
    case "fixed":
    case "coll":
    case "tuple":
    case "actor":
    case "variable":
      return true;
    case "named":
      return /^(Keyword|Symbol|Var|Unit|Transducer)$/.test(type.name) || !BUILT_IN.test(type.name);
    case "literal":
      return type.base === "Keyword";
    default:
      return false;
  }
}

/** Names whose values are of no other type. */
const BUILT_IN =
  /^(Int|Float|Ratio|Decimal|String|Bool|Nil|Keyword|Symbol|Char|Regex|Bytes|Uuid|Instant|Duration|Ref|Error|Namespace|Var|Atom|Promise|Future|Delay|Volatile|Reduced|Pid|Query|Absent)$/;

function isFunction(type: Type): boolean {
  return type.kind === "fn" || type.kind === "closure" || type.kind === "library";
}

/** Whether a value can be of both types. */
export function overlaps(x: Type, y: Type, pairs: Pairs = []): boolean {
  const a = unweak(exposed(unweak(x)));
  const b = unweak(exposed(unweak(y)));
  if (a.kind === "never" || b.kind === "never") return false;
  if (a.kind === "any" || b.kind === "any" || a.kind === "variable" || b.kind === "variable") return true;
  if (a.kind === "union") return a.parts.some((part) => overlaps(part, b, pairs));
  if (b.kind === "union") return b.parts.some((part) => overlaps(a, part, pairs));
  if (isUnit(a) || isUnit(b)) return true;
  if (x.kind === "defined" || y.kind === "defined") {
    if (known(pairs, x, y)) return true;
    return overlapParts(a, b, [...pairs, [x, y]]);
  }
  return overlapParts(a, b, pairs);
}

function isUnit(type: Type): boolean {
  return type.kind === "named" && type.name === "Unit";
}

function overlapParts(a: Type, b: Type, pairs: Pairs): boolean {
  if (isFunction(a) || isFunction(b)) return (isFunction(a) || isLookup(a)) && (isFunction(b) || isLookup(b));
  if (a.kind === "coll" || b.kind === "coll") {
    const [coll, other] = a.kind === "coll" ? [a, b] : [b, a];
    if (other.kind === "fixed") return other.items.every((item) => overlaps(item, (coll as { of: Type }).of, pairs));
    if (other.kind === "coll") return true;
    const element = elementOf(other);
    if (element === null) return other.kind === "named" && !BUILT_IN.test(other.name);
    // What may be empty shares the empty one.
    return other.kind !== "literal" || other.value === "" ||
      overlaps(element, (coll as { of: Type }).of, pairs);
  }
  if (a.kind === "literal" && b.kind === "literal") return a.base === b.base && equals(a.value, b.value);
  if (a.kind === "literal") return b.kind === "named" && (b.name === a.base || !BUILT_IN.test(b.name));
  if (b.kind === "literal") return overlapParts(b, a, pairs);
  if (a.kind === "named" && b.kind === "named") {
    if (a.name === b.name) return true;
    return !BUILT_IN.test(a.name) || !BUILT_IN.test(b.name);
  }
  if (a.kind === "named") return a.name === "Pid" ? b.kind === "pid" : !BUILT_IN.test(a.name);
  if (b.kind === "named") return overlapParts(b, a, pairs);
  if (a.kind === "list" && b.kind === "list") return true;
  if (a.kind === "fixed" && b.kind === "fixed") {
    return a.items.length === b.items.length && a.items.every((item, i) => overlaps(item, b.items[i], pairs));
  }
  if (a.kind === "fixed" && b.kind === "list") return a.items.every((item) => overlaps(item, b.of, pairs));
  if (a.kind === "list" && b.kind === "fixed") return overlapParts(b, a, pairs);
  if (a.kind === "record" && b.kind === "record") return recordsOverlap(a, b, pairs) && recordsOverlap(b, a, pairs);
  if (a.kind === "record" && b.kind === "map") {
    return a.fields.every((f) =>
      f.optional || (overlaps(literalOf(f.key) ?? ANY, b.key, pairs) && overlaps(f.type, b.value, pairs))
    );
  }
  if (a.kind === "map" && b.kind === "record") return overlapParts(b, a, pairs);
  if (a.kind === "tuple" && b.kind === "tuple") {
    return a.tag === b.tag && a.items.length === b.items.length &&
      a.items.every((item, i) => overlaps(item, b.items[i], pairs));
  }
  if (a.kind === "pid" || a.kind === "actor") return a.kind === b.kind;
  return a.kind === b.kind;
}

/** Whether the fields of a can be there in b. */
function recordsOverlap(a: RecordType, b: RecordType, pairs: Pairs): boolean {
  return a.fields.every((f) => {
    const other = fieldOf(b, f.key);
    if (other === null) return f.optional || !b.closed;
    return (f.optional && other.optional) || overlaps(f.type, other.type, pairs);
  });
}

/** Whether every value of a is of b, as far as a is known. */
export function isWithin(x: Type, y: Type, how: Relating = LOOSE, pairs: Pairs = []): boolean {
  if (x === y) return true;
  if (x.kind === "weak") return how.strict ? isWithin(x.of, y, how, pairs) : true;
  if (y.kind === "weak") return isWithin(x, y.of, how, pairs);
  if (x.kind === "any" || y.kind === "any" || x.kind === "never") return true;
  if (y.kind === "never") return false;
  if (x.kind === "defined" && y.kind === "defined" && x.of === y.of && x.args.every((t, i) => same(t, y.args[i]))) {
    return true;
  }
  const a = exposed(x);
  const b = exposed(y);
  if (x.kind === "defined" || y.kind === "defined") {
    if (known(pairs, x, y)) return true;
    return withinParts(a, b, how, [...pairs, [x, y]]);
  }
  return withinParts(a, b, how, pairs);
}

function withinParts(a: Type, b: Type, how: Relating, pairs: Pairs): boolean {
  const within = (x: Type, y: Type) => isWithin(x, y, how, pairs);
  if (a.kind === "union") return a.parts.every((part) => within(part, b));
  if (a.kind === "any" || b.kind === "any" || a.kind === "never") return true;
  if (isUnit(b)) return true;
  if (b.kind === "union") {
    if (b.parts.some((part) => within(a, part))) return true;
    // Both of them are all there are.
    if (a.kind === "named" && a.name === "Bool") {
      return [true, false].every((v) => b.parts.some((part) => within(literalOf(v) as Type, part)));
    }
    return a.kind === "fixed" || a.kind === "record" || a.kind === "tuple" ? spread(a, b, how, pairs) : false;
  }
  if (a.kind === "variable" || b.kind === "variable") return a.kind === b.kind ? same(a, b) : false;
  if (b.kind === "fn") return functionWithin(a, b, how, pairs);
  if (b.kind === "closure" || b.kind === "library") return isFunction(a);
  if (b.kind === "coll") {
    const element = elementOf(a);
    return element !== null && within(element, b.of);
  }
  switch (a.kind) {
    case "literal":
      return b.kind === "literal" ? same(a, b) : b.kind === "named" && (b.name === a.base || !BUILT_IN.test(b.name));
    case "named":
      if (b.kind !== "named") return !BUILT_IN.test(a.name);
      if (a.name === "Unit") return false;
      if (a.name !== b.name) return !BUILT_IN.test(a.name) || !BUILT_IN.test(b.name);
      return a.args.every((t, i) => b.args[i] === undefined || within(t, b.args[i]));
    case "list":
      return b.kind === "list" ? within(a.of, b.of) : false;
    case "fixed":
      if (b.kind === "list") return a.items.every((item) => within(item, b.of));
      return b.kind === "fixed" && a.items.length === b.items.length &&
        a.items.every((item, i) => within(item, b.items[i]));
    case "set":
      return b.kind === "set" && within(a.of, b.of);
    case "map":
      if (b.kind === "map") return within(a.key, b.key) && within(a.value, b.value);
      return b.kind === "record" && b.fields.every((f) => f.optional) && !b.closed;
    case "record":
      if (b.kind === "map") {
        return a.fields.every((f) =>
          f.type.kind === "never" || (within(literalOf(f.key) ?? ANY, b.key) && within(f.type, b.value))
        );
      }
      return b.kind === "record" && recordWithin(a, b, how, pairs);
    case "tuple":
      return b.kind === "tuple" && a.tag === b.tag && a.items.length === b.items.length &&
        a.items.every((item, i) => within(item, b.items[i]));
    case "pid":
      return b.kind === "pid" ? a.protocol === b.protocol : b.kind === "named" && b.name === "Pid";
    case "actor":
      return b.kind === "actor" && a.protocol === b.protocol;
    case "coll":
      return false;
    default:
      return false;
  }
}

/** A compound of unions is within a union of compounds when each of its cases is. */
function spread(a: Type, b: Type, how: Relating, pairs: Pairs): boolean {
  const cases = casesOf(a);
  return cases.length > 1 && cases.length <= 32 && cases.every((one) => isWithin(one, b, how, pairs));
}

/** The type as several, by the first of its parts that is a union. */
function casesOf(type: Type): readonly Type[] {
  if (type.kind === "fixed" || type.kind === "tuple") {
    const at = type.items.findIndex((item) => exposed(item).kind === "union");
    if (at < 0) return [type];
    return partsOfType(exposed(type.items[at])).map((part) => ({ ...type, items: type.items.with(at, part) }));
  }
  if (type.kind === "record") {
    const at = type.fields.findIndex((f) => exposed(f.type).kind === "union");
    if (at < 0) return [type];
    const { fields } = type;
    return partsOfType(exposed(fields[at].type)).map((part) => ({
      ...type,
      fields: fields.with(at, { ...fields[at], type: part }),
    }));
  }
  return [type];
}

function recordWithin(a: RecordType, b: RecordType, how: Relating, pairs: Pairs): boolean {
  const has = b.fields.every((f) => {
    const own = fieldOf(a, f.key);
    if (own === null) return f.optional;
    return own.type.kind === "never"
      ? f.optional
      : (!own.optional || f.optional) && isWithin(own.type, f.type, how, pairs);
  });
  return has &&
    (!b.closed || (a.closed && a.fields.every((f) => f.type.kind === "never" || fieldOf(b, f.key) !== null)));
}

function functionWithin(a: Type, b: FnType, how: Relating, pairs: Pairs): boolean {
  if (!isFunction(a)) return isLookup(a);
  const own = a.kind === "fn" ? a : how.signature(a);
  if (own.kind !== "fn" || own.arities.length === 0) return true;
  return b.arities.every((wanted) =>
    own.arities.some((have) =>
      takesCount(have, wanted.params.length) &&
      wanted.params.every((p, i) => isWithin(p, paramAt(have, i), how, pairs) || p.kind === "variable") &&
      isWithin(have.result, wanted.result, how, pairs)
    )
  );
}

/** Whether an arity takes this number of arguments. */
export function takesCount({ params, rest }: Arity, count: number): boolean {
  return rest === null ? params.length === count : params.length <= count;
}

/** The type of the i-th argument. */
export function paramAt({ params, rest }: Arity, i: number): Type {
  return params[i] ?? rest ?? ANY;
}

/** What is of both types: what is left of `a` when a test for `b` holds. */
export function meet(a: Type, b: Type): Type {
  if (a.kind === "any") return b;
  if (b.kind === "any") return a;
  if (a.kind === "weak") return meet(a.of, b);
  if (b.kind === "weak") return meet(a, b.of);
  const x = exposed(a);
  const y = exposed(b);
  if (x.kind === "union") return union(x.parts.map((part) => meet(part, b)));
  if (y.kind === "union") return union(y.parts.map((part) => meet(a, part)));
  if (!overlaps(x, y)) return NEVER;
  if (x.kind === "record" && y.kind === "record") return meetRecords(x, y);
  if (x.kind === "map" && y.kind === "record") {
    return { ...y, closed: false, fields: y.fields.map((f) => ({ ...f, type: meet(f.type, x.value) })) };
  }
  if (x.kind === "coll") return meetColl(x.of, y);
  if (y.kind === "coll") return a;
  if (x.kind === "list" && y.kind === "list") {
    return { kind: "list", of: meetOrFirst(x.of, y.of), vector: x.vector || y.vector };
  }
  if (x.kind === "list" && y.kind === "fixed") return { ...y, items: y.items.map((item) => meetOrFirst(item, x.of)) };
  if (x.kind === "map" && y.kind === "map") {
    return { kind: "map", key: meetOrFirst(x.key, y.key), value: meetOrFirst(x.value, y.value) };
  }
  if (x.kind === "named" && y.kind === "literal") return b;
  if (x.kind === "named" && x.name === "Unit") return b;
  return a;
}

function meetOrFirst(a: Type, b: Type): Type {
  const both = meet(a, b);
  return both.kind === "never" ? a : both;
}

function meetColl(of: Type, other: Type): Type {
  if (other.kind === "list" || other.kind === "set") return { ...other, of: meetOrFirst(other.of, of) };
  return other;
}

function meetRecords(a: RecordType, b: RecordType): Type {
  const fields: Field[] = a.fields.map((f) => {
    const other = fieldOf(b, f.key);
    if (other === null) return f;
    return { key: f.key, type: meet(f.type, other.type), optional: f.optional && other.optional };
  });
  const more = b.fields.filter((f) => fieldOf(a, f.key) === null);
  return { kind: "record", fields: [...fields, ...more], closed: a.closed || b.closed };
}

/** What is left of `a` when a test for `b` does not hold. */
export function without(a: Type, b: Type): Type {
  const x = exposed(a);
  const parts = x.kind === "weak" ? [x] : partsOfType(x);
  const left = parts.flatMap((part): Type[] => {
    const plain = unweak(part);
    if (plain.kind === "any" || plain.kind === "never" || plain.kind === "variable") return [part];
    if (isCertainlyWithin(plain, b)) return [];
    if (plain.kind === "named" && plain.name === "Bool") {
      const kept = [true, false].map((v) => literalOf(v) as Type).filter((v) => !isCertainlyWithin(v, b));
      return kept.length === 2 ? [part] : kept;
    }
    const inner = exposed(plain);
    return inner !== plain && inner.kind === "union" ? [without(inner, b)] : [part];
  });
  if (left.length === parts.length && left.every((part, i) => part === parts[i])) return a;
  return union(left);
}

/** Whether all of a is of b, nothing of it being unknown. */
function isCertainlyWithin(a: Type, b: Type): boolean {
  return isWithin(a, b, { strict: true, signature: () => ANY }) && !mentionsAny(b, a) && !isNamedLoosely(a);
}

function isNamedLoosely(type: Type): boolean {
  return type.kind === "named" && !BUILT_IN.test(type.name);
}

/** Whether the answer hangs on something unknown within one of the types, where the other says more. */
function mentionsAny(target: Type, given: Type): boolean {
  return hasAny(given) && !isWide(target);
}

/** Types that hold whatever is in them. */
function isWide(type: Type): boolean {
  switch (type.kind) {
    case "any":
      return true;
    case "list":
    case "coll":
    case "set":
      return type.of.kind === "any";
    case "map":
      return type.key.kind === "any" && type.value.kind === "any";
    case "fn":
      return type.arities.length === 0;
    case "tuple":
      return type.items.every((item) => item.kind === "any");
    case "record":
      return type.fields.every((f) => f.type.kind === "any" || f.type.kind === "literal");
    case "union":
      return type.parts.every(isWide);
    case "named":
    case "literal":
      return true;
    default:
      return false;
  }
}

function hasAny(type: Type): boolean {
  switch (type.kind) {
    case "any":
      return true;
    case "union":
      return type.parts.some(hasAny);
    case "list":
    case "coll":
    case "set":
    case "weak":
      return hasAny(type.of);
    case "fixed":
    case "tuple":
      return type.items.some(hasAny);
    case "record":
      return !type.closed || type.fields.some((f) => hasAny(f.type));
    case "map":
      return hasAny(type.key) || hasAny(type.value);
    default:
      return false;
  }
}

/** The part of `a` that is outside of `b`: what breaks a promise; never when nothing does. */
export function outside(a: Type, b: Type, how: Relating): Type {
  return union(partsOfType(exposed(a)).filter((part) => !isWithin(part, b, how)).map(unweak));
}

/** The type of what is nil or false. */
export const FALSY: Type = union([NIL, literalOf(false) as Type]);

/** What is left of a type when its value counts as true; or as false. */
export function truthy(type: Type): Type {
  const x = exposed(type);
  if (x.kind === "any") return type;
  return without(type, FALSY);
}

export function falsy(type: Type): Type {
  const x = exposed(type);
  if (x.kind === "any") return type;
  return union(
    partsOfType(x).flatMap((part): Type[] => {
      const plain = unweak(exposed(unweak(part)));
      if (plain.kind === "union") return [falsy(plain)];
      if (plain.kind === "any" || plain.kind === "variable") return [plain];
      if (plain.kind === "named") {
        if (plain.name === "Nil") return [plain];
        if (plain.name === "Bool") return [literalOf(false) as Type];
        return BUILT_IN.test(plain.name) ? [] : [plain];
      }
      return plain.kind === "literal" && plain.value === false ? [plain] : [];
    }),
  );
}
