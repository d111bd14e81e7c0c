/**
 * The form of values in a log, to the byte: CBOR with definite lengths and the shortest heads, so that any reader of CBOR can read it.
 *
 * | value | bytes |
 * | --- | --- |
 * | nil, true, false | simple values 22, 21, 20 |
 * | Int | major types 0 and 1; beyond 64 bits tag 2 or 3, bytes without a leading zero |
 * | Float | always 64 bits, as RFC 8949 §4.2.2 allows, so that 1.0 is not 1; NaN is `fb 7ff8000000000000` |
 * | Ratio | tag 30, `[n d]` in lowest terms, d > 1 |
 * | Decimal | tag 4, `[-scale unscaled]` |
 * | String | text; one with half of a surrogate pair: tag 0xba77, its UTF-16 units as bytes, the high one first |
 * | Bytes | byte string |
 * | Keyword | tag 39, its text without the colon |
 * | Symbol | tag 0xba71, its text; `[namespace-or-nil name]` where the text would be read as another symbol |
 * | Char | tag 0xba72, its code point |
 * | Vector | array |
 * | List, any sequence | tag 0xba70, array |
 * | Tuple | tag 0xba73, array: the tag, then the items |
 * | Map | map; sorted by `compare`: tag 0xba75, map |
 * | Set | tag 258, array; sorted by `compare`: tag 0xba76, array |
 * | record | tag 0xba74, `[type-name {field value …}]`, a third element `{key value …}` where it has further entries |
 * | Uuid | tag 37, 16 bytes |
 * | Instant | tag 1001 (RFC 9581), `{1 seconds}` since 1970, with `-9 nanoseconds` where there are some |
 * | Duration | tag 1002 (RFC 9581), the same |
 *
 * The tags from 0xba70 are Batuta's own. A sequence reads back as a list; what is sorted by a function of a program, as a map or a set that
 * is not. Metadata is not written. An eduction is no
 * data, as it is computed anew for each walk.
 *
 * The **authored** form keeps what people see: entries and elements in their own order (hash maps and hash sets, whose order says
 * nothing, in the canonical one), lists apart from vectors, sorted apart from not, 1.50M, -0.0.
 * The **canonical** form is the same for values that are `=`, and different for others: entries of maps (also the fields of a record) by
 * the bytes of their keys, elements of sets by their bytes (RFC 8949 §4.2.1); every sequence an array; maps and sets without the tags for
 * sorted ones; -0.0 as 0.0; a Decimal without zeros at its end. Records are of one type when its name is the same. A NaN is `=` to
 * nothing and yet has one form. For most values both forms are the same bytes, or nearly.
 * Sources: RFC 8949; RFC 9581; the IANA registry of CBOR tags (30, 37, 39, 258).
 * @module
 */
import { BatutaError, type ErrorEntry, kw, mapOf, show, vec } from "../data/mod.ts";

export const TAG_BIG = 2;
export const TAG_NEGATIVE_BIG = 3;
export const TAG_DECIMAL = 4;
export const TAG_RATIO = 30;
export const TAG_UUID = 37;
export const TAG_KEYWORD = 39;
export const TAG_SET = 258;
export const TAG_INSTANT = 1001;
export const TAG_DURATION = 1002;
export const TAG_LIST = 0xba70;
export const TAG_SYMBOL = 0xba71;
export const TAG_CHAR = 0xba72;
export const TAG_TUPLE = 0xba73;
export const TAG_RECORD = 0xba74;
export const TAG_SORTED_MAP = 0xba75;
export const TAG_SORTED_SET = 0xba76;
export const TAG_UTF16 = 0xba77;

/** The keys of times. */
export const SECONDS = 1;
export const NANOSECONDS = -9;

/** How far from 1970 an instant may be; what JavaScript's dates can say. */
export const MAX_INSTANT_MS = 8.64e15;
/** The largest scale of a Decimal, and minus the smallest. */
export const MAX_SCALE = 2 ** 31;

/** How many collections may stand around a value. */
export const MAX_DEPTH = 256;

/** How many bytes a value may take: a sequence without end takes any. */
export const MAX_VALUE_BYTES = 64 * 2 ** 20;

export const CBOR_ERRORS = {
  "unstorable": {
    message: (d: { value: unknown; kind: string; path: readonly unknown[] }) =>
      `${show(d.value)} (${d.kind}) cannot be stored` +
      (d.path.length === 0 ? "" : `; it stands in the value at ${show(vec([...d.path]))}`),
    hint: "a log holds data only; store a name, or the data that it is made of",
    example: "(dlog/append :orders {:f inc})",
  },
  "value-too-deep": {
    message: (d: { limit: number }) => `A value that is stored may be nested ${d.limit} deep, and this one is deeper`,
    hint: "store a flat form, such as a vector of nodes that refer to each other by index",
    example: "(dlog/append :orders {:x (reduce (fn [x _] [x]) 1 (range 300))})",
  },
  "value-too-large": {
    message: (d: { limit: number }) =>
      `A value that is stored may take ${d.limit / 2 ** 20} MB; a sequence without end takes any`,
    hint: "store it in parts, or store what it can be computed from",
    example: "(dlog/append :orders {:x (range)})",
  },
  "malformed-value": {
    message: (d: { problem: string; at: number }) =>
      `The bytes of a stored value are malformed at ${d.at}: ${d.problem}`,
    hint: "they were damaged, or something other than Batuta wrote them",
    example: "",
  },
} satisfies Record<string, ErrorEntry<never>>;

/** A value that is no data. */
export class Unstorable extends BatutaError {
  /** @param path how to get to it in the value: keys and indices; a key of a map is `{:key 2}`, an element of a set `{:element 0}` */
  constructor(value: unknown, readonly kind: string, readonly path: readonly unknown[]) {
    const { message, hint } = CBOR_ERRORS["unstorable"];
    const data = mapOf(kw("kind"), kind, kw("path"), vec([...path]));
    super("unstorable", message({ value, kind, path }), { hint, data });
  }
}

/** A value beyond the depth that is written. */
export class ValueTooDeep extends BatutaError {
  constructor() {
    const { message, hint } = CBOR_ERRORS["value-too-deep"];
    super("value-too-deep", message({ limit: MAX_DEPTH }), { hint, data: mapOf(kw("limit"), MAX_DEPTH) });
  }
}

/** A value beyond the size that is written. */
export class ValueTooLarge extends BatutaError {
  constructor(limit: number) {
    const { message, hint } = CBOR_ERRORS["value-too-large"];
    super("value-too-large", message({ limit }), { hint, data: mapOf(kw("limit"), limit) });
  }
}

/** Bytes that are no value. */
export class MalformedValue extends BatutaError {
  /** @param at index of the byte, from 0, in the value's bytes */
  constructor(readonly problem: string, readonly at: number) {
    const { message, hint } = CBOR_ERRORS["malformed-value"];
    super("malformed-value", message({ problem, at }), { hint, data: mapOf(kw("at"), at, kw("problem"), problem) });
  }
}
