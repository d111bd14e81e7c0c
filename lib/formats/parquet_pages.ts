/**
 * Whether what a Parquet file says of its pages can be true, found out before they are read: the reader makes room for what a page says, so a
 * damaged count would take all memory, or all time.
 * In: a file, a row group of its metadata, the columns that will be read. Out: nothing, or an error that says what is wrong.
 * Of each column chunk the pages have to lie within it, one behind the other, and to have as many values as it says; a column without lists has as
 * many as the group has rows. What is inside of a page is looked at by `parquet_runs.ts`; so pages are decompressed twice.
 * Source: github.com/apache/parquet-format, "Data Pages".
 * @module
 */
import type { ColumnMetaData, Compressors, RowGroup, SchemaTree } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { decompressPage } from "hyparquet/src/datapage.js";
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath } from "hyparquet/src/schema.js";
import type { RandomAccess } from "./parquet_reader.ts";
import { checkPage, type Levels } from "./parquet_runs.ts";

/** Bytes of a page's header, nearly always; statistics may be longer. */
const HEADER_BYTES = 1024;

interface Chunk {
  readonly from: number;
  readonly to: number;
  readonly values: number;
  /** Bytes of all its pages before they were compressed. */
  readonly size: number;
  readonly levels: Levels;
  readonly codec: ColumnMetaData["codec"];
}

/** A page with more values than that is no page that anybody has written. */
const MOST_VALUES = 2 ** 26;
/** Snappy makes no more of a byte. */
const SNAPPY_RATIO = 64;

function fail(reason: string): never {
  throw new Error(reason);
}

function headerAt(
  file: RandomAccess,
  at: number,
  end: number,
): { header: ReturnType<typeof parquetHeader>; length: number } {
  for (let room = HEADER_BYTES;; room *= 16) {
    const bytes = file.slice(at, Math.min(at + room, end));
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
    try {
      const header = parquetHeader(reader);
      return { header, length: reader.offset };
    } catch (error) {
      if (at + room >= end) throw error;
    }
  }
}

function checkChunk(
  file: RandomAccess,
  { from, to, values, size, levels, codec }: Chunk,
  compressors: Compressors,
): void {
  const unpack = (bytes: Uint8Array, unpacked: number) => {
    if (codec === "SNAPPY" && unpacked > SNAPPY_RATIO * bytes.length) fail("a page has a size that cannot be");
    return decompressPage(bytes, unpacked, codec, compressors);
  };
  let seen = 0;
  for (let at = from; at < to && seen < values;) {
    const { header, length } = headerAt(file, at, to);
    const { compressed_page_size: packed, uncompressed_page_size: unpacked } = header;
    if (!(packed >= 0 && unpacked >= 0 && unpacked <= size)) fail("a page has a size that cannot be");
    const next = at + length + packed;
    if (next > to) fail("a page goes beyond its column");
    const data = header.data_page_header ?? header.data_page_header_v2;
    if (data !== undefined) {
      if (!(data.num_values >= 0 && data.num_values <= MOST_VALUES)) {
        fail("a page has a number of values that cannot be");
      }
      seen += data.num_values;
      checkPage(file.slice(at + length, next), header, levels, unpack);
    }
    const entries = header.dictionary_page_header?.num_values ?? 0;
    // An entry takes a bit at least.
    if (!(entries >= 0 && entries <= 8 * unpacked)) fail("a dictionary has more entries than there is room for");
    at = next;
  }
  if (seen !== values) fail("the pages of a column have another number of values than it says");
}

/** Fails where the pages of a row group cannot be as they say. */
export function checkPages(
  file: RandomAccess,
  group: RowGroup,
  isWanted: (column: string) => boolean,
  flat: ReadonlySet<string>,
  schema: SchemaTree,
  compressors: Compressors,
): void {
  const rows = Number(group.num_rows);
  for (const { meta_data: meta } of group.columns) {
    if (meta === undefined || !isWanted(meta.path_in_schema[0])) continue;
    const values = Number(meta.num_values);
    const from = Number(meta.dictionary_page_offset || meta.data_page_offset);
    const to = from + Number(meta.total_compressed_size);
    if (!(from >= 0 && to >= from && to <= file.size)) fail("a column lies beyond the end of the file");
    if (flat.has(meta.path_in_schema.join(".")) && values !== rows) {
      fail("a column has another number of values than there are rows");
    }
    const path = getTreePath(schema, meta.path_in_schema);
    const levels = {
      repetition: getMaxRepetitionLevel(path),
      definition: getMaxDefinitionLevel(path),
      isBool: meta.type === "BOOLEAN",
    };
    const size = Number(meta.total_uncompressed_size);
    checkChunk(file, { from, to, values, size, levels, codec: meta.codec }, compressors);
  }
}
