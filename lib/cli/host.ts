/**
 * The world as a Batuta program sees it, on Deno: standard streams, files, clocks, chance, arguments, environment, exit.
 * In: nothing. Out: a Host. Everything of the language that touches the world comes through here.
 * @module
 */

import type {
  Files,
  Host,
  Memory,
  Network,
  ProgramCall,
  RunningProgram,
  Welcome,
  WorkerEvents,
  WorkerLink,
} from "../runtime/mod.ts";
import type { ErrorFormat } from "./args.ts";
import { denoFiles } from "./files.ts";
import { Input } from "./input.ts";
import { Output, type Sink } from "./output.ts";
import { startProgram } from "./programs.ts";
import { startWorker, type Wanted } from "./workers.ts";

const DATA_FOLDER = ".batuta";

/** Where text appears while somebody types. */
export interface Screen {
  /** Takes what is printed; false when nobody types now, so that it can be written as ever. */
  take(text: string): boolean;
  /** Reads a line in place of the host, if it reads at all. */
  nextLine?(): Promise<string | null>;
}

/** The Host on Deno, and what the tools need beside it. */
export class DenoHost implements Host {
  /** What the program finds in `*command-line-args*`; the command sets it before the program starts. */
  args: readonly string[] = [];
  /** How diagnostics are written to standard error; the command line says so. */
  errors: ErrorFormat = "text";
  /** The schedule that the program replays; null for none. */
  seed: number | null = null;
  /** How many workers run actors; null: as many as there are cores. */
  workers: number | null = null;
  /** The data directory; null: BATUTA_DATA, or `.batuta` in the current folder. */
  data: string | null = null;
  /** What standard input holds; null: what it looks like. */
  inputFormat: string | null = null;
  readonly files: Files = denoFiles;
  readonly system: string = Deno.build.os;
  readonly #out: Output;
  readonly #in = new Input(Deno.stdin);
  readonly #encoder = new TextEncoder();

  /** Who types at a terminal, if anybody does. */
  screen: Screen | null = null;

  /** Output goes to standard output, unless given. */
  constructor(sink: Sink = Deno.stdout) {
    this.#out = new Output(sink, {
      interactive: Deno.stdout.isTerminal(),
      onFailure: (error) => this.#outputFailed(error),
    });
  }

  /** Whether anything went to standard output. */
  get hasWritten(): boolean {
    return this.#out.isUsed;
  }

  write(text: string): void {
    if (this.screen === null || !this.screen.take(text)) this.#out.write(text);
  }

  writeBytes(bytes: Uint8Array): void {
    this.#out.writeBytes(bytes);
  }

  writeError(text: string): void {
    if (this.screen !== null && this.screen.take(text)) return;
    this.#out.flush();
    try {
      const bytes = this.#encoder.encode(text);
      for (let at = 0; at < bytes.length;) at += Deno.stderr.writeSync(bytes.subarray(at));
    } catch {
      // Nobody listens to errors: there is no one left to tell.
    }
  }

  flush(): void {
    this.#out.flush();
  }

  readLine(): string | null {
    this.#out.flush();
    return this.#in.readLine();
  }

  /** Like `readLine`, while the program's actors go on. */
  nextLine(): Promise<string | null> {
    this.#out.flush();
    return this.screen?.nextLine?.() ?? this.#in.nextLine();
  }

  /** All of standard input that has not been read yet. */
  readInput(): Uint8Array {
    this.#out.flush();
    return this.#in.readAll();
  }

  readBlock(): Uint8Array | null {
    this.#out.flush();
    return this.#in.readBlock();
  }

  readFile(path: string): Uint8Array {
    return Deno.readFileSync(path);
  }

  writeFile(path: string, text: string, append: boolean): void {
    Deno.writeTextFileSync(path, text, { append });
  }

  now(): number {
    return Date.now();
  }

  clock(): number {
    return performance.now();
  }

  random(): number {
    return Math.random();
  }

  env(name: string): string | undefined {
    return Deno.env.get(name);
  }

  allEnv(): Record<string, string> {
    return Deno.env.toObject();
  }

  startProgram(call: ProgramCall): RunningProgram {
    this.#out.flush();
    return startProgram(call);
  }

  memory(): Memory {
    const { heapUsed, heapTotal } = Deno.memoryUsage();
    return { usedBytes: heapUsed, totalBytes: heapTotal };
  }

  collect(): void {
    // There when V8 runs with `--expose-gc`.
    (globalThis as { gc?: () => void }).gc?.();
  }

  get cores(): number {
    return navigator.hardwareConcurrency;
  }

  startWorker(welcome: Welcome, events: WorkerEvents): WorkerLink {
    const data = { welcome, args: this.args, errors: this.errors, data: this.data, printsHere: this.screen !== null };
    return startWorker(data, events, {
      exit: (status) => this.exit(status),
      print: (text, error) => error ? this.writeError(text) : this.write(text),
      read: (what) => this.#readFor(what),
    });
  }

  /** The lines that other workers have asked for. */
  #linesFor: Promise<unknown> = Promise.resolve();

  /** Reads for another worker, which waits; lines so that nobody else does. */
  #readFor(what: Wanted): Promise<string | Uint8Array | null> {
    if (what !== "line") return Promise.resolve(what === "rest" ? this.readInput() : this.readBlock());
    const line = this.#linesFor.then(() => this.nextLine());
    this.#linesFor = line;
    return line;
  }

  async network(): Promise<Network> {
    const { denoNetwork } = await import("./network.ts");
    return denoNetwork;
  }

  /** Columns of the terminal, else what COLUMNS says, else null. */
  get lineWidth(): number | null {
    // A terminal that does not know says 0.
    const shown = Deno.stdout.isTerminal() ? Deno.consoleSize().columns : 0;
    const said = Number(this.env("COLUMNS"));
    return shown > 0 ? shown : said > 0 ? Math.floor(said) : null;
  }

  /** Where the logs are. */
  get dataFolder(): string {
    return this.data ?? (this.env("BATUTA_DATA") || DATA_FOLDER);
  }

  /** Loads the logs of a program; set by what runs it, which shares its values with them. */
  logs?: () => Promise<unknown>;
  /** Whether what types make doubtful is an error, and whether calls are checked at run time. */
  strict = false;
  checkCalls = false;
  /** Loads what checks types; set like `logs`. */
  types?: () => Promise<unknown>;
  /** Loads what reads and writes files of records; set in the same way. */
  formats?: () => Promise<unknown>;
  loops?: () => Promise<unknown>;

  exit(status: number): never {
    this.#out.flush();
    Deno.exit(status);
  }

  #outputFailed(error: unknown): never {
    // `| head -1` has what it wanted; that is no failure.
    if (error instanceof Deno.errors.BrokenPipe) Deno.exit(0);
    const reason = error instanceof Error ? error.message : String(error);
    this.writeError(`error[output]: Cannot write to standard output: ${reason}\n`);
    Deno.exit(1);
  }
}
