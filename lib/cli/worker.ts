/**
 * What a worker runs: the language without a program. Definitions and actors come from the other workers.
 * @module
 */
import { MessageChannel, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { joinPool, takeNote } from "../actor/mod.ts";
import { Session } from "../compiler/mod.ts";
import type { WorkerNote } from "../runtime/mod.ts";
import { reportActors } from "./actor_reports.ts";
import { giveRooms } from "./give_rooms.ts";
import { DenoHost } from "./host.ts";
import type { Sink } from "./output.ts";
import { report } from "./report.ts";
import type { LinkNote, Wanted, WorkerData } from "./workers.ts";

const { welcome, args, errors, data, printsHere } = workerData as WorkerData; // what `workers.ts` gives
const port = parentPort!; // a worker has one

function tell(note: LinkNote, transfer: readonly unknown[] = []): void {
  port.postMessage(note, transfer as never); // Node's types name fewer transferables
}

/** What must not happen has happened: nothing here goes on. */
function fail(event: Event, error: unknown): void {
  event.preventDefault();
  tell({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
  stopForever();
}

function stopForever(): never {
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

globalThis.addEventListener("error", (event) => fail(event, event.error));
globalThis.addEventListener("unhandledrejection", (event) => fail(event, event.reason));

/** The host of a worker: the program as a whole is ended by the main one. */
class WorkerHost extends DenoHost {
  override writeError(text: string): void {
    if (!printsHere) return super.writeError(text);
    this.flush();
    tell({ kind: "print", text, error: true });
  }

  override exit(status: number): never {
    this.flush();
    tell({ kind: "exit", status });
    stopForever();
  }

  override readLine(): string | null {
    return this.#read("line") as string | null; // as `Home` says
  }

  override readInput(): Uint8Array {
    return this.#read("rest") as Uint8Array; // as above
  }

  override readBlock(): Uint8Array | null {
    return this.#read("block") as Uint8Array | null; // as above
  }

  /** Asks the main worker, which reads for all, and waits. */
  #read(what: Wanted): unknown {
    this.flush();
    const { port1, port2 } = new MessageChannel();
    const done = new Int32Array(new SharedArrayBuffer(4));
    tell({ kind: "read", what, port: port2 as unknown as MessagePort, done }, [port2]);
    Atomics.wait(done, 0, 0);
    const got = receiveMessageOnPort(port1);
    port1.close();
    return got?.message ?? null;
  }
}

/** What is printed goes to the main worker, where somebody types. */
const throughMain: Sink = {
  writeSync(bytes) {
    tell({ kind: "print", text: new TextDecoder().decode(bytes), error: false });
    return bytes.length;
  },
};

const host = new WorkerHost(printsHere ? throughMain : undefined);
host.args = args;
host.errors = errors;
host.data = data;
giveRooms(host);
try {
  const path = Deno.readLinkSync("/proc/thread-self");
  tell({ kind: "thread", path });
} catch {
  // Only Linux says it.
}
reportActors((found) => report(host, [found]), (line) => host.writeError(line));
new Session(host);
port.on("message", (note: WorkerNote) => takeNote(note));
joinPool(welcome, (note, transfer) => port.postMessage(note, transfer as never)); // Node's types name fewer transferables

// Parts that are loaded later take it from here; see `scripts/build.ts`.
export * from "batuta/shared";
