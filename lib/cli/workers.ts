/**
 * Workers on Deno. In: what a worker is told. Out: a link to it, at once; what is posted before it runs waits.
 * Node's workers rather than the web's: those have a limit of memory of their own, so that one that runs out of memory does not take the
 * program with it. V8 only stops such a worker and nobody says so; it is taken for lost when it stands in the middle of a turn, does not
 * get on, uses no time of the processor, and its thread waits for events: whatever a program waits for in the middle of a turn, such as
 * a line of input, its thread waits for otherwise.
 * @module
 */
import type { Welcome, WorkerEvents, WorkerLink, WorkerNote } from "../runtime/mod.ts";
import type { ErrorFormat } from "./args.ts";

/** What a worker's entry gets. */
export interface WorkerData {
  readonly welcome: Welcome;
  readonly args: readonly string[];
  readonly errors: ErrorFormat;
  readonly data: string | null;
  /** Whether what it prints goes by way of the main worker, where somebody types. */
  readonly printsHere: boolean;
}

/** What the main worker does for the others. */
export interface Home {
  /** Ends the program. */
  exit(status: number): void;
  /** Prints what another worker has printed: to standard error, or to standard output. */
  print(text: string, error: boolean): void;
  /** Reads of standard input, which one worker must do for all: a line, all that is left, or the next bytes. */
  read(what: Wanted): Promise<string | Uint8Array | null>;
}

export type Wanted = "line" | "rest" | "block";

/** Notes of a worker to its link, beside those to the pool. */
export type LinkNote =
  | { readonly kind: "thread"; readonly path: string }
  | { readonly kind: "exit"; readonly status: number }
  | { readonly kind: "print"; readonly text: string; readonly error: boolean }
  /** Its host has failed; it waits for its end. */
  | { readonly kind: "failed"; readonly reason: string }
  /** The answer goes through the port; `done` says that it is there. */
  | { readonly kind: "read"; readonly what: Wanted; readonly port: MessagePort; readonly done: Int32Array };

/** The module that a worker runs; a build has it beside this one. */
const ENTRY = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js";
/** Not written out in the `import`, so that nothing is looked up when a program starts. */
const NODE_WORKERS = "node:worker_threads";

/** Megabytes a worker may use. */
const MEMORY_MB = 4096;
/** How often it is looked whether a worker gets on. */
const LOOK_MS = 500;
/** Looks in a row at which it did not. */
const LOOKS = 2;
/** Numbers of the system calls `epoll_wait`, `epoll_pwait` and `epoll_pwait2`. */
const EVENT_CALLS = Deno.build.arch === "x86_64" ? [232, 281, 441] : [22, 441];

/** The time that a thread has used which waits for events, as the system counts it; null where it does not, or the system does not say. */
function waitingTime(thread: string): string | null {
  try {
    if (!EVENT_CALLS.includes(Number.parseInt(Deno.readTextFileSync(`/proc/${thread}/syscall`)))) return null;
    const fields = Deno.readTextFileSync(`/proc/${thread}/stat`).split(") ")[1].split(" ");
    return `${fields[11]} ${fields[12]}`;
  } catch {
    return null;
  }
}

export function startWorker(
  data: WorkerData,
  events: WorkerEvents,
  home: Home,
): WorkerLink {
  let link: WorkerLink | null = null;
  let over = false;
  const waiting: [WorkerNote, Transferable[]][] = [];
  const lose = (reason: string) => {
    if (over) return;
    over = true;
    events.onLost(reason);
  };
  open(data, events, home, lose).then((opened) => {
    link = opened;
    for (const [note, transfer] of waiting.splice(0)) link.post(note, transfer);
    if (over) link.stop();
  }, (error) => lose(error instanceof Error ? error.message : String(error)));
  return {
    post(note, transfer) {
      if (link === null) waiting.push([note, transfer]);
      else link.post(note, transfer);
    },
    stop() {
      over = true;
      link?.stop();
    },
  };
}

async function open(
  data: WorkerData,
  events: WorkerEvents,
  home: Home,
  lose: (reason: string) => void,
): Promise<WorkerLink> {
  const { Worker } = await import(NODE_WORKERS) as typeof import("node:worker_threads");
  const worker: import("node:worker_threads").Worker = new Worker(new URL(ENTRY, import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  // What may still come of it is for `standstill.ts` to say.
  worker.unref();
  let thread: string | null = null;
  worker.on("message", (note: WorkerNote | LinkNote) => {
    if (note.kind === "thread") thread = note.path;
    else if (note.kind === "exit") home.exit(note.status);
    else if (note.kind === "print") home.print(note.text, note.error);
    else if (note.kind === "failed") lose(note.reason);
    else if (note.kind === "read") {
      home.read(note.what).then((got) => {
        note.port.postMessage(got);
        Atomics.store(note.done, 0, 1);
        Atomics.notify(note.done, 0);
      });
    } else events.onNote(note);
  });
  worker.on("error", (error: unknown) => lose(error instanceof Error ? error.message : String(error)));
  worker.on("exit", () => lose("it has ended"));
  let [lastBeat, lastTime, still] = [-1, "", 0];
  const watch = setInterval(() => {
    const beat = events.beat();
    const time = thread === null ? null : waitingTime(thread);
    const stuck = events.isWorking() && beat === lastBeat && time !== null && time === lastTime;
    still = stuck ? still + 1 : 0;
    [lastBeat, lastTime] = [beat, time ?? ""];
    if (still >= LOOKS) lose("it ran out of memory");
  }, LOOK_MS);
  Deno.unrefTimer(watch);
  return {
    post: (note, transfer) => worker.postMessage(note, transfer as never), // Node's types name fewer transferables
    stop() {
      clearInterval(watch);
      worker.terminate();
    },
  };
}
