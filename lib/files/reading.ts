/**
 * Files as sources of queries.
 * In: what names a file. Out: its records in batches, as they are wanted.
 * @module
 */
import type { FileFormat } from "../formats/mod.ts";
import { BatutaError, type Keyword, type PMap } from "../data/mod.ts";
import { andThen, awaitPromise, host } from "../runtime/mod.ts";
import { type Outside, type RowReader } from "../query/mod.ts";
import { DiskFile } from "./disk_file.ts";
import { aliasOf, fileForm, fileOf, namesFile, type RecordFile } from "./file_value.ts";
import { filesOf, type Formats, inFile, withFormats } from "./formats.ts";
import { INPUT_NAME, STANDARD_INPUT, StandardInput } from "./standard_input.ts";

/** What the options of a file leave open, by what it begins with. */
function completed(file: RecordFile, input: StandardInput, { guessFormat }: Formats): Opened {
  const { format = null, separator } = file;
  if (format !== null) return { format, separator: separator ?? "," };
  const guess = guessFormat(input.peek());
  const [found, wanted] = [guess?.format ?? null, host.inputFormat ?? null];
  if (wanted !== null) return { format: wanted as FileFormat, separator: separator ?? guess?.separator ?? "," }; // the command line has looked
  if (found !== null) return { format: found, separator: separator ?? guess?.separator ?? "," };
  const empty = input.peek().length === 0;
  throw new BatutaError("cannot-read", empty ? "Standard input is empty" : "What standard input holds is not known", {
    hint: "`(stdin {:as :csv})` says it, or `--from csv` on the command line: csv, json, ndjson, edn, parquet, arrow",
  });
}

interface Opened {
  readonly format: FileFormat;
  readonly separator: string;
}

class FileRows implements RowReader {
  #records: AsyncGenerator<readonly PMap[]> | null = null;
  #disk: DiskFile | StandardInput | null = null;
  #columns: readonly Keyword[] | null = null;

  constructor(private readonly file: RecordFile, private readonly wanted: ReadonlySet<string> | null) {}

  next(): unknown {
    if (this.#records !== null) return this.#next(this.#records);
    return withFormats("file", (formats) => {
      const { types, text } = this.file;
      const { disk, opened } = this.#open(formats);
      const { format, separator } = opened;
      this.#disk = disk;
      return this.#next(
        this.#records = formats.openRecords(format, disk, {
          types,
          text,
          separator,
          wanted: this.wanted,
          onColumns: (columns) => this.#columns = columns,
        }),
      );
    });
  }

  #open(formats: Formats): { disk: DiskFile | StandardInput; opened: Opened } {
    const { path, format, separator } = this.file;
    if (path === STANDARD_INPUT) {
      const disk = new StandardInput();
      return { disk, opened: completed(this.file, disk, formats) };
    }
    const known = format ?? "csv"; // `fileOf` has found one
    return { disk: new DiskFile(filesOf("file"), path), opened: { format: known, separator: separator ?? "," } };
  }

  #next(records: AsyncGenerator<readonly PMap[]>): unknown {
    const batch = () =>
      records.next().then(({ done, value }) => done ? null : value, (error) => {
        this.close();
        throw inFile(error, nameOf(this.file));
      });
    return andThen(awaitPromise(batch, () => this.close()), (rows) => rows);
  }

  columns(): readonly Keyword[] | null {
    return this.#columns;
  }

  again(): RowReader | null {
    return this.file.path === STANDARD_INPUT ? null : new FileRows(this.file, this.wanted);
  }

  close(): void {
    this.#disk?.close();
    this.#disk = null;
  }
}

/** What messages call a file. */
function nameOf({ path }: RecordFile): string {
  return path === STANDARD_INPUT ? INPUT_NAME : path;
}

/** What the query room asks of files. */
export const FILES: Outside = {
  knows: (source) => namesFile(source) && fileOf(source) !== null,
  alias: (source) => aliasOf(fileOf(source as PMap)),
  name: (source) => nameOf(fileOf(source as PMap)),
  form: (source) => fileForm(source as PMap),
  open: (source, columns: readonly Keyword[] | null) =>
    new FileRows(fileOf(source as PMap), columns === null ? null : new Set(columns.map(({ text }) => text))),
};
