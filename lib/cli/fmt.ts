/**
 * `batuta fmt`: the formatter over files, folders and standard input.
 * In: the words after `fmt`. Out: the exit status: 0, 1 when `--check` or `--diff` found something to change, 2 when a file could not be read or
 * written, does not read as a program, or the words make no sense. What cannot be formatted is left as it is; the rest is formatted.
 * @module
 */

import { dirname } from "node:path";
import { Command as Parser, CommanderError } from "commander";
import { formatSource, type LineRange, unifiedDiff } from "../format/mod.ts";
import { type Diagnostic, Source } from "../source/mod.ts";
import { cliError } from "./errors.ts";
import { mistakeOf } from "./help.ts";
import type { DenoHost } from "./host.ts";
import { readProgram } from "./program.ts";
import { isFolder, programsIn, reasonOf } from "./program_files.ts";
import { replaceFile } from "./replace_file.ts";
import { report } from "./report.ts";
import { RequiredNamespaces } from "./required.ts";

const FOUND = 1;
const FAILED = 2;

const DETAILS = `
PATHS are files and folders; of a folder, all .bat, .batuta and .cljc files below it, except in
node_modules and what begins with a dot. Without paths the current folder is formatted.
\`-\` reads standard input and writes to standard output.

Lines are up to 100 columns wide. Comments, blank lines, the line breaks of the author and what
stands in columns are kept. A macro says in its metadata how calls of it are indented:
{:style/indent 1} means that one argument stands before the body.

Examples:
  batuta fmt                          format everything here
  batuta fmt --check src              list what is not formatted
  batuta fmt --diff hello.bat         show what would change
  batuta fmt --range 10:20 - < a.bat  the forms on these lines only, for editors

Exit status: 0 fine, 1 --check or --diff found something, 2 something could not be formatted.`;

/** What is asked for. */
interface Task {
  readonly paths: readonly string[];
  /** What is done with a text that is not formatted. */
  readonly mode: "write" | "check" | "diff";
  readonly range: LineRange | null;
}

function rangeOf(text: string): LineRange | Diagnostic {
  const [, from, to] = /^(\d{1,9}):(\d{1,9})$/.exec(text) ?? [];
  const range = { from: Number(from), to: Number(to) };
  return range.from >= 1 && range.to >= range.from ? range : cliError("bad-lines", { text });
}

/** The task that paths and options describe. */
function taskOf(
  paths: readonly string[],
  { check, diff, range: text }: { check?: boolean; diff?: boolean; range?: string },
): Task | Diagnostic {
  const range = text === undefined ? null : rangeOf(text);
  if (range !== null && "code" in range) return range;
  if (paths.length > 1 && paths.includes("-")) return cliError("input-and-files", {});
  if (range !== null && (paths.length !== 1 || isFolder(paths[0]))) return cliError("range-of-many", {});
  return { paths: paths.length === 0 ? ["."] : paths, mode: diff ? "diff" : check ? "check" : "write", range };
}

/** What the words may be; help goes to `show`. */
export function optionParser(show: (text: string) => void = () => {}): Parser {
  return new Parser("batuta fmt")
    .usage("[options] [PATHS...]")
    .description("Format programs.")
    .argument("[paths...]", "files and folders")
    .option("--check", "change nothing, list the files that are not formatted")
    .option("--diff", "change nothing, show what would change")
    .option("--range <from:to>", "only the top-level forms that touch these lines")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", DETAILS)
    .exitOverride()
    .configureOutput({ writeOut: show, writeErr: () => {} })
    .configureHelp({ visibleArguments: () => [] });
}

