/**
 * From rows to columns, without making records on the way: of most entries the bytes are taken apart right here, and a word that stood in the
 * column before is found by its bytes. A record that has anything unusual is decoded whole. That is a third faster than decoding all.
 * In: the entries that a scan visits. Out: their values in a part that is being built; `MalformedValue` where bytes are no value.
 * Invariant: what is put is what `decode` would give. Nothing is put of a record before all of it was looked at.
 * @module
 */
import { type ColumnBuilder, type PartBuilder, shapeText } from "../columns/mod.ts";
import { Keyword } from "../data/mod.ts";
import { MAX_INSTANT_MS } from "./cbor_format.ts";
import { decode } from "./cbor_reader.ts";
import { FLAG, KIND } from "./entry.ts";
import type { Cursor } from "./reader.ts";

/** Flags of entries that say when they are true. */
const VALID_TIME = FLAG.validFrom | FLAG.validTo;

/** The most fields of a record that is taken apart here. */
const MOST_FIELDS = 23;
/** What may follow the same keys, and how many places there are in all. */
const MOST_STEPS = 16;
const MOST_PLACES = 4096;
/** Words that are not longer are found by their bytes. */
const MOST_WORD = 64;
const WORDS = 512;

const MAP = 0xa0;
const [NIL, TRUE, FALSE, DOUBLE] = [0xf6, 0xf5, 0xf4, 0xfb];
/** The beginnings of a keyword and of an instant: their tags. */
const [KEYWORD_0, KEYWORD_1] = [0xd8, 39];
const [INSTANT_0, INSTANT_1, INSTANT_2] = [0xd9, 0x03, 0xe9];
const [WITH_SECONDS, WITH_NANOS, SECONDS_KEY, NANOS_KEY] = [0xa1, 0xa2, 0x01, 0x28];
const TWO_32 = 0x100000000;
const MAX_SAFE_HIGH = 0x1fffff;

/** What a field holds. */
const FIELD = { nil: 0, int: 1, float: 2, bool: 3, instant: 4, string: 5, keyword: 6 } as const;

/** A key that followed others, and where it leads. */
interface Step {
  /** As it stands in a record. */
  readonly bytes: Uint8Array;
  readonly column: ColumnBuilder;
  readonly words: Words;
  readonly next: Place;
}

/** The keys of a record so far, all different. */
interface Place {
  readonly before: Place | null;
  readonly key: Keyword | null;
  readonly column: ColumnBuilder | null;
  readonly steps: Step[];
  /** The code of these keys as a shape; -1: no record has just them yet. */
  shape: number;
}

/** The words met last in a column, by their bytes. */
class Words {
  readonly #bytes: (Uint8Array | undefined)[] = new Array(WORDS);
  readonly #codes = new Int32Array(WORDS);

  /** Puts the word that `bytes[from, to)` is; of a `kind`. */
  put(column: ColumnBuilder, row: number, kind: number, bytes: Uint8Array, from: number, to: number): void {
    if (to - from > MOST_WORD) return column.put(row, decode(bytes, from, to));
    let h = 0;
    for (let i = from; i < to; i++) h = Math.imul(h, 31) + bytes[i] | 0;
    const place = (h ^ (h >>> 9) ^ (h >>> 18)) & (WORDS - 1);
    const known = this.#bytes[place];
    const isWords = column.isOf(kind === FIELD.string ? "string" : "keyword");
    if (isWords && known !== undefined && stands(known, bytes, from, to)) {
      return column.putCode(row, this.#codes[place]);
    }
    const word = decode(bytes, from, to);
    column.put(row, word);
    const code = typeof word === "string" || word instanceof Keyword ? column.codeOf(word) : -1;
    if (code < 0) return;
    this.#bytes[place] = bytes.slice(from, to);
    this.#codes[place] = code;
  }
}

/** Whether all bytes of `known` are `bytes[from, to)`. */
function stands(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  const n = known.length;
  if (to - from !== n) return false;
  for (let i = 0; i < n; i++) if (bytes[from + i] !== known[i]) return false;
  return true;
}

const double = new Float64Array(1);
const doubleBytes = new Uint8Array(double.buffer);

export class RowColumns {
  readonly #root: Place = { before: null, key: null, column: null, steps: [], shape: -1 };
  #places = 1;
  /** The fields of a record that is being looked at. */
  readonly #steps: Step[] = [];
  readonly #kinds = new Uint8Array(MOST_FIELDS);
  readonly #numbers = new Float64Array(MOST_FIELDS);
  readonly #ends = new Uint32Array(MOST_FIELDS);
  /** Where its keys have led. */
  #place = this.#root;
  #at = 0;
  #number = 0;

