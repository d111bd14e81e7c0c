/**
 * Types, where a program has any: the room that checks them is loaded when a text first declares a type.
 * In: core code of each form. Out: the code to run, or a `SyntaxError` with the first mistake; warnings are told. A program that declares
 * no types pays for one look at its text.
 * @module
 */
import { type Core, SyntaxError } from "../expander/mod.ts";
import { andThen, awaitPromise, currentNamespace, host, setCallCheck } from "../runtime/mod.ts";
import type { Diagnostic, Source } from "../source/mod.ts";
import type { Checker } from "../types/mod.ts";

/** What a Host loads. */
export interface TypeRoom {
  readonly Checker: new () => Checker;
}

/** `::` by itself, which stands before a type. */
const MARK = /::(?=[\s,[({#])/;

/** How hard to look. */
export interface Looking {
  /** Whether code without annotations is checked too. */
  readonly everything: boolean;
  /** Whether what is only doubtful is an error. */
  readonly strict: boolean;
  /** Whether functions with declared types check, at run time, what code without types hands them. */
  readonly checkCalls: boolean;
}

let checker: Checker | null = null;
let asked: Looking = { everything: false, strict: false, checkCalls: false };

/** The checker, once it is loaded. */
export function currentChecker(): Checker | null {
  return checker;
}

/** Says how hard to look from now on. */
export function lookAt(how: Looking): void {
  asked = how;
}

/** Whether a text declares types or asks for one. Most have nothing of either, which is found fastest without an expression. */
function mentionsTypes(text: string): boolean {
  return (text.includes("::") && MARK.test(text)) || text.includes("type-of");
}

function isNeeded({ text }: Source): boolean {
  return checker === null && host.types !== undefined && (asked.everything || mentionsTypes(text));
}

async function load(): Promise<void> {
  const room = await host.types?.() as TypeRoom | undefined; // what a Host gives
  if (room === undefined || checker !== null) return;
  checker = new room.Checker();
  setCallCheck(checker.checkCall);
}

/** Loads what checks types if a text declares any. */
export async function prepareTypes(source: Source): Promise<void> {
  if (isNeeded(source)) await load();
}

/** The same, for a running process, which may wait. */
export function withTypes(source: Source, then: () => unknown): unknown {
  return isNeeded(source) ? andThen(awaitPromise(load), then) : then();
}

/** Reports all that is wrong with the code of a form. */
export function lookOver(core: Core, report: (found: Diagnostic) => void): void {
  checker?.check(core, { ns: currentNamespace(), ...asked, report });
}

/** The code of a form to run, when nothing in it is certainly wrong. */
export function checked(core: Core, onWarning: (warning: Diagnostic) => void): Core {
  if (checker === null) return core;
  const errors: Diagnostic[] = [];
  const report = (found: Diagnostic) => {
    if (found.severity === "error") errors.push(found);
    else if (asked.strict) errors.push({ ...found, severity: "error" });
    else onWarning(found);
  };
  const code = checker.check(core, { ns: currentNamespace(), ...asked, report });
  if (errors.length > 0) throw new SyntaxError(errors[0]);
  return code;
}
