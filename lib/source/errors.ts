/**
 * The mistakes of this room: bytes that are not a text. An example's characters stand for its bytes (Latin-1).
 * @module
 */

import type { ErrorEntry } from "./diagnostic.ts";

/** Code → sentence, hint, smallest file that causes it. */
export const SOURCE_ERRORS = {
  "bad-utf8": {
    message: (d: { name: string; line: number; offset: number }) =>
      `\`${d.name}\` is not valid UTF-8: line ${d.line}, byte ${d.offset}`,
    hint: "save the file as UTF-8",
    example: '(println "caf\xe9")',
  } satisfies ErrorEntry<{ name: string; line: number; offset: number }>,
  "binary": {
    message: (d: { name: string; offset: number }) =>
      `\`${d.name}\` is a binary file, not a text: it has a NUL byte at byte ${d.offset}`,
    hint: "is this the file you meant?",
    example: "\x7fELF\x00",
  } satisfies ErrorEntry<{ name: string; offset: number }>,
} as const;
