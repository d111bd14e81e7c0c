/**
 * The files that records are read from and written to.
 * In: a path; `-` is a standard stream. Out: bytes, or a failure `file-unusable`. A file is written beside and put into its place when it is
 * complete, so work that fails leaves what was there.
 * @module
 */
import type { ByteStream, RandomAccess } from "../formats/mod.ts";
import { fileFailure, toolFailure } from "./errors.ts";
import type { World } from "./world.ts";

/** An input that is open. */
export interface InputFile extends ByteStream, RandomAccess {
  /** Bytes; null where that is not known, as of a pipe. */
  readonly total: number | null;
  close(): void;
}

/** Opens a file for reading; `-` is standard input. */
export function openInput(world: World, path: string): InputFile {
  if (path !== "-") return openFile(path);
  const slice = () => {
    throw toolFailure("format-needs-file", {});
  };
  return { total: null, size: 0, read: (into) => world.read(into), slice, close: () => {} };
}

function openFile(path: string): InputFile {
  try {
    const file = Deno.openSync(path);
    const { size, isFile, isDirectory } = file.statSync();
    if (isDirectory) throw new Deno.errors.IsADirectory();
    const read = (into: Uint8Array) =>
      file.read(into).catch((error) => {
        throw fileFailure("read", path, error);
      });
    const slice = (from: number, to: number) => {
      const bytes = new Uint8Array(to - from);
      file.seekSync(from, Deno.SeekMode.Start);
      for (let at = 0; at < bytes.length;) at += file.readSync(bytes.subarray(at)) ?? bytes.length;
      return bytes;
    };
    return { total: isFile ? size : null, size, read, slice, close: () => file.close() };
  } catch (error) {
    throw fileFailure("read", path, error);
  }
}

/** The text of a whole file, or of standard input. */
export async function readText(world: World, path: string): Promise<string> {
  const input = openInput(world, path);
  try {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for (;;) {
      const bytes = new Uint8Array(64 * 1024);
      const count = await input.read(bytes);
      if (count === null) break;
      parts.push(bytes.subarray(0, count));
    }
    return await new Blob(parts).text();
  } finally {
    input.close();
  }
}

/** Bytes gathered before they are written. */
const BLOCK = 256 * 1024;

/** An output that is open. */
export interface OutputFile {
  /** Bytes written so far, those that wait included. */
  readonly bytes: number;
  text(text: string): void;
  write(bytes: Uint8Array): void;
  /** All is written: puts the file into its place. */
  finish(): void;
  /** Takes away what was written, unless it is finished. */
  close(): void;
}

class FileOutput implements OutputFile {
  readonly #path: string;
  /** Where it is written until it is complete. */
  readonly #beside: string;
  readonly #file: Deno.FsFile;
  readonly #encoder = new TextEncoder();
  #text = "";
  #written = 0;
  #open = true;

  constructor(path: string) {
    this.#path = path;
    this.#beside = isSpecial(path) ? path : `${path}.part`;
    this.#file = this.#try(() => Deno.openSync(this.#beside, { write: true, create: true, truncate: true }));
  }

  #try<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw fileFailure("write", this.#path, error);
    }
  }

  get bytes(): number {
    return this.#written + this.#text.length;
  }

  text(text: string): void {
    this.#text += text;
    if (this.#text.length >= BLOCK) this.#flush();
  }

  #flush(): void {
    const text = this.#text;
    this.#text = "";
    this.write(this.#encoder.encode(text));
  }

  write(bytes: Uint8Array): void {
    this.#try(() => {
      for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
    });
    this.#written += bytes.length;
  }

  finish(): void {
    this.#flush();
    this.#open = false;
    this.#file.close();
    if (this.#beside !== this.#path) this.#try(() => Deno.renameSync(this.#beside, this.#path));
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#file.close();
    if (this.#beside !== this.#path) Deno.removeSync(this.#beside);
  }
}

/** Whether a path is there and is neither a file nor a folder: a device, a pipe; also `/dev/stdout`, whatever it leads to. */
function isSpecial(path: string): boolean {
  if (/^\/(?:dev(?!\/shm\/)|proc)\//.test(path)) return true;
  try {
    const { isFile, isDirectory } = Deno.statSync(path);
    return !isFile && !isDirectory;
  } catch {
    return false; // not there yet, or writing will say why it cannot be
  }
}

/** Opens a file for writing; `-` is standard output. */
export function openOutput(world: World, path: string): OutputFile {
  if (path !== "-") return new FileOutput(path);
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    text(text) {
      bytes += text.length;
      world.write(text);
    },
    write: () => {
      throw toolFailure("format-needs-file", {});
    },
    finish: () => world.flush(),
    close: () => {},
  };
}
