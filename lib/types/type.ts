/**
 * Types as data: sets of values that the checker talks about.
 * Invariant: a union has two parts or more, none of them a union, `any` or `never`, and no part is within another one. `any` is the
 * dynamic type: nothing is known, so nothing is wrong. `weak` parts of a union can occur but are no promise of anybody's (the nil
 * of `first`): only `--strict` asks about them.
 * Source: the set-theoretic types of Castagna et al., *The Design Principles of the Elixir Type System*, 2023.
 * @module
 */
import { equals, Flt, isInt, Keyword } from "../data/mod.ts";
import type { FnCore, Local } from "../expander/mod.ts";
import type { Span } from "../source/mod.ts";
import type { Env } from "./env.ts";

/** Nothing is known. `of` says whose value it is, so that the same unknown can be recognised. */
export interface AnyType {
  readonly kind: "any";
  readonly of: Local | null;
}

/** No value: what throws or goes elsewhere. */
export interface NeverType {
  readonly kind: "never";
  /** Why it certainly fails; null where it leaves on purpose. */
  readonly mistake: Mistake | null;
}

/** What is wrong with a piece of code that cannot give a value. */
export interface Mistake {
  readonly message: string;
  readonly span: Span | null;
}

/** One value. */
export interface LiteralType {
  readonly kind: "literal";
  readonly value: unknown;
  /** The name of the type it belongs to. */
  readonly base: string;
}

/** A type by its name, with what it holds: `Int`, `(Atom Int)`. */
export interface NamedType {
  readonly kind: "named";
  readonly name: string;
  readonly args: readonly Type[];
}

export interface UnionType {
  readonly kind: "union";
  readonly parts: readonly Type[];
}

export interface WeakType {
  readonly kind: "weak";
  readonly of: Type;
}

/** `[t]`: a sequence of any length. */
export interface ListType {
  readonly kind: "list";
  readonly of: Type;
  /** Whether it is known to be a vector. */
  readonly vector: boolean;
}

/** `(Coll t)`: whatever `seq` takes: sequences, sets, maps, strings, nil. */
export interface CollType {
  readonly kind: "coll";
  readonly of: Type;
}

/** `[a b]`: a sequence of exactly these. */
export interface FixedType {
  readonly kind: "fixed";
  readonly items: readonly Type[];
}

export interface Field {
  readonly key: unknown;
  readonly type: Type;
  readonly optional: boolean;
}

/** `{:id Int}`: a map by its keys. */
export interface RecordType {
  readonly kind: "record";
  readonly fields: readonly Field[];
  /** Whether it has no other keys. */
  readonly closed: boolean;
}

/** `{k v}`. */
export interface MapType {
  readonly kind: "map";
  readonly key: Type;
  readonly value: Type;
}

export interface SetType {
  readonly kind: "set";
  readonly of: Type;
}

export interface TupleType {
  readonly kind: "tuple";
  readonly tag: unknown;
  readonly items: readonly Type[];
}

export interface Arity {
  readonly params: readonly Type[];
  /** The type of each further argument; null when there are none. */
  readonly rest: Type | null;
  readonly result: Type;
}

/** Functions; without arities, functions of which nothing more is known. */
export interface FnType {
  readonly kind: "fn";
  readonly arities: readonly Arity[];
}

/** A function whose code is known: what it gives is found for each call. */
export interface ClosureType {
  readonly kind: "closure";
  readonly fn: FnCore;
  readonly env: Env;
}

/** A function of the library, which may answer types by its arguments. */
export interface LibraryType {
  readonly kind: "library";
  /** Full name: `batuta.core/map`. */
  readonly name: string;
}

/** A variable of a generic type. */
export interface VariableType {
  readonly kind: "variable";
  readonly name: string;
}

/** A type with a definition, which may be recursive. */
export interface DefinedType {
  readonly kind: "defined";
  readonly of: Definition;
  readonly args: readonly Type[];
}

/** `(deftype Name type)`. */
export interface Definition {
  readonly name: string;
  params: readonly string[];
  /** What it stands for; made on first need, since it may name itself. Defined anew, it is another function. */
  body: () => Type;
  span: Span | null;
}

