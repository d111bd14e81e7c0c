/**
 * Columns of records.
 * Reading order: `column.ts` (what they are) · `packed.ts` (only the values that are there) · `memory_part.ts`, `builder.ts` (from values) ·
 * `encoding.ts`, `bytes.ts`, `xxh32.ts` (as bytes) · `gather.ts`, `key_slots.ts` (rows from here and there, by key) ·
 * `records.ts` (records again).
 * @module
 */
export type {
  BoolColumn,
  Column,
  FloatColumn,
  InstantColumn,
  IntColumn,
  Part,
  Present,
  Slice,
  ValuesColumn,
  WordsColumn,
} from "./column.ts";
export { MemoryPart, type PartHead } from "./memory_part.ts";
export { ColumnBuilder, PartBuilder } from "./builder.ts";
export { type Codec, NoColumn } from "./encoding.ts";
export { PIECE } from "./piece.ts";
export { ColumnFile, COLUMNS_VERSION, encodePart, type ReadAt, type Whose } from "./bytes.ts";
export {
  codeArrayFor,
  columnBytes,
  intArrayFor,
  type Packed,
  packedValue,
  sharedArray,
  unpack,
  valueIn,
} from "./packed.ts";
export { KeySlots } from "./key_slots.ts";
export { gather, pack, type Picked } from "./gather.ts";
export { xxh32 } from "./xxh32.ts";
export { PartRecords, shapeText } from "./records.ts";
