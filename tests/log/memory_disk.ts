/**
 * A disk in memory whose power can be cut: what was not synced is then there, in part, or not at all, as chance will have it.
 * Each change counts as one step, and the power can be cut at any of them.
 * Names are changed in order (as a journal does), contents are not: each write since the last sync survives on its own, whole or torn.
 */
import { type Disk, type DiskFile, logFailure } from "../../lib/log/mod.ts";

interface Inode {
  bytes: Uint8Array;
  /** What a power cut cannot take. */
  durable: Uint8Array;
  unsynced: ({ readonly at: number; readonly bytes: Uint8Array } | { readonly length: number })[];
}

type Entries = Map<string, Folder | Inode>;

interface Folder {
  entries: Entries;
  /** The entries after each change since the last sync; the first is what is durable. */
  history: Entries[];
}

const isFolder = (node: Folder | Inode | undefined): node is Folder => node !== undefined && "entries" in node;

function resized(bytes: Uint8Array, length: number): Uint8Array {
  const next = new Uint8Array(length);
  next.set(bytes.subarray(0, length));
  return next;
}

function applied(bytes: Uint8Array, change: Inode["unsynced"][number]): Uint8Array {
  if ("length" in change) return resized(bytes, change.length);
  const next = resized(bytes, Math.max(bytes.length, change.at + change.bytes.length));
  next.set(change.bytes, change.at);
  return next;
}

/** `cut`: a file is made shorter. */
type Change = "write" | "cut" | "sync" | "rename" | "make";

/** Thrown by every step after the power was cut. */
export class PowerCut extends Error {}

export class MemoryDisk implements Disk {
  #root: Folder = { entries: new Map(), history: [new Map()] };
  /** Changes so far. */
  steps = 0;
  /** The power goes at this step. */
  cutAt = Infinity;
  /** Answers an error for a change of a path, or null. */
  fault: (what: Change, path: string) => Error | null = () => null;

  /** Told how many bytes were read. */
  seeRead: (count: number) => void = () => {};

