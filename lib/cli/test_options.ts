/**
 * The words after `batuta test`. In: words. Out: what is asked for, or the exit status when there is nothing to do any more.
 * @module
 */
import { MACHINES } from "../test/mod.ts";
import { seedOf, workersOf } from "./args.ts";
import type { DenoHost } from "./host.ts";
import { collect, type CommandWords, numberIn, type OptionRow, refuse, taskOf } from "./words.ts";

/** Where a reporter writes; null: standard output. */
export interface ReporterChoice {
  readonly name: string;
  readonly file: string | null;
}

export interface TestOptions {
  /** Paths, `path:line`, names. */
  readonly words: readonly string[];
  readonly names: readonly string[];
  readonly tags: readonly string[];
  readonly withoutTags: readonly string[];
  readonly docs: boolean;
  readonly onlyFailed: boolean;
  readonly failFast: boolean;
  readonly inOrder: boolean;
  /** Null: by chance. */
  readonly seed: number | null;
  readonly timeoutMs: number;
  readonly lanes: number;
  /** Null: as the whole command line says. */
  readonly workers: number | null;
  readonly checkLeaks: boolean;
  readonly update: boolean;
  readonly slowest: number;
  readonly verbose: boolean;
  readonly watch: boolean;
  readonly coverage: boolean;
  readonly lcovFile: string | null;
  readonly htmlFolder: string | null;
  readonly reporters: readonly ReporterChoice[];
}

const DETAILS = `
Example:
  echo '(ns sums-test (:require [batuta.test :refer [deftest is]]))
        (deftest sums (is (= 4 (+ 2 2))))' > sums_test.bat; batuta test`;

const USUAL_TIMEOUT_MS = 60_000;
const USUAL_SLOWEST = 10;

function reporterIn(text: string, before: readonly ReporterChoice[] = []): ReporterChoice[] {
  const [, name, file] = /^([a-z]+)(?::(.+))?$/.exec(text) ?? [];
  if (name === "human" || (name !== undefined && name in MACHINES)) return [...before, { name, file: file ?? null }];
  return refuse(
    `reporters are human, ${Object.keys(MACHINES).join(", ")}; NAME:FILE writes to a file.`,
  );
}

/** `:slow` is `slow`. */
function tagsIn(given: readonly string[] = []): string[] {
  return given.map((tag) => tag.replace(/^:/, ""));
}

/** A number may follow these, but need not. */
const MAYBE_NUMBER = new Set(["--parallel", "--slowest"]);

/** `--parallel dir`: what follows is only taken as the option's where it is a number. */
function withNumbers(words: readonly string[]): string[] {
  return words.flatMap((word, i) => {
    if (MAYBE_NUMBER.has(word) && !/^\d+$/.test(words[i + 1] ?? "")) return [`${word}=0`];
    return [word];
  });
}

/** Options by their names. */
interface Given {
  readonly name?: readonly string[];
  readonly tag?: readonly string[];
  readonly exclude?: readonly string[];
  readonly doc?: boolean;
  readonly failed?: boolean;
  readonly failFast?: boolean;
  readonly inOrder?: boolean;
  readonly seed?: number;
  readonly timeout?: number;
  readonly parallel?: number;
  readonly workers?: number;
  readonly leaks: boolean;
  readonly update?: boolean;
  readonly slowest?: number;
  readonly verbose?: boolean;
  readonly watch?: boolean;
  readonly coverage?: boolean;
  readonly lcov?: string;
  readonly html?: string;
  readonly reporter?: readonly ReporterChoice[];
}

/** A row of the table whose option takes a number. */
function numeric(flags: string, help: string, least: number, most: number): OptionRow {
  return { flags, help, read: (text) => numberIn(text, least, most) };
}

