/**
 * How the primitives of the core library become vars: with their arities and their documentation.
 * In: tables of functions; a text that documents them. Out: vars of `batuta.core` and its neighbours.
 * A var's `f` is the bare function: whoever calls it by name has checked the number of arguments against `arityOf`. Its `value`
 * checks, because that is what travels to unknown callers (3 ns; the one function literal behind all checks is not inlined).
 * @module
 */
import { fail, kw, listFrom, mapOf, type PMap, symbolFrom, vec } from "../data/mod.ts";
import { type ArrayFn, installLeaves, installPrimitives, type Primitives } from "./primitive.ts";
import { CORE, type Fn, getNamespace, type Var } from "./var.ts";

/** How many arguments a primitive takes. */
export interface PrimitiveArity {
  readonly least: number;
  /** Infinity when it takes any number more. */
  readonly most: number;
}

type Primitive = ArrayFn & { arity?: PrimitiveArity; checks?: boolean };

/** The arity of a primitive, by its var's value or its bare function; null for any other function. */
export function arityOf(f: unknown): PrimitiveArity | null {
  return typeof f === "function" ? (f as Primitive).arity ?? null : null;
}

/** A primitive whose last parameters may be left out; `f.length` counts the others, so those have defaults or `?`. */
export function between(least: number, most: number, f: Fn): Fn {
  (f as Primitive).arity = { least, most };
  return f;
}

/** A primitive of `least` arguments or any number more, taken as an array. */
export function manyFrom(least: number, f: (args: readonly unknown[]) => unknown): Fn {
  const spread: Primitive = (...args: unknown[]) => f(args);
  spread.takesArray = f;
  return between(least, Infinity, spread);
}

/**
 * A primitive that looks after the number of its arguments itself (`wrongCount`), so that nothing stands between it and the
 * loops of `map`, `filter` and `reduce`: 3 ns less per element.
 */
export function checking(least: number, most: number, f: Fn, takesArray?: (args: readonly unknown[]) => unknown): Fn {
  const primitive = f as Primitive;
  primitive.checks = true;
  if (takesArray !== undefined) primitive.takesArray = takesArray;
  return between(least, most, f);
}

/** Fails because a primitive got a wrong number of arguments. */
export function wrongCount(name: string, expected: string, given: number): never {
  return fail("wrong-arity", { name, expected, given });
}

function reject(f: Primitive, given: number): never {
  const { least, most } = f.arity as PrimitiveArity; // `install` has set it
  const expected = most === Infinity ? `at least ${least}` : least === most ? `${least}` : `${least} to ${most}`;
  return fail("wrong-arity", { name: publicName(f.name), expected, given });
}

/** Names of the core library are shown as programs write them. */
function publicName(name: string): string {
  return name.startsWith(CORE + "/") ? name.slice(CORE.length + 1) : name;
}

/** The function with a check of the number of its arguments. */
function checked(f: Primitive, arity: PrimitiveArity): Primitive {
  const { least, most } = arity;
  if (least === 1 && most === 1) return (...args) => args.length === 1 ? f(args[0]) : reject(f, args.length);
  if (least === 2 && most === 2) return (...args) => args.length === 2 ? f(args[0], args[1]) : reject(f, args.length);
  return (...args) => args.length >= least && args.length <= most ? f(...args) : reject(f, args.length);
}

function withCheck(cell: Var, f: Primitive): void {
  f.arity ??= { least: f.length, most: f.length };
  if (f.checks || (f.arity.least === 0 && f.arity.most === Infinity)) return;
  const value = checked(f, f.arity);
  value.arity = f.arity;
  if (f.takesArray !== undefined) {
    const { takesArray, arity } = f;
    value.takesArray = (args) => args.length >= arity.least ? takesArray(args) : reject(f, args.length);
  }
  Object.defineProperty(value, "name", { value: f.name });
  cell.value = value;
}

