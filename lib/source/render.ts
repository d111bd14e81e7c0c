/**
 * A diagnostic as text, the one format of all tools:
 *
 *     error[unclosed]: `(` is unclosed
 *       --> file.bat:3:1
 *        |
 *      3 | (+ 1 2
 *        | ^
 *     hint: close it with `)`
 *       at user/outer (file.bat:2:20)
 *       … 3 frames of the standard library
 *
 * Carets stand under what the terminal shows: tabs are widened, wide characters count two columns, marks none.
 * Control characters are shown as pictures, so that a source cannot steer the terminal. Long lines are cut.
 * @module
 */

import { characterWidth } from "../width/mod.ts";
import type { Diagnostic, TraceFrame } from "./diagnostic.ts";
import { COLORS, type Paint, PLAIN } from "./paint.ts";
import type { Source } from "./source.ts";
import { showPlace, type Span } from "./span.ts";

/** How to render. */
export interface RenderOptions {
  /** Whether to use ANSI colours; the caller knows its terminal. */
  readonly color: boolean;
}

const TAB_COLUMNS = 4;
/** Columns of a source line that are shown at most. */
const LINE_COLUMNS = 110;
/** Columns kept before the caret when a long line is cut. */
const CONTEXT_COLUMNS = 40;
const TRACE_FIRST = 16;
const TRACE_LAST = 4;

// Made when it is used: an expression with classes of characters costs a tenth of a millisecond while a program starts.
const isInvisible = (text: string) => /^[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]$/u.test(text);

/** How one code point is shown, and in how many columns when it stands at `column`. */
function showCodePoint(cp: number, column: number): { text: string; width: number } {
  if (cp === 9) {
    const width = TAB_COLUMNS - column % TAB_COLUMNS;
    return { text: " ".repeat(width), width };
  }
  if (cp < 0x20) return { text: String.fromCodePoint(0x2400 + cp), width: 1 };
  const text = String.fromCodePoint(cp);
  if (cp < 0x7f) return { text, width: 1 };
  return isInvisible(text) ? { text: "\ufffd", width: 1 } : { text, width: characterWidth(cp) };
}

/** The part of a source line that is shown, and the columns in it that carry carets. */
interface Snippet {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Shows [lineStart, lineEnd) with carets under [start, end); reads no more of the line than it shows. */
function snippet(source: Source, line: { start: number; end: number }, start: number, end: number): Snippet {
  const cut = start - line.start > LINE_COLUMNS - CONTEXT_COLUMNS ? start - CONTEXT_COLUMNS : line.start;
  let text = cut > line.start ? "…" : "";
  let column = text.length;
  let from = -1;
  let to = -1;
  for (let i = cut; i < line.end;) {
    if (column >= LINE_COLUMNS) {
      text += "…";
      break;
    }
    const cp = source.text.codePointAt(i) ?? 0;
    const shown = showCodePoint(cp, column);
    if (i >= start && from < 0) from = column;
    text += shown.text;
    column += shown.width;
    i += cp > 0xffff ? 2 : 1;
    if (i <= end) to = column;
  }
  if (from < 0) from = column;
  return { text, from, to: Math.max(to, from + 1) };
}

function gutter(paint: Paint, label: string, width: number): string {
  return paint.blue(` ${label.padStart(width)} |`);
}

function snippetLines(s: Span, number: number, width: number, paint: Paint, emphasis: (t: string) => string): string[] {
  const range = s.source.lineRange(number);
  const shown = snippet(s.source, range, Math.max(s.start, range.start), Math.min(s.end, range.end));
  const carets = " ".repeat(shown.from) + emphasis("^".repeat(shown.to - shown.from));
  return [`${gutter(paint, String(number), width)} ${shown.text}`.trimEnd(), `${gutter(paint, "", width)} ${carets}`];
}

/** `-->` and the lines of a span: all of it when on one line, else its first and its last line. */
function placeLines(s: Span, paint: Paint, emphasis: (t: string) => string): string[] {
  if (!s.source.known) return [`  ${paint.blue("-->")} ${s.source.name}`];
  const first = s.source.lineCol(s.start).line;
  const last = s.end > s.start ? s.source.lineCol(s.end - 1).line : first;
  const width = String(last).length;
  const lines = [`${" ".repeat(width + 1)}${paint.blue("-->")} ${showPlace(s)}`, gutter(paint, "", width)];
  lines.push(...snippetLines(s, first, width, paint, emphasis));
  if (last === first) return lines;
  if (last > first + 1) lines.push(paint.blue("..."));
  lines.push(...snippetLines(s, last, width, paint, emphasis));
  return lines;
}

/** Frames that stood in the same place, one called by the next. */
interface Run {
  readonly frame: TraceFrame;
  count: number;
}

function isSamePlace(a: TraceFrame, b: TraceFrame): boolean {
  return a.name === b.name && a.span?.source === b.span?.source && a.span?.start === b.span?.start;
}

/** Neighbours in the same place, as recursion leaves them, become one. */
function runsOf(frames: readonly TraceFrame[]): Run[] {
  const runs: Run[] = [];
  for (const frame of frames) {
    const last = runs.at(-1);
    if (last !== undefined && isSamePlace(last.frame, frame)) last.count++;
    else runs.push({ frame, count: 1 });
  }
  return runs;
}

function runLine({ frame, count }: Run): string {
  const name = frame.name === "" ? "the top level" : frame.name;
  const place = frame.span === null ? "" : ` (${showPlace(frame.span)})`;
  return `  at ${name}${place}${count === 1 ? "" : `, ${count} times`}`;
}

/** What the user wrote, then in one line how much of the standard library took part. */
function traceLines(trace: readonly TraceFrame[], paint: Paint): string[] {
  const runs = runsOf(trace.filter((frame) => !frame.library));
  // A form at top level that called nothing of its own is the place that has been shown already.
  const own = runs.length === 1 && runs[0].frame.name === "" ? [] : runs;
  const hidden = own.length - TRACE_FIRST - TRACE_LAST;
  const lines = hidden <= 1 ? own.map(runLine) : [
    ...own.slice(0, TRACE_FIRST).map(runLine),
    `  … ${hidden} more`,
    ...own.slice(-TRACE_LAST).map(runLine),
  ];
  const folded = trace.filter((frame) => frame.library).length;
  if (folded > 0) lines.push(`  … ${folded} ${folded === 1 ? "frame" : "frames"} of the standard library`);
  return lines.map((line) => paint.dim(line));
}

/** The diagnostic as lines joined by "\n", without a final one. */
export function renderDiagnostic(d: Diagnostic, options: RenderOptions): string {
  const paint = options.color ? COLORS : PLAIN;
  const emphasis = d.severity === "error" ? paint.red : paint.yellow;
  const lines = [`${paint.bold(emphasis(`${d.severity}[${d.code}]`))}${paint.bold(`: ${d.message}`)}`];
  if (d.span !== null) lines.push(...placeLines(d.span, paint, emphasis));
  for (const note of d.notes) {
    lines.push(`${paint.bold("note")}: ${note.message}`);
    if (note.span !== null) lines.push(...placeLines(note.span, paint, paint.blue));
  }
  if (d.hint !== null) lines.push(`${paint.cyan("hint")}: ${d.hint}`);
  if (d.trace !== undefined) lines.push(...traceLines(d.trace, paint));
  return lines.join("\n");
}
