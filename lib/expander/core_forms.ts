/**
 * The special forms: `def if do let loop recur fn letfn quote syntax-quote var throw try set! macrolet`.
 * Each handler takes the parts of its form and answers core code; they share nothing but the expander they are given.
 * @module
 */
import { Keyword, kw, listFrom, mapFrom, metaOf, PMap, printReadably, Seq, Sym, Vec, vec } from "../data/mod.ts";
import { Placed, spanOf, spansOf } from "../reader/mod.ts";
import { CORE } from "../runtime/mod.ts";
import type { Span } from "../source/mod.ts";
import { type Arity, type Binding, type Core, coreCall, type FnCore, Local, NIL, type RecurTarget } from "./core.ts";
import { bindName, bindPattern, type Destructuring, isSymbolNamed } from "./destructure.ts";
import { reject } from "./errors.ts";
import { compileMatch } from "./match.ts";
import { installMatch } from "./match_forms.ts";
import { parsePattern } from "./pattern.ts";
import { defineSpecial, type SpecialCall } from "./expand.ts";
import { defineVar, findVar, resolveVar } from "./names.ts";
import { Env, resolveLocal } from "./scope.ts";
import { NOWHERE, partsOf, toDatum } from "./syntax.ts";
import { compileTemplate, installTemplates } from "./template.ts";

function need(c: SpecialCall, condition: boolean, expected: string): void {
  if (!condition) reject("bad-form", { form: printReadably(c.parts[0]), expected }, c.span);
}

/** The place of the i-th part of the form. */
function placeOf(c: SpecialCall, i: number): Span | null {
  return spanOf(c.parts[i]) ?? spansOf(c.form)[i] ?? c.span;
}

/** Expands the i-th part. */
function part(c: SpecialCall, i: number, tail: RecurTarget | null = null): Core {
  return c.x.expand(c.parts[i], c.env, tail, placeOf(c, i));
}

function expandIf(c: SpecialCall): Core {
  need(c, c.parts.length === 3 || c.parts.length === 4, "a test, a form, and maybe another: `(if test then else)`");
  return {
    kind: "if",
    test: part(c, 1),
    then: part(c, 2, c.tail),
    otherwise: c.parts.length === 4 ? part(c, 3, c.tail) : NIL,
  };
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
  return { kind: "the-var", cell: resolveVar(c.x.ns, name, null, spanOf(name) ?? c.span) };
}

function expandThrow(c: SpecialCall): Core {
  need(c, c.parts.length === 2, "one value");
  return { kind: "throw", value: part(c, 1), span: c.span };
}

function expandDef(c: SpecialCall): Core {
  const name = c.parts[1];
  if (!(name instanceof Sym) || c.parts.length > 4) {
    return reject("bad-form", { form: "def", expected: "a name, and maybe a docstring and a value" }, c.span);
  }
  const documented = c.parts.length === 4;
  need(c, !documented || typeof c.parts[2] === "string", "a string as documentation");
  const cell = defineVar(c.x.ns, name, c.env, spanOf(name) ?? c.span);
  let meta = metaOf(name.meta) as PMap | null; // the reader and `with-meta` put nothing else there
  if (documented) meta = (meta ?? mapFrom([])).assoc(kw("doc"), c.parts[2]) as PMap;
  const flags = meta ?? mapFrom([]);
  cell.dynamic ||= isTrue(flags.get(kw("dynamic"), null));
  cell.private = isTrue(flags.get(kw("private"), null));
  const valueAt = documented ? 3 : 2;
  const macro = isTrue(flags.get(kw("macro"), null));
  // Calls that follow in the same form are macro calls, even if it is too late for them.
  if (macro) cell.macro = true;
  const init = valueAt < c.parts.length ? named(c, valueAt, cell.fullName) : null;
  return {
    kind: "def",
    cell,
    init,
    meta: meta === null ? null : c.x.expand(meta, c.env, null, c.span),
    macro,
    span: c.span,
  };
}

function isTrue(flag: unknown): boolean {
  return flag !== null && flag !== false;
}

/** Expands a value that is known by a name: a function literal gets it for traces. */
function named(c: SpecialCall, i: number, name: string): Core {
  const value = part(c, i);
  return value.kind === "fn" ? { ...value, name } : value;
}

/** The pairs of a binding vector. */
function bindingPairs(c: SpecialCall): { forms: readonly unknown[]; kids: readonly Span[] } {
  const bindings = c.parts[1];
  if (!(bindings instanceof Vec)) {
    return reject("bad-form", { form: printReadably(c.parts[0]), expected: "a vector of names and values" }, c.span);
  }
  const forms = partsOf(bindings);
  if (forms.length % 2 !== 0) {
    reject(
      "bad-form",
      { form: printReadably(c.parts[0]), expected: "a value for every name" },
      spanOf(bindings) ?? c.span,
    );
  }
  return { forms, kids: spansOf(bindings) };
}

