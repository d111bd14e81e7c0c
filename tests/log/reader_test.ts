/** Reading: by offset, by time, in order; following; what was dropped or rewritten; without an index. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { checkLog, compact, KIND, logFailure, type Reader, Store } from "../../lib/log/mod.ts";
import { proveInclusion, verifyInclusion } from "../../lib/log/proof.ts";
import { storedHashIndex } from "../../lib/log/tree.ts";
import { allOf, failureOf, FOLDER, inFolder, LOG, memoryLog, numberOf, openMemory, record, records } from "./logs.ts";

Deno.test("records are read with all their fields, in order and one by one", async () => {
  const { store, writer } = await memoryLog();
  const producer = { id: "müller", seq: 7 };
  await writer.append([
    record(0),
    record(1, { kind: KIND.tombstone, time: 9_000, validFrom: -5, validTo: 2 ** 40, producer }),
  ]);
  const reader = await store.reader(LOG);
  const [, second] = [...reader.read()];
  const { payload, position, ...rest } = second;
  assert.equal(numberOf(payload), 1);
  assert(position > 0);
  assert.deepEqual(rest, {
    offset: 1,
    time: 9_000,
    kind: KIND.tombstone,
    flags: 15,
    producer,
    validFrom: -5,
    validTo: 2 ** 40,
    segment: 0,
  });
  assert.deepEqual(reader.at(1), second);
  assert.equal((await failureOf(() => reader.at(2))).message, "There is no record 2: the log has 2");
  assert.equal((await failureOf(() => reader.at(-1))).code, "log-out-of-range");
  assert.equal((await failureOf(() => reader.at(0.5))).code, "log-out-of-range");
});

const notice = () => ({ payload: new Uint8Array(1) });

/** A log of `count` records in several segments and blocks; their times are 10, 10, 10, 20, 20, 20, … */
async function longLog(count: number, segmentBytes: number, size: number) {
  const log = await memoryLog({ segmentBytes });
  for (let n = 0; n < count;) {
    const to = Math.min(n + 1 + (n % 7), count);
    await log.writer.append(
      records(n, to, size).map((each, i) => ({ ...each, time: 10 * (1 + Math.floor((n + i) / 3)) })),
    );
    n = to;
  }
  return log;
}

Deno.test("any range, offset and time is found, in few and in many segments", async () => {
  for (const [segmentBytes, size] of [[700, 20], [50_000, 900], [1e9, 3_000]]) {
    const { store } = await longLog(200, segmentBytes, size);
    const reader = await store.reader(LOG);
    fc.assert(
      fc.property(fc.nat(210), fc.nat(210), fc.integer({ min: -10, max: 700 }), (from, to, time) => {
        const read = [...reader.read(from, to)].map(({ offset, payload }) => [offset, numberOf(payload)]);
        const expected = [];
        for (let n = from; n < Math.min(to, 200); n++) expected.push([n, n]);
        assert.deepEqual(read, expected);
        if (from < 200) assert.equal(numberOf(reader.at(from).payload), from);
        assert.equal(reader.offsetAtTime(time), Math.min(Math.max(Math.ceil(time / 10) - 1, 0) * 3, 200));
      }),
      { numRuns: 200 },
    );
    reader.close();
  }
});

Deno.test("a scan ends where the visitor says so", async () => {
  const { store } = await longLog(50, 700, 20);
  const reader = await store.reader(LOG);
  const seen: number[] = [];
  assert.equal(
    reader.scan(10, undefined, ({ offset }) => {
      seen.push(offset);
      return offset < 30;
    }),
    31,
  );
  assert.deepEqual([seen[0], seen.length], [10, 21]);
  assert.equal(reader.scan(60, undefined, () => assert.fail()), 60);
});

Deno.test("without indexes, or with those of other segments, everything is found", async () => {
  const { disk, store } = await longLog(200, 100_000, 3_000);
  await store.close();
  const indexes = [...disk.files().keys()].filter((path) => path.endsWith(".index"));
  assert(indexes.length > 3);
  for (const spoil of ["remove", "swap"]) {
    const spoilt = disk.copy();
    const contents = indexes.map((path) => disk.bytes(path));
    for (const [i, path] of indexes.entries()) {
      if (spoil === "remove") spoilt.remove(path);
      else spoilt.put(path, contents[(i + 1) % contents.length]);
    }
    const reader = await (await openMemory(spoilt, false)).reader(LOG);
    for (let n = 0; n < 200; n += 7) assert.equal(numberOf(reader.at(n).payload), n);
    assert.equal(reader.offsetAtTime(500), 147);
    const again = await openMemory(spoilt);
    await again.writer(LOG);
    await again.close();
    if (spoil === "remove") assert.deepEqual(checkLog(FOLDER, { disk: spoilt }).findings, []);
  }
});

Deno.test("opening a log and reading its end reads no more than its end", async () => {
  const { disk, store, writer } = await memoryLog({ segmentBytes: 4e6 });
  for (let n = 0; n < 400; n += 40) await writer.append(records(n, n + 40, 50_000));
  for (let n = 400; n < 500; n++) await writer.append([record(n)]);
  await store.close();
  assert(disk.bytes(`${FOLDER}/00000000000000000000.log`).length > 4e6);
  let bytes = 0;
  disk.seeRead = (count) => bytes += count;
  const again = await openMemory(disk);
  assert.equal((await again.writer(LOG)).durable, 500);
  const reader = await again.reader(LOG);
  assert.equal(numberOf(reader.at(499).payload), 499);
  assert.equal([...reader.read(450)].length, 50);
  assert(bytes < 500_000, `${bytes}`);
});

