/**
 * `batuta fmt`: the formatter over files, folders and standard input.
 * In: the words after `fmt`. Out: the exit status: 0, 1 when `--check` or `--diff` found something to change, 2 when a file could not be read or
 * written, does not read as a program, or the words make no sense. What cannot be formatted is left as it is; the rest is formatted.
 * @module
 */

import { dirname } from "node:path";
import { formatSource, type LineRange, unifiedDiff } from "../format/mod.ts";
import { type Diagnostic, Source } from "../source/mod.ts";
import { cliError } from "./errors.ts";
import type { DenoHost } from "./host.ts";
import { readProgram } from "./program.ts";
import { isFolder, programsIn, reasonOf } from "./program_files.ts";
import { replaceFile } from "./replace_file.ts";
import { report } from "./report.ts";
import { RequiredNamespaces } from "./required.ts";
import { type CommandWords, taskOf } from "./words.ts";

const FOUND = 1;
const FAILED = 2;

const DETAILS = `
PATHS are files and folders, the current one unless given; of a folder, all
.bat, .batuta and .cljc files below it, except in node_modules and what begins
with a dot. \`-\` reads standard input and writes to standard output. Lines are
up to 100 columns wide; comments, blank lines, line breaks and columns of the
author are kept. A macro says in its metadata how calls of it are indented:
{:style/indent 1} means that one argument stands before the body.
Exit status: 0, 1 --check or --diff found something, 2 something was not
formatted.

Example:
  echo '(defn f [x] (inc   x))' > hello.bat
  batuta fmt --range 1:1 - < hello.bat   # these lines, for editors
  batuta fmt && batuta fmt --check        # format all, then list what is not`;

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

/** Options by their names. */
interface Given {
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly range?: string;
}

export const FMT_WORDS: CommandWords<Given, Task> = {
  tool: "batuta fmt",
  usage: "[options] [PATHS...]",
  summary: "Format programs.",
  operands: "[paths...]",
  options: [
    { flags: "--check", help: "change nothing, list the files that are not formatted" },
    { flags: "--diff", help: "change nothing, show what would change" },
    { flags: "--range <from:to>", help: "only the top-level forms that touch these lines" },
  ],
  details: DETAILS,
  task(paths, { check, diff, range: text }) {
    const range = text === undefined ? null : rangeOf(text);
    if (range !== null && "code" in range) return range;
    if (paths.length > 1 && paths.includes("-")) return cliError("input-and-files", {});
    if (range !== null && (paths.length !== 1 || isFolder(paths[0]))) return cliError("range-of-many", {});
    return { paths: paths.length === 0 ? ["."] : paths, mode: diff ? "diff" : check ? "check" : "write", range };
  },
};

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
  const task = taskOf(host, FMT_WORDS, words);
  if (typeof task === "number") return task;
  return new Formatter(host, task).run();
}
