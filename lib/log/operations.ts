/**
 * What programs can ask of the logs of a data directory, by name; `lib/dlog/core_dlog.ts` documents each.
 * In: values, as programs give them. Out: values, or promises of them. Records are encoded before anything else is done, so an
 * operation that throws `Waiting` has done nothing.
 * @module
 */
import {
  ABSENT,
  equals,
  fail,
  Instant,
  isInt,
  Keyword,
  kw,
  mapOf,
  metaOf,
  PMap,
  printReadably,
  rowOf,
  toArray,
  Vec,
  vec,
} from "../data/mod.ts";
import { type AppendGiven, appendOptions, logOptions, parseRetention } from "./arguments.ts";
import { blake3 } from "./blake3.ts";
import { canonicalBytes } from "./cbor.ts";
import { signCheckpoint } from "./checkpoint.ts";
import { KIND, type NewEntry } from "./entry.ts";
import { logFailure } from "./errors.ts";
import { programFailure } from "./program_errors.ts";
import { asMap, keyColumn, type Logs, payloadOf, payloadsOf, placeOf, specOf, valueOf } from "./logs.ts";
import { logName, shownLog } from "./names.ts";
import { deriveKey, hashTo, keyedHash } from "./blake3_modes.ts";
import { approve } from "./multi_sig.ts";
import { parsePublicKey, printPublicKey } from "./named_key.ts";
import { proveConsistency, proveInclusion } from "./proof.ts";
import type { Entry, Reader } from "./reader.ts";
import {
  checkpointMap,
  consistencyMap,
  hashLine,
  receiptOf,
  verifiedCheckpoint,
  verifyGrowth,
  verifyReceipt,
} from "./receipts.ts";
import { openTable } from "./table.ts";
import { isApprovedByEnough, signedBytes } from "./transactions.ts";
import { rootAt } from "./tree.ts";
import type { Appended } from "./writer.ts";

/** Operations by name. */
export type Operations = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

const NOTARY = "notary";
/** Records that one call of `-read-chunk` gives. */
const CHUNK = 1000;

function bad(op: string, expected: string, value: unknown): never {
  return fail("bad-argument", { op, expected, value });
}

function natural(op: string, expected: string, x: unknown): number {
  return typeof x === "number" && isInt(x) && x >= 0 ? x : bad(op, expected, x);
}

function size(op: string, x: unknown, most: number): number {
  const n = natural(op, "a number of records", x);
  return n <= most ? n : bad(op, `at most the ${most} records that the log has`, x);
}

/** The time of what was appended; of a repeat, when it was. */
function timeOf(reader: Reader, { first, time }: Appended): Instant {
  return new Instant(time ?? reader.at(first).time);
}

/** The records as entries, with what the append was given; a producer's numbers go on from one to the next. */
function recordEntries(
  op: string,
  records: readonly unknown[],
  { fields: { time, validFrom, validTo }, producer }: AppendGiven,
): { readonly records: readonly PMap[]; readonly entries: readonly NewEntry[] } {
  const maps = records.map((record) => asMap(op, record, "a map as the record"));
  const entries = payloadsOf(maps, (payload, canonical, i): NewEntry => ({
    kind: KIND.record,
    payload,
    canonical,
    time,
    validFrom,
    validTo,
    producer: producer === null ? undefined : { id: producer.id, seq: producer.seq + i },
  }));
  return { records: maps, entries };
}

// ---- writing -----------------------------------------------------------------------------------------------------------

interface Done {
  readonly name: string;
  readonly appended: Appended;
  readonly reader: Reader;
}

/** Appends records; what is wrong with them, and what waits, is thrown, so that it is not the promise that fails. */
function appendAll(logs: Logs, op: string, log: unknown, given: readonly unknown[], options: unknown): Promise<Done> {
  const name = logName(op, log);
  const append = appendOptions(op, options);
  const { records, entries } = recordEntries(op, given, append);
  return logs.append(name, records, entries, append.append)
    .then(async (appended) => ({ name, appended, reader: await logs.reader(name) }));
}