  constructor(readonly builder: PartBuilder) {}

  /** Adds the entry that a scan is at. */
  add(cursor: Cursor): void {
    const { builder } = this;
    const { kind, time, offset, bytes, payload, end } = cursor;
    if (kind === KIND.record) {
      if (this.#look(bytes, payload, end)) this.#put(builder.begin(time, true, offset), bytes[payload] - MAP, bytes);
      else {
        const record = decode(bytes, payload, end);
        builder.putRecord(builder.begin(time, true, offset), record);
      }
    } else if (kind === KIND.tombstone) builder.addDeleted(decode(bytes, payload, end), time, offset);
    else builder.begin(time, false, offset);
    if ((cursor.flags & VALID_TIME) !== 0) builder.noteValidTime();
  }

  #put(row: number, fields: number, bytes: Uint8Array): void {
    this.#putShape(row);
    for (let i = 0; i < fields; i++) {
      const { column, words } = this.#steps[i];
      const n = this.#numbers[i];
      switch (this.#kinds[i]) {
        case FIELD.nil:
          break;
        case FIELD.int:
          column.putInt(row, n);
          break;
        case FIELD.float:
          column.putFloat(row, n);
          break;
        case FIELD.bool:
          column.putBool(row, n === 1);
          break;
        case FIELD.instant:
          column.putInstant(row, n);
          break;
        default:
          words.put(column, row, this.#kinds[i], bytes, n, this.#ends[i]);
      }
    }
  }

  /** Finds out what the fields of a record are; false where it has to be decoded whole. */
  #look(bytes: Uint8Array, from: number, to: number): boolean {
    const fields = bytes[from] - MAP;
    if (!(fields >= 0 && fields <= MOST_FIELDS)) return false;
    this.#at = from + 1;
    let place = this.#root;
    for (let i = 0; i < fields; i++) {
      const step = this.#step(place, bytes, to);
      if (step === null) return false;
      this.#steps[i] = step;
      place = step.next;
      const kind = this.#value(bytes, to);
      if (kind < 0) return false;
      this.#kinds[i] = kind;
      this.#numbers[i] = this.#number;
      this.#ends[i] = this.#at;
    }
    this.#place = place;
    return this.#at === to;
  }

  /** Takes note of the keys of a record. */
  #putShape(row: number): void {
    const { shapes } = this.builder;
    const place = this.#place;
    if (place.shape >= 0) return shapes.putCode(row, place.shape);
    const keys: Keyword[] = [];
    for (let p: Place | null = place; p !== null; p = p.before) if (p.key !== null) keys.push(p.key);
    const text = shapeText(keys.reverse());
    shapes.putString(row, text);
    place.shape = shapes.codeOf(text);
  }

  // ---- keys ----------------------------------------------------------------------------------------------------------

