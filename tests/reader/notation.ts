/**
 * Notation of the reader's tests: `read("(a  b)")` gives what the forms print as, `codes("(")` the codes of the mistakes.
 * @module
 */

import { printReadably } from "../../lib/data/mod.ts";
import { readForms, type ReadFormsOptions, type ReadResult } from "../../lib/reader/mod.ts";
import { type Diagnostic, Source, type Span } from "../../lib/source/mod.ts";

const ALIASES = new Map([["str", "batuta.str"]]);

export function readAll(text: string, options: Partial<ReadFormsOptions> = {}): ReadResult {
  return readForms(new Source("t.bat", text), { ns: "user", aliases: (alias) => ALIASES.get(alias), ...options });
}

/** The forms as printed, joined by one space; mistakes make it throw. */
export function read(text: string, options: Partial<ReadFormsOptions> = {}): string {
  const { forms, diagnostics } = readAll(text, options);
  if (diagnostics.length > 0) throw new Error(diagnostics.map((d) => d.message).join("; "));
  return forms.map((form) => printReadably(form)).join(" ");
}

/** The only form of a text. */
export function readOne(text: string): unknown {
  const { forms, diagnostics } = readAll(text);
  if (forms.length !== 1 || diagnostics.length > 0) throw new Error(`not one form: ${text}`);
  return forms[0];
}

export function mistakes(text: string): readonly Diagnostic[] {
  return readAll(text).diagnostics;
}

export function codes(text: string): string[] {
  return mistakes(text).map((d) => d.code);
}

/** `start-end` of a span, or "none". */
export function at(span: Span | null): string {
  return span === null ? "none" : `${span.start}-${span.end}`;
}
