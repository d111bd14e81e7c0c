/** Logs that are cut off at every byte, and logs of which every byte is flipped in turn. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { checkLog, isLogFailure, type LogOptions } from "../../lib/log/mod.ts";
import { crc32c } from "../../lib/log/crc32c.ts";
import { allOf, FOLDER, LOG, memoryLog, numberOf, openMemory, record, records } from "./logs.ts";
import type { MemoryDisk } from "./memory_disk.ts";

const SEGMENT = `${FOLDER}/00000000000000000000.log`;

/** Appends by threes, closes, and appends as a process would that is killed then. */
async function killedLog(options: Partial<LogOptions> = {}): Promise<MemoryDisk> {
  const { disk, store, writer } = await memoryLog(options);
  for (let n = 0; n < 9; n += 3) await writer.append(records(n, n + 3));
  await store.close();
  const again = await (await openMemory(disk)).writer(LOG);
  await again.append([record(9, { producer: { id: "p", seq: 1 } }), record(10, { producer: { id: "p", seq: 2 } })]);
  await again.append(records(11, 12));
  return disk;
}

function cutTo(disk: MemoryDisk, path: string, length: number): MemoryDisk {
  const cut = disk.copy();
  cut.put(path, cut.bytes(path).slice(0, length));
  return cut;
}

