/**
 * Columns of logs: slices mean what scans mean, whatever was appended, deleted, erased, reopened, damaged or made by others before.
 * Parts have 8 records here.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Slice, valueIn, xxh32 } from "../../lib/columns/mod.ts";
import { type Keyword, kw, mapOf, type PMap, vec } from "../../lib/data/mod.ts";
import {
  canonicalise,
  checkLog,
  ColumnMaker,
  ColumnMakers,
  ColumnMemory,
  compact,
  KIND,
  LogColumns,
  logFailure,
  LogTable,
  type NewEntry,
  payloadOf,
  type Reader,
  Store,
  type Writer,
} from "../../lib/log/mod.ts";
import { newestEntries, type ScanOptions } from "../../lib/query/mod.ts";
import { records as anyRecords, same } from "../columns/values.ts";
import { FOLDER, LOG, ticking } from "./logs.ts";
import { MemoryDisk } from "./memory_disk.ts";

const KEY = kw("id");
const LEVEL = 3;
const NAMES = ["a", "b", "c", "d", "id"].map((name) => kw(name));

interface Open {
  readonly disk: MemoryDisk;
  store: Store;
  writer: Writer;
  reader: Reader;
  columns: LogColumns;
  table: LogTable;
  /** Some file of columns was damaged, and may be still. */
  damaged: boolean;
}

function openStore(disk: MemoryDisk, write: boolean): Promise<Store> {
  return Store.open("/data", { write, disk, now: ticking(), canonical: canonicalise });
}

async function openColumns(store: Store, key: Keyword | null): Promise<Pick<Open, "reader" | "columns" | "table">> {
  const reader = await store.reader(LOG);
  const memory = new ColumnMemory();
  const columns = new LogColumns(reader, key, { level: LEVEL, runLevel: 2, rest: 2, memory, savedAfter: 6 });
  return { reader, columns, table: new LogTable(reader, columns) };
}

async function openLog(keyed: boolean): Promise<Open> {
  const disk = new MemoryDisk();
  disk.makeFolder("/data");
  const store = await openStore(disk, true);
  await store.create(LOG, { key: keyed ? ":id" : null, segmentBytes: 500 });
  const writer = await store.writer(LOG);
  return { disk, store, writer, damaged: false, ...await openColumns(store, keyed ? KEY : null) };
}

interface Row {
  readonly offset: number;
  readonly time: number;
  readonly values: readonly unknown[];
}

/** The rows that slices mean. */
function rowsOf(slices: Iterable<Slice>): Row[] {
  const rows: Row[] = [];
  for (const { part, from, to, rows: chosen } of slices) {
    const columns = NAMES.map((name) => part.column(name));
    for (const [i, column] of columns.entries()) {
      assert.ok(column === null || part.names.includes(NAMES[i]), `${NAMES[i].text} is named`);
    }
    for (let row = from; row < to; row++) {
      if (chosen !== null ? !chosen.includes(row) : part.live !== null && part.live[row] === 0) continue;
      const values = columns.map((column) => column === null ? null : valueIn(column, row));
      rows.push({ offset: part.offsets?.[row] ?? part.first + row, time: part.times[row], values });
    }
  }
  return rows;
}

function expected(table: LogTable, options: ScanOptions): Row[] {
  const scanned = table.scan(options);
  const entries = options.newest && table.key !== null
    ? newestEntries(scanned, table.key, { ms: 0, always: true })
    : [...scanned].filter(({ deleted }) => !deleted);
  return entries.map(({ offset, time, value }) => ({
    offset,
    time,
    values: NAMES.map((name) => (value as PMap).get(name, null)),
  }));
}

function checkSlices(table: LogTable, options: ScanOptions, isLoaded = false): void {
  if (isLoaded) { for (const _ of table.load(options)); // fails with nothing
   }
  const found = rowsOf(table.slices(options));
  const wanted = expected(table, options);
  assert.deepEqual(found.map(({ offset, time }) => [offset, time]), wanted.map(({ offset, time }) => [offset, time]));
  for (const [i, { values }] of wanted.entries()) {
    for (const [k, value] of values.entries()) {
      assert.ok(same(found[i].values[k], value), `${NAMES[k].text} of offset ${wanted[i].offset}`);
    }
  }
}

const options: fc.Arbitrary<ScanOptions> = fc.record({
  upTo: fc.nat(120),
  since: fc.nat(120),
  from: fc.nat(50),
  to: fc.nat(60),
  newest: fc.boolean(),
  columns: fc.constantFrom(null, NAMES.slice(0, 2)),
}, { requiredKeys: [] });

type Step = (open: Open, keyed: boolean) => Promise<void>;

