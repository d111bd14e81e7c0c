/**
 * The text of the program to run.
 * In: a path as the user wrote it (`-`: standard input). Out: a Source, or the Diagnostic that says why there is none.
 * @module
 */

import { decodeSource, type Diagnostic, type Source } from "../source/mod.ts";
import { cliError } from "./errors.ts";

/** Where a program's bytes come from. */
export interface Files {
  /** Throws what Deno throws. */
  readFile(path: string): Uint8Array;
  /** All of standard input. */
  readInput(): Uint8Array;
}

const ENDINGS = [".bat", ".batuta"];

function canRead(files: Files, path: string): boolean {
  try {
    files.readFile(path);
    return true;
  } catch {
    return false;
  }
}

function explain(files: Files, path: string, error: unknown): Diagnostic {
  if (error instanceof Deno.errors.NotFound) {
    const meant = ENDINGS.map((ending) => path + ending).find((other) => canRead(files, other));
    return cliError("no-file", { path }, meant && `did you mean \`${meant}\`?`);
  }
  if (error instanceof Deno.errors.IsADirectory) return cliError("directory", { path });
  // Deno's sentence ends with `: readfile 'path'`, which the message has already said.
  const reason = error instanceof Error ? error.message.replace(/: \w+ '.*'$/s, "") : String(error);
  return cliError("unreadable", { path, reason });
}

/** Reads a file that is no text. */
export function readBytes(files: Files, path: string): Uint8Array | Diagnostic {
  try {
    return files.readFile(path);
  } catch (error) {
    return explain(files, path, error);
  }
}

/** Reads the program at `path`. */
export function readProgram(files: Files, path: string): Source | Diagnostic {
  if (path === "-") return decodeSource("<stdin>", files.readInput());
  try {
    return decodeSource(path, files.readFile(path));
  } catch (error) {
    return explain(files, path, error);
  }
}
