/**
 * `line-seq` over files and standard input: a lazy sequence that reads a block when its lines are needed.
 * @module
 */
import { type Seq, sourceSeq } from "../data/mod.ts";
import { between, defineLeaves } from "./core_install.ts";
import { onFile, StandardInput } from "./core_io.ts";
import { host, type OpenFile } from "./host.ts";
import { LineSource } from "./lines.ts";

const BLOCK_BYTES = 64 * 1024;

/** Closes files whose lines nobody can ask for any more. */
const unfinished = new FinalizationRegistry<OpenFile>((file) => file.close());

function openFile(path: string): OpenFile {
  if (host.files !== undefined) return host.files.open(path);
  let bytes: Uint8Array | null = host.readFile(path);
  return {
    read: (into) => {
      if (bytes === null || bytes.length === 0) return null;
      const count = Math.min(into.length, bytes.length);
      into.set(bytes.subarray(0, count));
      bytes = bytes.subarray(count);
      return count;
    },
    close: () => bytes = null,
  };
}

function linesOfFile(path: string): Seq | null {
  const file = onFile("cannot-read", path, () => openFile(path));
  const block = new Uint8Array(BLOCK_BYTES);
  const source = new LineSource(() => {
    const count = onFile("cannot-read", path, () => file.read(block));
    if (count !== null) return block.subarray(0, count);
    unfinished.unregister(file);
    file.close();
    return null;
  });
  unfinished.register(source, file, file);
  return sourceSeq(source);
}

const encoder = new TextEncoder();

function nextInputBlock(): Uint8Array | null {
  if (host.readBlock !== undefined) return host.readBlock();
  const line = host.readLine();
  return line === null ? null : encoder.encode(line + "\n");
}

defineLeaves({
  "-standard-input?": (reader) => reader instanceof StandardInput && !reader.holdsText,
  "-file-lines": (path) => linesOfFile(path as string), // `line-seq` asks for strings only
  "-input-lines": between(0, 0, () => sourceSeq(new LineSource(nextInputBlock))),
});
