/**
 * How running a source ended, for those who asked.
 * In: how a process ended. Out: the value, or what is wrong.
 * @module
 */
import { BatutaError } from "../data/mod.ts";
import type { Ending } from "../runtime/mod.ts";
import type { Diagnostic } from "../source/mod.ts";
import { type Circumstances, failureDiagnostic } from "./failure.ts";
import { diagnosticOf } from "./loader.ts";

/** 0: it ran. 1: it failed at run time. 2: it does not read, expand or resolve. */
export type Outcome = { readonly status: 0; readonly value: unknown } | {
  readonly status: 1 | 2;
  readonly diagnostics: readonly Diagnostic[];
};

/** The outcome of a process that has ended. */
export function outcomeOf(ending: Ending, where: Circumstances): Outcome {
  if (!ending.thrown) return { status: 0, value: ending.value };
  const diagnostic = failureDiagnostic(ending.value, ending.trace, where);
  // What does not read or resolve in a file that was asked for counts as if it stood in the program.
  const loaded = ending.value instanceof BatutaError ? diagnosticOf(ending.value) : undefined;
  if (loaded === undefined) return { status: 1, diagnostics: [diagnostic] };
  const note = { message: "It was loaded from here", span: diagnostic.span };
  return { status: 2, diagnostics: [{ ...loaded, notes: [...loaded.notes, note] }] };
}