Deno.test("a reader sees what is acknowledged, and nothing before it is", async () => {
  const { store, writer } = await memoryLog();
  const reader = await store.reader(LOG);
  const appended = writer.append(records(0, 1));
  assert.equal(reader.count(), 0);
  await appended;
  assert.equal(reader.count(), 1);
  assert.deepEqual(reader.head().root, writer.head.root);
});

Deno.test("proofs of records verify against the root that a reader sees", async () => {
  const { store, writer } = await longLog(37, 700, 20);
  const reader = await store.reader(LOG);
  const { count, root } = reader.head();
  const { hash } = writer.files;
  for (let index = 0; index < count; index++) {
    const leaf = reader.hashes(storedHashIndex(0, index));
    const proof = proveInclusion(hash, index, count, reader.hashes);
    assert(verifyInclusion(hash, { index, size: count, leaf, proof, root }));
  }
});

Deno.test("a reader that waits is told when something was appended, in this process", () =>
  inFolder(async (folder) => {
    const store = await Store.open(folder, { write: true });
    await store.create(LOG);
    const writer = await store.writer(LOG);
    const reader = await store.reader(LOG);
    for (let n = 0; n < 5; n++) {
      const changed = reader.changed();
      await writer.append([record(n)]);
      await changed;
      assert.equal(reader.count(), n + 1);
    }
    const never = reader.changed();
    reader.close();
    await never;
    await store.close();
  }));

Deno.test("what was appended between looking and waiting is not missed", () =>
  inFolder(async (folder) => {
    const store = await Store.open(folder, { write: true });
    await store.create(LOG);
    const writer = await store.writer(LOG);
    const reader = await store.reader(LOG);
    reader.count();
    await writer.append([record(0)]);
    await reader.changed();
    assert.equal(reader.count(), 1);
    await store.close();
  }));

Deno.test("readers of a log that is dropped are told so, also those that wait", () =>
  inFolder(async (folder) => {
    const store = await Store.open(folder, { write: true });
    await store.create(LOG);
    const writer = await store.writer(LOG);
    await writer.append(records(0, 3));
    const elsewhere = await Store.open(folder, { write: false });
    const reader: Reader = await elsewhere.reader(LOG);
    const waiting = reader.changed();
    await store.drop(LOG);
    await waiting;
    assert.equal((await failureOf(() => reader.count())).message, "The log :events was dropped");
    assert.equal((await failureOf(() => elsewhere.reader(LOG))).code, "log-unknown");
    assert.equal((await failureOf(() => writer.append([record(3)]))).code, "log-closed");
    assert.deepEqual(store.logs(), []);
    await store.create(LOG);
    assert.equal((await (await store.writer(LOG)).append([record(0)])).first, 0);
    await store.close();
    await elsewhere.close();
  }));

Deno.test("a reader that was open before an erasure does not see what was erased once it looks again", async () => {
  const { store } = await longLog(60, 700, 20);
  const reader = await store.reader(LOG);
  assert.equal(numberOf(reader.at(4).payload), 4);
  await compact(store, LOG, (offset) => offset !== 4, { notice });
  assert.equal(reader.count(), 61);
  assert.equal(reader.at(4).kind, KIND.erased);
  assert.equal((await allOf(store))[60].kind, KIND.notice);
});

Deno.test("closing waits for an erasure, which ends early and leaves a whole log", async () => {
  const { disk, store } = await longLog(60, 700, 20);
  let closing: Promise<void> | null = null;
  disk.fault = (_, path) => {
    if (path.endsWith(".log.new")) closing ??= store.close();
    return null;
  };
  const failure = await failureOf(() => compact(store, LOG, (offset) => offset % 2 === 0, { notice }));
  await closing;
  assert.equal(failure.code, "log-closed");
  assert([...disk.files().keys()].every((path) => !path.endsWith(".new")));
  assert.deepEqual(checkLog(FOLDER, { disk }).findings, []);
});

Deno.test("an erasure fails where the disk does, and leaves the log as it was", async () => {
  for (const waiting of [true, false]) {
    const { disk, store, writer } = await longLog(60, 1e6, 20);
    const faults = { on: false };
    disk.fault = (what, path) => {
      if (what === "make" && path.endsWith(".log")) return logFailure("disk-full", { path });
      if (faults.on && what === "sync" && path.endsWith(".log")) return new Error("EIO");
      return null;
    };
    const erasing = failureOf(() => compact(store, LOG, (offset) => offset > 5, { notice }));
    // With appends under way the new segment is begun between two of them.
    const appends = waiting ? Array.from({ length: 9 }, (_, n) => writer.append([record(n)]).catch(() => {})) : [];
    assert.equal((await erasing).code, "disk-full");
    await Promise.all(appends);
    faults.on = true;
    assert.equal((await failureOf(() => writer.append([record(0)]))).code, "log-poisoned");
    assert.equal((await failureOf(() => compact(store, LOG, () => false, { notice }))).code, "log-poisoned");
    await store.close();
    const entries = await allOf(await openMemory(disk, false));
    assert(entries.slice(0, 60).every(({ kind }) => kind === KIND.record));
  }
});

Deno.test("a visitor may ask its own reader for more while a segment is rewritten", async () => {
  const { store } = await longLog(60, 700, 20);
  const reader = await store.reader(LOG);
  await compact(store, LOG, (offset) => offset !== 4, { notice });
  let seen = 0;
  reader.scan(0, 60, ({ offset }) => {
    assert.equal(reader.count(), 61);
    assert.equal(reader.at(offset).offset, offset);
    seen++;
  });
  assert.equal(seen, 60);
});
