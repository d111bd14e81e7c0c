/** Appending: times, expectations, producers, sync modes, and what happens when the disk fails. */
import assert from "node:assert/strict";
import { checkLog, isLogFailure, KIND, logFailure, Store } from "../../lib/log/mod.ts";
import { allOf, failureOf, FOLDER, LOG, memoryLog, numberOf, openMemory, payload, record, records } from "./logs.ts";
import { MemoryDisk } from "./memory_disk.ts";

Deno.test("appends get offsets from 0 on, one after the other", async () => {
  const { store, writer } = await memoryLog();
  const results = await Promise.all([writer.append(records(0, 2)), writer.append(records(2, 3)), writer.append([])]);
  assert.deepEqual(results.map(({ first, count }) => [first, count]), [[0, 2], [2, 1], [3, 0]]);
  assert.deepEqual((await allOf(store)).map(({ payload }) => numberOf(payload)), [0, 1, 2]);
});

Deno.test("what arrives during a sync goes with the next one: two syncs for a hundred appends", async () => {
  const { disk, writer } = await memoryLog();
  let syncs = 0;
  disk.fault = (what) => {
    if (what === "sync") syncs++;
    return null;
  };
  const first = writer.append(records(0, 1));
  await Promise.resolve();
  await Promise.all([first, ...Array.from({ length: 99 }, (_, n) => writer.append(records(n + 1, n + 2)))]);
  assert.equal(syncs, 2);
});

Deno.test("with :always each append has its own sync; with :os none", async () => {
  for (const [sync, expected] of [["always", 5], ["os", 0]] as const) {
    const { disk, writer } = await memoryLog({ sync });
    let syncs = 0;
    disk.fault = (what) => {
      if (what === "sync") syncs++;
      return null;
    };
    await Promise.all(Array.from({ length: 5 }, (_, n) => writer.append(records(n, n + 1))));
    assert.equal(syncs, expected);
  }
});

