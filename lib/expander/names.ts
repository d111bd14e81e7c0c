/**
 * What names mean at top level: vars of namespaces, and definitions that macros keep to themselves.
 * A definition whose name comes from a template is hidden: only identifiers that carry its scopes, those of the same expansion,
 * mean it. Its var has a name of its own.
 * @module
 */
import { Sym, symbolFrom } from "../data/mod.ts";
import {
  CORE,
  core,
  findByPrefix,
  findConstructorVar,
  findMethodVar,
  findNamespace,
  isThrowable,
  type Namespace,
  typeOfClass,
  Var,
} from "../runtime/mod.ts";
import type { Span } from "../source/mod.ts";
import { reject } from "./errors.ts";
import { type Env, freshScope, type Scope, scopeSetsOf, syntaxOf } from "./scope.ts";
import { nearestName } from "./suggest.ts";

interface HiddenDefinition {
  readonly scopes: ReadonlySet<Scope>;
  readonly cell: Var;
}

/** Hidden definitions of all namespaces by name; a scope belongs to one expansion, so they need no other key. */
const hidden = new Map<string, readonly HiddenDefinition[]>();

/** The var that a symbol which is no local name means in code of a namespace, or null. */
export function findVar(here: Namespace, symbol: Sym, env: Env | null): Var | null {
  const { scopes, at, home } = syntaxOf(symbol);
  const ns = home === null ? here : findNamespace(home) ?? here;
  if (symbol.ns !== null) {
    const other = findByPrefix(ns, symbol.ns) ?? findByPrefix(here, symbol.ns);
    if (other === undefined) return null;
    const found = other.get(symbol.name) ?? (other === core ? null : other.refers.get(symbol.name));
    // Of the host's `Math`, some functions are the core library's.
    return found ?? (symbol.ns === "Math" ? core.get(symbol.name) : null) ?? null;
  }
  if ((scopes !== null || at !== null) && hidden.has(symbol.name)) {
    const cell = findHidden(symbol, env);
    if (cell !== null) return cell;
  }
  const found = ns.find(symbol.name);
  // A deliberate name that nothing has where the template was written is looked up where it is used.
  return found ?? (scopes === null ? here.find(symbol.name) : null) ?? null;
}

function findHidden(symbol: Sym, env: Env | null): Var | null {
  for (const mine of scopeSetsOf(symbol, env)) {
    const candidates = (hidden.get(symbol.name) ?? []).filter((d) => d.scopes.isSubsetOf(mine));
    if (candidates.length > 0) return candidates.reduce((a, b) => a.scopes.size > b.scopes.size ? a : b).cell;
  }
  return null;
}

/** The var a symbol means; rejects the program when it means none. */
export function resolveVar(here: Namespace, symbol: Sym, env: Env | null, span: Span | null): Var {
  const cell = resolveAnyVar(here, symbol, env, span);
  if (cell.private && cell.ns !== here.name && syntaxOf(symbol).home === null) {
    reject("private-name", { name: cell.fullName }, span);
  }
  return cell;
}

/** The var a symbol means, private or not: what `#'name` gives. */
export function resolveAnyVar(here: Namespace, symbol: Sym, env: Env | null, span: Span | null): Var {
  return findAnyVar(here, symbol, env) ?? rejectUnknown(here, symbol, env, span);
}

/** The same, or null. */
export function findAnyVar(here: Namespace, symbol: Sym, env: Env | null): Var | null {
  return findVar(here, symbol, env) ?? findClass(symbol);
}

const CLASS = "[A-Z][\\w$]*";
const METHOD = /^\.[^.]/;
const CONSTRUCTOR = new RegExp(`^([a-z][\\w]*\\.)*${CLASS}\\.$`);
const CLASS_NAME = new RegExp(`^([a-z][\\w]*\\.)*${CLASS}$`);

/**
 * What of another host a name in portable code stands for, where it means nothing here: a class, or something to be called or read.
 * Null for a name that is known, in code that is not portable, and for names that look like no host's.
 */
export function findForeign(
  here: Namespace,
  symbol: Sym,
  env: Env | null,
  span: Span | null,
): "class" | "member" | null {
  if (span === null || !span.source.name.endsWith(".cljc") || findAnyVar(here, symbol, env) !== null) return null;
  if (symbol.ns !== null) {
    return CLASS_NAME.test(symbol.ns) && !here.aliases.has(symbol.ns) ? "member" : null;
  }
  if (METHOD.test(symbol.name) || CONSTRUCTOR.test(symbol.name)) return "member";
  return CLASS_NAME.test(symbol.name) ? "class" : null;
}

