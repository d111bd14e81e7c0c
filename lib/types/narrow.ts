/**
 * What a test teaches: in the branch where it held, and in the other one.
 * In: the code of a test, an environment. Out: an environment for the branch, or null when no run can come there.
 * Tests on a part of a value (`(:type x)`, the tests of patterns) teach about the whole: alternatives whose part cannot be so fall away.
 * Source: Tobin-Hochstadt and Felleisen, *Logical Types for Untyped Languages*, ICFP 2010.
 * @module
 */
import { equals } from "../data/mod.ts";
import type { Core, Local } from "../expander/mod.ts";
import { coreName } from "./code.ts";
import { typeOfValue } from "./constant.ts";
import type { Env } from "./env.ts";
import type { Inference } from "./infer.ts";

import { falsy, meet, truthy, without } from "./relate.ts";
import {
  ANY,
  BOOL,
  CHAR,
  collOf,
  DECIMAL,
  exposed,
  fieldOf,
  FLOAT,
  FN,
  INT,
  isNever,
  KEYWORD,
  listOf,
  literalOf,
  named,
  NIL,
  NUMBER,
  partsOfType,
  RATIO,
  STRING,
  SYMBOL,
  type Type,
  union,
  unweak,
} from "./type.ts";

const MAP: Type = { kind: "map", key: ANY, value: ANY };
const SET: Type = { kind: "set", of: ANY };
const VECTOR = listOf(ANY, true);
const LIST = listOf(ANY);
/** What stands for a key that is not there, while a pattern is compared. */
export const ABSENT = named("Absent");

/** Predicates that hold for just the values of a type. */
export const PREDICATES: Readonly<Record<string, Type>> = {
  "nil?": NIL,
  "string?": STRING,
  "char?": CHAR,
  "keyword?": KEYWORD,
  "symbol?": SYMBOL,
  "number?": NUMBER,
  "int?": INT,
  "integer?": INT,
  "float?": FLOAT,
  "double?": FLOAT,
  "ratio?": RATIO,
  "decimal?": DECIMAL,
  "boolean?": BOOL,
  "map?": MAP,
  "set?": SET,
  "sequential?": LIST,
  "match-map?*": MAP,
  "true?": literalOf(true) as Type,
  "false?": literalOf(false) as Type,
  "uuid?": named("Uuid"),
  "inst?": named("Instant"),
  "regex?": named("Regex"),
  "error?": named("Error"),
};

/** Predicates that hold for some values of a type, and for no others. */
const WITHIN: Readonly<Record<string, Type>> = {
  "vector?": VECTOR,
  "list?": LIST,
  "seq?": LIST,
  "fn?": FN,
  "pos-int?": INT,
  "nat-int?": INT,
  "neg-int?": INT,
  "coll?": collOf(ANY),
};

/** Names that `instance?` takes. */
const INSTANCES: Readonly<Record<string, Type>> = {
  Int: INT,
  Float: FLOAT,
  String: STRING,
  Bool: BOOL,
  Keyword: KEYWORD,
  Symbol: SYMBOL,
  Char: CHAR,
  Ratio: RATIO,
  Number: NUMBER,
  Nil: NIL,
};

/** An environment in which the test was true, or was not. */
export function narrow(x: Inference, env: Env, test: Core, sense: boolean): Env | null {
  switch (test.kind) {
    case "const": {
      const holds = test.value !== null && test.value !== false;
      return holds === sense ? env.child() : null;
    }
    case "local": {
      const now = narrowLocal(x, env, test.local, (type) => sense ? truthy(type) : falsy(type));
      if (now === null) return null;
      const init = x.inits.get(test.local);
      if (init === undefined || init.kind === "local" || !isTest(init) || x.followed.has(test.local)) return now;
      // A local that holds what a test gave is as good as the test.
      x.followed.add(test.local);
      try {
        return narrow(x, now, init, sense);
      } finally {
        x.followed.delete(test.local);
      }
    }
    case "call":
      return narrowCall(x, env, test, sense);
    case "let":
      return narrow(x, env, test.body, sense);
    case "do":
      return test.body.length === 0 ? env.child() : narrow(x, env, test.body[test.body.length - 1], sense);
    case "if": {
      const ways: Env[] = [];
      const yes = narrow(x, env, test.test, true);
      const no = narrow(x, env, test.test, false);
      const then = yes === null ? null : narrow(x, yes, test.then, sense);
      const otherwise = no === null ? null : narrow(x, no, test.otherwise, sense);
      if (then !== null) ways.push(then);
      if (otherwise !== null) ways.push(otherwise);
      if (ways.length < 2) return ways[0] ?? null;
      const inside = env.child();
      inside.merge(ways);
      return inside;
    }
    default:
      return env.child();
  }
}

