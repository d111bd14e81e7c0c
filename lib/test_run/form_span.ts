/**
 * Where the form ends that begins at a place: reports know only where it begins.
 * In: the text of a file, a line and a column. Out: the span of the form, of nothing but the place when none begins there.
 * @module
 */
import { Seq } from "../data/mod.ts";
import { ANY_CONTEXT, readForms, spanOf, spansOf } from "../reader/mod.ts";
import { type Source, type Span, span } from "../source/mod.ts";
import { partsOf } from "./values.ts";

/** The offset of a place; columns count code points. */
function offsetOf(source: Source, line: number, column: number): number {
  const { start, end } = source.lineRange(line);
  const before = [...source.text.slice(start, end)].slice(0, column - 1).join("");
  return start + before.length;
}

function find(form: unknown, at: number, known: Span | null): Span | null {
  const own = spanOf(form) ?? known;
  if (own !== null && (at < own.start || at >= own.end)) return null;
  if (own !== null && own.start === at && form instanceof Seq) return own;
  const kids = spansOf(form);
  const items = partsOf(form)?.items ?? [];
  for (let i = 0; i < items.length; i++) {
    const found = find(items[i], at, kids[i] ?? null);
    if (found !== null) return found;
  }
  return own !== null && own.start === at ? own : null;
}

/** Forms by source, read once. */
const read = new WeakMap<Source, readonly unknown[]>();

/** The span of the form that begins at a line and column, both from 1. */
export function formSpanAt(source: Source, line: number, column: number): Span {
  const at = offsetOf(source, line, column);
  let forms = read.get(source);
  if (forms === undefined) {
    forms = readForms(source, ANY_CONTEXT).forms;
    read.set(source, forms);
  }
  for (const form of forms) {
    const found = find(form, at, null);
    if (found !== null) return found;
  }
  return span(source, at, source.lineRange(line).end);
}