function placed({ name, appended, reader }: Done): PMap {
  return placeOf(name, appended.first, timeOf(reader, appended));
}

/** The receipt of what was appended, in the log as it is now. */
function proven(logs: Logs, { appended, reader }: Done): PMap {
  return prove(logs, reader, appended.first, reader.count());
}

function writing(logs: Logs): Operations {
  return {
    "append": (log, record, options) => appendAll(logs, "dlog/append", log, [record], options).then(placed),
    "-append-chunk": (log, records, options) => {
      const all = toArray(records as Vec); // `append-all` gives a vector
      const count = kw("count");
      if (all.length > 0) {
        return appendAll(logs, "dlog/append-all", log, all, options)
          .then((done) => placed(done).assoc(count, all.length));
      }
      const name = logName("dlog/append-all", log);
      return logs.writer(name).then(({ next }) => placeOf(name, next, null).assoc(count, 0));
    },
    "delete": (log, key, options) => {
      const name = logName("dlog/delete", log);
      const { fields, producer, append } = appendOptions("dlog/delete", options);
      const entry = { ...fields, producer: producer ?? undefined, ...payloadOf(key) };
      return logs.delete(name, entry, append)
        .then(async (appended) => placeOf(name, appended.first, timeOf(await logs.reader(name), appended)));
    },
    "create": (log, options) => {
      const name = logName("dlog/create", log);
      return logs.create(name, logOptions("dlog/create", options)).then(() => shownLog(name));
    },
    "compact": async (log, report) => {
      const name = logName("dlog/compact", log);
      const { retain } = (await logs.reader(name)).files.created;
      const given = typeof report === "function" ? (offset: number) => void report(offset) : undefined;
      const { erased, bytes } = await logs.compact(name, retain === null ? null : parseRetention(retain), given);
      return mapOf(kw("erased"), erased, kw("bytes"), bytes);
    },
    "drop": (log) => logs.drop(logName("dlog/drop", log)),
    "write-with-proof": (log, record, options) =>
      appendAll(logs, "dlog/write-with-proof", log, [record], options).then((done) => proven(logs, done)),
  };
}

// ---- proofs ------------------------------------------------------------------------------------------------------------

/** The checkpoint of a log with so many records, signed. */
function checkpoint(logs: Logs, reader: Reader, atSize: number): PMap {
  const { files } = reader;
  const { count, root } = reader.head();
  const key = logs.keyring.checkpointKey();
  const state = {
    origin: `${key.name}/${files.name}`,
    size: atSize,
    root: atSize === count ? root : rootAt(files.hash, atSize, reader.hashes),
    extensions: [hashLine(files.hash.name)],
  };
  const note = signCheckpoint(state, [key]);
  return checkpointMap(files.name, state, { hash: files.hash.name, note, key: printPublicKey(key) });
}

function receipt(logs: Logs, reader: Reader, { offset, time, kind, ...entry }: Entry, atSize: number): PMap {
  if (kind !== KIND.record && kind !== KIND.tombstone) {
    throw programFailure("log-no-record", { log: reader.files.name, offset });
  }
  return receiptOf({
    log: reader.files.name,
    offset,
    time,
    value: valueOf({ kind, payload: entry.payload }),
    entry: { kind, producer: entry.producer, validFrom: entry.validFrom, validTo: entry.validTo },
    checkpoint: checkpoint(logs, reader, atSize),
    proof: proveInclusion(reader.files.hash, offset, atSize, reader.hashes),
  });
}

function prove(logs: Logs, reader: Reader, offset: number, atSize: number): PMap {
  return receipt(logs, reader, reader.at(offset), atSize);
}

