/**
 * Values as bytes. `authored(x)` and `canonical(x)` are the two forms in hexadecimal; `read("83 01 02 03")` is the value of such bytes;
 * `back(x)` is `x` written and read again.
 */
import assert from "node:assert/strict";
import * as oracle from "cbor2";
import fc from "fast-check";
import {
  Atom,
  cons,
  Decimal,
  equals,
  Instant,
  type Keyword,
  keyword,
  kw,
  LazySeq,
  list,
  listFrom,
  mapFrom,
  mapOf,
  metaOf,
  mkFloat,
  parseDuration,
  parseInstant,
  parseUuid,
  Pid,
  printReadably,
  range,
  ratio,
  Rec,
  RecordType,
  regex,
  type Seq,
  setFrom,
  setOf,
  sortedMapFrom,
  sortedSetFrom,
  sym,
  transient,
  tuple,
  typeName,
  vec,
  vecOf,
  Waiting,
} from "../../lib/data/mod.ts";
import { MAX_DEPTH } from "../../lib/log/cbor_format.ts";
import {
  ByteBuffer,
  canonicalBytes,
  canonicalise,
  decode,
  Decoder,
  encode,
  MalformedValue,
  Unstorable,
  ValueTooDeep,
  ValueTooLarge,
} from "../../lib/log/mod.ts";
import { anySmall, anyStored, disguised, POINT, recordType } from "./stored.ts";

const decoder = new Decoder({ recordType });

function written(x: unknown): Uint8Array {
  const out = new ByteBuffer(1);
  encode(x, out);
  return out.copy();
}

const hex = (bytes: Uint8Array) => bytes.toHex();
const authored = (x: unknown) => hex(written(x));
const canonical = (x: unknown) => hex(canonicalBytes(x));
const read = (text: string) => decode(Uint8Array.fromHex(text.replaceAll(" ", "")));
const sortedUnits = (text: string) => text.split("").sort().join("");
const back = (x: unknown) => decoder.decode(written(x));

function problemOf(text: string): [problem: string, at: number] {
  try {
    read(text);
  } catch (error) {
    assert(error instanceof MalformedValue, String(error));
    return [error.problem, error.at];
  }
  throw new Error(`${text} was read`);
}

function nested(depth: number, wrap: (x: unknown) => unknown): unknown {
  let x: unknown = 7;
  for (let i = 0; i < depth; i++) x = wrap(x);
  return x;
}

Deno.test("a value reads back equal, prints as it did and is of the same type", () => {
  fc.assert(
    fc.property(anyStored, (x) => {
      const y = back(x);
      // In hash maps and sets, what has the same hash may change places.
      assert.equal(sortedUnits(printReadably(y)), sortedUnits(printReadably(x)));
      assert.equal(typeName(y), typeName(x));
      assert(equals(y, x) || printReadably(x).includes("NaN"), printReadably(x));
      assert.equal(authored(y), authored(x));
    }),
    { numRuns: 500 },
  );
});

Deno.test("the canonical bytes of an equal value of another kind are the same, and so are those of what was read", () => {
  fc.assert(
    fc.property(anyStored, fc.nat(1000), (x, seed) => {
      const bytes = canonical(x);
      assert.equal(canonical(disguised(x, seed)), bytes);
      assert.equal(canonical(back(x)), bytes);
      assert.equal(canonical(decode(canonicalBytes(x))), bytes);
      assert.equal(hex(canonicalise(written(x))), bytes);
    }),
    { numRuns: 300 },
  );
});