Deno.test("a call may ask for another sync mode than the log's, and order stays", async () => {
  const { store, writer } = await memoryLog();
  const modes = ["os", "batch", "always", "os", "always", "batch"] as const;
  const results = await Promise.all(modes.map((sync, n) => writer.append(records(n, n + 1), { sync })));
  assert.deepEqual(results.map(({ first }) => first), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual((await allOf(store)).map(({ payload }) => numberOf(payload)), [0, 1, 2, 3, 4, 5]);
});

Deno.test("an earlier time is refused; without a time a clock that was set back repeats the last one", async () => {
  const disk = new MemoryDisk();
  disk.makeFolder("/data");
  let now = 5_000;
  const store = await Store.open("/data", { write: true, disk, now: () => now });
  await store.create(LOG);
  const writer = await store.writer(LOG);
  assert.equal((await writer.append([record(0)])).time, 5_000);
  now = 3_000;
  assert.equal((await writer.append([record(1)])).time, 5_000);
  const failure = await failureOf(() => writer.append([record(2, { time: 6_000 }), record(3, { time: 4_000 })]));
  assert.match(failure.message, /1970-01-01T00:00:04.000Z is earlier than that of the record before/);
  assert.equal((await writer.append([record(2, { time: 5_000 }), record(3, { time: 7_000 })])).time, 7_000);
  assert.throws(() => writer.add(record(4, { time: 6_999 })), /earlier/);
  assert.deepEqual((await allOf(store)).map(({ time }) => time), [5_000, 5_000, 5_000, 7_000]);
  await store.close();
  const again = await openMemory(disk);
  assert.equal((await (await again.writer(LOG)).append([record(4)])).time, 7_000);
});

Deno.test("a record that is too large, or no record, is refused, and nothing of the append is there", async () => {
  const { store, writer } = await memoryLog();
  const large = new Uint8Array(16 * 1024 * 1024 + 1);
  const refused: [object, string][] = [
    [{ payload: large }, "log-too-large"],
    [{ payload: payload(1), kind: KIND.erased }, "log-bad-entry"],
    [{ payload: payload(1), time: -1 }, "log-bad-entry"],
    [{ payload: payload(1), time: 1.5 }, "log-bad-entry"],
    [{ payload: payload(1), validFrom: NaN }, "log-bad-entry"],
    [{ payload: payload(1), producer: { id: "x".repeat(256), seq: 0 } }, "log-bad-entry"],
    [{ payload: payload(1), producer: { id: "x", seq: -1 } }, "log-bad-entry"],
  ];
  for (const [bad, code] of refused) {
    const failure = await failureOf(() => writer.append([record(0), bad as never]));
    assert.equal(failure.code, code);
  }
  assert.equal((await writer.append([{ payload: large.subarray(1) }])).first, 0);
  const reader = await store.reader(LOG);
  assert.equal(reader.at(0).payload.length, 16 * 1024 * 1024);
  assert.equal([...reader.read()].length, 1);
});

Deno.test("who expects another offset than the next is told the actual one", async () => {
  const { writer } = await memoryLog();
  assert.equal((await writer.append(records(0, 2), { expect: 0 })).first, 0);
  const both = await Promise.allSettled([
    writer.append([record(2)], { expect: 2 }),
    writer.append([record(3)], { expect: 2 }),
  ]);
  assert.equal(both[0].status, "fulfilled");
  assert(both[1].status === "rejected" && isLogFailure(both[1].reason, "log-not-expected"));
  assert.match(both[1].reason.message, /gets the offset 3, not 2/);
});

Deno.test("a repeat of a producer gets the first offset, also after reopening; a gap is refused", async () => {
  const { disk, store, writer } = await memoryLog();
  const sent = (seq: number, n = seq) => record(n, { producer: { id: "p", seq } });
  await writer.append([sent(1), sent(2)]);
  await writer.append([record(9)]);
  await writer.append([sent(3)]);
  const repeat = await writer.append([sent(2)]);
  assert.deepEqual(repeat, { first: 1, count: 1, time: null, repeated: 1 });
  assert.equal(writer.add(sent(3)), 3);
  assert.match((await failureOf(() => writer.append([sent(5)]))).message, /sends number 5, but 4 is next/);
  assert.throws(() => writer.add(sent(7)), /4 is next/);
  await store.close();
  const again = await openMemory(disk);
  const later = await again.writer(LOG);
  assert.equal((await later.append([sent(1)])).first, 0);
  assert.equal((await later.append([sent(3), sent(4)])).first, 3);
  assert.equal(later.durable, 5);
  const [a, b] = await Promise.all([later.append([sent(5)]), later.append([sent(5)])]);
  assert.deepEqual([a.first, b.first, later.durable], [5, 5, 6]);
});

Deno.test("a repeat that is older than what is remembered is refused, not appended", async () => {
  const { writer } = await memoryLog();
  for (let seq = 0; seq < 12; seq++) await writer.append([record(seq, { producer: { id: "p", seq } }), record(99)]);
  const failure = await failureOf(() => writer.append([record(0, { producer: { id: "p", seq: 0 } })]));
  assert.equal(failure.code, "log-producer-old");
  assert.equal((await writer.append([record(0, { producer: { id: "p", seq: 4 } })])).first, 8);
});

Deno.test("a full disk refuses what did not fit, and appends go on when there is room again", async () => {
  const { disk, store, writer } = await memoryLog();
  await writer.append(records(0, 3));
  for (const ending of [".log", "tree", ".index"]) {
    let full = true;
    disk.fault = (what, path) =>
      full && what === "write" && path.endsWith(ending) ? logFailure("disk-full", { path }) : null;
    const next = writer.durable;
    const sent = () => record(next, { producer: { id: ending, seq: 0 } }, 70_000);
    for (const each of await Promise.allSettled([writer.append([sent()]), writer.append([record(9)])])) {
      assert(each.status === "rejected" && isLogFailure(each.reason, "disk-full"));
    }
    full = false;
    const { first, repeated } = await writer.append([sent()]);
    assert.deepEqual({ first, repeated }, { first: next, repeated: 0 });
  }
  disk.fault = () => null;
  await store.close();
  assert.deepEqual((await allOf(await openMemory(disk))).map(({ payload }) => numberOf(payload)), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(checkLog(FOLDER, { disk }).findings, []);
});

Deno.test("records that nobody waited for and were refused are said at the next append, and by settled", async () => {
  const { disk, writer } = await memoryLog();
  const full = (path: string) => path.endsWith(".log") ? logFailure("disk-full", { path }) : null;
  disk.fault = (what, path) => what === "write" ? full(path) : null;
  writer.add(record(0));
  assert.equal((await failureOf(() => writer.settled())).code, "disk-full");
  await writer.settled();
  writer.add(record(0));
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  disk.fault = () => null;
  assert.throws(() => writer.add(record(0)), { code: "disk-full" });
  writer.add(record(0));
  await writer.settled();
  assert.equal(writer.durable, 1);
});

Deno.test("after a failed sync nothing is appended any more, and reopening looks at what is there", async () => {
  const { disk, store, writer } = await memoryLog();
  await writer.append(records(0, 2));
  disk.fault = (what, path) => what === "sync" && path.endsWith(".log") ? new Error("EIO: i/o error, fdatasync") : null;
  const failures = await Promise.allSettled([writer.append([record(2)]), writer.append([record(3)])]);
  for (const each of failures) assert(each.status === "rejected" && isLogFailure(each.reason, "log-poisoned"));
  disk.fault = () => null;
  const failure = await failureOf(() => writer.append([record(2)]));
  assert.match(failure.message, /cannot be written any more.*EIO/);
  assert.throws(() => writer.add(record(2)), { code: "log-poisoned" });
  assert.equal((await allOf(store)).length, 2);
  await store.close();
  const again = await openMemory(disk);
  const later = await again.writer(LOG);
  assert.equal(later.report.kept, 2);
  assert.equal((await later.append([record(4)])).first, 4);
});

Deno.test("who adds without waiting is asked to wait when 8 MB are buffered, and closing waits for everything", async () => {
  const { disk, store, writer } = await memoryLog();
  let asked = 0;
  for (let n = 0; n < 300; n++) {
    assert.equal(writer.add(record(n, {}, 100_000)), n);
    const ready = writer.ready();
    if (ready === null) continue;
    asked++;
    await ready;
  }
  assert(asked > 0);
  await store.close();
  const again = await openMemory(disk, false);
  let next = 0;
  (await again.reader(LOG)).scan(0, undefined, ({ offset, bytes, payload, end }) => {
    assert.equal(offset, next++);
    assert.equal(numberOf(bytes.subarray(payload, end)), offset);
  });
  assert.equal(next, 300);
});

Deno.test("a log that is closed says so", async () => {
  const { store, writer } = await memoryLog();
  const reader = await store.reader(LOG);
  await store.close();
  assert.throws(() => writer.add(record(0)), { code: "log-closed" });
  assert.throws(() => reader.count(), { code: "log-closed" });
  assert.equal((await failureOf(() => store.writer(LOG))).code, "log-closed");
});
