/**
 * A line editor for terminals, apart from any terminal.
 *
 * Reading order: `keys.ts` (what a terminal sends, as keys) · `width.ts` (graphemes and columns) · `history.ts` · `editor.ts` (keys → text and
 * cursor) · `screen.ts` (a view → what steers a terminal).
 *
 * ```ts
 * import { Editor, History, KeyReader } from "./mod.ts";
 *
 * const language = {
 *   isWhole: () => true,
 *   indentAt: () => 0,
 * };
 * const editor = new Editor(language, new History());
 * const wishes = new KeyReader().push("(+ 1 2\x1b[D3\r").map((key) => editor.press(key));
 * console.assert(editor.text === "(+ 1 32" && wishes.at(-1) === "submit");
 * ```
 *
 * Omits: mouse; more than one kill.
 * @module
 */
export { type Candidate, type Completions, Editor, type Language, type View, type Wish } from "./editor.ts";
export { encodeEntry, History, MOST_ENTRIES } from "./history.ts";
export { type Key, KeyReader } from "./keys.ts";
export { type Layout, layout, type Picture, Screen, type Size, type Styled } from "./screen.ts";
export { columnsOf, graphemes, graphemeWidth, nextBorder, previousBorder } from "./width.ts";
