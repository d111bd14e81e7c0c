/**
 * Files as sources of queries.
 * In: what names a file. Out: its records in batches, as they are wanted.
 * @module
 */
import type { Keyword, PMap } from "../data/mod.ts";
import { andThen, awaitPromise } from "../runtime/mod.ts";
import { type Outside, type RowReader } from "../query/mod.ts";
import { DiskFile } from "./disk_file.ts";
import { aliasOf, fileForm, fileOf, namesFile, type RecordFile } from "./file_value.ts";
import { filesOf, inFile, withFormats } from "./formats.ts";

class FileRows implements RowReader {
  #records: AsyncGenerator<readonly PMap[]> | null = null;
  #disk: DiskFile | null = null;

  constructor(private readonly file: RecordFile, private readonly wanted: ReadonlySet<string> | null) {}

  next(): unknown {
    if (this.#records !== null) return this.#next(this.#records);
    const { format, path, types, text, separator } = this.file;
    return withFormats("file", ({ openRecords }) => {
      const disk = this.#disk = new DiskFile(filesOf("file"), path);
      return this.#next(this.#records = openRecords(format, disk, { types, text, separator, wanted: this.wanted }));
    });
  }

  #next(records: AsyncGenerator<readonly PMap[]>): unknown {
    const batch = () =>
      records.next().then(({ done, value }) => done ? null : value, (error) => {
        this.close();
        throw inFile(error, this.file.path);
      });
    return andThen(awaitPromise(batch, () => this.close()), (rows) => rows);
  }

  close(): void {
    this.#disk?.close();
    this.#disk = null;
  }
}

/** What the query room asks of files. */
export const FILES: Outside = {
  knows: (source) => namesFile(source) && fileOf(source) !== null,
  alias: (source) => aliasOf(fileOf(source as PMap)),
  form: (source) => fileForm(source as PMap),
  open: (source, columns: readonly Keyword[] | null) =>
    new FileRows(fileOf(source as PMap), columns === null ? null : new Set(columns.map(({ text }) => text))),
};
