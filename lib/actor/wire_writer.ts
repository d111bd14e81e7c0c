/**
 * Writes messages for another worker: values, and the parts that the actors' protocol needs, into the batch of one peer.
 * In: values; an extension that writes what the codec does not know (functions, pids, atoms). Out: a batch, when it is taken.
 * Invariant: after `rollback` the writer is as it was at the mark, the names it has given included; what the batch before named stays
 * known to the peer, so batches must arrive in their order.
 * No code of a program runs in here, for it might send messages itself: a lazy cell that is not realised throws `Waiting`. The caller
 * goes back, realises what `unrealisedIn` says, and writes again. Shared parts are written once for each place.
 * @module
 */
import {
  ArrayMap,
  BatutaError,
  Char,
  ChunkedSeq,
  compare,
  Decimal,
  Duration,
  Flt,
  HashMap,
  Instant,
  IntRange,
  Keyword,
  LazySeq,
  List,
  metaOf,
  type MetaSlot,
  type PMap,
  PSet,
  Ratio,
  Rec,
  type RecordType,
  Regex,
  Seq,
  type Shape,
  SmallMap,
  SortedMap,
  Sym,
  Tuple,
  Uuid,
  Vec,
  Waiting,
} from "../data/mod.ts";
import * as wire from "./wire_format.ts";
import { type Batch, MAX_DEPTH, MessageTooLarge, Untravelable } from "./wire_format.ts";
import { type ExtensionParts, pathTo, piecesOf } from "./wire_parts.ts";

/** What writes the values that the codec does not know. */
export interface WriteExtension {
  /**
   * Writes a value by the writer's methods, so that a reader's extension reads just that; false when the value cannot travel,
   * before anything is written.
   */
  write(x: object, writer: WireWriter): boolean;
  /** What `write` hands to `value`, in that order, each with the step that leads to it; null for a value without parts. */
  readonly parts: ExtensionParts;
}

/** A place in the batch to go back to. */
export interface Mark {
  readonly at: number;
  readonly text: string;
  /** How many names were known. */
  readonly named: number;
}

/** No unit of writing that is checked for room as a whole takes more bytes. */
const ROOM = 32;
const FIRST_CAPACITY = 1 << 12;
/** A larger buffer is given away with its batch, so that one large message does not keep it; of others, a batch is a copy. */
const LARGEST_KEPT = 1 << 17;
/** The longest batch text that stays clear of V8's limit on strings. */
const LARGEST_LIMIT = 2 ** 28;

/** Thrown inside only: the value is nested too deep to be written in one piece. */
const TOO_DEEP = { tooDeep: true };

/** Thrown inside only: the value that cannot travel. */
class Culprit {
  constructor(readonly value: unknown) {}
}

const RECENT = 256;

/** The names of one kind that the peer knows, by number. */
class Names<T> {
  readonly #numbers = new Map<T, number>();
  /** The names met last, by their low hash bits: that saves asking the map, 10 ns a name. */
  readonly #recent: (T | null)[] = Array.from({ length: RECENT }, () => null);
  readonly #recentNumbers = new Int32Array(RECENT);

  get size(): number {
    return this.#numbers.size;
  }
  /** The number of a name, or -1. `hash` is any number that is the same each time. */
  find(name: T, hash: number): number {
    const slot = hash & (RECENT - 1);
    return this.#recent[slot] === name ? this.#recentNumbers[slot] : this.#lookUp(name, slot);
  }
  #lookUp(name: T, slot: number): number {
    const number = this.#numbers.get(name);
    if (number === undefined) return -1;
    this.#recent[slot] = name;
    this.#recentNumbers[slot] = number;
    return number;
  }
  add(name: T): void {
    this.#numbers.set(name, this.#numbers.size);
  }
  /** Forgets the name that was added last. */
  forget(name: T): void {
    this.#numbers.delete(name);
    const slot = this.#recent.indexOf(name);
    if (slot >= 0) this.#recent[slot] = null;
  }
}

