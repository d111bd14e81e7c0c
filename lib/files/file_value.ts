/**
 * What names a file of records: a map with its path under `:file`, and how it is to be read. It is plain data.
 * In: such a map. Out: the same, checked; or an error that says what is wrong with it.
 * @module
 */
import type { ColumnType, FileFormat } from "../formats/mod.ts";
import { fail, Keyword, kw, listFrom, mapOf, PMap, symbolFrom } from "../data/mod.ts";
import { STANDARD_INPUT } from "./standard_input.ts";

const FILE = kw("file");

const FORMATS = ["csv", "json", "ndjson", "edn", "parquet", "arrow"] as const satisfies readonly FileFormat[];
/** Formats by endings of names. */
const ENDINGS: Readonly<Record<string, FileFormat>> = {
  ...Object.fromEntries(FORMATS.map((format) => [format, format])),
  jsonl: "ndjson",
  pq: "parquet",
  feather: "arrow",
};
const TYPES = [
  "string",
  "int",
  "float",
  "decimal",
  "boolean",
  "instant",
  "keyword",
] as const satisfies readonly ColumnType[];

export interface RecordFile {
  /** `-` is standard input. */
  readonly path: string;
  /** Null: what the bytes look like, of standard input only. */
  readonly format: FileFormat | null;
  /** The types of columns that are not to be what they look like. */
  readonly types: ReadonlyMap<string, ColumnType>;
  /** CSV: values stay strings. */
  readonly text: boolean;
  /** CSV: what separates fields, one unit; null where nothing is said. */
  readonly separator: string | null;
}

function bad(expected: string, value: unknown): never {
  return fail("bad-argument", { op: "file", expected, value });
}

function keywords(names: readonly string[]): string {
  return names.map((name) => `:${name}`).join(", ");
}

function oneOf<T extends string>(names: readonly T[], x: unknown): T | null {
  return x instanceof Keyword ? names.find((name) => name === x.text) ?? null : null;
}

function formatOf(path: string, as: unknown): FileFormat | null {
  if (as === null && path === STANDARD_INPUT) return null;
  if (as !== null) return oneOf(FORMATS, as) ?? bad(`one of ${keywords(FORMATS)} as :as`, as);
  const ending = /\.(\w+)$/.exec(path)?.[1].toLowerCase() ?? "";
  if (Object.hasOwn(ENDINGS, ending)) return ENDINGS[ending];
  return bad(`a path that ends in ${FORMATS.map((name) => `.${name}`).join(", ")}, or a format as :as`, path);
}

function typesOf(given: unknown): Map<string, ColumnType> {
  if (given === null) return new Map();
  if (!(given instanceof PMap)) return bad("a map of columns and types as :types", given);
  return new Map([...given.entries()].map(([column, type]) => {
    if (!(column instanceof Keyword)) return bad("keywords as columns in :types", column);
    return [column.text, oneOf(TYPES, type) ?? bad(`one of ${keywords(TYPES)} as a type`, type)];
  }));
}

const OPTIONS = ["as", "types", "text", "separator"];

/** Whether a value names a file. */
export function namesFile(x: unknown): x is PMap {
  return x instanceof PMap && x.has(FILE);
}

/** The file that a map names. */
export function fileOf(value: PMap): RecordFile {
  value.forEach((key) => {
    if (key === FILE || (key instanceof Keyword && OPTIONS.includes(key.text))) return;
    bad(`no other options than ${keywords(OPTIONS)}`, key);
  });
  const option = (name: string) => value.get(kw(name), null);
  const path = value.get(FILE, null);
  if (typeof path !== "string" || path === "") return bad("a path as a string", path);
  const format = formatOf(path, option("as"));
  const [text, separator] = [option("text") ?? false, option("separator")];
  if (typeof text !== "boolean") return bad("true or false as :text", text);
  if (separator !== null && (typeof separator !== "string" || separator.length !== 1 || /["\r\n]/.test(separator))) {
    return bad("one character, no quote or line break, as :separator", separator);
  }
  if (format !== null && format !== "csv" && (text || separator !== null)) {
    return bad("CSV where :text or :separator is given", kw(format));
  }
  return { path, format, types: typesOf(option("types")), text, separator };
}

/** The map that names a file; checked. */
export function fileValue(path: unknown, options: unknown = null): PMap {
  if (options !== null && !(options instanceof PMap)) return bad("a map of options", options);
  const value = mapOf(FILE, path).merge(options ?? mapOf());
  fileOf(value);
  return value;
}

/** As it is written in a program: `(file "x.csv")`, `(stdin)`. */
export function fileForm(value: PMap): unknown {
  const options = value.dissoc(FILE);
  const path = value.get(FILE, null);
  const parts = path === STANDARD_INPUT ? [symbolFrom("stdin")] : [symbolFrom("file"), path];
  return listFrom(options.count() === 0 ? parts : [...parts, options]);
}

/** What the columns of a file are qualified by: its name without ending, where that can stand in a keyword before a dot. */
export function aliasOf({ path }: RecordFile): string | null {
  if (path === STANDARD_INPUT) return "stdin";
  const name = path.replace(/^.*[/\\]/, "").replace(/\.\w+$/, "");
  return /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name) ? name : null;
}
