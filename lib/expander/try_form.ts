/**
 * The special form `try`. A clause `(catch kind name body…)` takes errors by a type's name, by a pattern over the thrown value, or
 * (`Exception`, `_`, `:default`) whatever was thrown.
 * @module
 */
import { Keyword, kw, Seq, Sym } from "../data/mod.ts";
import { spanOf } from "../reader/mod.ts";
import type { Span } from "../source/mod.ts";
import { type Core, coreCall, Local } from "./core.ts";
import { bindName, type Destructuring, isSymbolNamed } from "./destructure.ts";
import { reject } from "./errors.ts";
import type { SpecialCall } from "./expand.ts";
import { compileMatch } from "./match.ts";
import { findAnyVar, findVar } from "./names.ts";
import { parsePattern } from "./pattern.ts";
import { type Env, resolveLocal } from "./scope.ts";
import { need } from "./special_call.ts";
import { partsOf } from "./syntax.ts";

/** Names that take any error, unless the program gives them another meaning. */
const ANY_ERROR = new Set(["Exception", "Throwable", "Error", "RuntimeException", "Object"]);

/** `(try body… (catch kind name body…)… (finally body…))`. */
export function expandTry(c: SpecialCall): Core {
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
    if (takesAnything(c, kind)) {
      otherwise = then;
      continue;
    }
    if (kind instanceof Sym && resolveLocal(kind, c.env) === null && findAnyVar(c.x.ns, kind, c.env) === null) {
      return reject("unknown-name", { name: kind.text }, spanOf(kind) ?? span, {
        hint: "`(catch Exception e …)` takes every error, `(catch {:error why} e …)` what was thrown by a pattern",
      });
    }
    const test = coreCall("caught-as*", [c.x.expand(kind, c.env, null, span), error], span);
    otherwise = { kind: "if", test, then, otherwise };
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