/** Where the record of a row is, as its metadata says. */
function placeOfRow(row: unknown): { readonly log: unknown; readonly offset: number } {
  const meta = row instanceof PMap ? metaOf(row.meta) : null;
  const log = meta instanceof PMap ? meta.get(kw("log"), null) : null;
  const offset = meta instanceof PMap ? meta.get(kw("offset"), null) : null;
  if (log === null || offset === null) return bad("prove", "a row that a query gave whole from a log", row);
  return { log, offset: natural("prove", "an offset as metadata", offset) };
}

/** Whether a row has all that a record has; it may have more, of a join for instance. */
function holds(row: PMap, record: unknown): boolean {
  return record instanceof PMap &&
    [...record.entries()].every(([column, value]) => equals(row.get(column, ABSENT), value));
}

function proofs(logs: Logs): Operations {
  return {
    "prove": async (log, offset, atSize = null) => {
      const reader = await logs.reader(logName("dlog/prove", log));
      const count = reader.count();
      const n = natural("dlog/prove", "an offset", offset);
      const wanted = atSize === null ? count : size("dlog/prove", atSize, count);
      if (n >= wanted) throw logFailure("log-out-of-range", { offset: n, count: wanted });
      return prove(logs, reader, n, wanted);
    },
    "-prove-row": async (row, atSize) => {
      const { log, offset } = placeOfRow(row);
      const reader = await logs.reader(logName("prove", log));
      const wanted = atSize === null ? reader.count() : size("prove", atSize, reader.count());
      if (offset >= wanted) throw logFailure("log-out-of-range", { offset, count: wanted });
      const proof = prove(logs, reader, offset, wanted);
      if (!holds(row as PMap, proof.get(kw("record"), null))) bad("prove", "a row as it is in the log", row); // `placeOfRow` has looked
      return proof;
    },
    "verify": (given, key = null) => {
      if (key !== null && typeof key !== "string") bad("dlog/verify", "the line of a public key", key);
      return verifyReceipt(asMap("dlog/verify", given, "a receipt"), key as string | null); // just looked at
    },
    "checkpoint": async (log, atSize = null) => {
      const reader = await logs.reader(logName("dlog/checkpoint", log));
      const count = reader.count();
      return checkpoint(logs, reader, atSize === null ? count : size("dlog/checkpoint", atSize, count));
    },
    "prove-consistency": async (log, oldSize, newSize = null) => {
      const op = "dlog/prove-consistency";
      const reader = await logs.reader(logName(op, log));
      const to = newSize === null ? reader.count() : size(op, newSize, reader.count());
      const from = size(op, oldSize, to);
      return consistencyMap(reader.files.name, from, to, growth(reader, from, to));
    },
    "consistent?": async (older, newer, proof = null) => {
      const op = "dlog/consistent?";
      const old = verifiedCheckpoint(asMap(op, older, "a checkpoint"));
      const now = verifiedCheckpoint(asMap(op, newer, "a checkpoint"));
      if (old === null || now === null || old.origin !== now.origin || old.hash !== now.hash) return false;
      if (old.size > now.size) return false;
      if (proof !== null) return verifyGrowth(old.hash, old, now, asMap(op, proof, "what `prove-consistency` gives"));
      const reader = await logs.reader(now.log);
      if (now.size > reader.count()) return false;
      const made = consistencyMap(now.log, old.size, now.size, growth(reader, old.size, now.size));
      return verifyGrowth(old.hash, old, now, made);
    },
  };
}

function growth(reader: Reader, from: number, to: number): Uint8Array[] {
  return proveConsistency(reader.files.hash, from, to, reader.hashes);
}

// ---- reading -----------------------------------------------------------------------------------------------------------

