/**
 * A file gets a new text all at once: it is written beside and then takes the file's place, with its mode. Whoever reads meanwhile gets the old
 * text or the new one, and so does who comes after a crash. A link stays one; what it leads to is replaced.
 * @module
 */

import { basename, dirname, join } from "node:path";

/** Replaces the text of a file that is there. Throws what Deno throws; the file is then as it was. */
export function replaceFile(path: string, text: string): void {
  const real = Deno.realPathSync(path);
  const { mode } = Deno.statSync(real);
  const beside = join(dirname(real), `.${basename(real)}.${Deno.pid}.new`);
  try {
    const file = Deno.openSync(beside, { write: true, createNew: true });
    try {
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
      file.syncDataSync();
    } finally {
      file.close();
    }
    if (mode !== null) Deno.chmodSync(beside, mode & 0o7777);
    Deno.renameSync(beside, real);
  } catch (error) {
    try {
      Deno.removeSync(beside);
    } catch {
      // It was never made, or cannot be removed: the first error says why.
    }
    throw error;
  }
}
