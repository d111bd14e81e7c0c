/**
 * Messages between workers. `sent(x)` is what arrives when `x` is written on one connection and read on the other end; atoms stand for
 * what the codec leaves to its extension: `share` makes one that both ends know, by number.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  ArrayMap,
  arraySeq,
  Atom,
  BatutaError,
  char,
  Cons,
  cons,
  Decimal,
  dissoc,
  Duration,
  EMPTY_LIST,
  EMPTY_MAP,
  EMPTY_SET,
  EMPTY_VEC,
  equals,
  HashMap,
  Instant,
  IntRange,
  isFloat,
  keyword,
  kw,
  LazySeq,
  list,
  mapFrom,
  mapOf,
  metaOf,
  mkFloat,
  parseUuid,
  printReadably,
  range,
  ratio,
  Rec,
  RecordType,
  regex,
  seq,
  setFrom,
  setOf,
  SmallMap,
  SortedMap,
  sortedMapFrom,
  SortedSet,
  sortedSetFrom,
  sym,
  symbolFrom,
  Tuple,
  tuple,
  typeName,
  Vec,
  vec,
  vecFrom,
  vecOf,
  Waiting,
} from "../../lib/data/mod.ts";
import {
  type Batch,
  MalformedBatch,
  MAX_DEPTH,
  MAX_MESSAGE_SIZE,
  MAX_NAMES,
  MessageTooLarge,
  Untravelable,
} from "../../lib/actor/wire_format.ts";
import { type ReadExtension, WireReader } from "../../lib/actor/wire_reader.ts";
import { WireWriter, type WriteExtension } from "../../lib/actor/wire_writer.ts";
import { unrealisedIn } from "../../lib/actor/wire_parts.ts";
import { anyValue } from "../runtime/values.ts";

const shared: unknown[] = [];

function share<T>(x: T): T {
  shared.push(x);
  return x;
}

/** A box that travels with its content. */
class Box {
  constructor(readonly content: unknown) {}
}

const writing: WriteExtension = {
  write(x, writer) {
    const number = shared.indexOf(x);
    if (number < 0 && !(x instanceof Box)) return false;
    writer.word(x instanceof Box ? "box" : "shared");
    if (x instanceof Box) writer.value(x.content);
    else writer.uint(number);
    return true;
  },
  parts: (x) => x instanceof Box ? [[kw("content"), x.content]] : null,
};

const POINT = new RecordType("user.Point", [kw("x"), kw("y")]);
const types = new Map([[POINT.name, POINT]]);

const reading: ReadExtension = {
  read: (reader) => reader.word() === "box" ? new Box(reader.value()) : shared[reader.uint()],
  recordType: (name, fields) => {
    const type = types.get(name);
    assert.deepEqual(type?.fields, fields);
    return type ?? POINT;
  },
};

class Connection {
  readonly writer: WireWriter;
  readonly reader = new WireReader(reading);
  constructor(readonly limit = MAX_MESSAGE_SIZE) {
    this.writer = new WireWriter(writing, { limit });
  }
  /** Writes a message as actors do: what is not realised is realised outside of the writer. */
  write(message: unknown): void {
    const mark = this.writer.mark();
    try {
      this.writer.value(message);
    } catch (thrown) {
      this.writer.rollback(mark);
      if (!(thrown instanceof Waiting)) throw thrown;
      for (const cell of unrealisedIn(message, writing.parts, { limit: this.limit })) cell.seq();
      this.write(message);
    }
  }
  /** What arrives of one batch of messages. */
  send(...messages: unknown[]): unknown[] {
    for (const message of messages) this.write(message);
    this.reader.begin(posted(this.writer.take()));
    const arrived = messages.map(() => this.reader.value());
    assert(this.reader.atEnd);
    return arrived;
  }
}

/** What a batch becomes on its way. */
function posted(batch: Batch): Batch {
  return structuredClone(batch, { transfer: [batch.bytes.buffer] });
}

function sent(x: unknown): unknown {
  return new Connection().send(x)[0];
}

/** The bytes and the text that a writer would send now, which goes on as if nothing had been asked. */
function contentOf(writer: WireWriter): string {
  const { bytes, text } = writer.take();
  return `${bytes} ${text}`;
}