function hashOfShape({ keys }: Shape): number {
  return keys.length === 0 ? 0 : keys[0].h ^ (keys[keys.length - 1].h << 1);
}

/** The elements of a sequence, or null; throws `Waiting` where they are not known yet. */
function elementsOf(s: Seq): Seq | null {
  if (s instanceof LazySeq && !s.isRealised()) throw new Waiting(s);
  return s.seq();
}

/** Writes the batches for one peer. */
export class WireWriter {
  readonly #extension: WriteExtension;
  readonly #limit: number;
  #buffer = new Uint8Array(FIRST_CAPACITY);
  #view = new DataView(this.#buffer.buffer);
  /** Where the next byte goes. */
  #at = 0;
  /** All strings so far. */
  #text = "";
  /** Where the message began that is being written. */
  #startAt = 0;
  #startText = 0;
  /** How many values are around the one that is written next. */
  #depth = 0;
  /** The pieces of the value that is being written, where it is too deep for one. */
  #pieces: ReadonlyMap<unknown, number> | null = null;
  readonly #keywords = new Names<Keyword>();
  readonly #shapes = new Names<Shape>();
  readonly #words = new Names<string>();
  readonly #types = new Names<RecordType>();
  /** Forgets each name again, in the order in which they were given. */
  readonly #named: (() => void)[] = [];

  /** `limit`: how much a message may take, bytes and UTF-16 units together; at most 2^28. */
  constructor(extension: WriteExtension, { limit = wire.MAX_MESSAGE_SIZE } = {}) {
    this.#extension = extension;
    this.#limit = Math.min(limit, LARGEST_LIMIT);
  }

  /** How much the batch takes, bytes and UTF-16 units together. */
  get sizeBytes(): number {
    return this.#at + this.#text.length;
  }

