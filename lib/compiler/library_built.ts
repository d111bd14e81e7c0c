/**
 * Loads the standard library as a build has compiled it: two files beside this module's bundle. See `ahead.ts`.
 * @module
 */
import { callPinned, getNamespace } from "../runtime/mod.ts";
import type { LibraryIndex } from "./ahead.ts";
import { CONSTRUCTORS } from "./constants.ts";
import { HELPERS } from "./helpers.ts";

/** The file names a build gives the index and the text. */
export const INDEX_FILE = "library.json";
export const TEXT_FILE = "library.txt";

function read(file: string): string {
  return Deno.readTextFileSync(new URL(file, import.meta.url));
}

/** Makes the names of the standard library known; their definitions run on first need. */
export function loadLibrary(): void {
  const index: LibraryIndex = JSON.parse(read(INDEX_FILE));
  let text: string | null = null;
  const run = (places: readonly number[]) => {
    text ??= read(TEXT_FILE);
    for (let i = 0; i < places.length; i += 2) {
      const unit = (0, eval)(text.slice(places[i], places[i + 1]));
      callPinned("the standard library", () => unit(HELPERS, CONSTRUCTORS));
    }
  };
  for (const [ns, names] of Object.entries(index)) {
    const namespace = getNamespace(ns);
    const define = (name: string) => run(names[name]);
    for (const name in names) namespace.defer(name, define);
  }
}