/** The numbers of the records, after opening for writing; the failure where that fails. */
async function reopened(disk: MemoryDisk): Promise<{ numbers: number[]; failure: Error | null }> {
  const store = await openMemory(disk);
  try {
    await store.writer(LOG);
  } catch (error) {
    assert(isLogFailure(error), `${error}`);
    return { numbers: [], failure: error };
  }
  const numbers = (await allOf(store)).map(({ payload }) => numberOf(payload));
  await store.close();
  assert.deepEqual(checkLog(FOLDER, { disk }).findings, []);
  return { numbers, failure: null };
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

Deno.test("a log without its mark opens with whatever whole blocks there are, wherever it is cut off", async () => {
  const disk = await killedLog();
  const size = disk.bytes(SEGMENT).length;
  let last = 0;
  for (let length = 64; length <= size; length++) {
    const cut = cutTo(disk, SEGMENT, length);
    cut.remove(`${FOLDER}/durable`);
    const { numbers, failure } = await reopened(cut);
    assert.equal(failure, null);
    assert.deepEqual(numbers, upTo(numbers.length));
    assert(numbers.length >= last);
    last = numbers.length;
  }
  assert.equal(last, 12);
});

Deno.test("a log that is cut off before its mark is refused and left as it is", async () => {
  const disk = await killedLog();
  const size = disk.bytes(SEGMENT).length;
  for (let length = 0; length < size; length++) {
    const cut = cutTo(disk, SEGMENT, length);
    const { failure } = await reopened(cut);
    assert(isLogFailure(failure, "log-damaged"), `${length}: ${failure}`);
    assert.equal(cut.bytes(SEGMENT).length, length);
    const { findings } = checkLog(FOLDER, { disk: cut });
    assert(findings.some(({ path }) => path === SEGMENT), `${length}`);
  }
});

Deno.test("what stands behind the mark, cut off anywhere, never takes anything that was acknowledged", async () => {
  const disk = await killedLog();
  const marked = disk.bytes(SEGMENT).length;
  const durable = disk.bytes(`${FOLDER}/durable`).slice();
  const store = await openMemory(disk);
  const writer = await store.writer(LOG);
  await writer.append(records(12, 15));
  await writer.append(records(15, 16));
  disk.put(`${FOLDER}/durable`, durable); // an older mark, as after a power cut
  const size = disk.bytes(SEGMENT).length;
  for (let length = marked; length <= size; length++) {
    const cut = cutTo(disk, SEGMENT, length);
    const { numbers, failure } = await reopened(cut);
    assert.equal(failure, null);
    assert.deepEqual(numbers, upTo(length === size ? 16 : numbers.length));
    assert(numbers.length >= 12);
  }
});

Deno.test("a torn block before one that says it was durable is damage, not a torn tail", async () => {
  const { disk, writer } = await memoryLog();
  await writer.append(records(0, 1));
  const durable = disk.bytes(`${FOLDER}/durable`).slice();
  const torn = disk.bytes(SEGMENT).length + 70;
  for (let n = 1; n < 4; n++) await writer.append(records(n, n + 1));
  disk.put(`${FOLDER}/durable`, durable);
  disk.bytes(SEGMENT)[torn] ^= 1;
  const { failure } = await reopened(disk);
  assert.match(`${failure}`, /says that it was durable/);
});

Deno.test("a record that was changed together with all its checksums is found by the root", async () => {
  const disk = await killedLog();
  const bytes = disk.bytes(SEGMENT).slice();
  const view = new DataView(bytes.buffer);
  const [block, body] = [64, 128];
  const end = body + view.getUint32(block + 4, true);
  const next = body + 8 + view.getUint32(body, true);
  bytes[next - 1] ^= 1;
  view.setUint32(body + 4, crc32c(bytes, body + 8, next, crc32c(bytes, body, body + 4)), true);
  view.setUint32(block + 20, crc32c(bytes, body, end), true);
  view.setUint32(block + 60, crc32c(bytes, block, block + 60), true);
  disk.put(SEGMENT, bytes);
  const problems = checkLog(FOLDER, { disk }).findings.map(({ problem }) => problem);
  assert.deepEqual(problems, [
    "A hash of the Merkle tree is wrong",
    "The records have another Merkle root than was acknowledged",
  ]);
  const failure = await (await openMemory(disk)).writer(LOG, { rebuild: true }).catch((error) => error);
  assert(isLogFailure(failure, "log-root-differs"), `${failure}`);
});

Deno.test("without a mark a reader that salvages reads what there is, others say what to do", async () => {
  const disk = await killedLog();
  disk.put(`${FOLDER}/durable`, new Uint8Array(256));
  const store = await openMemory(disk, false);
  assert.match(`${await allOf(store).catch((error) => error)}`, /opening the log for writing makes it anew/);
  assert.deepEqual((await allOf(store, true)).map(({ payload }) => numberOf(payload)), upTo(12));
});

Deno.test("a wrong length that happens to end where another record begins makes no record pass for another", async () => {
  const { disk, store, writer } = await memoryLog();
  await writer.append(records(0, 10, 14)); // 32 bytes each, so one bit more skips one of them
  await store.close();
  disk.bytes(SEGMENT)[64 + 64 + 2 * 32] ^= 32;
  const entries = await allOf(await openMemory(disk, false), true);
  assert.deepEqual(entries.map(({ payload }) => numberOf(payload)), [0, 1]);
  assert.deepEqual(entries.map(({ offset }) => offset), [0, 1]);
});

/** Flips each byte of a file in turn: what happens is reported or does not matter, and never are there wrong records. */
async function flipEach(disk: MemoryDisk, path: string, look: (flipped: MemoryDisk, at: number) => Promise<void>) {
  const size = disk.bytes(path).length;
  for (let at = 0; at < size; at++) {
    const flipped = disk.copy();
    const bytes = flipped.bytes(path).slice();
    bytes[at] ^= 1 << (at % 8);
    flipped.put(path, bytes);
    await look(flipped, at);
  }
}

Deno.test("every byte flipped in a segment is found by the checker, with its place, and refused by readers", async () => {
  const disk = await killedLog();
  await flipEach(disk, SEGMENT, async (flipped, at) => {
    const { findings } = checkLog(FOLDER, { disk: flipped });
    assert(findings.some(({ path, position }) => path === SEGMENT && position <= at), `${at}`);
    const store = await openMemory(flipped, false);
    const failure = await allOf(store).then(() => null, (error) => error);
    // The checksum over a whole block is not needed by who checks those of its records.
    assert(isLogFailure(failure, "log-damaged") || isLogFailure(failure, "log-newer"), `${at}: ${failure}`);
    const salvaged = await allOf(store, true).catch((error) => {
      assert(isLogFailure(error, "log-newer"), `${at}: ${error}`);
      return [];
    });
    for (const { offset, payload } of salvaged) assert.equal(numberOf(payload), offset, `${at}`);
  });
});

Deno.test("a reader that salvages loses one record for one wrong byte in a payload, and says which", async () => {
  const { disk, store, writer } = await memoryLog();
  await writer.append(records(0, 10, 50));
  await store.close();
  const bytes = disk.bytes(SEGMENT);
  bytes[64 + 64 + 4 * 68 + 40] ^= 1;
  const reader = await (await openMemory(disk, false)).reader(LOG, { salvage: true });
  assert.deepEqual([...reader.read()].map(({ offset }) => offset), [0, 1, 2, 3, 5, 6, 7, 8, 9]);
  const [{ from, to, segment, position }] = reader.leftOut;
  assert.deepEqual({ from, to, segment, position }, { from: 4, to: 5, segment: SEGMENT, position: 64 + 64 + 4 * 68 });
});

Deno.test("every byte flipped in the mark, index, tree or producers: found by the checker, and the log opens as it was", async () => {
  const disk = await killedLog();
  // Without a clean end the tree would be made anew anyway.
  await (await openMemory(disk)).writer(LOG).then((writer) => writer.close());
  for (const name of ["durable", "tree", "producers", "00000000000000000000.index"]) {
    const path = `${FOLDER}/${name}`;
    await flipEach(disk, path, async (flipped, at) => {
      const { findings } = checkLog(FOLDER, { disk: flipped });
      assert(findings.some((finding) => finding.path === path && finding.position <= at), `${name} ${at}`);
      const reading = await openMemory(flipped.copy(), false);
      const seen = (await allOf(reading)).map(({ payload }) => numberOf(payload));
      assert.deepEqual(seen, upTo(seen.length), `${name} ${at}`);
      if (name !== "durable") assert.equal(seen.length, 12);
      const store = await openMemory(flipped);
      const writer = await store.writer(LOG, { rebuild: name === "tree" });
      assert.deepEqual((await allOf(store)).map(({ payload }) => numberOf(payload)), upTo(12), `${name} ${at}`);
      await writer.close();
      assert.deepEqual(checkLog(FOLDER, { disk: flipped }).findings, [], `${name} ${at}`);
    });
  }
});

Deno.test("options that were changed are refused with the file's path", async () => {
  const disk = await killedLog();
  const path = `${FOLDER}/options.edn`;
  await flipEach(disk, path, async (flipped, at) => {
    const failure = await openMemory(flipped, false).then((store) => store.reader(LOG)).then(
      () => null,
      (error) => error,
    );
    assert(isLogFailure(failure) && failure.message.includes(path), `${at}: ${failure}`);
  });
});

/** One way to spoil the bytes of a file; places are fractions of its length. */
const spoiling = fc.record({
  file: fc.nat(),
  how: fc.constantFrom("noise", "zeros", "remove", "repeat", "cut"),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 400 }),
  other: fc.double({ min: 0, max: 1, noNaN: true }),
  noise: fc.uint8Array({ minLength: 1, maxLength: 40 }),
});