/** Names that only the compiler writes: what patterns, templates, `catch` and changes in place come to. */
const INTERNAL =
  /^(template-|match-|caught-as|foreign|destructured-map|set-binding|exception|(assoc|conj)-in-place|shared).*\*$|^[a-z-]*(mail|turn|deadline|scan|rank|ranked|time-is-up|init-value|started|actor-definition)[a-z-]*\??\*$/;

/** Asked of few names: V8 takes 0.2 ms to compile the expression. */
function isInternal(name: string): boolean {
  return name.endsWith("*") && !name.startsWith("*") && INTERNAL.test(name);
}

/** Lets the documentation of a var be found when somebody asks for its metadata. */
export function documented(cell: Var): void {
  cell.setMeta(() => documentationOf(cell));
}

/** What holds for every var made here. Names that begin with "-" are for the library's own files; `-` and `-'` subtract. */
function describe(cell: Var): void {
  if ((cell.name.length > 2 && cell.name.startsWith("-")) || isInternal(cell.name)) cell.private = true;
  else documented(cell);
}

function finish(cell: Var, f: Fn): void {
  withCheck(cell, f);
  describe(cell);
}

/** Vars of functions that never suspend. */
export function defineLeaves(functions: Primitives, ns = CORE): void {
  installLeaves(ns, functions, finish);
}

/** Vars of functions that may suspend. */
export function definePrimitives(functions: Primitives, ns = CORE): void {
  installPrimitives(ns, functions, finish);
}

interface ValueOptions {
  readonly dynamic?: boolean;
  /** What a var holds, asked when the var is made, in place of what stands beside its name. */
  readonly makeValue?: (name: string) => unknown;
}

/** Vars of values. */
export function defineValues(
  values: Readonly<Record<string, unknown>>,
  ns = CORE,
  { dynamic = false, makeValue = (name) => values[name] }: ValueOptions = {},
): void {
  const namespace = getNamespace(ns);
  const make = (name: string) => {
    const cell = namespace.intern(name);
    cell.dynamic = dynamic;
    cell.set(makeValue(name));
    describe(cell);
  };
  for (const name in values) namespace.defer(name, make);
}

/** Lets `install` make the primitives of a namespace when somebody first asks for a name of it: most programs need few. */
export function onFirstNeed(ns: string, install: () => void): void {
  getNamespace(ns).deferAll(install);
}

function parseArglists(text: string): unknown {
  const lists = text.match(/\[[^\]]*\]/g) ?? [];
  return listFrom(lists.map((l) => vec(l.slice(1, -1).split(/\s+/).filter(Boolean).map(symbolFrom))));
}

/** Texts that document namespaces, not taken apart yet: most programs never ask. */
const texts: { readonly ns: string; readonly text: () => string }[] = [];
/** Entries by qualified name. */
const entries = new Map<string, string>();

/**
 * Documents primitives. Entries stand apart by empty lines; the first line of each is the name and its arglists, the rest the
 * docstring. Given as a function, which V8 need not have at hand when a program starts (0.2 ms for all of them).
 */
export function document(text: () => string, ns = CORE): void {
  texts.push({ ns, text });
}

function documentationOf(cell: Var): PMap {
  for (const { ns, text } of texts.splice(0)) {
    for (const entry of text().trim().split("\n\n")) entries.set(`${ns}/${entry.slice(0, entry.search(/\s/))}`, entry);
  }
  const about = mapOf(kw("name"), symbolFrom(cell.name), kw("ns"), getNamespace(cell.ns));
  const entry = entries.get(cell.fullName);
  if (entry === undefined) return about;
  const end = entry.indexOf("\n");
  const signature = entry.slice(cell.name.length, end).trim();
  const documented = about.assoc(kw("doc"), entry.slice(end + 1).trim());
  return signature === "" ? documented : documented.assoc(kw("arglists"), parseArglists(signature));
}
