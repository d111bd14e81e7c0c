/**
 * Values for properties of the log: `anyStored` of every kind that can be stored; `disguised(x, seed)`, equal to `x` and of another kind
 * wherever there is one; `anySmall` from pools so small that two of them are often equal.
 */
import fc from "fast-check";
import {
  char,
  compare,
  Decimal,
  durationOf,
  EMPTY_QUEUE,
  Flt,
  Instant,
  isSequential,
  keyword,
  kw,
  LazySeq,
  listFrom,
  mapFrom,
  mkFloat,
  parseUuid,
  PMap,
  PSet,
  ratio,
  Rec,
  RecordType,
  setFrom,
  sortedMapFrom,
  sortedSetFrom,
  sym,
  toArray,
  Tuple,
  tuple,
  vec,
} from "../../lib/data/mod.ts";
import { anyValue } from "../runtime/values.ts";

export const POINT = new RecordType("user.Point", [kw("y"), kw("x")]);
export const recordType = (name: string, fields: readonly { text: string }[]): RecordType =>
  name === POINT.name ? POINT : new RecordType(name, fields.map(({ text }) => kw(text)));

const exact = fc.tuple(fc.bigInt(), fc.integer({ min: -30, max: 30 })).map(([n, scale]) => new Decimal(n, scale));
const bytes = fc.uint8Array().map((x) => new Uint8Array(x));
const halves = fc.array(fc.integer({ min: 0xd7f0, max: 0xe00f })).map((units) => String.fromCharCode(...units));
const longText = fc.string({ minLength: 30, maxLength: 300, unit: "grapheme" });
const oddName = fc.constantFrom("", "/", "a/b", "/a", "b/", "\ud800", "long-".repeat(20), "ü");

const leaf = fc.oneof(
  exact,
  fc.constantFrom(
    null,
    true,
    false,
    1,
    -7,
    0.5,
    "",
    "text",
    kw("a"),
    kw("n/b"),
    sym(null, "s"),
    char(0x1f600),
    ratio(1, 3),
  ),
  bytes,
  halves,
  longText,
  oddName.map((n) => kw(n)),
  oddName.map((n) => sym(null, n)),
  oddName.map((n) => sym("n", n)),
  fc.constantFrom(mkFloat(-0), mkFloat(0), NaN, 2 ** 53 - 1, -(2 ** 53) + 1, 2n ** 53n, -(2n ** 53n)),
  fc.constantFrom(
    2n ** 64n - 1n,
    2n ** 64n,
    -(2n ** 64n),
    -(2n ** 64n) - 1n,
    23,
    24,
    255,
    256,
    65535,
    65536,
    2 ** 32 - 1,
    2 ** 32,
  ),
  fc.constantFrom(new Instant(-8.64e15), new Instant(8.64e15, 0), durationOf(-(2 ** 53) + 1, 999_999)),
);

/** The sorted collection of keys, where they have an order. */
function sorted(keys: unknown[], make: (keys: unknown[]) => unknown): unknown {
  try {
    return make(keys);
  } catch {
    return make([]);
  }
}

const { stored } = fc.letrec<{ stored: unknown }>((tie) => ({
  stored: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    { weight: 3, arbitrary: leaf },
    fc.array(tie("stored"), { maxLength: 5 }).map((xs) => vec(xs)),
    fc.array(tie("stored"), { maxLength: 5 }).map((xs) => listFrom(xs)),
    fc.array(tie("stored"), { maxLength: 5 }).map((xs) => setFrom(xs)),
    fc.array(fc.tuple(tie("stored"), tie("stored")), { maxLength: 5 }).map((xs) => mapFrom(xs)),
    fc.array(fc.tuple(fc.string({ maxLength: 2 }).map((s) => kw(s)), tie("stored")), { maxLength: 12 }).map((xs) =>
      mapFrom(xs)
    ),
    fc.array(tie("stored"), { maxLength: 4 }).map((xs) => tuple(kw("t"), ...xs)),
    fc.tuple(tie("stored"), tie("stored")).map(([x, y]) => POINT.of([x, y])),
    fc.tuple(tie("stored"), tie("stored"), oddName).map(([x, y, n]) => POINT.of([x, y]).assoc(kw(n), x)),
    fc.array(fc.integer(), { maxLength: 40 }).map((xs) => sorted(xs, (keys) => sortedSetFrom(keys))),
    fc.array(tie("stored"), { maxLength: 5 }).map((xs) =>
      sorted(xs, (keys) => sortedMapFrom(keys.map((k) => [k, k] as const)))
    ),
  ),
}));

