/**
 * The tokens of a text that somebody is typing.
 * @module
 */
import { type Token, tokenize } from "../reader/mod.ts";
import { Source } from "../source/mod.ts";

/** All tokens; joined they are the text. */
export function tokensOf(text: string): Token[] {
  return tokenize(new Source("<input>", text));
}
