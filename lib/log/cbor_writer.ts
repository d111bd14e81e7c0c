/**
 * Writes values as `cbor_format.ts` says.
 * In: a value, and a buffer. Out: its bytes at the end of the buffer; the buffer is as it was when that fails.
 * Invariant: no code of a program runs while something is half written, for it might write itself. So what is lazy and not realised
 * makes the writer go back; then all of the value is realised through the ordinary door (`LazySeq.seq`: a cell that has to wait throws
 * `Waiting`, and a restartable primitive begins again), and it is written anew.
 * A record of five fields, 75 bytes, takes about 170 ns: keys are copied, all of a shape's from one array, and nothing is looked up in
 * a `Map` for the shapes and keywords met last.
 * @module
 */
import {
  Char,
  ChunkedSeq,
  Coll,
  compare,
  Decimal,
  Duration,
  Flt,
  HashMap,
  Instant,
  Keyword,
  LazySeq,
  PMap,
  PSet,
  Queue,
  Ratio,
  Rec,
  Seq,
  type Shape,
  SmallMap,
  SortedMap,
  splitQualified,
  Sym,
  Tuple,
  typeName,
  Uuid,
  Vec,
} from "../data/mod.ts";
import { ByteBuffer } from "./byte_buffer.ts";
import * as form from "./cbor_format.ts";
import { MAX_DEPTH, MAX_VALUE_BYTES, Unstorable, ValueTooDeep, ValueTooLarge } from "./cbor_format.ts";
import { pathTo, realise } from "./cbor_parts.ts";

const UNSIGNED = 0x00;
const NEGATIVE = 0x20;
const BYTES = 0x40;
const TEXT = 0x60;
const ARRAY = 0x80;
const MAP = 0xa0;
const TAG = 0xc0;
const FALSE = 0xf4;
const TRUE = 0xf5;
const NIL = 0xf6;
const DOUBLE = 0xfb;

/** No unit of writing that is checked for room as a whole takes more bytes, a short text included. */
const ROOM = 128;
/** Up to here a text is written unit by unit; longer ones are given to the host, which costs 150 ns in itself. */
const SHORT_TEXT = 64;

/** Thrown inside only: something is not realised. */
const UNREALISED = { unrealised: true };

/** Thrown inside only: a value that is no data. */
class Culprit {
  constructor(readonly value: unknown) {}
}

const utf8 = new TextEncoder();
const double = new Float64Array(1);
const doubleBytes = new Uint8Array(double.buffer);

/** The keys of small maps of a shape, written. */
interface WrittenKeys {
  readonly shape: Shape | null;
  readonly bytes: Uint8Array;
  /** Key `i` stands in `bytes[ends[i], ends[i + 1])`. */
  readonly ends: readonly number[];
  /** The indices of the keys in the order of their bytes; null when they stand in it. */
  readonly sorted: readonly number[] | null;
}

const RECENT = 256;
const NO_KEYS: WrittenKeys = { shape: null, bytes: new Uint8Array(0), ends: [0], sorted: null };

/** The names met last, by some bits of their hashes, and their bytes. */
const recentKeywords: (Keyword | null)[] = Array.from({ length: RECENT }, () => null);
const keywordBytes: Uint8Array[] = Array.from({ length: RECENT }, () => NO_KEYS.bytes);
const recentShapes: WrittenKeys[] = Array.from({ length: RECENT }, () => NO_KEYS);

function bytesOfKeyword(k: Keyword): Uint8Array {
  const slot = k.h & (RECENT - 1);
  if (recentKeywords[slot] !== k) {
    keywordBytes[slot] = writeAlone((writer) => writer.newKeyword(k));
    recentKeywords[slot] = k;
  }
  return keywordBytes[slot];
}

function keysOfShape(shape: Shape): WrittenKeys {
  const { keys } = shape;
  const n = keys.length;
  const slot = n === 0 ? 0 : (keys[0].h ^ (keys[n - 1].h << 1)) & (RECENT - 1);
  const found = recentShapes[slot];
  return found.shape === shape ? found : recentShapes[slot] = writtenKeys(shape);
}

function writtenKeys(shape: Shape): WrittenKeys {
  const ends = [0];
  const bytes = writeAlone((writer) => {
    for (const key of shape.keys) ends.push(writer.newKeyword(key));
  });
  const sorted = shape.keys.map((_, i) => i).sort((i, j) => order(bytes, ends[i], ends[i + 1], ends[j], ends[j + 1]));
  return { shape, bytes, ends, sorted: sorted.every((i, j) => i === j) ? null : sorted };
}