function assertSame(actual: unknown, expected: unknown): void {
  assert.equal(printReadably(actual), printReadably(expected));
  assert.equal(typeName(actual), typeName(expected));
  assert(equals(actual, expected) || printReadably(expected).includes("NaN"), printReadably(expected));
}

function nested(depth: number, wrap: (x: unknown) => unknown, core: unknown = 7): unknown {
  let x = core;
  for (let i = 0; i < depth; i++) x = wrap(x);
  return x;
}

/** How deep a value is nested, and the core; `open` takes one layer off. */
function unwrapped(x: unknown, open: (x: unknown) => unknown): [depth: number, core: unknown] {
  let depth = 0;
  for (; typeof x === "object" && x !== null; depth++) x = open(x);
  return [depth, x];
}

function errorOf<E extends Error>(kind: new (...args: never[]) => E, act: () => unknown): E {
  try {
    act();
  } catch (error) {
    assert(error instanceof kind, String(error));
    return error;
  }
  throw new Error("nothing was thrown");
}

const some = (n: number) => Array.from({ length: n }, (_, i) => i);
const lazy = (items: unknown) => new LazySeq(() => items);
const withMeta = fc.tuple(anyValue, anyValue).map(([x, meta]) =>
  x instanceof Vec || x instanceof SmallMap || x instanceof Tuple ? x.withMeta(mapOf(kw("m"), meta)) : x
);

Deno.test("a value arrives equal, prints as it did and is of the same type", () => {
  fc.assert(fc.property(withMeta, (x) => {
    const y = sent(x);
    assertSame(y, x);
    if (x instanceof Vec || x instanceof SmallMap || x instanceof Tuple) {
      assertSame(metaOf((y as Vec).meta), metaOf(x.meta));
    }
  }));
});

Deno.test("batches of one connection arrive in their order, and name keywords and keys once", () => {
  fc.assert(fc.property(fc.array(fc.array(anyValue, { maxLength: 5 }), { maxLength: 5 }), (batches) => {
    const connection = new Connection();
    for (const batch of batches) assertSame(vec(connection.send(...batch)), vec(batch));
  }));
  const { writer } = new Connection();
  const message = mapOf(
    kw("a-long-name"),
    tuple(kw("another-name"), kw("a-long-name")),
    kw("x"),
    sym("some.ns", "name"),
  );
  const sizes = some(3).map(() => {
    writer.value(message);
    const { bytes, text } = writer.take();
    return [bytes.length, text];
  });
  assert.match(String(sizes[0]), /a-long-namexanother-namesome.nsname$/);
  assert.deepEqual(sizes[1], [8, ""]);
  assert.deepEqual(sizes[2], sizes[1]);
});

