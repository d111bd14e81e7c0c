/**
 * Receipts: what proves that a record is in a log, as plain data that prints and reads back.
 *
 *     {:log :audit, :offset 0, :timestamp #inst "…", :record {…}, :hash :blake3, :size 1, :root "hex", :proof ["hex" …],
 *      :key "NAME+ID+BASE64", :checkpoint "a signed note"}
 *
 * A tombstone has `:deleted`, the key, in place of `:record`; what an append was given besides is there too: `:producer` and `:seq`, `:valid-from`,
 * `:valid-to`. In: a receipt, from anybody. Out: whether it is true. Nothing is read from the disk.
 * @module
 */
import { BatutaError, Instant, Keyword, kw, mapOf, PMap, rowOf, toArray, Vec, vec } from "../data/mod.ts";
import { canonicalBytes } from "./cbor.ts";
import { type Checkpoint, openCheckpoint } from "./checkpoint.ts";
import { encodeEntry, FLAG, KIND, type NewEntry } from "./entry.ts";
import { findHashFunction } from "./hash.ts";
import type { HashFunction } from "./hash_function.ts";
import { sameBytes } from "./hash_function.ts";
import { shownLog } from "./names.ts";
import { parsePublicKey } from "./named_key.ts";
import { verifyConsistency, verifyInclusion } from "./proof.ts";

const KEYS = {
  log: kw("log"),
  offset: kw("offset"),
  timestamp: kw("timestamp"),
  record: kw("record"),
  deleted: kw("deleted"),
  hash: kw("hash"),
  size: kw("size"),
  root: kw("root"),
  proof: kw("proof"),
  key: kw("key"),
  checkpoint: kw("checkpoint"),
  note: kw("note"),
  producer: kw("producer"),
  seq: kw("seq"),
  validFrom: kw("valid-from"),
  validTo: kw("valid-to"),
  oldSize: kw("old-size"),
};

/** What a record is, where it stands, and what leads from there to the root. */
export interface Proven {
  readonly log: string;
  readonly offset: number;
  readonly time: number;
  /** The record, or the key of a tombstone. */
  readonly value: unknown;
  readonly entry: Pick<NewEntry, "kind" | "producer" | "validFrom" | "validTo">;
  readonly checkpoint: PMap;
  readonly proof: readonly Uint8Array[];
}

function instantOf(ms: number | undefined): Instant | undefined {
  return ms === undefined ? undefined : new Instant(ms);
}

/** The receipt; `checkpoint` is what `checkpointMap` gives. */
export function receiptOf({ log, offset, time, value, entry, checkpoint, proof }: Proven): PMap {
  const columns: [Keyword, unknown][] = [
    [KEYS.log, shownLog(log)],
    [KEYS.offset, offset],
    [KEYS.timestamp, new Instant(time)],
    [entry.kind === KIND.tombstone ? KEYS.deleted : KEYS.record, value],
    [KEYS.producer, entry.producer?.id],
    [KEYS.seq, entry.producer?.seq],
    [KEYS.validFrom, instantOf(entry.validFrom)],
    [KEYS.validTo, instantOf(entry.validTo)],
    ...[KEYS.hash, KEYS.size, KEYS.root].map((key): [Keyword, unknown] => [key, checkpoint.get(key, null)]),
    [KEYS.proof, hexes(proof)],
    [KEYS.key, checkpoint.get(KEYS.key, null)],
    [KEYS.checkpoint, checkpoint.get(KEYS.note, null)],
  ];
  return rowOf(columns.filter(([, value]) => value !== undefined).flat());
}

function hexes(hashes: readonly Uint8Array[]): Vec {
  return vec(hashes.map((bytes) => bytes.toHex()));
}

/** A checkpoint for programs. `note` says the same, signed by `key`. */
export function checkpointMap(
  log: string,
  { size, root }: Checkpoint,
  { hash, note, key }: { hash: HashFunction["name"]; note: string; key: string },
): PMap {
  return mapOf(
    KEYS.log,
    shownLog(log),
    KEYS.size,
    size,
    KEYS.root,
    root.toHex(),
    KEYS.hash,
    kw(hash),
    KEYS.key,
    key,
    KEYS.note,
    note,
  );
}

/** What a proof of consistency is for programs. */
export function consistencyMap(log: string, oldSize: number, size: number, proof: readonly Uint8Array[]): PMap {
  return mapOf(KEYS.log, shownLog(log), KEYS.oldSize, oldSize, KEYS.size, size, KEYS.proof, hexes(proof));
}

// ---- what comes from anybody -------------------------------------------------------------------------------------------

/** Ends the reading of something that is not what it says to be: then it is not true. */
class Untrue extends Error {}

function untrue(): never {
  throw new Untrue();
}

