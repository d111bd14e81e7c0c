/** Snapshots: what is stored, compared, and left out. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { kw, mapOf } from "../../lib/data/mod.ts";
import { parseSnapshots, printSnapshots, Snapshots } from "../../lib/test_run/mod.ts";

const name = fc.stringMatching(/^[a-z]{1,4}\/[a-z]{1,4} [a-z0-9]{1,3}$/);

Deno.test("a file of snapshots reads as it was printed, whatever lines they have", () => {
  fc.assert(fc.property(fc.dictionary(name, fc.string()), (given) => {
    const all = new Map(Object.entries(given).filter(([, text]) => !text.includes("\r")));
    assert.deepEqual([...parseSnapshots(printSnapshots("a.bat", all))].sort(), [...all].sort());
  }));
});

Deno.test("a new value is stored, the same is fine, another one is told what is stored", () => {
  const first = new Snapshots(null, false);
  assert.equal(first.compare("a/b", null, mapOf(kw("x"), 1)), null);
  const { text, counts } = first.finish("a.bat", true);
  assert.deepEqual(counts, { written: 1, updated: 0, unused: 0 });
  const second = new Snapshots(text, false);
  assert.equal(second.compare("a/b", null, mapOf(kw("x"), 1)), null);
  assert.equal(second.compare("a/b", "1", mapOf(kw("x"), 2)), "{:x 1}");
  assert.deepEqual(second.finish("a.bat", true), { counts: { written: 0, updated: 0, unused: 0 }, text: null });
});

Deno.test("updating stores what differs and removes what nobody asks for, if all tests ran", () => {
  const stored = printSnapshots("a.bat", new Map([["a/b 1", "1"], ["a/c 1", "2"]]));
  const some = new Snapshots(stored, true);
  some.compare("a/b", null, 5);
  assert.deepEqual([...parseSnapshots(some.finish("a.bat", false).text ?? "")], [["a/b 1", "5"], ["a/c 1", "2"]]);
  const all = new Snapshots(stored, true);
  all.compare("a/b", null, 5);
  const { text, counts } = all.finish("a.bat", true);
  assert.deepEqual(counts, { written: 0, updated: 1, unused: 1 });
  assert.deepEqual([...parseSnapshots(text ?? "")], [["a/b 1", "5"]]);
});

Deno.test("a string is kept as its lines, without quotes", () => {
  const snapshots = new Snapshots(null, false);
  snapshots.compare("a/b", null, 'say "hi"\n  twice');
  assert.match(snapshots.finish("a.bat", true).text ?? "", /\n {2}say "hi"\n {4}twice\n/);
});