  /** Begins a message: the limit counts from here. */
  mark(): Mark {
    this.#startAt = this.#at;
    this.#startText = this.#text.length;
    return { at: this.#at, text: this.#text, named: this.#named.length };
  }

  /** Takes back what was written since the mark. Marks of an earlier batch mean nothing. */
  rollback(mark: Mark): void {
    this.#at = mark.at;
    this.#text = mark.text;
    // As long as there is something to forget, `pop` answers it.
    while (this.#named.length > mark.named) this.#named.pop()!();
  }

  /** The batch; the next one begins empty. */
  take(): Batch {
    const bytes = this.#buffer.length > LARGEST_KEPT ? this.#giveBuffer() : this.#buffer.slice(0, this.#at);
    const text = this.#text;
    this.#at = 0;
    this.#text = "";
    this.#startAt = 0;
    this.#startText = 0;
    this.#named.length = 0;
    return { bytes, text };
  }

  #giveBuffer(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#buffer.buffer.transfer(this.#at));
    this.#use(new Uint8Array(FIRST_CAPACITY));
    return bytes;
  }

  byte(n: number): void {
    this.#reserve(ROOM);
    this.#put(n);
  }

  /** A whole number from 0 to 2^53 - 1; small ones take less. */
  uint(n: number): void {
    this.#reserve(ROOM);
    this.#putUint(n);
  }

  /** A safe integer; small ones take less. */
  int(n: number): void {
    this.#reserve(ROOM);
    this.#putInt(n);
  }

  text(s: string): void {
    this.#reserve(ROOM);
    this.#putText(s);
  }

  /** A double as it is. */
  double(d: number): void {
    this.#reserve(ROOM);
    this.#putDouble(d);
  }

  /** A text that comes again and again: it travels once for each connection. */
  word(s: string): void {
    this.#reserve(ROOM);
    this.#putWord(s);
  }

  /**
   * Any value. Throws `Untravelable`, `MessageTooLarge`, and `Waiting` at the first lazy cell that is not realised; the caller then
   * goes back to its mark.
   */
  value(x: unknown): void {
    if (this.#depth > 0) return this.#write(x);
    const mark = { at: this.#at, text: this.#text, named: this.#named.length };
    try {
      try {
        this.#write(x);
      } catch (error) {
        if (error !== TOO_DEEP) throw error;
        this.rollback(mark);
        this.#writeInPieces(x);
      }
    } catch (error) {
      throw error instanceof Culprit
        ? new Untravelable(error.value, pathTo(error.value, x, this.#extension.parts))
        : error;
    } finally {
      this.#depth = 0;
      this.#pieces = null;
    }
    this.#checkSize();
  }

  // ---- bytes ---------------------------------------------------------------------------------------------------------

  #reserve(n: number): void {
    if (this.#at + n > this.#buffer.length) this.#grow(n);
  }

  #grow(n: number): void {
    this.#checkSize(n);
    const larger = new Uint8Array(Math.max(2 * this.#buffer.length, this.#at + n));
    larger.set(this.#buffer.subarray(0, this.#at));
    this.#use(larger);
  }

  #use(buffer: Uint8Array<ArrayBuffer>): void {
    this.#buffer = buffer;
    this.#view = new DataView(buffer.buffer);
  }

  /** Fails when the message, with so many bytes more, is beyond the limit. */
  #checkSize(more = 0): void {
    const size = this.#at - this.#startAt + this.#text.length - this.#startText + more;
    if (size > this.#limit) throw new MessageTooLarge(this.#limit);
  }

  // What follows writes without asking for room.

  #put(byte: number): void {
    this.#buffer[this.#at++] = byte;
  }

  #putUint(n: number): void {
    while (n > 0x7fffffff) {
      this.#buffer[this.#at++] = (n % 128) | 128;
      n = Math.floor(n / 128);
    }
    while (n > 127) {
      this.#buffer[this.#at++] = (n & 127) | 128;
      n >>>= 7;
    }
    this.#buffer[this.#at++] = n;
  }

  /** The sign stands in the lowest bit of the first byte, so that 53 bits are enough. */
  #putInt(n: number): void {
    const sign = n < 0 ? 1 : 0;
    const size = n < 0 ? -n : n;
    if (size < 64) this.#buffer[this.#at++] = (size << 1) | sign;
    else {
      this.#buffer[this.#at++] = ((size % 64) << 1) | sign | 128;
      this.#putUint(Math.floor(size / 64));
    }
  }

  #putDouble(d: number): void {
    this.#view.setFloat64(this.#at, d, true);
    this.#at += 8;
  }

  #putText(s: string): void {
    this.#putUint(s.length);
    this.#text += s;
    if (this.#text.length - this.#startText > this.#limit) this.#checkSize();
  }

  // ---- names ---------------------------------------------------------------------------------------------------------

  /** Gives a name the next number, unless there are too many already. */
  #remember<T>(names: Names<T>, name: T): void {
    if (names.size === wire.MAX_NAMES) return;
    names.add(name);
    this.#named.push(() => names.forget(name));
  }

  #putWord(s: string): void {
    const number = this.#words.find(s, s.length);
    if (number >= 0) return this.#putUint(number);
    this.#putUint(this.#words.size);
    this.#putText(s);
    this.#remember(this.#words, s);
  }

