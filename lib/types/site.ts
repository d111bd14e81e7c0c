/**
 * Where a call stands: what it is called in messages, and where its arguments are.
 * In: the code of a call. Out: a `Site`, of which messages are made.
 * @module
 */
import type { CallCore, Core } from "../expander/mod.ts";
import type { Span } from "../source/mod.ts";
import { nameOf, shownVar } from "./blame.ts";
import { argumentSpan, plain, shortName, spanOfCore, textAt } from "./code.ts";
import { Env } from "./env.ts";
import type { Inference } from "./infer.ts";

/** A call, as far as it is known: what is called by which name, and where its arguments stand. */
export interface Site {
  readonly name: string;
  readonly span: Span | null;
  readonly args: readonly (Core | null)[];
  readonly spanOf: (i: number) => Span | null;
  readonly env: Env | null;
  /** Who calls, where that is a function of the library with what it has been handed. */
  readonly by?: string;
  /** Whether somebody wrote down what the callee takes. */
  readonly declared: { readonly span: Span | null; readonly params: readonly (Span | null)[] } | null;
}

/** The site of a call that stands in the code. */
export function siteOf(x: Inference, core: CallCore, env: Env): Site {
  const declared = core.f.kind === "var" ? x.program.declared(core.f.cell) : null;
  return {
    name: nameOf(core),
    span: plain(core.span),
    args: core.args,
    spanOf: (i) => argumentSpan(core, i),
    env,
    declared,
  };
}

/** What a piece of code is called in a message. */
export function nameOfCode(core: Core): string {
  if (core.kind === "var") return shownVar(core.cell);
  if (core.kind === "local") return core.local.name;
  return textAt(spanOfCore(core)) ?? (core.kind === "fn" ? shortName(core) : "the function");
}

/** What an argument of a call is called in a message. */
export function nameAt(site: Site, i: number): string {
  const core = site.args[i];
  return core === null || core === undefined ? "the function" : nameOfCode(core);
}
