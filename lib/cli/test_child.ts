/**
 * The process that runs tests for `batuta test`. Jobs come as lines on standard input, the first line says what holds for all; events go to standard
 * output, among what tests print. Tests themselves find no input.
 * In: `Start`, then jobs, until the input ends. Out: events.
 * @module
 */
import { othersMayCome, setWorkerCount } from "../actor/mod.ts";
import { lookAt, Session } from "../compiler/mod.ts";
import type { Files, OpenFile } from "../runtime/mod.ts";
import { Source } from "../source/mod.ts";
import { type ChildStart, type Job, printEvent, type TestEvent } from "../test/mod.ts";
import { runJob, type RunWorld, startCounting } from "../test_run/mod.ts";
import { reportActors } from "./actor_reports.ts";
import { denoFiles } from "./files.ts";
import { giveRooms, giveTypes } from "./give_rooms.ts";
import { DenoHost } from "./host.ts";
import { Input } from "./input.ts";
import { readProgram } from "./program.ts";
import { report } from "./report.ts";
import "./standstill.ts";

// Parts that are loaded while a program runs take it from here; see `scripts/build.ts`.
export * from "batuta/shared";

/** How long it takes at most until something that is unreachable is closed, in turns of the event loop. */
const TURNS_TO_CLOSE = 3;
/** While other workers do something, it is looked whether they still do. */
const LOOK_MS = 10;

/** The world of tests: no input, one stream for all that is printed. */
class TestHost extends DenoHost {
  token = "";
  /** Paths of files that are open. */
  readonly open = new Set<{ readonly path: string }>();
  override readonly files: Files = { ...denoFiles, open: (path) => this.#open(path) };

  #open(path: string): OpenFile {
    const file = denoFiles.open(path);
    const entry = { path };
    this.open.add(entry);
    return {
      read: (into) => file.read(into),
      close: () => {
        this.open.delete(entry);
        file.close();
      },
    };
  }

  tell(event: TestEvent): void {
    this.write(printEvent(this.token, event));
    this.flush();
  }

  override writeError(text: string): void {
    this.write(text);
  }

  override readLine(): string | null {
    return null;
  }

  override nextLine(): Promise<string | null> {
    return Promise.resolve(null);
  }

  override readInput(): Uint8Array {
    return new Uint8Array(0);
  }

  override readBlock(): Uint8Array | null {
    return null;
  }

  override exit(status: number): never {
    this.tell({ kind: "exit", status });
    Deno.exit(status);
  }
}

function after(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms);
  Deno.unrefTimer(timer);
  return () => clearTimeout(timer);
}

/** Who wants to hear that nothing can happen any more. */
let onStill: (() => void) | null = null;

globalThis.addEventListener("beforeunload", (event) => {
  if (onStill === null) return;
  event.preventDefault();
  if (othersMayCome()) setTimeout(() => {}, LOOK_MS);
  else onStill();
});

function whenStill(call: () => void): () => void {
  onStill = call;
  return () => onStill = null;
}

async function openFiles(host: TestHost): Promise<readonly string[]> {
  host.collect();
  for (let turn = 0; turn < TURNS_TO_CLOSE; turn++) await new Promise((resolve) => setTimeout(resolve));
  return Array.from(host.open, ({ path }) => path);
}

function textOf(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return null; // whoever needs it as a program says why
  }
}

function worldOf(host: TestHost, { settings }: ChildStart): RunWorld {
  const sources = new Map<string, Source | null>();
  const source = (file: string) => {
    let known = sources.get(file);
    if (known === undefined) {
      const text = textOf(file);
      sources.set(file, known = text === null ? null : new Source(file, text));
    }
    return known;
  };
  return {
    host,
    settings,
    look: { color: settings.color, source },
    emit: (event) => host.tell(event),
    readProgram: (path) => readProgram(host, path),
    readText: textOf,
    warn: (warning) => report(host, [warning]),
    after,
    pause: (ms) => new Promise((go) => setTimeout(go, ms)),
    whenStill,
    openFiles: () => openFiles(host),
    openCount: () => host.open.size,
  };
}

/** Runs jobs until the input ends. */
export async function serveTests(): Promise<number> {
  const input = new Input(Deno.stdin);
  const first = await input.nextLine();
  if (first === null) return 0;
  const start = JSON.parse(first) as ChildStart; // the process that has started this one writes it
  const host = new TestHost();
  host.token = start.token;
  host.data = start.data;
  reportActors((found) => report(host, [found]), (line) => host.writeError(line));
  if (start.workers !== null) setWorkerCount(start.workers);
  giveRooms(host);
  giveTypes(host);
  // Tests are where code without types shows what it hands to code with types.
  lookAt({ everything: false, strict: false, checkCalls: true });
  new Session(host); // the library is not counted
  if (start.settings.coverage) startCounting((file) => !file.startsWith("<"));
  const world = worldOf(host, start);
  for (let line = await input.nextLine(); line !== null; line = await input.nextLine()) {
    await runJob(JSON.parse(line) as Job, world); // as above
  }
  return 0;
}
