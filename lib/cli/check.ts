/**
 * `batuta check`: programs are read, expanded and checked, and nothing of them runs.
 * In: the words after `check`. Out: the exit status: 0 when nothing is wrong, 2 when something is, or when a file could not be read or the
 * words make no sense. Warnings are shown and change nothing, unless `--strict` makes them errors.
 * @module
 */

import { Session } from "../compiler/mod.ts";
import { removeNamespace } from "../runtime/mod.ts";
import { type Diagnostic, showPlace, Source } from "../source/mod.ts";
import { Checker } from "../types/mod.ts";
import type { DenoHost } from "./host.ts";
import { readProgram } from "./program.ts";
import { isFolder, programsIn } from "./program_files.ts";
import { report } from "./report.ts";
import { type CommandWords, taskOf } from "./words.ts";

const WRONG = 2;

const DETAILS = `
PATHS are files and folders, the current one unless given; of a folder, all
.bat, .batuta and .cljc files below it, except in node_modules and what begins
with a dot. \`-\` reads standard input. Files that a program requires are checked
with it. An error is what cannot work in any run; a warning, what breaks a
declared type in some. Macros run, since they say what a program is; nothing
else does.
Exit status: 0 nothing is wrong, 2 something is.

Example:
  echo '(defn twice :: [Int -> Int] [x] (* 2 x))' > twice.bat
  batuta check --types twice.bat      # show the type of each definition
  batuta check --strict               # warnings are errors, here and below`;

interface Task {
  readonly paths: readonly string[];
  readonly types: boolean;
  readonly strict: boolean;
}

/** Options by their names. */
interface Given {
  readonly types?: boolean;
  readonly strict?: boolean;
}

export const CHECK_WORDS: CommandWords<Given, Task> = {
  tool: "batuta check",
  usage: "[options] [PATHS...]",
  summary: "Check programs without running them.",
  operands: "[paths...]",
  options: [
    { flags: "--types", help: "show the types of definitions, inferred ones too" },
    { flags: "--strict", help: "warnings are errors, and what may be nil counts" },
  ],
  details: DETAILS,
  task: (paths, { types = false, strict = false }) => ({ paths: paths.length === 0 ? ["."] : paths, types, strict }),
};

/** Checks programs one by one and keeps count. */
class Check {
  readonly #seen = new Set<string>();
  #errors = 0;
  #warnings = 0;
  #files = 0;

  constructor(readonly host: DenoHost, readonly task: Task) {}

  async run(): Promise<number> {
    for (const path of this.task.paths) {
      if (path !== "-" && isFolder(path)) {
        for (const file of programsIn(path, (mistake) => this.#tell(mistake))) await this.#file(file);
      } else await this.#file(path);
    }
    this.#summarise();
    return this.#errors > 0 ? WRONG : 0;
  }

  async #file(path: string): Promise<void> {
    const source = readProgram(this.host, path);
    if (!(source instanceof Source)) return this.#tell(source);
    this.#files++;
    // Programs without a namespace of their own do not see each other.
    removeNamespace("user");
    await new Session(this.host).check(source, {
      strict: this.task.strict,
      report: (found) => this.#tell(found),
      onDefinition: this.task.types
        ? ({ cell, type, span }) => {
          if (span?.source === source) this.host.write(`${showPlace(span)}: ${cell.name} :: ${type}\n`);
        }
        : undefined,
    });
  }

  /** Reports once what several files may lead to. */
  #tell(given: Diagnostic): void {
    const found: Diagnostic = this.task.strict ? { ...given, severity: "error" } : given;
    const place = found.span === null ? "" : showPlace(found.span);
    const key = `${place} ${found.code} ${found.message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    if (found.severity === "error") this.#errors++;
    else this.#warnings++;
    report(this.host, [found]);
  }

  #summarise(): void {
    if (this.host.errors === "json") return;
    const files = counted(this.#files, "file");
    const found = [
      ...this.#errors > 0 ? [counted(this.#errors, "error")] : [],
      ...this.#warnings > 0 ? [counted(this.#warnings, "warning")] : [],
    ];
    this.host.writeError(`${files} checked, ${found.length === 0 ? "nothing wrong" : found.join(", ")}\n`);
  }
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}

/** `batuta check WORDS…`. */
export async function runCheck(host: DenoHost, words: readonly string[]): Promise<number> {
  const task = taskOf(host, CHECK_WORDS, words);
  if (typeof task === "number") return task;
  // All of it is needed at once here.
  host.types = () => Promise.resolve({ Checker });
  return await new Check(host, task).run();
}
