/** Counters: every addition counts once, and only what is durable is answered. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Counters } from "../../lib/log/counters.ts";
import { MemoryJournal } from "./journals.ts";

Deno.test("a counter starts at 0 and is what was added to it, also when it is opened again", async () => {
  const journal = new MemoryJournal();
  const counters = new Counters(journal);
  assert.equal(await counters.value("a"), 0);
  assert.equal(await counters.add("a", 2), 2);
  assert.equal(await counters.add("a", -5), -3);
  assert.equal(await counters.add("b", 10n ** 20n), 10n ** 20n);
  const again = new Counters(journal);
  assert.deepEqual([await again.value("a"), await again.value("b")], [-3, 10n ** 20n]);
});

Deno.test("additions at the same time count each, and share what is written", async () => {
  const journal = new MemoryJournal();
  const counters = new Counters(journal);
  const answers = await Promise.all(Array.from({ length: 1000 }, () => counters.add("a", 1)));
  assert.deepEqual(answers.map(Number).sort((a, b) => a - b), Array.from({ length: 1000 }, (_, i) => i + 1));
  assert.ok(journal.appends <= 2, `${journal.appends} appends`);
});

Deno.test("what could not be written does not count, and whoever added it is told", async () => {
  const journal = new MemoryJournal();
  const counters = new Counters(journal);
  await counters.add("a", 1);
  journal.failure = new Error("the disk is full");
  const failed = await Promise.allSettled([counters.add("a", 10), counters.add("b", 1)]);
  assert.deepEqual(failed.map(({ status }) => status), ["rejected", "rejected"]);
  assert.equal(await counters.value("a"), 1);
  assert.equal(await counters.add("a", 1), 2);
  assert.equal(await new Counters(journal).value("a"), 2);
});

Deno.test("random additions, failures and restarts agree with plain sums", async () => {
  const step = fc.record({
    name: fc.constantFrom("a", "b"),
    n: fc.integer(),
    fails: fc.boolean(),
    restart: fc.boolean(),
  });
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
    const journal = new MemoryJournal();
    let counters = new Counters(journal);
    const sums: Record<string, number> = { a: 0, b: 0 };
    for (const { name, n, fails, restart } of steps) {
      if (restart) counters = new Counters(journal);
      await counters.value(name); // loaded
      if (fails) journal.failure = new Error("fails");
      const added = await counters.add(name, n).then(() => true, () => false);
      assert.equal(added, !fails);
      if (added) sums[name] += n;
    }
    for (const name of ["a", "b"]) assert.equal(await counters.value(name), sums[name]);
  }));
});