Deno.test("canonical bytes are equal exactly when values are", () => {
  fc.assert(
    fc.property(anySmall, anySmall, (x, y) => {
      assert.equal(canonical(x) === canonical(y), equals(x, y), `${printReadably(x)} ${printReadably(y)}`);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("encode() says whether what it wrote is the canonical form", () => {
  fc.assert(
    fc.property(fc.oneof(anyStored, anySmall), (x) => {
      const out = new ByteBuffer();
      if (encode(x, out)) assert.equal(hex(out.copy()), canonical(x));
      const bytes = canonicalBytes(x);
      assert.equal(canonicalise(bytes), bytes);
    }),
    { numRuns: 500 },
  );
  const isCanonical = (x: unknown) => encode(x, new ByteBuffer());
  assert(isCanonical(mapOf(kw("a"), vecOf(1, "x", kw("k")), kw("b"), 0.5, kw("cc"), mkFloat(0))));
  assert(isCanonical(mapOf(1, 2, 3, 4)));
  assert(isCanonical(mapFrom(Array.from({ length: 20 }, (_, i) => [kw(`k${i}`), i]))));
  assert(isCanonical(new RecordType("t", [kw("a"), kw("b")]).of([1, 2])));
  for (
    const x of [
      mapOf(kw("bb"), 1, kw("a"), 2),
      list(),
      mkFloat(-0),
      sortedMapFrom([]),
      setOf(2, 1),
      new Decimal(10n, 1),
    ]
  ) {
    assert(!isCanonical(x), printReadably(x));
  }
});

Deno.test("another library reads the canonical form, and writes the same where it does not shorten Floats", () => {
  fc.assert(
    fc.property(fc.oneof(anyStored, anySmall), (x) => {
      const bytes = canonicalBytes(x);
      const theirs = oracle.decode(bytes, { tags: new Map() });
      // -2^53 it takes for a Float.
      const differs = bytes.includes(0xfb) || hex(bytes).includes("3b001fffffffffffff");
      if (!differs) assert.equal(hex(oracle.encode(theirs, oracle.cdeEncodeOptions)), hex(bytes));
    }),
    { numRuns: 500 },
  );
});

Deno.test("bytes of numbers, as in RFC 8949 but for Floats, which always take 64 bits", () => {
  const cases: [unknown, string][] = [
    [0, "00"],
    [23, "17"],
    [24, "1818"],
    [1000000, "1a000f4240"],
    [1000000000000, "1b000000e8d4a51000"],
    [2n ** 64n - 1n, "1bffffffffffffffff"],
    [2n ** 64n, "c249010000000000000000"],
    [-(2n ** 64n), "3bffffffffffffffff"],
    [-(2n ** 64n) - 1n, "c349010000000000000000"],
    [-1, "20"],
    [-1000, "3903e7"],
    [mkFloat(1), "fb3ff0000000000000"],
    [1.1, "fb3ff199999999999a"],
    [NaN, "fb7ff8000000000000"],
    [-Infinity, "fbfff0000000000000"],
    [mkFloat(-0), "fb8000000000000000"],
    [ratio(-1, 3), "d81e822003"],
    [new Decimal(27315n, 2), "c48221196ab3"],
  ];
  for (const [x, bytes] of cases) assert.equal(authored(x), bytes);
  assert.equal(canonical(mkFloat(-0)), "fb0000000000000000");
  assert.equal(canonical(new Decimal(1500n, 2)), canonical(new Decimal(15n, 0)));
  assert.equal(canonical(new Decimal(0n, 7)), "c4820000");
});

Deno.test("bytes of all other kinds", () => {
  const cases: [unknown, string][] = [
    [null, "f6"],
    [true, "f5"],
    [false, "f4"],
    ["ü", "62c3bc"],
    ["a\ud800", "d9ba77440061d800"],
    [Uint8Array.of(1, 2), "420102"],
    [keyword("a", "b"), "d82763612f62"],
    [sym(null, "x"), "d9ba716178"],
    [sym(null, "a/b"), "d9ba7182f663612f62"],
    [parseUuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"), "d82550f81d4fae7dec11d0a76500a0c91e6bf6"],
    [new Instant(1500, 1), "d903e9a20101281a1dcd6501"],
    [new Instant(-1), "d903e9a20120281a3b8b87c0"],
    [parseDuration("PT2S"), "d903eaa10102"],
    [vecOf(1, 2), "820102"],
    [list(1, 2), "d9ba70820102"],
    [range(0, 3), "d9ba7083000102"],
    [mapOf(kw("b"), 1, kw("a"), 2), "a2d827616201d827616102"],
    [sortedMapFrom([[2, 1], [1, 1]]), "d9ba75a201010201"],
    [setOf(2, 1), "d90102820201"],
    [sortedSetFrom([2, 1]), "d9ba76820102"],
    [tuple(kw("ok"), 1), "d9ba7382d827626f6b01"],
    [POINT.of([1, 2]), "d9ba74826a757365722e506f696e74a2d827617901d827617802"],
  ];
  for (const [x, bytes] of cases) assert.equal(authored(x), bytes);
  assert.equal(canonical(mapOf(kw("b"), 1, kw("a"), 2)), "a2d827616102d827616201");
  assert.equal(canonical(setOf(256, "a", 2, -1)), "d90102840219010020" + "6161");
});

Deno.test("metadata is not written, and a map sorted by a function of a program reads back as one that is not", () => {
  assert.equal(metaOf((back(vecOf(1).withMeta(mapOf(kw("m"), 1))) as typeof vec.prototype).meta), null);
  const backward = sortedMapFrom([[1, "a"], [2, "b"]], (a, b) => (b as number) - (a as number));
  assert.equal(printReadably(back(backward)), '{2 "b" 1 "a"}');
});

Deno.test("what is no data is refused by its kind and its place", () => {
  const cases: [unknown, string][] = [
    [() => 1, "function"],
    [new Pid(1, 0, 1), "pid"],
    [new Atom(1), "atom"],
    [regex("a"), "regex"],
    [transient(vecOf()), "transient"],
    [new Error("x"), "error"],
  ];
  for (const [culprit, kind] of cases) {
    const value = mapOf(kw("a"), vecOf(mapOf(kw("f"), culprit)), kw("b"), 1);
    assert.throws(() => written(value), (error) => {
      assert(error instanceof Unstorable);
      assert.equal(error.kind, kind);
      assert.equal(printReadably(vec([...error.path])), "[:a 0 :f]");
      assert.match(
        error.message,
        new RegExp(`\\(${kind}\\) cannot be stored; it stands in the value at \\[:a 0 :f\\]$`),
      );
      return true;
    });
  }
  const pathOf = (x: unknown) => {
    try {
      written(x);
    } catch (error) {
      return printReadably(vec([...(error as Unstorable).path]));
    }
  };
  const f = new Atom(1);
  assert.equal(pathOf(f), "[]");
  assert.equal(pathOf(tuple(kw("t"), 1, f)), "[2]");
  assert.equal(pathOf(mapOf(vecOf(f), 1)), "[{:key 0} 0]");
  assert.equal(pathOf(setOf(1, f)), "[{:element 1}]");
  assert.equal(pathOf(POINT.of([list(1, f), 1])), "[:y 1]");
  assert.equal(pathOf(POINT.of([1, 1]).assoc(kw("more"), f)), "[:more]");
});

Deno.test("a buffer is as it was when a value is refused", () => {
  const out = new ByteBuffer();
  encode("before", out);
  const before = out.copy();
  assert.throws(() => encode(vec(Array.from({ length: 5000 }, (_, i) => i < 4999 ? i : new Atom(1))), out));
  assert.deepEqual(out.copy(), before);
});

Deno.test("a lazy sequence is realised before anything is written, and waits as everywhere", () => {
  let runs = 0;
  const inner = new LazySeq(() => {
    runs++;
    // A program that stores something itself while it is asked for elements.
    assert.equal(canonical(vecOf(9)), "8109");
    return list(2, 3);
  });
  const value = mapOf(kw("a"), cons(1, inner), kw("b"), vecOf(new LazySeq(() => null)));
  assert.equal(canonical(value), canonical(mapOf(kw("a"), vecOf(1, 2, 3), kw("b"), vecOf(vecOf()))));
  assert.equal(runs, 1);
  const waiting: LazySeq = new LazySeq(() => {
    throw new Waiting(waiting);
  });
  const out = new ByteBuffer();
  assert.throws(() => encode(vecOf(1, waiting), out), (thrown) => thrown instanceof Waiting && thrown.cell === waiting);
  assert.equal(out.length, 0);
  const failing = new LazySeq(() => {
    throw new RangeError("mine");
  });
  assert.throws(() => written(vecOf(failing)), /mine/);
});

Deno.test("a sequence without end is too large", () => {
  const ones = (): LazySeq => new LazySeq(() => cons(1, ones()));
  assert.throws(() => written(mapOf(kw("a"), ones())), ValueTooLarge);
  assert.throws(() => written("x".repeat(2 ** 26 + 1)), ValueTooLarge);
});

Deno.test("values may be nested so deep, and deeper ones are refused in both directions without exhausting the stack", () => {
  const kinds: ((x: unknown) => unknown)[] = [
    (x) => vecOf(x),
    (x) => list(x),
    (x) => mapOf(kw("a"), x),
    (x) => mapOf("a", x),
    (x) => mapOf(x, 1),
    (x) => setOf(x),
    (x) => tuple(kw("t"), x),
    (x) => POINT.of([x, 1]),
  ];
  for (const wrap of kinds) {
    const deepest = nested(MAX_DEPTH, wrap);
    assert.equal(hex(written(back(deepest))), authored(deepest));
    assert.throws(() => written(wrap(deepest)), ValueTooDeep);
  }
  assert.equal(
    printReadably(back(nested(MAX_DEPTH, (x) => x === 7 ? vecOf(new Decimal(2n ** 70n, 3)) : vecOf(x)))).length > 0,
    true,
  );
  assert.throws(() => written(nested(100_000, (x) => vecOf(x))), ValueTooDeep);
  assert.throws(() => written(nested(100_000, (x) => mapOf(kw("a"), x))), ValueTooDeep);
  assert.throws(() => written(nested(100_000, (x) => new LazySeq(() => list(x)))), ValueTooDeep);
  for (const head of ["81", "a1d8276161", "d9ba7081", "a1", "d9010281", "d9ba7382d8276161"]) {
    assert.equal(problemOf(head.repeat(100_000) + "07")[0], "it is nested too deep");
  }
});

Deno.test("a value may follow another in a buffer, and stand anywhere in an array", () => {
  const out = new ByteBuffer(1);
  encode(vecOf("x".repeat(100)), out);
  const from = out.length;
  encode("ü".repeat(100), out);
  assert.equal(decode(out.bytes, from, out.length), "ü".repeat(100));
  assert.throws(() => decode(out.bytes, from, out.length - 1), MalformedValue);
});

Deno.test("texts of all lengths and widths read back", () => {
  for (const unit of ["a", "ü", "€", "😀", "\ud800", "\ufeff"]) {
    for (const n of [0, 1, 11, 12, 23, 24, 63, 64, 65, 127, 128, 160, 161, 255, 256, 65535, 65536, 100_000]) {
      const text = "b" + unit.repeat(n);
      assert.equal(back(text), text);
      assert.equal(back(kw(text)), kw(text));
      const wide = unit.repeat(n);
      assert.equal(printReadably(back(vecOf(wide, 1))), printReadably(vecOf(wide, 1)));
    }
  }
});

Deno.test("maps of the same keys in other orders, with other keys, and with keys twice", () => {
  const keys = ["a", "b", "c", "dd"].map((text) => kw(text));
  const subset = fc.shuffledSubarray(keys);
  fc.assert(fc.property(fc.array(subset, { minLength: 1, maxLength: 20 }), (maps) => {
    for (const some of maps) {
      const map = mapFrom(some.map((key: Keyword, i) => [key, i]));
      assert.equal(printReadably(back(map)), printReadably(map));
    }
  }));
  assert.equal(read("a0"), read("a0"));
  assert.deepEqual(problemOf("a2 d8276161 01 d8276161 02")[0], "a map has a key twice");
  assert.deepEqual(problemOf("a2 01 01 01 02")[0], "a map has a key twice");
  assert.deepEqual(problemOf("d90102 82 01 01")[0], "a set has an element twice");
});

Deno.test("records are of the type that the program has now", () => {
  const before = written(new RecordType("user.Point", [kw("x"), kw("z")]).of([1, 3]));
  const now = decoder.decode(before);
  assert(now instanceof Rec && now.type === POINT);
  assert.equal(printReadably(now), "#user.Point{:y nil :x 1 :z 3}");
  const unknown = decode(before);
  assert.equal(printReadably(unknown), "#user.Point{:x 1 :z 3}");
  assert(equals(unknown, decode(canonicalBytes(unknown))));
  assert(equals(unknown, decode(before)));
});

Deno.test("bytes that the writer does not make are refused, and the place is named", () => {
  const cases: [string, string, number][] = [
    ["", "it ends too early", 0],
    ["18", "it ends too early", 1],
    ["1817", "a number takes more bytes than it needs", 2],
    ["1900ff", "a number takes more bytes than it needs", 3],
    ["1b00000000ffffffff", "a number takes more bytes than it needs", 5],
    ["0000", "there is more behind the value", 1],
    ["5b7fffffffffffffff", "a count is too large", 9],
    ["9a7fffffff00", "a count is too large", 5],
    ["a3010203040506".slice(0, 10), "a count is too large", 1],
    ["6461", "a count is too large", 1],
    ["62c328", "a text is not UTF-8", 1],
    ["63eda080", "a text is not UTF-8", 1],
    ["9f00ff", "a length is not definite", 0],
    ["f93c00", "its kind is unknown", 0],
    ["f7", "its kind is unknown", 0],
    ["fb7ff8000000000001", "a NaN has a form of its own", 1],
    ["fb7ff800", "it ends too early", 1],
    ["c24101", "a number takes more bytes than it needs", 0],
    ["d81e820204", "a Ratio is not in lowest terms", 0],
    ["d81e8201fb3ff8000000000000", "a Ratio has not two Ints", 0],
    ["d82501", "the bytes of a UUID is missing", 2],
    ["d8254101", "a UUID has not 16 bytes", 0],
    ["d82701", "a keyword is no text", 2],
    ["d9ba72 19d800", "a character has no code point", 0],
    ["d9ba7380", "a tuple has no tag", 3],
    ["d9ba76820201", "it is not sorted", 0],
    ["d9ba7682016161", "it is not sorted", 0],
    ["d9ba7742 0061", "a text is not in UTF-8", 3],
    ["d903e9a10100".replace("a10100", "a1fb3ff800000000000000"), "a time is none", 0],
    ["d903e9a1011b001fffffffffffff", "a time is out of range", 0],
    ["d9ba7f00", "its kind is unknown", 0],
  ];
  for (const [bytes, problem, at] of cases) assert.deepEqual([...problemOf(bytes), bytes], [problem, at, bytes]);
});

function readsOrFails(bytes: Uint8Array): void {
  let value: unknown;
  try {
    value = decode(bytes);
  } catch (error) {
    assert(error instanceof MalformedValue, `${hex(bytes)}: ${(error as Error).stack}`);
    assert(error.at >= 0 && error.at <= bytes.length);
    return;
  }
  assert.equal(authored(value).length, 2 * bytes.length, hex(bytes));
}

Deno.test("whatever the bytes are, they are a value or a documented failure", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), readsOrFails), { numRuns: 5000 });
  const tags = [
    0xd9,
    0xba,
    0x70,
    0x71,
    0x72,
    0x73,
    0x74,
    0x75,
    0x76,
    0x77,
    0xd8,
    0x27,
    0x25,
    0x1e,
    0xc4,
    0xc2,
    0x82,
    0xa1,
    0x61,
    0x41,
    1,
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...tags), { maxLength: 24 }), (some) => readsOrFails(Uint8Array.from(some))),
    { numRuns: 5000 },
  );
});