  #putKeyword(k: Keyword): void {
    const number = this.#keywords.find(k, k.h);
    if (number >= 0) this.#putUint(number);
    else {
      this.#putUint(this.#keywords.size);
      this.#introduceKeyword(k);
    }
  }

  #introduceKeyword(k: Keyword): void {
    this.#putText(k.text);
    this.#remember(this.#keywords, k);
  }

  #putShape(shape: Shape): void {
    const number = this.#shapes.find(shape, hashOfShape(shape));
    if (number >= 0) this.#putUint(number);
    else this.#introduceShape(shape);
  }

  #introduceShape(shape: Shape): void {
    this.#putUint(this.#shapes.size);
    this.#putKeywords(shape.keys);
    this.#remember(this.#shapes, shape);
  }

  #putKeywords(keys: readonly Keyword[]): void {
    this.#putUint(keys.length);
    for (let i = 0; i < keys.length; i++) {
      this.#reserve(ROOM);
      this.#putKeyword(keys[i]);
    }
    this.#reserve(ROOM);
  }

  #putType(type: RecordType): void {
    const number = this.#types.find(type, type.name.length);
    if (number >= 0) return this.#putUint(number);
    this.#putUint(this.#types.size);
    this.#putText(type.name);
    this.#putKeywords(type.fields);
    this.#remember(this.#types, type);
  }

  // ---- values --------------------------------------------------------------------------------------------------------

  #write(x: unknown): void {
    if (this.#at + ROOM > this.#buffer.length) this.#grow(ROOM);
    if (typeof x === "number") this.#writeNumber(x);
    else if (typeof x === "string") {
      this.#put(wire.TEXT);
      this.#putText(x);
    } else if (x instanceof Keyword) this.#writeKeyword(x);
    else if (x === null) this.#put(wire.NIL);
    else if (typeof x === "object") this.#writeObject(x);
    else this.#writeOther(x);
  }

  #writeNumber(x: number): void {
    if ((x | 0) === x && x <= wire.MOST_INT && x >= wire.LEAST_INT) this.#put(x - wire.LEAST_INT + wire.FIRST_INT);
    else if (Number.isInteger(x)) {
      this.#put(wire.INT);
      this.#putInt(x);
    } else {
      this.#put(wire.FLOAT);
      this.#putDouble(x);
    }
  }

  #writeKeyword(k: Keyword): void {
    const found = this.#keywords.find(k, k.h);
    const number = found >= 0 ? found : this.#keywords.size;
    if (number < wire.FIRST_INT - wire.FIRST_KEYWORD) this.#put(wire.FIRST_KEYWORD + number);
    else {
      this.#put(wire.KEYWORD);
      this.#putUint(number);
    }
    if (found < 0) this.#introduceKeyword(k);
  }

  #writeOther(x: unknown): void {
    if (x === true) this.#put(wire.TRUE);
    else if (x === false) this.#put(wire.FALSE);
    else if (typeof x === "bigint") this.#writeBigInt(x);
    else if (typeof x === "function") this.#writeObject(x);
    else throw new Culprit(x);
  }

  #writeBigInt(x: bigint): void {
    if (BigInt.asIntN(64, x) === x) {
      this.#put(wire.INT64);
      this.#view.setBigInt64(this.#at, x, true);
      this.#at += 8;
    } else {
      this.#put(wire.BIG_INT);
      this.#putText(x.toString(16));
    }
  }

  /** What may have parts: the kinds that messages are made of first. */
  #writeObject(x: object): void {
    if (this.#depth >= MAX_DEPTH && this.#writePiece(x)) return;
    this.#depth++;
    if (x instanceof Tuple) this.#writeTuple(x);
    else if (x instanceof SmallMap) this.#writeSmallMap(x);
    else if (x instanceof Vec) this.#writeVec(x);
    else if (!this.#writeScalar(x) && !this.#writeCollection(x)) this.#writeUnknown(x);
    this.#depth--;
  }

  #writeMeta(slot: MetaSlot): void {
    const meta = metaOf(slot);
    if (meta === null) return;
    this.#put(wire.META);
    this.#write(meta);
    this.#reserve(ROOM);
  }

  #writeTuple(x: Tuple): void {
    if (x.meta !== null) this.#writeMeta(x.meta);
    const items = x.items;
    const n = items.length;
    if (n > 0 && n <= 3) {
      this.#put(wire.TUPLE_1 - 1 + n);
      this.#putKeyword(x.tag);
    } else {
      this.#put(wire.TUPLE);
      this.#putKeyword(x.tag);
      this.#putUint(n);
    }
    for (let i = 0; i < n; i++) this.#write(items[i]);
  }

  #writeSmallMap(x: SmallMap): void {
    if (x.meta !== null) this.#writeMeta(x.meta);
    this.#put(wire.SMALL_MAP);
    this.#putShape(x.shape);
    const n = x.shape.keys.length;
    if (n > 0) this.#write(x.v0);
    if (n > 1) this.#write(x.v1);
    if (n > 2) this.#write(x.v2);
    if (n > 3) this.#write(x.v3);
    for (let i = 4; i < n; i++) this.#write(x.at(i));
  }

  #writeVec(x: Vec): void {
    if (x.meta !== null) this.#writeMeta(x.meta);
    this.#put(wire.VECTOR);
    this.#putUint(x.n);
    for (let i = 0; i < x.n; i += 32) {
      const leaf = x.leafFor(i);
      const length = Math.min(32, x.n - i);
      for (let j = 0; j < length; j++) this.#write(leaf[j]);
    }
  }

  /** Objects without parts. */
  #writeScalar(x: object): boolean {
    if (x instanceof Flt) {
      this.#put(wire.FLOAT);
      this.#putDouble(x.v);
    } else if (x instanceof Uuid) {
      this.#put(wire.UUID);
      this.#putText(x.text);
    } else if (x instanceof Instant) this.#writeTime(wire.INSTANT, x);
    else if (x instanceof Duration) this.#writeTime(wire.DURATION, x);
    else if (x instanceof Char) {
      this.#put(wire.CHAR);
      this.#putUint(x.cp);
    } else if (x instanceof Sym) this.#writeSymbol(x);
    else if (x instanceof Ratio) {
      this.#put(wire.RATIO);
      this.#writeBigInt(x.n);
      this.#writeBigInt(x.d);
    } else if (x instanceof Decimal) {
      this.#put(wire.DECIMAL);
      this.#writeBigInt(x.unscaled);
      this.#putInt(x.scale);
    } else if (x instanceof Uint8Array) this.#writeBytes(x);
    else if (x instanceof Regex) {
      this.#put(wire.REGEX);
      this.#putText(x.source);
    } else return false;
    return true;
  }

  #writeTime(kind: number, x: Instant | Duration): void {
    this.#put(kind);
    this.#putDouble(x.ms);
    this.#putUint(x.nanos);
  }

  #writeSymbol(x: Sym): void {
    if (x.meta !== null) this.#writeMeta(x.meta);
    this.#put(x.ns === null ? wire.SYMBOL : wire.QUALIFIED_SYMBOL);
    if (x.ns !== null) this.#putWord(x.ns);
    this.#putWord(x.name);
  }

  #writeBytes(x: Uint8Array): void {
    this.#put(wire.BYTES);
    this.#putUint(x.length);
    this.#reserve(x.length);
    this.#buffer.set(x, this.#at);
    this.#at += x.length;
  }

  #writeCollection(x: object): boolean {
    if (x instanceof ArrayMap) this.#writeArrayMap(x);
    else if (x instanceof HashMap) this.#writeEntries(wire.HASH_MAP, x);
    else if (x instanceof List) this.#writeList(x);
    else if (x instanceof IntRange) this.#writeRange(x);
    else if (x instanceof Seq) this.#writeSequence(x);
    else if (x instanceof PSet) this.#writeSet(x);
    else if (x instanceof Rec) this.#writeRecord(x);
    else if (x instanceof SortedMap) this.#writeSortedMap(x);
    else if (x instanceof BatutaError) this.#writeError(x);
    else if (x instanceof Error) this.#writeHostError(x);
    else return false;
    return true;
  }

  #writeArrayMap(x: ArrayMap): void {
    if (x.meta !== null) this.#writeMeta(x.meta);
    this.#put(wire.ARRAY_MAP);
    this.#putUint(x.count());
    for (let i = 0; i < x.flat.length; i++) this.#write(x.flat[i]);
  }

  #writeEntries(kind: number, x: PMap): void {
    if (x.meta !== null) this.#writeMeta(x.meta);
    this.#put(kind);
    this.#putUint(x.count());
    for (const c = x.cursor(); c.advance();) {
      this.#write(c.key);
      this.#write(c.value);
    }
  }

  #writeSortedMap(x: SortedMap): void {
    if (x.order === compare) return this.#writeEntries(wire.SORTED_MAP, x);
    if (x.meta !== null) this.#writeMeta(x.meta);
    this.#put(wire.SORTED_MAP_BY);
    this.#write(x.order);
    this.#reserve(ROOM);
    this.#putUint(x.count());
    for (const c = x.cursor(); c.advance();) {
      this.#write(c.key);
      this.#write(c.value);
    }
  }

  #writeSet(x: PSet): void {
    if (x.meta !== null) this.#writeMeta(x.meta);
    const map = x.map;
    if (map instanceof SmallMap) {
      this.#put(wire.SMALL_SET);
      this.#putShape(map.shape);
      return;
    }
    if (map instanceof SortedMap && map.order !== compare) {
      this.#put(wire.SORTED_SET_BY);
      this.#write(map.order);
      this.#reserve(ROOM);
    } else {
      this.#put(map instanceof ArrayMap ? wire.ARRAY_SET : map instanceof HashMap ? wire.HASH_SET : wire.SORTED_SET);
    }
    this.#putUint(map.count());
    for (const c = map.cursor(); c.advance();) this.#write(c.key);
  }

  #writeList(x: List): void {
    if (x.meta !== null) this.#writeMeta(x.meta);
    this.#put(wire.LIST);
    this.#putUint(x.n);
    for (let l: List | null = x.n === 0 ? null : x; l !== null; l = l.next()) this.#write(l.head);
  }

  #writeRange(x: IntRange): void {
    if (x.meta !== null) this.#writeMeta(x.meta);
    this.#put(wire.RANGE);
    this.#putInt(x.nth(0));
    this.#putInt(x.step);
    this.#putUint(x.count());
  }

  #writeSequence(x: Seq): void {
    if (x.meta !== null) this.#writeMeta(x.meta);
    this.#put(x instanceof LazySeq ? wire.LAZY : wire.SEQUENCE);
    for (let s = elementsOf(x); s !== null;) {
      if (s instanceof ChunkedSeq) {
        for (let i = s.off; i < s.end; i++) this.#write(s.chunk[i]);
        s = elementsOf(s.chunkMore());
      } else {
        this.#write(s.first());
        s = elementsOf(s.more());
      }
    }
    this.#reserve(ROOM);
    this.#put(wire.END);
  }

  #writeRecord(x: Rec): void {
    if (x.meta !== null) this.#writeMeta(x.meta);
    this.#put(wire.RECORD);
    this.#putType(x.type);
    for (let i = 0; i < x.values.length; i++) this.#write(x.values[i]);
    this.#write(x.more);
  }

  #writeError(x: BatutaError): void {
    this.#put(wire.ERROR);
    this.#putWord(x.code);
    this.#putText(x.message);
    this.#putText(x.stack ?? "");
    this.#write(x.hint);
    this.#write(x.data);
    this.#write(x.cause);
    // An error whose value is the error itself says so by a byte that begins no value.
    if (x.value === x) this.byte(wire.END);
    else this.#write(x.value);
  }

  #writeHostError(x: Error): void {
    this.#put(wire.HOST_ERROR);
    this.#putWord(x.name);
    this.#putText(x.message);
    this.#putText(x.stack ?? "");
  }

  #writeUnknown(x: object): void {
    this.#put(wire.EXTENSION);
    if (!this.#extension.write(x, this)) throw new Culprit(x);
  }

  // ---- deep values ---------------------------------------------------------------------------------------------------

  /** Writes a reference to a piece; false when the value is none. */
  #writePiece(x: object): boolean {
    if (this.#pieces === null) throw TOO_DEEP;
    const number = this.#pieces.get(x);
    if (number === undefined) return false;
    this.#put(wire.PIECE);
    this.#putUint(number);
    return true;
  }

  #writeInPieces(x: unknown): void {
    this.#depth = 0;
    const pieces = piecesOf(x, this.#extension.parts, this.#limit);
    this.#pieces = pieces;
    this.byte(wire.PIECES);
    this.uint(pieces.size);
    for (const piece of pieces.keys()) this.#write(piece);
    this.#write(x);
  }
}