Deno.test("scalars of every kind arrive", () => {
  const scalars = [
    ...[null, true, false, 0, 1, -1, -16, -17, 111, 112, 2 ** 31, -(2 ** 31), 2 ** 53 - 1, 1 - 2 ** 53],
    ...[2n ** 53n, -(2n ** 63n), 2n ** 63n, 10n ** 400n, -(10n ** 400n)],
    ...[0.5, -1e-300, Infinity, -Infinity, mkFloat(3), mkFloat(-0), mkFloat(1e300), NaN],
    ...[ratio(1, 3), ratio(-(10n ** 40n), 7n), new Decimal(150n, 2), new Decimal(-(10n ** 50n), -3)],
    ...["", "a", "\ud800", "é\u{1f600}", char(0x1f600), char(0), kw("a"), keyword("n.s", "b"), kw("/")],
    ...[symbolFrom("s"), symbolFrom("n/s"), sym("a", "b/c"), sym(null, "a/b"), regex('(?i)a"b\\\\"'), regex("\\d+")],
    ...[parseUuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"), new Instant(-1, 999999), new Duration(-5000, 7)],
    ...[new Uint8Array([0, 255, 3]), new Uint8Array(0)],
  ];
  for (const x of scalars) assertSame(sent(x), x);
  assert(isFloat(sent(mkFloat(-0))) && Object.is((sent(mkFloat(-0)) as { v: number }).v, -0));
});

Deno.test("collections of every kind keep kind, order and number", () => {
  const rows = some(100).map((i): [unknown, unknown] => [`k${i}`, i]);
  const few = dissoc(mapFrom(rows.slice(0, 9)), "k3");
  const kinds: [unknown, new (...args: never[]) => unknown][] = [
    [EMPTY_MAP, SmallMap],
    [mapFrom(some(8).map((i) => [kw(`k${i}`), i])), SmallMap],
    [mapOf("a", 1, kw("b"), 2, 3, null), ArrayMap],
    [mapFrom(rows), HashMap],
    [few, HashMap],
    [sortedMapFrom(rows), SortedMap],
    [sortedSetFrom([3, 1, 2]), SortedSet],
    [vec(some(1000)), Vec],
    [range(0, 5), IntRange],
  ];
  for (const [x, kind] of kinds) {
    assert(x instanceof kind && sent(x) instanceof kind, kind.name);
    assertSame(sent(x), x);
  }
  const more = [
    ...[EMPTY_VEC, EMPTY_LIST, EMPTY_SET, list(1, 2, 3), setOf(kw("a"), kw("b")), setOf(1, "x"), setFrom(some(50))],
    ...[tuple(kw("t")), tuple(kw("t"), 1), tuple(kw("t"), 1, 2), tuple(kw("t"), 1, 2, 3), tuple(kw("t"), ...some(9))],
    ...[
      range(10, 0, -3),
      range(2 ** 53 - 5, 2 ** 53 - 1),
      range(0.5, 3),
      arraySeq([1, 2]),
      cons(1, vecOf(2, 3)),
      cons(1, null),
    ],
    ...[seq("a\u{1f600}b"), seq(vec(some(70))), seq(mapFrom(rows)), (range(0, 1000) as IntRange).at(5, null)],
    ...[vec([some(40)].map((xs) => vec(xs))), vecFrom(vec(some(33)))],
  ];
  for (const x of more) assertSame(sent(x), x);
});

Deno.test("a vector arrives without what other vectors have pushed onto its tail", () => {
  const v = vecOf(1, 2);
  v.conj(3);
  assertSame(sent(v), vecOf(1, 2));
});

Deno.test("lazy sequences are realised to be sent, and arrive realised", () => {
  const xs = lazy(new Cons(1, lazy(cons(2, lazy(null))), null));
  assertSame(sent(xs), xs);
  assert((sent(xs) as LazySeq).isRealised());
  assertSame(sent(lazy(null)), lazy(null));
});

Deno.test("metadata arrives, on every kind that has it", () => {
  const m = mapOf(kw("doc"), "text");
  const lists = [
    vecOf(1),
    EMPTY_VEC,
    list(1),
    EMPTY_LIST,
    mapOf(1, 2),
    EMPTY_MAP,
    setOf(1),
    symbolFrom("s"),
    sym("n", "s"),
  ];
  const others = [
    tuple(kw("t"), 1),
    range(0, 3) as IntRange,
    lazy(list(1)),
    sortedMapFrom([[1, 2]]),
    sortedSetFrom([1]),
  ];
  const large = [
    mapFrom(some(20).map((i) => [i, i])),
    setOf(kw("a")),
    setFrom(some(20)),
    POINT.of([1, 2]),
    cons(1, vecOf(2)),
  ];
  for (const x of [...lists, ...others, ...large]) {
    const y = sent(x.withMeta(m)) as Vec;
    assertSame(y, x);
    assertSame(metaOf(y.meta), m);
  }
  const metaAt = (x: unknown, key: unknown) => (metaOf((x as Vec).meta) as SmallMap).get(key, null);
  const twice = sent(vecOf(1).withMeta(mapOf(kw("a"), vecOf(2).withMeta(m))));
  assertSame(metaAt(metaAt(twice, kw("a")), kw("doc")), "text");
});

Deno.test("records arrive as records of the type of that name", () => {
  const point = POINT.of([1, vecOf(2)]);
  const wide = point.assoc(kw("z"), 3);
  const [a, b, c] = new Connection().send(point, wide, vecOf(point, wide)) as [Rec, Rec, Vec];
  assert.equal(a.type, POINT);
  assertSame(a, point);
  assertSame(b, wide);
  assertSame(c, vecOf(point, wide));
});

Deno.test("sorted collections with an order of their own arrive with it, and nobody calls it on the way", () => {
  let calls = 0;
  const descending = share((a: unknown, b: unknown) => {
    calls++;
    return Number(b) - Number(a);
  });
  const map = sortedMapFrom(some(20).map((i) => [i, i]), descending);
  const set = sortedSetFrom(some(20), descending);
  const before = calls;
  const [sameMap, sameSet] = new Connection().send(map, set) as [SortedMap, SortedSet];
  assert.equal(calls, before);
  assertSame(sameMap, map);
  assertSame(sameSet, set);
  assertSame(sameMap.assoc(7.5, "c"), map.assoc(7.5, "c"));
});

Deno.test("errors arrive with everything programs see of them", () => {
  const cause = new TypeError("host");
  const error = new BatutaError("ex-info", "Text", { data: mapOf(kw("a"), 1), cause, hint: "try" });
  const arrived = sent(error) as BatutaError;
  assert(arrived instanceof BatutaError);
  assert.deepEqual([arrived.code, arrived.message, arrived.hint, arrived.stack], [
    "ex-info",
    "Text",
    "try",
    error.stack,
  ]);
  assertSame(arrived.data, mapOf(kw("a"), 1));
  assert.equal(arrived.value, arrived);
  assert.deepEqual([(arrived.cause as Error).name, (arrived.cause as Error).message], ["TypeError", "host"]);
  const thrown = sent(new BatutaError("thrown", ":x", { value: kw("x") })) as BatutaError;
  assert.deepEqual([thrown.value, thrown.hint, thrown.cause], [kw("x"), null, null]);
  assert.equal((sent(new BatutaError("thrown", "nil", { value: null })) as BatutaError).value, null);
});

Deno.test("what the codec does not know goes through the extension, with values inside", () => {
  const atom = share(new Atom(1));
  const [x] = new Connection().send(vecOf(atom, new Box(vecOf(atom, "text", atom)), 5)) as [Vec];
  assert.equal(x.nth(0), atom);
  const content = (x.nth(1) as Box).content as Vec;
  assert.deepEqual(content.toArray(), [atom, "text", atom]);
  assert.equal(x.nth(2), 5);
  assert.equal(sent(atom), atom);
});

Deno.test("the parts of a protocol arrive as they were written", () => {
  fc.assert(fc.property(
    fc.array(fc.oneof(fc.maxSafeNat(), fc.nat(), fc.nat(200))),
    fc.array(fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -200, max: 200 }))),
    fc.array(fc.string({ unit: "binary" })),
    fc.array(fc.nat(255)),
    (uints, ints, texts, bytes) => {
      const { writer, reader } = new Connection();
      for (const n of uints) writer.uint(n);
      for (const n of ints) writer.int(n);
      for (const s of texts) writer.text(s), writer.word(s);
      for (const n of bytes) writer.byte(n);
      reader.begin(posted(writer.take()));
      assert.deepEqual(uints.map(() => reader.uint()), uints);
      assert.deepEqual(ints.map(() => reader.int()), ints);
      assert.deepEqual(texts.map(() => [reader.text(), reader.word()]), texts.map((s) => [s, s]));
      assert.deepEqual(bytes.map(() => reader.byte()), bytes);
      assert(reader.atEnd);
    },
  ));
});

