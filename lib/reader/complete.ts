/**
 * Is what was typed a whole input? For a prompt that goes on to a second line while a bracket is open.
 * @module
 */

import { Source } from "../source/mod.ts";
import { ANY_CONTEXT } from "./context.ts";
import { END, Reader } from "./reader.ts";

/** `incomplete`: more text could still make it right; `error`: no more text can. */
export type Completeness = "complete" | "incomplete" | "error";

/** Whether a text reads; one without any form is complete. */
export function isComplete(text: string): Completeness {
  const reader = new Reader(new Source("<input>", text), ANY_CONTEXT);
  while (reader.next() !== END);
  const mistakes = reader.diagnostics.length;
  // The one mistake of an incomplete text is that it ends too early.
  if (reader.incomplete && mistakes === 1) return "incomplete";
  return mistakes === 0 ? "complete" : "error";
}
