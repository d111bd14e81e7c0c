/**
 * A program in its usual form: the same tokens with other white space.
 * In: a Source. Out: its formatted text, or diagnostics when it does not read. What was formatted is read again; should it differ, that is
 * reported as a fault and there is no text.
 * @module
 */

import { ANY_CONTEXT, type ReadContext, readForms } from "../reader/mod.ts";
import { type Diagnostic, diagnostic, Source } from "../source/mod.ts";
import { isSameProgram } from "./check.ts";
import { type Declarations, findDeclarations, resolveStyles } from "./declared.ts";
import { FORMATTER_ERRORS } from "./errors.ts";
import { layOut } from "./layout.ts";
import type { Node } from "./node.ts";
import { parse } from "./parse.ts";
import type { DeclaredStyles } from "./styles.ts";

/** What has changed is laid out again, since what stands in lines and columns can then be seen; it never took more than three times. */
const MOST_ROUNDS = 6;

/** Tags mean something only where a program runs. */
const ANY_TAG: ReadContext = { ...ANY_CONTEXT, tagged: (_tag, form) => form };

/** What is known of other namespaces. */
export type OtherNamespaces = (ns: string) => Declarations | undefined;

/** The formatted text, or why there is none. */
export type Formatted = { readonly text: string } | { readonly diagnostics: readonly Diagnostic[] };

/** Lines `from` to `to` of a source, both included, from 1. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** A text that laying out again does not change. */
function stable(original: string, root: Node, declared: DeclaredStyles): string {
  let before = original;
  let text = layOut(root, declared);
  for (let round = 1; text !== before && round < MOST_ROUNDS; round++) {
    before = text;
    text = layOut(parse(text), declared);
  }
  return text;
}

/** The text, if it reads as the source does. */
function checked(source: Source, text: string, forms: number): Formatted {
  if (text === source.text) return { text };
  const again = readForms(new Source(source.name, text), ANY_TAG);
  if (again.diagnostics.length === 0 && again.forms.length === forms && isSameProgram(source.text, text)) {
    return { text };
  }
  const { message, hint } = FORMATTER_ERRORS["format-fault"];
  return { diagnostics: [diagnostic("format-fault", message({ name: source.name }), null, { hint })] };
}

/** Top-level nodes that touch the lines, with whatever else is on theirs, as offsets; null when there are none. */
function touched(source: Source, root: Node, { from, to }: LineRange): { start: number; end: number } | null {
  if (from > source.lineStarts.length) return null;
  let start = source.lineRange(from).start;
  let end = source.lineRange(to).end;
  let found = false;
  for (let grown = true; grown;) {
    grown = false;
    for (const item of root.items) {
      if (item.end < start || item.start > end) continue;
      found = true;
      const lineStart = source.lineRange(source.lineCol(item.start).line).start;
      const lineEnd = source.lineRange(source.lineCol(item.end).line).end;
      if (lineStart < start || lineEnd > end) grown = true;
      start = Math.min(start, lineStart);
      end = Math.max(end, lineEnd);
    }
  }
  if (!found) return null;
  const inside = root.items.filter((item) => item.start >= start && item.end <= end);
  return { start: source.lineRange(source.lineCol(inside[0].start).line).start, end: inside[inside.length - 1].end };
}

/** Formats a whole program, or only the top-level forms that touch some of its lines. */
export function formatSource(
  source: Source,
  others: OtherNamespaces = () => undefined,
  range: LineRange | null = null,
): Formatted {
  const { forms, diagnostics } = readForms(source, ANY_TAG);
  if (diagnostics.length > 0) return { diagnostics };
  const root = parse(source.text);
  const declared = resolveStyles(findDeclarations(root), others);
  if (range === null) return checked(source, stable(source.text, root, declared), forms.length);
  const place = touched(source, root, range);
  if (place === null) return { text: source.text };
  const { start, end } = place;
  const part = source.text.slice(start, end);
  const formatted = stable(part, parse(part), declared).replace(/\n$/, "");
  const text = source.text.slice(0, start) + formatted + source.text.slice(end).replace(/^[^\S\r\n]+/, "");
  return checked(source, text, forms.length);
}

/** What a program declares about its macros; nothing when it does not read. */
export function declarationsOf(source: Source): Declarations {
  return findDeclarations(parse(source.text));
}