function isTest(core: Core): boolean {
  return core.kind === "call" || core.kind === "if" || core.kind === "let";
}

function narrowCall(x: Inference, env: Env, call: Core & { kind: "call" }, sense: boolean): Env | null {
  const name = coreName(call);
  const [a, b] = call.args;
  if (call.f.kind === "const" && call.args.length === 1) {
    return refine(x, env, call, (type) => sense ? truthy(type) : falsy(type));
  }
  if (name === null || a === undefined) return env.child();
  if (name === "not") return narrow(x, env, a, !sense);
  if (name === "some?") {
    const seen = elementsOf(x, a);
    if (seen !== null) return refine(x, env, seen, (type) => sense ? meet(type, LIST) : without(type, LIST));
    return refine(x, env, a, (type) => sense ? without(type, NIL) : meet(type, NIL));
  }
  if (Object.hasOwn(PREDICATES, name) && call.args.length === 1) {
    return refine(x, env, a, (type) => sense ? meet(type, PREDICATES[name]) : without(type, PREDICATES[name]));
  }
  if (Object.hasOwn(WITHIN, name) && call.args.length === 1) {
    return sense ? refine(x, env, a, (type) => meet(type, WITHIN[name])) : env.child();
  }
  switch (name) {
    case "=":
    case "identical?": {
      if (call.args.length !== 2) return env.child();
      const [constant, other] = a.kind === "const" ? [a, b] : [b, a];
      if (constant.kind !== "const") return env.child();
      if (other.kind === "const") return equals(constant.value, other.value) === sense ? env.child() : null;
      const type = literalOf(constant.value);
      if (type === null) {
        return sense ? refine(x, env, other, (t) => meetEqual(t, typeOfValue(constant.value))) : env.child();
      }
      // Only of types that have few values is one less worth knowing.
      const few = type.kind === "named" || type.kind === "literal" && (type.base === "Keyword" || type.base === "Bool");
      if (sense) return refine(x, env, other, (t) => meet(t, type));
      return few || type.kind === "literal" ? refine(x, env, other, (t) => without(t, type)) : env.child();
    }
    case "match-tuple?*": {
      const [, tag, count] = call.args;
      if (tag.kind !== "const" || count.kind !== "const") return env.child();
      const type: Type = {
        kind: "tuple",
        tag: tag.value,
        items: Array.from({ length: Number(count.value) }, () => ANY),
      };
      return refine(x, env, a, (t) => sense ? meet(t, type) : without(t, type));
    }
    case "match-found?*":
      return refine(x, env, a, (t) => sense ? without(t, ABSENT) : meet(t, ABSENT));
    case "match-size*":
    case "match-least*": {
      const whole = elementsOf(x, a);
      if (whole === null || b.kind !== "const") return env.child();
      const count = Number(b.value);
      const exact = name === "match-size*";
      return refine(x, env, whole, (t) => bySize(t, count, exact, sense));
    }
    case "instance?": {
      const wanted = a.kind === "var" && Object.hasOwn(INSTANCES, a.cell.name) ? INSTANCES[a.cell.name] : null;
      if (wanted === null || b === undefined) return env.child();
      return refine(x, env, b, (t) => sense ? meet(t, wanted) : without(t, wanted));
    }
    case "get":
    case "match-key*":
      return refine(x, env, call, (type) => sense ? truthy(type) : falsy(type));
    case "seq":
      return sense ? refine(x, env, a, (t) => without(t, NIL)) : env.child();
    default:
      return env.child();
  }
}

/** Sequences are equal to sequences of other kinds. */
function meetEqual(type: Type, constant: Type): Type {
  return constant.kind === "fixed" || constant.kind === "list" ? type : meet(type, constant);
}

/** The value whose elements a pattern looks at, or null. */
function elementsOf(x: Inference, core: Core): Core | null {
  const init = core.kind === "local" ? x.inits.get(core.local) : core;
  return init !== undefined && coreName(init) === "match-elements*" ? (init as Core & { kind: "call" }).args[0] : null;
}