const classes = new Map<string, Var>();

/** What holds the type that the name of a class of Clojure's host stands for, or null. Portable code has such names. */
function findClass(symbol: Sym): Var | null {
  const type = symbol.ns === null ? typeOfClass(symbol.name) : undefined;
  if (type === undefined) return null;
  let cell = classes.get(type) ?? core.get(type);
  if (cell === undefined) {
    cell = new Var(CORE, type);
    cell.set(symbolFrom(type));
    classes.set(type, cell);
  }
  return cell;
}

/**
 * What `(Name. x)` calls, as portable code writes it: `->Name` of a type that the program defines, or `-exception` for what is thrown
 * in Clojure's hosts. Null for other names.
 */
export function findConstructor(here: Namespace, symbol: Sym, env: Env | null): Var | null {
  if (!symbol.name.endsWith(".") || symbol.name.length < 2 || findVar(here, symbol, env) !== null) return null;
  const type = symbol.name.slice(0, -1);
  const cell = findVar(here, new Sym(symbol.ns, `->${type}`, symbol.meta), env);
  if (cell !== null) return cell;
  if (symbol.ns !== null) return null;
  return findConstructorVar(type) ?? (isThrowable(type) ? core.intern("-exception") : null);
}

/** What `(.method x …)` or `(.-field x)` calls, as portable code writes it, with a first argument of its own; or null. */
export function findMethod(here: Namespace, symbol: Sym, env: Env | null): { cell: Var; first: string | null } | null {
  if (symbol.ns !== null || !/^\.[^.]/.test(symbol.name) || findVar(here, symbol, env) !== null) return null;
  const name = symbol.name.slice(1);
  if (name.startsWith("-") && name.length > 1) return { cell: core.intern("-field-named"), first: name.slice(1) };
  const cell = findMethodVar(name);
  return cell === null ? null : { cell, first: null };
}

/** The var that a definition of this name makes or changes. */
export function defineVar(here: Namespace, symbol: Sym, env: Env | null, span: Span | null): Var {
  const { scopes, home } = syntaxOf(symbol);
  if (symbol.ns !== null && symbol.ns !== here.name && here.aliases.get(symbol.ns) !== here) {
    reject("bad-form", { form: "def", expected: `a name without namespace, got \`${symbol.text}\`` }, span);
  }
  return scopes === null || home === null ? here.intern(symbol.name) : defineHidden(here, symbol, env);
}

function defineHidden(here: Namespace, symbol: Sym, env: Env | null): Var {
  const [scopes] = scopeSetsOf(symbol, env);
  const table = hidden.get(symbol.name) ?? [];
  const known = table.find((d) => d.scopes.size === scopes.size && d.scopes.isSubsetOf(scopes));
  if (known !== undefined) return known.cell;
  const cell = here.intern(`${symbol.name}__${freshScope()}`);
  hidden.set(symbol.name, [...table, { scopes, cell }]);
  return cell;
}

/** What to say where a method or a constructor of a host's class is called. */
const NO_CLASSES =
  "there are no classes here; of those of Clojure's host only what portable programs use most is known";

function rejectUnknown(here: Namespace, symbol: Sym, env: Env | null, span: Span | null): never {
  if (symbol.ns !== null) {
    const other = findByPrefix(here, symbol.ns);
    if (other === undefined) reject("unknown-namespace", { alias: symbol.ns, name: symbol.name }, span);
    const near = nearestName(symbol.name, other.names());
    reject("unknown-name", { name: symbol.text }, span, { hint: near && `did you mean \`${symbol.ns}/${near}\`?` });
  }
  const locals: string[] = [];
  for (let e = env; e !== null; e = e.outer) for (const b of e.bindings) locals.push(b.name);
  if (/^\.|[^.]\.$/.test(symbol.name)) reject("unknown-name", { name: symbol.name }, span, { hint: NO_CLASSES });
  if (findNamespace(symbol.name) !== undefined) {
    reject("unknown-name", { name: symbol.name }, span, {
      hint: `the name of a namespace is quoted: \`'${symbol.name}\``,
    });
  }
  const near = nearestName(
    symbol.name,
    [...locals, ...here.names(), ...here.refers.keys(), ...core.names()].filter((name) => !name.startsWith("-")),
  );
  reject("unknown-name", { name: symbol.name }, span, { hint: near && `did you mean \`${near}\`?` });
}
