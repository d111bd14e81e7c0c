/**
 * `await read("csv", "a,b\n1,2\n")` is what a reader makes of a text: its records as they print, one string each; a failure that comes behind
 * them is the last. With `cut`, the text comes in pieces of so many bytes.
 */
import { BatutaError, printReadably } from "../../lib/data/mod.ts";
import { type ReadOptions, readRecords, type TextFormat } from "../../lib/formats/mod.ts";

export async function read(
  format: TextFormat,
  text: string | Uint8Array,
  { cut = 1 << 16, ...options }: ReadOptions & { cut?: number } = {},
): Promise<string[]> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  let at = 0;
  const stream = {
    read(into: Uint8Array): Promise<number | null> {
      if (at === bytes.length) return Promise.resolve(null);
      const piece = bytes.subarray(at, at + Math.min(cut, into.length));
      into.set(piece);
      at += piece.length;
      return Promise.resolve(piece.length);
    },
  };
  const found: string[] = [];
  try {
    for await (const records of readRecords(format, stream, options)) {
      found.push(...records.map((r) => printReadably(r)));
    }
  } catch (error) {
    if (!(error instanceof BatutaError)) throw error;
    found.push(`${error.code}: ${error.message}`);
  }
  return found;
}