Deno.test("a value with bytes changed, cut off or added is a value or a documented failure", () => {
  const change = fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom("set", "cut", "insert", "remove"));
  fc.assert(
    fc.property(anyStored, fc.array(change, { minLength: 1, maxLength: 3 }), (x, changes) => {
      let bytes = [...written(x)];
      for (const [place, byte, what] of changes) {
        const at = place % (bytes.length + 1);
        if (what === "set") bytes[at] = byte;
        else if (what === "cut") bytes = bytes.slice(0, at);
        else if (what === "insert") bytes.splice(at, 0, byte);
        else bytes.splice(at, 1);
      }
      readsOrFails(Uint8Array.from(bytes));
    }),
    { numRuns: 500 },
  );
});

Deno.test("Decimals of very different sizes are compared without their zeros", () => {
  const bytes = canonicalBytes(
    setOf(new Decimal(1n, 2 ** 31), new Decimal(1n, -(2 ** 31)), new Decimal(-1n, 0), new Decimal(0n, 9)),
  );
  assert.equal(hex(canonicalBytes(decode(bytes))), hex(bytes));
});

Deno.test("large collections of every kind read back", () => {
  const some = Array.from({ length: 3000 }, (_, i) => i);
  const large: unknown[] = [
    vec(some),
    listFrom(some),
    setFrom(some),
    mapFrom(some.map((i) => [i, `v${i}`])),
    mapFrom(some.map((i) => [kw(`key-${i}`), i])),
    sortedMapFrom(some.map((i) => [`k${i}`, i])),
    range(0, 3000) as Seq,
    parseInstant("2026-01-02T03:04:05.678Z"),
  ];
  for (const x of large) {
    assert(equals(back(x), x));
    assert.equal(printReadably(back(x)), printReadably(x));
  }
});
