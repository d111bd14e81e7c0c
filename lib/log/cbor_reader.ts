/**
 * Reads what `cbor_writer.ts` writes, in either form.
 * In: a range of bytes, and what knows the record types of a program. Out: the value.
 * Invariants: whatever the bytes are, reading ends, takes memory in proportion to them, and answers a value or fails with
 * `MalformedValue`; nothing is taken that the writer would have written in another way, so that no two texts have one meaning by
 * accident. No code of a program runs.
 * A record of five fields, 75 bytes, takes about 200 ns: the keys of maps are not decoded but compared with those that followed the same
 * keys last time, and they lead straight to the shape of the map.
 * @module
 */
import {
  char,
  compare,
  Decimal,
  Duration,
  EMPTY_MAP,
  EMPTY_SET,
  EMPTY_SHAPE,
  equals,
  HashSet,
  Instant,
  Keyword,
  kw,
  listFrom,
  MapBuilder,
  MAX_COLUMNS,
  mkFloat,
  normBig,
  parseUuid,
  PMap,
  Ratio,
  ratio,
  type Rec,
  RecordType,
  type Shape,
  SmallMap,
  sortedMapOfSorted,
  SortedSet,
  splitQualified,
  Sym,
  Tuple,
  vec,
} from "../data/mod.ts";
import { newBytes } from "./byte_buffer.ts";
import * as form from "./cbor_format.ts";
import { MalformedValue, MAX_DEPTH } from "./cbor_format.ts";

/** Answers the type of records that were written with this name and these fields. Its fields may be others by now. */
export type RecordTypeOf = (name: string, fields: readonly Keyword[]) => RecordType;

const TEXT_MAJOR = 3;
const ARRAY_MAJOR = 4;
const MAP_MAJOR = 5;
const BYTES_MAJOR = 2;

const NIL = 0xf6;
const TRUE = 0xf5;
const FALSE = 0xf4;
const DOUBLE = 0xfb;
/** The two bytes of the keywords' tag. */
const KEYWORD_0 = 0xd8;
const KEYWORD_1 = form.TAG_KEYWORD;

const TWO_32 = 0x100000000;
/** The most that the high word of a safe integer may be. */
const MAX_SAFE_HIGH = 0x1fffff;
/** How many bytes of an Int V8 takes: 2^30 bits. */
const MAX_BIG_BYTES = 1 << 27;
const NANOS_PER_SECOND = 1e9;
const NANOS_PER_MS = 1e6;

/** What is written may stand in so many collections; a Decimal counts as one here, and so does its Int. */
const DEPTH_LIMIT = MAX_DEPTH + 2;

/** The largest count of keys of a small map. */
const MOST_KEYS = 8;

/** Up to here a text of ASCII is put together from an array; the host's decoder costs 500 ns in itself. */
const SHORT_TEXT = 160;
/** An array for each length: `fromCharCode` takes all of it. */
const units: number[][] = Array.from({ length: SHORT_TEXT + 1 }, (_, n) => Array.from({ length: n }, () => 0));

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const double = new Float64Array(1);
const doubleBytes = new Uint8Array(double.buffer);

/** A keyword and its bytes, tag and head included. */
interface Name {
  readonly keyword: Keyword;
  readonly bytes: Uint8Array;
}

const NO_NAME: Name = { keyword: kw(""), bytes: new Uint8Array(0) };
const RECENT = 1024;
/** The short keywords met last, by some bits of their bytes. */
const recentNames: Name[] = Array.from({ length: RECENT }, () => NO_NAME);

/** The keys of small maps so far, and what may follow them. */
class Path {
  /** What followed last, and where it led. */
  last: Name = NO_NAME;
  lastPath: Path | null = null;
  /** Null as long as nothing has followed. */
  #paths: Map<Keyword, Path> | null = null;

  constructor(readonly shape: Shape) {}
  /** With one more key; null when the map has it already, or is not to have a shape. */
  follow(name: Name): Path | null {
    const path = this.#paths?.get(name.keyword) ?? this.#begin(name.keyword);
    if (path === null) return null;
    this.last = name;
    this.lastPath = path;
    return path;
  }
  #begin(key: Keyword): Path | null {
    const shape = this.shape.index(key) < 0 ? this.shape.with(key) : null;
    if (shape === null) return null;
    const path = new Path(shape);
    (this.#paths ??= new Map()).set(key, path);
    return path;
  }
}

/** Where maps of so many keys begin. */
const beginnings: Path[] = Array.from({ length: MOST_KEYS + 1 }, () => new Path(EMPTY_SHAPE));

