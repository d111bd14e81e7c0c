/** A body that leaves in chunks. Notation: `chunk(3)` is three bytes. */
import assert from "node:assert/strict";
import { gather, Outflow } from "../../lib/http/chunks.ts";
import type { Pieces } from "../../lib/runtime/mod.ts";

function chunk(size: number): Uint8Array {
  return new Uint8Array(size).fill(size);
}

/** Pieces that are there already; says whether they were given up. */
class Ready implements Pieces {
  cancelled = false;
  constructor(readonly left: Uint8Array[]) {}
  next(): Promise<Uint8Array | null> {
    return Promise.resolve(this.left.shift() ?? null);
  }
  cancel(): void {
    this.cancelled = true;
  }
}

/** Whether a promise is settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const not = {};
  return await Promise.race([promise, new Promise((resolve) => setTimeout(() => resolve(not), 0))]) !== not;
}

Deno.test("a chunk that is put waits until it is taken", async () => {
  const out = new Outflow();
  const put = out.put(chunk(1));
  assert.equal(await isSettled(put), false);
  assert.deepEqual(await out.next(), chunk(1));
  assert.equal(await put, true);
});

Deno.test("a chunk that is asked for is given at once", async () => {
  const out = new Outflow();
  const asked = out.next();
  assert.equal(await out.put(chunk(2)), true);
  assert.deepEqual(await asked, chunk(2));
});

Deno.test("the end is told to who asks, before and after it", async () => {
  const out = new Outflow();
  const asked = out.next();
  out.end();
  assert.deepEqual([await asked, await out.next()], [null, null]);
  assert.equal(await out.put(chunk(1)), false);
});

Deno.test("a body that breaks off fails for who asks, before and after", async () => {
  const out = new Outflow();
  const asked = out.next();
  out.break();
  await assert.rejects(asked, /broke off/);
  await assert.rejects(out.next(), /broke off/);
});

Deno.test("who puts learns that nobody wants it, once", async () => {
  let told = 0;
  const out = new Outflow(() => told++);
  const put = out.put(chunk(1));
  out.cancel();
  out.cancel();
  out.break();
  assert.deepEqual([await put, await out.put(chunk(1)), told], [false, false, 1]);
});

Deno.test("gather() puts pieces together, and none", async () => {
  assert.deepEqual(await gather(new Ready([chunk(2), chunk(1)]), 3), Uint8Array.of(2, 2, 1));
  assert.deepEqual(await gather(null, 3), new Uint8Array(0));
});

Deno.test("gather() gives up what is too large", async () => {
  const pieces = new Ready([chunk(2), chunk(2), chunk(2)]);
  await assert.rejects(gather(pieces, 3), /more than 3 bytes/);
  assert.deepEqual([pieces.cancelled, pieces.left.length], [true, 1]);
});
