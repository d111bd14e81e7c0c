/**
 * The mistakes of this room, which can only be its own.
 * @module
 */

import type { ErrorEntry } from "../source/mod.ts";

/** Code → sentence, hint; there is no program that causes them, as far as is known. */
export const FORMATTER_ERRORS: { readonly "format-fault": ErrorEntry<{ name: string }> } = {
  "format-fault": {
    message: ({ name }) => `Formatted, \`${name}\` would not mean the same; it is left as it is`,
    hint: "this is a fault in Batuta, please report it with the file",
    example: "",
  },
};
