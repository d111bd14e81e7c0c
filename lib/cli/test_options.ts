/**
 * The words after `batuta test`. In: words. Out: what is asked for, a text to show, or a Diagnostic.
 * @module
 */
import { Command as Parser, CommanderError, InvalidArgumentError, Option } from "commander";
import type { Diagnostic } from "../source/mod.ts";
import { MACHINES } from "../test/mod.ts";
import { seedOf, workersOf } from "./args.ts";
import { mistakeOf } from "./help.ts";

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
Without PATHS: what contains (deftest in test, tests, or else here. NAMES find ns/name by a part, * matches any.
Metadata steers a test: ^:slow is a tag, ^:skip leaves it out, ^:leaks lets it leave actors behind,
^{:timeout 500} is its limit in ms. --doc runs \`(f x) ;=> y\` in docstrings and blocks of Markdown.
Exit status: 0, 1 when a test failed or none ran, 2 for words that make no sense.

Example, to be pasted as it is:
  echo '(ns sums-test (:require [batuta.test :refer [deftest assert]]))
        (deftest sums (assert (= 4 (+ 2 2))))' > sums_test.bat && batuta test sums_test.bat`;

const USUAL_TIMEOUT_MS = 60_000;
const USUAL_SLOWEST = 10;

function numberIn(text: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (number >= least && number <= most) return number;
  throw new InvalidArgumentError(`it is no whole number from ${least} to ${most}.`);
}

function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

function reporterIn(text: string, before: readonly ReporterChoice[] = []): ReporterChoice[] {
  const [, name, file] = /^([a-z]+)(?::(.+))?$/.exec(text) ?? [];
  if (name === "human" || (name !== undefined && name in MACHINES)) return [...before, { name, file: file ?? null }];
  throw new InvalidArgumentError(
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

/** Reads the words after `test`. */
export function readTestWords(words: readonly string[]): TestOptions | string | Diagnostic {
  let text = "";
  let asked: TestOptions | null = null;
  const cores = navigator.hardwareConcurrency;
  const parser = new Parser("batuta test")
    .usage("[options] [PATHS, FILE:LINE, NAMES...]")
    .description("Run tests.")
    .argument("[paths...]")
    .option("--name <text>", "only tests whose namespace/name has TEXT; may be given several times", collect)
    .option("--tag <tag>", "only tests with the tag; several: any of them", collect)
    .option("--exclude <tag>", "no tests with the tag", collect)
    .option("--doc", "examples in docstrings and Markdown as well")
    .option("--failed", "only those that failed last time")
    .option("--fail-fast", "stop at the first failure")
    .option("--seed <n>", "order and generated values of an earlier run", (given) => numberIn(given, 0, 999_999_999))
    .option("--in-order", "files and tests in the order in which they stand")
    .option("--parallel [n]", "files on N processes at once; as many as cores", (given) => numberIn(given, 0, 64))
    .option("--timeout <ms>", "limit of a test, 60000 unless given", (given) => numberIn(given, 1, 86_400_000))
    .option("--no-leaks", "tests may leave actors, timers and open files behind")
    .option("--update", "store snapshots anew, remove unused ones")
    .option("--slowest [n]", "list the slowest tests, 10 unless given", (given) => numberIn(given, 0, 10_000))
    .option("--verbose", "a line for each test, and what it prints")
    .option("--watch", "run again when a file changes")
    .option("--coverage", "show which lines were reached")
    .option("--lcov <file>", "coverage as lcov reads it")
    .option("--html <folder>", "coverage as pages")
    .option("--reporter <name>", "human, tap, junit or json; NAME:FILE writes to a file", reporterIn)
    .addOption(
      new Option("--workers <n>").hideHelp().argParser((given) => {
        const count = workersOf(given);
        if (count === null) throw new InvalidArgumentError("it is no number from 1 to 64.");
        return count;
      }),
    )
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", DETAILS)
    .exitOverride()
    .configureOutput({ writeOut: (part) => text += part, writeErr: () => {}, getOutHelpWidth: () => 110 })
    .configureHelp({ visibleArguments: () => [] })
    .action((paths: string[], given) => {
      asked = {
        words: paths,
        names: given.name ?? [],
        tags: tagsIn(given.tag),
        withoutTags: tagsIn(given.exclude),
        docs: given.doc === true,
        onlyFailed: given.failed === true,
        failFast: given.failFast === true,
        inOrder: given.inOrder === true,
        seed: given.seed ?? null,
        timeoutMs: given.timeout ?? USUAL_TIMEOUT_MS,
        lanes: given.parallel === undefined ? 1 : given.parallel || cores,
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
      };
    });
  try {
    parser.parse(withNumbers(words), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) return mistakeOf(error, "batuta test", words);
  }
  return asked ?? text;
}

/** The seed of a run: the one that is given, or one by chance. */
export function seedFor(options: TestOptions, given: number | null): number {
  return options.seed ?? given ?? seedOf(String(Math.floor(Math.random() * 1_000_000_000))) ?? 0;
}
