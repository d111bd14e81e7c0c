/**
 * The special forms that make functions: `fn`, `letfn`, and `macrolet`, whose functions run while the program is expanded.
 * @module
 */
import { kw, listFrom, PMap, Seq, Sym, Vec, vec } from "../data/mod.ts";
import { Placed, spanOf, spansOf } from "../reader/mod.ts";
import { CORE } from "../runtime/mod.ts";
import { type Arity, type Core, type FnCore, Local, type RecurTarget } from "./core.ts";
import { isTypeMark, typeForms } from "./declared.ts";
import { bindPattern, type Destructuring, isSymbolNamed } from "./destructure.ts";
import { reject } from "./errors.ts";
import type { SpecialCall } from "./expand.ts";
import { Env } from "./scope.ts";
import { need } from "./special_call.ts";
import { NOWHERE, partsOf } from "./syntax.ts";

/** `(fn name? [params] body…)` or `(fn name? ([params] body…) …)`. */
export function expandFn(c: SpecialCall): Core {
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
  const typed = isTypeMark(c.parts[at]) ? typeForms(c.parts, at + 1) : null;
  if (typed !== null) at = typed.end;
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
    ...typed === null ? {} : { type: typed.type },
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

/** `(letfn [(name [params] body…) …] body…)`: functions that all know each other. */
export function expandLetfn(c: SpecialCall): Core {
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
      parts, // as of `fn`, whose first part is not looked at
      env,
      span: spanOf(spec) ?? c.span,
    });
    return { local, fn: { ...(fn as FnCore), name: `${c.x.ns.name}/${local.name}` } }; // expandFn answers functions
  });
  return { kind: "letfn", fns, body: c.x.body(c.parts.slice(2), env, c.tail, c.span) };
}

/** `(macrolet [(name [params] body…) …] body…)`: macros that exist in the body only. */
export function expandMacrolet(c: SpecialCall): Core {
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
