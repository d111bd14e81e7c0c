/**
 * What programs give to operations on logs, checked: options of appends and of logs.
 * In: maps of options. Out: options of the storage; or a failure that names the option.
 * @module
 */
import { Duration, fail, Instant, Keyword, kw, mapOf, parseDuration, PMap, printReadably } from "../data/mod.ts";
import type { NewEntry } from "./entry.ts";
import { logFailure } from "./errors.ts";
import { programFailure } from "./program_errors.ts";
import type { HashName } from "./hash.ts";
import type { LogOptions, SyncMode } from "./options.ts";
import type { AppendOptions } from "./writer.ts";

/** Calls back with each option; fails for one that is not known. */
function eachOption(
  op: string,
  options: unknown,
  known: Readonly<Record<string, (value: unknown) => void>>,
): void {
  if (options === null || options === undefined) return;
  if (!(options instanceof PMap)) fail("bad-argument", { op, expected: "a map of options", value: options });
  for (const [key, value] of options.entries()) {
    const take = key instanceof Keyword && Object.hasOwn(known, key.text) ? known[key.text] : undefined;
    if (take === undefined) throw programFailure("log-unknown-option", { op, option: key, known: Object.keys(known) });
    take(value);
  }
}

function bad(option: string, expected: string, value: unknown): never {
  throw logFailure("log-bad-option", { option: `:${option}`, expected, value });
}

function isNatural(x: unknown): x is number {
  return typeof x === "number" && Number.isSafeInteger(x) && x >= 0;
}

function natural(option: string, value: unknown, expected = "a whole number from 0 on"): number {
  return isNatural(value) ? value : bad(option, expected, value);
}

/** Whole milliseconds since 1970. */
function time(option: string, value: unknown): number {
  return value instanceof Instant ? value.ms : bad(option, "an instant", value);
}

function syncMode(value: unknown): SyncMode {
  return value instanceof Keyword && ["batch", "always", "os"].includes(value.text)
    ? value.text as SyncMode // one of these
    : bad("sync", ":batch, :always or :os", value);
}

/** What an append is given beside the record. */
export interface AppendGiven {
  /** To be added to each entry. */
  readonly fields: Partial<NewEntry>;
  /** Of the first record; those behind it have the numbers that follow. */
  readonly producer: { readonly id: string; readonly seq: number } | null;
  readonly append: AppendOptions;
}

export function appendOptions(op: string, options: unknown): AppendGiven {
  const fields: { time?: number; validFrom?: number; validTo?: number } = {};
  const append: { expect?: number; sync?: SyncMode } = {};
  let producer: string | null = null;
  let seq: number | null = null;
  eachOption(op, options, {
    at: (value) => fields.time = time("at", value),
    sync: (value) => append.sync = syncMode(value),
    expect: (value) => append.expect = natural("expect", value, "an offset"),
    producer: (value) => producer = typeof value === "string" ? value : printReadably(value),
    seq: (value) => seq = natural("seq", value),
    "valid-from": (value) => fields.validFrom = time("valid-from", value),
    "valid-to": (value) => fields.validTo = time("valid-to", value),
  });
  const { validFrom = -Infinity, validTo = Infinity } = fields;
  if (validFrom >= validTo) bad("valid-to", "an instant after :valid-from", new Instant(validTo));
  if ((producer === null) !== (seq === null)) bad("producer", "a :seq beside it, as :seq needs a :producer", producer);
  return { fields, append, producer: producer === null || seq === null ? null : { id: producer, seq } };
}

function retention(value: unknown): string | null {
  if (value === null) return null;
  const [[key, limit] = [null, null], ...more] = value instanceof PMap ? [...value.entries()] : [];
  const fits = key instanceof Keyword && more.length === 0 &&
    (key.text === "age" ? limit instanceof Duration && limit.ms > 0 : key.text === "records" && isNatural(limit));
  return fits ? printReadably(value) : bad("retain", "{:age duration} or {:records n}", value);
}

/** The value of `:retain` from its text, as `retention` has written it. */
export function parseRetention(text: string): PMap {
  const [, age, records] = /^\{(?::age #duration "([^"]*)"|:records (\d+))\}$/.exec(text) ?? [];
  const duration = age === undefined ? undefined : parseDuration(age);
  return duration === undefined ? mapOf(kw("records"), Number(records)) : mapOf(kw("age"), duration);
}

export function logOptions(op: string, options: unknown): Partial<LogOptions> {
  const found: { -readonly [K in keyof LogOptions]?: LogOptions[K] } = {};
  eachOption(op, options, {
    key: (value) =>
      found.key = value instanceof Keyword ? printReadably(value) : bad("key", "a column, a keyword", value),
    spec: (value) =>
      found.spec = value instanceof Keyword
        ? printReadably(value)
        : bad("spec", "the name of a spec, such as `::user`", value),
    hash: (value) =>
      found.hash = value instanceof Keyword ? value.text as HashName : bad("hash", ":blake3 or :sha256", value),
    sync: (value) => found.sync = syncMode(value),
    "segment-bytes": (value) => found.segmentBytes = natural("segment-bytes", value),
    retain: (value) => found.retain = retention(value),
  });
  return found;
}
