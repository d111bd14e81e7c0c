/**
 * Actors on several workers against the model of `model_test.ts`: random programs of puppets that start all over the workers, and move,
 * report what one worker would, in the order that is promised. A failure prints the program and the seed of fast-check.
 * BATUTA_MODEL_RUNS says how many programs are tried, BATUTA_MODEL_SEED with which seed. When red, suspect `lib/actor/migration.ts`,
 * `move.ts`, `elsewhere.ts`, `directory.ts`.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { othersMayCome } from "../../lib/actor/mod.ts";
import { definePrimitives, machine, runnable, wait, wake } from "../../lib/runtime/mod.ts";
import { answerOf, useWorkers } from "../lang/cases.ts";
import { difference, programs, programText } from "./puppets.ts";

const WORKERS = 4;
const RUNS = Number(Deno.env.get("BATUTA_MODEL_RUNS") ?? 25);
const SEED = Deno.env.get("BATUTA_MODEL_SEED");

/** Waits until nothing can happen any more by itself, on any worker. */
const SETTLED = "(settle*)";
definePrimitives({
  "settle*": () => {
    const process = machine.current!; // a program runs
    const waiting = wait();
    const at = process.waits;
    const look = () => {
      if (runnable() > 0 || othersMayCome()) setTimeout(look, 0);
      else wake(process, null, at);
    };
    setTimeout(look, 0);
    return waiting;
  },
});

useWorkers(WORKERS);

for (const workers of [2, WORKERS]) {
  Deno.test({
    name: `programs of actors on ${workers} workers do what the model says`,
    // The pool stays for the next program.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      await fc.assert(
        fc.asyncProperty(programs(5, 60), async (steps) => {
          const { text } = await answerOf(programText(steps, SETTLED, workers));
          assert.equal(difference(steps, JSON.parse(text)), null);
        }),
        { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
      );
    },
  });
}
