/**
 * The log room: append-only logs in a data directory, whose records cannot be changed unseen.
 *
 * Reading order, from the bytes up: `cbor_format.ts`, `cbor_writer.ts`, `cbor_reader.ts`, `cbor.ts` (values) · `segment.ts`, `block.ts`, `entry.ts`
 * (records) · `durable.ts` (what is acknowledged) · `recovery.ts` (opening) · `writer.ts`, `reader.ts` · `store.ts` (a data directory) ·
 * `check.ts` (everything looked at again, by other code) · `compact.ts`.
 * What makes a log verifiable: `hash.ts` · `tree.ts` (the Merkle tree and where its hashes are stored) · `proof.ts` (that a leaf is in it, that it
 * only grew) · `keys.ts`, `named_key.ts` (Ed25519 keys) · `note.ts` (signed texts) · `checkpoint.ts` (what a log promises to be) · `multi_sig.ts`.
 * What programs ask for: `logs.ts` (values in place of bytes) · `receipts.ts` · `counters.ts`, `ids.ts`, `transactions.ts` · `operations.ts`.
 *
 * ```ts
 * import { strictEqual as is } from "node:assert/strict";
 * import { findHashFunction, makeSigningKey, openCheckpoint, proveInclusion, signCheckpoint, Tree, verifyInclusion } from "./mod.ts";
 *
 * const hash = findHashFunction("sha256")!;
 * const tree = new Tree(hash);
 * const stored = [1, 2, 3].flatMap((n) => tree.append(hash.leaf(Uint8Array.of(n))));
 * const key = makeSigningKey("example.com/log", new Uint8Array(32).fill(7)); // random bytes in earnest
 * const note = signCheckpoint({ origin: key.name, size: tree.size, root: tree.root(), extensions: [] }, [key]);
 *
 * // Somebody who has the public key, a record, its index, a proof and the note needs no log:
 * const { size, root } = openCheckpoint(note, { log: key });
 * const proof = proveInclusion(hash, 1, size, (i) => stored[i]);
 * is(verifyInclusion(hash, { index: 1, size, leaf: hash.leaf(Uint8Array.of(2)), proof, root }), true);
 * ```
 *
 * @module
 */

export { HASH_BYTES, type HashFunction, sameBytes } from "./hash_function.ts";
export {
  MAX_TREE_SIZE,
  type ReadHash,
  rootAt,
  splitPoint,
  storedHashCount,
  storedHashIndex,
  subtreeRoot,
  Tree,
} from "./tree.ts";
export {
  type ConsistencyClaim,
  type InclusionClaim,
  proveConsistency,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
} from "./proof.ts";
export { KEY_BYTES, PrivateKey, PublicKey, SIGNATURE_BYTES } from "./keys.ts";
export {
  type KeyId,
  makeSigningKey,
  type NamedKey,
  nameKey,
  parsePrivateKey,
  parsePublicKey,
  printPrivateKey,
  printPublicKey,
  type SigningKey,
} from "./named_key.ts";
export {
  MAX_NOTE_BYTES,
  MAX_SIGNATURES,
  type Note,
  type OpenedNote,
  openNote,
  parseNote,
  printNote,
  type Signature,
  signNote,
} from "./note.ts";
export {
  type Checkpoint,
  type CheckpointKeys,
  openCheckpoint,
  type OpenedCheckpoint,
  parseCheckpoint,
  printCheckpoint,
  signCheckpoint,
} from "./checkpoint.ts";
export { approve, Approvers, isApproved, signaturesOf } from "./multi_sig.ts";
export { NOTE_ERRORS, type NoteErrorCode } from "./note_errors.ts";
export { type Lock } from "./lock.ts";
export { type Disk, type DiskFile, hostDisk } from "./disk.ts";
export { isLogFailure, LOG_ERRORS, type LogErrorCode, LogFailure, logFailure } from "./errors.ts";
export { KIND, type Kind, MAX_PAYLOAD, type NewEntry, type Producer } from "./entry.ts";
export { DEFAULT_OPTIONS, type LogOptions, type SyncMode } from "./options.ts";
export { type Canonical } from "./log_files.ts";
export { type RecoveryReport } from "./recovery.ts";
export { type Appended, type AppendOptions, Writer } from "./writer.ts";
export { type Cursor, type Entry, type LeftOut, Reader, type ReaderOptions } from "./reader.ts";
export { folderName, type LogInfo, Store, type StoreOptions } from "./store.ts";
export { keyColumn, Logs, payloadForNow, payloadOf, valueAt, valueOf } from "./logs.ts";
export { RowColumns } from "./column_rows.ts";
export { LogColumns } from "./log_columns.ts";
export { ColumnFiles } from "./column_files.ts";
export { ColumnMaker, ColumnMakers, type Later } from "./column_maker.ts";
export { ColumnMemory } from "./column_memory.ts";
export { LogTable } from "./table.ts";
export { recomputeRoots } from "./recompute.ts";
export { Keyring } from "./keyring.ts";
export { hashLine } from "./receipts.ts";
export { type Operations, operationsOn } from "./operations.ts";
export { LOG_PROGRAM_ERRORS, programFailure } from "./program_errors.ts";
export { type Checked, checkLog, type CheckOptions, type Finding } from "./check.ts";
export { compact, type Compacted, type CompactOptions, type Range, type ShouldKeep } from "./compact.ts";
export { ByteBuffer, newBytes } from "./byte_buffer.ts";
export { CBOR_ERRORS, MalformedValue, Unstorable, ValueTooDeep, ValueTooLarge } from "./cbor_format.ts";
export { encode, encodeCanonical } from "./cbor_writer.ts";
export { decode, Decoder, type RecordTypeOf } from "./cbor_reader.ts";
export { canonicalBytes, canonicalise } from "./cbor.ts";
export { crc32c } from "./crc32c.ts";
export { blake3, blake3Into } from "./blake3.ts";
export { findHashFunction, type HashName } from "./hash.ts";
