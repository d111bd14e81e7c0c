/** Arbitrary values for properties: `anyValue` of everything that can be written and read back, `anyJson` of what JSON has. */
import fc from "fast-check";
import {
  char,
  durationOf,
  Instant,
  keyword,
  kw,
  listFrom,
  mapFrom,
  mkFloat,
  normBig,
  parseUuid,
  ratio,
  setFrom,
  symbolFrom,
  tuple,
  vec,
} from "../../lib/data/mod.ts";

const name = fc.constantFrom("a", "b-c", "long-name", "x1", "é", "<=", "a.b", "k?");
const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
const int = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.bigInt().map(normBig));
const float = fc.double({ noNaN: true, noDefaultInfinity: true }).map((d) => mkFloat(d));
const keywordValue = fc.tuple(fc.option(name), name).map(([ns, n]) => keyword(ns, n));
const symbolValue = name.map((n) => symbolFrom("s" + n));

const scalar = fc.oneof(
  fc.constantFrom(null, true, false),
  int,
  float,
  fc.constantFrom(Infinity, -Infinity),
  fc.tuple(fc.bigInt(), fc.bigInt({ min: 1n })).map(([n, d]) => ratio(n, d)),
  text,
  fc.integer({ min: 0, max: 0xd7ff }).map((cp) => char(cp)),
  keywordValue,
  symbolValue,
  fc.uuid().map((t) => parseUuid(t)),
  fc.date({ noInvalidDate: true }).map((d) => new Instant(d.getTime(), 7)),
  fc.tuple(fc.integer(), fc.integer()).map(([ms, nanos]) => durationOf(ms, nanos)),
);

export const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    scalar,
    fc.array(tie("value")).map((xs) => vec(xs)),
    fc.array(tie("value")).map((xs) => listFrom(xs)),
    fc.array(tie("value")).map((xs) => setFrom(xs)),
    fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 12 }).map((xs) => mapFrom(xs)),
    fc.array(fc.tuple(keywordValue, tie("value"))).map((xs) => mapFrom(xs)),
    fc.array(tie("value"), { maxLength: 4 }).map((xs) => tuple(kw("t"), ...(xs.length % 2 === 0 ? xs : xs.slice(1)))),
  ),
}));

export const { json: anyJson } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5, depthSize: "small" },
    fc.constantFrom(null, true, false),
    int,
    float,
    text,
    fc.array(tie("json")).map((xs) => vec(xs)),
    fc.array(fc.tuple(text, tie("json")), { maxLength: 12 }).map((xs) => mapFrom(xs)),
  ),
}));