Deno.test("a message taken back leaves no trace, names included", () => {
  fc.assert(fc.property(anyValue, anyValue, anyValue, (before, gone, after) => {
    const [plain, other] = [new Connection().writer, new Connection().writer];
    for (const writer of [plain, other]) writer.value(before);
    const mark = other.mark();
    other.value(gone);
    assert.throws(() => other.value(vecOf(gone, new Box(() => 1))), Untravelable);
    other.rollback(mark);
    for (const writer of [plain, other]) writer.value(after);
    assert.equal(contentOf(other), contentOf(plain));
    for (const writer of [plain, other]) writer.value(vecOf(before, gone, after));
    assert.equal(contentOf(other), contentOf(plain));
  }));
});

Deno.test("the writer realises nothing: it says at which cell it waits, and leaves no trace when taken back", () => {
  const { writer, reader } = new Connection();
  const inner = lazy(list(3));
  const outer = lazy(cons(1, lazy(cons(inner, lazy(null)))));
  const message = vecOf(kw("rows"), outer, nested(300, (x) => vecOf(x), 1));
  const mark = writer.mark();
  assert.throws(() => writer.value(message), (thrown) => thrown instanceof Waiting && thrown.cell === outer);
  assert(!outer.isRealised());
  writer.rollback(mark);
  assert.equal(writer.sizeBytes, 0);
  const cells: LazySeq[] = [];
  for (const cell of unrealisedIn(message, writing.parts)) {
    cells.push(cell);
    cell.seq();
  }
  assert.equal(cells.length, 4);
  assert.deepEqual([cells[0], cells[2]], [outer, inner]);
  writer.value(message);
  reader.begin(posted(writer.take()));
  assertSame(reader.value(), message);
});

