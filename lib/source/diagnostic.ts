/**
 * A mistake in what the user wrote, as data: a stable code, a sentence, a place, and what to try.
 * Deliberately absent: rendering (`render.ts`) and printing (nobody in this room prints).
 * @module
 */

import type { Span } from "./span.ts";

/** A second place that explains the first, such as where an unclosed bracket was opened. */
export interface Note {
  /** What the place has to do with the mistake. */
  readonly message: string;
  /** The place, or null. */
  readonly span: Span | null;
}

/** One frame of a Batuta stack, innermost first. */
export interface TraceFrame {
  /** As the user knows it: `user/outer`; "" for a form at top level. */
  readonly name: string;
  /** Where it stood, or null when that is not known. */
  readonly span: Span | null;
  /** Whether it is a function of the standard library; left out: no. */
  readonly library?: boolean;
}

/** One mistake. `message` starts with a capital or a quoted name, and has no final period. */
export interface Diagnostic {
  /** Stable, kebab-case; what `batuta explain` takes. */
  readonly code: string;
  /** An error keeps the form from running, a warning does not. */
  readonly severity: "error" | "warning";
  /** One sentence. */
  readonly message: string;
  /** What it is about, or null. */
  readonly span: Span | null;
  /** What to try, or null. */
  readonly hint: string | null;
  /** Other places that explain it. */
  readonly notes: readonly Note[];
  /** Of a failure at run time: the calls it happened in. */
  readonly trace?: readonly TraceFrame[];
}

/** One row of a room's table of errors: how the code reads, and the smallest program that causes it. */
export interface ErrorEntry<Data> {
  /** What is wrong, as one sentence. */
  readonly message: (data: Data) => string;
  /** What to try, or null. */
  readonly hint: string | null;
  /** The smallest program that causes it. */
  readonly example: string;
}

/** What a diagnostic may have beside code and sentence. */
export interface DiagnosticExtras {
  /** Left out: error. */
  readonly severity?: "error" | "warning";
  /** What to try. */
  readonly hint?: string | null;
  /** Other places that explain it. */
  readonly notes?: readonly Note[];
  /** The calls it happened in, innermost first. */
  readonly trace?: readonly TraceFrame[];
}

/** Makes a diagnostic; what is left out is an error without notes, hint and trace. */
export function diagnostic(code: string, message: string, at: Span | null, extras: DiagnosticExtras = {}): Diagnostic {
  const { severity = "error", hint = null, notes = [], trace } = extras;
  const base: Diagnostic = { code, severity, message, span: at, hint, notes };
  return trace === undefined ? base : { ...base, trace };
}