async function info(logs: Logs, log: unknown): Promise<PMap> {
  const name = logName("dlog/info", log);
  const reader = await logs.reader(name);
  const found = (await logs.store()).info(name);
  const key = keyColumn(found);
  return rowOf([
    kw("log"),
    shownLog(name),
    kw("count"),
    found.count,
    kw("bytes"),
    found.sizeBytes,
    kw("segments"),
    found.segments,
    kw("key"),
    key,
    ...(found.spec === null ? [] : [kw("spec"), specOf(found)]),
    kw("hash"),
    kw(found.hash),
    kw("sync"),
    kw(found.sync),
    kw("first-time"),
    found.count === 0 ? null : new Instant(reader.at(0).time),
    kw("last-time"),
    found.count === 0 ? null : new Instant(found.lastTime),
    kw("root"),
    found.root.toHex(),
  ]);
}

const SHOWN = { [KIND.record]: "record", [KIND.tombstone]: "deleted", [KIND.notice]: "notice" } as const;

/** An entry for programs. */
function entryMap(entry: Entry): PMap {
  const map = mapOf(kw("offset"), entry.offset, kw("timestamp"), new Instant(entry.time));
  return entry.kind === KIND.erased ? map.assoc(kw("erased"), true) : map.assoc(kw(SHOWN[entry.kind]), valueOf(entry));
}

function reading(logs: Logs): Operations {
  return {
    "logs": async () => vec((await logs.store()).logs().map(shownLog)),
    "info": (log) => info(logs, log),
    "-spec": async (log) => {
      const name = logName("dlog/append", log);
      return (await logs.store()).has(name) ? specOf((await logs.reader(name)).files.created) : null;
    },
    "-read-chunk": async (log, from, to, salvage) => {
      const name = logName("dlog/read", log);
      const reader = salvage === true ? await logs.salvager(name) : await logs.reader(name);
      const first = natural("dlog/read", "an offset", from);
      const most = to === null ? reader.count() : Math.min(natural("dlog/read", "an offset", to), reader.count());
      const end = Math.min(most, first + CHUNK);
      const entries = first < end ? [...reader.read(first, end)].map(entryMap) : [];
      const leftOut = reader.leftOut.map(({ from, to, segment, position, reason }) =>
        mapOf(kw("from"), from, kw("to"), to, kw("segment"), segment, kw("position"), position, kw("reason"), reason)
      );
      if (salvage === true) reader.close();
      return vec([vec(entries), end, vec(leftOut), end < most]);
    },
    "-table": (log) => openTable(logs, logName("from", log)),
    "snowflake-id": () => logs.nextId(),
  };
}

// ---- counters, notary, signers -----------------------------------------------------------------------------------------

const COUNTER = kw("counter");

function counterName(op: string, x: unknown): string {
  const name = x instanceof PMap ? x.get(COUNTER, null) : null;
  return typeof name === "string" ? name : bad(op, "what `dlog/sparse-counter` gives", x);
}

function counting({ counters }: Logs): Operations {
  return {
    "sparse-counter": (name) => {
      const text = name instanceof Keyword ? name.text : name;
      return typeof text === "string" && text !== ""
        ? mapOf(COUNTER, text)
        : bad("dlog/sparse-counter", "a name, a string or a keyword", name);
    },
    "increment": (counter) => counters.add(counterName("dlog/increment", counter), 1),
    "add": (counter, n) => {
      const name = counterName("dlog/add", counter);
      return isInt(n) ? counters.add(name, n) : bad("dlog/add", "an Int", n);
    },
    "get-value": (counter) => counters.value(counterName("dlog/get-value", counter)),
  };
}

/** What is hashed of a value: Bytes are themselves, strings their UTF-8. */
function hashedBytes(x: unknown): Uint8Array {
  if (x instanceof Uint8Array) return x;
  return typeof x === "string" ? new TextEncoder().encode(x) : canonicalBytes(x);
}

/** The hash of a document, or the hash that was given, in hexadecimal digits. */
function documentHash(x: unknown): string {
  if (x instanceof Uint8Array && x.length === 32) return x.toHex();
  if (typeof x === "string" && /^[0-9a-fA-F]{64}$/.test(x)) return x.toLowerCase();
  return blake3(hashedBytes(x)).toHex();
}

