/**
 * The bytes of a file on the disk, of which parts are read when they are wanted.
 * In: a path. Out: bytes; failures `cannot-read`.
 * A file is open only while a part of it is read, so that a query nobody walks to its end leaves nothing open. In return every part is
 * compared with what the file was at first: one that changes meanwhile is a failure, not a mixture. What is no file, such as a pipe, has no
 * places to come back to; it stays open to its end.
 * @module
 */
import type { ByteStream, RandomAccess, Scratch } from "../formats/mod.ts";
import { type FileInfo, type Files, onFile, type OpenFile } from "../runtime/mod.ts";

export class DiskFile implements ByteStream, RandomAccess {
  readonly #info: FileInfo;
  #pipe: OpenFile | null = null;
  #position = 0;

  constructor(private readonly files: Files, private readonly path: string) {
    this.#info = this.#try(() => {
      const info = files.stat(path, true);
      if (info === null) throw new Error("there is no such file");
      if (info.kind === "directory") throw new Error("it is a folder");
      if (info.kind !== "file") this.#pipe = files.open(path);
      return info;
    });
  }

  get size(): number {
    return this.#info.sizeBytes;
  }

  #try<T>(act: () => T): T {
    return onFile("cannot-read", this.path, act);
  }

  /** Fails when the file is not what it was. */
  #check(): void {
    const now = this.files.stat(this.path, true);
    const { sizeBytes, modifiedMs } = this.#info;
    if (now === null || now.sizeBytes !== sizeBytes || now.modifiedMs !== modifiedMs) {
      throw new Error("it was changed while it was read");
    }
  }

  /** The next bytes; null at the end. */
  read(into: Uint8Array): Promise<number | null> {
    return new Promise((resolve) => {
      resolve(this.#try(() => this.#pipe === null ? this.#next(into) : this.#fromPipe(this.#pipe, into)));
    });
  }

  #next(into: Uint8Array): number | null {
    const count = this.files.readAt(this.path, this.#position, into);
    this.#check();
    this.#position += count ?? 0;
    return count;
  }

  #fromPipe(pipe: OpenFile, into: Uint8Array): number | null {
    const count = pipe.read(into);
    if (count === null) this.close();
    return count;
  }

  /** The bytes [from, to). */
  slice(from: number, to: number): Uint8Array<ArrayBuffer> {
    return this.#try(() => {
      if (this.#info.kind !== "file") throw new Error("this format needs a file whose parts can be read in any order");
      const bytes = new Uint8Array(to - from);
      for (let at = 0; at < bytes.length;) {
        const count = this.files.readAt(this.path, from + at, bytes.subarray(at));
        if (count === null) throw new Error("it ends too early");
        at += count;
      }
      this.#check();
      return bytes;
    });
  }

  close(): void {
    this.#pipe?.close();
    this.#pipe = null;
  }
}

/** A file for rows that have to wait; it is there until it is closed. */
export function scratchFile(files: Files): Scratch {
  const onScratch = <T>(act: () => T): T => onFile("cannot-write", "a temporary file", act);
  const path = onScratch(() => files.makeTemporary("file", { prefix: "batuta-rows-" }));
  return {
    append: (bytes) => onScratch(() => files.writeBytes(path, bytes, true)),
    read: (position, into) =>
      onScratch(() => {
        for (let at = 0; at < into.length;) {
          const count = files.readAt(path, position + at, into.subarray(at));
          if (count === null) throw new Error("it ends too early");
          at += count;
        }
      }),
    close: () => onScratch(() => files.remove(path, false)),
  };
}