Deno.test("a deep message waits at its first cell too", () => {
  const deep = (core: unknown) => nested(300, (x) => vecOf(x), core);
  for (const around of [deep, (cell: unknown) => vecOf(deep(1), cell)]) {
    const cell = lazy(list(1));
    const { writer } = new Connection();
    assert.throws(() => writer.value(around(cell)), (thrown) => thrown instanceof Waiting && thrown.cell === cell);
    assertSame(sent(around(cell)), around(cell));
  }
});

Deno.test("values nest as deep as memory allows, mixed with metadata and boxes", () => {
  const depth = 10_000;
  const open: [(x: unknown) => unknown, (x: unknown) => unknown][] = [
    [(x) => vecOf(x), (x) => (x as Vec).nth(0)],
    [(x) => list(1, x), (x) => (x as Cons).next()?.first()],
    [(x) => tuple(kw("t"), x), (x) => (x as Tuple).items[0]],
    [(x) => mapOf(kw("a"), 1, kw("b"), x), (x) => (x as SmallMap).get(kw("b"), null)],
    [(x) => mapOf("a", x), (x) => (x as ArrayMap).get("a", null)],
    [(x) => lazy(list(x)), (x) => (x as LazySeq).first()],
    [(x) => new Box(x), (x) => (x as Box).content],
    [(x) => vecOf(1).withMeta(mapOf(kw("m"), x)), (x) => (metaOf((x as Vec).meta) as SmallMap).get(kw("m"), null)],
    [(x) => POINT.of([1, x]), (x) => (x as Rec).values[1]],
  ];
  for (const [wrap, unwrap] of open) assert.deepEqual(unwrapped(sent(nested(depth, wrap)), unwrap), [depth, 7]);
  const [[wrap, unwrap]] = open;
  assert.deepEqual(unwrapped(sent(nested(10 * depth, wrap)), unwrap), [10 * depth, 7]);
});

Deno.test("values around the depth at which they are cut arrive whole", () => {
  for (let depth = MAX_DEPTH - 3; depth < MAX_DEPTH + 4; depth++) {
    for (const core of [7, mkFloat(1), vecOf(), new Box(vecOf(1))]) {
      const x = nested(depth, (inner) => vecOf(inner, inner === core ? 1 : vecOf(inner === core)), core);
      if (!(core instanceof Box)) assertSame(sent(x), x);
      else assert.equal(printReadably(sent(x)), printReadably(x));
    }
  }
  const inner = nested(200, (x) => vecOf(x));
  const x = vecOf(nested(60, (y) => vecOf(y), inner), nested(70, (y) => vecOf(y), inner), inner);
  assertSame(vec(new Connection().send(x, 1, x)), vecOf(x, 1, x));
});

Deno.test("a message too large is refused, and one without end too", () => {
  const naturals = (n: number): LazySeq => new LazySeq(() => cons(n, naturals(n + 1)));
  const endless: unknown[] = [
    naturals(0),
    range(0),
    nested(40, (x) => vecOf(x, x)),
    vecOf(nested(300, (x) => vecOf(x)), naturals(0)),
  ];
  for (const x of [...endless, "x".repeat(20_000), vec(some(20_000)), new Uint8Array(20_000)]) {
    const connection = new Connection(10_000);
    assert.throws(() => connection.write(x), MessageTooLarge);
    assert.equal(connection.writer.sizeBytes, 0);
    connection.writer.value(1);
    connection.writer.mark();
    connection.writer.value("x".repeat(9_000));
  }
  const connection = new Connection(10_000);
  for (const _ of some(5)) {
    connection.writer.mark();
    connection.writer.value("x".repeat(9_000));
  }
  assert(connection.writer.sizeBytes > 45_000 && connection.writer.sizeBytes < 45_100);
});

