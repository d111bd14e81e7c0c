/**
 * Whether two texts are the same program: their tokens are equal one by one, comments among them.
 * @module
 */

import { Tokenizer } from "../reader/mod.ts";

/** The next token that is not white space; false at the end. */
function advance(tokens: Tokenizer): boolean {
  while (tokens.next()) if (tokens.kind !== "space") return true;
  return false;
}

function textOf(tokens: Tokenizer): string {
  const text = tokens.text.slice(tokens.start, tokens.end);
  return tokens.kind === "comment" ? text.trimEnd() : text;
}

/** Whether the texts differ in white space only. */
export function isSameProgram(before: string, after: string): boolean {
  const a = new Tokenizer(before);
  const b = new Tokenizer(after);
  for (;;) {
    const more = advance(a);
    if (more !== advance(b)) return false;
    if (!more) return true;
    if (a.kind !== b.kind || textOf(a) !== textOf(b)) return false;
  }
}
