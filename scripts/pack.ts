/**
 * One self-extracting file from a Deno executable and a bundle: a shell text of fixed length (`stub.sh`, filled in),
 * then gzip members. Names in the cache folder come from the contents, so versions never meet and an unchanged Deno
 * is unpacked once.
 * In: paths. Out: the file. Invariant: the same inputs give the same bytes.
 * @module
 */

import { DENO_FLAGS, V8_FLAGS } from "./flags.ts";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Where the first member starts, counted from 0; the shell text before it is filled up with spaces. */
const STUB_BYTES = 16_384;
/** The file whose presence says that all others are there: it is unpacked last. */
const ENTRY = "main.js";
/** Nothing is looked up anywhere: no configuration, no lock file, no network, no npm. */
const FLAGS = `-A -q --no-config --no-lock --no-remote --no-npm --cached-only ${DENO_FLAGS} ${V8_FLAGS}`;

/** What is packed. */
export interface Contents {
  readonly version: string;
  /** The Deno executable. */
  readonly runtime: string;
  /** A folder of modules; `main.js` is the entry. */
  readonly bundle: string;
  /** A folder in which compressed executables are kept between builds. */
  readonly scratch: string;
}

interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
}

function hashOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, 16);
}

/** Compressing the executable takes most of a build and has the same result every time. */
function compressRuntime({ runtime, scratch }: Contents): Member {
  const executable = Deno.readFileSync(runtime);
  const name = `deno-${hashOf([executable])}`;
  const kept = join(scratch, `${name}.gz`);
  try {
    return { name, bytes: Deno.readFileSync(kept) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const bytes = gzipSync(executable);
  Deno.mkdirSync(scratch, { recursive: true });
  Deno.writeFileSync(kept, bytes);
  return { name, bytes };
}

function readBundle(folder: string): Member[] {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  const ordered = [...names.filter((name) => name !== ENTRY), ENTRY];
  return ordered.map((name) => ({ name, bytes: Deno.readFileSync(join(folder, name)) }));
}

/** `uname -sm` on the kind of machine this runs on. */
function systemName(): string {
  const kernel = { linux: "Linux", darwin: "Darwin" }[Deno.build.os as string];
  if (kernel === undefined) throw new Error(`a self-extracting file needs a POSIX shell, which ${Deno.build.os} lacks`);
  const machine = Deno.build.arch === "aarch64" && kernel === "Darwin" ? "arm64" : Deno.build.arch;
  return `${kernel} ${machine}`;
}

function fillIn(template: string, values: Readonly<Record<string, string>>): Uint8Array {
  const text = template.replace(/@([A-Z_]+)@/g, (mark, name) => values[name] ?? mark);
  const bytes = new TextEncoder().encode(text);
  if (bytes.length >= STUB_BYTES) throw new Error(`stub.sh has ${bytes.length} bytes, more than ${STUB_BYTES}`);
  const filled = new Uint8Array(STUB_BYTES).fill(32);
  filled.set(bytes);
  filled[STUB_BYTES - 1] = 10;
  return filled;
}

/** Writes the self-extracting file and answers its size in bytes. */
export function pack(contents: Contents, target: string): number {
  const runtime = compressRuntime(contents);
  const modules = readBundle(contents.bundle);
  const program = hashOf([FLAGS, ...modules.flatMap(({ name, bytes }) => [name, bytes])]);
  const packed = modules.map(({ name, bytes }) => ({ name, bytes: new Uint8Array(gzipSync(bytes)) }));
  // `tail -c +N` counts from 1.
  let offset = STUB_BYTES + 1;
  const placed = [...packed, runtime].map(({ name, bytes }) => {
    const place = { name, offset, size: bytes.length };
    offset += bytes.length;
    return place;
  });
  const last = placed[placed.length - 1];
  const parts = placed.slice(0, -1).map((part) => `  part "$program/${part.name}" ${part.offset} ${part.size}`);
  const stub = fillIn(Deno.readTextFileSync(new URL("stub.sh", import.meta.url)), {
    VERSION: contents.version,
    RUNTIME: runtime.name,
    PROGRAM: program,
    FLAGS,
    SYSTEM: systemName(),
    RUNTIME_OFFSET: String(last.offset),
    RUNTIME_SIZE: String(last.size),
    PARTS: parts.join(" &&\n"),
  });
  const bytes = Buffer.concat([stub, ...packed.map((member) => member.bytes), runtime.bytes]);
  // Beside, then renamed: a `batuta` that is running keeps its file.
  Deno.writeFileSync(`${target}.new`, bytes, { mode: 0o755 });
  Deno.renameSync(`${target}.new`, target);
  return bytes.length;
}
