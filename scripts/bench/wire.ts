/**
 * What it costs to write and read messages between workers, by kind of message, in nanoseconds.
 *
 *     deno run scripts/bench/wire.ts
 *
 * Each figure is the median of several rounds of batches of 1,000 messages; taking the batch and beginning it are in it, posting is not.
 * @module
 */

import { kw, listFrom, mapFrom, mapOf, mkFloat, range, setOf, tuple, vec, vecOf } from "../../lib/data/mod.ts";
import type { Batch } from "../../lib/actor/wire_format.ts";
import { WireReader } from "../../lib/actor/wire_reader.ts";
import { WireWriter } from "../../lib/actor/wire_writer.ts";

const MESSAGES = 1000;
const ROUNDS = 41;
const BATCHES_PER_ROUND = 20;

const lines = Array.from({ length: 40 }, (_, i) => mapOf(kw("sku"), `SKU-${i}`, kw("count"), i, kw("price"), 9.5 + i));

const KINDS: Readonly<Record<string, unknown>> = {
  "{:add 7}": tuple(kw("add"), 7),
  "{:hop 100000}": tuple(kw("hop"), 100000),
  "{:ok :ready}": tuple(kw("ok"), kw("ready")),
  "map of 4 Ints": mapOf(kw("id"), 1, kw("from"), 2, kw("to"), 3, kw("amount"), 400),
  "map of 4, mixed": mapOf(kw("id"), 123456, kw("name"), "Alice", kw("ratio"), 0.5, kw("state"), kw("new")),
  "map of 8 Ints": mapFrom(["a", "b", "c", "d", "e", "f", "g", "h"].map((name, i) => [kw(name), i])),
  "short text": "hello",
  "text of 100": "x".repeat(100),
  "vector of 10 Ints": vec(Array.from({ length: 10 }, (_, i) => i * 1000)),
  "vector of 100 Floats": vec(Array.from({ length: 100 }, (_, i) => mkFloat(i / 3))),
  "list of 10": listFrom(Array.from({ length: 10 }, (_, i) => i)),
  "set of 3 keywords": setOf(kw("a"), kw("b"), kw("c")),
  "hash map of 100": mapFrom(Array.from({ length: 100 }, (_, i) => [`key ${i}`, i])),
  "order of 40 lines": mapOf(kw("id"), 7, kw("lines"), vec(lines), kw("tags"), vecOf(kw("new"), kw("paid"))),
  "range of 1000": range(0, 1000),
};

const nothing = { write: () => false, parts: () => null };
const nobody = {
  read: (): never => {
    throw new Error("nothing to read");
  },
  recordType: (): never => {
    throw new Error("no records");
  },
};

function median(figures: number[]): number {
  return figures.sort((a, b) => a - b)[figures.length >> 1];
}

function write(writer: WireWriter, message: unknown): Batch {
  for (let i = 0; i < MESSAGES; i++) {
    writer.mark();
    writer.value(message);
  }
  return writer.take();
}

function read(reader: WireReader, batch: Batch): unknown {
  let last: unknown = null;
  for (reader.begin(batch); !reader.atEnd;) last = reader.value();
  return last;
}

const tables = Object.values(KINDS).map((message) => ({
  message,
  writer: new WireWriter(nothing),
  reader: new WireReader(nobody),
  writeNs: [] as number[],
  readNs: [] as number[],
  bytes: 0,
}));

for (let round = 0; round < ROUNDS; round++) {
  for (const table of tables) {
    const batches: Batch[] = [];
    const start = performance.now();
    for (let i = 0; i < BATCHES_PER_ROUND; i++) batches.push(write(table.writer, table.message));
    const written = performance.now();
    for (const batch of batches) read(table.reader, batch);
    const end = performance.now();
    const perMessage = 1e6 / (BATCHES_PER_ROUND * MESSAGES);
    table.writeNs.push((written - start) * perMessage);
    table.readNs.push((end - written) * perMessage);
    table.bytes = (batches[0].bytes.length + batches[0].text.length) / MESSAGES;
  }
}

console.log("message                    write ns   read ns   bytes and units");
Object.keys(KINDS).forEach((name, i) => {
  const { writeNs, readNs, bytes } = tables[i];
  const figures = [median(writeNs).toFixed(0).padStart(9), median(readNs).toFixed(0).padStart(10), bytes.toFixed(0)];
  console.log(name.padEnd(26) + figures[0] + figures[1] + figures[2].padStart(10));
});
