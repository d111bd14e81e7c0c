/**
 * The difference of two values, as lines that begin with `-` for what only the first has, `+` for what only the second has, and a space for what
 * both have. Only what differs is taken apart: equal parts stand in one line, and many equal elements in a row are counted.
 * In: two values that are not equal. Out: marked lines; the same for both orders, marks swapped.
 * @module
 */
import { equals, type PMap, PSet, Seq, Tuple, Vec } from "../data/mod.ts";
import { hang, isMap, linesOf, openingOf, type Parts, partsOf, printShort } from "./values.ts";

export type Mark = " " | "-" | "+";

export interface MarkedLine {
  readonly mark: Mark;
  readonly text: string;
}

/** Columns of what both have; it only helps to find one's way. */
const COMMON_UNITS = 72;
/** Equal elements in a row that are shown around a difference. */
const CONTEXT = 1;
/** Sequences whose lengths have a larger product are compared element by element, in place. */
const MOST_PAIRS = 250_000;

function marked(mark: Mark, lines: readonly string[]): MarkedLine[] {
  return lines.map((text) => ({ mark, text }));
}

function common(value: unknown): MarkedLine[] {
  return [{ mark: " ", text: printShort(value, COMMON_UNITS) }];
}

/** Puts something before the first line and spaces before the others. */
function indent(prefix: string, lines: readonly MarkedLine[]): MarkedLine[] {
  const texts = hang(prefix, lines.map(({ text }) => text));
  return lines.map(({ mark }, i) => ({ mark, text: texts[i] }));
}

/** Whether a difference inside of two values says more than to show both. */
function comparable(a: unknown, b: unknown): boolean {
  if (isMap(a) && isMap(b)) return openingOf(a) === openingOf(b);
  if (a instanceof Tuple && b instanceof Tuple) return a.tag === b.tag;
  if (a instanceof PSet && b instanceof PSet) return true;
  if (typeof a === "string" && typeof b === "string") return a.includes("\n") && b.includes("\n");
  const sequential = (x: unknown) => x instanceof Vec || x instanceof Seq;
  return sequential(a) && sequential(b);
}

/** What became of an element. */
type Step = { readonly kind: "both" | "first" | "second"; readonly a?: unknown; readonly b?: unknown };

/** The elements of two sequences side by side, along their longest common subsequence. */
function align(a: readonly unknown[], b: readonly unknown[], same: (x: unknown, y: unknown) => boolean): Step[] {
  let start = 0;
  while (start < a.length && start < b.length && same(a[start], b[start])) start++;
  let [aEnd, bEnd] = [a.length, b.length];
  while (aEnd > start && bEnd > start && same(a[aEnd - 1], b[bEnd - 1])) {
    aEnd--;
    bEnd--;
  }
  const steps: Step[] = a.slice(0, start).map((x, i) => ({ kind: "both", a: x, b: b[i] }));
  steps.push(...alignMiddle(a.slice(start, aEnd), b.slice(start, bEnd), same));
  for (let i = aEnd; i < a.length; i++) steps.push({ kind: "both", a: a[i], b: b[bEnd + i - aEnd] });
  return steps;
}

function alignMiddle(
  a: readonly unknown[],
  b: readonly unknown[],
  same: (x: unknown, y: unknown) => boolean,
): Step[] {
  const steps: Step[] = [];
  if (a.length * b.length > MOST_PAIRS) {
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      if (i < a.length) steps.push({ kind: "first", a: a[i] });
      if (i < b.length) steps.push({ kind: "second", b: b[i] });
    }
    return steps;
  }
  // longest[i][j]: length of the longest common subsequence of a from i on and b from j on.
  const longest = Array.from({ length: a.length + 1 }, () => new Int32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i][j] = same(a[i], b[j]) ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
    }
  }
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && same(a[i], b[j])) steps.push({ kind: "both", a: a[i++], b: b[j++] });
    else if (j === b.length || (i < a.length && longest[i + 1][j] >= longest[i][j + 1])) {
      steps.push({ kind: "first", a: a[i++] });
    } else steps.push({ kind: "second", b: b[j++] });
  }
  return steps;
}

/** Where as many elements went as came, each is compared with the one in its place. */
function pairUp(steps: readonly Step[]): Step[] {
  const out: Step[] = [];
  for (let at = 0; at < steps.length;) {
    if (steps[at].kind === "both") {
      out.push(steps[at++]);
      continue;
    }
    const run: Step[] = [];
    while (at < steps.length && steps[at].kind !== "both") run.push(steps[at++]);
    const gone = run.filter(({ kind }) => kind === "first");
    const come = run.filter(({ kind }) => kind === "second");
    const pairs = Math.min(gone.length, come.length);
    for (let i = 0; i < pairs; i++) out.push({ kind: "both", a: gone[i].a, b: come[i].b });
    out.push(...gone.slice(pairs), ...come.slice(pairs));
  }
  return out;
}