function expandLet(c: SpecialCall): Core {
  const { forms, kids } = bindingPairs(c);
  const d: Destructuring = { x: c.x, bindings: [] };
  let env = c.env;
  for (let i = 0; i < forms.length; i += 2) {
    const init = c.x.expand(forms[i + 1], env, null, kids[i + 1] ?? c.span);
    env = bindPattern(d, forms[i], init, env, kids[i] ?? c.span);
  }
  const body = c.x.body(c.parts.slice(2), env, c.tail, c.span);
  return d.bindings.length === 0 ? body : { kind: "let", bindings: d.bindings, body };
}

function expandLoop(c: SpecialCall): Core {
  const { forms, kids } = bindingPairs(c);
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

/** `(fn name? [params] body…)` or `(fn name? ([params] body…) …)`. */
function expandFn(c: SpecialCall): Core {
  let at = 1;
  let name = "fn";
  let env = c.env;
  let self: Local | null = null;
  const given = c.parts[1];
  if (given instanceof Sym) {
    at = 2;
    name = given.name;
    self = new Local(name, spanOf(given));
    env = new Env(env);
    env.bind(given, { kind: "local", local: self });
  }
  const clauses = c.parts[at] instanceof Vec ? [listFrom(c.parts.slice(at))] : c.parts.slice(at);
  need(c, clauses.length > 0, "a vector of parameters and a body");
  const qualified = `${c.x.ns.name}/${name}`;
  const arities = clauses.map((clause) => expandArity(c, clause, env));
  checkArities(c, arities.map((a) => a.arity));
  return {
    kind: "fn",
    name: qualified,
    self,
    arities: arities.map((a) => a.arity),
    hidden: arities[0].hidden,
    span: c.span,
  };
}

/** Each number of arguments must choose one arity. */
function checkArities(c: SpecialCall, arities: readonly Arity[]): void {
  const variadic = arities.filter((a) => a.rest !== null);
  need(c, variadic.length <= 1, "at most one arity with `&`");
  const fixed = arities.filter((a) => a.rest === null).map((a) => a.params.length);
  need(c, new Set(fixed).size === fixed.length, "a different number of parameters in each arity");
  const least = variadic[0]?.params.length ?? Infinity;
  need(c, fixed.every((count) => count <= least), "no arity with more parameters than the one with `&`");
}

function expandArity(c: SpecialCall, clause: unknown, env: Env | null): { arity: Arity; hidden: number } {
  const forms = clause instanceof Seq ? partsOf(clause) : [];
  const vector = forms[0];
  if (!(vector instanceof Vec)) {
    return reject("bad-form", { form: "fn", expected: "a vector of parameters" }, spanOf(clause) ?? c.span);
  }
  const span = spanOf(vector) ?? c.span;
  const names = partsOf(vector);
  const restAt = names.findIndex((form) => isSymbolNamed(form, "&"));
  if (restAt >= 0 && restAt !== names.length - 2) {
    reject("bad-form", { form: "fn", expected: "exactly one name after `&`" }, span);
  }
  const fixed = restAt < 0 ? names : names.slice(0, restAt);
  const d: Destructuring = { x: c.x, bindings: [] };
  const complex: { pattern: unknown; local: Local }[] = [];
  // A body without parameters is no top level either.
  let inside = new Env(env);
  const parameter = (form: unknown): Local => {
    const local = new Local(form instanceof Sym ? form.name : "arg", spanOf(form));
    if (form instanceof Sym) {
      if (form.ns !== null) {
        reject("bad-pattern", { pattern: form.text, reason: "a local name has no namespace" }, spanOf(form));
      }
      inside = new Env(inside);
      inside.bind(form, { kind: "local", local });
    } else complex.push({ pattern: form, local });
    return local;
  };
  const params = fixed.map(parameter);
  const rest = restAt < 0 ? null : parameter(names[restAt + 1]);
  for (const { pattern, local } of complex) inside = bindPattern(d, pattern, { kind: "local", local }, inside, span);
  const target: RecurTarget = { kind: "fn", count: params.length + (rest === null ? 0 : 1), used: false };
  const turn = expandFnBody(c, forms.slice(1), inside, target);
  const body: Core = d.bindings.length === 0 ? turn : { kind: "let", bindings: d.bindings, body: turn };
  const hidden = isSymbolNamed(names[0], "&form") && isSymbolNamed(names[1], "&env") ? 2 : 0;
  return { arity: { params, rest, target, body }, hidden };
}

/** A body; a map `{:pre […] :post […]}` before it holds conditions, in which `%` is the result. */
function expandFnBody(c: SpecialCall, forms: readonly unknown[], env: Env | null, target: RecurTarget): Core {
  const conditions = forms.length > 1 && forms[0] instanceof PMap ? forms[0] : null;
  const pre = conditions?.get(kw("pre"), null);
  const post = conditions?.get(kw("post"), null);
  if (!(pre instanceof Vec || post instanceof Vec)) return c.x.body(forms, env, target, c.span);
  const before = pre instanceof Vec ? expandConditions(c, pre, env) : [];
  const rest = forms.slice(1);
  if (!(post instanceof Vec)) return { kind: "do", body: [...before, c.x.body(rest, env, target, c.span)] };
  const local = new Local("%", null);
  const result: Core = { kind: "local", local };
  const inside = new Env(env);
  inside.bindForAll("%", { kind: "local", local });
  const checked: Core = { kind: "do", body: [...expandConditions(c, post, inside), result] };
  const body: Core = { kind: "let", bindings: [{ local, init: c.x.body(rest, env, null, c.span) }], body: checked };
  return { kind: "do", body: [...before, body] };
}

/** Each condition as an assertion. */
function expandConditions(c: SpecialCall, conditions: Vec, env: Env | null): Core[] {
  return partsOf(conditions).map((form, i) => {
    const span = spanOf(form) ?? spansOf(conditions)[i] ?? c.span ?? NOWHERE;
    const assert = new Sym(null, "assert", new Placed(null, span, null, null, null, null, CORE));
    return c.x.expand(listFrom([assert, form]).withMeta(new Placed(null, span)), env, null, span);
  });
}

function expandLetfn(c: SpecialCall): Core {
  const specs = c.parts[1];
  if (!(specs instanceof Vec)) return reject("bad-form", { form: "letfn", expected: "a vector of functions" }, c.span);
  const env = new Env(c.env);
  const clauses = partsOf(specs).map((spec, i) => {
    const parts = spec instanceof Seq ? partsOf(spec) : [];
    const name = parts[0];
    if (!(name instanceof Sym)) {
      return reject(
        "bad-form",
        { form: "letfn", expected: "`(name [params] body)`" },
        spanOf(spec) ?? spansOf(specs)[i] ?? c.span,
      );
    }
    const local = new Local(name.name, spanOf(name));
    env.bind(name, { kind: "local", local });
    return { local, parts, spec };
  });
  const fns = clauses.map(({ local, parts, spec }) => {
    const fn = expandFn({
      ...c,
      form: spec as Seq,
      parts: [parts[0], ...parts.slice(1)],
      env,
      span: spanOf(spec) ?? c.span,
    });
    return { local, fn: { ...(fn as FnCore), name: `${c.x.ns.name}/${local.name}` } }; // expandFn answers functions
  });
  return { kind: "letfn", fns, body: c.x.body(c.parts.slice(2), env, c.tail, c.span) };
}

const ANY_ERROR = new Set(["Exception", "Throwable", "Error", "RuntimeException", "Object", "ExceptionInfo"]);

function expandTry(c: SpecialCall): Core {
  const isClause = (form: unknown, name: string) => form instanceof Seq && isSymbolNamed(form.first(), name);
  const body = c.parts.slice(1).filter((form) => !isClause(form, "catch") && !isClause(form, "finally"));
  const catches = c.parts.filter((form) => isClause(form, "catch"));
  const cleanups = c.parts.filter((form) => isClause(form, "finally"));
  need(c, cleanups.length <= 1, "at most one `finally`");
  const cleanup = cleanups.length === 0 ? null : c.x.body(partsOf(cleanups[0] as Seq).slice(1), c.env, null, c.span);
  const inner = c.x.body(body, c.env, null, c.span);
  if (catches.length === 0 && cleanup === null) return inner;
  return {
    kind: "try",
    body: inner,
    handler: catches.length === 0 ? null : expandCatches(c, catches as Seq[]),
    cleanup,
  };
}

/** Clauses in order; what no clause takes is thrown on. */
function expandCatches(c: SpecialCall, clauses: readonly Seq[]): { local: Local; body: Core } {
  const local = new Local("error", null);
  const error: Core = { kind: "local", local };
  let otherwise: Core = { kind: "throw", value: error, span: c.span };
  for (const clause of [...clauses].reverse()) {
    const [, kind, name, ...body] = partsOf(clause);
    const span = spanOf(clause) ?? c.span;
    if (!(name instanceof Sym)) {
      return reject("bad-form", { form: "catch", expected: "`(catch Exception name body…)`" }, span);
    }
    if (!(kind instanceof Sym || kind instanceof Keyword)) {
      otherwise = catchPattern(c, kind, name, body, error, otherwise, span);
      continue;
    }
    const d: Destructuring = { x: c.x, bindings: [] };
    const env = bindName(d, name, error, c.env);
    const then: Core = { kind: "let", bindings: d.bindings, body: c.x.body(body, env, null, span) };
    if (takesAnything(c, kind)) otherwise = then;
    else {otherwise = {
        kind: "if",
        test: coreCall("caught-as*", [c.x.expand(kind, c.env, null, span), error], span),
        then,
        otherwise,
      };}
  }
  return { local, body: otherwise };
}

/** `(catch pattern name body…)`: the pattern is compared with the thrown value. */
function catchPattern(
  c: SpecialCall,
  pattern: unknown,
  name: Sym,
  body: readonly unknown[],
  error: Core,
  otherwise: Core,
  span: Span | null,
): Core {
  const thrown = new Local("thrown", null);
  const subject: Core = { kind: "local", local: thrown };
  const handle = (env: Env | null): Core => {
    const d: Destructuring = { x: c.x, bindings: [] };
    const inside = bindName(d, name, error, env);
    return { kind: "let", bindings: d.bindings, body: c.x.body(body, inside, null, span) };
  };
  const clause = { pattern: parsePattern(pattern), guard: null, body: handle, span };
  const { core } = compileMatch({ x: c.x, subject, clauses: [clause], env: c.env, span, otherwise });
  return { kind: "let", bindings: [{ local: thrown, init: coreCall("ex-value", [error], span) }], body: core };
}

function takesAnything(c: SpecialCall, kind: unknown): boolean {
  if (kind === kw("default")) return true;
  return kind instanceof Sym && resolveLocal(kind, c.env) === null &&
    (kind.name === "_" || (ANY_ERROR.has(kind.name) && findVar(c.x.ns, kind, c.env) === null));
}

function expandSet(c: SpecialCall): Core {
  const name = c.parts[1];
  if (c.parts.length !== 3 || !(name instanceof Sym)) {
    return reject("bad-form", { form: "set!", expected: "the name of a dynamic var and a value" }, c.span);
  }
  const cell = resolveVar(c.x.ns, name, c.env, spanOf(name) ?? c.span);
  return coreCall("set-binding*", [{ kind: "the-var", cell }, part(c, 2)], c.span);
}

/** `(macrolet [(name [params] body…) …] body…)`: macros that exist in the body only. */
function expandMacrolet(c: SpecialCall): Core {
  const specs = c.parts[1];
  if (!(specs instanceof Vec)) return reject("bad-form", { form: "macrolet", expected: "a vector of macros" }, c.span);
  const macrolet = c.parts[0] as Sym; // a special form was found by it
  const env = new Env(c.env);
  const phase = new Env(env, "phase");
  // The bodies may use these two, so they count as written where `macrolet` is.
  const hidden = ["&form", "&env"].map((text) => new Sym(null, text, macrolet.meta));
  for (const spec of partsOf(specs)) {
    const [name, ...rest] = spec instanceof Seq ? partsOf(spec) : [];
    const clauses = rest[0] instanceof Vec
      ? [rest]
      : rest.map((clause) => clause instanceof Seq ? partsOf(clause) : []);
    if (!(name instanceof Sym) || !clauses.every(([params]) => params instanceof Vec)) {
      return reject("bad-form", { form: "macrolet", expected: "`(name [params] body)`" }, spanOf(spec) ?? c.span);
    }
    const arities = clauses.map(([params, ...body]) =>
      listFrom([vec([...hidden, ...partsOf(params as Vec)]), ...body])
    ); // tested above
    const fn = expandFn({ ...c, form: spec as Seq, parts: [macrolet, name, ...arities], env: phase, tail: null });
    let made: ((...args: unknown[]) => unknown) | null = null;
    const expand = (...args: unknown[]) => {
      made ??= c.x.evaluate(fn) as (...args: unknown[]) => unknown; // a fn evaluates to a function
      return made(...args);
    };
    env.bind(name, { kind: "macro", expand });
  }
  return c.x.body(c.parts.slice(2), env, c.tail, c.span);
}

function expandUnquote(c: SpecialCall): Core {
  return reject(
    "unquote-outside",
    { form: c.parts[0] instanceof Sym && c.parts[0].name === "unquote" ? "~" : "~@" },
    c.span,
  );
}

/** Fills the table of special forms. */
export function installSpecialForms(): void {
  installTemplates();
  installMatch();
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
  defineSpecial("macrolet", expandMacrolet);
}
