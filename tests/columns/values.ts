/** Values of all kinds, and records of them, for property tests. */
import fc from "fast-check";
import {
  char,
  Decimal,
  Duration,
  Instant,
  kw,
  listFrom,
  mapFrom,
  mkFloat,
  type PMap,
  setFrom,
  sym,
  vec,
} from "../../lib/data/mod.ts";
import { ByteBuffer, encode } from "../../lib/log/mod.ts";

const text = fc.oneof(
  fc.constantFrom("open", "closed", "", "é", "𝄞", "\ud800", "a\udc00b", "\u0000"),
  fc.string({ unit: "binary", maxLength: 12 }),
);

const kinds: readonly fc.Arbitrary<unknown>[] = [
  fc.integer({ min: -128, max: 127 }),
  fc.integer({ min: -40000, max: 40000 }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double().map(mkFloat),
  fc.constantFrom(NaN, Infinity, -Infinity, mkFloat(0), mkFloat(-0), mkFloat(3), 0.5, 12.34, mkFloat(1e300)),
  fc.integer({ min: -100000, max: 100000 }).map((cents) => mkFloat(cents / 100)),
  fc.boolean(),
  text,
  fc.constantFrom("a", "b", "c", "ns/d").map(kw),
  fc.integer({ min: -1e12, max: 2e12 }).map((ms) => new Instant(ms)),
];

const others: fc.Arbitrary<unknown> = fc.oneof(
  fc.bigInt({ min: 2n ** 60n, max: 2n ** 80n }),
  fc.bigInt({ min: -1000n, max: 1000n }).map((n) => new Decimal(n, 2)),
  fc.integer({ min: 1, max: 0x3ff }).map(char),
  fc.constant(new Instant(5, 17)),
  fc.constant(new Duration(1500)),
  fc.constantFrom(sym(null, "x"), vec([]), vec([1, "two", kw("three")]), listFrom([1, 2]), setFrom([1, 2])),
  fc.dictionary(fc.string(), fc.integer(), { maxKeys: 3 }).map((entries) => mapFrom(Object.entries(entries))),
  fc.uint8Array({ maxLength: 4 }),
);

/** A column: values of mostly one kind, nil here and there. */
const column: fc.Arbitrary<fc.Arbitrary<unknown>> = fc.oneof(
  ...kinds.map((kind) =>
    fc.constantFrom(kind, fc.oneof({ weight: 5, arbitrary: kind }, { weight: 1, arbitrary: fc.constant(null) }))
  ),
  fc.constant(others),
  fc.constant(fc.oneof(...kinds, others, fc.constant(null))),
);

export const ABSENT = Symbol("absent");

/** Records with some of the columns `:a` … `:d`. */
export const records: fc.Arbitrary<PMap[]> = fc.array(column, { minLength: 1, maxLength: 4 }).chain((columns) => {
  const entries = columns.map((values) =>
    fc.oneof({ weight: 6, arbitrary: values }, { weight: 1, arbitrary: fc.constant(ABSENT) })
  );
  return fc.array(fc.tuple(...entries), { maxLength: 40, size: "max" }).map((rows) =>
    rows.map((row) => mapFrom(row.flatMap((value, i) => value === ABSENT ? [] : [[kw("abcd"[i]), value] as const])))
  );
});

/** Whether two values are the same, to the last digit and sign: they are stored as the same bytes. */
export function same(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || stored(a) === stored(b);
}

function stored(value: unknown): string {
  const buffer = new ByteBuffer();
  encode(value, buffer);
  return buffer.copy().toHex();
}
