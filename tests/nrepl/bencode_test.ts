/** Messages as bytes and back; bytes that are no messages. */
import { deepStrictEqual as is, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import { BencodeError, Decoder, encode, type Message, type Value } from "../../lib/nrepl/mod.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Value) => new TextDecoder().decode(encode(value));
const read = (given: string) => new Decoder().push(bytes(given)).map((message) => ({ ...message }));

Deno.test("values are written as BEP 3 says", () => {
  is(text("spam"), "4:spam");
  is(text("é"), "2:é");
  is(text(-3), "i-3e");
  is(text(["a", 1, []]), "l1:ai1elee");
  is(text({ b: 1, a: ["x"] }), "d1:al1:xe1:bi1ee");
  throws(() => encode(1.5), RangeError);
});

Deno.test("messages are read one after the other", () => {
  is(read("d2:op5:clonee"), [{ op: "clone" }]);
  is(read("d1:ai1eed1:bi-2ee"), [{ a: 1 }, { b: -2 }]);
  is(read("d1:ad1:bleee")[0].a, Object.assign(Object.create(null), { b: [] }));
  is(read("d9:__proto__i1ee")[0], { ["__proto__"]: 1 });
});

Deno.test("what cannot become a message is refused with the byte at which it was seen", () => {
  const cases: [string, number][] = [
    ["x", 0],
    ["4:spam", 0],
    ["i1e", 0],
    ["le", 0],
    ["d1:ae", 4],
    ["di1e1:ae", 1],
    ["d1:ai01ee", 4],
    ["d1:ai-0ee", 4],
    ["d1:aiee", 4],
    ["d01:ae", 1],
    ["d1:a-1:e", 4],
    ["d1:a9999999999:", 4],
    ["d1:a999999999:", 4],
    ["d1:ai99999999999999999ee", 4],
    ["d1:a" + "l".repeat(100), 67],
    ["d1:a1:\xff", -1],
  ];
  for (const [given, offset] of cases) {
    const data = offset < 0 ? Uint8Array.from([...given], (c) => c.charCodeAt(0)) : bytes(given);
    throws(
      () => new Decoder().push(data),
      (error) => error instanceof BencodeError && (offset < 0 || error.offset === offset),
      given,
    );
  }
});

const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: "binary" }),
    fc.maxSafeInteger(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 4 }),
  ),
})).value;

const message = fc.dictionary(fc.string(), value, { maxKeys: 6 }) as fc.Arbitrary<Message>;

/** Dictionaries without what JavaScript gives all objects. */
function bare(x: Value): unknown {
  if (Array.isArray(x)) return x.map(bare);
  return typeof x === "object" ? new Map(Object.entries(x).map(([key, held]) => [key, bare(held)])) : x;
}

Deno.test("what is written reads back, in whatever pieces it comes", () => {
  fc.assert(fc.property(fc.array(message, { maxLength: 3 }), fc.integer({ min: 1, max: 7 }), (messages, size) => {
    const all = messages.flatMap((each) => [...encode(each)]);
    const decoder = new Decoder();
    const got: Message[] = [];
    for (let at = 0; at < all.length; at += size) got.push(...decoder.push(Uint8Array.from(all.slice(at, at + size))));
    is(got.map(bare), messages.map(bare));
    ok(decoder.isBetween);
  }));
});

Deno.test("any bytes are messages, the beginning of one, or refused", () => {
  const near = fc.stringMatching(/^d[dlie0-9:a-c-]{0,40}$/).map(bytes);
  fc.assert(
    fc.property(fc.oneof(near, fc.uint8Array({ maxLength: 60 })), (data) => {
      try {
        for (const each of new Decoder().push(data)) is(bare(new Decoder().push(encode(each))[0]), bare(each));
      } catch (error) {
        ok(error instanceof BencodeError, String(error));
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("a changed byte never makes the decoder fail in another way", () => {
  fc.assert(fc.property(message, fc.nat(), fc.nat({ max: 255 }), (given, at, byte) => {
    const data = encode(given).slice();
    data[at % data.length] = byte;
    try {
      new Decoder().push(data);
    } catch (error) {
      ok(error instanceof BencodeError, String(error));
    }
  }));
});

Deno.test("a long text that comes in pieces is copied a few times, not once for each piece", () => {
  const data = encode({ file: "x".repeat(4_000_000) });
  const decoder = new Decoder();
  const got: Message[] = [];
  for (let at = 0; at < data.length; at += 1000) got.push(...decoder.push(data.subarray(at, at + 1000)));
  is(String(got[0].file).length, 4_000_000);
});