/** A process that takes the messages of a protocol. */
export interface PidType {
  readonly kind: "pid";
  readonly protocol: ProtocolOf;
}

/** An actor definition, by its protocol. */
export interface ActorType {
  readonly kind: "actor";
  readonly protocol: ProtocolOf;
}

/** `(defprotocol Name (message :: [Arg -> Result]) …)`. */
export interface ProtocolOf {
  readonly name: string;
  messages: readonly { readonly name: string; readonly type: Arity; readonly span: Span | null }[];
  span: Span | null;
}

export type Type =
  | AnyType
  | NeverType
  | LiteralType
  | NamedType
  | UnionType
  | WeakType
  | ListType
  | CollType
  | FixedType
  | RecordType
  | MapType
  | SetType
  | TupleType
  | FnType
  | ClosureType
  | LibraryType
  | VariableType
  | DefinedType
  | PidType
  | ActorType;

export const ANY: Type = { kind: "any", of: null };
export const NEVER: Type = { kind: "never", mistake: null };

const byName = new Map<string, Type>();

/** The type of a name, with what it holds. */
export function named(name: string, ...args: Type[]): Type {
  if (args.length > 0) return { kind: "named", name, args };
  let type = byName.get(name);
  if (type === undefined) byName.set(name, type = { kind: "named", name, args });
  return type;
}

export const INT = named("Int");
export const FLOAT = named("Float");
export const RATIO = named("Ratio");
export const DECIMAL = named("Decimal");
export const STRING = named("String");
export const BOOL = named("Bool");
export const NIL = named("Nil");
export const KEYWORD = named("Keyword");
export const SYMBOL = named("Symbol");
export const CHAR = named("Char");
export const UNIT = named("Unit");
export const NUMBER: Type = { kind: "union", parts: [INT, FLOAT, RATIO, DECIMAL] };
export const FN: Type = { kind: "fn", arities: [] };
export const MAYBE_NIL: Type = { kind: "weak", of: NIL };

export function listOf(of: Type, vector = false): Type {
  return { kind: "list", of, vector };
}

export function collOf(of: Type): Type {
  return { kind: "coll", of };
}

export function fnOf(params: readonly Type[], result: Type, rest: Type | null = null): Type {
  return { kind: "fn", arities: [{ params, rest, result }] };
}

export function isNever(type: Type): type is NeverType {
  return type.kind === "never";
}

export function isAny(type: Type): type is AnyType {
  return type.kind === "any";
}

/** The parts of a union, or the type alone. */
export function partsOfType(type: Type): readonly Type[] {
  return type.kind === "union" ? type.parts : type.kind === "never" ? [] : [type];
}

export function unweak(type: Type): Type {
  return type.kind === "weak" ? type.of : type;
}

/** A literal without its value. */
export function widen(type: Type): Type {
  switch (type.kind) {
    case "literal":
      return named(type.base);
    case "union":
      return union(type.parts.map(widen));
    case "weak":
      return { kind: "weak", of: widen(type.of) };
    default:
      return type;
  }
}

/** What a value of the program is known as when it changes later: literals are what they are only once. */
export function loosen(type: Type): Type {
  switch (type.kind) {
    case "fixed":
      return listOf(widen(union(type.items.map(loosen))), true);
    default:
      return widen(type);
  }
}

/** The type of one value that is no collection; null for any other value. */
export function literalOf(value: unknown): Type | null {
  if (value === null || value === undefined) return NIL;
  if (typeof value === "boolean") return { kind: "literal", value, base: "Bool" };
  if (typeof value === "string") return { kind: "literal", value, base: "String" };
  if (value instanceof Keyword) return { kind: "literal", value, base: "Keyword" };
  if (value instanceof Flt) return { kind: "literal", value, base: "Float" };
  if (isInt(value)) return { kind: "literal", value, base: "Int" };
  return typeof value === "number" ? { kind: "literal", value, base: "Float" } : null;
}

