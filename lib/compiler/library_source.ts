/**
 * Loads the standard library from its source, for running without a build.
 * @module
 */
import "batuta/later";
import { compileLibrary } from "./library.ts";

/** Makes the namespaces of the standard library. */
export function loadLibrary(): void {
  compileLibrary((file) => Deno.readTextFileSync(new URL(`../../stdlib/${file}`, import.meta.url)));
}