/** Collections of more than eight, which are hashed. */
const larger = fc.oneof(
  fc.uniqueArray(fc.oneof(fc.string(), fc.integer()), { minLength: 9, maxLength: 40 }).map((xs) => setFrom(xs)),
  fc.uniqueArray(fc.string({ maxLength: 5 }), { minLength: 9, maxLength: 40 }).chain((names) =>
    fc.array(stored, { minLength: names.length, maxLength: names.length })
      .map((xs) => mapFrom(xs.map((x, i) => [kw(names[i]), x] as const)))
  ),
);

export const anyStored: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: stored },
  { weight: 2, arbitrary: anyValue },
  { weight: 1, arbitrary: larger },
);

function shuffled<T>(items: T[], seed: number): T[] {
  return seed % 2 === 0 ? items : items.reverse();
}

/** An equal value, of another kind wherever there is one. */
export function disguised(x: unknown, seed: number): unknown {
  const again = (y: unknown) => disguised(y, (seed * 7 + 3) % 1000);
  if (x instanceof Flt && x.v === 0) return mkFloat(-x.v);
  if (x instanceof Decimal && x.scale < 100) return new Decimal(x.unscaled * 100n, x.scale + 2);
  if (x instanceof Rec) {
    const all = x.type.of(x.values.map(again));
    return x.more === null ? all : all.merge(again(x.more) as PMap);
  }
  if (x instanceof PMap) {
    const entries = shuffled([...x.entries()].map(([k, v]) => [again(k), again(v)] as const), seed);
    const keys = entries.map(([key]) => key);
    return seed % 3 === 0 && areOrdered(keys) ? sortedMapFrom(entries) : mapFrom(entries);
  }
  if (x instanceof PSet) {
    const elements = shuffled([...x].map(again), seed);
    return seed % 3 === 0 && areOrdered(elements) ? sortedSetFrom(elements) : setFrom(elements);
  }
  if (x instanceof Tuple) return new Tuple(x.tag, x.items.map(again));
  return isSequential(x) ? anySequence(toArray(x).map(again), seed) : x;
}

function anySequence(items: unknown[], seed: number): unknown {
  const kinds = [
    () => vec(items),
    () => listFrom(items),
    () => new LazySeq(() => listFrom(items)),
    () => items.reduce<typeof EMPTY_QUEUE>((queue, item) => queue.conj(item), EMPTY_QUEUE),
  ];
  return kinds[seed % kinds.length]();
}

/** Whether no two of them are the same to `compare`, which sees 1 and 1.0 as one. */
function areOrdered(keys: unknown[]): boolean {
  try {
    const sorted = keys.slice().sort(compare);
    return sorted.every((key, i) => (i === 0 ? compare(key, key) === 0 : compare(sorted[i - 1], key) < 0));
  } catch {
    return false;
  }
}

const smallLeaf: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, false, 0, 1, "", "a", 2n ** 70n, 0.5),
  fc.constantFrom(0, -0, 1).map((d) => mkFloat(d)),
  fc.constantFrom([1n, 0], [10n, 1], [0n, 0], [0n, 5], [15n, 1]).map(([n, scale]) =>
    new Decimal(BigInt(n), Number(scale))
  ),
  fc.constantFrom("a", "b").map((w) => kw(w)),
  fc.constantFrom("a", "b").map((w) => sym(null, w)),
  fc.constantFrom(97, 98).map((cp) => char(cp)),
  fc.constantFrom("a", "").map((w) => new TextEncoder().encode(w)),
  fc.constantFrom(ratio(1, 2), keyword("n", "a"), parseUuid("00000000-0000-0000-0000-000000000001")),
  fc.constantFrom(0, 1).map((ms) => new Instant(ms)),
  fc.constantFrom(0, 1).map((ms) => durationOf(ms)),
);

export const { small: anySmall } = fc.letrec<{ small: unknown }>((tie) => ({
  small: fc.oneof(
    { maxDepth: 2, depthSize: "small" },
    smallLeaf,
    fc.tuple(fc.array(tie("small"), { maxLength: 2 }), fc.nat(3)).map(([xs, kind]) => anySequence(xs, kind)),
    fc.array(tie("small"), { maxLength: 2 }).map((xs) => setFrom(xs)),
    fc.array(tie("small"), { maxLength: 2 }).map((xs) => sorted(xs, (keys) => sortedSetFrom(keys))),
    fc.array(fc.tuple(tie("small"), tie("small")), { maxLength: 2 }).map((xs) => mapFrom(xs)),
    fc.array(tie("small"), { maxLength: 2 }).map((xs) => tuple(kw("t"), ...xs)),
    fc.tuple(tie("small"), tie("small")).map((xs) => POINT.of(xs)),
  ),
}));
