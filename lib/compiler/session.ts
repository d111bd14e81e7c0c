/**
 * A session: the one place that joins reading, expanding, compiling and running.
 * In: sources. Out: the value of the last form, or diagnostics. Each top-level form is read, expanded, resolved, compiled and
 * run before the next is expanded, and runs as a process, so it may wait.
 * @module
 */
import { loadLibrary } from "batuta/library";
import { BatutaError, Eduction, listFrom } from "../data/mod.ts";
import { installSpecialForms, SyntaxError } from "../expander/mod.ts";
import { spanOf } from "../reader/mod.ts";
import {
  callPinned,
  caught,
  core,
  currentNamespace,
  type Ending,
  type Fn,
  forgetMain,
  getNamespace,
  type Host,
  type Namespace,
  printedReadably,
  restartable,
  runToEnd,
  setCurrentNamespace,
  setHost,
} from "../runtime/mod.ts";
import type { Diagnostic, Source, Span } from "../source/mod.ts";
import "./core_compiler.ts";
import "./travel.ts"; // so that functions can be sent to other workers
import { failureDiagnostic, withMacroPlace } from "./failure.ts";
import { checkWhole, compileForm, formsIn, formsOf } from "./form.ts";
import { prepareTypes } from "./typing.ts";
import { diagnosticOf, featuresFor, forgetRoots, setLoadWarning, setScript } from "./loader.ts";

/** 0: it ran. 1: it failed at run time. 2: it does not read, expand or resolve. */
export type Outcome = { readonly status: 0; readonly value: unknown } | {
  readonly status: 1 | 2;
  readonly diagnostics: readonly Diagnostic[];
};

export interface RunOptions {
  /** Called with what is probably not meant, before the form runs. */
  readonly onWarning?: (warning: Diagnostic) => void;
  /** Called with the value of each top-level form; the next form runs when it is done. */
  readonly onValue?: (value: unknown) => void | Promise<void>;
  /** Whether `*1`, `*2`, `*3` take the values of the top-level forms, `*e` what one threw. */
  readonly remember?: boolean;
}

function remember(value: unknown): void {
  for (const [to, from] of [["*3", "*2"], ["*2", "*1"]]) core.intern(to).set(core.intern(from).value);
  core.intern("*1").set(value);
}

let libraryLoaded = false;

/** The standard library is loaded once, when the first session needs it. */
function loadLibraryOnce(): void {
  if (libraryLoaded) return;
  libraryLoaded = true;
  callPinned("the standard library", loadLibrary);
}

export class Session {
  /** Where the form stands that runs now or ran last. */
  #form: Span | null = null;

  constructor(host: Host) {
    setHost(host);
    forgetRoots();
    forgetMain();
    loadLibraryOnce();
    setCurrentNamespace(getNamespace("user"));
    core.intern("*command-line-args*").set(host.args.length === 0 ? null : listFrom([...host.args]));
  }

  /** The name of the current namespace. */
  get namespace(): string {
    return this.#ns.name;
  }

  get #ns(): Namespace {
    return currentNamespace();
  }

  /** Reads, expands, compiles and runs the forms of a source one by one; stops at the first that fails. */
  async run(source: Source, options: RunOptions = {}): Promise<Outcome> {
    // Nothing runs of a source that does not read.
    if (!source.name.startsWith("<")) setScript(source.name);
    await prepareTypes(source);
    const { forms, diagnostics } = formsOf(source, featuresFor(source));
    if (diagnostics.length > 0) return { status: 2, diagnostics };
    const onWarning = options.onWarning ?? (() => {});
    setLoadWarning(onWarning);
    let value: unknown = null;
    try {
      for (const form of forms) {
        checkWhole(form);
        for (const part of formsIn(form)) {
          this.#form = spanOf(part) ?? spanOf(form);
          const ending = await runToEnd(compileForm(part, onWarning));
          if (ending.thrown && options.remember) core.intern("*e").set(caught(ending.value));
          const outcome = this.#outcomeOf(ending, false);
          if (outcome.status !== 0) return outcome;
          value = outcome.value;
        }
        if (options.remember) remember(value);
        await options.onValue?.(value);
      }
    } catch (error) {
      if (error instanceof SyntaxError) {
        return { status: 2, diagnostics: [withMacroPlace(error.diagnostic, error.cause)] };
      }
      throw error;
    }
    return { status: 0, value };
  }

  /** The value as text that reads back; realises what is lazy, which may wait. */
  async print(value: unknown): Promise<Outcome> {
    return this.#outcomeOf(await runToEnd(() => restartable(() => printedReadably(value))), true);
  }

  /** The value as people at a desk see it: the first rows of a query as a table, anything else as `print` has it. */
  async show(value: unknown, width: number): Promise<Outcome> {
    if (!(value instanceof Eduction && value.isTable)) return await this.print(value);
    return this.#outcomeOf(await runToEnd(() => value.tableText(width)), true);
  }

  /** Calls a function of the core library; it may wait. */
  async call(name: string, ...args: unknown[]): Promise<Outcome> {
    return this.#outcomeOf(await runToEnd(() => (core.intern(name).value as Fn)(...args)), false); // the tools know what they call
  }

  #outcomeOf(ending: Ending, printing: boolean): Outcome {
    if (!ending.thrown) return { status: 0, value: ending.value };
    const diagnostic = failureDiagnostic(ending.value, ending.trace, { form: this.#form, printing });
    // What does not read or resolve in a file that was asked for counts as if it stood in the program.
    const loaded = ending.value instanceof BatutaError ? diagnosticOf(ending.value) : undefined;
    if (loaded === undefined) return { status: 1, diagnostics: [diagnostic] };
    const note = { message: "It was loaded from here", span: diagnostic.span };
    return { status: 2, diagnostics: [{ ...loaded, notes: [...loaded.notes, note] }] };
  }
}

installSpecialForms();
