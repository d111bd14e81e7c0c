/** Notation: `k(n)` is the n-th key; `by(1, 2)` are the approvals of keys 1 and 2 of the bytes `CHANGE`. */
import { deepStrictEqual as same, ok, strictEqual as is, throws } from "node:assert/strict";
import fc from "fast-check";
import {
  approve,
  Approvers,
  isApproved,
  makeSigningKey,
  nameKey,
  openNote,
  printNote,
  PrivateKey,
  signaturesOf,
  type SigningKey,
} from "../../lib/log/mod.ts";
import { flip } from "./model.ts";

const keys = Array.from({ length: 6 }, (_, n) => makeSigningKey(`key-${n}`, new Uint8Array(32).fill(n + 1)));
const k = (n: number): SigningKey => keys[n];
const CHANGE = new TextEncoder().encode("grant :admin to joe");
const by = (...ns: number[]) => ns.map((n) => approve(CHANGE, k(n)));
const names = (found: readonly { name: string }[]) => found.map(({ name }) => name);

Deno.test("two of three approve, and it takes two", () => {
  const who = new Approvers(2, [k(0), k(1), k(2)]);
  is(isApproved(who, CHANGE, []), false);
  is(isApproved(who, CHANGE, by(1)), false);
  ok(isApproved(who, CHANGE, by(2, 0)));
  ok(isApproved(who, CHANGE, by(0, 1, 2)));
  same(names(signaturesOf(who, CHANGE, by(2, 0))), ["key-0", "key-2"]);
});

Deno.test("one key counts once, however often it signs", () => {
  const who = new Approvers(2, [k(0), k(1), k(2)]);
  is(isApproved(who, CHANGE, by(1, 1, 1)), false);
  same(names(signaturesOf(who, CHANGE, by(1, 1))), ["key-1"]);
});

Deno.test("keys that may not approve do not count, nor does one under another's name", () => {
  const who = new Approvers(2, [k(0), k(1), k(2)]);
  is(isApproved(who, CHANGE, by(0, 3, 4, 5)), false);
  const [own, strange] = by(0, 3);
  is(isApproved(who, CHANGE, [own, { ...strange, name: k(1).name, id: k(1).id }]), false);
  is(isApproved(who, CHANGE, [own, { ...own, name: k(1).name, id: k(1).id }]), false);
  is(isApproved(who, CHANGE, [own, { ...by(1)[0], id: 1 }]), false);
});

Deno.test("an approval is one of exactly these bytes", () => {
  const who = new Approvers(1, [k(0)]);
  const [approval] = by(0);
  for (let bit = 0; bit < CHANGE.length * 8; bit++) is(isApproved(who, flip(CHANGE, bit), [approval]), false);
  for (let bit = 0; bit < 512; bit++) {
    is(isApproved(who, CHANGE, [{ ...approval, bytes: flip(approval.bytes, bit) }]), false);
  }
  for (const other of [CHANGE.subarray(1), CHANGE.subarray(0, -1), Uint8Array.of(...CHANGE, 0), new Uint8Array(0)]) {
    is(isApproved(who, other, [approval]), false);
  }
  is(isApproved(who, CHANGE, [{ ...approval, bytes: new Uint8Array(0) }]), false);
});

Deno.test("a wrong signature does not spoil a right one of the same key", () => {
  const [approval] = by(0);
  ok(isApproved(new Approvers(1, [k(0)]), CHANGE, [{ ...approval, bytes: flip(approval.bytes, 9) }, approval]));
});

Deno.test("a threshold is at least one and at most the number of keys", () => {
  for (const threshold of [0, -1, 4, 1.5, NaN, Infinity]) {
    throws(() => new Approvers(threshold, [k(0), k(1), k(2)]), { code: "bad-policy" });
  }
  throws(() => new Approvers(0, []), { code: "bad-policy" });
  throws(() => new Approvers(1, []), { code: "bad-policy" });
  for (const threshold of [1, 2, 3]) ok(new Approvers(threshold, [k(0), k(1), k(2)]));
});

Deno.test("keys are different, and so are their names", () => {
  throws(() => new Approvers(2, [k(0), k(0)]), { message: /key-0\+[0-9a-f]{8} is there twice/ });
  throws(() => new Approvers(2, [k(0), nameKey("other", k(0).publicKey)]), { message: /is there twice/ });
  throws(() => new Approvers(2, [k(0), nameKey("key-0", k(1).publicKey)]), { message: /two keys have the name/ });
});

Deno.test("who approves is fixed when it is made", () => {
  const list = [k(0)];
  const who = new Approvers(1, list);
  list[0] = k(1);
  is(isApproved(who, CHANGE, by(1)), false);
});

Deno.test("what is signed has a beginning of its own", () => {
  const bytes = Uint8Array.of(...new TextEncoder().encode("batuta multi-sig v1\n\0"), ...CHANGE);
  same(approve(CHANGE, k(0)).bytes, k(0).privateKey.sign(bytes));
  is(isApproved(new Approvers(1, [k(0)]), CHANGE, [{ ...by(0)[0], bytes: k(0).privateKey.sign(CHANGE) }]), false);
});

Deno.test("no approval is a signature of a note, and no note can have the text that approvals sign", () => {
  const bytes = new TextEncoder().encode("5\nroot\n");
  const approval = approve(bytes, k(0));
  throws(() => openNote(printNote({ text: "batuta multi-sig v1\n5\nroot\n", signatures: [approval] }), [k(0)]), {
    code: "bad-signature",
  });
  throws(() => printNote({ text: "batuta multi-sig v1\n\x005\nroot\n", signatures: [approval] }), { code: "bad-note" });
});

Deno.test("approved is what enough different approvers have signed, in any order", () => {
  const case_ = fc.record({
    count: fc.integer({ min: 1, max: 5 }),
    threshold: fc.nat({ max: 4 }),
    signed: fc.array(fc.nat({ max: 5 }), { maxLength: 8 }),
  });
  fc.assert(fc.property(case_, ({ count, threshold, signed }) => {
    const who = new Approvers(1 + threshold % count, keys.slice(0, count));
    const counted = new Set(signed.filter((n) => n < count));
    same(new Set(names(signaturesOf(who, CHANGE, by(...signed)))), new Set([...counted].map((n) => k(n).name)));
    is(isApproved(who, CHANGE, by(...signed)), counted.size >= who.threshold);
  }));
});

Deno.test("a key made of the same seed is the same key", () => {
  ok(new PrivateKey(k(0).privateKey.seed()).publicKey.equals(k(0).publicKey));
});
