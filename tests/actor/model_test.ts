/**
 * Actors against a model: random programs of spawn, send, call, link, unlink, monitor, demonitor, trap, stop, kill, failures and names
 * (`puppets.ts`) report what the model says, under random schedules. A failure prints the program and the seed of its schedule.
 * When red, suspect `lib/actor/actor.ts`, `directory.ts`, `services.ts`.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { answerOf } from "../lang/cases.ts";
import { difference, programs, programText } from "./puppets.ts";

/** Time passes only when everything waits. */
const SETTLED = "(sleep 1)";

for (const slice of [undefined, 1]) {
  Deno.test(`programs of actors do what the model says, slice ${slice ?? "usual"}`, async () => {
    await fc.assert(
      fc.asyncProperty(programs(5, 60), fc.nat(1000), async (steps, seed) => {
        const { text } = await answerOf(programText(steps, SETTLED), { slice, seed });
        assert.equal(difference(steps, JSON.parse(text)), null);
      }),
      { numRuns: 60 },
    );
  });
}
