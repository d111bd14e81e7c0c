/**
 * Results of queries into files.
 * In: what names a file, and rows. Out: the file, and how many rows there were. It is written beside, as `name.part`, and put into its place when
 * it is complete: a query that fails leaves what was there. A link stays one: the file that it leads to is replaced. A device or pipe is written
 * to as it comes; so is `/dev/stdout`, whatever it leads to: text goes the way of all that the program prints, so that neither overwrites the other.
 * @module
 */
import type { RecordSink } from "../formats/mod.ts";
import { fail, PMap } from "../data/mod.ts";
import { awaitPromise, guarded, host, onFile, whenRealised } from "../runtime/mod.ts";
import { visitRowsOf } from "../query/mod.ts";
import { scratchFile } from "./disk_file.ts";
import { fileOf, namesFile, type RecordFile } from "./file_value.ts";
import { filesOf, type Formats, inFile, withFormats } from "./formats.ts";

const OP = "write-to";

/** Folders of what the system shows as files. */
const SPECIAL = /^\/(?:dev(?!\/shm\/)|proc)\//;

const STANDARD_OUTPUT = "/dev/stdout";

const decoder = new TextDecoder();

/** A file that is being written. */
class Output {
  readonly #files = filesOf(OP);
  /** The file itself, and where it is written until it is complete. */
  readonly #path: string;
  readonly #beside: string;

  constructor(private readonly path: string, private readonly isText: boolean) {
    const info = this.#files.stat(path, true);
    const isSpecial = info?.kind === "other" || SPECIAL.test(path);
    this.#path = info === null || isSpecial ? path : this.#try(() => this.#files.realPath(path));
    this.#beside = isSpecial ? path : `${this.#path}.part`;
    if (!isSpecial) this.#try(() => this.#files.writeBytes(this.#beside, new Uint8Array(0), false));
  }

  #try<T>(act: () => T): T {
    return onFile("cannot-write", this.path, act);
  }

  write(bytes: Uint8Array): void {
    if (this.isText && this.path === STANDARD_OUTPUT) host.write(decoder.decode(bytes));
    else this.#try(() => this.#files.writeBytes(this.#beside, bytes, true));
  }

  /** All is written. */
  finish(): void {
    if (this.#beside !== this.#path) this.#try(() => this.#files.rename(this.#beside, this.#path));
  }

  /** It will not be complete. */
  abandon(): void {
    if (this.#beside !== this.#path && this.#files.stat(this.#beside, false) !== null) {
      this.#try(() => this.#files.remove(this.#beside, false));
    }
  }
}

function asRecord(row: unknown): PMap {
  return row instanceof PMap ? row : fail("bad-argument", { op: OP, expected: "rows that are maps", value: row });
}

function writeRows({ openSink }: Formats, file: RecordFile, query: unknown): unknown {
  const { path } = file;
  const format = file.format ?? fail("bad-argument", { op: OP, expected: "a file, no standard input", value: path });
  const separator = file.separator ?? ",";
  const output = new Output(path, format !== "parquet" && format !== "arrow");
  let sink: RecordSink | null = null;
  let count = 0;
  const named = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      throw inFile(error, path);
    }
  };
  const write = () =>
    visitRowsOf(OP, query, {
      begin: (columns) =>
        void (sink = openSink(format, (bytes) => output.write(bytes), {
          separator,
          columns,
          scratch: () => scratchFile(filesOf(OP)),
        })),
      row(value) {
        const record = asRecord(value);
        return whenRealised([record], () => {
          named(() => sink?.add(record)); // `begin` has come before
          count++;
        });
      },
    }, () =>
      awaitPromise(() =>
        sink?.end().catch((error) => {
          throw inFile(error, path);
        }) ?? Promise.resolve()
      ));
  return guarded(write, () => {
    output.finish();
    return count;
  }, (error) => {
    sink?.close();
    output.abandon();
    throw error;
  });
}

/** Writes the rows of a query to a file; answers how many. */
export function writeTo(target: unknown, query: unknown): unknown {
  if (!namesFile(target)) {
    return fail("bad-argument", { op: OP, expected: 'a file, like (file "x.csv"), and then a query', value: target });
  }
  const file = fileOf(target);
  return withFormats(OP, (formats) => writeRows(formats, file, query));
}