  #step(what: Change, path: string): void {
    if (++this.steps > this.cutAt) throw new PowerCut();
    const error = this.fault(what, path);
    if (error !== null) throw error;
  }

  #find(path: string): Folder | Inode | undefined {
    let node: Folder | Inode | undefined = this.#root;
    for (const part of path.split("/").filter(Boolean)) node = isFolder(node) ? node.entries.get(part) : undefined;
    return node;
  }

  #parent(path: string): { readonly folder: Folder; readonly name: string } {
    const cut = path.lastIndexOf("/");
    const folder = this.#find(path.slice(0, cut));
    if (!isFolder(folder)) throw logFailure("disk-missing", { path });
    return { folder, name: path.slice(cut + 1) };
  }

  #change(folder: Folder, change: (entries: Entries) => void): void {
    change(folder.entries);
    folder.history.push(new Map(folder.entries));
  }

  open(path: string, mode: "read" | "write" | "create" | "fresh" | "secret"): DiskFile {
    if (this.steps > this.cutAt) throw new PowerCut();
    let node = this.#find(path);
    if (isFolder(node)) throw logFailure("not-a-file", { path });
    if (node === undefined) {
      if (mode === "read" || mode === "write") throw logFailure("disk-missing", { path });
      this.#step("make", path);
      const { folder, name } = this.#parent(path);
      const made = node = { bytes: new Uint8Array(0), durable: new Uint8Array(0), unsynced: [] };
      this.#change(folder, (entries) => entries.set(name, made));
    } else if (mode === "fresh" || mode === "secret") {
      this.#step("write", path);
      node.unsynced.push({ length: 0 });
      node.bytes = new Uint8Array(0);
    }
    return this.#file(path, node);
  }

  #file(path: string, node: Inode): DiskFile {
    const change = (step: Inode["unsynced"][number]) => {
      this.#step("length" in step ? "cut" : "write", path);
      node.unsynced.push(step);
      node.bytes = applied(node.bytes, step);
    };
    const sync = () => {
      this.#step("sync", path);
      node.durable = node.bytes;
      node.unsynced = [];
    };
    return {
      path,
      readAt: (into, position) => {
        const found = node.bytes.subarray(position, position + into.length);
        into.set(found);
        this.seeRead(found.length);
        return found.length;
      },
      writeAt: (bytes, at) => change({ at, bytes: bytes.slice() }),
      size: () => node.bytes.length,
      truncate: (length) => change({ length }),
      sync: () => Promise.resolve().then(sync),
      syncNow: sync,
      close() {},
    };
  }

  kind(path: string): "file" | "folder" | null {
    const node = this.#find(path);
    return node === undefined ? null : isFolder(node) ? "folder" : "file";
  }

  list(path: string): string[] {
    const node = this.#find(path);
    if (!isFolder(node)) throw logFailure("disk-missing", { path });
    return [...node.entries.keys()];
  }

  makeFolder(path: string): void {
    if (path === "" || this.kind(path) === "folder") return;
    this.makeFolder(path.slice(0, path.lastIndexOf("/")));
    this.#step("make", path);
    const { folder, name } = this.#parent(path);
    this.#change(folder, (entries) => entries.set(name, { entries: new Map(), history: [new Map()] }));
    folder.history = [new Map(folder.entries)];
  }

  syncFolder(path: string): void {
    this.#step("sync", path);
    const node = this.#find(path);
    if (isFolder(node)) node.history = [new Map(node.entries)];
  }

  rename(from: string, to: string): void {
    this.#step("rename", from);
    const { folder, name } = this.#parent(from);
    const node = folder.entries.get(name);
    if (node === undefined) throw logFailure("disk-missing", { path: from });
    this.#change(folder, (entries) => {
      entries.delete(name);
      entries.set(this.#parent(to).name, node);
    });
  }

  remove(path: string): void {
    if (this.kind(path) === null) return;
    this.#step("rename", path);
    const { folder, name } = this.#parent(path);
    this.#change(folder, (entries) => entries.delete(name));
  }

  lock() {
    return { check() {}, release() {} };
  }

  /** Only writers of this thread change it, and they say so themselves. */
  watch(): () => void {
    return () => {};
  }

  whileLocked<T>(_path: string, act: () => T): T {
    return act();
  }

  /** Cuts the power: `chance()` in [0, 1) decides about everything that was not synced. The disk can be used again then. */
  cut(chance: () => number): void {
    const visited = new Set<Folder | Inode>();
    const visit = (node: Folder | Inode) => {
      if (visited.has(node)) return;
      visited.add(node);
      if (!isFolder(node)) return surviving(node, chance);
      const kept = node.history[Math.floor(chance() * node.history.length)];
      node.entries = new Map(kept);
      node.history = [new Map(kept)];
      for (const each of kept.values()) visit(each);
    };
    visit(this.#root);
    this.cutAt = Infinity;
  }

  /** The bytes of a file, to be changed in place. */
  bytes(path: string): Uint8Array {
    const node = this.#find(path);
    if (node === undefined || isFolder(node)) throw new Error(`no file ${path}`);
    return node.bytes;
  }

  /** Puts other bytes into a file, durably. */
  put(path: string, bytes: Uint8Array): void {
    const node = this.#find(path);
    if (node === undefined || isFolder(node)) throw new Error(`no file ${path}`);
    node.bytes = node.durable = bytes.slice();
    node.unsynced = [];
  }

  /** All files with their bytes. */
  files(): Map<string, Uint8Array> {
    const found = new Map<string, Uint8Array>();
    const walk = (folder: Folder, path: string) => {
      for (const [name, node] of folder.entries) {
        if (isFolder(node)) walk(node, `${path}/${name}`);
        else found.set(`${path}/${name}`, node.bytes);
      }
    };
    walk(this.#root, "");
    return found;
  }

  /** A disk with the same contents, all of them durable. */
  copy(): MemoryDisk {
    const copied = new MemoryDisk();
    for (const [path, bytes] of this.files()) {
      copied.makeFolder(path.slice(0, path.lastIndexOf("/")));
      copied.open(path, "create");
      copied.put(path, bytes);
      copied.syncFolder(path.slice(0, path.lastIndexOf("/")));
    }
    return copied;
  }
}

const PAGE = 512;

function surviving(node: Inode, chance: () => number): void {
  let bytes = node.durable;
  for (const change of node.unsynced) {
    const fate = chance();
    if (fate < 0.3) continue;
    if (fate > 0.6 || "length" in change) {
      bytes = applied(bytes, change);
      continue;
    }
    const from = chance() < 0.5 ? 0 : Math.floor(chance() * change.bytes.length / PAGE) * PAGE;
    const to = from + Math.floor(chance() * (change.bytes.length - from));
    if (change.at + from > bytes.length) bytes = resized(bytes, change.at + from); // a hole
    bytes = applied(bytes, { at: change.at + from, bytes: change.bytes.subarray(from, to) });
  }
  node.bytes = node.durable = bytes;
  node.unsynced = [];
}
