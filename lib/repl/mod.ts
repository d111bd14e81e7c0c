/**
 * The REPL: lines in, values out.
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
 *   print: (value) => Promise.resolve({ status: 0, value: String(value) }),
 *   show: (value) => Promise.resolve({ status: 0, value: String(value) }),
 * };
 * await repl(evaluator, {
 *   banner: "",
 *   interactive: false,
 *   width: 80,
 *   nextLine: () => Promise.resolve(lines.shift() ?? null),
 *   write: (text) => console.log(text), // 42
 *   report: () => {},
 *   reportFault: () => {},
 * });
 * ```
 *
 * Omits: a line editor with history and completion; interrupting one evaluation; connecting to a running system.
 * @module
 */

export { type Desk, type Evaluator, repl, type Result } from "./repl.ts";