const keys: fc.Arbitrary<unknown> = fc.oneof(fc.nat(5), fc.constantFrom("x", "y", kw("z"), null, 2.5));

const append: fc.Arbitrary<Step> = fc.tuple(anyRecords, fc.array(keys, { minLength: 40, maxLength: 40 }), fc.nat(2))
  .map(
    ([records, ids, later]) => async ({ writer }) => {
      let time = writer.head.lastTime;
      const entries = records.map((record, i): NewEntry => ({
        ...payloadOf(record.assoc(KEY, ids[i])),
        time: time += later,
      }));
      if (entries.length > 0) await writer.append(entries);
    },
  );

const remove: fc.Arbitrary<Step> = fc.array(keys, { minLength: 1, maxLength: 4 }).map(
  (ids) => async ({ writer }, keyed) => {
    if (!keyed) return;
    const time = writer.head.lastTime;
    await writer.append(ids.map((id): NewEntry => ({ kind: KIND.tombstone, time, ...payloadOf(id) })));
  },
);

const erase: fc.Arbitrary<Step> = fc.integer({ min: 2, max: 6 }).map((every) => async ({ store }) => {
  await compact(store, LOG, (offset) => offset % every !== 0, { notice: () => payloadOf(mapOf(kw("erased"), every)) });
});

/** Whole records, in some order. */
const lookAtSome: fc.Arbitrary<Step> = fc.tuple(fc.array(fc.nat(), { maxLength: 60, size: "max" }), fc.boolean()).map(
  ([picks, first]) => ({ table }) => {
    const count = table.count();
    if (first) rowsOf(table.slices({}));
    const all = new Map([...table.scan({})].map((entry) => [entry.offset, entry]));
    const offsets = count === 0 ? [] : picks.map((pick) => pick % count);
    for (const [i, entry] of table.entries(offsets).entries()) {
      const wanted = all.get(offsets[i]);
      assert.equal(entry.offset, offsets[i]);
      if (wanted === undefined) continue; // erased, or a notice
      assert.ok(same(entry.value, wanted.value));
      assert.deepEqual({ ...entry, value: null }, { ...wanted, value: null });
    }
    return Promise.resolve();
  },
);

const look: fc.Arbitrary<Step> = fc.tuple(options, fc.boolean()).map(([given, isLoaded]) => ({ table }) =>
  Promise.resolve(checkSlices(table, given, isLoaded))
);

const reopen: fc.Arbitrary<Step> = fc.constant(async (open, keyed) => {
  await open.store.close();
  open.store = await openStore(open.disk, true);
  open.writer = await open.store.writer(LOG);
  Object.assign(open, await openColumns(open.store, keyed ? KEY : null));
});

/** Another process looks, with nothing in memory. */
const lookFresh: fc.Arbitrary<Step> = options.map((given) => async ({ disk }, keyed) => {
  const store = await openStore(disk, false);
  checkSlices((await openColumns(store, keyed ? KEY : null)).table, given);
  await store.close();
});

const damage: fc.Arbitrary<Step> = fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 })).map(
  ([which, at, mask]) => (open) => {
    const { disk, columns } = open;
    const files = [...disk.files().entries()].filter(([path]) => path.endsWith(".columns"));
    if (files.length === 0) return Promise.resolve();
    const bytes = files[which % files.length][1];
    bytes[at % bytes.length] ^= mask;
    open.damaged = true;
    columns.forget();
    return Promise.resolve();
  },
);

const forget: fc.Arbitrary<Step> = fc.constant(({ columns }) => Promise.resolve(columns.forget()));

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: append },
    { weight: 2, arbitrary: remove },
    { weight: 1, arbitrary: erase },
    { weight: 6, arbitrary: look },
    { weight: 3, arbitrary: lookAtSome },
    { weight: 1, arbitrary: reopen },
    { weight: 2, arbitrary: lookFresh },
    { weight: 1, arbitrary: damage },
    { weight: 1, arbitrary: forget },
  ),
  { minLength: 6, maxLength: 25, size: "max" },
);

for (const keyed of [false, true]) {
  Deno.test(`slices mean what scans mean, whatever is done with a log ${keyed ? "with a key" : "of events"}`, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const open = await openLog(keyed);
        for (const step of all) await step(open, keyed);
        checkSlices(open.table, {});
        checkSlices(open.table, { newest: true });
        await open.store.close();
        const { findings } = checkLog(FOLDER, { disk: open.disk, canonical: canonicalise, partLevel: LEVEL });
        assert.deepEqual(open.damaged ? [] : findings, []);
      }),
      { numRuns: 60 },
    );
  });
}

