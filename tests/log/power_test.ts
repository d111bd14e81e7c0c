/**
 * The power is cut at any step, and what was not synced survives as chance will have it: after that, what was acknowledged is there,
 * once and in order, and the checker finds nothing.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { checkLog, compact, KIND, type LogOptions } from "../../lib/log/mod.ts";
import { allOf, FOLDER, LOG, memoryLog, numberOf, openMemory, record, records } from "./logs.ts";
import { MemoryDisk, PowerCut } from "./memory_disk.ts";

/** A generator of numbers in [0, 1) from a seed (Mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Appends until the power goes; answers how many records were acknowledged. */
async function appendUntilCut(
  disk: MemoryDisk,
  options: Partial<LogOptions>,
  sizes: readonly number[],
): Promise<number> {
  let acknowledged = 0;
  try {
    const { writer } = await memoryLog(options, disk);
    let n = writer.next;
    for (const [i, size] of sizes.entries()) {
      const flight = [writer.append(records(n, n + 1 + i % 3, size))];
      n += 1 + i % 3;
      if (i % 4 === 0) flight.push(writer.append([record(n, { producer: { id: `from ${n}`, seq: 0 } })]));
      if (i % 4 === 0) n++;
      await Promise.all(flight);
      acknowledged = n;
    }
  } catch (error) {
    const cause = error instanceof Error ? error.cause ?? error : error;
    if (!(cause instanceof PowerCut)) throw error;
  }
  return acknowledged;
}

/** Opens after a cut; answers how many records there are. */
async function countAfterCut(disk: MemoryDisk): Promise<number> {
  const store = await openMemory(disk);
  if (!store.has(LOG)) return 0;
  const writer = await store.writer(LOG);
  const entries = await allOf(store);
  for (const [i, { offset, payload }] of entries.entries()) {
    assert.equal(offset, i);
    assert.equal(numberOf(payload), i);
  }
  assert.equal(writer.durable, entries.length);
  await writer.append(records(entries.length, entries.length + 2));
  await store.close();
  const { findings, count } = checkLog(FOLDER, { disk });
  assert.deepEqual(findings, []);
  assert.equal(count, entries.length + 2);
  return count;
}

const options = fc.record({
  segmentBytes: fc.constantFrom(300, 2_000, 1_000_000),
  hash: fc.constantFrom("blake3" as const, "sha256" as const),
  sync: fc.constantFrom("batch" as const, "always" as const),
});

Deno.test("after a power cut at any step everything that was acknowledged is there, again and again", async () => {
  await fc.assert(
    fc.asyncProperty(
      options,
      fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 12 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 120 }), fc.integer()), { minLength: 1, maxLength: 4 }),
      async (options, sizes, cuts) => {
        const disk = new MemoryDisk();
        let least = 0;
        for (const [steps, seed] of cuts) {
          disk.cutAt = disk.steps + steps;
          least = Math.max(least, await appendUntilCut(disk, least === 0 ? options : {}, sizes));
          disk.cut(chanceOf(seed));
          const count = await countAfterCut(disk);
          assert(count >= least, `${count} of ${least}`);
          least = count;
        }
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("a log that acknowledges before it syncs may lose its end with the power, but nothing before it and no order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 3, maxLength: 12 }),
      fc.integer({ min: 10, max: 100 }),
      fc.integer(),
      async (sizes, steps, seed) => {
        const disk = new MemoryDisk();
        disk.cutAt = steps;
        await appendUntilCut(disk, { sync: "os", segmentBytes: 5_000 }, sizes);
        disk.cut(chanceOf(seed));
        await countAfterCut(disk);
      },
    ),
    { numRuns: 150 },
  );
});

/** A log with several segments, each with several index entries, of which the even records can go. */
async function logToCompact(): Promise<MemoryDisk> {
  const { disk, store, writer } = await memoryLog({ segmentBytes: 200_000 });
  for (let n = 0; n < 24; n += 3) await writer.append(records(n, n + 3, 30_000));
  await store.close();
  return disk;
}

const notice = () => ({ payload: new TextEncoder().encode("24;erased") });

Deno.test("erasing keeps offsets, times, root and proofs, and a power cut at any of its steps leaves a whole log", async () => {
  const before = await logToCompact();
  const { root } = (await openMemory(before, false)).info(LOG);
  const whole = before.copy();
  const store = await openMemory(whole);
  const times = (await allOf(store)).map(({ time }) => time);
  const result = await compact(store, LOG, (offset) => offset % 2 === 1, { notice });
  assert.deepEqual({ erased: result.erased, notice: result.notice }, { erased: 12, notice: 24 });
  assert(result.segments > 2);
  const entries = await allOf(store);
  assert.deepEqual(entries.slice(0, 24).map(({ time }) => time), times);
  for (const { offset, kind, payload } of entries) {
    assert.equal(kind, offset === 24 ? KIND.notice : offset % 2 === 0 ? KIND.erased : KIND.record);
    if (kind === KIND.record) assert.equal(numberOf(payload), offset);
  }
  assert.deepEqual(await compact(store, LOG, (offset) => offset % 2 === 1, { notice }), {
    erased: 0,
    segments: 0,
    notice: null,
  });
  const { steps } = whole;
  await store.close();
  assert.deepEqual(checkLog(FOLDER, { disk: whole }).findings, []);

  for (let step = 1; step <= steps; step++) {
    const disk = before.copy();
    disk.cutAt = disk.steps + step;
    try {
      const store = await openMemory(disk);
      await compact(store, LOG, (offset) => offset % 2 === 1, { notice });
    } catch (error) {
      const cause = error instanceof Error ? error.cause ?? error : error;
      if (!(cause instanceof PowerCut)) throw error;
    }
    disk.cut(chanceOf(step));
    const again = await openMemory(disk);
    const writer = await again.writer(LOG);
    for (const { offset, kind, payload } of await allOf(again)) {
      if (kind === KIND.record) assert.equal(numberOf(payload), offset);
      else assert(kind === KIND.notice ? offset === 24 : offset % 2 === 0);
    }
    await compact(again, LOG, (offset) => offset % 2 === 1, { notice });
    await writer.close();
    const { findings, count } = checkLog(FOLDER, { disk });
    assert.deepEqual(findings, [], `step ${step}`);
    assert(count >= 25);
    assert([...disk.files().keys()].every((path) => !path.endsWith(".new")));
  }
  assert.deepEqual((await openMemory(before, false)).info(LOG).root, root);
});

Deno.test("a log is made whole or not at all, and dropped whole or not at all", async () => {
  for (let step = 1; step < 60; step++) {
    const disk = new MemoryDisk();
    disk.cutAt = step;
    try {
      const { store, writer } = await memoryLog({}, disk);
      await writer.append(records(0, 2));
      await store.drop(LOG);
    } catch (error) {
      const cause = error instanceof Error ? error.cause ?? error : error;
      if (!(cause instanceof PowerCut)) throw error;
    }
    disk.cut(chanceOf(step));
    disk.makeFolder("/data");
    const store = await openMemory(disk);
    await store.create(LOG);
    const writer = await store.writer(LOG).catch(async (error) => {
      assert.equal(error.code, "log-dropped");
      await store.create(LOG);
      return await store.writer(LOG);
    });
    await writer.append([record(writer.next)]);
    await store.close();
    assert.deepEqual(checkLog(FOLDER, { disk }).findings, [], `step ${step}`);
    assert.deepEqual(disk.list("/data/logs"), [LOG]);
  }
});
