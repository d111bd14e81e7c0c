/**
 * A short form of `deno task soak`: crashes by chance under supervision on two workers. When red, run that for longer and suspect
 * `lib/actor/` and `stdlib/core/supervisors.bat`.
 */
import assert from "node:assert/strict";
import { soak } from "../../scripts/soak.ts";

Deno.test("crashes by chance lose no child, no message, no end, and leave nothing behind", async () => {
  let messages = 0;
  const onRound = (round: { messages: number }) => void (messages += round.messages);
  assert.deepEqual(await soak({ rounds: 3, seconds: 2, executable: null, onRound }), []);
  assert.ok(messages > 1000, `only ${messages} messages`);
});
