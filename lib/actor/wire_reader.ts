/**
 * Reads what `wire_writer.ts` writes.
 * In: the batches of one peer in their order; an extension that reads what the codec does not know. Out: values, and the parts that
 * the actors' protocol needs, in the order in which they were written.
 * Invariants: whatever the bytes are, reading ends, takes memory in proportion to the batch, and answers values or fails with
 * `MalformedBatch`; after that the connection is of no use. No code of a program runs.
 * @module
 */
import {
  ArrayMap,
  arraySeq,
  BatutaError,
  char,
  Coll,
  type Comparator,
  compare,
  Decimal,
  Duration,
  EMPTY_HASH,
  EMPTY_LIST,
  HashSet,
  Instant,
  Keyword,
  kw,
  LazySeq,
  listFrom,
  mapOfFlat,
  mkFloat,
  normBig,
  parseUuid,
  PMap,
  range,
  ratio,
  type RecordType,
  Regex,
  regex,
  type Seq,
  type Shape,
  shapeOf,
  SmallMap,
  sortedMapOfSorted,
  SortedSet,
  Sym,
  Tuple,
  vec,
} from "../data/mod.ts";
import * as wire from "./wire_format.ts";
import { type Batch, MalformedBatch, MAX_DEPTH } from "./wire_format.ts";

/** What reads the values that the codec does not know. */
export interface ReadExtension {
  /** Reads, by the reader's methods, just what the writer's extension wrote. */
  read(reader: WireReader): unknown;
  /** The record type of a name and its fields, here. */
  recordType(name: string, fields: readonly Keyword[]): RecordType;
}

/**
 * Strings are slices, and a slice keeps alive what it was cut from. So a long batch text is copied page by page, as it is needed, and
 * short strings are cut from a page: keeping one keeps 4 KB and not the batch. Copying costs 0.1 ns a character, a copy of each string 60 ns.
 */
const PAGE = 1 << 12;

/** A string of its own: the slice of a concatenation, which V8 has to write out. */
function copyOf(s: string): string {
  return (" " + s).slice(1);
}

/** Deeper than any writer goes: a value and its metadata each count. */
const DEPTH_LIMIT = 4 * MAX_DEPTH;

const HEXADECIMAL = /^-?[0-9a-f]+$/;
const MAX_INSTANT_MS = 8.64e15;
const NANOS = 1e6;
const MAX_CODE_POINT = 0x10ffff;

const NO_BYTES = new Uint8Array(0);

/** The keys of maps that the peer has named; the shape is null where this worker has too many already. */
interface NamedShape {
  readonly keys: readonly Keyword[];
  readonly shape: Shape | null;
}

/** Reads the batches of one peer. */
export class WireReader {
  readonly #extension: ReadExtension;
  #bytes: Uint8Array = NO_BYTES;
  #view = new DataView(NO_BYTES.buffer);
  /** Where the next byte is. Beyond the end bytes read as zero until someone looks: every value does. */
  #at = 0;
  #text = "";
  #textAt = 0;
  /** A part of the text, from `#pageStart` to `#pageEnd`. */
  #page = "";
  #pageStart = 0;
  #pageEnd = 0;
  /** How many values are around the one that is read next. */
  #depth = 0;
  #pieces: unknown[] = [];
  readonly #keywords: Keyword[] = [];
  readonly #shapes: NamedShape[] = [];
  readonly #words: string[] = [];
  readonly #types: RecordType[] = [];

  constructor(extension: ReadExtension) {
    this.#extension = extension;
  }

