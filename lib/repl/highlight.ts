/**
 * A program's text in colours.
 * In: text, where the cursor stands. Out: parts with styles, together the text. The brackets of the form that ends before the cursor, or begins
 * at it, stand out.
 * @module
 */
import type { Styled } from "../line_editor/mod.ts";
import type { Token } from "../reader/mod.ts";
import { tokensOf } from "./tokens.ts";

const NONE = "";
const STRING = "\x1b[32m";
const NUMBER = "\x1b[33m";
const KEYWORD = "\x1b[36m";
const COMMENT = "\x1b[2m";
const HEAD = "\x1b[1m";
const MATCH = "\x1b[1;4m";

function styleOf({ kind }: Token, isHead: boolean): string {
  switch (kind) {
    case "string":
    case "regex":
    case "char":
      return STRING;
    case "number":
      return NUMBER;
    case "keyword":
      return KEYWORD;
    case "comment":
      return COMMENT;
    case "symbol":
      return isHead ? HEAD : NONE;
    default:
      return NONE;
  }
}

/** The indices of the tokens that close and open the same form, by the index of each. */
function pairs(tokens: readonly Token[]): Map<number, number> {
  const open: number[] = [];
  const found = new Map<number, number>();
  for (const [i, { kind }] of tokens.entries()) {
    if (kind === "open") open.push(i);
    else if (kind === "close") {
      const at = open.pop();
      if (at !== undefined) found.set(at, i).set(i, at);
    }
  }
  return found;
}

/** The text in parts. */
export function highlight(text: string, cursor: number): Styled[] {
  const tokens = tokensOf(text);
  const brackets = pairs(tokens);
  const before = tokens.findIndex(({ kind, end }) => kind === "close" && end === cursor);
  const at = before >= 0 ? before : tokens.findIndex(({ kind, start }) => kind === "open" && start === cursor);
  const partner = brackets.get(at);
  return tokens.map((token, i) => {
    const matched = partner !== undefined && (i === at || i === partner);
    const isHead = tokens[i - 1]?.kind === "open" && text[tokens[i - 1].end - 1] === "(";
    return { text: text.slice(token.start, token.end), on: matched ? MATCH : styleOf(token, isHead) };
  });
}
