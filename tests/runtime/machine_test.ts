/**
 * The suspension protocol at its edges: what runs between the word that a call waits and its return.
 */
import { strictEqual } from "node:assert/strict";
import { cons, LazySeq } from "../../lib/data/mod.ts";
import {
  andThen,
  callPinned,
  caught,
  guarded,
  machine,
  restartable,
  runNow,
  spawnProcess,
  wait,
  wake,
} from "../../lib/runtime/mod.ts";
import { run } from "./primitives.ts";

/** Says that it waits, does something else, and returns; it is woken with 40. */
function waitAnd(meanwhile: () => void): unknown {
  const waiting = wait();
  const process = machine.current;
  queueMicrotask(() => wake(process!, 40)); // `wait` has refused where there is none
  meanwhile();
  return waiting;
}

const plusOne = (x: unknown) => (x as number) + 1;

/** In each of these ways code runs that must not take the wait around it for its own. */
const MEANWHILE: Record<string, () => unknown> = {
  "code that is pinned": () => callPinned("a test", () => andThen(1, plusOne)),
  "a process of its own": () => runNow("a test", () => andThen(1, plusOne)),
  "a lazy cell": () => new LazySeq(() => andThen(1, (x) => cons(plusOne(x), null))).first(),
};

for (const [what, meanwhile] of Object.entries(MEANWHILE)) {
  Deno.test(`${what} that runs while its caller is about to wait does not wait`, async () => {
    let seen: unknown = null;
    const answer = await run(() => andThen(waitAnd(() => seen = meanwhile()), (x) => plusOne(plusOne(x))));
    strictEqual(seen, 2);
    strictEqual(answer, 42);
  });
}

Deno.test("what fails after it has said that it waits does not wait", async () => {
  const failing = () => {
    wait();
    throw new Error("it failed");
  };
  strictEqual(await run(() => guarded(failing, () => 0, () => andThen(41, plusOne))), 42);
  const likeEmitted = () => {
    try {
      return failing();
    } catch (error) {
      caught(error);
      return andThen(41, plusOne);
    }
  };
  strictEqual(await run(likeEmitted), 42);
});

Deno.test("a process that fails so leaves nothing to the next", async () => {
  spawnProcess(() => {
    wait();
    throw new Error("it failed");
  }).quiet = true;
  strictEqual(await run(() => andThen(41, plusOne)), 42);
});

Deno.test("a restartable primitive waits for a cell that waits, and is run again", async () => {
  let times = 0;
  const cell = new LazySeq(() => andThen(waitAnd(() => {}), (x) => cons(x, null)));
  const answer = await run(() => andThen(restartable(() => (times++, plusOne(cell.first()))), plusOne));
  strictEqual(answer, 42);
  strictEqual(times, 2);
});
