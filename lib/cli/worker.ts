/**
 * What a worker runs: the language without a program. Definitions and actors come from the other workers.
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { joinPool, takeNote } from "../actor/mod.ts";
import { Session } from "../compiler/mod.ts";
import type { WorkerNote } from "../runtime/mod.ts";
import { reportActors } from "./actor_reports.ts";
import { DenoHost } from "./host.ts";
import { report } from "./report.ts";
import type { WorkerData } from "./workers.ts";

const { welcome, args } = workerData as WorkerData; // what `workers.ts` gives
const port = parentPort!; // a worker has one

/** The host of a worker: the program as a whole is ended by the main one. */
class WorkerHost extends DenoHost {
  override exit(status: number): never {
    this.flush();
    port.postMessage({ kind: "exit", status });
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
}

const host = new WorkerHost();
host.args = args;
try {
  const path = Deno.readLinkSync("/proc/thread-self");
  port.postMessage({ kind: "thread", path });
} catch {
  // Only Linux says it.
}
reportActors((found) => report(host, [found]), (line) => host.writeError(line));
new Session(host);
port.on("message", (note: WorkerNote) => takeNote(note));
joinPool(welcome, (note, transfer) => port.postMessage(note, transfer as never)); // Node's types name fewer transferables
