/**
 * Why code has its type: the declaration or the value it comes from, as notes of a message.
 * @module
 */
import type { Core } from "../expander/mod.ts";
import type { Note, Span } from "../source/mod.ts";
import { isKeyCall } from "./blame.ts";
import { coreName, macroAt, plain, spanOfCore } from "./code.ts";
import { Env } from "./env.ts";
import type { Inference } from "./infer.ts";
import { takesCount } from "./relate.ts";
import type { Site } from "./site.ts";
import { type Type, variablesIn } from "./type.ts";

const MOST_DEPTH = 10;
/** Functions that take a part out of their first argument. */
const PARTS = new Set(["get", "match-key*", "match-item*"]);

interface Origin {
  readonly name: string;
  readonly type: Type;
  readonly span: Span | null;
  /** Whether it declares something of which the code is a part. */
  readonly isPart?: boolean;
}

/** The declaration that code has its type from, or null. */
export function declaredOrigin(
  x: Inference,
  core: Core,
  depth = 0,
): Origin | null {
  if (depth > MOST_DEPTH) return null;
  switch (core.kind) {
    case "local": {
      const init = x.inits.get(core.local);
      const declared = x.parameters.get(core.local);
      if (declared !== undefined) return declared;
      return init === undefined ? null : declaredOrigin(x, init, depth + 1);
    }
    case "var": {
      const declared = x.program.declared(core.cell);
      return declared === null ? null : { name: core.cell.name, type: declared.type, span: declared.span };
    }
    case "call": {
      const { f } = core;
      if (f.kind === "var") {
        const declared = x.program.declared(f.cell);
        if (declared !== null && declared.type.kind === "fn") {
          const arity = declared.type.arities.find((a) => takesCount(a, core.args.length));
          return arity === undefined ? null : { name: `(${f.cell.name} …)`, type: arity.result, span: declared.span };
        }
      }
      // What is taken out of something declared is declared as well.
      const from = isKeyCall(core) ? core.args[0] : PARTS.has(coreName(core) ?? "") ? core.args[0] : null;
      const whole = from === null || from === undefined ? null : declaredOrigin(x, from, depth + 1);
      return whole === null ? null : { ...whole, isPart: true };
    }
    case "let":
      return declaredOrigin(x, core.body, depth + 1);
    case "do":
      return core.body.length === 0 ? null : declaredOrigin(x, core.body[core.body.length - 1], depth + 1);
    default:
      return null;
  }
}

/** Notes on where the type of an argument, or of the function, comes from. */
export function whyArgument(x: Inference, site: Site, i: number | null): Note[] {
  const core = i === null ? null : site.args[i] ?? null;
  return core === null ? [] : why(x, core, i === null ? null : site.spanOf(i));
}

/** Notes on where the type of some code comes from. */
export function why(x: Inference, core: Core, at: Span | null): Note[] {
  const local = core.kind === "local" ? core.local : null;
  const origin = declaredOrigin(x, core);
  if (origin !== null && origin.span !== null && origin.span !== at) {
    const type = x.show(origin.type);
    if (origin.isPart && local !== null) {
      return [{ message: `\`${local.name}\` has its type from \`${origin.name}\``, span: origin.span }];
    }
    if (variablesIn(origin.type).size > 0) {
      return [{ message: `\`${origin.name}\` has its type from this`, span: origin.span }];
    }
    const message = local !== null && local.name !== origin.name
      ? `\`${local.name}\` is ${type} because of \`${origin.name}\``
      : `\`${origin.name}\` is ${type} because of this`;
    return [{ message, span: origin.span }];
  }
  const init = local === null ? undefined : x.inits.get(local);
  if (local === null || init === undefined) return [];
  const span = plain(spanOfCore(init)) ?? local.span;
  if (span === null || macroAt(span) !== null) return [];
  const type = x.muted(() => x.infer(init, x.here ?? new Env()));
  return [{ message: `\`${local.name}\` is ${x.show(type)} because of this`, span }];
}
