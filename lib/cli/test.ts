/**
 * `batuta test`: finds tests, has other processes run them, and tells what happened.
 * In: the words after `test`. Out: the exit status: 0, 1 when a test failed or none ran, 2 for words that make no sense.
 * Loads no compiler.
 * @module
 */
import { dirname, join, relative, resolve } from "node:path";
import { diagnostic } from "../source/mod.ts";
import {
  chanceFrom,
  countLine,
  coveragePages,
  coverageTable,
  direct,
  findPrograms,
  findTests,
  type Found,
  humanReporter,
  type Job,
  lcov,
  type LineCounts,
  MACHINES,
  type Reporter,
  shuffled,
  type Summary,
  testError,
  together,
} from "../test/mod.ts";
import { disk } from "./disk.ts";
import { cliError } from "./errors.ts";
import type { DenoHost } from "./host.ts";
import { report } from "./report.ts";
import { readTestWords, seedFor, type TestOptions } from "./test_options.ts";
import { startTestProcess } from "./test_processes.ts";

const BAD_USAGE = 2;
const FAILED = 1;
/** 128 and the number of SIGINT. */
const INTERRUPTED = 130;
const USUAL_WIDTH = 100;
/** Below the data directory: what `--failed` runs. */
const FAILED_FILE = "failed-tests.json";

// ---- the world

function after(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
}

function wantsColor(): boolean {
  return Deno.stdout.isTerminal() && !Deno.env.get("NO_COLOR") && Deno.env.get("TERM") !== "dumb";
}

function widthOfTerminal(): number {
  return (Deno.stdout.isTerminal() ? Deno.consoleSize().columns : 0) || USUAL_WIDTH;
}

/** Writes a file whose folder may be missing. */
function writeFile(path: string, text: string): void {
  const folder = dirname(path);
  if (folder !== ".") Deno.mkdirSync(folder, { recursive: true });
  Deno.writeTextFileSync(path, text);
}

/** Writes a file that was asked for; says so when that cannot be done. */
function writeReport(path: string, text: string, host: DenoHost): void {
  try {
    writeFile(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/: \w+ '.*'$/s, "") : String(error);
    report(host, [cliError("unwritable", { path, reason })]);
  }
}

// ---- what failed last time

/** Ids of tests by file; null where the file as a whole failed. */
type LastFailures = Readonly<Record<string, readonly string[] | null>>;

function failuresIn({ tests, troubles }: Summary): LastFailures {
  const failed: Record<string, string[] | null> = {};
  for (const { file, id, outcome } of tests) if (outcome === "failed") (failed[file] ??= []).push(id);
  for (const { file } of troubles) failed[file] = null;
  return failed;
}

function readFailures(path: string): LastFailures | null {
  const text = disk.textOf(path);
  try {
    return text === null ? null : JSON.parse(text) as LastFailures; // `keepFailures` wrote it
  } catch {
    return null; // damaged: as if there were none
  }
}

/** Keeps what failed; what was not run this time is kept as it was. */
function keepFailures(path: string, summary: Summary, jobs: readonly Job[]): void {
  const before = readFailures(path);
  const ran = new Set(jobs.map(({ file }) => file));
  const others = Object.entries(before ?? {}).filter(([file]) => !ran.has(file));
  const failed = { ...Object.fromEntries(others), ...failuresIn(summary) };
  if (Object.keys(failed).length === 0 && before === null) return;
  try {
    writeFile(path, `${JSON.stringify(failed)}\n`);
  } catch {
    // A folder that cannot be written to: `--failed` will find nothing.
  }
}

// ---- one run

function jobsOf(found: Found, options: TestOptions, last: LastFailures | null): Job[] {
  const names = [...options.names, ...found.names];
  const { tags, withoutTags } = options;
  return found.jobs.flatMap(({ file, kind }) => {
    const failed = last === null ? undefined : last[file];
    if (last !== null && failed === undefined) return [];
    const ids = failed ?? null;
    const lines = found.lines.get(file) ?? [];
    return [{ file, kind, selection: { lines, names, tags, withoutTags, ids }, skip: [] }];
  });
}

/** The job of a program that may not be loaded by any test. */
function restOf(file: string): Job {
  return { file, kind: "rest", selection: { lines: [], names: [], tags: [], withoutTags: [], ids: null }, skip: [] };
}

/** Reporters on standard output and to files, and what is to be done with the files at the end. */
function reportersFor(
  options: TestOptions,
  host: DenoHost,
): { reporter: Reporter; onOutput: string; finish: () => void } {
  const toFiles: (() => void)[] = [];
  const human = (write: (text: string) => void, color: boolean) =>
    humanReporter({ color, write, slowest: options.slowest, verbose: options.verbose });
  const write = (text: string) => {
    host.write(text);
    host.flush();
  };
  let onOutput = "human";
  const made: Reporter[] = [];
  for (const { name, file } of options.reporters) {
    if (file === null) {
      onOutput = name;
      continue;
    }
    let text = "";
    const gather = (part: string) => text += part;
    made.push(name === "human" ? human(gather, false) : MACHINES[name](gather));
    toFiles.push(() => writeReport(file, text, host));
  }
  made.unshift(onOutput === "human" ? human(write, wantsColor()) : MACHINES[onOutput](write));
  return { reporter: together(made), onOutput, finish: () => toFiles.forEach((each) => each()) };
}

function isBelow(path: string, folder: string): boolean {
  return !relative(folder, resolve(path)).startsWith("..");
}

