/**
 * Loads the standard library as a build has compiled it: files beside this module's bundle. See `ahead.ts`.
 * @module
 */
import "../actor/mod.ts"; // makes the primitives that the library's files name, as the runtime does
import "batuta/later";
import { callPinned, type Definition, getNamespace, setCompiledDefinitions } from "../runtime/mod.ts";
import type { LibraryIndex } from "./ahead.ts";
import { CONSTRUCTORS } from "./constants.ts";
import { HELPERS } from "./helpers.ts";
import { LIBRARY } from "./library.ts";
import { LibraryUnit } from "./unit.ts";

/** The file names a build gives the index and the texts. */
export const INDEX_FILE = "library.json";
export const TEXT_FILE = "library.txt";
export const RESUME_FILE = "library_resume.txt";
/** Where the definitions stand and their source text, for people: namespace → name → definition. */
export const DEFINITIONS_FILE = "library_definitions.json";

/** Not a URL: the first one of a process costs more than reading. */
function pathOf(file: string): string {
  return `${import.meta.dirname}/${file}`;
}

function read(file: string): string {
  return Deno.readTextFileSync(pathOf(file));
}

/**
 * What loads `[start, end)` of a file of ASCII. Only that is read: programs need some 20 KB of 5 MB, and to touch so much memory is a sixth of their
 * start. The file is opened for the first and stays open.
 */
function loaderOf(file: string): (start: number, end: number) => (...args: unknown[]) => unknown {
  let opened: Deno.FsFile | null = null;
  const decoder = new TextDecoder();
  return (start, end) => {
    opened ??= Deno.openSync(pathOf(file));
    opened.seekSync(start, Deno.SeekMode.Start);
    const bytes = new Uint8Array(end - start);
    for (let at = 0, n: number | null = 0; at < bytes.length && n !== null; at += n ?? 0) {
      n = opened.readSync(bytes.subarray(at));
    }
    return (0, eval)(decoder.decode(bytes));
  };
}

/** Makes the names of the standard library known; their definitions run on first need. */
export function loadLibrary(): void {
  let index: LibraryIndex | null = null;
  const loadUnit = loaderOf(TEXT_FILE);
  const loadResume = loaderOf(RESUME_FILE);
  const run = (ns: string, name: string, places: readonly number[]) => {
    for (let i = 0; i < places.length; i += 2) {
      const unit = loadUnit(places[i], places[i + 1]);
      const home = new LibraryUnit(ns, name, i / 2);
      callPinned("the standard library", () => unit(HELPERS, CONSTRUCTORS, loadResume, home));
    }
  };
  for (const [ns] of LIBRARY) {
    const namespace = getNamespace(ns);
    namespace.deferAll(() => {
      index ??= JSON.parse(read(INDEX_FILE)) as LibraryIndex; // what a build has written
      const names = index[ns] ?? {};
      const define = (name: string) => run(ns, name, names[name]);
      for (const name in names) namespace.defer(name, define);
    });
  }
  let definitions: Record<string, Record<string, Definition>> | null = null;
  setCompiledDefinitions((ns, name) => {
    definitions ??= JSON.parse(read(DEFINITIONS_FILE)) as typeof definitions;
    return definitions?.[ns]?.[name] ?? null;
  });
}
