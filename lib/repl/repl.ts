/**
 * The read–evaluate–print loop.
 * In: an evaluator and a desk, where entries come from and texts go to. Out: nothing; it ends with the input.
 * A form may take several lines; an entry may hold several forms. A failure is reported, and the loop goes on.
 * Source: the tour's REPL chapter for the look of prompts and values.
 * @module
 */

import { isComplete } from "../reader/mod.ts";
import { type Diagnostic, Source } from "../source/mod.ts";
import { command } from "./commands.ts";

/** How one evaluation ended; the same shape as a Session's outcome. */
export type Result =
  | { readonly status: 0; readonly value: unknown }
  | { readonly status: 1 | 2; readonly diagnostics: readonly Diagnostic[] };

/** What evaluates: this program, or another one. */
export interface Evaluator {
  /** The name of the current namespace, for the prompt. */
  readonly namespace: string;
  run(
    source: Source,
    options?: {
      onValue?: (value: unknown) => void | Promise<void>;
      onWarning?: (warning: Diagnostic) => void;
      /** Values and errors are kept for the person at the desk: `*1`, `*e`. */
      remember?: boolean;
    },
  ): Promise<Result>;
  /** The text of a value: for people, so many columns wide, or, without columns, as it reads back. */
  show(value: unknown, columns: number | null): Promise<Result>;
  /** What is known of a name; null for nothing. */
  document(name: string): Promise<string | null>;
  /** Ends what runs now; false when nothing does. */
  interrupt(): boolean;
}

/** Where the loop reads and writes. */
export interface Desk {
  /** First lines for people. */
  readonly banner: string;
  /** Whether somebody types: banner and prompts are shown. */
  readonly interactive: boolean;
  /** How many characters stand in a line. */
  readonly width: number;
  /** The next line without its ending, null at the end. Shows what was written before it waits. */
  nextLine(): Promise<string | null>;
  /** The next entry, edited by whoever types it, null at the end; left out where lines are all there is. */
  nextEntry?(prompt: string): Promise<string | null>;
  write(text: string): void;
  report(diagnostics: readonly Diagnostic[]): void;
  /** Reports a fault of Batuta itself: what the evaluator threw. */
  reportFault(error: unknown): void;
  /** Does something that somebody may want to interrupt. */
  interruptibly(run: () => Promise<void>, interrupt: () => void): Promise<void>;
}

const HOME = "user";

/** `batuta> `, or `batuta my.app> ` away from home. */
function promptOf(namespace: string): string {
  return namespace === HOME ? "batuta> " : `batuta ${namespace}> `;
}

/** Lines until they hold whole forms; null at the end of the input. What is left unfinished there is answered too. */
async function readEntry(desk: Desk, namespace: string): Promise<string | null> {
  const prompt = promptOf(namespace);
  if (desk.nextEntry !== undefined) return await desk.nextEntry(prompt);
  let text = "";
  let showing = prompt;
  while (true) {
    if (desk.interactive) desk.write(showing);
    const line = await desk.nextLine();
    if (line === null) return text === "" ? null : text;
    text += `${line}\n`;
    if (isComplete(text) !== "incomplete") return text;
    // Aligned under the first line, so that what stands on the screen can be copied into a file.
    showing = " ".repeat(prompt.length);
  }
}

async function showValue(evaluator: Evaluator, desk: Desk, value: unknown): Promise<void> {
  const { interactive, width } = desk;
  const printed = await evaluator.show(value, interactive ? width : null);
  if (printed.status === 0) desk.write(`${printed.value}\n`);
  else desk.report(printed.diagnostics);
}

async function evaluate(evaluator: Evaluator, desk: Desk, source: Source): Promise<void> {
  // Values of the other forms are shown also where the last one fails.
  let printing = Promise.resolve();
  const onValue = (value: unknown) => printing = printing.then(() => showValue(evaluator, desk, value));
  const onWarning = (warning: Diagnostic) => desk.report([warning]);
  const result = await evaluator.run(source, { onValue, onWarning, remember: true });
  await printing;
  if (result.status !== 0) desk.report(result.diagnostics);
}

/** Reads, evaluates and prints until the input ends. */
export async function repl(evaluator: Evaluator, desk: Desk): Promise<void> {
  if (desk.interactive) desk.write(`${desk.banner}\n`);
  for (let entry = 1;; entry++) {
    const text = await readEntry(desk, evaluator.namespace);
    if (text === null) break;
    const answer = desk.interactive ? await command(text, (name) => evaluator.document(name)) : null;
    if (answer === "quit") return;
    if (answer !== null) {
      desk.write(answer.text);
      continue;
    }
    try {
      const source = new Source(`<repl ${entry}>`, text);
      await desk.interruptibly(() => evaluate(evaluator, desk, source), () => evaluator.interrupt());
    } catch (error) {
      // Who works at a REPL has state in it; a fault in one evaluation must not take that away.
      desk.reportFault(error);
    }
  }
  if (desk.interactive && desk.nextEntry === undefined) desk.write("\n");
}
