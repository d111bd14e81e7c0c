/**
 * Columns of logs in memory, shared by all queries of a thread: up to a limit, then the parts that were not looked at for the longest time
 * go. What somebody still holds stays with them; it is made anew when it is asked for again.
 * @module
 */

/** What takes memory and can do without. */
export interface Forgetful {
  /** Lets go of everything that can be had again. */
  forget(): void;
}

/** Bytes of columns that are kept. */
const LIMIT = 512 * 1024 * 1024;

export class ColumnMemory {
  /** By who holds them, least recently used first. */
  readonly #bytes = new Map<Forgetful, number>();
  #used = 0;

  constructor(public limit: number = LIMIT) {}

  get used(): number {
    return this.#used;
  }

  /** Says that somebody holds so many bytes more, or that it was looked at. */
  note(holder: Forgetful, more = 0): void {
    const bytes = (this.#bytes.get(holder) ?? 0) + more;
    if (bytes === 0) return;
    this.#bytes.delete(holder);
    this.#bytes.set(holder, bytes);
    this.#used += more;
    if (this.#used > this.limit) this.#shrink(holder);
  }

  /** Everybody but the one who has just asked may have to let go. */
  #shrink(asking: Forgetful): void {
    for (const holder of [...this.#bytes.keys()]) {
      if (this.#used <= this.limit) return;
      if (holder !== asking) this.release(holder);
    }
  }

  /** Makes somebody let go. */
  release(holder: Forgetful): void {
    const bytes = this.#bytes.get(holder);
    if (bytes === undefined) return;
    this.#bytes.delete(holder);
    this.#used -= bytes;
    holder.forget();
  }
}

/** That of this thread. */
export const columnMemory = new ColumnMemory();
