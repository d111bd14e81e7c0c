/**
 * Makes what `later.ts` makes as a build has it: a function in a file beside this module's bundle, which runs when a program first asks for a name
 * that it defines. A start pays 8 us for each KB of a bundle. The file is a module, which V8 need not compile anew, for whoever foresees that the
 * program will ask, and the text of a script for the others, who cannot wait: that takes 8 ms longer.
 * In: what the build writes into the text of the bundle (`scripts/later.ts`). Out: vars on first need.
 * @module
 */
import { getNamespace } from "../runtime/mod.ts";

/** What a build knows of the script. */
export interface Later {
  /** The names that it defines, by namespace, with spaces between them. */
  readonly names: Readonly<Record<string, string>>;
  /** What it imports from the bundle, by its names there. */
  readonly imports: () => unknown;
}

/** The name of the file. */
export const LATER_FILE = "later.js";
/** What it begins with, before a function of what it imports. */
export const LATER_EXPORT = "export default ";
/** The build writes a `Later` in its place. */
export const LATER_MARK = "@later@";

/** In a function of its own, so that V8 compiles it when the script is wanted. */
const later = (): Later => LATER_MARK as unknown as Later;

const { names, imports } = later();
let isLoaded = false;

function run(script: (shared: unknown) => void): void {
  if (isLoaded) return;
  isLoaded = true;
  script(imports());
}

function load(): void {
  if (isLoaded) return;
  const text = Deno.readTextFileSync(`${import.meta.dirname}/${LATER_FILE}`);
  run((0, eval)(text.slice(LATER_EXPORT.length)));
}

/** What programs say that ask for these names, nearly always. */
const SIGNS = /\((?:from|file|plot|write-to|defquery|deflog)\s|\b(?:dlog|http|query)\b/;

/** Loads what a program will ask for, if its text looks like that. The host must be known. */
export async function foresee(text: string): Promise<void> {
  // The bundler leaves alone what it cannot read.
  if (!isLoaded && SIGNS.test(text)) run((await import([".", LATER_FILE].join("/"))).default);
}

for (const ns in names) {
  const namespace = getNamespace(ns);
  const define = (name: string) => {
    load();
    namespace.get(name); // the script has put its own definition in place of this one
  };
  namespace.deferAll(() => {
    if (isLoaded) return;
    for (const name of names[ns].split(" ")) namespace.defer(name, define);
  });
}
