/**
 * `batuta compile`: a program, its namespaces and the files it brings along as one executable, or as a compiled file.
 * In: the words after `compile`. Out: the exit status: 0, 1 when the file could not be written, 2 when the program does not compile or the words
 * make no sense. The executable is a copy of the one that runs, with the compiled program behind it; its first bytes say where that begins
 * (`scripts/stub.sh`). What stood in its place before stays until it is whole.
 * @module
 */

import { basename, dirname, join, relative } from "node:path";
import { encodeProgram, lookAt, Session } from "../compiler/mod.ts";
import { type Diagnostic, Source } from "../source/mod.ts";
import { Checker } from "../types/mod.ts";
import { attach } from "./attach.ts";
import { COMPILE_WORDS, type CompileTask } from "./compile_words.ts";
import { cliError } from "./errors.ts";
import type { DenoHost } from "./host.ts";
import { readProgram } from "./program.ts";
import { report } from "./report.ts";
import { taskOf } from "./words.ts";

const FAILED = 1;
const BAD = 2;

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/ \(os error \d+\)|: \w+ '.*'$/gs, "") : String(error);
}

/** All files at a path or below it. Links to folders are not followed. */
function* filesAt(path: string): Generator<string> {
  if (!Deno.statSync(path).isDirectory) {
    yield path;
    return;
  }
  for (const { name } of [...Deno.readDirSync(path)].sort((a, b) => a.name < b.name ? -1 : 1)) {
    const inner = join(path, name);
    if (!Deno.lstatSync(inner).isSymlink || !Deno.statSync(inner).isDirectory) yield* filesAt(inner);
  }
}

/** Files in base64, by their paths from the program's folder on, a folder's `resources/` left out. */
function readResources({ path, include }: CompileTask): Record<string, string> {
  const found: Record<string, string> = {};
  for (const given of include) {
    for (const file of filesAt(given)) {
      const name = relative(dirname(path), file).replaceAll("\\", "/").replace(/^(\.\.\/)+|^resources\//g, "");
      found[name] = Deno.readFileSync(file).toBase64();
    }
  }
  return found;
}

/** The executable that runs: its path, or null where there is none, as from source. */
function ownExecutable(host: DenoHost): string | null {
  const path = host.env("BATUTA_EXECUTABLE");
  return path === undefined || path === "" ? null : path;
}

/** Writes a file beside its place and then puts it there, so that whoever runs the old one keeps it. */
function writeWhole(path: string, bytes: Uint8Array, mode: number): void {
  const beside = join(dirname(path), `.${basename(path)}.${Deno.pid}.new`);
  try {
    Deno.writeFileSync(beside, bytes, { mode });
    Deno.chmodSync(beside, mode);
    Deno.renameSync(beside, path);
  } catch (error) {
    try {
      Deno.removeSync(beside);
    } catch {
      // It was never made, or cannot be removed: the first error says why.
    }
    throw error;
  }
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** `batuta compile WORDS…`. */
export async function compileFile(host: DenoHost, words: readonly string[]): Promise<number> {
  const task = taskOf(host, COMPILE_WORDS, words);
  if (typeof task === "number") return task;
  const refuse = (...mistakes: Diagnostic[]) => {
    report(host, mistakes);
    return BAD;
  };
  if (host.checkCalls) return refuse(cliError("calls-unchecked", {}));
  const executable = task.lib ? null : ownExecutable(host);
  if (!task.lib && executable === null) return refuse(cliError("no-executable", {}));
  const source = readProgram(host, task.path);
  if (!(source instanceof Source)) return refuse(source);
  let resources: Record<string, string>;
  try {
    resources = readResources(task);
  } catch (error) {
    return refuse(cliError("unreadable", { path: task.include.join(", "), reason: reasonOf(error) }));
  }
  const onWarning = (warning: Diagnostic) => report(host, [warning]);
  host.types = () => Promise.resolve({ Checker });
  lookAt({ everything: false, strict: host.strict, checkCalls: false });
  const compiled = await new Session(host).compile(source, { resources, onWarning });
  if ("diagnostics" in compiled) return refuse(...compiled.diagnostics);
  const program = await encodeProgram(compiled.program);
  const bytes = executable === null ? program : attach(Deno.readFileSync(executable), program);
  if (bytes === null) return refuse(cliError("no-executable", {}));
  try {
    writeWhole(task.output, bytes, executable === null ? 0o644 : 0o755);
  } catch (error) {
    report(host, [cliError("unwritable", { path: task.output, reason: reasonOf(error) })]);
    return FAILED;
  }
  const inside = Object.keys(compiled.program.namespaces).length;
  const namespaces = inside === 0 ? "" : `, ${inside} namespace${inside === 1 ? "" : "s"} inside`;
  host.write(`${task.output}: ${sizeText(bytes.length)}${namespaces}\n`);
  return 0;
}