/** The order of two parts of an array, byte by byte. */
function order(bytes: Uint8Array, from: number, to: number, otherFrom: number, otherTo: number): number {
  const shared = Math.min(to - from, otherTo - otherFrom);
  for (let i = 0; i < shared; i++) {
    const difference = bytes[from + i] - bytes[otherFrom + i];
    if (difference !== 0) return difference;
  }
  return to - from - (otherTo - otherFrom);
}

/** The elements of a sequence, or null. */
function elementsOf(s: Seq): Seq | null {
  if (s instanceof LazySeq && !s.isRealised()) throw UNREALISED;
  return s.seq();
}

/** What error messages call a value that is no data. */
function kindOf(x: unknown): string {
  if (x === undefined) return "undefined";
  const name = typeName(x);
  return name === "Fn" ? "function" : name.toLowerCase();
}

class Writer {
  #bytes = new Uint8Array(0);
  /** Where the next byte goes. */
  #at = 0;
  /** Where the value began. */
  #start = 0;
  /** Has the bytes; its length is not touched before the end. */
  #out = new ByteBuffer(1);
  /** How many collections are around what is written next. */
  #depth = 0;
  /** Whether the canonical form is wanted. */
  #strict = false;
  /** Whether all that has been written is in the canonical form. Kept for the authored one. */
  #canonical = true;

  /** Writes a value; answers whether what it wrote is the canonical form. */
  write(value: unknown, out: ByteBuffer, strict: boolean): boolean {
    if (!this.#tryWrite(value, out, strict)) {
      realise(value);
      if (!this.#tryWrite(value, out, strict)) throw new Error("cbor_parts.ts: realise() left something unrealised");
    }
    this.#checkSize();
    out.length = this.#at;
    return this.#canonical;
  }

  /** False, and nothing is written, when something is not realised. */
  #tryWrite(value: unknown, out: ByteBuffer, strict: boolean): boolean {
    try {
      this.#begin(out, strict);
      this.#value(value);
      return true;
    } catch (error) {
      if (error === UNREALISED) return false;
      if (!(error instanceof Culprit)) throw error;
      throw new Unstorable(error.value, kindOf(error.value), pathTo(error.value, value));
    }
  }

  /** Writes by one of the writer's methods what is no value of its own. */
  writeBy(write: (writer: Writer) => void, out: ByteBuffer): void {
    this.#begin(out, true);
    write(this);
    out.length = this.#at;
  }

