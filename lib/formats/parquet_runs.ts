/**
 * Whether what stands inside of a page of Parquet can be read in the time and the room that the page says it needs. A run says how often a value is
 * repeated, and the reader believes it: one wrong byte would take all memory.
 * In: a page before it is decoded, its header, what its column is. Out: nothing, or an error that says what is wrong.
 * Deliberately absent: whether values make sense; what is merely another value cannot be found out.
 * Source: github.com/apache/parquet-format, "Encodings".
 * @module
 */
import { parquetHeader } from "hyparquet/src/column.js";
import { deltaBinaryUnpack } from "hyparquet/src/delta.js";
import { readVarInt } from "hyparquet/src/thrift.js";

type Header = ReturnType<typeof parquetHeader>;

interface Reader {
  readonly view: DataView;
  offset: number;
}

/** What the levels of a column can be, from 0, and its values. */
export interface Levels {
  readonly repetition: number;
  readonly definition: number;
  /** Whether its values are true and false. */
  readonly isBool: boolean;
}

function fail(reason: string): never {
  throw new Error(reason);
}

function bitsFor(most: number): number {
  return 32 - Math.clz32(most);
}

/** A group of a bit-packed run has so many values. */
const GROUP = 8;
/** So many values the last bit-packed run may have too many: some writers fill up more than a group. */
const PADDING = 4096;

/** Looks at the runs of a hybrid encoding until so many values have been seen, and no further than `end`. */
function checkRuns(reader: Reader, width: number, values: number, end: number): void {
  if (width > 32) fail("values of a page are wider than they can be");
  for (let seen = 0; seen < values && reader.offset < end;) {
    const header = readVarInt(reader);
    const isPacked = (header & 1) === 1;
    const count = isPacked ? (header >>> 1) * GROUP : header >>> 1;
    // A negative one is more than there can be, too.
    if (count > values - seen + (isPacked ? PADDING : 0)) fail("a run of a page has more values than the page");
    reader.offset += isPacked ? (count / GROUP) * width : (width + 7) >> 3;
    seen += count;
  }
}

/** Levels with their length before them, as the first version of pages has them. */
function checkLevels(reader: Reader, most: number, values: number): void {
  if (most === 0) return;
  const length = reader.view.getUint32(reader.offset, true);
  const start = reader.offset += 4;
  if (start + length > reader.view.byteLength) fail("the levels of a page go beyond it");
  checkRuns(reader, bitsFor(most), values, reader.view.byteLength);
  reader.offset = start + length;
}

/** Of miniblocks a block has four usually. */
const MOST_MINIBLOCKS = 1024;

function checkDelta(reader: Reader): void {
  const { offset } = reader;
  const [block, miniblocks] = [readVarInt(reader), readVarInt(reader)];
  reader.offset = offset;
  const isPossible = block > 0 && miniblocks > 0 && miniblocks <= MOST_MINIBLOCKS && block % miniblocks === 0;
  if (!isPossible) fail("a page has blocks that cannot be");
}

/** Numbers of the delta encoding; it says itself how many there are. */
function deltas(reader: Reader, most: number): Int32Array {
  checkDelta(reader);
  const { offset } = reader;
  readVarInt(reader);
  readVarInt(reader);
  const count = readVarInt(reader);
  reader.offset = offset;
  if (!(count >= 0 && count <= most)) fail("a page has more values than it says");
  const numbers = new Int32Array(count);
  if (count > 0) deltaBinaryUnpack(reader, count, numbers);
  return numbers;
}

/** Texts that say how much of the one before them they begin with. */
function checkPrefixes(reader: Reader, values: number): void {
  if (values === 0) return;
  const prefixes = deltas(reader, values);
  const suffixes = deltas(reader, values);
  let before = 0;
  for (let i = 0; i < prefixes.length; i++) {
    const [prefix, suffix] = [prefixes[i], suffixes[i]];
    if (!(prefix >= 0 && prefix <= before && suffix >= 0)) fail("a text of a page begins with more than there is");
    before = prefix + suffix;
  }
}

function checkValues(reader: Reader, encoding: string | undefined, isBool: boolean, values: number): void {
  const end = reader.view.byteLength;
  switch (encoding) {
    case "RLE":
      reader.offset += 4;
      return checkRuns(reader, 1, values, end);
    case "PLAIN_DICTIONARY":
    case "RLE_DICTIONARY": {
      if (isBool || reader.offset >= end) return;
      const width = reader.view.getUint8(reader.offset++);
      return width === 0 ? undefined : checkRuns(reader, width, values, end);
    }
    case "DELTA_BINARY_PACKED":
    case "DELTA_LENGTH_BYTE_ARRAY":
      return values === 0 ? undefined : checkDelta(reader);
    case "DELTA_BYTE_ARRAY":
      return checkPrefixes(reader, values);
  }
}

function readerOf(bytes: Uint8Array): Reader {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
}

/** How `unpack` makes so many bytes of others, for a page that is compressed. */
export type Unpack = (bytes: Uint8Array, size: number) => Uint8Array;

/** Fails where a data page cannot be read as its header says. */
export function checkPage(
  bytes: Uint8Array,
  header: Header,
  { repetition, definition, isBool }: Levels,
  unpack: Unpack,
) {
  const { data_page_header: first, data_page_header_v2: second, uncompressed_page_size: size } = header;
  if (first !== undefined) {
    const reader = readerOf(unpack(bytes, size));
    const { num_values: values, encoding } = first;
    checkLevels(reader, repetition, values);
    checkLevels(reader, definition, values);
    // Where some may be nil, it is not known here how many values there are: no more than all.
    return checkValues(reader, encoding, isBool, values);
  }
  if (second === undefined) return;
  const { repetition_levels_byte_length: forRepetition, definition_levels_byte_length: forDefinition } = second;
  const levels = forRepetition + forDefinition;
  const values = second.num_values - second.num_nulls;
  const isPossible = forRepetition >= 0 && forDefinition >= 0 && levels <= bytes.length && levels <= size;
  if (!isPossible || !(second.num_nulls >= 0 && values >= 0)) fail("a page has levels that cannot be");
  const reader = readerOf(bytes);
  if (repetition > 0) checkRuns(reader, bitsFor(repetition), second.num_values, bytes.length);
  reader.offset = forRepetition;
  if (definition > 0) checkRuns(reader, bitsFor(definition), second.num_values, bytes.length);
  const body = bytes.subarray(levels);
  const inside = readerOf(second.is_compressed === false ? body : unpack(body, size - levels));
  checkValues(inside, second.encoding, isBool, values);
}
