/**
 * `batuta check --watch`: a file that is saved is checked again, and of it only what has changed.
 * In: files and folders. Out: what is wrong, each time a program in them has another text; it goes on until it is interrupted.
 * @module
 */
import { basename, dirname, join, relative } from "node:path";
import { LiveCheck, Session } from "../compiler/mod.ts";
import { type Diagnostic, Source } from "../source/mod.ts";
import type { DenoHost } from "./host.ts";
import { readProgram } from "./program.ts";
import { isFolder, isProgramName } from "./program_files.ts";
import { report } from "./report.ts";

/** Checks files as they are saved. */
class Watch {
  /** The file that is being edited. */
  #path = "";
  #text = "";
  #live: LiveCheck | null = null;

  constructor(readonly host: DenoHost, readonly strict: boolean) {}

  async changed(path: string): Promise<void> {
    // A file that is gone, or empty since it is only just being written, says nothing.
    const source = readProgram(this.host, path);
    if (!(source instanceof Source) || source.text === "" || (path === this.#path && source.text === this.#text)) {
      return;
    }
    if (path !== this.#path || this.#live === null) this.#live = new LiveCheck(new Session(this.host), this.strict);
    this.#path = path;
    this.#text = source.text;
    const begun = performance.now();
    const found = await this.#live.check(source);
    this.#tell(path, found, performance.now() - begun);
  }

  #tell(path: string, found: readonly Diagnostic[], ms: number): void {
    if (found.length > 0) report(this.host, found);
    if (this.host.errors === "json") return;
    const what = found.length === 0 ? "nothing wrong" : `${found.length} found`;
    this.host.writeError(`${path}: ${what} (${Math.max(1, Math.round(ms))} ms)\n`);
  }
}

/**
 * Paths as the system names them in what it tells, and what of them is to be watched. Of a file that is its folder: an editor that writes a new file
 * and gives it the old one's name would leave a watch on a file that is gone.
 */
class Wanted {
  readonly #folders: string[] = [];
  readonly #files = new Set<string>();

  constructor(paths: readonly string[]) {
    for (const path of paths) {
      if (isFolder(path)) this.#folders.push(Deno.realPathSync(path));
      else if (isFolder(dirname(path))) this.#files.add(join(Deno.realPathSync(dirname(path)), basename(path)));
    }
  }

  /** Watches folders with all below them, of files only the folder that they are in. */
  watchers(): Deno.FsWatcher[] {
    const around = new Set(Array.from(this.#files, dirname));
    return [
      ...this.#folders.length > 0 ? [Deno.watchFs(this.#folders)] : [],
      ...around.size > 0 ? [Deno.watchFs([...around], { recursive: false })] : [],
    ];
  }

  has(path: string): boolean {
    if (this.#files.has(path)) return true;
    return this.#folders.some((folder) => {
      const below = relative(folder, path);
      return !below.split(/[/\\]/).some((part) => part.startsWith(".") || part === "node_modules");
    });
  }
}

/**
 * Checks programs by `first`, then those again that are saved, until it is interrupted. What is saved during the first check is not missed. Answers
 * what `first` answered, when there is nothing to watch.
 */
export async function watchPrograms(
  host: DenoHost,
  paths: readonly string[],
  strict: boolean,
  first: () => Promise<number>,
): Promise<number> {
  const wanted = new Wanted(paths);
  const watchers = wanted.watchers();
  const status = await first();
  // What there is not, the first check has said.
  if (watchers.length === 0) return status;
  const watch = new Watch(host, strict);
  if (host.errors !== "json") host.writeError("watching; Ctrl-C ends it\n");
  // One file is checked after the other, also when several watchers tell something.
  let last = Promise.resolve();
  await Promise.all(watchers.map(async (watcher) => {
    for await (const { kind, paths: changed } of watcher) {
      if (kind === "access" || kind === "remove") continue;
      for (const path of new Set(changed)) {
        if (!isProgramName(path) || !wanted.has(path)) continue;
        last = last.then(() => watch.changed(relative(Deno.cwd(), path)));
      }
    }
  }));
  await last;
  return status;
}
