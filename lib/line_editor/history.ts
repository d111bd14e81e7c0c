/**
 * What was entered before, oldest first.
 * In: entries, also as the lines of a file. Out: entries to go through and to search in; lines for the file.
 * Invariant: no entry is empty or equal to the one before it; at most `MOST_ENTRIES` are kept.
 * @module
 */

/** Entries that are kept. */
export const MOST_ENTRIES = 10_000;

/** An entry as a line of a file. */
export function encodeEntry(entry: string): string {
  return JSON.stringify(entry);
}

/** The entry that a line of a file holds; null for none. A line that no program wrote is an entry as it stands. */
export function decodeEntry(line: string): string | null {
  if (line.trim() === "") return null;
  try {
    const entry = JSON.parse(line);
    return typeof entry === "string" ? entry : line;
  } catch {
    return line;
  }
}

export class History {
  readonly #entries: string[] = [];

  /** Takes the lines of a file. */
  constructor(lines: readonly string[] = []) {
    for (const line of lines.slice(-MOST_ENTRIES)) {
      const entry = decodeEntry(line);
      if (entry !== null) this.add(entry);
    }
  }

  get length(): number {
    return this.#entries.length;
  }

  /** The entry at an index from 0, the oldest, on. */
  at(index: number): string | undefined {
    return this.#entries[index];
  }

  /** Keeps an entry; false when it is not to be kept: empty, after a space, or once more the last one. */
  add(text: string): boolean {
    const entry = text.trimEnd();
    if (entry === "" || entry.startsWith(" ") || entry === this.#entries.at(-1)) return false;
    this.#entries.push(entry);
    if (this.#entries.length > MOST_ENTRIES) this.#entries.shift();
    return true;
  }

  /** The index of the newest entry before `before` that holds `text`; -1 for none. */
  search(text: string, before: number): number {
    for (let i = Math.min(before, this.#entries.length) - 1; i >= 0; i--) {
      if (this.#entries[i].includes(text)) return i;
    }
    return -1;
  }
}
