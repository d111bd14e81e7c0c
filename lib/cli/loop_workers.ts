/**
 * Workers that only run loops over columns, loaded when a query first wants one.
 * In: jobs of the fused room. Out: their answers, in the order of the jobs.
 * A worker does not keep the program going but while it has something to answer.
 * @module
 */
import { Worker } from "node:worker_threads";
import type { Helper } from "../fused/mod.ts";

/** The module that such a worker runs; a build has it beside this one. */
const ENTRY = import.meta.url.endsWith(".ts") ? "./loop_worker.ts" : "./loop_worker.js";

export function startHelper(): Helper {
  const worker = new Worker(new URL(ENTRY, import.meta.url));
  const waiting: ((answer: unknown) => void)[] = [];
  const lose = () => {
    for (const answer of waiting.splice(0)) answer(null);
    lost = true;
  };
  let lost = false;
  worker.unref();
  worker.on("message", (answer: unknown) => {
    waiting.shift()?.(answer);
    if (waiting.length === 0) worker.unref();
  });
  worker.on("error", lose);
  worker.on("exit", lose);
  return {
    get isLost() {
      return lost;
    },
    run(job) {
      if (lost) return Promise.resolve(null);
      return new Promise((resolve) => {
        waiting.push(resolve);
        worker.ref();
        worker.postMessage(job);
      });
    },
  };
}