  #begin(out: ByteBuffer, strict: boolean): void {
    this.#out = out;
    this.#bytes = out.bytes;
    this.#start = out.length;
    this.#at = out.length;
    this.#depth = 0;
    this.#strict = strict;
    this.#canonical = true;
  }

  // ---- bytes ---------------------------------------------------------------------------------------------------------

  #reserve(size: number): void {
    if (this.#at + size > this.#bytes.length) this.#grow(size);
  }

  #grow(size: number): void {
    this.#checkSize();
    const out = this.#out;
    const { length } = out;
    out.length = this.#at;
    out.reserve(size);
    out.length = length;
    this.#bytes = out.bytes;
  }

  #checkSize(more = 0): void {
    if (this.#at - this.#start + more > MAX_VALUE_BYTES) throw new ValueTooLarge(MAX_VALUE_BYTES);
  }

  // What follows writes small units without asking for room.

  /** A major type with its argument, from 0 to 2^53 - 1, in as few bytes as it takes. */
  #head(major: number, n: number): void {
    const bytes = this.#bytes;
    if (n < 24) bytes[this.#at++] = major | n;
    else if (n < 0x100) {
      bytes[this.#at++] = major | 24;
      bytes[this.#at++] = n;
    } else if (n < 0x10000) {
      bytes[this.#at++] = major | 25;
      bytes[this.#at++] = n >>> 8;
      bytes[this.#at++] = n;
    } else if (n < 0x100000000) {
      bytes[this.#at++] = major | 26;
      this.#word(n);
    } else {
      bytes[this.#at++] = major | 27;
      this.#word(n / 0x100000000);
      this.#word(n);
    }
  }

  /** 32 bits. */
  #word(n: number): void {
    const bytes = this.#bytes;
    bytes[this.#at++] = n >>> 24;
    bytes[this.#at++] = n >>> 16;
    bytes[this.#at++] = n >>> 8;
    bytes[this.#at++] = n;
  }

  #copy(from: Uint8Array): void {
    this.#reserve(from.length + ROOM);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = 0; i < from.length; i++) bytes[at++] = from[i];
    this.#at = at;
  }

  /** Says that what is written differs from the canonical form; false when that is the one that is wanted. */
  #deviates(): boolean {
    if (this.#strict) return false;
    this.#canonical = false;
    return true;
  }

  // ---- scalars -------------------------------------------------------------------------------------------------------

  #value(x: unknown): void {
    if (this.#at + ROOM > this.#bytes.length) this.#grow(ROOM);
    if (typeof x === "string") this.#text(x);
    else if (typeof x === "number") this.#number(x);
    else if (x instanceof Keyword) this.#copy(bytesOfKeyword(x));
    else if (typeof x === "object") {
      if (x === null) this.#bytes[this.#at++] = NIL;
      else this.#object(x);
    } else if (typeof x === "boolean") this.#bytes[this.#at++] = x ? TRUE : FALSE;
    else if (typeof x === "bigint") this.#bigInt(x);
    else throw new Culprit(x);
  }

  #number(x: number): void {
    if ((x | 0) === x) {
      if (x >= 0) this.#head(UNSIGNED, x);
      else this.#head(NEGATIVE, ~x);
    } else if (Number.isInteger(x)) this.#head(x >= 0 ? UNSIGNED : NEGATIVE, x >= 0 ? x : -1 - x);
    else this.#double(x);
  }

  #double(x: number): void {
    const bytes = this.#bytes;
    const at = this.#at;
    double[0] = x === x ? x : NaN;
    bytes[at] = DOUBLE;
    bytes[at + 1] = doubleBytes[7];
    bytes[at + 2] = doubleBytes[6];
    bytes[at + 3] = doubleBytes[5];
    bytes[at + 4] = doubleBytes[4];
    bytes[at + 5] = doubleBytes[3];
    bytes[at + 6] = doubleBytes[2];
    bytes[at + 7] = doubleBytes[1];
    bytes[at + 8] = doubleBytes[0];
    this.#at = at + 9;
  }

  #wholeDouble(x: number): void {
    this.#double(Object.is(x, -0) && !this.#deviates() ? 0 : x);
  }

  #bigInt(x: bigint): void {
    const n = x < 0n ? -1n - x : x;
    if (n < 2n ** 64n) {
      this.#reserve(ROOM);
      this.#bytes[this.#at++] = (x < 0n ? NEGATIVE : UNSIGNED) | 27;
      this.#word(Number(n >> 32n));
      this.#word(Number(n & 0xffffffffn));
      return;
    }
    const digits = n.toString(16);
    const even = digits.length % 2 === 0 ? digits : "0" + digits;
    this.#tag(x < 0n ? form.TAG_NEGATIVE_BIG : form.TAG_BIG);
    this.#bytesHead(even.length / 2);
    this.#hex(even);
  }

  /** An Int in whichever of its forms it comes, of whatever size. */
  #int(x: bigint): void {
    const small = Number(x);
    if (Number.isSafeInteger(small)) this.#number(small);
    else this.#bigInt(x);
  }

  #tag(tag: number): void {
    this.#reserve(ROOM);
    this.#head(TAG, tag);
  }

  /** The head of a byte string, and room for it. */
  #bytesHead(size: number): void {
    this.#checkSize(size);
    this.#reserve(size + ROOM);
    this.#head(BYTES, size);
  }

  #text(s: string): void {
    const n = s.length;
    if (n > SHORT_TEXT) return this.#longText(s);
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    if (n < 24) bytes[at++] = TEXT | n;
    else {
      bytes[at++] = TEXT | 24;
      bytes[at++] = n;
    }
    for (let i = 0; i < n; i++) {
      const unit = s.charCodeAt(i);
      if (unit >= 0x80) return this.#longText(s);
      bytes[at++] = unit;
    }
    this.#at = at;
  }

  #longText(s: string): void {
    this.#checkSize(s.length);
    this.#reserve(s.length + ROOM);
    if (!s.isWellFormed()) return this.#utf16(s);
    const start = this.#at;
    // Most texts take as many bytes as units. The head is made for that, and made anew where it is too short.
    this.#head(TEXT, s.length);
    let { read, written } = utf8.encodeInto(s, this.#bytes.subarray(this.#at));
    if (read < s.length) {
      this.#reserve(3 * s.length + ROOM);
      ({ read, written } = utf8.encodeInto(s, this.#bytes.subarray(this.#at)));
    }
    const from = this.#at;
    this.#at += written;
    this.#reserve(ROOM);
    if (written > s.length) this.#putHead(TEXT, written, start, from, this.#at);
  }

  /** Puts another head at `start`, where what it is for stands in `[from, to)` behind one. */
  #putHead(major: number, n: number, start: number, from: number, to: number): void {
    this.#at = start;
    if (headSize(n) !== from - start) this.#bytes.copyWithin(start + headSize(n), from, to);
    this.#head(major, n);
    this.#at += to - from;
  }

  /** What UTF-8 cannot say. */
  #utf16(s: string): void {
    this.#tag(form.TAG_UTF16);
    this.#bytesHead(2 * s.length);
    for (let i = 0; i < s.length; i++) {
      const unit = s.charCodeAt(i);
      this.#bytes[this.#at++] = unit >>> 8;
      this.#bytes[this.#at++] = unit;
    }
  }

  /** Writes a keyword that is not known yet; answers how long everything written is. */
  newKeyword(k: Keyword): number {
    this.#reserve(ROOM);
    this.#tag(form.TAG_KEYWORD);
    this.#text(k.text);
    return this.#at - this.#start;
  }

  // ---- objects -------------------------------------------------------------------------------------------------------

  /** The kinds that records are made of first. */
  #object(x: object): void {
    if (x instanceof Flt) return this.#wholeDouble(x.v);
    if (x instanceof Coll || x instanceof Tuple) {
      if (++this.#depth > MAX_DEPTH) throw new ValueTooDeep();
      this.#collection(x);
      this.#depth--;
    } else this.#rareScalar(x);
  }

  #rareScalar(x: object): void {
    if (x instanceof Instant) this.#time(form.TAG_INSTANT, x);
    else if (x instanceof Duration) this.#time(form.TAG_DURATION, x);
    else if (x instanceof Uuid) this.#uuid(x.text);
    else if (x instanceof Decimal) this.#decimal(x);
    else if (x instanceof Uint8Array) {
      this.#bytesHead(x.length);
      this.#bytes.set(x, this.#at);
      this.#at += x.length;
    } else if (x instanceof Ratio) {
      this.#tag(form.TAG_RATIO);
      this.#head(ARRAY, 2);
      this.#int(x.n);
      this.#int(x.d);
    } else if (x instanceof Char) {
      this.#tag(form.TAG_CHAR);
      this.#head(UNSIGNED, x.cp);
    } else if (x instanceof Sym) this.#symbol(x);
    else throw new Culprit(x);
  }

  #time(tag: number, x: Instant | Duration): void {
    const most = tag === form.TAG_INSTANT ? form.MAX_INSTANT_MS : Number.MAX_SAFE_INTEGER;
    if (!Number.isInteger(x.ms) || Math.abs(x.ms) > most) throw new Culprit(x);
    const seconds = Math.floor(x.ms / 1000);
    const nanos = (x.ms - 1000 * seconds) * 1e6 + x.nanos;
    this.#head(TAG, tag);
    this.#head(MAP, nanos === 0 ? 1 : 2);
    this.#number(form.SECONDS);
    this.#number(seconds);
    if (nanos === 0) return;
    this.#number(form.NANOSECONDS);
    this.#number(nanos);
  }

  /** Bytes by their digits. */
  #hex(digits: string): void {
    this.#at += this.#bytes.subarray(this.#at).setFromHex(digits).written;
  }

  #uuid(text: string): void {
    this.#head(TAG, form.TAG_UUID);
    this.#head(BYTES, 16);
    this.#hex(text.replaceAll("-", ""));
  }

  #decimal(x: Decimal): void {
    let { unscaled, scale } = x;
    if (Math.abs(scale) > form.MAX_SCALE) throw new Culprit(x);
    // 1.50M is 1.5M. Zero has as many zeros at its end as one likes.
    const zeros = unscaled === 0n ? scale !== 0 : unscaled % 10n === 0n;
    if (zeros && !this.#deviates()) {
      if (unscaled === 0n) scale = 0;
      for (; unscaled !== 0n && unscaled % 10n === 0n; scale--) unscaled /= 10n;
    }
    this.#tag(form.TAG_DECIMAL);
    this.#head(ARRAY, 2);
    this.#number(0 - scale);
    this.#int(unscaled);
  }

  #symbol(x: Sym): void {
    this.#tag(form.TAG_SYMBOL);
    const { text } = x;
    const read = splitQualified(text);
    if (read.ns === x.ns && read.name === x.name) return this.#text(text);
    this.#head(ARRAY, 2);
    this.#value(x.ns);
    this.#value(x.name);
  }

  // ---- collections ---------------------------------------------------------------------------------------------------

  #collection(x: Coll | Tuple): void {
    if (x instanceof SmallMap) this.#smallMap(x);
    else if (x instanceof Vec) this.#vec(x);
    else if (x instanceof Rec) this.#record(x);
    else if (x instanceof PMap) this.#map(x);
    else if (x instanceof Seq || x instanceof Queue) this.#sequence(x);
    else if (x instanceof PSet) this.#set(x);
    else if (x instanceof Tuple) this.#tuple(x);
    else throw new Culprit(x);
  }

  #smallMap(x: SmallMap): void {
    const keys = keysOfShape(x.shape);
    const n = keys.ends.length - 1;
    this.#bytes[this.#at++] = MAP | n;
    if (keys.sorted === null) { for (let i = 0; i < n; i++) this.#field(keys, i, x.at(i)); }
    else if (this.#deviates()) { for (let i = 0; i < n; i++) this.#field(keys, i, x.at(i)); }
    else for (const i of keys.sorted) this.#field(keys, i, x.at(i));
  }

  #field({ bytes: from, ends }: WrittenKeys, i: number, value: unknown): void {
    const end = ends[i + 1];
    if (this.#at + end - ends[i] > this.#bytes.length) this.#grow(end - ends[i]);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let j = ends[i]; j < end; j++) bytes[at++] = from[j];
    this.#at = at;
    this.#value(value);
  }

  #vec(x: Vec): void {
    this.#head(ARRAY, x.n);
    for (let i = 0; i < x.n; i += 32) {
      const leaf = x.leafFor(i);
      const length = Math.min(32, x.n - i);
      for (let j = 0; j < length; j++) this.#value(leaf[j]);
    }
  }

  #tuple(x: Tuple): void {
    this.#tag(form.TAG_TUPLE);
    this.#head(ARRAY, x.size);
    this.#copy(bytesOfKeyword(x.tag));
    for (let i = 0; i < x.items.length; i++) this.#value(x.items[i]);
  }

  #map(x: PMap): void {
    if (x instanceof SortedMap && x.order === compare && this.#deviates()) this.#tag(form.TAG_SORTED_MAP);
    this.#entries(x, x instanceof HashMap);
  }

  /** Entries in their own order, unless that says nothing or the canonical form is wanted. */
  #entries(x: PMap, anyOrder: boolean): void {
    this.#head(MAP, x.count());
    const starts: number[] | null = this.#strict || anyOrder ? [] : null;
    let keyFrom = -1;
    let keyTo = -1;
    for (const c = x.cursor(); c.advance();) {
      const from = this.#at;
      this.#value(c.key);
      if (starts !== null) starts.push(from);
      else if (keyFrom >= 0) this.#checkOrder(keyFrom, keyTo, from);
      keyFrom = from;
      keyTo = this.#at;
      this.#value(c.value);
    }
    if (starts !== null) this.#sort(starts);
  }

  /** Sees whether what has just been written, from `from` on, stands behind what was written before. */
  #checkOrder(beforeFrom: number, beforeTo: number, from: number): void {
    if (this.#canonical && order(this.#bytes, beforeFrom, beforeTo, from, this.#at) >= 0) this.#canonical = false;
  }

  #set(x: PSet): void {
    const { map } = x;
    const sorted = map instanceof SortedMap && map.order === compare && this.#deviates();
    this.#tag(sorted ? form.TAG_SORTED_SET : form.TAG_SET);
    this.#head(ARRAY, map.count());
    const starts: number[] | null = this.#strict || map instanceof HashMap ? [] : null;
    let before = -1;
    for (const c = map.cursor(); c.advance();) {
      const from = this.#at;
      this.#value(c.key);
      if (starts !== null) starts.push(from);
      else if (before >= 0) this.#checkOrder(before, from, from);
      before = from;
    }
    if (starts !== null) this.#sort(starts);
  }

  /** Puts the parts that begin at `starts`, the last of which ends here, into the order of their bytes. */
  #sort(starts: number[]): void {
    const n = starts.length;
    const bytes = this.#bytes;
    starts.push(this.#at);
    let ascending = true;
    for (let i = 1; i < n && ascending; i++) {
      ascending = order(bytes, starts[i - 1], starts[i], starts[i], starts[i + 1]) <= 0;
    }
    if (ascending) return;
    const parts = sortParts(bytes, starts);
    const from = starts[0];
    const size = this.#at - from;
    const copy = size <= spare.length ? spare : new Uint8Array(size);
    for (let i = 0; i < size; i++) copy[i] = bytes[from + i];
    let at = from;
    for (let k = 0; k < n; k++) {
      const part = parts[k];
      for (let i = starts[part] - from, to = starts[part + 1] - from; i < to; i++) bytes[at++] = copy[i];
    }
  }

  #sequence(x: Seq | Queue): void {
    if (this.#deviates()) this.#tag(form.TAG_LIST);
    const start = this.#at;
    // As if there were less than 24, until that is known.
    const from = start + 1;
    this.#at = from;
    let n = 0;
    for (let s = x instanceof Seq ? elementsOf(x) : x.seq(); s !== null;) {
      if (s instanceof ChunkedSeq) {
        for (let i = s.off; i < s.end; i++) this.#value(s.chunk[i]);
        n += s.end - s.off;
        s = elementsOf(s.chunkMore());
      } else {
        this.#value(s.first());
        n++;
        s = elementsOf(s.more());
      }
    }
    this.#reserve(ROOM);
    this.#putHead(ARRAY, n, start, from, this.#at);
  }

  #record(x: Rec): void {
    this.#tag(form.TAG_RECORD);
    this.#head(ARRAY, x.more === null ? 2 : 3);
    this.#text(x.type.name);
    this.#fields(x);
    if (x.more !== null) this.#value(x.more);
  }

  #fields({ type: { fields }, values }: Rec): void {
    this.#reserve(ROOM);
    this.#head(MAP, fields.length);
    const starts: number[] = [];
    for (let i = 0; i < fields.length; i++) {
      const from = this.#at;
      this.#copy(bytesOfKeyword(fields[i]));
      if (!this.#strict && i > 0) {
        this.#checkOrder(starts[i - 1], starts[i - 1] + bytesOfKeyword(fields[i - 1]).length, from);
      }
      starts.push(from);
      this.#value(values[i]);
    }
    if (this.#strict && starts.length > 0) this.#sort(starts);
  }
}

