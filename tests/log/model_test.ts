/** Appending, reopening, erasing and reading in any order, against a plain array. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  checkLog,
  compact,
  type Entry,
  KIND,
  type NewEntry,
  type Store,
  type SyncMode,
  type Writer,
} from "../../lib/log/mod.ts";
import { FOLDER, LOG, memoryLog, openMemory, payload } from "./logs.ts";
import type { MemoryDisk } from "./memory_disk.ts";

/** What the log should be. */
interface Model {
  readonly entries: { kind: number; time: number; text: string | null }[];
}

interface Real {
  readonly disk: MemoryDisk;
  store: Store;
  writer: Writer;
}

type Step = (model: Model, real: Real) => Promise<void>;

const text = (bytes: Uint8Array) => bytes.toHex();

function lookAt(model: Model, { offset, kind, time, payload }: Entry): void {
  const expected = model.entries[offset];
  assert.deepEqual({ kind, time }, { kind: expected.kind, time: expected.time });
  if (expected.text !== null) assert.equal(text(payload), expected.text);
}

const append = (sizes: number[], sync: SyncMode, later: number, kind: 0 | 1): Step => async (model, { writer }) => {
  const last = model.entries.at(-1)?.time ?? 0;
  const entries: NewEntry[] = sizes.map((size, i) => ({ kind, payload: payload(i, size), time: last + later }));
  const { first, count } = await writer.append(entries, { sync });
  assert.deepEqual({ first, count }, { first: model.entries.length, count: sizes.length });
  for (const entry of entries) {
    model.entries.push({ kind, time: last + later, text: text(entry.payload as Uint8Array) });
  }
};

const addAll = (sizes: number[]): Step => async (model, { writer }) => {
  const time = model.entries.at(-1)?.time ?? 0;
  for (const [i, size] of sizes.entries()) {
    assert.equal(writer.add({ payload: payload(i, size), time }), model.entries.length);
    model.entries.push({ kind: KIND.record, time, text: text(payload(i, size)) });
  }
  await writer.settled();
};

const reopen = (cleanly: boolean, rebuild: boolean): Step => async (_, real) => {
  if (cleanly) await real.store.close();
  real.store = await openMemory(real.disk);
  real.writer = await real.store.writer(LOG, { rebuild });
  assert.deepEqual(real.writer.report, { cut: null, kept: 0, lost: 0, rebuilt: rebuild ? ["tree"] : [] });
};

const read = (from: number, to: number): Step => async (model, { store }) => {
  const reader = await store.reader(LOG);
  let next = Math.min(from, model.entries.length);
  for (const entry of reader.read(from, to)) {
    assert.equal(entry.offset, next++);
    lookAt(model, entry);
  }
  assert.equal(next, Math.max(Math.min(to, model.entries.length), Math.min(from, model.entries.length)));
  if (from < model.entries.length) lookAt(model, reader.at(from));
  const time = from * 2;
  const found = model.entries.findIndex((entry) => entry.time >= time);
  assert.equal(reader.offsetAtTime(time), found < 0 ? model.entries.length : found);
  reader.close();
};

const erase = (every: number): Step => async (model, { store, writer }) => {
  const goes = (offset: number) => offset % every === 0 && model.entries[offset].kind <= KIND.tombstone;
  const wanted = model.entries.keys().filter(goes).toArray();
  const { root } = writer.head;
  const result = await compact(store, LOG, (offset) => !goes(offset), { notice: () => ({ payload: payload(0) }) });
  assert.equal(result.erased, wanted.length);
  if (wanted.length === 0) return assert.deepEqual(writer.head.root, root);
  for (const offset of wanted) model.entries[offset] = { ...model.entries[offset], kind: KIND.erased, text: null };
  const reader = await store.reader(LOG);
  const notice = reader.at(model.entries.length);
  model.entries.push({ kind: KIND.notice, time: notice.time, text: text(payload(0)) });
  reader.close();
};

const sizes = fc.array(fc.oneof(fc.nat(200), fc.nat(5_000), fc.constant(70_000)), { minLength: 1, maxLength: 6 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(
      sizes,
      fc.constantFrom<SyncMode>("batch", "always", "os"),
      fc.nat(3),
      fc.constantFrom(0 as const, 1 as const),
    ).map((all) => append(...all)),
  },
  { weight: 2, arbitrary: sizes.map(addAll) },
  { weight: 2, arbitrary: fc.tuple(fc.boolean(), fc.boolean()).map((both) => reopen(...both)) },
  { weight: 3, arbitrary: fc.tuple(fc.nat(60), fc.nat(60)).map((both) => read(...both)) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }).map(erase) },
);

Deno.test("a log is an array that only grows, whatever is done with it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 25 }),
      fc.constantFrom(1, 500, 20_000, 1e9),
      fc.constantFrom("blake3" as const, "sha256" as const),
      async (steps, segmentBytes, hash) => {
        const model: Model = { entries: [] };
        const real = await memoryLog({ segmentBytes, hash });
        for (const step of steps) await step(model, real);
        await read(0, Infinity)(model, real);
        const { root } = real.writer.head;
        await real.store.close();
        const checked = checkLog(FOLDER, { disk: real.disk });
        assert.deepEqual(checked.findings, []);
        assert.equal(checked.count, model.entries.length);
        assert.deepEqual(checked.root, root);
      },
    ),
    { numRuns: 150 },
  );
});
