/**
 * `batuta bench`: finds benches, measures them one after the other, and tells what they took.
 * In: the words after `bench`. Out: the exit status: 0, 1 when a bench failed or there was none, 2 for words that make no sense.
 * What benches print is left out while they are measured; else it goes to standard error, as standard output has the figures.
 * @module
 */
import { dirname } from "node:path";
import {
  type Benches,
  benchLine,
  countLine,
  headLine,
  type Measurement,
  pathOf,
  printRun,
  type Run,
} from "../bench/mod.ts";
import { Session } from "../compiler/mod.ts";
import { kw, mapOf, PMap } from "../data/mod.ts";
import { findNamespace, type Fn, removeNamespace } from "../runtime/mod.ts";
import { COLORS, diagnostic, PLAIN, Source } from "../source/mod.ts";
import { DEFINES_BENCHES, findTests, type Found, testError } from "../test/mod.ts";
import { type LoadedTest, selectTests, testsIn } from "../test_run/mod.ts";
import { BENCH_WORDS, type BenchTask } from "./bench_words.ts";
import { disk } from "./disk.ts";
import { cliError } from "./errors.ts";
import { DenoHost } from "./host.ts";
import { newSession } from "./new_session.ts";
import { readProgram } from "./program.ts";
import { reasonOf } from "./program_files.ts";
import { report } from "./report.ts";
import { VERSION } from "./version.ts";
import { taskOf } from "./words.ts";

const FAILED = 1;
const BAD_USAGE = 2;

/** Folders that are looked through when no path is given. */
const FOLDERS = ["bench", "benches"];

/** The world of benches. */
class BenchHost extends DenoHost {
  /** Whether one is being measured. */
  measuring = false;

  constructor({ errors, seed, workers, data, strict, checkCalls }: DenoHost) {
    super();
    Object.assign(this, { errors, seed, workers, data, strict, checkCalls });
  }

  override write(text: string): void {
    if (!this.measuring) this.writeError(text);
  }

  override writeBytes(bytes: Uint8Array): void {
    if (!this.measuring) Deno.stderr.writeSync(bytes);
  }
}

/** What `batuta.bench` answers. */
function measurementOf(value: unknown): Measurement {
  const numberAt = (key: string) => Number(value instanceof PMap ? value.get(kw(key), 0) : 0);
  return {
    median: numberAt("median"),
    low: numberAt("low"),
    high: numberAt("high"),
    samples: numberAt("samples"),
    runs: numberAt("runs"),
  };
}

/** The benches of files, measured in the order in which they stand. */
class Benching {
  readonly #host: BenchHost;
  readonly #benches: Record<string, Measurement> = {};
  #failed = 0;

  constructor(readonly out: DenoHost, readonly task: BenchTask, readonly found: Found) {
    this.#host = new BenchHost(out);
  }

  async run(): Promise<number> {
    const { task, out } = this;
    newSession(this.#host);
    for (const { file } of this.found.jobs) await this.#file(file);
    const benches: Benches = this.#benches;
    const run: Run = { batuta: VERSION, machine: machine(), benches };
    const none = Object.keys(benches).length === 0;
    if (none && this.#failed === 0) out.writeError(`${this.#nothing()}\n`);
    else if (task.json) out.write(printRun(run));
    else if (!none) out.write(`\n${countLine(benches, task.before?.benches ?? null)}`);
    if (this.#failed > 0 && task.save !== null) out.writeError("The run is not saved, as something failed.\n");
    if (none || this.#failed > 0) return FAILED;
    return task.save === null || this.#save(task.save, run) ? 0 : FAILED;
  }

  #nothing(): string {
    const { jobs, names } = this.found;
    if (jobs.length > 0) return "No bench matches what was asked for.";
    const { words } = this.task;
    const where = words.length > names.length ? words.join(", ") : "bench, benches or here";
    return `No benches found in ${where}: no file contains \`(defbench\`.`;
  }

  #fail(found: Parameters<typeof report>[1]): void {
    this.#failed++;
    report(this.out, found);
  }

  async #file(file: string): Promise<void> {
    // Programs without a namespace of their own do not see each other.
    removeNamespace("user");
    const source = readProgram(this.#host, file);
    if (!(source instanceof Source)) return this.#fail([source]);
    const session = new Session(this.#host);
    const outcome = await session.run(source, { onWarning: (warning) => report(this.out, [warning]) });
    if (outcome.status !== 0) return this.#fail(outcome.diagnostics);
    const selection = {
      lines: this.found.lines.get(file) ?? [],
      names: this.found.names,
      tags: [],
      withoutTags: ["skip"],
      ids: null,
    };
    const wanted = selectTests(testsIn(file, "bench"), selection);
    if (wanted.length === 0) return;
    const look = {
      nameWidth: Math.max(file.length, ...wanted.map(({ id }) => id.length)),
      before: this.task.before?.benches ?? null,
      paint: wantsColor() ? COLORS : PLAIN,
    };
    const show = (text: string) => {
      if (this.task.json) return;
      this.out.write(text);
      this.out.flush();
    };
    show(`${Object.keys(this.#benches).length > 0 ? "\n" : ""}${headLine(file, look)}`);
    for (const bench of wanted) {
      const found = await this.#measure(session, bench);
      if (found === null) {
        show(`${bench.id.padEnd(look.nameWidth)}    failed\n`);
        continue;
      }
      this.#benches[bench.id] = found;
      show(benchLine(bench.id, found, look));
    }
  }

  async #measure(session: Session, { cell }: LoadedTest): Promise<Measurement | null> {
    const measure = findNamespace("batuta.bench")!.get("measure-var")!.value as Fn; // the library has it
    const options = mapOf(kw("time"), this.task.timeMs);
    this.#host.measuring = true;
    const outcome = await session.compute(() => measure(cell, options));
    this.#host.measuring = false;
    if (outcome.status === 0) return measurementOf(outcome.value);
    this.#fail(outcome.diagnostics);
    return null;
  }

  #save(name: string, run: Run): boolean {
    const path = pathOf(name);
    try {
      Deno.mkdirSync(dirname(path), { recursive: true });
      Deno.writeTextFileSync(path, printRun(run));
      if (!this.task.json) this.out.write(`Saved in ${path}.\n`);
      return true;
    } catch (error) {
      report(this.out, [cliError("unwritable", { path, reason: reasonOf(error) })]);
      return false;
    }
  }
}

function machine(): string {
  const { hardwareConcurrency: cores } = navigator;
  return `${Deno.build.os} ${Deno.build.arch}, ${cores} core${cores === 1 ? "" : "s"}`;
}

function wantsColor(): boolean {
  return Deno.stdout.isTerminal() && !Deno.env.get("NO_COLOR") && Deno.env.get("TERM") !== "dumb";
}

/** `batuta bench WORDS…`. */
export async function runBenches(host: DenoHost, words: readonly string[]): Promise<number> {
  const task = taskOf(host, BENCH_WORDS, words);
  if (typeof task === "number") return task;
  const found = findTests({ words: task.words, docs: false, defines: DEFINES_BENCHES, folders: FOLDERS }, disk);
  const missing = found.missing.map((path) => testError("no-such-test-file", { path }));
  if (missing.length > 0) {
    report(host, missing.map(({ code, message, hint }) => diagnostic(code, message, null, { hint })));
    return BAD_USAGE;
  }
  return await new Benching(host, task, found).run();
}
