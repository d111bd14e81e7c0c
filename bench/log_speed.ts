/**
 * What the log costs, beside what it may: records of 100 bytes that become durable together and one by one, beside SQLite and beside bare
 * writes; reading, opening, proving.
 * In: nothing, or `--rounds N`, `--records N`, `--folder DIR` (on the disk that is of interest). Out: lines of "what figure", medians over
 * rounds in which all take turns.
 * @module
 */
import fs from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";
import { decode, findHashFunction, proveInclusion, Store, storedHashCount, type Writer } from "../lib/log/mod.ts";
import { payloadOf } from "../lib/log/logs.ts";
import { kw, mapOf } from "../lib/data/mod.ts";
import { median, threeDigits } from "./figures.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    records: { type: "string", default: "300000" },
    folder: { type: "string", default: "" },
  },
});
const rounds = Number(values.rounds);
const count = Number(values.records);
const folder = values.folder || Deno.makeTempDirSync({ prefix: "batuta-bench-" });

const LOG = "bench";
/** Records that are made durable together where SQLite is compared. */
const BATCH = 1000;
/** About 100 bytes each. */
const ENTRIES = Array.from(
  { length: 256 },
  (_, i) =>
    payloadOf(
      mapOf(
        kw("type"),
        "click",
        kw("user-id"),
        10_000 + i,
        kw("url"),
        "/products/42/reviews/of/others",
        kw("ms"),
        17.5,
      ),
    ),
);
const PAYLOADS = ENTRIES.map(({ payload: { bytes, from, to } }) => bytes.slice(from, to));
/** A segment as long as the default, as a file with a hole. */
const SEGMENT_BYTES = 256 * 1024 * 1024;
/** A log so long that its tree is 640 MB. */
const LONG = 10_000_000;

const figures = new Map<string, number[]>();

function note(what: string, figure: number): void {
  figures.set(what, [...figures.get(what) ?? [], figure]);
}

async function timed(act: () => unknown): Promise<number> {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

async function fresh(name: string, segmentBytes?: number): Promise<{ store: Store; writer: Writer; dir: string }> {
  const dir = join(folder, name);
  await Deno.remove(dir, { recursive: true }).catch(() => {}); // not there yet
  const store = await Store.open(dir, { write: true });
  await store.create(LOG, segmentBytes === undefined ? {} : { segmentBytes });
  return { store, writer: await store.writer(LOG), dir };
}

async function addAll(writer: Writer, records: number): Promise<void> {
  for (let n = 0; n < records; n++) {
    writer.add(ENTRIES[n & 255]);
    const ready = writer.ready();
    if (ready !== null) await ready;
  }
  await writer.settled();
}

const perSecond = (records: number, ms: number) => records / ms * 1_000;

async function appendAndRead(): Promise<void> {
  const { store, writer } = await fresh("batch");
  note("append", perSecond(count, await timed(() => addAll(writer, count))));
  const reader = await store.reader(LOG);
  let seen = 0;
  const read = () => reader.scan(0, undefined, ({ bytes, payload, end }) => void (decode(bytes, payload, end), seen++));
  note("read", perSecond(count, await timed(read)));
  await store.close();
}

/** Batches that are durable one after the other, in the log and in SQLite by turns: the median of the ratios. */
async function besideSqlite(): Promise<void> {
  const turns = 9;
  const batches = Math.max(10, Math.floor(count / BATCH / 4 / turns));
  const { store, writer } = await fresh("batches");
  const batch = Array.from({ length: BATCH }, (_, i) => ENTRIES[i & 255]);
  const append = async () => {
    for (let n = 0; n < batches; n++) await writer.append(batch);
  };
  const path = join(folder, "bench.sqlite");
  fs.rmSync(path, { force: true });
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE log (payload BLOB)");
  const insert = database.prepare("INSERT INTO log (payload) VALUES (?)");
  const insertAll = () => {
    for (let n = 0; n < batches; n++) {
      database.exec("BEGIN");
      for (let i = 0; i < BATCH; i++) insert.run(PAYLOADS[i & 255]);
      database.exec("COMMIT");
    }
  };
  await append();
  insertAll();
  const ratios: number[] = [];
  for (let turn = 0; turn < turns; turn++) ratios.push(await timed(insertAll) / await timed(append));
  await store.close();
  database.close();
  note("beside-sqlite", median(ratios));
}

/** Records that are durable one by one, beside the same bytes written and synced. */
async function oneByOne(): Promise<void> {
  const appends = 300;
  const { store, writer } = await fresh("always");
  const all = async () => {
    for (let n = 0; n < appends; n++) await writer.append([ENTRIES[0]], { sync: "always" });
  };
  const ours = await timed(all);
  await store.close();
  const fd = fs.openSync(join(folder, "bare"), "w");
  const theirs = await timed(() => {
    for (let n = 0; n < appends; n++) {
      fs.writeSync(fd, PAYLOADS[0], 0, PAYLOADS[0].length, n * PAYLOADS[0].length);
      fs.fdatasyncSync(fd);
    }
  });
  fs.closeSync(fd);
  note("beside-bare", theirs / ours);
}

/** Proofs in a long log: its tree is a file with a hole, for only where hashes stand matters. */
async function prove(): Promise<void> {
  const path = join(folder, "tree");
  const fd = fs.openSync(path, "w+");
  fs.ftruncateSync(fd, storedHashCount(LONG) * 32);
  const hash = findHashFunction("blake3")!;
  const read = (index: number) => {
    const bytes = new Uint8Array(32);
    fs.readSync(fd, bytes, 0, 32, index * 32);
    return bytes;
  };
  const proofs = 500;
  const all = () => {
    for (let n = 0; n < proofs; n++) proveInclusion(hash, n * 7919 % LONG, LONG, read);
  };
  note("prove-ms", await timed(all) / proofs);
  fs.closeSync(fd);
}

/** Opens a log of 10 GB; all segments but the last are holes, which shows that they are not read. */
async function open(): Promise<void> {
  const { store, writer, dir } = await fresh("large", 1_000_000);
  for (let n = 0; n < 40; n++) await addAll(writer, 9_000);
  await store.close();
  const logs = join(dir, "logs", LOG);
  const segments = [...Deno.readDirSync(logs)].map(({ name }) => name).filter((name) => name.endsWith(".log")).sort();
  for (const name of segments.slice(0, -1)) Deno.truncateSync(join(logs, name), SEGMENT_BYTES);
  const again = async () => {
    const store = await Store.open(dir, { write: true });
    const writer = await store.writer(LOG);
    (await store.reader(LOG)).at(writer.durable - 1);
    await store.close();
  };
  note("open-ms", await timed(again));
}

for (let round = 0; round < rounds; round++) {
  await appendAndRead();
  await besideSqlite();
  await oneByOne();
  await open();
  await prove();
}
for (const [what, seen] of figures) console.log(`${what} ${threeDigits(median(seen))}`);
await Deno.remove(folder, { recursive: true });
