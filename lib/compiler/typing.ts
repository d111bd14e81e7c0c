/**
 * Types, where a program has any: the room that checks them is loaded when a text first declares a type.
 * In: core code of each form. Out: the code to run, or a `SyntaxError` with the first mistake; warnings are told. A program that declares
 * no types pays for one look at its text.
 * @module
 */
import { type Core, SyntaxError } from "../expander/mod.ts";
import { andThen, awaitPromise, currentNamespace, host } from "../runtime/mod.ts";
import type { Diagnostic, Source } from "../source/mod.ts";
import type { Checker } from "../types/mod.ts";

/** What a Host loads. */
export interface TypeRoom {
  readonly Checker: new () => Checker;
}

/** `::` by itself, which stands before a type, or a question for one. */
const MARK = /::(?=[\s,[({#])|type-of/;

let checker: Checker | null = null;
/** Whether code without annotations is checked too, and whether what is only doubtful is an error. */
let asked = { everything: false, strict: false };

/** The checker, once it is loaded. */
export function currentChecker(): Checker | null {
  return checker;
}

/** Says how hard to look from now on. */
export function lookAt(how: { readonly everything: boolean; readonly strict: boolean }): void {
  asked = how;
}

function isNeeded({ text }: Source): boolean {
  return checker === null && host.types !== undefined && (asked.everything || MARK.test(text));
}

async function load(): Promise<void> {
  const room = await host.types?.() as TypeRoom | undefined; // what a Host gives
  if (room !== undefined) checker ??= new room.Checker();
}

/** Loads what checks types if a text declares any. */
export async function prepareTypes(source: Source): Promise<void> {
  if (isNeeded(source)) await load();
}

/** The same, for a running process, which may wait. */
export function withTypes(source: Source, then: () => unknown): unknown {
  return isNeeded(source) ? andThen(awaitPromise(load), then) : then();
}

/** The code of a form to run, when nothing in it is certainly wrong. */
export function checked(core: Core, onWarning: (warning: Diagnostic) => void): Core {
  if (checker === null) return core;
  const errors: Diagnostic[] = [];
  const report = (found: Diagnostic) => {
    if (found.severity === "error") errors.push(found);
    else onWarning(found);
  };
  const code = checker.check(core, { ns: currentNamespace(), ...asked, report });
  if (errors.length > 0) throw new SyntaxError(errors[0]);
  return code;
}
