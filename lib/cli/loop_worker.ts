/**
 * What a worker runs that only runs loops over columns: see `loop_workers.ts`.
 * @module
 */
import { parentPort } from "node:worker_threads";
import { answer } from "../fused/mod.ts";

const port = parentPort!; // a worker has one
port.on("message", (job: unknown) => port.postMessage(answer(job)));
