/**
 * A program → what runs it without its text: each top-level form of its file, and of the namespaces that it requires, as a unit.
 * In: the source of a program. Out: the compiled program, or diagnostics.
 * Only what later forms need to be expanded happens meanwhile: namespaces are made and required, macros and functions defined, and a value that
 * `def` names is computed if a macro asks for it. Nothing else of the program runs. Types are checked as where the program is run from its text.
 * @module
 */
import { type ErrorEntry, failureOf, Seq, Sym } from "../data/mod.ts";
import { type Core, Expander, SyntaxError } from "../expander/mod.ts";
import { spanOf } from "../reader/mod.ts";
import { callPinned, currentNamespace, setCurrentNamespace } from "../runtime/mod.ts";
import type { Diagnostic, Source } from "../source/mod.ts";
import type { CompiledFile, Step } from "./archive.ts";
import { constantText, Unwritable } from "./constants.ts";
import { compile, evaluateNow, unitOf } from "./evaluate.ts";
import { HELPERS } from "./helpers.ts";
import { setCompiling } from "./loader.ts";
import { writtenUnit } from "./travel.ts";
import { checked } from "./typing.ts";
import { DefinitionMeta } from "./unit.ts";

export const COMPILE_ERRORS = {
  "not-compilable": {
    message: (d: { value: string }) =>
      `A macro has put a value into this form that cannot be written into a file: ${d.value}`,
    hint: "atoms, processes and the like are made by code that runs; let the macro answer such code",
    example: "",
  } satisfies ErrorEntry<{ value: string }>,
};

/** What is needed to expand the forms behind it, beside definitions. */
const NEEDED = /^(ns|in-ns|require|use|refer|import|alias|declare|derive|extend.*|.*\/?(def|fdef|def[a-z].*))$/;

/** Whether a form is run while it is compiled. */
function isNeeded(form: unknown): boolean {
  const head = form instanceof Seq && form.seq() !== null ? form.first() : null;
  return head instanceof Sym && NEEDED.test(head.name);
}

/** A file whose forms are being compiled. */
class FileWriter {
  readonly #steps: Step[] = [];
  readonly #metas: string[] = [];

  constructor(readonly name: string) {}

  add(core: Core, form: unknown): void {
    try {
      this.#add(core);
    } catch (error) {
      if (!(error instanceof Unwritable)) throw error;
      const value = Object.prototype.toString.call(error.value);
      const { code, message, hint } = failureOf(COMPILE_ERRORS, "not-compilable", { value });
      throw new SyntaxError({ code, message, hint, severity: "error", span: spanOf(form), notes: [] });
    }
  }

  #add(core: Core): void {
    if (core.kind === "const") return;
    const known = core.kind === "def" && core.meta?.kind === "const" ? core.meta.value : null;
    if (core.kind !== "def" || core.init?.kind !== "fn" || core.macro || (core.meta !== null && known === null)) {
      this.#steps.push({ run: writtenUnit(unitOf(core)) });
      return;
    }
    const text = known === null ? "null" : constantText(new DefinitionMeta(known as never)); // the metadata of a definition is a map
    const meta = this.#metas.push(text) - 1;
    this.#steps.push({ def: [core.cell.ns, core.cell.name], meta, unit: writtenUnit(unitOf(core.init)) });
  }

  done(): CompiledFile {
    return { name: this.name, steps: this.#steps, metas: `(function(c){return [${this.#metas}];})` };
  }
}

/** Lets the value of a definition be computed when a macro first asks for it. */
function defineLater(core: Extract<Core, { kind: "def" }>): unknown {
  if (core.init === null) return compile(core)();
  const { cell, init, meta } = core;
  const ns = currentNamespace();
  cell.defer(() => {
    const now = currentNamespace();
    setCurrentNamespace(ns);
    try {
      return callPinned("a macro", compile(init));
    } finally {
      setCurrentNamespace(now);
    }
  });
  return HELPERS.declare(cell, meta?.kind === "const" ? meta.value as never : null); // as above
}

/** Compiles the forms of files; `session.ts` runs it over the main one. */
export class ProgramWriter {
  readonly namespaces: Record<string, CompiledFile> = {};
  readonly #files: FileWriter[] = [];

  constructor(readonly onWarning: (warning: Diagnostic) => void) {}

  /** Compiles a form; the answer runs it, if those behind it may need that. */
  prepare(form: unknown): () => unknown {
    const expander = new Expander(currentNamespace(), evaluateNow);
    const whole = expander.topLevel(form);
    for (const warning of expander.warnings) this.onWarning(warning);
    const core = checked(whole, this.onWarning);
    this.#files[this.#files.length - 1].add(core, form);
    if (core.kind === "def" && core.init?.kind !== "fn" && !core.macro) return () => defineLater(core);
    return core.kind === "def" || isNeeded(form) ? compile(core) : () => null;
  }

  enter(source: Source): void {
    this.#files.push(new FileWriter(source.name));
  }

  /** The file that was entered last. */
  leave(): CompiledFile {
    return this.#files.pop()!.done(); // `enter` has pushed it
  }

  /** While `work` runs, namespaces that are required are compiled, not run. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    setCompiling({
      perform: (form) => this.prepare(form)(),
      enter: (source) => this.enter(source),
      leave: (name) => void (this.namespaces[name] = this.leave()),
    });
    try {
      return await work();
    } finally {
      setCompiling(null);
    }
  }
}