// ---- cases -------------------------------------------------------------------------------------------------------------

function row(i: number): PMap {
  return mapOf(
    KEY,
    i % 5,
    kw("a"),
    i,
    kw("b"),
    `word ${i % 3}`,
    kw("c"),
    i % 4 === 0 ? null : i / 10,
    kw("d"),
    vec([i]),
  );
}

async function filled(keyed: boolean, count: number): Promise<Open> {
  const open = await openLog(keyed);
  await open.writer.append(Array.from({ length: count }, (_, i): NewEntry => ({ ...payloadOf(row(i)), time: 10 + i })));
  return open;
}

function columnFiles(disk: MemoryDisk): string[] {
  return [...disk.files().keys()].filter((path) => path.endsWith(".columns")).sort();
}

/** All of it, now and newest. */
function checkBoth(table: LogTable): void {
  checkSlices(table, {});
  checkSlices(table, { newest: true });
}

Deno.test("complete parts have files, and keyed logs have their newest records in files", async () => {
  const events = await filled(false, 20);
  checkBoth(events.table);
  assert.deepEqual(columnFiles(events.disk).map((path) => path.split("/").at(-1)), [
    "00000000000000000000.columns",
    "00000000000000000008.columns",
    "00000000000000000016-2.columns",
  ]);
  const keyed = await filled(true, 20);
  checkSlices(keyed.table, { newest: true });
  assert.deepEqual(columnFiles(keyed.disk).map((path) => path.split("/").at(-1)), [
    "00000000000000000000.columns",
    "00000000000000000008.columns",
    "00000000000000000016-2.columns",
    "now-00000000000000000020-0.columns",
  ]);
});

Deno.test("the few records behind complete parts and runs have a file, made anew when more have come than are read quickly", async () => {
  const { disk, writer, table } = await filled(false, 22);
  checkSlices(table, {});
  const name = `${FOLDER}/columns/00000000000000000016-rest.columns`;
  assert.ok(columnFiles(disk).includes(name));
  /** What another process finds, and how many records it reads for that. */
  const look = async () => {
    const store = await openStore(disk, false);
    const { reader, columns, table } = await openColumns(store, null);
    let records = 0;
    const scan = reader.scan.bind(reader);
    reader.scan = (from, to, add) => scan(from, to, (cursor) => (records++, add(cursor)));
    assert.deepEqual(Array.from(columns.seen, ({ text }) => text).sort(), ["a", "b", "c", "d", "id"]);
    rowsOf(table.slices({}));
    const read = records;
    checkSlices(table, {});
    await store.close();
    return read;
  };
  assert.equal(await look(), 0);
  const saved = disk.bytes(name).slice();
  await writer.append([payloadOf(row(22))]);
  assert.equal(await look(), 1);
  assert.deepEqual(disk.bytes(name), saved);
  disk.put(name, saved.slice(0, -1));
  assert.equal(await look(), 3);
  assert.deepEqual(disk.bytes(name), saved);
  disk.remove(name);
  assert.equal(await look(), 3);
  assert.equal(await look(), 0);
  await writer.append([payloadOf(row(23))]);
  assert.equal(await look(), 8);
  assert.ok(!columnFiles(disk).includes(name));
});

Deno.test("which columns are known can be asked of a log that cannot be read", async () => {
  const { disk, writer, columns } = await openLog(false);
  assert.deepEqual([...columns.seen], []);
  await writer.append(Array.from({ length: 20 }, (_, i): NewEntry => payloadOf(row(i))));
  disk.put(`${FOLDER}/00000000000000000000.log`, new Uint8Array(5));
  assert.deepEqual([...columns.seen], []);
});

Deno.test("parts are made ready one by one, those of keyed logs until their newest records are known", async () => {
  for (const keyed of [false, true]) {
    const { table, disk } = await filled(keyed, 44);
    const given = { newest: keyed, columns: NAMES.slice(0, 2) };
    const steps = () => Array.from(table.load(given), () => columnFiles(disk).length);
    assert.deepEqual(steps(), [1, 2, 3, 4, 5, 6]); // of 8 records, and a run of 4
    checkSlices(table, given);
    assert.equal(steps().length, keyed ? 0 : 6);
  }
});

Deno.test("a byte of a file of columns that is another one is found out, and the rows are read instead", async () => {
  for (const keyed of [false, true]) {
    const { disk, table, columns } = await filled(keyed, 20);
    checkBoth(table);
    for (const path of columnFiles(disk)) {
      const whole = disk.bytes(path).slice();
      for (let at = 3; at < whole.length; at += 7) {
        const damaged = whole.slice();
        damaged[at] ^= 1 << (at % 8);
        disk.put(path, damaged);
        columns.forget();
        checkBoth(table);
        disk.put(path, whole);
      }
    }
  }
});

