/** Ids: unique whoever makes them, and growing, whatever the clock does. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { hostDisk } from "../../lib/log/disk.ts";
import { IdMaker, LANES, leaseFrom, leaseLane } from "../../lib/log/ids.ts";

/** Makers that lease from the same marks, with a clock that a test sets. */
function makers(count: number, clock: { now: number }): IdMaker[] {
  const marks = new Float64Array(LANES);
  return Array.from(
    { length: count },
    () => new IdMaker((more) => leaseLane(marks, clock.now, more), () => clock.now),
  );
}

const START = Date.UTC(2026, 0, 1);

Deno.test("ids are unique over all makers and grow with each, though the clock jumps forth and back", () => {
  const step = fc.record({
    maker: fc.nat(3),
    ids: fc.integer({ min: 1, max: 5000 }),
    jump: fc.integer({ min: -60_000, max: 60_000 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const clock = { now: START };
      const all = makers(4, clock);
      const last = all.map(() => 0n);
      const seen = new Set<bigint>();
      for (const { maker, ids, jump } of steps) {
        clock.now += jump;
        for (let i = 0; i < ids; i++) {
          const id = BigInt(all[maker].next());
          assert.ok(id > last[maker], `${id} comes after ${last[maker]}`);
          assert.ok(!seen.has(id), `${id} was there before`);
          seen.add(id);
          last[maker] = id;
        }
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("an id says when it was made: milliseconds since 2020 above 22 bits", () => {
  const [maker] = makers(1, { now: START });
  assert.equal(BigInt(maker.next()) >> 22n, BigInt(START - Date.UTC(2020, 0, 1)));
});

Deno.test("a lane is leased to one at a time; the one that was had before is preferred", () => {
  const marks = new Float64Array(LANES);
  const first = leaseLane(marks, 1000);
  const second = leaseLane(marks, 1000);
  assert.notEqual(first.lane, second.lane);
  assert.equal(leaseLane(marks, first.until, { after: first.until - 1, before: first.lane }).lane, first.lane);
  assert.equal(leaseLane(marks, second.until, { after: 5, before: second.lane }).lane, second.lane);
});

Deno.test("when all lanes are leased, the one that ends first is leased for the time behind its end", () => {
  const marks = new Float64Array(LANES).fill(50_000);
  marks[7] = 40_000;
  assert.deepEqual(leaseLane(marks, 1000), { lane: 7, from: 40_000, until: 50_000 });
});

Deno.test("leases are kept in a file: a maker that starts anew gets none that was given", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const seen = new Set<number | bigint>();
    for (let start = 0; start < 5; start++) {
      const maker = new IdMaker((more) => leaseFrom(hostDisk, folder, START, more), () => START);
      for (let i = 0; i < 1000; i++) seen.add(maker.next());
    }
    assert.equal(seen.size, 5000);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("a damaged file of leases is refused: nobody knows which ids were given", () => {
  const folder = Deno.makeTempDirSync();
  try {
    leaseFrom(hostDisk, folder, START, { after: 0, before: -1 });
    const bytes = Deno.readFileSync(`${folder}/ids`);
    bytes[3] ^= 1;
    Deno.writeFileSync(`${folder}/ids`, bytes);
    assert.throws(
      () => leaseFrom(hostDisk, folder, START, { after: 0, before: -1 }),
      /ids cannot be used: it does not say which ids were given/,
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