function headSize(n: number): number {
  return n < 24 ? 1 : n < 0x100 ? 2 : n < 0x10000 ? 3 : n < 0x100000000 ? 5 : 9;
}

/** What is sorted stands here meanwhile, if it fits. */
const spare = new Uint8Array(1 << 12);

const FEW = 32;

/** The indices of the parts that begin at `starts` in the order of their bytes; the last start is where they end. */
function sortParts(bytes: Uint8Array, starts: readonly number[]): number[] {
  const n = starts.length - 1;
  const indices: number[] = [];
  for (let i = 0; i < n; i++) indices.push(i);
  if (n > FEW) return indices.sort((i, j) => order(bytes, starts[i], starts[i + 1], starts[j], starts[j + 1]));
  // Few of them by insertion: two thirds of what `sort` takes.
  for (let i = 1; i < n; i++) {
    let j = i;
    for (; j > 0; j--) {
      const before = indices[j - 1];
      if (order(bytes, starts[before], starts[before + 1], starts[i], starts[i + 1]) <= 0) break;
      indices[j] = before;
    }
    indices[j] = i;
  }
  return indices;
}

const writer = new Writer();
/** Writes names while the other one is at work. */
const nameWriter = new Writer();

function writeAlone(write: (writer: Writer) => void): Uint8Array {
  const out = new ByteBuffer(ROOM);
  nameWriter.writeBy(write, out);
  return out.copy();
}

/**
 * Writes a value in its authored form at the end of a buffer. Answers whether that is the canonical form as well, which then need not be
 * written. Throws `Unstorable`, `ValueTooDeep`, `ValueTooLarge`; `Waiting` where something lazy has to wait.
 */
export function encode(value: unknown, out: ByteBuffer): boolean {
  return writer.write(value, out, false);
}

/** Writes a value in its canonical form at the end of a buffer; throws what `encode` throws. */
export function encodeCanonical(value: unknown, out: ByteBuffer): void {
  writer.write(value, out, true);
}
