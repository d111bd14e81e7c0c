/**
 * The known name nearest to a misspelt one.
 * Source: Damerau–Levenshtein distance in its optimal string alignment form (Boytsov 2011, section 2).
 * @module
 */

/** The first of the nearest names, when one is near enough to be meant; else null. */
export function nearestName(name: string, known: Iterable<string>): string | null {
  const limit = name.length <= 5 ? 1 : name.length <= 8 ? 2 : 3;
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= bestDistance || candidate === name) continue;
    const d = distance(name, candidate);
    if (d < bestDistance && d < name.length) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let d = Math.min(row[j - 1] + 1, above[j] + 1, above[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d = Math.min(d, before[j - 2] + 1);
      row.push(d);
    }
    before = above;
    above = row;
  }
  return above[b.length];
}
