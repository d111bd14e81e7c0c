/** Transactions: applied once, and only with enough signatures of exactly what they say. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { kw, mapOf, type PMap, printReadably } from "../../lib/data/mod.ts";
import { approve } from "../../lib/log/multi_sig.ts";
import { makeSigningKey, type SigningKey } from "../../lib/log/named_key.ts";
import { isApprovedByEnough, signedBytes, Transactions } from "../../lib/log/transactions.ts";
import { MemoryJournal } from "./journals.ts";

const KEYS = ["alice", "bob", "charlie", "dora"].map((name, i) => makeSigningKey(name, new Uint8Array(32).fill(i + 1)));
const OPERATION = mapOf(kw("pay"), 10);

function status(tx: PMap): string {
  return printReadably(tx.get(kw("status"), null));
}

function sign(tx: PMap, key: SigningKey): string {
  return approve(signedBytes(tx), key).bytes.toBase64();
}

Deno.test("k of n: for every set of signers, an operation is claimed exactly when there are enough, and once", async () => {
  for (let threshold = 1; threshold <= KEYS.length; threshold++) {
    for (let set = 0; set < 1 << KEYS.length; set++) {
      const transactions = new Transactions(new MemoryJournal());
      let tx = await transactions.propose(set, KEYS, threshold, OPERATION);
      const signers = KEYS.filter((_, i) => (set & (1 << i)) !== 0);
      for (const key of signers) tx = await transactions.approve(tx, key.name, sign(tx, key));
      const enough = signers.length >= threshold;
      assert.equal(status(tx), enough ? ":approved" : ":pending");
      assert.equal(await transactions.claim(tx), enough ? "claimed" : "not-approved");
      assert.equal(await transactions.claim(tx), enough ? "applied" : "not-approved");
    }
  }
});

Deno.test("one who signs often counts once", async () => {
  const transactions = new Transactions(new MemoryJournal());
  let tx = await transactions.propose(1, KEYS, 2, OPERATION);
  for (let i = 0; i < 3; i++) tx = await transactions.approve(tx, "alice", sign(tx, KEYS[0]));
  assert.equal(status(tx), ":pending");
});

Deno.test("many who claim at once: one gets it", async () => {
  const transactions = new Transactions(new MemoryJournal());
  let tx = await transactions.propose(1, KEYS, 1, OPERATION);
  tx = await transactions.approve(tx, "bob", sign(tx, KEYS[1]));
  const claims = await Promise.all(Array.from({ length: 20 }, () => transactions.claim(tx)));
  assert.deepEqual(claims.toSorted(), [...Array(19).fill("applied"), "claimed"]);
});

Deno.test("what happened to a transaction is in its log: who opens it again sees the same", async () => {
  const journal = new MemoryJournal();
  const before = new Transactions(journal);
  let tx = await before.propose(1, KEYS, 2, OPERATION);
  tx = await before.approve(tx, "alice", sign(tx, KEYS[0]));
  const after = new Transactions(journal);
  assert.ok((await after.find(tx)).equals(tx));
  tx = await after.approve(tx, "dora", sign(tx, KEYS[3]));
  assert.equal(await after.claim(tx), "claimed");
  assert.equal(await new Transactions(journal).claim(tx), "applied");
});

Deno.test("a claim that could not be written is none", async () => {
  const journal = new MemoryJournal();
  const transactions = new Transactions(journal);
  let tx = await transactions.propose(1, KEYS, 1, OPERATION);
  tx = await transactions.approve(tx, "alice", sign(tx, KEYS[0]));
  journal.failure = new Error("the disk is full");
  await assert.rejects(transactions.claim(tx), /the disk is full/);
  assert.equal(await transactions.claim(tx), "claimed");
});

Deno.test("signatures of anything else, or by anybody else, are refused", async () => {
  const transactions = new Transactions(new MemoryJournal());
  const tx = await transactions.propose(1, KEYS.slice(0, 2), 1, OPERATION);
  const other = await transactions.propose(2, KEYS.slice(0, 2), 1, OPERATION);
  await assert.rejects(
    transactions.approve(tx, "alice", sign(other, KEYS[0])),
    /no signature of the transaction by "alice"/,
  );
  await assert.rejects(
    transactions.approve(tx, "alice", sign(tx, KEYS[1])),
    /no signature of the transaction by "alice"/,
  );
  await assert.rejects(transactions.approve(tx, "alice", "no base64"), /no signature/);
  await assert.rejects(transactions.approve(tx, "dora", sign(tx, KEYS[3])), /"dora" is no signer of this transaction/);
  await assert.rejects(
    transactions.approve(tx.assoc(kw("threshold"), 2), "alice", sign(tx, KEYS[0])),
    /not what was proposed/,
  );
  await assert.rejects(transactions.find(mapOf(kw("tx"), 77)), /no transaction 77/);
});

Deno.test("of an approved transaction nothing that was signed can be changed", async () => {
  const transactions = new Transactions(new MemoryJournal());
  let tx = await transactions.propose(1, KEYS.slice(0, 2), 2, OPERATION);
  for (const key of KEYS.slice(0, 2)) tx = await transactions.approve(tx, key.name, sign(tx, key));
  assert.equal(isApprovedByEnough(tx), true);
  const changes: [string, unknown][] = [["operation", mapOf(kw("pay"), 11)], ["threshold", 1], ["tx", 2]];
  for (const [name, value] of changes) assert.equal(isApprovedByEnough(tx.assoc(kw(name), value)), false, name);
});

Deno.test("a byte that is changed in a signature makes it none", async () => {
  const transactions = new Transactions(new MemoryJournal());
  const tx = await transactions.propose(1, KEYS.slice(0, 1), 1, OPERATION);
  const good = Uint8Array.fromBase64(sign(tx, KEYS[0]));
  await fc.assert(fc.asyncProperty(fc.nat(63), fc.integer({ min: 1, max: 255 }), async (at, change) => {
    const bytes = good.slice();
    bytes[at] ^= change;
    await assert.rejects(transactions.approve(tx, "alice", bytes.toBase64()));
  }));
});