Deno.test("a damaged file of columns is made anew", async () => {
  const { disk, table, columns } = await filled(false, 20);
  checkBoth(table);
  const [path] = columnFiles(disk);
  const whole = disk.bytes(path).slice();
  const newer = whole.slice();
  newer[8]++;
  for (const other of [newer, whole.slice(0, 200), new Uint8Array(0)]) {
    disk.put(path, other);
    columns.forget();
    checkBoth(table);
    assert.deepEqual(disk.bytes(path), whole);
  }
});

Deno.test("columns of another log, or of what the log had before, are not used", async () => {
  const one = await filled(false, 20);
  checkBoth(one.table);
  const other = await openLog(false);
  await other.writer.append(
    Array.from({ length: 20 }, (_, i): NewEntry => ({ ...payloadOf(row(i + 1)), time: 10 + i })),
  );
  checkBoth(other.table);
  for (const path of columnFiles(other.disk)) other.disk.put(path, one.disk.bytes(path));
  other.columns.forget();
  checkBoth(other.table);
});

Deno.test("where no file can be written, columns are in memory", async () => {
  const { disk, table } = await filled(true, 20);
  disk.fault = (_, path) => path.includes("/columns") ? logFailure("disk-read-only", { path }) : null;
  checkBoth(table);
  assert.deepEqual(columnFiles(disk), []);
});

Deno.test("memory has a limit", async () => {
  const { reader } = await filled(true, 200);
  const memory = new ColumnMemory(2000);
  const table = new LogTable(reader, new LogColumns(reader, KEY, { level: LEVEL, memory }));
  for (let i = 0; i < 3; i++) checkBoth(table);
  assert.ok(memory.used < 6000, `${memory.used}`);
});

Deno.test("what an interrupted erasure left is not used, and goes when the log is opened for writing", async () => {
  const { disk, store, table, columns } = await filled(true, 20);
  checkBoth(table);
  const files = columnFiles(disk);
  disk.open(`${FOLDER}/columns/erasing`, "create");
  for (const path of files) disk.put(path, new Uint8Array(3));
  columns.forget();
  checkBoth(table);
  for (const path of files) assert.equal(disk.bytes(path).length, 3);
  await store.close();
  const again = await openStore(disk, true);
  await again.writer(LOG);
  assert.deepEqual([...disk.files().keys()].filter((path) => path.includes("/columns/")), []);
});

Deno.test("nothing that was erased stays in files of columns", async () => {
  const { disk, store, table } = await filled(true, 40);
  checkBoth(table);
  const secret = new TextEncoder().encode("word 2").toHex();
  const isThere = () => [...disk.files().values()].some((bytes) => bytes.toHex().includes(secret));
  assert.ok(isThere());
  await compact(store, LOG, (offset) => offset % 3 !== 2, { notice: () => payloadOf(mapOf(kw("erased"), 1)) });
  assert.ok(!isThere());
  checkBoth(table);
  assert.ok(!isThere());
});

Deno.test("files of columns are made in the background, those that somebody else made in between left alone", async () => {
  const { disk, columns, table, writer } = await filled(false, 20);
  const waiting: (() => void)[] = [];
  const makers = new ColumnMakers((call) => void waiting.push(call));
  const maker = new ColumnMaker(columns);
  const run = () => {
    for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) call();
  };
  makers.grown(maker, 7, 7);
  assert.equal(waiting.length, 0);
  makers.grown(maker, 20, 13);
  makers.grown(maker, 20, 0);
  assert.equal(waiting.length, 1);
  assert.deepEqual(columnFiles(disk), []);
  run();
  assert.equal(columnFiles(disk).length, 2);
  await writer.append(Array.from({ length: 30 }, (_, i): NewEntry => payloadOf(row(i))));
  checkSlices(table, { from: 25, to: 30 });
  makers.grown(maker, 50, 30);
  run();
  assert.equal(columnFiles(disk).length, 6);
  columns.forget();
  checkBoth(table);
  disk.put(`${FOLDER}/00000000000000000000.log`, new Uint8Array(5));
  for (const path of columnFiles(disk)) disk.remove(path);
  const another = new ColumnMaker(columns);
  makers.grown(another, 50, 0);
  run();
  makers.grown(another, 60, 10);
  assert.equal(waiting.length, 0);
});