/** A task, a text to show, or a mistake. */
function readWords(words: readonly string[]): Task | string | Diagnostic {
  let text = "";
  let task: Task | Diagnostic | null = null;
  const parser = optionParser((part) => text += part)
    .action((paths: string[], options) => {
      task = taskOf(paths, options);
    });
  try {
    parser.parse([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) return mistakeOf(error, "batuta fmt", words);
  }
  return task ?? text;
}

/** What is wrong with the words after `fmt`, if anything is. */
export function mistakesOfWords(words: readonly string[]): readonly Diagnostic[] {
  const asked = readWords(words);
  return typeof asked !== "string" && "code" in asked ? [asked] : [];
}

function counted(count: number): string {
  return count === 1 ? "1 file" : `${count} files`;
}

/** Formats files one by one and keeps count. */
class Formatter {
  readonly #required = new RequiredNamespaces();
  readonly #seen = new Set<string>();
  #changed = 0;
  #unchanged = 0;
  #failed = 0;

  constructor(readonly host: DenoHost, readonly task: Task) {}

  run(): number {
    const [first] = this.task.paths;
    if (first === "-") return this.#input();
    for (const path of this.task.paths) {
      if (isFolder(path)) { for (const file of programsIn(path, (mistake) => this.#fail([mistake]))) this.#file(file); }
      else this.#file(path);
    }
    this.#summarise();
    return this.#status();
  }

  #status(): number {
    if (this.#failed > 0) return FAILED;
    return this.task.mode !== "write" && this.#changed > 0 ? FOUND : 0;
  }

  #fail(diagnostics: readonly Diagnostic[]): void {
    this.#failed++;
    report(this.host, diagnostics);
  }

  /** The text of a program and what it becomes; null when that is not known and was reported. */
  #format(path: string): { before: string; after: string; name: string } | null {
    const source = readProgram(this.host, path);
    if (!(source instanceof Source)) return this.#fail([source]), null;
    const folder = path === "-" ? "." : dirname(path);
    const formatted = formatSource(source, this.#required.from(folder), this.task.range);
    if ("diagnostics" in formatted) return this.#fail(formatted.diagnostics), null;
    return { before: source.text, after: formatted.text, name: source.name };
  }

  #input(): number {
    const { host, task: { mode } } = this;
    const result = this.#format("-");
    if (result === null) return FAILED;
    const { before, after, name } = result;
    if (before !== after) this.#changed++;
    if (mode === "write") host.write(after);
    else if (before !== after) host.write(mode === "diff" ? unifiedDiff(name, before, after) : `${name}\n`);
    return this.#status();
  }

  #file(path: string): void {
    if (this.#seen.has(path)) return;
    this.#seen.add(path);
    const result = this.#format(path);
    if (result === null) return;
    const { before, after } = result;
    if (before === after) this.#unchanged++;
    else if (this.#tell(path, before, after)) this.#changed++;
  }

  /** Does with a changed text what the task wants; whether that went well. */
  #tell(path: string, before: string, after: string): boolean {
    const { host, task: { mode } } = this;
    if (mode === "diff") host.write(unifiedDiff(path, before, after));
    else if (mode === "check") host.write(`${path}\n`);
    else {
      try {
        replaceFile(path, after);
      } catch (error) {
        this.#fail([cliError("unwritable", { path, reason: reasonOf(error) })]);
        return false;
      }
      host.write(`formatted ${path}\n`);
    }
    return true;
  }

  /** One line on all files; beside a list or a diff it goes to standard error. */
  #summarise(): void {
    const { mode } = this.task;
    const parts: string[] = [];
    if (this.#changed > 0) parts.push(`${counted(this.#changed)} ${mode === "write" ? "formatted" : "to format"}`);
    if (this.#unchanged > 0) parts.push(`${counted(this.#unchanged)} unchanged`);
    if (this.#failed > 0) parts.push(`${this.#failed} failed`);
    const line = `${parts.length === 0 ? "no programs found" : parts.join(", ")}\n`;
    if (mode === "write") this.host.write(line);
    else this.host.writeError(line);
  }
}

/** `batuta fmt WORDS…`. */
export function runFormatter(host: DenoHost, words: readonly string[]): number {
  const asked = readWords(words);
  if (typeof asked === "string") {
    host.write(asked);
    return 0;
  }
  if ("code" in asked) {
    report(host, [asked]);
    return FAILED;
  }
  return new Formatter(host, asked).run();
}
