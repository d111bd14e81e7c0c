/**
 * The special forms. Each handler takes the parts of its form and answers core code; they share nothing but the expander they
 * are given. Here stand the plain ones; functions, `try` and `match` have files of their own.
 * @module
 */
import { kw, listFrom, mapFrom, metaOf, PMap, printReadably, Sym, Vec } from "../data/mod.ts";
import { Placed, spanOf, spansOf } from "../reader/mod.ts";
import { CORE } from "../runtime/mod.ts";
import type { Span } from "../source/mod.ts";
import { type Binding, type Core, coreCall, Local, NIL, type RecurTarget } from "./core.ts";
import { installActors } from "./actor_forms.ts";
import { declareType, isTypeMark, typeDatum, typeForms } from "./declared.ts";
import { bindName, bindPattern, type Destructuring } from "./destructure.ts";
import { reject } from "./errors.ts";
import { defineSpecial, type SpecialCall } from "./expand.ts";
import { expandFn, expandLetfn, expandMacrolet } from "./fn_forms.ts";
import { installMatch } from "./match_forms.ts";
import { defineVar, resolveAnyVar, resolveVar } from "./names.ts";
import { installReceive } from "./receive_forms.ts";
import { rememberInit } from "./shape.ts";
import { branch, need, part } from "./special_call.ts";
import { documentSpecialForms } from "./special_docs.ts";
import { NOWHERE, partsOf, toDatum } from "./syntax.ts";
import { compileTemplate, installTemplates } from "./template.ts";
import { expandTry } from "./try_form.ts";

/** An `if` in the place of an `else`, as `cond` makes thousands, is no depth. */
function expandIf(first: SpecialCall): Core {
  const branches: { test: Core; then: Core }[] = [];
  let c = first;
  for (;;) {
    need(c, c.parts.length === 3 || c.parts.length === 4, "a test, a form, and maybe another: `(if test then else)`");
    branches.push({ test: part(c, 1), then: branch(c, 2, c.tail) });
    const next = c.parts.length === 4 ? c.x.asSpecial("if", c.parts[3], c) : null;
    if (next === null) break;
    c = next;
  }
  const last = c.parts.length === 4 ? branch(c, 3, c.tail) : NIL;
  return branches.reduceRight<Core>((otherwise, { test, then }) => ({ kind: "if", test, then, otherwise }), last);
}

function expandDo(c: SpecialCall): Core {
  return c.x.body(c.parts.slice(1), c.env, c.tail, c.span);
}

function expandQuote(c: SpecialCall): Core {
  need(c, c.parts.length === 2, "one form");
  return { kind: "const", value: toDatum(c.parts[1]) };
}

function expandSyntaxQuote(c: SpecialCall): Core {
  need(c, c.parts.length === 2, "one form");
  return compileTemplate(c.parts[1], { x: c.x, env: c.env, span: c.span });
}

function expandVar(c: SpecialCall): Core {
  const name = c.parts[1];
  if (c.parts.length !== 2 || !(name instanceof Sym)) {
    return reject("bad-form", { form: "var", expected: "one name" }, c.span);
  }
  return { kind: "the-var", cell: resolveAnyVar(c.x.ns, name, null, spanOf(name) ?? c.span) };
}

function expandThrow(c: SpecialCall): Core {
  need(c, c.parts.length === 2, "one value");
  return { kind: "throw", value: part(c, 1), span: c.span };
}

function expandDef(c: SpecialCall): Core {
  const name = c.parts[1];
  const typed = isTypeMark(c.parts[2]) ? typeForms(c.parts, 3) : null;
  // Where the docstring and the value stand.
  const behind = typed?.end ?? 2;
  if (!(name instanceof Sym) || c.parts.length > behind + 2 || behind > c.parts.length) {
    return reject("bad-form", { form: "def", expected: "a name, and maybe a docstring and a value" }, c.span);
  }
  const documented = c.parts.length === behind + 2;
  need(
    c,
    !documented || typeof c.parts[behind] === "string",
    "one value behind the name; only a docstring may stand between",
  );
  const cell = defineVar(c.x.ns, name, c.env, spanOf(name) ?? c.span);
  let meta = metaOf(name.meta) as PMap | null; // the reader and `with-meta` put nothing else there
  if (documented) meta = (meta ?? mapFrom([])).assoc(kw("doc"), c.parts[behind]) as PMap;
  if (typed !== null) meta = (meta ?? mapFrom([])).assoc(TYPE, quoted(typed.type)) as PMap;
  const flags = meta ?? mapFrom([]);
  cell.place = c.span;
  cell.dynamic ||= isTrue(flags.get(kw("dynamic"), null));
  cell.private = isTrue(flags.get(kw("private"), null));
  const valueAt = documented ? behind + 1 : behind;
  const macro = isTrue(flags.get(kw("macro"), null));
  // Calls that follow in the same form are macro calls, even if it is too late for them.
  if (macro) cell.macro = true;
  const init = valueAt < c.parts.length ? named(c, valueAt, cell.fullName) : null;
  return {
    kind: "def",
    cell,
    init,
    meta: meta === null ? null : c.x.expand(withoutTag(meta), c.env, null, c.span),
    macro,
    type: typed?.type ?? null,
    span: c.span,
  };
}