function showCoverage(
  lines: LineCounts,
  options: TestOptions,
  jobs: readonly Job[],
  host: DenoHost,
  loud: boolean,
): void {
  const tests = new Set(jobs.filter(({ kind }) => kind === "tests").map(({ file }) => resolve(file)));
  const here = Deno.cwd();
  const counted = Object.fromEntries(
    Object.entries(lines).filter(([file]) => isBelow(file, here) && !tests.has(resolve(file))),
  );
  if (loud) host.write(`\n${coverageTable(counted, widthOfTerminal())}`);
  if (options.lcovFile !== null) writeReport(options.lcovFile, lcov(counted, (path) => resolve(path)), host);
  if (options.htmlFolder !== null) {
    for (const [name, text] of coveragePages(counted, disk.textOf)) {
      writeReport(join(options.htmlFolder, name), text, host);
    }
  }
}

/** Runs what is asked for, once. */
async function runOnce(host: DenoHost, options: TestOptions): Promise<number> {
  const found = findTests({ words: options.words, docs: options.docs }, disk);
  const missing = found.missing.map((path) => testError("no-such-test-file", { path }));
  if (missing.length > 0) {
    report(host, missing.map(({ code, message, hint }) => diagnostic(code, message, null, { hint })));
    return BAD_USAGE;
  }
  const failedFile = join(host.dataFolder, FAILED_FILE);
  const last = options.onlyFailed ? readFailures(failedFile) ?? {} : null;
  const seed = seedFor(options, host.seed);
  const inFiles = jobsOf(found, options, last);
  const tests = options.inOrder ? inFiles : shuffled(inFiles, chanceFrom(seed));
  // Programs that no test loads count too; last, so that no test finds what they define.
  const jobs = options.coverage && tests.length > 0 ? [...tests, ...findPrograms(disk).map(restOf)] : tests;
  const { reporter, onOutput, finish } = reportersFor(options, host);
  const isHuman = onOutput === "human";
  const color = isHuman && wantsColor();
  const token = crypto.randomUUID();
  const { inOrder, timeoutMs, failFast, checkLeaks, update, coverage } = options;
  const start = {
    token,
    workers: options.workers ?? host.workers,
    settings: { seed, inOrder, timeoutMs, failFast, checkLeaks, update, color, coverage },
  };
  let summary: Summary | null = null;
  // Coverage stands above the last line.
  const withCoverage: Reporter = {
    ...together([reporter]),
    end: (ended) => {
      summary = ended;
      if (coverage) showCoverage(ended.lines, options, jobs, host, isHuman);
      if (ended.tests.length === 0 && ended.troubles.length === 0) host.writeError(`${nothingRan(options, found)}\n`);
      reporter.end(ended);
      if (!isHuman) host.writeError(`${countLine(ended)}\n`);
    },
  };
  let interrupted = false;
  let stop = () => {};
  const onInterrupt = () => {
    if (interrupted) Deno.exit(INTERRUPTED);
    interrupted = true;
    stop();
  };
  Deno.addSignalListener("SIGINT", onInterrupt);
  const { passed, failed } = await direct({
    jobs,
    lanes: options.lanes,
    seed,
    failFast,
    color,
    token,
    startChild: () => startTestProcess(start, host.data),
    reporter: withCoverage,
    textOf: disk.textOf,
    whenInterrupted: (given) => stop = given,
    clock: () => performance.now(),
    after,
  });
  Deno.removeSignalListener("SIGINT", onInterrupt);
  finish();
  if (summary !== null) keepFailures(failedFile, summary, tests);
  if (interrupted) return INTERRUPTED;
  return failed > 0 || passed === 0 ? FAILED : 0;
}

/** Why there was nothing to run. */
function nothingRan({ onlyFailed, words }: TestOptions, { jobs, names }: Found): string {
  if (onlyFailed) return "Nothing failed last time.";
  if (jobs.length === 0) {
    const where = words.length > names.length ? words.join(", ") : "test, tests or here";
    return `No tests found in ${where}: no file contains \`(deftest\`.`;
  }
  return "No test matches what was asked for.";
}

// ---- again and again

/** Changes that come together are one. */
const SETTLE_MS = 120;
const WATCHED = /\.(bat|batuta|cljc|edn|md|snap)$/;
const OWN = /(^|[/\\])\.[^/\\]+([/\\]|$)|\.snap$/;

/** Resolves when a file of a program has changed. */
async function nextChange(watcher: Deno.FsWatcher): Promise<void> {
  for await (const { kind, paths } of watcher) {
    if (kind === "access") continue;
    const changed = paths.map((path) => relative(Deno.cwd(), path));
    if (changed.some((path) => WATCHED.test(path) && !OWN.test(path))) break;
  }
  await new Promise((settle) => setTimeout(settle, SETTLE_MS));
}

async function watch(host: DenoHost, options: TestOptions): Promise<number> {
  for (;;) {
    const watcher = Deno.watchFs(".");
    const changed = nextChange(watcher);
    if (Deno.stdout.isTerminal()) host.write("\x1b[2J\x1b[3J\x1b[H");
    if (await runOnce(host, options) === INTERRUPTED) return INTERRUPTED;
    host.write("Waiting for a change; Ctrl-C ends.\n");
    host.flush();
    await changed;
    try {
      watcher.close();
    } catch {
      // Leaving the loop has closed it.
    }
  }
}

/** `batuta test WORDS…`. */
export async function runTests(host: DenoHost, words: readonly string[]): Promise<number> {
  const asked = readTestWords(host, words);
  if (typeof asked === "number") return asked;
  return asked.watch ? await watch(host, asked) : await runOnce(host, asked);
}
