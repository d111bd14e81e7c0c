/**
 * Mistakes the expander finds: code → message from data, one hint, the smallest program that causes it.
 * @module
 */
import { type Diagnostic, diagnostic, type ErrorEntry, type Note, type Span } from "../source/mod.ts";
import { expansionNote } from "./place.ts";

function entry<D>(message: (data: D) => string, hint: string | null, example: string): ErrorEntry<D> {
  return { message, hint, example };
}

/** In what way an expansion has no end, or none in reach. */
const ENDLESS = {
  steps: (limit: number) => `goes on expanding after ${limit} steps`,
  levels: (limit: number) => `goes on expanding ${limit} levels deep`,
  calls: (limit: number) => `goes on expanding after ${limit} macro calls`,
  arguments: (limit: number) => `is called with more than ${limit} arguments, too many for a macro`,
  parts: (limit: number) => `expands to more than ${limit} forms`,
};

export const EXPANDER_ERRORS = {
  "unknown-name": entry(
    (d: { name: string; near?: string | null }) => `\`${d.name}\` is not defined`,
    null,
    "(undefined-function 1)",
  ),
  "unknown-namespace": entry(
    (d: { alias: string; name: string }) =>
      `\`${d.alias}/${d.name}\`: no namespace or alias \`${d.alias}\` is known here`,
    "`(require '[the.namespace :as alias])` makes it known",
    "(nowhere/f 1)",
  ),
  "private-name": entry(
    (d: { name: string }) => `\`${d.name}\` is private to its namespace`,
    null,
    "(ns a) (def ^:private x 1) (ns b) a/x",
  ),
  "bad-form": entry(
    (d: { form: string; expected: string }) => `\`${d.form}\` needs ${d.expected}`,
    null,
    "(if)",
  ),
  "macro-as-value": entry(
    (d: { name: string; what: string }) => `\`${d.name}\` is a ${d.what} and has no value`,
    "call it in a function: `#(… %)`",
    "(map when [1])",
  ),
  "wrong-phase": entry(
    (d: { name: string }) => `\`${d.name}\` has no value while macros are expanded`,
    "a macro sees forms; write `~` only before what the macro itself computes",
    "(let [x 1] (macrolet [(m [] x)] (m)))",
  ),
  "recur-outside": entry(
    (_: Record<never, never>) => "`recur` is only possible as the last thing a `loop` or a function does",
    "call the function by its name instead, or move the `recur` to the end",
    "(loop [i 0] (inc (recur i)))",
  ),
  "recur-count": entry(
    (d: { expected: number; given: number }) =>
      `\`recur\` needs ${d.expected} ${d.expected === 1 ? "value" : "values"} here, got ${d.given}`,
    null,
    "(loop [i 0] (recur))",
  ),
  "bad-pattern": entry(
    (d: { pattern: string; reason: string }) => `The pattern ${d.pattern} is not possible here: ${d.reason}`,
    null,
    "(let [#{a} 2] 3)",
  ),
  "macro-too-late": entry(
    (d: { name: string }) => `The macro \`${d.name}\` has no value yet when this is expanded`,
    "define it at top level before, or use `macrolet`",
    "(let [x 1] (defmacro m [] 1) (m))",
  ),
  "macro-failed": entry(
    (d: { name: string; message: string }) => `Expanding \`${d.name}\` failed: ${d.message}`,
    null,
    "(defmacro m [a] a) (m)",
  ),
  "endless-expansion": entry(
    (d: { name: string; limit: number; what: keyof typeof ENDLESS }) => `\`${d.name}\` ${ENDLESS[d.what](d.limit)}`,
    "does the macro expand to a call of itself without end? A call that is only long can be split",
    "(defmacro m [] `(m)) (m)",
  ),
  "too-nested": entry(
    (_: Record<never, never>) => "The form is nested too deeply to be compiled",
    "take parts of it out into definitions of their own",
    `${"(inc ".repeat(1_990)}1${")".repeat(1_990)}`,
  ),
  "unquote-outside": entry(
    (d: { form: string }) => `\`${d.form}\` is only possible inside a syntax-quote`,
    "templates begin with a backquote",
    "~x",
  ),
};

/** What is probably not meant, though it runs. */
export const EXPANDER_WARNINGS = {
  "unreachable-clause": entry(
    (_: Record<never, never>) => "This clause is never reached: those before it match all it could match",
    "put it before them, or remove it",
    "(match 1 _ -> :any 1 -> :one)",
  ),
  "impossible-clause": entry(
    (d: { values: string }) => `This clause is never reached: the value can only be ${d.values}`,
    "is the pattern misspelt?",
    "(match (if (even? 1) :even :odd) :evn -> 0 _ -> 1)",
  ),
  "missing-case": entry(
    (d: { values: string }) => `No clause takes ${d.values}`,
    "add a clause for it, or a last one `_ -> …` for everything else",
    "(match (even? 2) true -> :even)",
  ),
};

export type ExpanderErrorCode = keyof typeof EXPANDER_ERRORS;

/** Carries a diagnostic out of the expansion of one top-level form. */
export class SyntaxError extends Error {
  /** @param cause what a macro failed with, or null */
  constructor(readonly diagnostic: Diagnostic, override readonly cause: unknown = null) {
    super(diagnostic.message);
  }
}

/** What has the macro in its message already. */
const ABOUT_MACROS: ReadonlySet<string> = new Set(["macro-failed", "endless-expansion"]);

/** Gives up on the form being expanded. */
export function reject<C extends ExpanderErrorCode>(
  code: C,
  data: Parameters<typeof EXPANDER_ERRORS[C]["message"]>[0],
  span: Span | null,
  extras: { hint?: string | null; notes?: readonly Note[]; cause?: unknown } = {},
): never {
  // The table's entry at C takes exactly this data; TypeScript loses that through the index.
  const { message, hint } = EXPANDER_ERRORS[code] as ErrorEntry<typeof data>;
  const expansion = ABOUT_MACROS.has(code) ? null : expansionNote(span);
  const notes = [...extras.notes ?? [], ...expansion === null ? [] : [expansion]];
  throw new SyntaxError(diagnostic(code, message(data), span, { hint: extras.hint ?? hint, notes }), extras.cause);
}

/** A warning of the table at a place. */
export function warning<C extends keyof typeof EXPANDER_WARNINGS>(
  code: C,
  data: Parameters<typeof EXPANDER_WARNINGS[C]["message"]>[0],
  span: Span | null,
): Diagnostic {
  // The table's entry at C takes exactly this data; TypeScript loses that through the index.
  const { message, hint } = EXPANDER_WARNINGS[code] as ErrorEntry<typeof data>;
  const expansion = expansionNote(span);
  return diagnostic(code, message(data), span, {
    severity: "warning",
    hint,
    notes: expansion === null ? [] : [expansion],
  });
}
