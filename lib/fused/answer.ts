/**
 * What a helper does with a job: it groups the rows of some slices.
 * @module
 */
import { type Execution, KeyTable } from "../query/mod.ts";
import type { Context, Work } from "./flow.ts";
import { groupedHere } from "./open.ts";
import { answerJob } from "./parallel.ts";
import { Scratch } from "./scratch.ts";
import { type Removal, takeAway } from "./shelf.ts";

/** Nothing else has to be done on this worker. */
function atOnce<T>(work: Work<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Answers a job of `helpers.ts`; null where this cannot be done here. */
export function answer(job: unknown): unknown {
  if (typeof job === "object" && job !== null && "removed" in job) {
    takeAway(job as Removal); // nothing else has that
    return null;
  }
  const scratch = new Scratch();
  try {
    return answerJob(job, (input, keys, aggregates, { slices, turns, sides, counterOf, scanned, budget }) => {
      const run: Execution = {
        tables: new KeyTable(),
        choices: new Map(),
        nowMs: 0,
        scanned: 0,
        raised: new Set(),
        measures: null,
        from: null,
        checkpoints: new KeyTable(),
        seen: null,
        columnar: true,
        workers: 1,
        partitions: 1,
        memory: budget.limit,
      };
      const context: Context = {
        run,
        budget,
        scratch,
        workers: 1,
        sides,
        slicesOf: () => slices,
        chosen: new Map(),
        scanned,
        parted() {},
        clock: () => 0,
        took() {},
        counterOf,
      };
      return atOnce(groupedHere(input, keys, aggregates, context, input, turns));
    });
  } catch {
    // Whatever it is, the worker that asked comes to it itself.
    return null;
  } finally {
    scratch.done();
  }
}
