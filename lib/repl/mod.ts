/**
 * The REPL: entries in, values out.
 *
 * Reading order: `show.ts` (values for people) · `highlight.ts`, `indent.ts`, `completion.ts` and `language.ts` (Batuta, as a line editor
 * knows it) · `commands.ts` (`:help`) · `repl.ts` (the loop).
 *
 * ```ts
 * import { type Evaluator, repl } from "./mod.ts";
 *
 * const lines = ["41"];
 * const evaluator: Evaluator = {
 *   namespace: "user",
 *   run: (source, options) => {
 *     options?.onValue?.(Number(source.text) + 1);
 *     return Promise.resolve({ status: 0, value: null });
 *   },
 *   show: (value) => Promise.resolve({ status: 0, value: String(value) }),
 *   document: () => Promise.resolve(null),
 *   interrupt: () => false,
 * };
 * await repl(evaluator, {
 *   banner: "",
 *   interactive: false,
 *   width: 80,
 *   nextLine: () => Promise.resolve(lines.shift() ?? null),
 *   write: (text) => console.log(text), // 42
 *   report: () => {},
 *   reportFault: () => {},
 *   interruptibly: (run) => run(),
 * });
 * ```
 *
 * Omits: nothing known.
 * @module
 */

export { complete, completeKeyword, completeName, type Knowledge } from "./completion.ts";
export { highlight } from "./highlight.ts";
export { BATUTA, documentationOf, findVar, nameAt } from "./language.ts";
export { type Desk, type Evaluator, repl, type Result } from "./repl.ts";
export { printedWhole, shown } from "./show.ts";
