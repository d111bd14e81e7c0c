/**
 * Bencode: what nREPL's messages are written in.
 * In: bytes in any pieces. Out: values; or the other way. Strings are UTF-8 texts.
 * Invariants: a text has one reading, and what is written reads back equal. Input that is no bencode, nests too deep or is too long is refused
 * with the offset at which that was seen, before more memory is taken than has arrived.
 * Source: BEP 3, "Bencoding"; nREPL's documentation, "Bencode".
 * @module
 */

/** A value of a message. Integers beyond the safe ones are refused. */
export type Value = string | number | readonly Value[] | Message;

/** A dictionary. */
export interface Message {
  readonly [key: string]: Value;
}

/** What is no bencode. */
export class BencodeError extends Error {
  constructor(reason: string, readonly offset: number) {
    super(`${reason} at byte ${offset}`);
    this.name = "BencodeError";
  }
}

/** Bytes of a message at most. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Digits of a length at most: more are above `MOST_BYTES`. */
const LENGTH_DIGITS = 9;
const INTEGER_DIGITS = 17;
const MOST_DEPTH = 64;

const D = 0x64, E = 0x65, I = 0x69, L = 0x6c, COLON = 0x3a, ZERO = 0x30, NINE = 0x39, MINUS = 0x2d;

const encoder = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

/** A value as bytes; the keys of dictionaries in order. Entries that are undefined are left out. */
export function encode(value: Value): Uint8Array {
  const parts: Uint8Array[] = [];
  const add = (text: string) => parts.push(encoder.encode(text));
  const put = (value: Value) => {
    if (typeof value === "number") {
      if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no integer that bencode can hold`);
      add(`i${value}e`);
    } else if (typeof value === "string") {
      const bytes = encoder.encode(value);
      add(`${bytes.length}:`);
      parts.push(bytes);
    } else if (Array.isArray(value)) {
      add("l");
      value.forEach(put);
      add("e");
    } else {
      add("d");
      const entries = Object.entries(value).filter(([, held]) => held !== undefined);
      for (const [key, held] of entries.sort(([a], [b]) => a < b ? -1 : 1)) {
        put(key);
        put(held);
      }
      add("e");
    }
  };
  put(value);
  return join(parts);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Stands for what has not arrived yet. */
const MISSING = Symbol("more bytes are needed");

/** A list or dictionary that is not closed yet; `key` is the one whose value comes next. */
type Open =
  | { readonly kind: "list"; readonly items: Value[] }
  | { readonly kind: "dict"; readonly entries: Record<string, Value>; key: string | null };

/** Takes bytes and gives messages. */
export class Decoder {
  /** What has arrived and is not read yet: `[#at, #end)`. */
  #bytes = new Uint8Array(1024);
  #at = 0;
  #end = 0;
  /** Bytes of the stream before `#bytes`. */
  #before = 0;
  /** The message begun. */
  readonly #open: Open[] = [];
  /** Bytes of the stream before it. */
  #start = 0;

  /** The messages that are whole now. After a `BencodeError` nothing more can be read. */
  push(bytes: Uint8Array): Message[] {
    this.#append(bytes);
    const messages: Message[] = [];
    for (let value = this.#next(); value !== MISSING; value = this.#next()) {
      if (value !== null) messages.push(value);
    }
    return messages;
  }

  #append(bytes: Uint8Array): void {
    const kept = this.#end - this.#at;
    const old = this.#bytes;
    // Twice as much as is needed, so that a long string is copied a few times, not once for each piece.
    if (kept + bytes.length > old.length) this.#bytes = new Uint8Array(2 * (kept + bytes.length));
    this.#bytes.set(old.subarray(this.#at, this.#end));
    this.#bytes.set(bytes, kept);
    this.#before += this.#at;
    this.#at = 0;
    this.#end = kept + bytes.length;
  }

  /** Whether the bytes so far end between two messages. */
  get isBetween(): boolean {
    return this.#open.length === 0 && this.#at === this.#end;
  }

  #fail(reason: string): never {
    throw new BencodeError(reason, this.#before + this.#at);
  }

  /** Reads one token: answers a message that it ends, null when it ends none. */
  #next(): Message | null | typeof MISSING {
    if (this.#at === this.#end) return MISSING;
    const byte = this.#bytes[this.#at];
    if (this.#open.length === 0) {
      this.#start = this.#before + this.#at;
      if (byte !== D) this.#fail("A message is a dictionary, and this begins none");
    } else if (this.#before + this.#at - this.#start > MOST_BYTES) this.#fail("A message is too long");
    if (byte === D || byte === L) return this.#openValue(byte);
    if (byte === E) return this.#close();
    const value = byte === I ? this.#integer() : isDigit(byte) ? this.#text() : this.#fail("No value begins like this");
    return value === MISSING ? MISSING : this.#put(value);
  }

  #openValue(byte: number): null {
    if (this.#open.length >= MOST_DEPTH) this.#fail("A message nests too deep");
    this.#needsKey("A key is a string");
    this.#at++;
    this.#open.push(
      byte === L ? { kind: "list", items: [] } : { kind: "dict", entries: Object.create(null), key: null },
    );
    return null;
  }

  #needsKey(reason: string): void {
    const around = this.#open.at(-1);
    if (around?.kind === "dict" && around.key === null) this.#fail(reason);
  }

  #close(): Message | null {
    const closed = this.#open[this.#open.length - 1];
    if (closed.kind === "dict" && closed.key !== null) this.#fail("A key has no value");
    this.#at++;
    this.#open.pop();
    if (this.#open.length > 0) return this.#put(closed.kind === "list" ? closed.items : closed.entries);
    return closed.kind === "dict" ? closed.entries : null; // the outermost one is a dictionary
  }

  #put(value: Value): null {
    const around = this.#open[this.#open.length - 1];
    if (around.kind === "list") around.items.push(value);
    else if (around.key !== null) {
      around.entries[around.key] = value;
      around.key = null;
    } else if (typeof value === "string") around.key = value;
    else this.#fail("A key is a string");
    return null;
  }

  /** Digits up to a byte that ends them; `MISSING` until that has arrived. */
  #digits(from: number, end: number, most: number): string | typeof MISSING {
    let at = from;
    if (at < this.#end && this.#bytes[at] === MINUS && end === E) at++;
    while (at < this.#end && isDigit(this.#bytes[at]) && at - from <= most) at++;
    if (at - from > most) this.#fail("A number is too long");
    if (at === this.#end) return MISSING;
    if (this.#bytes[at] !== end) this.#fail("This is no number");
    const text = strict.decode(this.#bytes.subarray(from, at));
    if (!/^(0|-?[1-9]\d*)$/.test(text)) this.#fail("This is no number");
    return text;
  }

  #integer(): number | typeof MISSING {
    const text = this.#digits(this.#at + 1, E, INTEGER_DIGITS);
    if (text === MISSING) return MISSING;
    const value = Number(text);
    if (!Number.isSafeInteger(value)) this.#fail("A number is too large");
    this.#needsKey("A key is a string");
    this.#at += text.length + 2;
    return value;
  }

  #text(): string | typeof MISSING {
    const digits = this.#digits(this.#at, COLON, LENGTH_DIGITS);
    if (digits === MISSING) return MISSING;
    const length = Number(digits);
    if (length > MOST_BYTES) this.#fail("A string is too long");
    const from = this.#at + digits.length + 1;
    if (from + length > this.#end) return MISSING;
    let text: string;
    try {
      text = strict.decode(this.#bytes.subarray(from, from + length));
    } catch {
      return this.#fail("A string is not UTF-8");
    }
    this.#at = from + length;
    return text;
  }
}
