/**
 * What a log was created with, as the readable map in its file `options.edn`:
 *
 *     {:format 1, :id #uuid "…", :created 1767225600000, :hash :blake3, :segment-bytes 268435456, :sync :batch, :key :id, :retain nil}
 *     ; crc32c 0123abcd
 *
 * The values of `:key` and `:retain` are forms of the language; here they are texts, passed through as they are.
 * In: options, or the file's text. Out: the text, or options; a text that was changed is refused with its path.
 * @module
 */
import { crc32c } from "./crc32c.ts";
import { logFailure } from "./errors.ts";
import { findHashFunction, type HashName } from "./hash.ts";

/** `batch`: acknowledged after a sync that several appends share; `always`: each append has its own; `os`: when it is written. */
export type SyncMode = "batch" | "always" | "os";

export interface LogOptions {
  readonly hash: HashName;
  /** A segment that is longer is followed by a new one. */
  readonly segmentBytes: number;
  readonly sync: SyncMode;
  /** The key of a table as the text of a form, or null for a stream of events. */
  readonly key: string | null;
  /** The name of the spec that its records keep to, as the text of a keyword, or null; programs check it. */
  readonly spec: string | null;
  /** How long what is kept, as the text of a form, or null for everything. */
  readonly retain: string | null;
}

/** Options, and what a log got when it was created. */
export interface Created extends LogOptions {
  /** A UUID as text. */
  readonly id: string;
  readonly createdMs: number;
}

export const DEFAULT_OPTIONS: LogOptions = {
  hash: "blake3",
  segmentBytes: 256 * 1024 * 1024,
  sync: "batch",
  key: null,
  spec: null,
  retain: null,
};

const FORMAT = 1;
const MODES: readonly string[] = ["batch", "always", "os"];
const LARGEST_SEGMENT = 2 ** 40;

/** Options with defaults for what is not given; fails where one cannot be. */
export function completeOptions(given: Partial<LogOptions>): LogOptions {
  const options = { ...DEFAULT_OPTIONS, ...given };
  const bad = (option: string, value: unknown, expected: string) =>
    logFailure("log-bad-option", { option, value, expected });
  if (findHashFunction(options.hash) === undefined) throw bad(":hash", options.hash, ":blake3 or :sha256");
  if (!MODES.includes(options.sync)) throw bad(":sync", options.sync, ":batch, :always or :os");
  const { segmentBytes } = options;
  if (!Number.isSafeInteger(segmentBytes) || segmentBytes < 1 || segmentBytes > LARGEST_SEGMENT) {
    throw bad(":segment-bytes", segmentBytes, `a number of bytes up to ${LARGEST_SEGMENT}`);
  }
  return options;
}

/** The first option in which two logs differ, as the language writes it, or null. */
export function differingOption(
  has: LogOptions,
  wanted: Partial<LogOptions>,
): { readonly option: string; readonly has: string; readonly wanted: string } | null {
  for (const [name, option, print] of NAMES) {
    const value = wanted[name];
    if (value !== undefined && value !== has[name]) return { option, has: print(has[name]), wanted: print(value) };
  }
  return null;
}

const asKeyword = (value: unknown) => `:${value}`;
const asForm = (value: unknown) => value === null ? "nil" : String(value);
const NAMES: readonly (readonly [keyof LogOptions, string, (value: unknown) => string])[] = [
  ["hash", ":hash", asKeyword],
  ["segmentBytes", ":segment-bytes", asForm],
  ["sync", ":sync", asKeyword],
  ["key", ":key", asForm],
  ["spec", ":spec", asForm],
  ["retain", ":retain", asForm],
];

const encoder = new TextEncoder();

function checksumLine(map: string): string {
  const bytes = encoder.encode(map);
  return `; crc32c ${crc32c(bytes, 0, bytes.length).toString(16).padStart(8, "0")}\n`;
}

export function encodeOptions(created: Created): Uint8Array {
  // A log without a spec is written as it was before there were any.
  const written = NAMES.filter(([name]) => name !== "spec" || created.spec !== null);
  const entries = written.map(([name, option, print]) => `${option} ${print(created[name])}`);
  const map = `{:format ${FORMAT}, :id #uuid "${created.id}", :created ${created.createdMs}, ${entries.join(", ")}}\n`;
  return encoder.encode(map + checksumLine(map));
}

/** Where the form that begins at `at` ends: a form in brackets, a string, or what goes up to a space, comma or bracket. */
function formEnd(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const c = text[i];
    if (c === '"') {
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === "\\") i++;
    } else if (c === "(" || c === "[" || c === "{") depth++;
    else if (depth > 0) {
      if (c === ")" || c === "]" || c === "}") depth--;
    } else if (c === "," || c === "}" || c === "\n") return i;
  }
  return text.length;
}

/** The entries of a map as written by `encodeOptions`: texts by the names of keywords. */
function entriesOf(map: string): Map<string, string> {
  const entries = new Map<string, string>();
  for (let at = 1; map[at] === ":";) {
    const space = map.indexOf(" ", at);
    const end = formEnd(map, space + 1);
    entries.set(map.slice(at, space), map.slice(space + 1, end));
    at = end + 2;
  }
  return entries;
}

export function decodeOptions(bytes: Uint8Array, path: string): Created {
  const bad = (reason: string) => logFailure("log-bad-file", { path, reason });
  const text = new TextDecoder().decode(bytes);
  const end = text.lastIndexOf("; crc32c ");
  const map = text.slice(0, Math.max(end, 0));
  if (end < 0 || text.slice(end) !== checksumLine(map)) throw bad("its checksum is wrong");
  const entries = entriesOf(map);
  const version = Number(entries.get(":format"));
  if (version !== FORMAT) throw logFailure("log-newer", { path, version, known: FORMAT });
  const get = (name: string) => entries.get(name) ?? "nil";
  const form = (name: string) => get(name) === "nil" ? null : get(name);
  const id = /^#uuid "([0-9a-f-]{36})"$/.exec(get(":id"))?.[1];
  if (id === undefined) throw bad("it has no :id");
  const options = completeOptions({
    hash: get(":hash").slice(1) as HashName, // checked by completeOptions
    segmentBytes: Number(get(":segment-bytes")),
    sync: get(":sync").slice(1) as SyncMode, // checked by completeOptions
    key: form(":key"),
    spec: form(":spec"),
    retain: form(":retain"),
  });
  return { ...options, id, createdMs: Number(get(":created")) };
}