Deno.test("columns are made of one log after the other, while hardly anything is appended", async () => {
  const waiting: (() => void)[] = [];
  const makers = new ColumnMakers((call) => void waiting.push(call));
  const [a, b] = [await filled(false, 20), await filled(false, 20)];
  const pause = () => waiting.splice(0).forEach((call) => call());
  const counts = () => [a, b].map(({ disk }) => columnFiles(disk).length);
  const [first, second] = [new ColumnMaker(a.columns), new ColumnMaker(b.columns)];
  makers.grown(first, 20, 20);
  makers.grown(second, 20, 20);
  for (let i = 0; i < 20; i++) {
    makers.grown(second, 20, 1000);
    pause();
  }
  assert.deepEqual(counts(), [0, 0]);
  for (let turns = 0; counts()[0] < 2; turns++) {
    assert.ok(turns < 100);
    makers.grown(second, 20, 3);
    pause();
  }
  assert.equal(counts()[1], 0);
  while (waiting.length > 0) pause();
  assert.deepEqual(counts(), [2, 2]);
  makers.grown(first, 40, 0);
  makers.forget(first);
  pause();
  assert.equal(waiting.length, 0);
});

Deno.test("entries are found by their offsets, in any order", async () => {
  const { table, store } = await filled(true, 300);
  await compact(store, LOG, (offset) => offset !== 7, { notice: () => payloadOf(mapOf(kw("erased"), 7)) });
  const all = new Map([...table.scan({})].map((entry) => [entry.offset, entry]));
  const looked = [...table.slices({})].length;
  assert.ok(looked > 0);
  for (const offsets of [[], [5], [299, 0, 150, 150, 3, 4, 5], Array.from({ length: 300 }, (_, i) => 299 - i)]) {
    const found = table.entries(Float64Array.from(offsets));
    assert.deepEqual(found.map(({ offset }) => offset), offsets);
    for (const entry of found) if (entry.offset !== 7) assert.deepEqual(entry, all.get(entry.offset));
  }
  assert.equal(table.entries([7])[0].value, null);
});

Deno.test("parts say whether a record says when it is true", async () => {
  const { table, writer, columns } = await filled(true, 16);
  const says = (newest: boolean) => [...table.slices({ newest })].map(({ part }) => part.hasValidTime);
  assert.deepEqual([says(false), says(true)], [[false, false], [false]]);
  await writer.append([{ ...payloadOf(row(3)), validFrom: 5 }]);
  assert.deepEqual([says(false), says(true)], [[false, false, true], [true]]);
  await writer.append(Array.from({ length: 13 }, (_, i): NewEntry => payloadOf(row(i))));
  // Behind the third part there are a run of four and two more.
  assert.deepEqual([says(false), says(true)], [[false, false, true, false, false], [true]]);
  columns.forget();
  assert.deepEqual([says(false), says(true)], [[false, false, true, false, false], [true]]);
});

Deno.test("the checker compares columns with the records", async () => {
  const open = await filled(true, 22);
  checkBoth(open.table);
  await open.store.close();
  const check = () =>
    checkLog(FOLDER, { disk: open.disk, canonical: canonicalise, partLevel: LEVEL }).findings.map(({ problem }) =>
      problem
    );
  assert.deepEqual(check(), []);
  const [part, , , rest, now] = columnFiles(open.disk);
  for (const path of [part, rest, now]) {
    const whole = open.disk.bytes(path).slice();
    open.disk.put(path, whole.map((byte, i) => i === whole.length - 9 ? byte ^ 1 : byte));
    assert.deepEqual(check(), ["The columns cannot be read: the checksum of a column is wrong"]);
    open.disk.put(path, whole);
  }
  // Whole columns, but of other records.
  const other = await openLog(true);
  await other.writer.append(
    Array.from(
      { length: 22 },
      (_, i): NewEntry => ({ ...payloadOf(row(i).assoc(kw("a"), i === 6 || i === 21 ? 7 : i)), time: 10 + i }),
    ),
  );
  checkBoth(other.table);
  for (const path of [part, rest]) {
    const whole = open.disk.bytes(path);
    const bytes = other.disk.bytes(path).slice();
    bytes.set(whole.subarray(32, 80), 32);
    open.disk.put(path, resealed(bytes));
    assert.deepEqual(check(), ["It has another value of :a"]);
    open.disk.put(path, whole);
  }
  const elsewhere = open.disk.bytes(rest).slice();
  elsewhere[16]++;
  open.disk.put(rest, resealed(elsewhere));
  assert.deepEqual(check(), ["It is about other records"]);
});

/** A file of columns with the checksum that its head needs. */
function resealed(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer);
  const end = 128 + view.getUint32(88, true);
  view.setUint32(124, xxh32(bytes, 128, end, xxh32(bytes, 0, 124)), true);
  return bytes;
}
