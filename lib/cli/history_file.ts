/**
 * The history of the REPL, kept over sessions in a file that only its owner may read.
 * In: entries. Out: the lines of the file. Sessions that run at the same time add to it in turn, an entry a line. A file that cannot be read
 * or written is left alone; the history then lasts as long as the session.
 * @module
 */
import { dirname, join } from "node:path";
import { encodeEntry, MOST_ENTRIES } from "../line_editor/mod.ts";

/** The file: BATUTA_HISTORY, else one where the system keeps such things; null for none. */
export function historyPath(env: (name: string) => string | undefined): string | null {
  const named = env("BATUTA_HISTORY");
  if (named !== undefined) return named === "" ? null : named;
  const home = env("HOME") ?? env("USERPROFILE");
  const state = env("XDG_STATE_HOME") || (home === undefined ? undefined : join(home, ".local", "state"));
  return state === undefined ? null : join(state, "batuta", "history");
}

/** Lines above which the file is shortened when it is read. */
const TOO_MANY = 2 * MOST_ENTRIES;

/** The lines of the file, the newest last. */
export function readHistory(path: string | null): string[] {
  if (path === null) return [];
  try {
    const lines = Deno.readTextFileSync(path).split("\n").filter((line) => line !== "");
    if (lines.length > TOO_MANY) shorten(path, lines.slice(-MOST_ENTRIES));
    return lines;
  } catch {
    return [];
  }
}

function shorten(path: string, lines: readonly string[]): void {
  const beside = `${path}.new`;
  Deno.writeTextFileSync(beside, lines.join("\n") + "\n", { mode: 0o600 });
  Deno.renameSync(beside, path);
}

/** Adds an entry to the file. */
export function appendHistory(path: string | null, entry: string): void {
  if (path === null) return;
  try {
    Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    Deno.writeTextFileSync(path, encodeEntry(entry) + "\n", { append: true, mode: 0o600 });
  } catch {
    // Without a place to keep it, it is forgotten at the end.
  }
}