function signerName(op: string, x: unknown): string {
  if (x instanceof Keyword) return x.text;
  return typeof x === "string" && x !== "" ? x : bad(op, "a signer's name, a keyword or a string", x);
}

function signersOf(logs: Logs, x: unknown) {
  const op = "dlog/multi-sig-tx";
  if (x instanceof PMap) {
    return [...x.entries()].map(([name, line]) => {
      const key = parsePublicKey(typeof line === "string" ? line : bad(op, "the line of a public key", line));
      return key.name === signerName(op, name) ? key : bad(op, `a key of ${printReadably(name)}`, line);
    });
  }
  if (!(x instanceof Vec)) bad(op, "a vector of names, or a map of names to public keys", x);
  return toArray(x as Vec).map((name) => logs.keyring.signerKey(signerName(op, name))); // just looked at
}

function signing(logs: Logs): Operations {
  const { transactions, keyring } = logs;
  const tx = (op: string, x: unknown) => asMap(op, x, "a transaction");
  return {
    "notarize": (document) => {
      const record = mapOf(kw("document"), documentHash(document), kw("hash"), kw("blake3"));
      return appendAll(logs, "dlog/notarize", NOTARY, [record], null).then((done) => proven(logs, done));
    },
    "make-key": (name) => printPublicKey(keyring.signerKey(signerName("dlog/make-key", name))),
    "multi-sig-tx": (signers, threshold, operation) => {
      const k = natural("dlog/multi-sig-tx", "how many must approve", threshold);
      payloadOf(operation); // what cannot be kept is refused, what waits is awaited, before a key is made
      return transactions.propose(logs.nextId(), signersOf(logs, signers), k, operation);
    },
    "approve": async (given, signer, signature = null) => {
      const op = "dlog/approve";
      const name = signerName(op, signer);
      const known = await transactions.find(tx(op, given));
      if (signature !== null && typeof signature !== "string") bad(op, "the base64 of a signature", signature);
      const made = signature ?? approve(signedBytes(known), keyring.signerKey(name)).bytes.toBase64();
      return await transactions.approve(known, name, made as string); // just looked at
    },
    "approved?": (given) => isApprovedByEnough(tx("dlog/approved?", given)),
    "transaction": (given) => transactions.find(tx("dlog/transaction", given)),
    "-claim": async (given) => kw(await transactions.claim(tx("dlog/apply-once", given))),
    "-conclude": async (given, outcome) => {
      await transactions.conclude(tx("dlog/apply-once", given), outcome);
      return null;
    },
  };
}

// ---- hashes ------------------------------------------------------------------------------------------------------------

function lengthOption(op: string, options: unknown): number {
  const given = options === null ? ABSENT : asMap(op, options, "a map of options").get(kw("length"), ABSENT);
  if (given === ABSENT) return 32;
  const length = natural(op, "a number of bytes as :length", given);
  return length <= 1 << 24 ? length : bad(op, "at most 16 MB as :length", given);
}

const HASHES: Operations = {
  "blake3/hash": (x, options = null) => hashTo(hashedBytes(x), lengthOption("blake3/hash", options)),
  "blake3/keyed-hash": (key, x, options = null) => {
    const op = "blake3/keyed-hash";
    if (!(key instanceof Uint8Array) || key.length !== 32) return bad(op, "a key of 32 Bytes", key);
    return keyedHash(key, hashedBytes(x), lengthOption(op, options));
  },
  "blake3/derive-key": (context, material, options = null) => {
    const op = "blake3/derive-key";
    if (typeof context !== "string") return bad(op, "a string as the context", context);
    return deriveKey(context, hashedBytes(material), lengthOption(op, options));
  },
};

/** The operations on the logs of a data directory, which need not be there yet. */
export function operationsOn(logs: Logs): Operations {
  return {
    ...writing(logs),
    ...proofs(logs),
    ...reading(logs),
    ...counting(logs),
    ...signing(logs),
    ...HASHES,
  };
}
