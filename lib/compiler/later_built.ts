/**
 * Makes what `later.ts` makes as a build has it: a script beside this module's bundle, which runs when a program first asks for a name
 * that it defines. A start pays 8 us for each KB of a bundle; the script is 2 ms for the programs that need it.
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

/** The file name of the script: the text of a function of what it imports. */
export const LATER_FILE = "later.txt";
/** The build writes a `Later` in its place. */
export const LATER_MARK = "@later@";

/** In a function of its own, so that V8 compiles it when the script is wanted. */
const later = (): Later => LATER_MARK as unknown as Later;

const { names, imports } = later();
let isLoaded = false;

function load(): void {
  if (isLoaded) return;
  isLoaded = true;
  (0, eval)(Deno.readTextFileSync(`${import.meta.dirname}/${LATER_FILE}`))(imports());
}

for (const ns in names) {
  const namespace = getNamespace(ns);
  const define = (name: string) => {
    load();
    namespace.get(name); // the script has put its own definition in place of this one
  };
  namespace.deferAll(() => {
    for (const name of names[ns].split(" ")) namespace.defer(name, define);
  });
}