/** Whether two types are written alike. */
export function same(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case "any":
    case "never":
      return true;
    case "literal":
      return a.base === (b as LiteralType).base && equals(a.value, (b as LiteralType).value);
    case "named":
      return a.name === (b as NamedType).name && sameAll(a.args, (b as NamedType).args);
    case "union": {
      const parts = (b as UnionType).parts;
      return a.parts.length === parts.length && a.parts.every((x) => parts.some((y) => same(x, y)));
    }
    case "weak":
      return same(a.of, (b as WeakType).of);
    case "list":
      return a.vector === (b as ListType).vector && same(a.of, (b as ListType).of);
    case "coll":
      return same(a.of, (b as CollType).of);
    case "fixed":
      return sameAll(a.items, (b as FixedType).items);
    case "record": {
      const other = b as RecordType;
      return a.closed === other.closed && a.fields.length === other.fields.length &&
        a.fields.every((f) => {
          const g = fieldOf(other, f.key);
          return g !== null && f.optional === g.optional && same(f.type, g.type);
        });
    }
    case "map":
      return same(a.key, (b as MapType).key) && same(a.value, (b as MapType).value);
    case "set":
      return same(a.of, (b as SetType).of);
    case "tuple":
      return a.tag === (b as TupleType).tag && sameAll(a.items, (b as TupleType).items);
    case "fn": {
      const arities = (b as FnType).arities;
      return a.arities.length === arities.length && a.arities.every((x, i) => sameArity(x, arities[i]));
    }
    case "closure":
      return a.fn === (b as ClosureType).fn && a.env === (b as ClosureType).env;
    case "library":
      return a.name === (b as LibraryType).name;
    case "variable":
      return a.name === (b as VariableType).name;
    case "defined":
      return a.of === (b as DefinedType).of && sameAll(a.args, (b as DefinedType).args);
    case "pid":
    case "actor":
      return a.protocol === (b as PidType).protocol;
  }
}

function sameAll(a: readonly Type[], b: readonly Type[]): boolean {
  return a.length === b.length && a.every((x, i) => same(x, b[i]));
}

function sameArity(a: Arity, b: Arity): boolean {
  return sameAll(a.params, b.params) && same(a.result, b.result) &&
    (a.rest === null ? b.rest === null : b.rest !== null && same(a.rest, b.rest));
}

/** The field of a key, or null. */
export function fieldOf(type: RecordType, key: unknown): Field | null {
  return type.fields.find((field) => equals(field.key, key)) ?? null;
}

/** More parts are as good as nothing known. */
const MOST_PARTS = 16;
/** Literals of these types are told apart only while there is one of them. */
const ALIKE = new Set(["Int", "Float", "String"]);

/** The values of any of the types. */
export function union(types: readonly Type[]): Type {
  const parts: Type[] = [];
  let mistake: NeverType | null = null;
  for (const type of types) {
    if (type.kind === "any") return type.of === null || types.every((t) => same(t, type)) ? type : ANY;
    if (type.kind === "never") mistake ??= type;
    for (const part of partsOfType(type)) {
      if (part.kind === "any") return ANY;
      addPart(parts, part);
    }
  }
  if (parts.length === 0) return types.length === 1 && mistake !== null ? mistake : NEVER;
  if (parts.length === 1) return parts[0];
  return parts.length > MOST_PARTS ? ANY : { kind: "union", parts };
}

function addPart(parts: Type[], part: Type): void {
  for (let i = 0; i < parts.length; i++) {
    const known = parts[i];
    if (same(known, part)) return;
    if (part.kind === "weak" && same(known, part.of)) return;
    if (known.kind === "weak" && same(known.of, part)) {
      parts[i] = part;
      return;
    }
    const joined = joinedLiterals(known, part);
    if (joined !== null) {
      parts.splice(i, 1);
      return addPart(parts, joined);
    }
  }
  parts.push(part);
}