  /** Goes on with the peer's next batch. */
  begin({ bytes, text }: Batch): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = 0;
    this.#text = text;
    this.#textAt = 0;
    this.#page = text;
    this.#pageStart = 0;
    this.#pageEnd = text.length <= PAGE ? text.length : 0;
    this.#depth = 0;
  }

  /** Whether everything has been read. */
  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    return this.#at < this.#bytes.length ? this.#bytes[this.#at++] : this.#fail("it ends too early");
  }

  uint(): number {
    const first = this.byte();
    return first < 128 ? first : this.#longUint(first & 127);
  }

  #longUint(low: number): number {
    let n = low;
    for (let factor = 128; factor <= 2 ** 49; factor *= 128) {
      const byte = this.byte();
      n += (byte & 127) * factor;
      if (byte < 128) return Number.isSafeInteger(n) ? n : this.#fail("a number is too large");
    }
    return this.#fail("a number is too long");
  }

  int(): number {
    const first = this.byte();
    let size = (first & 127) >>> 1;
    if (first >= 128) size += 64 * this.uint();
    if (size > Number.MAX_SAFE_INTEGER) this.#fail("a number is too large");
    // `0 -` rather than `-`: there is no -0 among Ints.
    return (first & 1) === 0 ? size : 0 - size;
  }

  text(): string {
    const start = this.#textAt;
    const end = start + this.uint();
    if (end > this.#text.length) this.#fail("its text ends too early");
    this.#textAt = end;
    return end <= this.#pageEnd
      ? this.#page.slice(start - this.#pageStart, end - this.#pageStart)
      : this.#sliceBeyondPage(start, end);
  }

  #sliceBeyondPage(start: number, end: number): string {
    const text = this.#text;
    // A string that is most of the text may keep it; one longer than half a page is worth a copy of its own.
    if (2 * (end - start) >= text.length) return text.slice(start, end);
    if (2 * (end - start) > PAGE) return copyOf(text.slice(start, end));
    this.#page = copyOf(text.slice(start, start + PAGE));
    this.#pageStart = start;
    this.#pageEnd = start + this.#page.length;
    return this.#page.slice(0, end - start);
  }

  double(): number {
    return this.#double();
  }

  /** A text written by `word`. */
  word(): string {
    const number = this.uint();
    if (number < this.#words.length) return this.#words[number];
    if (number > this.#words.length) this.#fail("a name is unknown");
    // Names outlive the batch: they keep no page.
    return this.#remember(this.#words, copyOf(this.text()));
  }

  value(): unknown {
    if (this.#depth > 0) return this.#read();
    try {
      return this.#read();
    } catch (error) {
      // Keys that nest too deep to be hashed: nobody can have written them.
      throw error instanceof RangeError ? new MalformedBatch(error.message, this.#at, error) : error;
    } finally {
      this.#depth = 0;
      if (this.#pieces.length > 0) this.#pieces = [];
    }
  }

  #fail(problem: string, cause: unknown = null): never {
    throw new MalformedBatch(problem, this.#at, cause);
  }

  // ---- names ---------------------------------------------------------------------------------------------------------

  #remember<T>(names: T[], name: T): T {
    if (names.length < wire.MAX_NAMES) names.push(name);
    return name;
  }

  #keyword(): Keyword {
    return this.#keywordAt(this.uint());
  }

  #keywordAt(number: number): Keyword {
    return number < this.#keywords.length ? this.#keywords[number] : this.#newKeyword(number);
  }

  #newKeyword(number: number): Keyword {
    if (number > this.#keywords.length) this.#fail("a keyword is unknown");
    return this.#remember(this.#keywords, kw(copyOf(this.text())));
  }

  #shape(): NamedShape {
    const number = this.uint();
    return number < this.#shapes.length ? this.#shapes[number] : this.#newShape(number);
  }

  #newShape(number: number): NamedShape {
    if (number > this.#shapes.length) this.#fail("a map's keys are unknown");
    const keys = this.#newKeywords();
    if (new Set(keys).size < keys.length) this.#fail("a map's keys are not different");
    return this.#remember(this.#shapes, { keys, shape: shapeOf(keys) });
  }

  #newKeywords(): Keyword[] {
    const keys: Keyword[] = [];
    for (let n = this.#count(); n > 0; n--) keys.push(this.#keyword());
    return keys;
  }

  #type(): RecordType {
    const number = this.uint();
    if (number < this.#types.length) return this.#types[number];
    if (number > this.#types.length) this.#fail("a record type is unknown");
    const name = this.text();
    return this.#remember(this.#types, this.#extension.recordType(name, this.#newKeywords()));
  }

  // ---- values --------------------------------------------------------------------------------------------------------

  /** How many parts follow: none takes less than a byte. */
  #count(): number {
    const n = this.uint();
    return n <= this.#bytes.length - this.#at ? n : this.#fail("a count is too large");
  }

  /** The kinds that messages are made of; `#readNested` has the others. */
  #read(): unknown {
    if (this.#at >= this.#bytes.length) this.#fail("it ends too early");
    const kind = this.#bytes[this.#at++];
    if (kind >= wire.FIRST_INT) return kind - wire.FIRST_INT + wire.LEAST_INT;
    if (kind >= wire.FIRST_KEYWORD) return this.#keywordAt(kind - wire.FIRST_KEYWORD);
    if (kind === wire.TEXT) return this.text();
    if (kind === wire.INT) return this.int();
    if (kind === wire.NIL) return null;
    if (kind === wire.TRUE) return true;
    if (kind === wire.FALSE) return false;
    if (kind === wire.FLOAT) return mkFloat(this.#double());
    if (this.#depth === DEPTH_LIMIT) this.#fail("it is nested too deep");
    this.#depth++;
    const value = this.#readNested(kind);
    this.#depth--;
    return value;
  }

  #readNested(kind: number): unknown {
    if (kind === wire.SMALL_MAP) return this.#readSmallMap();
    if (kind === wire.TUPLE_1) return new Tuple(this.#keyword(), [this.#read()]);
    if (kind === wire.TUPLE_2) return new Tuple(this.#keyword(), [this.#read(), this.#read()]);
    if (kind === wire.TUPLE_3) return new Tuple(this.#keyword(), [this.#read(), this.#read(), this.#read()]);
    if (kind === wire.VECTOR) return vec(this.#readItems(this.#count()));
    return this.#readRare(kind);
  }

  #double(): number {
    const at = this.#at;
    if (at + 8 > this.#bytes.length) this.#fail("it ends too early");
    this.#at = at + 8;
    return this.#view.getFloat64(at, true);
  }

  #readItems(n: number): unknown[] {
    const items: unknown[] = [];
    for (let i = 0; i < n; i++) items.push(this.#read());
    return items;
  }

  #readSmallMap(): PMap {
    const { shape, keys } = this.#shape();
    const n = keys.length;
    if (shape === null) return this.#readWithoutShape(keys);
    const v0 = n > 0 ? this.#read() : null;
    const v1 = n > 1 ? this.#read() : null;
    const v2 = n > 2 ? this.#read() : null;
    const v3 = n > 3 ? this.#read() : null;
    if (n <= 4) return new SmallMap(shape, null, v0, v1, v2, v3, null, null, null, null);
    const v4 = this.#read();
    const v5 = n > 5 ? this.#read() : null;
    const v6 = n > 6 ? this.#read() : null;
    const v7 = n > 7 ? this.#read() : null;
    return new SmallMap(shape, null, v0, v1, v2, v3, v4, v5, v6, v7);
  }

  #readWithoutShape(keys: readonly Keyword[]): PMap {
    const flat: unknown[] = [];
    for (const key of keys) flat.push(key, this.#read());
    return mapOfFlat(flat, null);
  }

  #readRare(kind: number): unknown {
    switch (kind) {
      case wire.KEYWORD:
        return this.#keyword();
      case wire.TUPLE:
        return new Tuple(this.#keyword(), this.#readItems(this.#count()));
      case wire.LIST:
        return listFrom(this.#readItems(this.#count()));
      case wire.ARRAY_MAP:
        return new ArrayMap(this.#readItems(2 * this.#count()), null);
      case wire.HASH_MAP:
        return this.#readHashMap();
      case wire.SORTED_MAP:
        return this.#readSortedMap(compare);
      case wire.SORTED_MAP_BY:
        return this.#readSortedMap(this.#readOrder());
      case wire.SMALL_SET:
        return this.#readSmallSet();
      case wire.ARRAY_SET:
        return this.#readArraySet();
      case wire.HASH_SET:
        return this.#readHashSet();
      case wire.SORTED_SET:
        return this.#readSortedSet(compare);
      case wire.SORTED_SET_BY:
        return this.#readSortedSet(this.#readOrder());
      case wire.RANGE:
        return this.#readRange();
      case wire.SEQUENCE:
        return this.#readSequence() ?? EMPTY_LIST;
      case wire.LAZY:
        return settled(this.#readSequence());
      case wire.RECORD:
        return this.#readRecord();
      case wire.ERROR:
        return this.#readError();
      case wire.HOST_ERROR:
        return this.#readHostError();
      case wire.META:
        return this.#readWithMeta();
      case wire.EXTENSION:
        return this.#extension.read(this);
      case wire.PIECES:
        return this.#readPieces();
      case wire.PIECE:
        return this.#readPiece();
      default:
        return this.#readScalar(kind);
    }
  }

  #readScalar(kind: number): unknown {
    switch (kind) {
      case wire.SYMBOL:
        return new Sym(null, this.word());
      case wire.QUALIFIED_SYMBOL:
        return new Sym(this.word(), this.word());
      case wire.INT64:
      case wire.BIG_INT:
        return normBig(this.#bigInt(kind));
      case wire.RATIO:
        return this.#readRatio();
      case wire.DECIMAL:
        return new Decimal(this.#bigInt(this.byte()), this.int());
      case wire.CHAR:
        return this.#readChar();
      case wire.REGEX:
        return this.#readRegex();
      case wire.BYTES:
        return this.#readBytes();
      case wire.UUID:
        return parseUuid(this.text()) ?? this.#fail("a UUID has another form");
      case wire.INSTANT:
        return this.#readInstant();
      case wire.DURATION:
        return this.#readDuration();
      default:
        return this.#fail(`no value begins with ${kind}`);
    }
  }

  #bigInt(kind: number): bigint {
    if (kind === wire.INT64) {
      const at = this.#at;
      if (at + 8 > this.#bytes.length) this.#fail("it ends too early");
      this.#at = at + 8;
      return this.#view.getBigInt64(at, true);
    }
    const digits = kind === wire.BIG_INT ? this.text() : this.#fail("an Int has no digits");
    if (!HEXADECIMAL.test(digits)) this.#fail("an Int has other digits");
    return digits[0] === "-" ? -BigInt("0x" + digits.slice(1)) : BigInt("0x" + digits);
  }

  #readRatio(): unknown {
    const n = this.#bigInt(this.byte());
    const d = this.#bigInt(this.byte());
    return d === 0n ? this.#fail("a Ratio has no denominator") : ratio(n, d);
  }

  #readChar(): unknown {
    const cp = this.uint();
    return cp <= MAX_CODE_POINT && (cp < 0xd800 || cp > 0xdfff) ? char(cp) : this.#fail("a character is none");
  }

  #readRegex(): Regex {
    const source = this.text();
    try {
      return regex(source);
    } catch (error) {
      return this.#fail("a regular expression is invalid", error);
    }
  }

  #readBytes(): Uint8Array {
    const n = this.#count();
    this.#at += n;
    return this.#bytes.slice(this.#at - n, this.#at);
  }

  #readInstant(): Instant {
    const ms = this.#double();
    const nanos = this.uint();
    return Number.isInteger(ms) && Math.abs(ms) <= MAX_INSTANT_MS && nanos < NANOS
      ? new Instant(ms, nanos)
      : this.#fail("an Instant is none");
  }

  #readDuration(): Duration {
    const ms = this.#double();
    const nanos = this.uint();
    return Number.isInteger(ms) && nanos < NANOS ? new Duration(ms, nanos) : this.#fail("a Duration is none");
  }

  #readHashMap(): PMap {
    let map = EMPTY_HASH;
    for (let n = this.#count(); n > 0; n--) map = map.assocInPlace(this.#read(), this.#read());
    return map.shared();
  }

  #readSmallSet(): HashSet {
    const flat: unknown[] = [];
    for (const key of this.#shape().keys) flat.push(key, true);
    return new HashSet(mapOfFlat(flat, null), null);
  }

  #readArraySet(): HashSet {
    const flat: unknown[] = [];
    for (let n = this.#count(); n > 0; n--) flat.push(this.#read(), true);
    return new HashSet(new ArrayMap(flat, null), null);
  }

  #readHashSet(): HashSet {
    let map = EMPTY_HASH;
    for (let n = this.#count(); n > 0; n--) map = map.assocInPlace(this.#read(), true);
    return new HashSet(map.shared(), null);
  }

  #readOrder(): Comparator {
    const order = this.#read();
    // The extension answers for the function being a comparator, as it was when it was written.
    return typeof order === "function" ? order as Comparator : this.#fail("an order is no function");
  }

  #readSortedMap(order: Comparator): PMap {
    const entries: [unknown, unknown][] = [];
    for (let n = this.#count(); n > 0; n--) entries.push([this.#read(), this.#read()]);
    return sortedMapOfSorted(entries, order);
  }

  #readSortedSet(order: Comparator): SortedSet {
    const entries: [unknown, unknown][] = [];
    for (let n = this.#count(); n > 0; n--) entries.push([this.#read(), true]);
    return new SortedSet(sortedMapOfSorted(entries, order), null);
  }

  #readRange(): Seq {
    const start = this.int();
    const step = this.int();
    const count = this.uint();
    if (step === 0 || count === 0) this.#fail("a Range is none");
    return range(start, start + count * step, step);
  }

  #readSequence(): Seq | null {
    const items: unknown[] = [];
    while (this.#bytes[this.#at] !== wire.END) items.push(this.#read());
    this.#at++;
    return arraySeq(items);
  }

  #readRecord(): PMap {
    const type = this.#type();
    const values = this.#readItems(type.fields.length);
    const more = this.#read();
    const record = new type.make(values, null, null);
    if (more === null) return record;
    return more instanceof PMap ? new type.make(values, more, null) : this.#fail("a record has no map");
  }

  #readError(): BatutaError {
    const code = this.word();
    const message = this.text();
    const stack = this.text();
    const hint = this.#read();
    const data = this.#read();
    const cause = this.#read();
    const isOwnValue = this.#bytes[this.#at] === wire.END;
    if (isOwnValue) this.#at++;
    const value = isOwnValue ? undefined : this.#read();
    if (hint !== null && typeof hint !== "string") this.#fail("an error's hint is no text");
    return withStack(new BatutaError(code, message, { data, cause, value, hint }), stack);
  }

  #readHostError(): Error {
    const name = this.word();
    const error = new Error(this.text());
    Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
    return withStack(error, this.text());
  }

  #readWithMeta(): unknown {
    const meta = this.#read();
    const x = this.#read();
    if (x instanceof LazySeq) return settled(x.value, meta);
    return x instanceof Coll || x instanceof Sym || x instanceof Tuple
      ? x.withMeta(meta)
      : this.#fail("a value cannot have metadata");
  }

  #readPieces(): unknown {
    const n = this.#count();
    if (this.#pieces.length > 0) this.#fail("pieces stand in pieces");
    for (let i = 0; i < n; i++) this.#pieces.push(this.#read());
    return this.#read();
  }

  #readPiece(): unknown {
    const number = this.uint();
    return number < this.#pieces.length ? this.#pieces[number] : this.#fail("a piece is unknown");
  }
}

/** A lazy sequence whose elements are known. */
function settled(elements: Seq | null, meta: unknown = null): LazySeq {
  const cell = new LazySeq(null, meta);
  cell.settle(elements);
  return cell;
}

/** The trace is where the error was made, not where it was read. */
function withStack<E extends Error>(error: E, stack: string): E {
  Object.defineProperty(error, "stack", { value: stack, configurable: true, writable: true });
  return error;
}
