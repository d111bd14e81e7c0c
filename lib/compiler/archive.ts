/**
 * A compiled program as bytes, and back: a line of text that says what it is, then JSON.
 *
 *     batuta-compiled 1 <fingerprint> <SHA-256 of the rest, hexadecimal>\n{"main":…
 *
 * In: a program. Out: bytes; or a program from bytes, or the failure that says why there is none. Nothing of it is run here.
 * Invariant: a byte that was changed, added or left out is noticed. The fingerprint is that of the names that compiled code calls, so code of
 * another version of Batuta is not run.
 * @module
 */
import { type BatutaError, type ErrorEntry, failureOf } from "../data/mod.ts";
import { CONSTRUCTORS } from "./constants.ts";
import { HELPERS } from "./helpers.ts";

/** What a top-level form became: the definition of a function, which is made on first need; or a unit to run. */
export type Step =
  | { readonly def: readonly [ns: string, name: string]; readonly meta: number; readonly unit: UnitText }
  | { readonly run: UnitText };

/** A unit as `travel.ts` writes it. */
export type UnitText = readonly [id: string, text: string];

export interface CompiledFile {
  /** As messages name it. */
  readonly name: string;
  readonly steps: readonly Step[];
  /** JavaScript: metadata of definitions, in the scope of `c`. */
  readonly metas: string;
}

export interface CompiledProgram {
  readonly main: CompiledFile;
  readonly namespaces: Readonly<Record<string, CompiledFile>>;
  /** Files by their names, in base64. */
  readonly resources: Readonly<Record<string, string>>;
}

const MAGIC = "batuta-compiled";
const FORMAT = 1;
/** More than any first line has. */
const HEADER_BYTES = 200;

export const ARCHIVE_ERRORS = {
  "not-compiled": {
    message: (d: { path: string }) => `\`${d.path}\` is no compiled program`,
    hint: "`batuta compile FILE --lib` makes one",
    example: "",
  } satisfies ErrorEntry<{ path: string }>,
  "compiled-newer": {
    message: (d: { path: string; format: number; known: number }) =>
      `\`${d.path}\` has format ${d.format}, and this Batuta knows formats up to ${d.known}`,
    hint: "a newer Batuta runs it",
    example: "",
  } satisfies ErrorEntry<{ path: string; format: number; known: number }>,
  "compiled-elsewhere": {
    message: (d: { path: string }) => `\`${d.path}\` was compiled by another version of Batuta`,
    hint: "compile it again with this one",
    example: "",
  } satisfies ErrorEntry<{ path: string }>,
  "compiled-damaged": {
    message: (d: { path: string }) => `\`${d.path}\` is damaged: it is not what was compiled`,
    hint: "it was cut or changed on its way here; copy it again, or compile it again",
    example: "",
  } satisfies ErrorEntry<{ path: string }>,
};

const encoder = new TextEncoder();

/** By the host, which takes a tenth of the time that JavaScript takes. */
async function hashOf(bytes: Uint8Array): Promise<string> {
  // No bytes here are shared between workers.
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource)).toHex();
}

/** Of what compiled code calls by name. */
async function fingerprint(): Promise<string> {
  const names = [...Object.keys(HELPERS), "|", ...Object.keys(CONSTRUCTORS)].join(" ");
  return (await hashOf(encoder.encode(names))).slice(0, 16);
}

export async function encodeProgram(program: CompiledProgram): Promise<Uint8Array> {
  const body = encoder.encode(JSON.stringify(program));
  const header = encoder.encode(`${MAGIC} ${FORMAT} ${await fingerprint()} ${await hashOf(body)}\n`);
  const bytes = new Uint8Array(header.length + body.length);
  bytes.set(header);
  bytes.set(body, header.length);
  return bytes;
}

/** The program in some bytes; fails with a code of `ARCHIVE_ERRORS`. */
export async function decodeProgram(path: string, bytes: Uint8Array): Promise<CompiledProgram> {
  const bad = (code: "not-compiled" | "compiled-elsewhere" | "compiled-damaged"): BatutaError =>
    failureOf(ARCHIVE_ERRORS, code, { path });
  const text = new TextDecoder("latin1").decode(bytes.subarray(0, HEADER_BYTES));
  const [header, magic, format, mark, hash] = /^(\S+) (\d{1,6}) (\S+) ([0-9a-f]{64})\n/.exec(text) ?? [];
  if (header === undefined && text.startsWith(MAGIC)) {
    const known = /^\S+ (\d{1,6})\b/.exec(text)?.[1];
    if (known !== undefined && Number(known) > FORMAT) throw newer(path, Number(known));
    throw bad("compiled-damaged");
  }
  if (header === undefined || magic !== MAGIC) throw bad("not-compiled");
  if (Number(format) > FORMAT) throw newer(path, Number(format));
  const body = bytes.subarray(header.length);
  if (Number(format) !== FORMAT || await hashOf(body) !== hash) throw bad("compiled-damaged");
  if (mark !== await fingerprint()) throw bad("compiled-elsewhere");
  return JSON.parse(new TextDecoder().decode(body)) as CompiledProgram; // what `encodeProgram` has written
}

function newer(path: string, format: number): BatutaError {
  return failureOf(ARCHIVE_ERRORS, "compiled-newer", { path, format, known: FORMAT });
}