const MOST_STAND_INS = 1 << 12;
const standIns = new Map<string, RecordType>();

/**
 * Types for records whose own nobody knows here: one for each name and set of fields, as long as there are not too many, so that equal
 * records are read as equal ones.
 */
function standInType(name: string, fields: readonly Keyword[]): RecordType {
  const key = [name, ...fields.map(({ text }) => text).sort()].map((part) => `${part.length} ${part}`).join(" ");
  const known = standIns.get(key);
  if (known !== undefined) return known;
  const type = new RecordType(name, fields);
  if (standIns.size < MOST_STAND_INS) standIns.set(key, type);
  return type;
}

/** Reads values, with what it has been told about records. */
export class Decoder {
  readonly #recordType: RecordTypeOf;
  #bytes: Uint8Array = NO_NAME.bytes;
  #start = 0;
  #end = 0;
  /** Where the next byte is. */
  #at = 0;
  /** How many collections are around what is read next. */
  #depth = 0;

  /** `recordType` says which type records get; without one they get types that have nothing but their name and fields. */
  constructor({ recordType = standInType }: { readonly recordType?: RecordTypeOf } = {}) {
    this.#recordType = recordType;
  }

  /** The value that `bytes[from, to)` is. Fails with `MalformedValue`, also when there is more behind it. */
  decode(bytes: Uint8Array, from = 0, to: number = bytes.length): unknown {
    this.#bytes = bytes;
    this.#start = from;
    this.#at = from;
    this.#end = to;
    this.#depth = 0;
    const value = this.#value();
    return this.#at === to ? value : this.#fail("there is more behind the value");
  }

  #fail(problem: string, at = this.#at): never {
    throw new MalformedValue(problem, Math.min(at, this.#end) - this.#start);
  }

  // ---- bytes ---------------------------------------------------------------------------------------------------------

  #byte(): number {
    return this.#at < this.#end ? this.#bytes[this.#at++] : this.#fail("it ends too early");
  }

  /** 32 bits. */
  #word(): number {
    const at = this.#at;
    if (this.#end - at < 4) this.#fail("it ends too early");
    const bytes = this.#bytes;
    this.#at = at + 4;
    return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
  }

