/** The version of Batuta, the same as in `deno.json` (a test compares them). @module */

/** Semantic version. */
export const VERSION = "0.1.0";
