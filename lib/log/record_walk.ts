/**
 * The records of a segment, one block after the other, as readers see them.
 * In: an open segment and positions of blocks. Out: a cursor that goes over the records, each with its checksum checked; or single
 * records of a block that was checked as a whole.
 * A record that is not whole is given to whoever walks: it throws, or leaves the record out.
 * @module
 */
import { BLOCK_HEAD, type BlockHead, checkRecord, emptyBlockHead, readBlockHead, RECORD_HEAD } from "./block.ts";
import { viewOf } from "./bytes.ts";
import { crc32c } from "./crc32c.ts";
import { entryTime, type Kind, optionalFields, payloadStart, type Producer } from "./entry.ts";
import type { OpenSegment } from "./log_files.ts";
import { Window } from "./window.ts";

/** An entry of a log. */
export interface Entry {
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly kind: Kind;
  readonly flags: number;
  readonly producer?: Producer;
  readonly validFrom?: number;
  readonly validTo?: number;
  /** Not to be changed: a view of what was read. */
  readonly payload: Uint8Array;
  /** First offset of the segment it is in, and where its record begins there. */
  readonly segment: number;
  readonly position: number;
}

/**
 * The record that a scan is at. It is one object, changed for each record; `bytes[payload, end)` is the payload, until the visitor
 * returns.
 */
export interface Cursor {
  offset: number;
  time: number;
  kind: Kind;
  flags: number;
  bytes: Uint8Array;
  view: DataView;
  /** Index in `bytes` where the entry begins, where its payload begins, and where both end. */
  start: number;
  payload: number;
  end: number;
  /** First offset of the segment, and where the record begins there. */
  segment: number;
  position: number;
}

/** A visitor of a scan: `false` ends it. */
export type Visit = (cursor: Cursor) => void | boolean;

/** Told that the records [from, to) are not whole, and where that begins in the segment. */
export type OnDamage = (position: number, from: number, to: number, reason: string) => void;

/** A block that was checked, kept for reading single records. */
export interface KeptBlock {
  readonly first: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly position: number;
  /** Where each record begins in `bytes`, and where the last ends. */
  readonly records: readonly number[];
}

/** The record that a cursor is at, as an object of its own. */
export function entryOf(cursor: Cursor): Entry {
  const { offset, time, kind, flags, segment, position } = cursor;
  const payload = cursor.bytes.subarray(cursor.payload, cursor.end);
  const entry = { offset, time, kind, flags, payload, segment, position };
  return (flags & 7) === 0 ? entry : { ...entry, ...optionalFields(cursor.bytes, cursor.view, cursor.start) };
}

/** The blocks of one segment, one after the other. */
export class RecordWalk {
  readonly head: BlockHead = emptyBlockHead();
  readonly #segment: OpenSegment;
  readonly #onDamage: OnDamage;
  readonly #window: Window;
  readonly #cursor: Cursor;
  #position = 0;
  #body = 0;

