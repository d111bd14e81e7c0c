/**
 * Snapshots of values in a text file beside the tests: a line `== namespace/test 1` and the value's lines below it, indented by two spaces.
 * In: the text of the file, values as tests compare them. Out: what is stored where it differs; the new text of the file.
 * Invariant: what no test of a run has asked for stays, unless all tests have run and snapshots are updated.
 * @module
 */
import type { SnapshotCounts } from "../test/mod.ts";
import { linesOf } from "./values.ts";

const HEAD = "== ";
const INDENT = "  ";

/** The snapshots in a file's text, by name. */
export function parseSnapshots(text: string): Map<string, string> {
  const found = new Map<string, string[]>();
  let lines: string[] | null = null;
  for (const line of text.split("\n")) {
    if (line.startsWith(HEAD)) found.set(line.slice(HEAD.length).trimEnd(), lines = []);
    else if (lines !== null) lines.push(line.startsWith(INDENT) ? line.slice(INDENT.length) : line);
  }
  return new Map(Array.from(found, ([name, lines]) => {
    // One empty line stands before the next head, or at the end.
    if (lines.at(-1) === "") lines.pop();
    return [name, lines.join("\n")];
  }));
}

/** The text of a file of snapshots, in the order of their names. */
export function printSnapshots(file: string, snapshots: ReadonlyMap<string, string>): string {
  const head =
    `;; Snapshots of ${file}, kept by \`batuta test\`; \`batuta test --update\` stores what the values are now.\n`;
  const sorted = [...snapshots].sort(([a], [b]) => a < b ? -1 : 1);
  const parts = sorted.map(([name, text]) =>
    `\n${HEAD}${name}\n${text.split("\n").map((line) => INDENT + line).join("\n")}\n`
  );
  return head + parts.join("");
}

/** A value as it is stored: a string as its lines, anything else as it is printed. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : linesOf(value).join("\n");
}

export class Snapshots {
  readonly #stored: Map<string, string>;
  readonly #asked = new Set<string>();
  readonly #counts = new Map<string, number>();
  #written = 0;
  #updated = 0;

  constructor(text: string | null, readonly update: boolean) {
    this.#stored = text === null ? new Map() : parseSnapshots(text);
  }

  /** Null when the value is as it is stored, or is stored now; otherwise what is stored. */
  compare(test: string, name: string | null, value: unknown): string | null {
    const text = textOf(value);
    const key = `${test} ${name ?? this.#next(test)}`;
    const stored = this.#stored.get(key);
    this.#asked.add(key);
    if (stored === text) return null;
    if (stored !== undefined && !this.update) return stored;
    if (stored === undefined) this.#written++;
    else this.#updated++;
    this.#stored.set(key, text);
    return null;
  }

  /** Tests number those that have no name. */
  #next(test: string): number {
    const number = (this.#counts.get(test) ?? 0) + 1;
    this.#counts.set(test, number);
    return number;
  }

  /** What has happened, and the new text of the file, null when it stays as it is. `all`: every test of the file has run. */
  finish(file: string, all: boolean): { readonly counts: SnapshotCounts; readonly text: string | null } {
    const unused = all ? [...this.#stored.keys()].filter((key) => !this.#asked.has(key)) : [];
    if (this.update) { for (const key of unused) this.#stored.delete(key); }
    const changed = this.#written + this.#updated > 0 || (this.update && unused.length > 0);
    return {
      counts: { written: this.#written, updated: this.#updated, unused: unused.length },
      text: changed ? printSnapshots(file, this.#stored) : null,
    };
  }
}