export const TEST_WORDS: CommandWords<Given, TestOptions> = {
  tool: "batuta test",
  usage: "[options] [PATHS, FILE:LINE, NAMES...]",
  summary: "Run tests: those of PATHS, else what has (deftest in test, tests, or here.",
  operands: "[paths...]",
  options: [
    { flags: "--name <text>", help: "tests whose namespace/name has TEXT; or several", read: collect },
    {
      flags: "--tag <tag>",
      help: "only tests with the tag: ^:slow before a name is one",
      read: collect,
      line: ["--tag TAG, --exclude TAG", "only, or no tests with ^:TAG before the name"],
    },
    { flags: "--exclude <tag>", help: "no tests with the tag", read: collect, hidden: true },
    { flags: "--doc", help: "examples `(f x) ;=> y` in docstrings, Markdown too" },
    {
      flags: "--failed",
      help: "only those that failed last time",
      line: ["--failed, --fail-fast", "those that failed last time; stop at a failure"],
    },
    { flags: "--fail-fast", help: "stop at the first failure", hidden: true },
    {
      ...numeric("--seed <n>", "order and generated values of an earlier run", 0, 999_999_999),
      line: ["--seed N, --in-order", "chance as in an earlier run; tests as they stand"],
    },
    { flags: "--in-order", help: "files and tests in the order in which they stand", hidden: true },
    numeric("--parallel [n]", "files on N processes at once; as many as cores", 0, 64),
    numeric("--timeout <ms>", "limit, 60000 unless given; ^{:timeout 500} of one", 1, 86_400_000),
    { flags: "--no-leaks", help: "tests may leave actors behind; ^:leaks: one may" },
    { flags: "--update", help: "store snapshots anew, remove unused ones" },
    numeric("--slowest [n]", "list the slowest tests, 10 unless given", 0, 10_000),
    { flags: "--verbose", help: "a line for each test, and what it prints" },
    { flags: "--watch", help: "run again when a file changes" },
    { flags: "--coverage", help: "show which lines were reached" },
    {
      flags: "--lcov <file>",
      help: "coverage as lcov reads it",
      line: ["--lcov FILE, --html FOLDER", "coverage as lcov reads it, as pages"],
    },
    { flags: "--html <folder>", help: "coverage as pages", hidden: true },
    { flags: "--reporter <name>", help: "human, tap, junit, json; NAME:FILE writes to FILE", read: reporterIn },
    {
      flags: "--workers <n>",
      help: "how many cores run actors",
      read: (text) => workersOf(text) ?? refuse("it is no number from 1 to 64."),
      hidden: true,
    },
  ],
  details: DETAILS,
  task: (words, given) => ({
    words,
    names: given.name ?? [],
    tags: tagsIn(given.tag),
    withoutTags: tagsIn(given.exclude),
    docs: given.doc === true,
    onlyFailed: given.failed === true,
    failFast: given.failFast === true,
    inOrder: given.inOrder === true,
    seed: given.seed ?? null,
    timeoutMs: given.timeout ?? USUAL_TIMEOUT_MS,
    lanes: given.parallel === undefined ? 1 : given.parallel || navigator.hardwareConcurrency,
    workers: given.workers ?? null,
    checkLeaks: given.leaks,
    update: given.update === true,
    slowest: given.slowest === undefined ? 0 : given.slowest || USUAL_SLOWEST,
    verbose: given.verbose === true,
    watch: given.watch === true,
    coverage: given.coverage === true || given.lcov !== undefined || given.html !== undefined,
    lcovFile: given.lcov ?? null,
    htmlFolder: given.html ?? null,
    reporters: given.reporter ?? [],
  }),
};

/** Reads the words after `test`; or the exit status, when there is nothing to do any more. */
export function readTestWords(host: DenoHost, words: readonly string[]): TestOptions | number {
  return taskOf(host, TEST_WORDS, withNumbers(words));
}

/** The seed of a run: the one that is given, or one by chance. */
export function seedFor(options: TestOptions, given: number | null): number {
  return options.seed ?? given ?? seedOf(String(Math.floor(Math.random() * 1_000_000_000))) ?? 0;
}
