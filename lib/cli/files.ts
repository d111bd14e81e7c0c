/**
 * The disk as a Batuta program sees it, on Deno. In: paths. Out: what `Files` asks for; Deno's own errors.
 * @module
 */
import type { FileInfo, Files, OpenFile } from "../runtime/mod.ts";

function open(path: string): OpenFile {
  const file = Deno.openSync(path);
  // A folder opens like a file on Unix and fails only when it is read.
  return { read: (into) => file.readSync(into), close: () => file.close() };
}

function readAt(path: string, position: number, into: Uint8Array): number | null {
  const file = Deno.openSync(path);
  try {
    file.seekSync(position, Deno.SeekMode.Start);
    return file.readSync(into);
  } finally {
    file.close();
  }
}

function kindOf(info: Deno.FileInfo): FileInfo["kind"] {
  if (info.isSymlink) return "link";
  return info.isFile ? "file" : info.isDirectory ? "directory" : "other";
}

function stat(path: string, follow: boolean): FileInfo | null {
  try {
    const info = follow ? Deno.statSync(path) : Deno.lstatSync(path);
    return {
      kind: kindOf(info),
      sizeBytes: info.size,
      modifiedMs: info.mtime?.getTime() ?? null,
      createdMs: info.birthtime?.getTime() ?? null,
      mode: info.mode === null ? null : info.mode & 0o7777,
    };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
    throw error;
  }
}

/** The files of the machine. */
export const denoFiles: Files = {
  open,
  readAt,
  stat,
  writeBytes: (path, bytes, append) => Deno.writeFileSync(path, bytes, { append }),
  list: (path) => Array.from(Deno.readDirSync(path), (entry) => entry.name),
  makeFolder: (path) => Deno.mkdirSync(path, { recursive: true }),
  makeTemporary: (kind, { prefix, suffix, folder }) =>
    (kind === "file" ? Deno.makeTempFileSync : Deno.makeTempDirSync)({ prefix, suffix, dir: folder }),
  remove: (path, recursive) => Deno.removeSync(path, { recursive }),
  copy: (from, to) => Deno.copyFileSync(from, to),
  rename: (from, to) => Deno.renameSync(from, to),
  link: (target, path) => Deno.symlinkSync(target, path),
  readLink: (path) => Deno.readLinkSync(path),
  realPath: (path) => Deno.realPathSync(path),
  currentFolder: () => Deno.cwd(),
};