Deno.test("a large batch travels, and the writer goes on with an empty one", () => {
  const connection = new Connection();
  const x = vec(some(100_000).map((i) => `text ${i}`));
  assertSame(vec(connection.send(x, x)), vecOf(x, x));
  assert.equal(connection.writer.sizeBytes, 0);
  assertSame(vec(connection.send(1, "x")), vecOf(1, "x"));
});

Deno.test("strings of every length arrive from long texts", () => {
  const texts = some(3000).map((i) =>
    String.fromCharCode(97 + i % 26).repeat([0, 1, 5, 13, 40, 700, 2047, 2048, 2049, 5000][i % 10])
  );
  assert.deepEqual((sent(vec(texts)) as Vec).toArray(), texts);
});

Deno.test("what cannot be sent is named with the way to it", () => {
  const f = () => 1;
  const pathOf = (message: unknown) => printReadably(vec([...errorOf(Untravelable, () => sent(message)).path]));
  assert.equal(pathOf(f), "[]");
  assert.equal(pathOf(mapOf(kw("rows"), vecOf(1, 2, f))), "[:rows 2]");
  assert.equal(pathOf(mapOf(kw("rows"), vecOf(1, list(0, mapOf("file", f))))), '[:rows 1 1 "file"]');
  assert.equal(pathOf(mapOf(1, 1, f, 2)), "[{:key 1}]");
  assert.equal(pathOf(setOf(1, f)), "[{:element 1}]");
  assert.equal(pathOf(tuple(kw("t"), 1, f)), "[2]");
  assert.equal(pathOf(vecOf(1, vecOf().withMeta(mapOf(kw("m"), f)))), "[1 {:meta} :m]");
  assert.equal(pathOf(POINT.of([1, vecOf(f)])), "[:y 0]");
  assert.equal(pathOf(POINT.of([1, 2]).assoc(kw("z"), f)), "[:z]");
  assert.equal(pathOf(new Box(vecOf(f))), "[:content 0]");
  assert.equal(pathOf(sortedMapFrom([[1, 2]], () => 0)), "[{:order}]");
  assert.equal(
    pathOf(new BatutaError("thrown", "", { cause: new BatutaError("thrown", "", { value: vecOf(f) }) })),
    "[:cause :value 0]",
  );
  assert.equal(pathOf(lazy(list(1, f))), "[1]");
  assert.equal(pathOf(vecOf(f, range(0))), "[0]");
  assert.equal(errorOf(Untravelable, () => sent(nested(500, (x) => vecOf(x), f))).path.length, 500);
  const error = errorOf(Untravelable, () => sent(vecOf(f)));
  assert.equal(error.culprit, f);
  assert.match(error.message, /^#<fn f> \(Fn\) cannot be sent to another worker; it stands in the message at \[0\]$/);
  assertSame(error.data, mapOf(kw("path"), vecOf(0)));
});

Deno.test("names beyond the limit are sent but not remembered", () => {
  const connection = new Connection();
  const names = some(MAX_NAMES + 10).map((i) => kw(`name-${i}`));
  assertSame(connection.send(vec(names))[0], vec(names));
  const again = [names[3], names[MAX_NAMES + 5], mapOf(names[MAX_NAMES + 1], names[MAX_NAMES + 2])];
  assertSame(vec(connection.send(...again)), vec(again));
});

Deno.test("bytes by chance, and messages with chance changes, are read or refused as malformed", () => {
  const readAll = (batch: Batch) => {
    const reader = new WireReader({ read: (r) => r.value(), recordType: () => POINT });
    reader.begin(batch);
    try {
      while (!reader.atEnd) reader.value();
    } catch (error) {
      assert(error instanceof MalformedBatch, String((error as Error).stack));
    }
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ maxLength: 300 }), (bytes, text) => {
      readAll({ bytes: new Uint8Array(bytes), text });
    }),
    { numRuns: 1000 },
  );
  fc.assert(
    fc.property(fc.array(anyValue), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 }), (values, changes) => {
      const writer = new WireWriter(writing);
      for (const value of values) writer.value(value);
      const { bytes, text } = writer.take();
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      readAll({ bytes, text });
      readAll({ bytes: bytes.slice(0, bytes.length >> 1), text });
      readAll({ bytes, text: text.slice(0, text.length >> 1) });
    }),
    { numRuns: 1000 },
  );
  for (const kind of some(64)) readAll({ bytes: new Uint8Array(100_000).fill(kind), text: "" });
});