type Spoiling = typeof spoiling extends fc.Arbitrary<infer T> ? T : never;

function spoil(bytes: Uint8Array, { how, at, length, other, noise }: Omit<Spoiling, "file">) {
  const from = Math.floor(at * bytes.length);
  const to = Math.min(from + length, bytes.length);
  const behind = bytes.subarray(to);
  const source = Math.floor(other * bytes.length);
  const middle = how === "noise"
    ? noise
    : how === "zeros"
    ? new Uint8Array(to - from)
    : how === "repeat"
    ? bytes.subarray(source, source + length)
    : [];
  return new Uint8Array([...bytes.subarray(0, from), ...middle, ...how === "cut" ? [] : behind]);
}

Deno.test("whatever happens to the files, no reader ever gets a record at another's place, and the checker says what is wrong", async () => {
  const { disk, store, writer } = await memoryLog({ segmentBytes: 900 });
  for (let n = 0; n < 60; n += 1 + n % 4) {
    await writer.append(records(n, n + 1 + n % 4, 10 + n % 3 * 20));
  }
  const { count } = writer.head;
  await store.close();
  const paths = [...disk.files().keys()].filter((path) => path.startsWith(FOLDER));
  await fc.assert(
    fc.asyncProperty(fc.array(spoiling, { minLength: 1, maxLength: 4 }), async (all) => {
      const spoilt = disk.copy();
      for (const { file, ...how } of all) {
        const path = paths[file % paths.length];
        spoilt.put(path, spoil(spoilt.bytes(path), how));
      }
      const changed = paths.some((path) => spoilt.bytes(path).toHex() !== disk.bytes(path).toHex());
      const { findings } = checkLog(FOLDER, { disk: spoilt });
      const reports = (error: unknown) => {
        assert(isLogFailure(error), `${error}`);
        return null;
      };
      const looks = [
        (salvage: boolean) => openMemory(spoilt.copy(), false).then((store) => allOf(store, salvage)),
        (salvage: boolean) =>
          openMemory(spoilt.copy()).then((store) => store.writer(LOG).then(() => allOf(store, salvage))),
      ];
      for (const look of looks) {
        for (const salvage of [true, false]) {
          const entries = await look(salvage).catch(reports);
          for (const { offset, payload } of entries ?? []) assert.equal(numberOf(payload), offset);
          if (entries !== null && !salvage && entries.length < count) assert(findings.length > 0);
        }
      }
      if (changed && findings.length === 0) {
        // Only what is behind all that counts may go unseen.
        for (const path of paths) assert.equal(spoilt.bytes(path).toHex().indexOf(disk.bytes(path).toHex()), 0, path);
      }
    }),
    { numRuns: 400 },
  );
});