  /** Goes over what is before `end` in a segment; with `keep`, views of what it has read stay as they are. */
  constructor(
    segment: OpenSegment,
    { end, keep = false, piece }: { end: number; keep?: boolean; piece?: number },
    onDamage: OnDamage,
  ) {
    this.#segment = segment;
    this.#onDamage = onDamage;
    this.#window = new Window(segment.file, end, { keep, piece });
    this.#cursor = {
      offset: 0,
      time: 0,
      kind: 0,
      flags: 0,
      bytes: this.#window.bytes,
      view: this.#window.view,
      start: 0,
      payload: 0,
      end: 0,
      segment: segment.head.first,
      position: 0,
    };
  }

  /** Goes to the block at a position, which has to begin with `offset`; answers null or what is wrong. Its body is not checked. */
  block(position: number, offset: number): string | null {
    const window = this.#window;
    const at = window.need(position, BLOCK_HEAD);
    if (at < 0) return `the segment ends, but record ${offset} is next`;
    const wrong = readBlockHead(window.bytes, window.view, at, this.#segment.head.tag, this.head);
    if (wrong !== null) return wrong;
    if (this.head.first !== offset) return `a block with offset ${this.head.first} stands where ${offset} is next`;
    const whole = window.need(position, BLOCK_HEAD + this.head.bodyLength);
    if (whole < 0) return "the segment ends within a block";
    this.#position = position;
    this.#body = whole + BLOCK_HEAD;
    return null;
  }

  /** Visits the records of the block that are in [from, to); answers -1, or the offset behind the one where the visitor stopped. */
  records(from: number, to: number, visit: Visit): number {
    const cursor = this.#cursor;
    const { bytes, view } = this.#window;
    const { first, count, bodyLength } = this.head;
    const end = this.#body + bodyLength;
    const shift = this.#position + BLOCK_HEAD - this.#body;
    cursor.bytes = bytes;
    cursor.view = view;
    let at = this.#body;
    let offset = first;
    if (from > first) {
      const there = this.#goTo(from - first, count, end);
      if (there >= 0) [at, offset] = [there, from];
    }
    for (; offset < first + count && offset < to; offset++) {
      let next = checkRecord(bytes, view, at, end);
      const start = at + RECORD_HEAD;
      const payload = next < 0 ? -1 : payloadStart(bytes, view, start, next);
      if (payload < 0) {
        next = this.#skip(at, end, offset, first + count, from);
        if (next < 0) return -1;
      } else if (offset >= from) {
        cursor.offset = offset;
        cursor.time = entryTime(view, start);
        cursor.kind = bytes[start] as Kind; // payloadStart checked it
        cursor.flags = bytes[start + 1];
        cursor.start = start;
        cursor.payload = payload;
        cursor.end = next;
        cursor.position = at + shift;
        if (visit(cursor) === false) return offset + 1;
      }
      at = next;
    }
    return -1;
  }

  /**
   * Where a record of the block begins, by the lengths of all of its records; -1 where these do not fill it, so that one of them is wrong. Records before
   * it are not checked: nobody looks at them.
   */
  #goTo(record: number, count: number, end: number): number {
    const { view } = this.#window;
    let there = end;
    let at = this.#body;
    for (let i = 0; i < count; i++) {
      if (end - at < RECORD_HEAD) return -1;
      if (i === record) there = at;
      at += RECORD_HEAD + view.getUint32(at, true);
    }
    return at === end ? there : -1;
  }

  /** How many records fill [at, end), all whole; -1 where they do not. */
  #countWhole(at: number, end: number): number {
    let count = 0;
    for (; at >= 0 && at < end; count++) at = checkRecord(this.#window.bytes, this.#window.view, at, end);
    return at === end ? count : -1;
  }

  /** A record at `at` is not whole: the end of it where the next one is, -1 where the rest of the block is left out. */
  #skip(at: number, end: number, offset: number, behind: number, from: number): number {
    const { view } = this.#window;
    const position = at + this.#position + BLOCK_HEAD - this.#body;
    const next = at + RECORD_HEAD + (end - at < RECORD_HEAD ? 0 : view.getUint32(at, true));
    const goesOn = next < end && this.#countWhole(next, end) === behind - offset - 1;
    const to = goesOn ? offset + 1 : behind;
    this.#onDamage(position, Math.max(offset, from), to, `the checksum of record ${offset} is wrong`);
    return goesOn ? next : -1;
  }

  /** The block where the walk is, checked and copied; or the position of the first record in it that is not whole. */
  keep(): KeptBlock | number {
    const { bodyLength, bodyCrc, first, count } = this.head;
    const position = this.#position + BLOCK_HEAD;
    const bytes = this.#window.bytes.slice(this.#body, this.#body + bodyLength);
    const view = viewOf(bytes);
    const records = [0];
    for (let i = 0, at = 0; i < count; i++) {
      const next = at + RECORD_HEAD <= bodyLength ? at + RECORD_HEAD + view.getUint32(at, true) : Infinity;
      if (next > bodyLength) break;
      records.push(at = next);
    }
    if (crc32c(bytes, 0, bodyLength) !== bodyCrc || records.length !== count + 1) {
      const bad = records.findIndex((at) => checkRecord(bytes, view, at, bodyLength) < 0);
      return position + records[Math.max(bad, 0)];
    }
    return { first, bytes, view, position, records };
  }
}
