/**
 * Programs' text as an editor sends it: a part of a file, with the place where it stands there.
 * @module
 */
import { Source } from "../source/mod.ts";

/** Lines and columns above which a place is not believed. */
const MOST = 1_000_000;

function placed(at: unknown): number {
  return typeof at === "number" && at >= 1 && at <= MOST ? Math.floor(at) : 1;
}

/** The source whose places are those in the file. `line` and `column` start at 1. */
export function sourceAt(name: string, code: string, line?: unknown, column?: unknown): Source {
  // What stands before it in the file is white space here; a shebang is none any more.
  return new Source(name, "\n".repeat(placed(line) - 1) + " ".repeat(placed(column) - 1) + code);
}
