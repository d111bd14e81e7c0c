/**
 * Where a new line begins while somebody types: within the innermost form that is open.
 * @module
 */
import { columnsOf } from "../line_editor/mod.ts";
import { tokensOf } from "./tokens.ts";

/** How many spaces a line begins with that is begun at an offset. */
export function indentAt(text: string, at: number): number {
  const before = text.slice(0, at);
  const open: { column: number; bracket: string }[] = [];
  for (const { kind, start, end } of tokensOf(before)) {
    if (kind === "open") {
      const line = before.lastIndexOf("\n", start) + 1;
      open.push({ column: columnsOf(before.slice(line, end)), bracket: before.slice(start, end) });
    } else if (kind === "close") open.pop();
    // Within a string a space would be part of it.
    else if ((kind === "string" || kind === "regex") && end === at && !isClosed(before.slice(start, end))) return 0;
  }
  const inner = open.at(-1);
  if (inner === undefined) return 0;
  return inner.bracket.endsWith("(") ? inner.column + 1 : inner.column;
}

function isClosed(literal: string): boolean {
  return /^#?"(?:[^"\\]|\\.)*"$/s.test(literal);
}