function natural(x: unknown): number {
  return typeof x === "number" && Number.isSafeInteger(x) && x >= 0 ? x : untrue();
}

/** A hash as a string of hexadecimal digits, or as Bytes. */
function hashBytes(x: unknown): Uint8Array {
  if (x instanceof Uint8Array && x.length === 32) return x;
  return typeof x === "string" && /^[0-9a-f]{64}$/.test(x) ? Uint8Array.fromHex(x) : untrue();
}

function text(x: unknown): string {
  return typeof x === "string" ? x : untrue();
}

function milliseconds(x: unknown): number {
  return x instanceof Instant && x.nanos === 0 ? x.ms : untrue();
}

function hashFunction(x: unknown): HashFunction {
  return (x instanceof Keyword ? findHashFunction(x.text) : undefined) ?? untrue();
}

function hashList(x: unknown): Uint8Array[] {
  return x instanceof Vec ? toArray(x).map(hashBytes) : untrue();
}

/** A checkpoint as programs have it: the map's own words and those of the note must agree, and the note be signed by the key. */
function readCheckpoint(map: PMap, note: unknown, trusted: string | null): Checkpoint & { hash: HashFunction } {
  const get = (key: Keyword) => map.get(key, null);
  const key = text(get(KEYS.key));
  if (trusted !== null && trusted !== key) untrue();
  const log = parsePublicKey(key);
  const name = get(KEYS.log);
  const hash = hashFunction(get(KEYS.hash));
  const origin = `${log.name}/${name instanceof Keyword ? name.text : untrue()}`;
  const opened = openCheckpoint(text(note), { log, origin });
  if (opened.size !== natural(get(KEYS.size)) || !sameBytes(opened.root, hashBytes(get(KEYS.root)))) untrue();
  if (!opened.extensions.includes(hashLine(hash.name))) untrue();
  return { ...opened, hash };
}

/** The extension line of a checkpoint that says which hash made the root. */
export function hashLine(hash: HashFunction["name"]): string {
  return `hash ${hash}`;
}

/** Whether `read` comes to true; what cannot be read is not true. */
function holds(read: () => boolean): boolean {
  try {
    return read();
  } catch (error) {
    if (error instanceof Untrue || error instanceof BatutaError) return false;
    throw error;
  }
}

/** The leaf of what a receipt says, hashed anew. */
function leafOf(receipt: PMap, hash: HashFunction): Uint8Array {
  const get = (key: Keyword) => receipt.get(key, null);
  const optionalMs = (key: Keyword) => receipt.has(key) ? milliseconds(get(key)) : undefined;
  const deleted = receipt.has(KEYS.deleted);
  if (deleted === receipt.has(KEYS.record)) untrue();
  const bytes = encodeEntry({
    kind: deleted ? KIND.tombstone : KIND.record,
    payload: canonicalBytes(get(deleted ? KEYS.deleted : KEYS.record)),
    producer: receipt.has(KEYS.producer) ? { id: text(get(KEYS.producer)), seq: natural(get(KEYS.seq)) } : undefined,
    validFrom: optionalMs(KEYS.validFrom),
    validTo: optionalMs(KEYS.validTo),
  }, milliseconds(get(KEYS.timestamp)));
  bytes[1] &= ~FLAG.canonical;
  return hash.leaf(bytes);
}

/** Whether a receipt is true; with `trusted`, the line of a public key, only if that one has signed. */
export function verifyReceipt(receipt: PMap, trusted: string | null): boolean {
  return holds(() => {
    const { size, root, hash } = readCheckpoint(receipt, receipt.get(KEYS.checkpoint, null), trusted);
    return verifyInclusion(hash, {
      index: natural(receipt.get(KEYS.offset, null)),
      size,
      leaf: leafOf(receipt, hash),
      proof: hashList(receipt.get(KEYS.proof, null)),
      root,
    });
  });
}

/** A checkpoint that is signed and says what its note says, or null. */
export function verifiedCheckpoint(map: PMap): (Checkpoint & { hash: HashFunction; log: string }) | null {
  let found: ReturnType<typeof verifiedCheckpoint> = null;
  holds(() => {
    const checkpoint = readCheckpoint(map, map.get(KEYS.note, null), null);
    found = { ...checkpoint, log: (map.get(KEYS.log, null) as Keyword).text }; // as `readCheckpoint` has seen
    return true;
  });
  return found;
}

/** Whether a proof of consistency leads from the older checkpoint to the newer one. */
export function verifyGrowth(
  hash: HashFunction,
  old: Checkpoint,
  { size, root }: Checkpoint,
  proof: PMap,
): boolean {
  return holds(() =>
    verifyConsistency(hash, {
      oldSize: old.size,
      oldRoot: old.root,
      size,
      root,
      proof: hashList(proof.get(KEYS.proof, null)),
    })
  );
}
