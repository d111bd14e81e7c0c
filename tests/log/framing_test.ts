/** The bytes of entries, blocks, segments, indexes, marks, options and producers: what goes in comes out, and nothing else does. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  BLOCK_HEAD,
  checkRecord,
  emptyBlockHead,
  readBlockHead,
  sealBlock,
  writeBlockHead,
} from "../../lib/log/block.ts";
import { getI64, getU64, putI64, putU64, viewOf } from "../../lib/log/bytes.ts";
import { Batch } from "../../lib/log/batch.ts";
import { DurableFile, type Mark } from "../../lib/log/durable.ts";
import {
  encodeEntry,
  entryLeaf,
  entryTime,
  erasedEntry,
  FLAG,
  KIND,
  optionalFields,
  payloadStart,
} from "../../lib/log/entry.ts";
import { findHashFunction } from "../../lib/log/hash.ts";
import { INDEX_ENTRY, SegmentIndex } from "../../lib/log/index.ts";
import { completeOptions, decodeOptions, encodeOptions } from "../../lib/log/options.ts";
import { Producers } from "../../lib/log/producers.ts";
import {
  decodeSegmentHead,
  encodeSegmentHead,
  parseSegmentName,
  SEGMENT_HEAD,
  segmentName,
} from "../../lib/log/segment.ts";
import type { NewEntry } from "../../lib/log/mod.ts";
import { MemoryDisk } from "./memory_disk.ts";
import { failureOf } from "./logs.ts";

const hash = findHashFunction("blake3") ?? assert.fail();
const LOG_ID = new Uint8Array(16).map((_, i) => i * 7);

const time = fc.nat({ max: 8.64e15 });
const instant = fc.integer({ min: -8.64e15, max: 8.64e15 });
const bytes = fc.uint8Array({ maxLength: 300 });
const entry: fc.Arbitrary<NewEntry & { time: number }> = fc.record({
  kind: fc.constantFrom(KIND.record, KIND.tombstone, KIND.notice),
  payload: bytes,
  canonical: fc.option(bytes, { nil: undefined }),
  time,
  validFrom: fc.option(instant, { nil: undefined }),
  validTo: fc.option(instant, { nil: undefined }),
  producer: fc.option(
    fc.record({ id: fc.string({ unit: "grapheme", maxLength: 20 }), seq: fc.nat({ max: Number.MAX_SAFE_INTEGER }) }, {
      noNullPrototype: true,
    }),
    { nil: undefined },
  ),
});

function hex(bytes: Uint8Array): string {
  return bytes.toHex();
}

Deno.test("numbers of 64 bits come back as they were written", () => {
  const view = new DataView(new ArrayBuffer(8));
  fc.assert(fc.property(fc.maxSafeInteger(), (n) => {
    putI64(view, 0, n);
    assert.equal(getI64(view, 0), n);
    assert.equal(view.getBigInt64(0, true), BigInt(n));
    putU64(view, 0, Math.abs(n));
    assert.equal(getU64(view, 0), Math.abs(n));
    assert.equal(view.getBigUint64(0, true), BigInt(Math.abs(n)));
  }));
});

Deno.test("an entry comes back with all its fields", () => {
  fc.assert(fc.property(entry, (given) => {
    const encoded = encodeEntry(given, given.time);
    const view = viewOf(encoded);
    const at = payloadStart(encoded, view, 0, encoded.length);
    assert.equal(encoded[0], given.kind);
    assert.equal(entryTime(view, 0), given.time);
    assert.equal((encoded[1] & FLAG.canonical) !== 0, given.canonical === undefined);
    assert.equal(hex(encoded.subarray(at)), hex(given.payload as Uint8Array));
    const { producer, validFrom, validTo } = optionalFields(encoded, view, 0);
    assert.deepEqual({ producer, validFrom, validTo }, {
      producer: given.producer,
      validFrom: given.validFrom,
      validTo: given.validTo,
    });
  }));
});

Deno.test("the bytes of an entry are those of the description", () => {
  const payload = new Uint8Array([9]);
  const producer = { id: "p", seq: 2 };
  const encoded = encodeEntry({ kind: KIND.tombstone, payload, producer, validFrom: -1, validTo: 1 }, 258);
  assert.equal(
    hex(encoded),
    "01" + "0f" + "0201000000000000" + "01" + "70" + "0200000000000000" + "ffffffffffffffff" + "0100000000000000" +
      "09",
  );
});

Deno.test("random bytes are an entry only where their lengths fit, and never make the host fail", () => {
  fc.assert(
    fc.property(bytes, (random) => {
      const at = payloadStart(random, viewOf(random), 0, random.length);
      assert(at === -1 || (at >= 10 && at <= random.length));
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("the leaf of an entry is the hash of its canonical form, whatever the order the payload was written in", () => {
  fc.assert(fc.property(entry, (given) => {
    const batch = new Batch("batch", 0, null);
    const id = given.producer === undefined ? null : new TextEncoder().encode(given.producer.id);
    batch.add(given, given.time, id);
    const made = hex(batch.leaves(hash));
    const whole = encodeEntry(
      { ...given, payload: given.canonical ?? given.payload, canonical: undefined },
      given.time,
    );
    whole[1] &= ~FLAG.canonical;
    assert.equal(made, hex(hash.leaf(whole)));
    batch.close();
    const at = BLOCK_HEAD + 8;
    const payload = payloadStart(batch.bytes, viewOf(batch.bytes), at, batch.length);
    const before = hex(batch.bytes.subarray(0, batch.length));
    const leaf = entryLeaf(hash, batch.bytes, at, batch.length, payload, given.canonical ?? null);
    assert.equal(hex(leaf), made);
    assert.equal(hex(batch.bytes.subarray(0, batch.length)), before);
  }));
});

Deno.test("an erased entry keeps time, fields, former kind and leaf, and nothing of the payload", () => {
  fc.assert(fc.property(entry, (given) => {
    const encoded = new Uint8Array([0, ...encodeEntry(given, given.time)]);
    const payload = payloadStart(encoded, viewOf(encoded), 1, encoded.length);
    const leaf = entryLeaf(hash, encoded, 1, encoded.length, payload, given.canonical ?? null);
    const erased = erasedEntry(encoded, 1, payload, leaf);
    const view = viewOf(erased);
    const at = payloadStart(erased, view, 0, erased.length);
    assert.equal(erased[0], KIND.erased);
    assert.equal(erased.length - at, 33);
    assert.equal(erased[at], given.kind);
    assert.equal(entryTime(view, 0), given.time);
    assert.deepEqual(optionalFields(erased, view, 0), optionalFields(encoded, viewOf(encoded), 1));
    assert.equal(hex(entryLeaf(hash, erased, 0, erased.length, at, null)), hex(leaf));
  }));
});

Deno.test("a batch is whole blocks, each about 64 KB, with all records in order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 90_000 }), { minLength: 1, maxLength: 12 }), fc.nat(), (sizes, first) => {
      const batch = new Batch("batch", first, null);
      for (const [i, size] of sizes.entries()) batch.add({ payload: new Uint8Array(size).fill(i) }, i, null);
      batch.close();
      const named: number[] = [];
      batch.seal(7, 99, (offset) => named.push(offset));
      const view = viewOf(batch.bytes);
      const head = emptyBlockHead();
      let record = 0;
      for (let at = 0; at < batch.length; at += BLOCK_HEAD + head.bodyLength) {
        assert.equal(readBlockHead(batch.bytes, view, at, 99, head), null);
        assert.equal(head.first, first + record);
        assert.equal(named.shift(), head.first);
        assert(head.count === 1 || head.bodyLength <= 64 * 1024);
        assert.equal(head.firstTime, record);
        const end = at + BLOCK_HEAD + head.bodyLength;
        for (let p = at + BLOCK_HEAD; p < end; record++) {
          const next = checkRecord(batch.bytes, view, p, end);
          assert.equal(next - p - 8 - 10, sizes[record]);
          p = next;
        }
        assert.equal(head.lastTime, record - 1);
      }
      assert.equal(record, sizes.length);
      assert.deepEqual(named, []);
    }),
    { numRuns: 50 },
  );
});

Deno.test("the head of a block with any bit flipped, or of another segment, is none", () => {
  const block = new Uint8Array(BLOCK_HEAD);
  const view = viewOf(block);
  const given = { bodyLength: 5, first: 2 ** 40, count: 3, bodyCrc: 17, firstTime: 1, lastTime: 2 };
  writeBlockHead(view, 0, given);
  sealBlock(block, view, 0, 9, 4);
  const head = emptyBlockHead();
  assert.equal(readBlockHead(block, view, 0, 4, head), null);
  assert.deepEqual(head, { ...given, durable: 9 });
  assert.match(readBlockHead(block, view, 0, 5, head) ?? "", /another segment/);
  for (let bit = 0; bit < BLOCK_HEAD * 8; bit++) {
    block[bit >> 3] ^= 1 << (bit & 7);
    assert.notEqual(readBlockHead(block, view, 0, 4, head), null);
    block[bit >> 3] ^= 1 << (bit & 7);
  }
});

Deno.test("the head of a segment says what is wrong with it", async () => {
  const head = encodeSegmentHead(42, 1_000, LOG_ID);
  const decode = (bytes: Uint8Array, first = 42, id = LOG_ID) => decodeSegmentHead(bytes, "x.log", first, id);
  assert.equal(head.length, SEGMENT_HEAD);
  const { first, createdMs } = decode(head);
  assert.deepEqual({ first, createdMs }, { first: 42, createdMs: 1_000 });
  assert.match((await failureOf(() => decode(head.subarray(0, 63)))).message, /x\.log is damaged at byte 63/);
  assert.match((await failureOf(() => decode(head, 43))).message, /begins with offset 42, its name says 43/);
  assert.match((await failureOf(() => decode(head, 42, new Uint8Array(16)))).message, /another log/);
  assert.match((await failureOf(() => decode(new Uint8Array(64)))).message, /not a segment/);
});

Deno.test("a segment of a newer format is refused with both versions", async () => {
  const { crc32c } = await import("../../lib/log/crc32c.ts");
  const head = encodeSegmentHead(0, 0, LOG_ID);
  const view = viewOf(head);
  view.setUint16(8, 3, true);
  view.setUint32(60, crc32c(head, 0, 60), true);
  const { message } = await failureOf(() => decodeSegmentHead(head, "x.log", 0, LOG_ID));
  assert.match(message, /version 3; this program knows versions up to 1/);
});

Deno.test("names of segments are in the order of their offsets", () => {
  fc.assert(fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
    assert.equal(parseSegmentName(segmentName(a)), a);
    assert.equal(segmentName(a) < segmentName(b), a < b);
  }));
  assert.equal(parseSegmentName("1.log"), null);
});

Deno.test("an index finds the last block at or before an offset, and before a time", () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(90_000), fc.nat(2)), { maxLength: 40 }), (steps) => {
    const index = new SegmentIndex(5);
    const blocks: { offset: number; position: number; time: number }[] = [];
    let [offset, position, time] = [0, 64, 0];
    for (const [records, size, later] of steps) {
      index.add(offset, position, time);
      const last = blocks.at(-1);
      if (last === undefined || position - last.position >= 65_536) blocks.push({ offset, position, time });
      [offset, position, time] = [offset + records + 1, position + size + 64, time + later];
    }
    const read = SegmentIndex.decode(index.encode(), 5);
    assert.equal(read.count, blocks.length);
    for (let at = 0; at <= offset; at++) {
      const block = blocks.findLast((block) => block.offset <= at);
      assert.deepEqual(
        read.findOffset(at),
        block === undefined ? null : { offset: block.offset, position: block.position },
      );
    }
    for (let at = 0; at <= time; at++) {
      const block = blocks.findLast((block) => block.time < at);
      assert.deepEqual(
        read.findTime(at),
        block === undefined ? null : { offset: block.offset, position: block.position },
      );
    }
  }));
});

Deno.test("an index counts up to its first wrong entry", () => {
  const index = new SegmentIndex(5);
  for (let i = 0; i < 10; i++) index.add(i, 64 + i * 70_000, i);
  const encoded = index.encode();
  encoded[4 * INDEX_ENTRY + 3] ^= 1;
  assert.equal(SegmentIndex.decode(encoded, 5).count, 4);
  assert.equal(SegmentIndex.decode(index.encode(), 6).count, 0);
});

Deno.test("of two marks the newer one counts, and the older one when the newer is torn at any byte", () => {
  const disk = new MemoryDisk();
  const file = disk.open("/durable", "create");
  const durable = new DurableFile(file, LOG_ID);
  const mark = (count: number): Mark => ({
    count,
    segment: 0,
    length: count * 10,
    lastTime: count,
    root: new Uint8Array(32).fill(count),
    synced: { count, segment: 0, length: count * 10 },
    derived: count,
    generation: 3,
    producers: count % 2 === 0,
    dropped: false,
  });
  durable.write(mark(1));
  durable.write(mark(2));
  durable.write(mark(3));
  assert.deepEqual(new DurableFile(file, LOG_ID).read(), mark(3));
  for (let at = 0; at < 128; at++) {
    const torn = disk.copy();
    torn.bytes("/durable")[at] ^= 16;
    assert.deepEqual(new DurableFile(torn.open("/durable", "read"), LOG_ID).read(), mark(2));
  }
  assert.equal(new DurableFile(file, new Uint8Array(16)).read(), null);
});

Deno.test("options come back as they were written, forms in brackets and strings among them", () => {
  const form = fc.constantFrom(null, ":id", "[:a :b]", '["a]" {:b "\\""}]', '"x, y"', "{:days 30, :keep #{1 2}}");
  fc.assert(fc.property(form, form, fc.integer({ min: 1, max: 2 ** 40 }), (key, retain, segmentBytes) => {
    const id = "01234567-89ab-cdef-0123-456789abcdef";
    const created = { ...completeOptions({ key, retain, segmentBytes, hash: "sha256", sync: "os" }), id, createdMs: 5 };
    assert.deepEqual(decodeOptions(encodeOptions(created), "options.edn"), created);
  }));
});

Deno.test("producers come back, and know the offsets of what they sent last", () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(4)), { maxLength: 60 }), (sent) => {
    const producers = new Producers();
    const seqs = new Map<string, number>();
    const offsets = new Map<string, number>();
    let offset = 0;
    for (const [which, gap] of sent) {
      offset += gap;
      const id = `p${which}`;
      const seq = (seqs.get(id) ?? -1) + 1;
      seqs.set(id, seq);
      offsets.set(`${id} ${seq}`, offset);
      producers.note(id, seq, offset++);
    }
    const read = Producers.decode(producers.encode(offset), offset) ?? assert.fail();
    assert.equal(read.size, seqs.size);
    for (const [id, last] of seqs) {
      assert.equal(read.last(id), last);
      for (let seq = Math.max(last - 7, 0); seq <= last; seq++) {
        assert.equal(read.offsetOf(id, seq), offsets.get(`${id} ${seq}`));
      }
    }
    assert.equal(Producers.decode(producers.encode(offset), offset + 1), null);
  }));
});
