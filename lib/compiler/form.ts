/**
 * Text → forms → functions that run them, in the current namespace: the steps that sessions and loading share.
 * @module
 */
import { parsePid, PMap, Seq, Sym, symbolFrom, toArray } from "../data/mod.ts";
import { type Core, Expander, reject, SyntaxError, toDatum } from "../expander/mod.ts";
import { ANY_CONTEXT, END, type ReadContext, Reader, readForms, spanOf } from "../reader/mod.ts";
import {
  callPinned,
  core,
  currentNamespace,
  dynamicValue,
  findByPrefix,
  invoke,
  recordLiteral,
} from "../runtime/mod.ts";
import type { Diagnostic, Source } from "../source/mod.ts";
import { compile, evaluateNow } from "./evaluate.ts";
import { definitionsOf } from "./definitions.ts";
import { checked, currentChecker, lookOver } from "./typing.ts";

/** What a tag means that the reader does not know: a reader of the program's, or a record. */
function taggedValue(tag: string, form: unknown): unknown {
  const datum = toDatum(form);
  const readers = dynamicValue(core.intern("*data-readers*"));
  const read = readers instanceof PMap ? readers.get(symbolFrom(tag), null) : null;
  if (read !== null) return callPinned("a data reader", () => invoke(read, [datum]));
  const record = recordLiteral(tag, datum);
  if (record !== undefined) return record;
  const other = dynamicValue(core.intern("*default-data-reader-fn*"));
  return typeof other === "function" ? callPinned("a data reader", () => other(symbolFrom(tag), datum)) : undefined;
}

/** What texts are read with: the current namespace as it is at each form. */
export const CURRENT_CONTEXT: ReadContext = {
  ns: () => currentNamespace().name,
  aliases: (alias) => findByPrefix(currentNamespace(), alias)?.name,
  actor: parsePid,
  tagged: taggedValue,
};

/** `::name`; the mark of a type, `::`, stands by itself. */
const RESOLVED = /::[^\s,()[\]{}"]/;

/** Tags that mean the same whatever a program defines. */
const OWN_TAG = /#(?!(?:inst|uuid|duration)\b)[A-Za-z][^\s"()[\]{}]*\s*["([{]/;

/** Whether what the text reads as can depend on what its forms do: `::name`, and tags that programs define. */
function dependsOnProgram(source: Source): boolean {
  return (source.text.includes("::") && RESOLVED.test(source.text)) || OWN_TAG.test(source.text);
}

/** Reads each form when those before it have run, in the namespace and with the aliases they left. */
function* readAsItRuns(source: Source, features: readonly string[]): Generator<unknown> {
  const reader = new Reader(source, { ...CURRENT_CONTEXT, features });
  for (let form = reader.next(); form !== END; form = reader.next()) {
    if (reader.diagnostics.length > 0) throw new SyntaxError(reader.diagnostics[0]);
    yield form;
  }
}

/** The forms of a source, each to be asked for when those before have run; or what is wrong with the text, as nothing runs then. */
export function formsOf(
  source: Source,
  features: readonly string[],
): { forms: Iterable<unknown>; diagnostics: readonly Diagnostic[] } {
  const { forms, diagnostics } = readForms(source, { ...ANY_CONTEXT, actor: parsePid, features });
  const waits = diagnostics.length === 0 && dependsOnProgram(source);
  return { forms: waits ? readAsItRuns(source, features) : forms, diagnostics };
}

/**
 * The forms that a top-level form stands for: those of a `do` run one after the other, so that each may change what the next
 * means: an alias, a macro, the current namespace.
 */
export function* formsIn(form: unknown): Generator<unknown> {
  const [head, ...body] = form instanceof Seq && form.seq() !== null ? toArray(form) : [];
  if (!(head instanceof Sym) || head.text !== "do" || body.length === 0) yield form;
  else for (const part of body) yield* formsIn(part);
}

/**
 * Checks the types of a `do` at top level before any of its parts runs, as far as it can be expanded as a whole: its parts may change what
 * the next ones mean. They are checked one by one again.
 */
export function checkWhole(form: unknown): void {
  if (currentChecker() === null) return;
  const [head] = form instanceof Seq && form.seq() !== null ? toArray(form) : [];
  if (!(head instanceof Sym) || head.text !== "do") return;
  let code: Core;
  try {
    code = new Expander(currentNamespace(), evaluateNow).topLevel(form);
  } catch {
    return; // whatever is wrong shows when the parts are expanded
  }
  checked(code, () => {});
}

/** A form as the function that runs it. */
export function compileForm(form: unknown, onWarning: (warning: Diagnostic) => void): () => unknown {
  if (checkingOnly !== null) return checkForm(form, checkingOnly);
  try {
    const expander = new Expander(currentNamespace(), evaluateNow);
    const code = expander.topLevel(form);
    for (const warning of expander.warnings) onWarning(warning);
    return compile(checked(code, onWarning));
  } catch (error) {
    if (error instanceof RangeError) reject("too-nested", {}, spanOf(form));
    throw error;
  }
}

/** Who is told what is found while a program is only checked; null while programs run. */
let checkingOnly: ((found: Diagnostic) => void) | null = null;

/** Checks programs and runs nothing of them from now on; or, with null, runs them again. */
export function checkOnly(report: ((found: Diagnostic) => void) | null): void {
  checkingOnly = report;
}

/** The function that makes known what a form defines; what is wrong with the form is reported. */
function checkForm(form: unknown, report: (found: Diagnostic) => void): () => unknown {
  try {
    const expander = new Expander(currentNamespace(), evaluateNow);
    const code = expander.topLevel(form);
    for (const warning of expander.warnings) report(warning);
    lookOver(code, report);
    return definitionsOf(code);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    report(error.diagnostic);
    return () => null;
  }
}