/** What is left of a type when a sequence has so many elements, or has not. */
function bySize(type: Type, count: number, exact: boolean, sense: boolean): Type {
  const left = partsOfType(exposed(type)).map((part): Type => {
    const plain = exposed(unweak(part));
    if (plain.kind === "fixed") {
      const holds = exact ? plain.items.length === count : plain.items.length >= count;
      return holds === sense ? part : { kind: "never", mistake: null };
    }
    if (plain.kind === "list" && exact && sense) {
      return { kind: "fixed", items: Array.from({ length: count }, () => plain.of) };
    }
    return part;
  });
  return union(left);
}

/** Learns about a piece of code: a local, or a part of one. */
function refine(x: Inference, env: Env, core: Core, change: (type: Type) => Type): Env | null {
  if (core.kind === "local") return narrowLocal(x, env, core.local, change);
  const path = pathOf(core);
  if (path === null || path.whole.kind !== "local") return env.child();
  return narrowPart(env, path.whole.local, path, change);
}

function narrowLocal(x: Inference, env: Env, local: Local, change: (type: Type) => Type): Env | null {
  const type = env.get(local) ?? ANY;
  const next = change(type);
  if (isNever(next)) return null;
  const inside = env.child();
  inside.set(local, next);
  const init = x.inits.get(local);
  if (init === undefined) return inside;
  if (init.kind === "local") return init.local === local ? inside : narrowLocal(x, inside, init.local, change);
  const path = pathOf(init);
  if (path === null || path.whole.kind !== "local") return inside;
  return narrowPart(inside, path.whole.local, path, change);
}

/** A part of a value that a test can be about. */
interface Path {
  readonly whole: Core;
  readonly part: { readonly key: unknown } | { readonly item: number };
  /** What stands for a missing key. */
  readonly missing: Type;
}

function pathOf(core: Core): Path | null {
  if (core.kind !== "call") return null;
  const [a, b] = core.args;
  if (core.f.kind === "const" && core.args.length === 1 && literalOf(core.f.value) !== null) {
    return { whole: a, part: { key: core.f.value }, missing: NIL };
  }
  const name = coreName(core);
  if (name === "match-key*" && b?.kind === "const") return { whole: a, part: { key: b.value }, missing: ABSENT };
  if (name === "get" && core.args.length === 2 && b?.kind === "const") {
    return { whole: a, part: { key: b.value }, missing: NIL };
  }
  if (name === "match-item*" && b?.kind === "const") return { whole: a, part: { item: Number(b.value) }, missing: NIL };
  return null;
}

/** Learns about a value by one of its parts. */
function narrowPart(env: Env, local: Local, { part, missing }: Path, change: (type: Type) => Type): Env | null {
  const type = env.get(local) ?? ANY;
  let changed = false;
  const left = partsOfType(exposed(type)).flatMap((alternative): Type[] => {
    const plain = exposed(unweak(alternative));
    if (plain.kind === "union") return [alternative];
    if ("item" in part) {
      if (plain.kind !== "tuple" || part.item >= plain.items.length) return [alternative];
      const item = change(plain.items[part.item]);
      if (item === plain.items[part.item]) return [alternative];
      changed = true;
      return isNever(item) ? [] : [{ ...plain, items: plain.items.with(part.item, item) }];
    }
    if (plain.kind === "named" && plain.name === "Nil") {
      if (!isNever(change(missing))) return [alternative];
      changed = true;
      return [];
    }
    if (plain.kind !== "record") return [alternative];
    const field = fieldOf(plain, part.key);
    if (field === null) {
      if (!plain.closed || !isNever(change(missing))) return [alternative];
      changed = true;
      return [];
    }
    const whole = field.optional ? union([field.type, missing]) : field.type;
    const next = change(whole);
    if (next === whole) return [alternative];
    changed = true;
    if (isNever(next)) return [];
    const kept = without(next, missing);
    const optional = field.optional && kept !== next;
    const types = optional && isNever(kept)
      ? { ...field, type: kept, optional: true }
      : { ...field, type: optional ? kept : next, optional };
    return [{ ...plain, fields: plain.fields.map((f) => f === field ? types : f) }];
  });
  if (!changed) return env.child();
  const next = union(left);
  if (isNever(next)) return null;
  const inside = env.child();
  inside.set(local, next);
  return inside;
}