  /** The key that stands here. */
  #step(place: Place, bytes: Uint8Array, to: number): Step | null {
    const at = this.#at;
    const { steps } = place;
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i];
      const end = at + step.bytes.length;
      if (end > to || !stands(step.bytes, bytes, at, end)) continue;
      this.#at = end;
      if (i > 0) [steps[0], steps[i]] = [step, steps[0]];
      return step;
    }
    return this.#newStep(place, bytes, to);
  }

  /** A key that has not followed these yet: a short keyword, and another one than all before. */
  #newStep(place: Place, bytes: Uint8Array, to: number): Step | null {
    const at = this.#at;
    if (place.steps.length === MOST_STEPS || this.#places === MOST_PLACES) return null;
    if (at + 3 > to || bytes[at] !== KEYWORD_0 || bytes[at + 1] !== KEYWORD_1) return null;
    const length = bytes[at + 2] - 0x60;
    const end = at + 3 + length;
    if (length < 0 || length > 23 || end > to) return null;
    const key = decode(bytes, at, end);
    if (!(key instanceof Keyword)) return null;
    const column = this.builder.column(key);
    for (let p: Place | null = place; p !== null; p = p.before) if (p.column === column) return null;
    const next: Place = { before: place, key, column, steps: [], shape: -1 };
    const step = { bytes: bytes.slice(at, end), column, words: new Words(), next };
    this.#places++;
    place.steps.push(step);
    this.#at = end;
    return step;
  }

  // ---- values --------------------------------------------------------------------------------------------------------

  /** What the value that stands here is; a number is in `#number`, of a word where it begins. -1: none of these. */
  #value(bytes: Uint8Array, to: number): number {
    const at = this.#at;
    if (at >= to) return -1;
    const head = bytes[at];
    if (head < 0x40) return this.#int(bytes, to) ? FIELD.int : -1;
    if (head === DOUBLE) return this.#double(bytes, to) ? FIELD.float : -1;
    if (head === INSTANT_0) return this.#instant(bytes, to) ? FIELD.instant : -1;
    this.#number = at;
    if (head >= 0x60 && head < 0x80) return this.#text(bytes, at, to) ? FIELD.string : -1;
    if (head === KEYWORD_0) {
      return at + 2 < to && bytes[at + 1] === KEYWORD_1 && this.#text(bytes, at + 2, to) ? FIELD.keyword : -1;
    }
    this.#at = at + 1;
    this.#number = head === TRUE ? 1 : 0;
    return head === NIL ? FIELD.nil : head === TRUE || head === FALSE ? FIELD.bool : -1;
  }

  /** An Int that is safe, in as few bytes as it needs. */
  #int(bytes: Uint8Array, to: number): boolean {
    const at = this.#at;
    const head = bytes[at];
    const low = head & 31;
    let n = low;
    let end = at + 1;
    if (low >= 24) {
      if (low > 27) return false;
      end += 1 << (low - 24);
      if (end > to) return false;
      if (low === 24) {
        n = bytes[at + 1];
        if (n < 24) return false;
      } else if (low === 25) {
        n = (bytes[at + 1] << 8) | bytes[at + 2];
        if (n < 0x100) return false;
      } else {
        n = ((bytes[at + 1] << 24) | (bytes[at + 2] << 16) | (bytes[at + 3] << 8) | bytes[at + 4]) >>> 0;
        if (low === 26) {
          if (n < 0x10000) return false;
        } else {
          if (n === 0 || n > MAX_SAFE_HIGH) return false;
          const rest = (bytes[at + 5] << 24) | (bytes[at + 6] << 16) | (bytes[at + 7] << 8) | bytes[at + 8];
          n = n * TWO_32 + (rest >>> 0);
        }
      }
    }
    if (head >= 0x20) {
      if (n === Number.MAX_SAFE_INTEGER) return false;
      n = -1 - n;
    }
    this.#number = n;
    this.#at = end;
    return true;
  }

  /** A NaN is left to the decoder, which knows the one form it may have. */
  #double(bytes: Uint8Array, to: number): boolean {
    const at = this.#at;
    if (at + 9 > to) return false;
    doubleBytes[7] = bytes[at + 1];
    doubleBytes[6] = bytes[at + 2];
    doubleBytes[5] = bytes[at + 3];
    doubleBytes[4] = bytes[at + 4];
    doubleBytes[3] = bytes[at + 5];
    doubleBytes[2] = bytes[at + 6];
    doubleBytes[1] = bytes[at + 7];
    doubleBytes[0] = bytes[at + 8];
    this.#number = double[0];
    this.#at = at + 9;
    return this.#number === this.#number;
  }

  /** Goes behind a text of less than 256 bytes. */
  #text(bytes: Uint8Array, at: number, to: number): boolean {
    const low = bytes[at] - 0x60;
    if (low < 0 || low > 24) return false;
    const end = low < 24 ? at + 1 + low : at + 2 + bytes[at + 1];
    if (end > to || (low === 24 && bytes[at + 1] < 24)) return false;
    this.#at = end;
    return true;
  }

  /** An instant of whole milliseconds. */
  #instant(bytes: Uint8Array, to: number): boolean {
    const at = this.#at;
    if (at + 6 > to || bytes[at + 1] !== INSTANT_1 || bytes[at + 2] !== INSTANT_2) return false;
    const form = bytes[at + 3];
    if ((form !== WITH_SECONDS && form !== WITH_NANOS) || bytes[at + 4] !== SECONDS_KEY) return false;
    this.#at = at + 5;
    if (bytes[at + 5] >= 0x40 || !this.#int(bytes, to)) return false;
    let ms = this.#number * 1000;
    if (form === WITH_NANOS) {
      if (this.#at + 2 > to || bytes[this.#at] !== NANOS_KEY || bytes[this.#at + 1] >= 0x20) return false;
      this.#at++;
      if (!this.#int(bytes, to)) return false;
      const nanos = this.#number;
      if (nanos === 0 || nanos >= 1e9 || nanos % 1e6 !== 0) return false;
      ms += nanos / 1e6;
    }
    this.#number = ms;
    return ms >= -MAX_INSTANT_MS && ms <= MAX_INSTANT_MS;
  }
}