  /** The argument of a head that does not fit its first byte; an Int beyond 2^53 is a bigint. */
  #argument(head: number): number | bigint {
    const low = head & 31;
    if (low < 24) return low;
    if (low === 24) return this.#atLeast(24, this.#byte());
    if (low === 25) return this.#atLeast(0x100, (this.#byte() << 8) | this.#byte());
    if (low === 26) return this.#atLeast(0x10000, this.#word());
    if (low > 27) return this.#fail("a length is not definite", this.#at - 1);
    const high = this.#atLeast(1, this.#word());
    const rest = this.#word();
    return high <= MAX_SAFE_HIGH ? high * TWO_32 + rest : BigInt(high) * BigInt(TWO_32) + BigInt(rest);
  }

  /** What takes more bytes than it needs was not written here. */
  #atLeast(least: number, n: number): number {
    return n >= least ? n : this.#fail("a number takes more bytes than it needs");
  }

  /** How many parts follow, each of at least so many bytes. */
  #count(head: number, partBytes = 1): number {
    const low = head & 31;
    const n = low < 24 ? low : this.#argument(head);
    return n <= (this.#end - this.#at) / partBytes ? Number(n) : this.#fail("a count is too large");
  }

  /** The head of a certain major type. */
  #headOf(major: number, what: string): number {
    const head = this.#byte();
    return head >>> 5 === major ? head : this.#fail(`${what} is missing`, this.#at - 1);
  }

  #enter(): void {
    if (++this.#depth > DEPTH_LIMIT) this.#fail("it is nested too deep");
  }

  // ---- scalars -------------------------------------------------------------------------------------------------------

  #value(): unknown {
    const head = this.#byte();
    switch (head >>> 5) {
      case 0:
        return head < 24 ? head : this.#argument(head);
      case 1:
        return this.#negative(head);
      case BYTES_MAJOR:
        return this.#copyOf(this.#count(head));
      case TEXT_MAJOR:
        return this.#text(this.#count(head));
      case ARRAY_MAJOR:
        return this.#vector(head);
      case MAP_MAJOR:
        return this.#map(head);
      case 6:
        return head === KEYWORD_0 && this.#bytes[this.#at] === KEYWORD_1 ? this.#keyword() : this.#tagged(head);
      default:
        return this.#simple(head);
    }
  }

  #simple(head: number): unknown {
    if (head === DOUBLE) return this.#double();
    if (head === NIL) return null;
    if (head === TRUE) return true;
    return head === FALSE ? false : this.#fail("its kind is unknown", this.#at - 1);
  }

  #negative(head: number): number | bigint {
    const n = this.#argument(head);
    return typeof n === "number" && n < Number.MAX_SAFE_INTEGER ? -1 - n : normBig(-1n - BigInt(n));
  }

  #double(): unknown {
    const at = this.#at;
    if (this.#end - at < 8) this.#fail("it ends too early");
    const bytes = this.#bytes;
    doubleBytes[7] = bytes[at];
    doubleBytes[6] = bytes[at + 1];
    doubleBytes[5] = bytes[at + 2];
    doubleBytes[4] = bytes[at + 3];
    doubleBytes[3] = bytes[at + 4];
    doubleBytes[2] = bytes[at + 5];
    doubleBytes[1] = bytes[at + 6];
    doubleBytes[0] = bytes[at + 7];
    this.#at = at + 8;
    const d = double[0];
    return d === d ? mkFloat(d) : this.#nan(at);
  }

  #nan(at: number): number {
    const isOurs = this.#bytes[at] === 0x7f && this.#bytes[at + 1] === 0xf8 &&
      this.#bytes.subarray(at + 2, at + 8).every((byte) => byte === 0);
    return isOurs ? NaN : this.#fail("a NaN has a form of its own", at);
  }

  /** The next bytes, not copied. */
  #bytesOf(n: number): Uint8Array {
    const at = this.#at;
    this.#at = at + n;
    return this.#bytes.subarray(at, at + n);
  }

  #copyOf(n: number): Uint8Array {
    const copy = newBytes(n);
    copy.set(this.#bytesOf(n));
    return copy;
  }

  #text(n: number): string {
    if (n > SHORT_TEXT) return this.#longText(n);
    const bytes = this.#bytes;
    const at = this.#at;
    const text = units[n];
    let all = 0;
    for (let i = 0; i < n; i++) {
      const unit = bytes[at + i];
      all |= unit;
      text[i] = unit;
    }
    if (all >= 0x80) return this.#longText(n);
    this.#at = at + n;
    return String.fromCharCode.apply(null, text);
  }

  #longText(n: number): string {
    const at = this.#at;
    try {
      return utf8.decode(this.#bytesOf(n));
    } catch {
      return this.#fail("a text is not UTF-8", at);
    }
  }

  /** A text in either of its forms. */
  #anyText(what: string): string {
    const head = this.#byte();
    if (head >>> 5 === TEXT_MAJOR) return this.#text(this.#count(head));
    if (head >>> 5 === 6 && this.#argument(head) === form.TAG_UTF16) return this.#utf16();
    return this.#fail(`${what} is no text`, this.#at - 1);
  }

  #utf16(): string {
    const at = this.#at;
    const bytes = this.#bytesOf(this.#count(this.#headOf(BYTES_MAJOR, "the units of a text")));
    if (bytes.length % 2 !== 0) this.#fail("a text has half a unit", at);
    const parts: string[] = [];
    for (let i = 0; i < bytes.length; i += 2) parts.push(String.fromCharCode((bytes[i] << 8) | bytes[i + 1]));
    const text = parts.join("");
    return text.isWellFormed() ? this.#fail("a text is not in UTF-8", at) : text;
  }

  /** A keyword, its first byte read. */
  #keyword(): Keyword {
    return this.#name().keyword;
  }

  /** The same, with its bytes; their second one is that of the tag. */
  #name(): Name {
    const bytes = this.#bytes;
    const from = this.#at - 1;
    const n = this.#at + 1 < this.#end ? bytes[this.#at + 1] - 0x60 : -1;
    const to = from + 3 + n;
    if (n < 0 || n >= 24 || to > this.#end) return this.#rareName();
    let h = n;
    for (let i = from + 3; i < to; i++) h = Math.imul(h, 31) + bytes[i] | 0;
    const slot = (h ^ (h >>> 10)) & (RECENT - 1);
    const recent = recentNames[slot];
    if (this.#follows(recent.bytes, from)) {
      this.#at = to;
      return recent;
    }
    this.#at = from + 3;
    const keyword = kw(this.#text(n));
    const copy = newBytes(to - from);
    copy.set(bytes.subarray(from, to));
    return recentNames[slot] = { keyword, bytes: copy };
  }

  /** A long one, or one that is in UTF-16. Its bytes are not worth keeping. */
  #rareName(): Name {
    this.#at++;
    return { keyword: kw(this.#anyText("a keyword")), bytes: NO_NAME.bytes };
  }

  /** Whether these bytes stand at a place. */
  #follows(expected: Uint8Array, at: number): boolean {
    const n = expected.length;
    if (n === 0 || at + n > this.#end) return false;
    const bytes = this.#bytes;
    for (let i = 0; i < n; i++) if (bytes[at + i] !== expected[i]) return false;
    return true;
  }

  // ---- collections ---------------------------------------------------------------------------------------------------

  #items(n: number): unknown[] {
    const items: unknown[] = [];
    for (let i = 0; i < n; i++) items.push(this.#value());
    return items;
  }

  #vector(head: number): unknown {
    this.#enter();
    const value = vec(this.#items(this.#count(head)));
    this.#depth--;
    return value;
  }

  #map(head: number): PMap {
    this.#enter();
    const n = this.#count(head, 2);
    const map = n === 0
      ? EMPTY_MAP
      : n <= MOST_KEYS
      ? this.#smallMap(n)
      : this.#entries(n, new MapBuilder(MAX_COLUMNS), 0);
    this.#depth--;
    return map;
  }

  /** A map of few entries: along the path of its keys as long as there is one. */
  #smallMap(n: number): PMap {
    const at = this.#at;
    let path = beginnings[n];
    let v0: unknown = null;
    let v1: unknown = null;
    let v2: unknown = null;
    let v3: unknown = null;
    let v4: unknown = null;
    let v5: unknown = null;
    let v6: unknown = null;
    let v7: unknown = null;
    for (let i = 0; i < n; i++) {
      const next = this.#step(path);
      if (next === null) {
        const { keys } = path.shape;
        const values = [v0, v1, v2, v3, v4, v5, v6, v7];
        const builder = new MapBuilder();
        for (let j = 0; j < i; j++) builder.assoc(keys[j], values[j]);
        return this.#entries(n, builder, i, at);
      }
      path = next;
      const value = this.#value();
      switch (i) {
        case 0:
          v0 = value;
          break;
        case 1:
          v1 = value;
          break;
        case 2:
          v2 = value;
          break;
        case 3:
          v3 = value;
          break;
        case 4:
          v4 = value;
          break;
        case 5:
          v5 = value;
          break;
        case 6:
          v6 = value;
          break;
        default:
          v7 = value;
      }
    }
    return new SmallMap(path.shape, null, v0, v1, v2, v3, v4, v5, v6, v7);
  }

  /** Reads a key and answers where it leads; null, and nothing is read, when it leads nowhere. */
  #step(path: Path): Path | null {
    const at = this.#at;
    const { last } = path;
    if (this.#follows(last.bytes, at)) {
      this.#at = at + last.bytes.length;
      return path.lastPath;
    }
    if (this.#bytes[at] !== KEYWORD_0 || at + 1 >= this.#end || this.#bytes[at + 1] !== KEYWORD_1) return null;
    this.#at++;
    const next = path.follow(this.#name());
    if (next === null) this.#at = at;
    return next;
  }

  /** The entries from the `i`th on. */
  #entries(n: number, builder: MapBuilder, i: number, at = this.#at): PMap {
    for (; i < n; i++) {
      const key = this.#value();
      builder.assoc(key, this.#value());
    }
    return builder.count() === n ? builder.done() : this.#fail("a map has a key twice", at);
  }

  // ---- tags ----------------------------------------------------------------------------------------------------------

  #tagged(head: number): unknown {
    const at = this.#at - 1;
    const tag = this.#argument(head);
    this.#enter();
    const value = this.#taggedBy(tag, at);
    this.#depth--;
    return value;
  }

  #taggedBy(tag: number | bigint, at: number): unknown {
    switch (tag) {
      case form.TAG_LIST:
        return listFrom(this.#items(this.#count(this.#headOf(ARRAY_MAJOR, "the array of a list"))));
      case form.TAG_TUPLE:
        return this.#tuple();
      case form.TAG_SET:
        return this.#set(at);
      case form.TAG_RECORD:
        return this.#record(at);
      case form.TAG_SORTED_MAP:
        return sortedMapOfSorted(this.#sorted(this.#count(this.#headOf(MAP_MAJOR, "the map"), 2), true, at), compare);
      case form.TAG_SORTED_SET: {
        const elements = this.#sorted(this.#count(this.#headOf(ARRAY_MAJOR, "the array of a set")), false, at);
        return new SortedSet(sortedMapOfSorted(elements, compare), null);
      }
      case form.TAG_UUID:
        return this.#uuid(at);
      case form.TAG_INSTANT:
        return this.#instant(at);
      case form.TAG_DURATION:
        return this.#duration(at);
      case form.TAG_CHAR:
        return this.#char(at);
      case form.TAG_SYMBOL:
        return this.#symbol(at);
      case form.TAG_UTF16:
        return this.#utf16();
      case form.TAG_DECIMAL:
        return this.#decimal(at);
      case form.TAG_RATIO:
        return this.#ratio(at);
      case form.TAG_BIG:
      case form.TAG_NEGATIVE_BIG:
        return this.#big(tag, at);
      default:
        return this.#fail("its kind is unknown", at);
    }
  }

  #tuple(): Tuple {
    const at = this.#at;
    const [tag, ...items] = this.#items(this.#count(this.#headOf(ARRAY_MAJOR, "the array of a tuple")));
    return tag instanceof Keyword ? new Tuple(tag, items) : this.#fail("a tuple has no tag", at);
  }

  #set(at: number): unknown {
    const n = this.#count(this.#headOf(ARRAY_MAJOR, "the array of a set"));
    if (n === 0) return EMPTY_SET;
    const builder = new MapBuilder();
    for (let i = 0; i < n; i++) builder.assoc(this.#value(), true);
    return builder.count() === n ? new HashSet(builder.done(), null) : this.#fail("a set has an element twice", at);
  }

  /** Entries, or elements, in the order of `compare`. */
  #sorted(n: number, areEntries: boolean, at: number): [unknown, unknown][] {
    const entries: [unknown, unknown][] = [];
    for (let i = 0; i < n; i++) {
      const key = this.#value();
      if (i > 0 && !isBefore(entries[i - 1][0], key)) this.#fail("it is not sorted", at);
      entries.push([key, areEntries ? this.#value() : true]);
    }
    return entries;
  }

  #record(at: number): Rec {
    const n = this.#count(this.#headOf(ARRAY_MAJOR, "the array of a record"));
    if (n !== 2 && n !== 3) this.#fail("a record has two parts or three", at);
    const name = this.#anyText("the type of a record");
    const fields = this.#pairs(this.#count(this.#headOf(MAP_MAJOR, "the map of fields"), 2), at);
    const more = n === 3 ? this.#value() : null;
    if (more !== null && (!(more instanceof PMap) || more.recordType !== null || more.count() === 0)) {
      this.#fail("a record's further entries are no map", at);
    }
    return this.#recordOf(name, fields, more as PMap | null, at); // just checked
  }

  /** Fields and their values. */
  #pairs(n: number, at: number): ReadonlyMap<Keyword, unknown> {
    const pairs = new Map<Keyword, unknown>();
    for (let i = 0; i < n; i++) {
      const key = this.#value();
      if (!(key instanceof Keyword)) this.#fail("a field has no keyword", at);
      pairs.set(key as Keyword, this.#value()); // just checked
    }
    return pairs.size === n ? pairs : this.#fail("a record has a field twice", at);
  }

  #recordOf(name: string, fields: ReadonlyMap<Keyword, unknown>, more: PMap | null, at: number): Rec {
    for (const field of fields.keys()) if (more?.has(field)) this.#fail("a record has a field twice", at);
    const type = this.#recordType(name, [...fields.keys()]);
    if (type.fields.length === fields.size && type.fields.every((field) => fields.has(field))) {
      return new type.make(type.fields.map((field) => fields.get(field)), more, null);
    }
    // The type has other fields than when the record was written: new ones are nil, old ones go on as entries.
    let all: PMap = more ?? EMPTY_MAP;
    for (const [field, value] of fields) all = all.assoc(field, value);
    return type.from(all);
  }

  #uuid(at: number): unknown {
    const bytes = this.#bytesOf(this.#count(this.#headOf(BYTES_MAJOR, "the bytes of a UUID")));
    const hex = bytes.toHex();
    const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
    return parseUuid(parts.join("-")) ?? this.#fail("a UUID has not 16 bytes", at);
  }

  /** Whole milliseconds, and nanoseconds more. */
  #time(at: number): { readonly ms: number; readonly nanos: number } {
    const n = this.#count(this.#headOf(MAP_MAJOR, "the map of a time"), 2);
    const isTime = (n === 1 || n === 2) && this.#value() === form.SECONDS;
    const seconds = isTime ? this.#value() : null;
    const nanos = n === 1 ? 0 : isTime && this.#value() === form.NANOSECONDS ? this.#value() : null;
    if (typeof seconds !== "number" || typeof nanos !== "number" || (n === 2 && nanos === 0)) {
      return this.#fail("a time is none", at);
    }
    const ms = Math.floor(nanos / NANOS_PER_MS);
    const time = { ms: 1000 * seconds + ms, nanos: nanos - ms * NANOS_PER_MS };
    return Number.isInteger(seconds) && Number.isInteger(nanos) && nanos >= 0 && nanos < NANOS_PER_SECOND &&
        Number.isSafeInteger(time.ms)
      ? time
      : this.#fail("a time is out of range", at);
  }

  #instant(at: number): Instant {
    const { ms, nanos } = this.#time(at);
    return Math.abs(ms) <= form.MAX_INSTANT_MS ? new Instant(ms, nanos) : this.#fail("an instant is out of range", at);
  }

  #duration(at: number): Duration {
    const { ms, nanos } = this.#time(at);
    return new Duration(ms, nanos);
  }

  #char(at: number): unknown {
    const cp = this.#value();
    const isScalar = typeof cp === "number" && Number.isInteger(cp) && cp >= 0 && cp <= 0x10ffff &&
      (cp < 0xd800 || cp > 0xdfff);
    return isScalar ? char(cp) : this.#fail("a character has no code point", at);
  }

  #symbol(at: number): Sym {
    if (this.#at < this.#end && this.#bytes[this.#at] >>> 5 !== ARRAY_MAJOR) {
      const { ns, name } = splitQualified(this.#anyText("a symbol"));
      return new Sym(ns, name);
    }
    const n = this.#count(this.#headOf(ARRAY_MAJOR, "a symbol's name"));
    const [ns, name] = this.#items(n === 2 ? n : this.#fail("a symbol has two parts", at));
    if ((ns !== null && typeof ns !== "string") || typeof name !== "string") {
      return this.#fail("a symbol has no name", at);
    }
    const symbol = new Sym(ns, name);
    const read = splitQualified(symbol.text);
    return read.ns === ns && read.name === name ? this.#fail("a symbol needs no two parts", at) : symbol;
  }

  #twoInts(what: string, at: number): [number | bigint, number | bigint] {
    const isPair = this.#count(this.#headOf(ARRAY_MAJOR, `the array of ${what}`)) === 2;
    const [a, b] = isPair ? this.#items(2) : [];
    const isInt = (x: unknown): x is number | bigint => typeof x === "bigint" || Number.isInteger(x);
    return isInt(a) && isInt(b) ? [a, b] : this.#fail(`${what} has not two Ints`, at);
  }

  #decimal(at: number): Decimal {
    const [exponent, unscaled] = this.#twoInts("a Decimal", at);
    return typeof exponent === "number" && Math.abs(exponent) <= form.MAX_SCALE
      ? new Decimal(BigInt(unscaled), 0 - exponent)
      : this.#fail("a Decimal has too many digits", at);
  }

  #ratio(at: number): Ratio {
    const [n, d] = this.#twoInts("a Ratio", at);
    const value = d > 1 ? ratio(n, d) : null;
    return value instanceof Ratio && value.d === BigInt(d) ? value : this.#fail("a Ratio is not in lowest terms", at);
  }

  #big(tag: number, at: number): bigint {
    const bytes = this.#bytesOf(this.#count(this.#headOf(BYTES_MAJOR, "the bytes of an Int")));
    if (bytes.length <= 8 || bytes[0] === 0) this.#fail("a number takes more bytes than it needs", at);
    if (bytes.length > MAX_BIG_BYTES) this.#fail("an Int is too large", at);
    const n = BigInt("0x" + bytes.toHex());
    return tag === form.TAG_BIG ? n : -1n - n;
  }
}

/** Whether one key may stand before another. Different ones may have no order: NaN beside any number. */
function isBefore(before: unknown, key: unknown): boolean {
  try {
    const order = compare(before, key);
    return order < 0 || (order === 0 && !equals(before, key));
  } catch {
    return false; // they are of different kinds
  }
}

const decoder = new Decoder();

/**
 * The value that `bytes[from, to)` is, records in types that have nothing but their name and fields. Fails with `MalformedValue`, whose
 * `at` counts from `from`.
 */
export function decode(bytes: Uint8Array, from = 0, to: number = bytes.length): unknown {
  return decoder.decode(bytes, from, to);
}
