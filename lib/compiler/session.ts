/**
 * A session: the one place that joins reading, expanding, compiling and running.
 * In: sources. Out: the value of the last form, or diagnostics. Each top-level form is read, expanded, resolved, compiled and
 * run before the next is expanded, and runs as a process, so it may wait.
 * @module
 */
import { loadLibrary } from "batuta/library";
import { MainActor } from "../actor/mod.ts";
import { listFrom } from "../data/mod.ts";
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
  runningMain,
  runToEnd,
  setCurrentNamespace,
  setHost,
} from "../runtime/mod.ts";
import type { Diagnostic, Source, Span } from "../source/mod.ts";
import "./core_compiler.ts";
import "./travel.ts"; // so that functions can be sent to other workers
import type { CompiledProgram } from "./archive.ts";
import { ProgramWriter } from "./compile_program.ts";
import { withMacroPlace } from "./failure.ts";
import { checkOnly, checkWhole, compileForm, formsIn, formsOf } from "./form.ts";
import { interrupt } from "./interruption.ts";
import { featuresFor, forgetRoots, setLoadWarning, setScript } from "./loader.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { giveNamespaces, stepsOf } from "./run_program.ts";
import { currentChecker, lookAt, prepareTypes } from "./typing.ts";
import type { Found } from "../types/mod.ts";

export interface CheckOptions {
  /** Called with all that is found. */
  readonly report: (found: Diagnostic) => void;
  /** Whether what is only doubtful is looked for as well. */
  readonly strict: boolean;
  /** Called with each definition and its type. */
  readonly onDefinition?: (found: Found) => void;
}

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

export interface CompileOptions {
  /** Files that go along, in base64 by the names that `resource` takes. */
  readonly resources: Readonly<Record<string, string>>;
  /** Called with what is probably not meant. */
  readonly onWarning: (warning: Diagnostic) => void;
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

  /**
   * Reads, expands and checks the forms of a source, and of those it requires, without running them; tells all that is found. Needs a
   * Host that loads what checks types.
   */
  async check(source: Source, options: CheckOptions): Promise<void> {
    setScript(source.name);
    lookAt({ everything: true, strict: options.strict, checkCalls: false });
    await prepareTypes(source);
    const checker = currentChecker();
    const { forms, diagnostics } = formsOf(source, featuresFor(source));
    diagnostics.forEach(options.report);
    if (diagnostics.length > 0) return;
    if (checker !== null) checker.onDefinition = options.onDefinition ?? null;
    try {
      await this.#goThrough(forms, options.report);
    } finally {
      if (checker !== null) checker.onDefinition = null;
    }
  }

  /** Reads and expands the forms of a source without running them; whoever counts lines hears of them. What is wrong ends it. */
  async expand(source: Source): Promise<void> {
    setScript(source.name);
    const { forms, diagnostics } = formsOf(source, featuresFor(source));
    if (diagnostics.length === 0) await this.#goThrough(forms, () => {});
  }

  /** Expands forms one by one, and makes known what they define. */
  async #goThrough(forms: Iterable<unknown>, report: (found: Diagnostic) => void): Promise<void> {
    try {
      for (const form of forms) await this.checkForm(form, report);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      report(error.diagnostic);
    }
  }

  /** Expands and checks one form of a text, after those before it. */
  async checkForm(form: unknown, report: (found: Diagnostic) => void): Promise<void> {
    checkOnly(report);
    try {
      for (const part of formsIn(form)) {
        this.#form = spanOf(part) ?? spanOf(form);
        const outcome = this.#outcomeOf(await runToEnd(compileForm(part, report)), false);
        if (outcome.status !== 0) outcome.diagnostics.forEach(report);
      }
    } finally {
      checkOnly(null);
    }
  }

  /** Runs a compiled program. */
  async runCompiled(program: CompiledProgram): Promise<Outcome> {
    giveNamespaces(program);
    let value: unknown = null;
    for (const step of stepsOf(program.main)) {
      const outcome = this.#outcomeOf(await runToEnd(step), false);
      if (outcome.status !== 0) return outcome;
      value = outcome.value;
    }
    return { status: 0, value };
  }

  /** Compiles a program; runs only what is needed for that. */
  async compile(
    source: Source,
    { resources, onWarning }: CompileOptions,
  ): Promise<{ readonly program: CompiledProgram } | { readonly diagnostics: readonly Diagnostic[] }> {
    setScript(source.name);
    await prepareTypes(source);
    const { forms, diagnostics } = formsOf(source, featuresFor(source));
    if (diagnostics.length > 0) return { diagnostics };
    setLoadWarning(onWarning);
    const writer = new ProgramWriter(onWarning);
    writer.enter(source);
    const failed = await writer.during(() => this.#compileForms(forms, writer));
    if (failed !== null) return { diagnostics: failed };
    return { program: { main: writer.leave(), namespaces: writer.namespaces, resources } };
  }

  /** Diagnostics, or null. */
  async #compileForms(forms: Iterable<unknown>, writer: ProgramWriter): Promise<readonly Diagnostic[] | null> {
    try {
      for (const form of forms) {
        checkWhole(form);
        for (const part of formsIn(form)) {
          this.#form = spanOf(part) ?? spanOf(form);
          const outcome = this.#outcomeOf(await runToEnd(writer.prepare(part)), false);
          if (outcome.status !== 0) return outcome.diagnostics;
        }
      }
      return null;
    } catch (error) {
      if (error instanceof SyntaxError) return [withMacroPlace(error.diagnostic, error.cause)];
      throw error;
    }
  }

  /** The value as text that reads back; realises what is lazy, which may wait. */
  async print(value: unknown): Promise<Outcome> {
    return await this.compute(() => restartable(() => printedReadably(value)));
  }

  /** What `f` answers, which may wait as a primitive does. */
  async compute(f: () => unknown): Promise<Outcome> {
    return this.#outcomeOf(await runToEnd(f), true);
  }

  /** Ends the form that runs or waits now as interrupted; false when none does. */
  interrupt(): boolean {
    const main = runningMain();
    if (!(main instanceof MainActor)) return false;
    interrupt(main);
    return true;
  }

  /** Calls a function of the core library; it may wait. */
  async call(name: string, ...args: unknown[]): Promise<Outcome> {
    return this.#outcomeOf(await runToEnd(() => (core.intern(name).value as Fn)(...args)), false); // the tools know what they call
  }

  #outcomeOf(ending: Ending, printing: boolean): Outcome {
    return outcomeOf(ending, { form: this.#form, printing });
  }
}

installSpecialForms();
