/**
 * The difference of two texts as a unified diff, which `patch` and editors read.
 * Source: Myers, "An O(ND) Difference Algorithm and Its Variations", 1986.
 * @module
 */

/** Lines of context around a change. */
const CONTEXT = 3;
/** Texts that differ in more lines than this are shown as replaced from the first difference to the last. */
const MOST_CHANGES = 1_500;

/** Lines [aFrom, aTo) of the one text become lines [bFrom, bTo) of the other. */
interface Change {
  readonly aFrom: number;
  readonly aTo: number;
  readonly bFrom: number;
  readonly bTo: number;
}

/** Each line with its line break. */
function linesOf(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

/** The furthest line of `a` on each diagonal after 0, 1, 2 … changes, up to those that reach the end; null: too many. */
function trace(a: readonly string[], b: readonly string[]): Int32Array[] | null {
  const steps: Int32Array[] = [];
  let last = new Int32Array(3);
  for (let d = 0; d <= MOST_CHANGES; d++) {
    const next = new Int32Array(2 * d + 3);
    // Diagonal k is at index k + d + 1, in the step before at k + d.
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && last[k + d - 1] < last[k + d + 1]);
      let x = d === 0 ? 0 : down ? last[k + d + 1] : last[k + d - 1] + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      next[k + d + 1] = x;
      if (x >= a.length && x - k >= b.length) {
        steps.push(next);
        return steps;
      }
    }
    steps.push(next);
    last = next;
  }
  return null;
}

/** The changes along the shortest way, in order. */
function changesOf(a: readonly string[], b: readonly string[]): Change[] {
  const steps = trace(a, b);
  if (steps === null) return [{ aFrom: 0, aTo: a.length, bFrom: 0, bTo: b.length }];
  const changes: Change[] = [];
  let x = a.length;
  let y = b.length;
  for (let d = steps.length - 1; d > 0; d--) {
    const last = steps[d - 1];
    const k = x - y;
    const down = k === -d || (k !== d && last[k + d - 1] < last[k + d + 1]);
    const fromK = down ? k + 1 : k - 1;
    const fromX = last[fromK + d];
    const fromY = fromX - fromK;
    changes.push({ aFrom: fromX, aTo: down ? fromX : fromX + 1, bFrom: fromY, bTo: down ? fromY + 1 : fromY });
    [x, y] = [fromX, fromY];
  }
  return changes.reverse();
}

/** Changes that are nearer to each other than their context, together. */
function hunksOf(changes: readonly Change[]): Change[][] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1)?.at(-1);
    if (last !== undefined && change.aFrom - last.aTo <= 2 * CONTEXT) hunks.at(-1)?.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function rangeOf(from: number, to: number): string {
  if (to - from === 1) return String(from + 1);
  return `${to === from ? from : from + 1},${to - from}`;
}

function marked(sign: string, lines: readonly string[]): string {
  return lines.map((line) => line.endsWith("\n") ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`)
    .join("");
}

function showHunk(hunk: readonly Change[], a: readonly string[], b: readonly string[]): string {
  const [first, last] = [hunk[0], hunk[hunk.length - 1]];
  const before = Math.min(CONTEXT, first.aFrom);
  const behind = Math.min(CONTEXT, a.length - last.aTo);
  const [aFrom, aTo] = [first.aFrom - before, last.aTo + behind];
  const [bFrom, bTo] = [first.bFrom - before, last.bTo + behind];
  let text = `@@ -${rangeOf(aFrom, aTo)} +${rangeOf(bFrom, bTo)} @@\n`;
  let at = aFrom;
  for (let i = 0; i < hunk.length;) {
    text += marked(" ", a.slice(at, hunk[i].aFrom));
    // What stands together is shown as removed first, then as added.
    let next = i + 1;
    while (next < hunk.length && hunk[next].aFrom === hunk[next - 1].aTo && hunk[next].bFrom === hunk[next - 1].bTo) {
      next++;
    }
    text += marked("-", a.slice(hunk[i].aFrom, hunk[next - 1].aTo)) +
      marked("+", b.slice(hunk[i].bFrom, hunk[next - 1].bTo));
    at = hunk[next - 1].aTo;
    i = next;
  }
  return text + marked(" ", a.slice(at, aTo));
}

/** The lines to change to make `after` of `before`, a file of that name; "" when they are equal. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return "";
  const [a, b] = [linesOf(before), linesOf(after)];
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  let tail = 0;
  while (tail < a.length - same && tail < b.length - same && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const changes = changesOf(a.slice(same, a.length - tail), b.slice(same, b.length - tail)).map((change) => ({
    aFrom: change.aFrom + same,
    aTo: change.aTo + same,
    bFrom: change.bFrom + same,
    bTo: change.bTo + same,
  }));
  return `--- ${name}\n+++ ${name}\n` + hunksOf(changes).map((hunk) => showHunk(hunk, a, b)).join("");
}
