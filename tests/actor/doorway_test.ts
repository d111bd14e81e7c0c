import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { Doorways } from "../../lib/actor/doorway.ts";
import { MOST_WORKERS } from "../../lib/actor/gauges.ts";

const [ME, OTHER, THIRD] = [1, 2, 3];
const HELLO = { bytes: new Uint8Array([1, 2, 3]), text: "hé" };

/** Doorways whose clock goes on by a millisecond whenever somebody looks at it. */
function doorways(): Doorways {
  let ms = 0;
  return new Doorways(new SharedArrayBuffer(Doorways.sizeBytes + 64), 64, () => ms++);
}

function hand(ways: Doorways, from = OTHER, batch = HELLO): boolean {
  return ways.enter(ME, batch) && ways.put(from, ME, batch);
}

Deno.test("any batch that fits arrives as it was", () => {
  const ways = doorways();
  ways.open(ME);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "binary", maxLength: 300 }), (bytes, text) => {
      const batch = { bytes: new Uint8Array(bytes), text };
      strictEqual(hand(ways, OTHER, batch), true);
      deepStrictEqual(ways.look(ME, Infinity, () => false), { from: OTHER, batch });
    }),
  );
});

Deno.test("a batch that does not fit takes the long way", () => {
  const ways = doorways();
  ways.open(ME);
  strictEqual(hand(ways, OTHER, { bytes: new Uint8Array(5000), text: "" }), false);
  strictEqual(hand(ways, OTHER, { bytes: new Uint8Array(), text: "x".repeat(2500) }), false);
  strictEqual(hand(ways), true);
});

Deno.test("nobody enters a doorway that is closed, or taken", () => {
  const ways = doorways();
  strictEqual(hand(ways), false);
  ways.open(ME);
  strictEqual(hand(ways), true);
  strictEqual(hand(ways, THIRD), false);
  ways.look(ME, 1000, () => false);
  strictEqual(hand(ways, THIRD), true);
});

Deno.test("whoever closes a doorway gets what lies there first", () => {
  const ways = doorways();
  ways.open(ME);
  hand(ways);
  deepStrictEqual(ways.close(ME), { from: OTHER, batch: HELLO });
  strictEqual(ways.close(ME), null);
  strictEqual(hand(ways), false);
});

Deno.test("a worker looks until its time has come, or something else has", () => {
  const ways = doorways();
  ways.open(ME);
  strictEqual(ways.look(ME, 10, () => false), null);
  strictEqual(ways.look(ME, Infinity, () => true), null);
});

Deno.test("who writes too slowly takes the long way, and the doorway can be opened again", () => {
  const ways = doorways();
  ways.open(ME);
  ways.enter(ME, HELLO);
  strictEqual(ways.close(ME), null);
  strictEqual(ways.open(ME), false);
  strictEqual(ways.put(OTHER, ME, HELLO), false);
  strictEqual(ways.open(ME), true);
});

Deno.test("one worker gets nothing that is for another in whose place it has come", () => {
  const ways = doorways();
  ways.open(ME + MOST_WORKERS);
  strictEqual(hand(ways), false);
  ways.clear(ME);
  ways.enter(ME + MOST_WORKERS, HELLO);
  strictEqual(ways.put(OTHER, ME + MOST_WORKERS, HELLO), true);
  deepStrictEqual(ways.close(ME + MOST_WORKERS), { from: OTHER, batch: HELLO });
});

Deno.test("the doorway of a lost worker is closed", () => {
  const ways = doorways();
  ways.open(ME);
  hand(ways);
  ways.clear(ME);
  strictEqual(hand(ways), false);
});