function elements(open: string, close: string, a: readonly unknown[], b: readonly unknown[]): MarkedLine[] {
  const steps = pairUp(align(a, b, equals));
  const lines: MarkedLine[] = [];
  const isSame = (step: Step | undefined) => step !== undefined && step.kind === "both" && equals(step.a, step.b);
  for (let at = 0; at < steps.length;) {
    let end = at;
    while (isSame(steps[end])) end++;
    const [before, after] = [at === 0 ? 0 : CONTEXT, end === steps.length ? 0 : CONTEXT];
    const hidden = end - at - before - after;
    for (let i = at; i < end; i++) {
      if (hidden > 1 && i === at + before) {
        lines.push({ mark: " ", text: `… ${hidden} equal ones` });
        i += hidden - 1;
      } else lines.push(...common(steps[i].a));
    }
    if (end < steps.length) {
      const { kind, a: x, b: y } = steps[end++];
      if (kind === "both") lines.push(...difference(x, y));
      else lines.push(...marked(kind === "first" ? "-" : "+", linesOf(kind === "first" ? x : y)));
    }
    at = end;
  }
  return bracket(open, close, lines);
}

/** The lines inside of brackets. */
function bracket(open: string, close: string, lines: readonly MarkedLine[]): MarkedLine[] {
  const inside = indent(open, lines);
  const last = inside.at(-1);
  if (last === undefined) return [{ mark: " ", text: open + close }];
  return [...inside.slice(0, -1), { mark: last.mark, text: last.text + close }];
}

function maps(a: PMap, b: PMap): MarkedLine[] {
  const lines: MarkedLine[] = [];
  let same = 0;
  const entry = (key: unknown, value: readonly MarkedLine[]) => indent(`${printShort(key, COMMON_UNITS)} `, value);
  for (const [key, value] of a.entries()) {
    if (!b.has(key)) lines.push(...entry(key, marked("-", linesOf(value))));
    else if (!equals(value, b.get(key, null))) lines.push(...entry(key, difference(value, b.get(key, null))));
    else if (a.count() <= 6) lines.push(...entry(key, common(value)));
    else same++;
  }
  for (const [key, value] of b.entries()) {
    if (!a.has(key)) lines.push(...entry(key, marked("+", linesOf(value))));
  }
  if (same > 0) lines.push({ mark: " ", text: `… ${same} equal ${same === 1 ? "entry" : "entries"}` });
  return bracket(openingOf(a), "}", lines);
}

function sets(a: Parts, b: Parts): MarkedLine[] {
  const has = (items: readonly unknown[], x: unknown) => items.some((y) => equals(x, y));
  const both = a.items.filter((x) => has(b.items, x));
  const lines = [
    ...a.items.filter((x) => !has(b.items, x)).flatMap((x) => marked("-", linesOf(x))),
    ...b.items.filter((x) => !has(a.items, x)).flatMap((x) => marked("+", linesOf(x))),
  ];
  if (both.length > 3) lines.push({ mark: " ", text: `… ${both.length} in both` });
  else lines.unshift(...both.flatMap(common));
  return bracket(a.open, a.close, lines);
}

/** Texts of several lines, line by line. */
export function lineDifference(a: string, b: string): MarkedLine[] {
  const steps = align(a.split("\n"), b.split("\n"), (x, y) => x === y);
  return steps.flatMap(({ kind, a: x, b: y }): MarkedLine[] => [
    kind === "both"
      ? { mark: " ", text: String(x) }
      : kind === "first"
      ? { mark: "-", text: String(x) }
      : { mark: "+", text: String(y) },
  ]);
}

/** What differs between two values. */
export function difference(a: unknown, b: unknown): MarkedLine[] {
  if (equals(a, b)) return common(a);
  if (!comparable(a, b)) return [...marked("-", linesOf(a)), ...marked("+", linesOf(b))];
  if (isMap(a) && isMap(b)) return maps(a, b);
  if (typeof a === "string" && typeof b === "string") return lineDifference(a, b);
  const [first, second] = [partsOf(a)!, partsOf(b)!]; // comparable values have parts
  if (a instanceof PSet) return sets(first, second);
  return elements(first.open, first.close, first.items, second.items);
}

/** Whether a difference shows more than the two values beside each other. */
export function isWorthwhile(a: unknown, b: unknown): boolean {
  return comparable(a, b);
}
