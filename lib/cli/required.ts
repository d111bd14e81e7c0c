/**
 * What the namespaces that a program requires say about their macros. The file of `a.lib-x` is looked for as `a/lib-x.bat` (or `a/lib_x.cljc`)
 * in the program's folder and those around it. What is not found, or does not read, says nothing.
 * @module
 */

import { dirname, join, resolve } from "node:path";
import { type Declarations, declarationsOf, type OtherNamespaces } from "../format/mod.ts";
import { Source } from "../source/mod.ts";

const ENDINGS = [".bat", ".batuta", ".cljc"];
/** Folders above the program's that are looked into. */
const MOST_FOLDERS = 8;

function readIfThere(path: string): Source | null {
  try {
    return new Source(path, Deno.readTextFileSync(path));
  } catch {
    return null;
  }
}

/** The namespaces that programs of some folders require, each read once. */
export class RequiredNamespaces {
  readonly #files = new Map<string, Declarations | null>();

  /** Those that a program in a folder can require. */
  from(folder: string): OtherNamespaces {
    return (ns) => this.#find(resolve(folder), ns);
  }

  #find(folder: string, ns: string): Declarations | undefined {
    const path = ns.replaceAll(".", "/");
    const names = [path, path.replaceAll("-", "_")].flatMap((name) => ENDINGS.map((ending) => name + ending));
    let at = folder;
    for (let up = 0; up < MOST_FOLDERS; up++) {
      for (const name of names) {
        const found = this.#read(join(at, name));
        if (found !== null) return found;
      }
      const above = dirname(at);
      if (above === at) break;
      at = above;
    }
    return undefined;
  }

  #read(path: string): Declarations | null {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const source = readIfThere(path);
    const declarations = source === null ? null : declarationsOf(source);
    this.#files.set(path, declarations);
    return declarations;
  }
}