const TYPE = kw("type");

/** The forms of a type as data in code. */
function quoted(type: readonly unknown[]): unknown {
  const quote = new Sym(null, "quote", new Placed(null, NOWHERE, null, null, null, null, CORE));
  return listFrom([quote, typeDatum(type.length === 1 ? type[0] : listFrom([...type]))]);
}

/** Type hints of portable code name classes that are not here: they are kept as text. */
function withoutTag(meta: PMap): PMap {
  const tag = meta.get(kw("tag"), null);
  return tag instanceof Sym ? meta.assoc(kw("tag"), tag.text) as PMap : meta; // a map stays one
}

function isTrue(flag: unknown): boolean {
  return flag !== null && flag !== false;
}

/** Expands a value that is known by a name: a function literal gets it for traces. */
function named(c: SpecialCall, i: number, name: string): Core {
  const value = part(c, i);
  return value.kind === "fn" ? { ...value, name } : value;
}

/** The pairs of a binding vector, and the types declared for some of the names, by the index of the name. */
function bindingPairs(
  c: SpecialCall,
): { forms: readonly unknown[]; kids: readonly Span[]; types: ReadonlyMap<number, readonly unknown[]> } {
  const bindings = c.parts[1];
  if (!(bindings instanceof Vec)) {
    return reject("bad-form", { form: printReadably(c.parts[0]), expected: "a vector of names and values" }, c.span);
  }
  const { forms, kids, types } = withoutTypes(partsOf(bindings), spansOf(bindings));
  if (forms.length % 2 !== 0) {
    reject(
      "bad-form",
      { form: printReadably(c.parts[0]), expected: "a value for every name" },
      spanOf(bindings) ?? c.span,
    );
  }
  return { forms, kids, types };
}

/** `[x :: Int 1]` as `[x 1]` and the type of `x`. */
function withoutTypes(
  forms: readonly unknown[],
  kids: readonly Span[],
): { forms: readonly unknown[]; kids: readonly Span[]; types: ReadonlyMap<number, readonly unknown[]> } {
  const types = new Map<number, readonly unknown[]>();
  if (!forms.some(isTypeMark)) return { forms, kids, types };
  const kept: unknown[] = [];
  const places: Span[] = [];
  for (let i = 0; i < forms.length;) {
    if (isTypeMark(forms[i]) && kept.length % 2 === 1) {
      const { type, end } = typeForms(forms, i + 1);
      types.set(kept.length - 1, type);
      i = end;
      continue;
    }
    kept.push(forms[i]);
    places.push(kids[i]);
    i++;
  }
  return { forms: kept, kids: places, types };
}

function expandLet(c: SpecialCall): Core {
  const { forms, kids, types } = bindingPairs(c);
  const d: Destructuring = { x: c.x, bindings: [] };
  let env = c.env;
  for (let i = 0; i < forms.length; i += 2) {
    const init = c.x.expand(forms[i + 1], env, null, kids[i + 1] ?? c.span);
    const known = d.bindings.length;
    env = bindPattern(d, forms[i], init, env, kids[i] ?? c.span);
    for (const { local, init } of d.bindings.slice(known)) rememberInit(local, init);
    const type = types.get(i);
    if (type !== undefined && d.bindings.length > known) declareType(d.bindings[known].local, type);
  }
  const body = c.x.body(c.parts.slice(2), env, c.tail, c.span);
  return d.bindings.length === 0 ? body : { kind: "let", bindings: d.bindings, body };
}

