/**
 * Who goes through which slices where several workers share a scan. Each takes the next slice that nobody has taken, so that one whose processor is
 * slower, or that starts later, takes fewer; where it matters which rows follow which, each has a run of them of its own.
 * In: slices. Out: the turns of each worker, to be asked slice by slice, ascending.
 * Source: Leis and others, "Morsel-Driven Parallelism", SIGMOD 2014.
 * @module
 */

/** What has been met up to the end of a slice: so many groups. */
export interface Met {
  readonly slice: number;
  readonly groups: number;
}

export class Turns {
  /** Of the slices that this worker has gone through, ascending. */
  readonly met: Met[] = [];
  #mine = -1;

  /** `next` is one place in shared memory: the slice that is taken next. Those from `end` on are nobody's here. */
  constructor(readonly next: Int32Array, readonly end: number) {}

  isMine(slice: number): boolean {
    while (this.#mine < slice) {
      const taken = Atomics.add(this.next, 0, 1);
      this.#mine = taken < this.end ? taken : Infinity;
    }
    return this.#mine === slice;
  }
}

function turnsFrom(first: number, end: number): Turns {
  const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  next[0] = first;
  return new Turns(next, end);
}

/** The turns of so many workers, by the rows of each slice; `inRuns`: each goes through slices that stand side by side. */
export function turnsOf(rows: readonly number[], workers: number, inRuns: boolean): Turns[] {
  if (!inRuns) {
    const { next, end } = turnsFrom(0, rows.length);
    return Array.from({ length: workers }, () => new Turns(next, end));
  }
  const total = rows.reduce((sum, each) => sum + each, 0);
  const ends: number[] = [];
  let before = 0;
  rows.forEach((each, slice) => {
    before += each;
    while (ends.length < workers - 1 && before * workers >= total * (ends.length + 1)) ends.push(slice + 1);
  });
  while (ends.length < workers) ends.push(rows.length);
  return ends.map((end, i) => turnsFrom(i === 0 ? 0 : ends[i - 1], end));
}
