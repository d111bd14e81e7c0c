/**
 * The format of messages between workers: what writer and reader must agree on, and what can go wrong.
 * A batch is bytes and one text. The text is the concatenation of all strings in the batch; the bytes hold their lengths in UTF-16
 * units. A value is one byte that says its kind, then its parts; from 0x40 on the byte is itself a keyword or an Int.
 * Keywords, shapes of maps, words and record types are named once for each connection: a reference is a number, and the number that
 * comes next introduces a name, which follows. Once a table is full, that number introduces names that nobody remembers.
 * Both ends run the same version, so there is none in the format.
 * @module
 */
import { BatutaError, type ErrorEntry, kw, mapOf, show, typeName, vec } from "../data/mod.ts";

/** One batch for one peer. `bytes` has a buffer of its own, to be transferred. */
export interface Batch {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly text: string;
}

export const NIL = 0;
export const TRUE = 1;
export const FALSE = 2;
export const INT = 3;
export const FLOAT = 4;
export const TEXT = 5;
export const KEYWORD = 6;
/** An Int of 64 bits. */
export const INT64 = 7;
/** An Int as hexadecimal text. */
export const BIG_INT = 8;
export const RATIO = 9;
export const DECIMAL = 10;
export const CHAR = 11;
export const SYMBOL = 12;
export const QUALIFIED_SYMBOL = 13;
export const LIST = 14;
export const VECTOR = 15;
export const SMALL_MAP = 16;
export const ARRAY_MAP = 17;
export const HASH_MAP = 18;
export const SORTED_MAP = 19;
export const SORTED_MAP_BY = 20;
/** A set whose elements are the keys of a shape. */
export const SMALL_SET = 21;
export const ARRAY_SET = 22;
export const HASH_SET = 23;
export const SORTED_SET = 24;
export const SORTED_SET_BY = 25;
/** Tuples of one, two and three items; of any other number. */
export const TUPLE_1 = 26;
export const TUPLE_2 = 27;
export const TUPLE_3 = 28;
export const TUPLE = 29;
export const RANGE = 30;
/** Elements up to `END`. */
export const SEQUENCE = 31;
/** As `SEQUENCE`, of a sequence that was lazy. */
export const LAZY = 32;
export const END = 33;
export const REGEX = 34;
export const BYTES = 35;
export const UUID = 36;
export const INSTANT = 37;
export const DURATION = 38;
export const RECORD = 39;
export const ERROR = 40;
export const HOST_ERROR = 41;
/** Metadata, then the value that has it. */
export const META = 42;
export const EXTENSION = 43;
/** How many pieces, each as a value, then the value that refers to them by `PIECE`. */
export const PIECES = 44;
export const PIECE = 45;

/** From here on: a keyword by its number, below `FIRST_INT`. */
export const FIRST_KEYWORD = 0x40;
/** From here on: the Ints from `LEAST_INT`. */
export const FIRST_INT = 0x80;
export const LEAST_INT = -16;
/** The largest Int in a byte. */
export const MOST_INT = 0xff - FIRST_INT + LEAST_INT;

/** Values nested deeper than this are cut into pieces, so that nesting of any depth costs writer and reader little stack. */
export const MAX_DEPTH = 128;

/** How many names of each kind a connection remembers: names made from data must not fill the memory. */
export const MAX_NAMES = 1 << 16;

/** How much a message may take, to within a few bytes: bytes and UTF-16 units together. */
export const MAX_MESSAGE_SIZE = 64 * 2 ** 20;

export const WIRE_ERRORS = {
  "untravelable": {
    message: (d: { value: unknown; path: readonly unknown[] }) =>
      `${show(d.value)} (${typeName(d.value)}) cannot be sent to another worker` +
      (d.path.length === 0 ? "" : `; it stands in the message at ${show(vec([...d.path]))}`),
    hint: "what is open or belongs to one worker stays there; send its name, or the data it is made of",
    example: "",
  },
  "message-too-large": {
    message: (d: { limit: number }) =>
      `A message takes more than ${d.limit / 2 ** 20} MB; a sequence without end takes any`,
    hint: "send it in parts, or send what it can be computed from",
    example: "",
  },
  "malformed-batch": {
    message: (d: { problem: string; at: number }) =>
      `A batch from another worker is malformed at byte ${d.at}: ${d.problem}`,
    hint: "this is a fault of Batuta, not of your program; please report it",
    example: "",
  },
} satisfies Record<string, ErrorEntry<never>>;

/** A value that cannot leave its worker. */
export class Untravelable extends BatutaError {
  /** @param path how to get to the value inside the message: keys and indices; keys are `{:key 2}`, elements of sets `{:element 0}` */
  constructor(readonly culprit: unknown, readonly path: readonly unknown[]) {
    const { message, hint } = WIRE_ERRORS["untravelable"];
    super("untravelable", message({ value: culprit, path }), { hint, data: mapOf(kw("path"), vec([...path])) });
  }
}

/** A message beyond the limit. */
export class MessageTooLarge extends BatutaError {
  constructor(limit: number) {
    const { message, hint } = WIRE_ERRORS["message-too-large"];
    super("message-too-large", message({ limit }), { hint, data: mapOf(kw("limit"), limit) });
  }
}

/** Bytes that no writer has written. */
export class MalformedBatch extends BatutaError {
  constructor(problem: string, at: number, cause: unknown = null) {
    const { message, hint } = WIRE_ERRORS["malformed-batch"];
    super("malformed-batch", message({ problem, at }), { hint, cause });
  }
}