function expandLoop(c: SpecialCall): Core {
  const { forms, kids, types } = bindingPairs(c);
  const outer: Destructuring = { x: c.x, bindings: [] };
  const inner: Destructuring = { x: c.x, bindings: [] };
  const bindings: Binding[] = [];
  const patterns: { pattern: unknown; local: Local; span: Span | null }[] = [];
  const simple = forms.every((form, i) => i % 2 === 1 || form instanceof Sym);
  let env = c.env;
  for (let i = 0; i < forms.length; i += 2) {
    const init = c.x.expand(forms[i + 1], env, null, kids[i + 1] ?? c.span);
    if (simple) {
      env = bindName({ x: c.x, bindings }, forms[i] as Sym, init, env); // `simple` says so
      const type = types.get(i);
      if (type !== undefined) declareType(bindings[bindings.length - 1].local, type);
      continue;
    }
    // Later values see the names of earlier patterns, and each turn takes the patterns apart anew.
    const first = new Local("init", null);
    const local = new Local("arg", null);
    outer.bindings.push({ local: first, init });
    bindings.push({ local, init: { kind: "local", local: first } });
    const span = kids[i] ?? c.span;
    patterns.push({ pattern: forms[i], local, span });
    env = bindPattern(outer, forms[i], { kind: "local", local: first }, env, span);
  }
  const target: RecurTarget = { kind: "loop", count: bindings.length, used: false };
  if (!simple) {
    env = c.env;
    for (const { pattern, local, span } of patterns) {
      env = bindPattern(inner, pattern, { kind: "local", local }, env, span);
    }
  }
  const turn = c.x.body(c.parts.slice(2), env, target, c.span);
  const body: Core = inner.bindings.length === 0 ? turn : { kind: "let", bindings: inner.bindings, body: turn };
  const loop: Core = { kind: "loop", bindings, target, body, span: c.span };
  return outer.bindings.length === 0 ? loop : { kind: "let", bindings: outer.bindings, body: loop };
}

function expandRecur(c: SpecialCall): Core {
  if (c.tail === null) return reject("recur-outside", {}, c.span);
  const given = c.parts.length - 1;
  if (given !== c.tail.count) reject("recur-count", { expected: c.tail.count, given }, c.span);
  c.tail.used = true;
  return { kind: "recur", target: c.tail, args: c.parts.slice(1).map((_, i) => part(c, i + 1)) };
}

function expandSet(c: SpecialCall): Core {
  const name = c.parts[1];
  if (c.parts.length !== 3 || !(name instanceof Sym)) {
    return reject("bad-form", { form: "set!", expected: "the name of a dynamic var and a value" }, c.span);
  }
  const cell = resolveVar(c.x.ns, name, c.env, spanOf(name) ?? c.span);
  return coreCall("set-binding*", [{ kind: "the-var", cell }, part(c, 2)], c.span);
}

function expandUnquote(c: SpecialCall): Core {
  return reject(
    "unquote-outside",
    { form: c.parts[0] instanceof Sym && c.parts[0].name === "unquote" ? "~" : "~@" },
    c.span,
  );
}

/** `(type* form)`: a type as data. */
function expandType(c: SpecialCall): Core {
  need(c, c.parts.length === 2, "one type");
  return { kind: "const", value: typeDatum(c.parts[1]) };
}

/** Fills the table of special forms. */
export function installSpecialForms(): void {
  documentSpecialForms();
  installTemplates();
  installMatch();
  installReceive();
  installActors();
  for (const name of ["let", "let*"]) defineSpecial(name, expandLet);
  for (const name of ["loop", "loop*"]) defineSpecial(name, expandLoop);
  for (const name of ["fn", "fn*"]) defineSpecial(name, expandFn);
  for (const name of ["letfn", "letfn*"]) defineSpecial(name, expandLetfn);
  for (const name of ["unquote", "unquote-splicing"]) defineSpecial(name, expandUnquote);
  defineSpecial("if", expandIf);
  defineSpecial("do", expandDo);
  defineSpecial("quote", expandQuote);
  defineSpecial("syntax-quote", expandSyntaxQuote);
  defineSpecial("var", expandVar);
  defineSpecial("throw", expandThrow);
  defineSpecial("def", expandDef);
  defineSpecial("recur", expandRecur);
  defineSpecial("try", expandTry);
  defineSpecial("set!", expandSet);
  defineSpecial("type*", expandType);
  defineSpecial("macrolet", expandMacrolet);
}
