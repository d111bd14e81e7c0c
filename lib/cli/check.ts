/**
 * `batuta check`: programs are read, expanded and checked, and nothing of them runs.
 * In: the words after `check`. Out: the exit status: 0 when nothing is wrong, 2 when something is, or when a file could not be read or the
 * words make no sense. Warnings are shown and change nothing, unless `--strict` makes them errors.
 * @module
 */

import { Command as Parser, CommanderError } from "commander";
import { Session } from "../compiler/mod.ts";
import { removeNamespace } from "../runtime/mod.ts";
import { type Diagnostic, showPlace, Source } from "../source/mod.ts";
import { Checker } from "../types/mod.ts";
import { mistakeOf } from "./help.ts";
import type { DenoHost } from "./host.ts";
import { readProgram } from "./program.ts";
import { isFolder, programsIn } from "./program_files.ts";
import { report } from "./report.ts";

const WRONG = 2;

const DETAILS = `
PATHS are files and folders; of a folder, all .bat, .batuta and .cljc files below it, except in
node_modules and what begins with a dot. Without paths the current folder is checked. \`-\` reads
standard input. Files that a program requires are checked with it.

An error is what cannot work in any run; a warning, what breaks a declared type in some. Macros
run, since they say what a program is; nothing else does.

Examples:
  batuta check                    check everything here
  batuta check --types hello.bat  show the type of each definition
  batuta check --strict src       count warnings as errors, and look for more of them

Exit status: 0 nothing is wrong, 2 something is.`;

interface Task {
  readonly paths: readonly string[];
  readonly types: boolean;
  readonly strict: boolean;
}

/** A task, a text to show, or a mistake. */
function readWords(words: readonly string[]): Task | string | Diagnostic {
  let text = "";
  let task: Task | null = null;
  const parser = new Parser("batuta check")
    .usage("[options] [PATHS...]")
    .description("Check programs without running them.")
    .argument("[paths...]", "files and folders")
    .option("--types", "show the types of definitions, inferred ones too")
    .option("--strict", "warnings are errors, and what may be nil counts")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", DETAILS)
    .exitOverride()
    .configureOutput({ writeOut: (part) => text += part, writeErr: () => {} })
    .configureHelp({ visibleArguments: () => [] })
    .action((paths: string[], { types = false, strict = false }) => {
      task = { paths: paths.length === 0 ? ["."] : paths, types, strict };
    });
  try {
    parser.parse([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) return mistakeOf(error, "batuta check", words);
  }
  return task ?? text;
}

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
  const asked = readWords(words);
  if (typeof asked === "string") {
    host.write(asked);
    return 0;
  }
  if ("code" in asked) {
    report(host, [asked]);
    return WRONG;
  }
  // All of it is needed at once here.
  host.types = () => Promise.resolve({ Checker });
  return await new Check(host, asked).run();
}