/** One part for two, where telling them apart says nothing. */
function joinedLiterals(a: Type, b: Type): Type | null {
  if (a.kind === "literal" && b.kind === "literal" && a.base === b.base) {
    return ALIKE.has(a.base) || a.base === "Bool" ? named(a.base) : null;
  }
  if (a.kind === "literal" && b.kind === "named" && a.base === b.name) return b;
  if (b.kind === "literal" && a.kind === "named" && b.base === a.name) return a;
  if (a.kind === "list" && b.kind === "list" && a.of.kind === "never") return b;
  if (a.kind === "list" && b.kind === "list" && b.of.kind === "never") return a;
  if (a.kind === "list" && b.kind === "fixed" && b.items.length === 0) return a;
  if (b.kind === "list" && a.kind === "fixed" && a.items.length === 0) return b;
  return null;
}

/** Either of two types. */
export function join(a: Type, b: Type): Type {
  if (a === b) return a;
  if (a.kind === "never" && b.kind === "never") return NEVER;
  return union([a, b]);
}

/** The type with its variables replaced; variables without a value stay unless `otherwise` says more. */
export function substitute(type: Type, values: ReadonlyMap<string, Type>, otherwise?: Type): Type {
  const put = (t: Type): Type => substitute(t, values, otherwise);
  switch (type.kind) {
    case "variable":
      return values.get(type.name) ?? otherwise ?? type;
    case "named":
      return type.args.length === 0 ? type : { ...type, args: type.args.map(put) };
    case "union":
      return union(type.parts.map(put));
    case "weak": {
      const of = put(type.of);
      return of.kind === "any" || of.kind === "never" ? of : { kind: "weak", of };
    }
    case "list":
    case "coll":
    case "set":
      return { ...type, of: put(type.of) };
    case "fixed":
    case "tuple":
      return { ...type, items: type.items.map(put) };
    case "record":
      return { ...type, fields: type.fields.map((f) => ({ ...f, type: put(f.type) })) };
    case "map":
      return { ...type, key: put(type.key), value: put(type.value) };
    case "fn":
      return { kind: "fn", arities: type.arities.map((arity) => substituteArity(arity, values, otherwise)) };
    case "defined":
      return type.args.length === 0 ? type : { ...type, args: type.args.map(put) };
    default:
      return type;
  }
}

export function substituteArity(arity: Arity, values: ReadonlyMap<string, Type>, otherwise?: Type): Arity {
  return {
    params: arity.params.map((p) => substitute(p, values, otherwise)),
    rest: arity.rest === null ? null : substitute(arity.rest, values, otherwise),
    result: substitute(arity.result, values, otherwise),
  };
}

const unfolded = new WeakMap<Type, { readonly body: () => Type; readonly type: Type }>();

/** What a defined type stands for. */
export function unfold(type: DefinedType): Type {
  const known = unfolded.get(type);
  const { of, args } = type;
  if (known !== undefined && known.body === of.body) return known.type;
  const body = of.body();
  let found = of.params.length === 0 ? body : substitute(body, new Map(of.params.map((p, i) => [p, args[i] ?? ANY])));
  if (found.kind === "defined") found = unfold(found);
  unfolded.set(type, { body: of.body, type: found });
  return found;
}

/** The type without a name of its own on top. */
export function exposed(type: Type): Type {
  return type.kind === "defined" ? unfold(type) : type;
}

/** Variables in a type, in order. */
export function variablesIn(type: Type, found: Set<string> = new Set()): Set<string> {
  switch (type.kind) {
    case "variable":
      found.add(type.name);
      break;
    case "named":
    case "defined":
      type.args.forEach((t) => variablesIn(t, found));
      break;
    case "union":
      type.parts.forEach((t) => variablesIn(t, found));
      break;
    case "weak":
    case "list":
    case "coll":
    case "set":
      variablesIn(type.of, found);
      break;
    case "fixed":
    case "tuple":
      type.items.forEach((t) => variablesIn(t, found));
      break;
    case "record":
      type.fields.forEach((f) => variablesIn(f.type, found));
      break;
    case "map":
      variablesIn(type.key, found);
      variablesIn(type.value, found);
      break;
    case "fn":
      for (const { params, rest, result } of type.arities) {
        params.forEach((t) => variablesIn(t, found));
        if (rest !== null) variablesIn(rest, found);
        variablesIn(result, found);
      }
      break;
  }
  return found;
}
