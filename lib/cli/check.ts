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
import { CHECK_WORDS, type CheckTask } from "./check_words.ts";
import type { DenoHost } from "./host.ts";
import { readProgram } from "./program.ts";
import { isFolder, programsIn } from "./program_files.ts";
import { report } from "./report.ts";
import { taskOf } from "./words.ts";

const WRONG = 2;

/** Checks programs one by one and keeps count. */
class Check {
  readonly #seen = new Set<string>();
  #errors = 0;
  #warnings = 0;
  #files = 0;

  constructor(readonly host: DenoHost, readonly task: CheckTask) {}

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
  if (!task.watch) return await new Check(host, task).run();
  const { watchPrograms } = await import("./check_watch.ts");
  const paths = task.paths.filter((path) => path !== "-");
  return await watchPrograms(host, paths, task.strict, () => new Check(host, task).run());
}
