/**
 * `batuta check --watch`: a file that is saved is checked again, and of it only what has changed.
 * In: files and folders. Out: what is wrong, each time a program in them has another text; it goes on until it is interrupted.
 * @module
 */
import { relative } from "node:path";
import { LiveCheck, Session } from "../compiler/mod.ts";
import { type Diagnostic, Source } from "../source/mod.ts";
import type { DenoHost } from "./host.ts";
import { readProgram } from "./program.ts";
import { isProgramName } from "./program_files.ts";
import { report } from "./report.ts";

/** Checks files as they are saved. */
class Watch {
  /** The file that is being edited. */
  #path = "";
  #text = "";
  #live: LiveCheck | null = null;

  constructor(readonly host: DenoHost, readonly strict: boolean) {}

  async changed(path: string): Promise<void> {
    // A file that is gone, or only just being written, says nothing.
    const source = readProgram(this.host, path);
    if (!(source instanceof Source) || (path === this.#path && source.text === this.#text)) return;
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

/** Checks programs again whenever they are saved, until it is interrupted. */
export async function watchPrograms(
  host: DenoHost,
  paths: readonly string[],
  strict: boolean,
): Promise<void> {
  const watch = new Watch(host, strict);
  const watcher = Deno.watchFs([...paths]);
  if (host.errors !== "json") host.writeError("watching; Ctrl-C ends it\n");
  for await (const { kind, paths: changed } of watcher) {
    if (kind === "access" || kind === "remove") continue;
    for (const path of new Set(changed)) if (isProgramName(path)) await watch.changed(relative(Deno.cwd(), path));
  }
}
