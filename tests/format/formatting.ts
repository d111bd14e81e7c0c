/**
 * The formatter in tests: `formatted(text)` is the text of a program that reads.
 */
import assert from "node:assert/strict";
import { formatSource, type LineRange, type OtherNamespaces } from "../../lib/format/mod.ts";
import { Source } from "../../lib/source/mod.ts";

export function formatted(
  text: string,
  { range = null, others }: { range?: LineRange | null; others?: OtherNamespaces } = {},
): string {
  const result = formatSource(new Source("t.bat", text), others, range);
  if ("diagnostics" in result) assert.fail(`${result.diagnostics.map(({ message }) => message).join("; ")}\n${text}`);
  return result.text;
}

/** Lines without the indentation that they have in common and without the empty line at the beginning. */
export function lines(text: string): string {
  const all = text.replace(/^\n/, "").replace(/\n *$/, "\n").split("\n");
  const indent = Math.min(...all.filter((line) => line.trim() !== "").map((line) => line.search(/\S/)));
  return all.map((line) => line.slice(indent)).join("\n");
}
