/**
 * `batuta log verify`: whether a log is what a signed checkpoint says, or a receipt is true.
 * In: a file from anybody, and the key to trust. Out: yes or no, and why. The log's records are hashed anew; its stored tree must agree.
 * @module
 */
import { BatutaError, kw, type PMap, printReadably } from "../data/mod.ts";
import { EdnRecordReader } from "../formats/mod.ts";
import {
  canonicalise,
  hashLine,
  hostDisk,
  Keyring,
  Logs,
  type NamedKey,
  NOTE_ERRORS,
  openCheckpoint,
  type OpenedCheckpoint,
  operationsOn,
  parsePublicKey,
  printPublicKey,
  proveConsistency,
  type Reader,
  recomputeRoots,
  sameBytes,
  verifyConsistency,
} from "../log/mod.ts";
import { counted } from "./amounts.ts";
import { toolFailure } from "./errors.ts";
import { readText } from "./files.ts";
import { nameOfLog, shown, withReader } from "./open.ts";
import { ProgressScreen } from "./progress.ts";
import type { World } from "./world.ts";

/** The line of a public key, given as it is or as a file that holds it. */
function trustedKey(world: World, given: string | undefined): NamedKey {
  if (given !== undefined) return parsePublicKey(given.trim());
  const key = new Keyring(hostDisk, world.folder).findCheckpointKey();
  if (key === null) throw toolFailure("no-key", { folder: world.folder });
  return key;
}

/** The one map of an EDN text, or null. */
function mapIn(text: string): PMap | null {
  const reader = new EdnRecordReader();
  const records = [...reader.take(text).records, ...reader.take(null).records];
  return records.length === 1 ? records[0] : null;
}

/** The note in a file: the note itself, or the map of `dlog/checkpoint`. */
function noteIn(text: string): string {
  const note = text.startsWith("{") ? mapIn(text)?.get(kw("note"), null) : null;
  return typeof note === "string" ? note : text;
}

function say(world: World, holds: boolean, sentence: string): number {
  world.write(`${holds ? "Verified" : "Not verified"}: ${sentence}\n`);
  return holds ? 0 : 1;
}

function compare(
  world: World,
  log: string,
  reader: Reader,
  checkpoint: OpenedCheckpoint,
): readonly [boolean, string] {
  const { size, root, extensions } = checkpoint;
  const { hash } = reader.files;
  const now = reader.head();
  const other = extensions.find((line) => /^hash /.test(line) && line !== hashLine(hash.name));
  if (other !== undefined) {
    return [false, `the checkpoint was made with the ${other}, the log has the hash ${hash.name}`];
  }
  if (size > now.count) {
    return [false, `the checkpoint has ${counted(size, "record")}, ${shown(log)} only ${now.count}: some are gone`];
  }
  const screen = new ProgressScreen(world, `Verifying ${shown(log)}`);
  const [then, all] = recomputeRoots(reader, canonicalise, [size, now.count], (records) => {
    screen.report({ done: records, total: now.count, records });
  });
  screen.end();
  if (!sameBytes(then, root)) {
    return [false, `the first ${counted(size, "record")} of ${shown(log)} have another root than the checkpoint says`];
  }
  const proof = proveConsistency(hash, size, now.count, reader.hashes);
  const grown = verifyConsistency(hash, { oldSize: size, oldRoot: root, size: now.count, root: now.root, proof });
  if (!sameBytes(all, now.root) || !grown) {
    return [
      false,
      `the stored Merkle tree of ${shown(log)} is not that of its records; \`batuta log check\` says more`,
    ];
  }
  const more = now.count === size ? "" : ` and has grown to ${now.count} since`;
  return [true, `${shown(log)} begins with the ${counted(size, "record")} of the checkpoint${more}`];
}

export async function verifyCheckpoint(
  world: World,
  log: string,
  path: string,
  given: string | undefined,
): Promise<number> {
  const key = trustedKey(world, given);
  const note = noteIn(await readText(world, path));
  let checkpoint: OpenedCheckpoint;
  try {
    checkpoint = openCheckpoint(note, { log: key, origin: `${key.name}/${nameOfLog(log)}` });
  } catch (error) {
    if (!(error instanceof BatutaError) || !Object.hasOwn(NOTE_ERRORS, error.code)) throw error;
    return say(world, false, `${path}: ${error.message}`);
  }
  return await withReader(world, log, {}, (reader) => {
    const [holds, sentence] = compare(world, log, reader, checkpoint);
    return say(world, holds, `${sentence}; signed by ${key.name}`);
  });
}

export async function verifyReceipt(world: World, path: string, given: string | undefined): Promise<number> {
  const own = new Keyring(hostDisk, world.folder).findCheckpointKey();
  const receipt = mapIn(await readText(world, path));
  if (receipt === null || !receipt.has(kw("checkpoint"))) throw toolFailure("not-a-receipt", { path });
  const trusted = given === undefined ? null : printPublicKey(parsePublicKey(given.trim()));
  const holds = operationsOn(new Logs(world.folder)).verify(receipt, trusted) === true;
  const line = receipt.get(kw("key"), null);
  const signer = trusted !== null
    ? "signed by the key that was given"
    : own !== null && line === printPublicKey(own)
    ? "signed by this data directory"
    : "signed by the key that it names itself; `--key LINE` says which one to trust";
  if (!holds) {
    return say(world, false, `${path} is not what was signed${trusted === null ? "" : ", or not by this key"}`);
  }
  const place = `record ${receipt.get(kw("offset"), null)} of ${printReadably(receipt.get(kw("log"), null))}`;
  return say(world, true, `${place}, among ${counted(Number(receipt.get(kw("size"), 0)), "record")}; ${signer}`);
}
