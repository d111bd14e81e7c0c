/**
 * A diagnostic as one line of JSON, for editors and other programs.
 * In: a Diagnostic. Out: an object with the keys of `JsonDiagnostic`, always all of them, without a line break.
 * Lines and columns start at 1, columns count code points, the end is exclusive; where a place is not known they are null.
 * @module
 */

import type { Diagnostic } from "./diagnostic.ts";
import type { Span } from "./span.ts";

/** A place as JSON. */
export interface JsonPlace {
  readonly file: string | null;
  readonly line: number | null;
  readonly col: number | null;
  readonly endLine: number | null;
  readonly endCol: number | null;
}

/** A diagnostic as JSON. */
export interface JsonDiagnostic extends JsonPlace {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly hint: string | null;
  readonly notes: readonly ({ readonly message: string } & JsonPlace)[];
  /** Innermost first; `library` marks functions of the standard library, the name "" a form at top level. */
  readonly trace: readonly ({ readonly name: string; readonly library: boolean } & JsonPlace)[];
}

function placeOf(s: Span | null): JsonPlace {
  if (s === null) return { file: null, line: null, col: null, endLine: null, endCol: null };
  const file = s.source.name;
  if (!s.source.known) return { file, line: null, col: null, endLine: null, endCol: null };
  const { line, col } = s.source.lineCol(s.start);
  const end = s.source.lineCol(s.end);
  return { file, line, col, endLine: end.line, endCol: end.col };
}

/** The diagnostic as one line of JSON, without a line break at its end. */
export function jsonDiagnostic(d: Diagnostic): string {
  const { code, severity, message, hint } = d;
  const json: JsonDiagnostic = {
    code,
    severity,
    message,
    ...placeOf(d.span),
    hint,
    notes: d.notes.map((note) => ({ message: note.message, ...placeOf(note.span) })),
    trace: (d.trace ?? []).map(({ name, library = false, span }) => ({ name, library, ...placeOf(span) })),
  };
  return JSON.stringify(json);
}
