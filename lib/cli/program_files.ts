/**
 * The programs below a folder.
 * @module
 */
import { join } from "node:path";
import type { Diagnostic } from "../source/mod.ts";
import { cliError } from "./errors.ts";

const ENDINGS = [".bat", ".batuta", ".cljc"];

/** Whether a file of this name is a program. */
export function isProgramName(path: string): boolean {
  return ENDINGS.some((ending) => path.endsWith(ending));
}

export function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false; // whoever reads it says what is wrong
  }
}

/** What went wrong, without the call and the path that Deno puts behind it. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/: \w+ '.*'$/s, "") : String(error);
}

/** The programs below a folder, sorted; folders that cannot be listed are told to `fail`. Links are not followed. */
export function* programsIn(folder: string, fail: (mistake: Diagnostic) => void): Generator<string> {
  let entries: Deno.DirEntry[] = [];
  try {
    entries = [...Deno.readDirSync(folder)];
  } catch (error) {
    fail(cliError("unreadable", { path: folder, reason: reasonOf(error) }));
  }
  entries.sort((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, isFile, isDirectory } of entries) {
    if (name.startsWith(".") || name === "node_modules") continue;
    const path = join(folder, name);
    if (isDirectory) yield* programsIn(path, fail);
    else if (isFile && isProgramName(name)) yield path;
  }
}
