/**
 * Workers on Deno. In: what a worker is told. Out: a link to it, at once; what is posted before it runs waits.
 * Node's workers rather than the web's: those have a limit of memory of their own, so that one that runs out of memory does not take the
 * program with it. V8 only stops such a worker and nobody says so; it is taken for lost when it stands in the middle of a turn, does not
 * get on, and uses no time of the processor.
 * @module
 */
import type { Welcome, WorkerEvents, WorkerLink, WorkerNote } from "../runtime/mod.ts";

/** What a worker's entry gets. */
export interface WorkerData {
  readonly welcome: Welcome;
  readonly args: readonly string[];
}

/** The module that a worker runs; a build has it beside this one. */
const ENTRY = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js";
/** Not written out in the `import`, so that nothing is looked up when a program starts. */
const NODE_WORKERS = "node:worker_threads";

/** Megabytes a worker may use. */
const MEMORY_MB = 4096;
/** How often it is looked whether a worker gets on. */
const LOOK_MS = 500;
/** Looks in a row at which it did not. */
const LOOKS = 3;

/** The time a thread has used, as the system counts it; null where it does not say. */
function threadTime(thread: string): string | null {
  try {
    const fields = Deno.readTextFileSync(`/proc/${thread}/stat`).split(") ")[1].split(" ");
    return `${fields[11]} ${fields[12]}`;
  } catch {
    return null;
  }
}

export function startWorker(welcome: Welcome, args: readonly string[], events: WorkerEvents): WorkerLink {
  let link: WorkerLink | null = null;
  let over = false;
  const waiting: [WorkerNote, Transferable[]][] = [];
  const lose = (reason: string) => {
    if (over) return;
    over = true;
    events.onLost(reason);
  };
  open(welcome, args, events, lose).then((opened) => {
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
  welcome: Welcome,
  args: readonly string[],
  events: WorkerEvents,
  lose: (reason: string) => void,
): Promise<WorkerLink> {
  const { Worker } = await import(NODE_WORKERS) as typeof import("node:worker_threads");
  const data: WorkerData = { welcome, args };
  const worker = new Worker(new URL(ENTRY, import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  let thread: string | null = null;
  worker.on("message", (note: WorkerNote | { kind: "thread"; path: string } | { kind: "exit"; status: number }) => {
    if (note.kind === "thread") thread = note.path;
    else if (note.kind === "exit") Deno.exit(note.status);
    else events.onNote(note);
  });
  worker.on("error", (error: unknown) => lose(error instanceof Error ? error.message : String(error)));
  worker.on("exit", () => lose("it has ended"));
  let [lastBeat, lastTime, still] = [-1, "", 0];
  const watch = setInterval(() => {
    const beat = events.beat();
    const time = thread === null ? null : threadTime(thread);
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
