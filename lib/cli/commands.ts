/**
 * What the commands do. Each takes the words after its name and answers the exit status; what is costly to load is
 * loaded here, on first need.
 * @module
 */

import type { Tool } from "./args.ts";
import { DenoHost } from "./host.ts";
import { SERVE_TESTS } from "./serve_tests.ts";
import { VERSION } from "./version.ts";

/** The one Host of this process: there is one standard output to keep in order. */
export const host: DenoHost = new DenoHost();

/** `batuta FILE args…` and `batuta run FILE args…`. */
export async function runFile([path, ...args]: readonly string[]): Promise<number> {
  host.args = args;
  const run = await import("./run.ts");
  return await run.runFile(host, path);
}

/** `batuta -e CODE args…`. */
export async function runCode([code, ...args]: readonly string[]): Promise<number> {
  host.args = args;
  const run = await import("./run.ts");
  return await run.runCode(host, code);
}

/** A program at the end of an executable: the path, where the program begins, its size, arguments. */
export async function runAttached([path, from, size, ...args]: readonly string[]): Promise<number> {
  host.args = args;
  const run = await import("./run.ts");
  return await run.runAttached(host, path, Number(from), Number(size));
}

/** `batuta compile WORDS…`. */
export async function compileFile(words: readonly string[]): Promise<number> {
  const compile = await import("./compile.ts");
  return await compile.compileFile(host, words);
}

/** `batuta new WORDS…`. */
export async function makeProject(words: readonly string[]): Promise<number> {
  const project = await import("./new_project.ts");
  return project.newProject(host, words);
}

/** `batuta repl WORDS…`. */
export async function startRepl(words: readonly string[]): Promise<number> {
  const repl = await import("./repl.ts");
  return await repl.startRepl(host, words);
}

/** `batuta explain CODE`. */
export async function explainCode(tool: Tool, [code]: readonly string[]): Promise<number> {
  const explain = await import("./explain.ts");
  return await explain.explainCode(tool, host, code);
}

/** `batuta doc WORDS…`. */
export async function showDocumentation(words: readonly string[]): Promise<number> {
  const doc = await import("./doc.ts");
  return doc.showDocumentation(host, words);
}

/** `batuta log WORDS…`. */
export async function runLog(words: readonly string[]): Promise<number> {
  const log = await import("./log.ts");
  return await log.runLog(host, words);
}

/** `batuta query WORDS…`. */
export async function runQuery(words: readonly string[]): Promise<number> {
  const { readQuery } = await import("./query.ts");
  const wanted = readQuery(host, words);
  if (typeof wanted === "number") return wanted;
  const run = await import("./run.ts");
  return await run.runQuery(host, wanted);
}

/** `batuta fmt WORDS…`. */
export async function runFormatter(words: readonly string[]): Promise<number> {
  const fmt = await import("./fmt.ts");
  return fmt.runFormatter(host, words);
}

/** `batuta test WORDS…`. */
export async function runTests(words: readonly string[]): Promise<number> {
  if (words.length === 1 && words[0] === SERVE_TESTS) {
    const child = await import("./test_child.ts");
    return await child.serveTests();
  }
  const test = await import("./test.ts");
  return await test.runTests(host, words);
}

/** `batuta bench WORDS…`. */
export async function runBenches(words: readonly string[]): Promise<number> {
  const bench = await import("./bench.ts");
  return await bench.runBenches(host, words);
}

/** `batuta check WORDS…`. */
export async function runCheck(words: readonly string[]): Promise<number> {
  const check = await import("./check.ts");
  return await check.runCheck(host, words);
}

/** `batuta completions SHELL`. */
export async function showCompletions(tool: Tool, words: readonly string[]): Promise<number> {
  const completions = await import("./completions.ts");
  return await completions.showCompletions(tool, host, words);
}

/** `batuta --version`. */
export function showVersion(): Promise<number> {
  host.write(`Batuta ${VERSION}\n`);
  return Promise.resolve(0);
}
