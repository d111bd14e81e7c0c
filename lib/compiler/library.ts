/**
 * The standard library: which namespaces it has and which files they are written in, in the order they are loaded.
 * How it gets loaded is another file's: `library_source.ts` compiles it when a program starts, the module that a build
 * generates has it compiled. The import map's entry `batuta/library` says which.
 * @module
 */
import "../actor/mod.ts"; // makes the primitives that the library's files name, as the runtime does
import { readForms } from "../reader/mod.ts";
import { Expander, SyntaxError } from "../expander/mod.ts";
import { callPinned, findByPrefix, getNamespace } from "../runtime/mod.ts";
import { renderDiagnostic, Source } from "../source/mod.ts";
import type { Core } from "../expander/mod.ts";
import { compile } from "./evaluate.ts";

/** Namespace → files below `stdlib/`. */
export const LIBRARY: readonly (readonly [ns: string, files: readonly string[]])[] = [
  ["batuta.core", [
    "core.bat",
    "core/functions.bat",
    "core/sequences.bat",
    "core/collections.bat",
    "core/state.bat",
    "core/multimethods.bat",
    "core/printing.bat",
    "core/namespaces.bat",
    "core/futures.bat",
    "core/protocols.bat",
    "core/with.bat",
    "core/portable.bat",
    "core/actors.bat",
    "core/supervisors.bat",
    "core/queries.bat",
  ]],
  ["batuta.str", ["str.bat"]],
  ["batuta.set", ["set.bat"]],
  ["batuta.walk", ["walk.bat"]],
  ["batuta.template", ["template.bat"]],
  ["batuta.gen", ["gen.bat"]],
  ["batuta.test", ["test.bat"]],
  ["batuta.bench", ["bench.bat"]],
  ["batuta.dlog", ["dlog.bat"]],
  ["batuta.spec.gen", ["spec/gen.bat"]],
  ["batuta.spec", [
    "spec/names.bat",
    "spec/nodes.bat",
    "spec/sequences.bat",
    "spec/conform.bat",
    "spec/explain.bat",
    "spec/examples.bat",
    "spec/coerce.bat",
    "spec/schema.bat",
    "spec/functions.bat",
    "spec/logs.bat",
    "spec.bat",
  ]],
];

const FOLDER = "stdlib/";

/** Whether a source of this name is a file of the library. */
export function isLibraryFile(name: string): boolean {
  return name.startsWith(FOLDER);
}

/** Compiles and runs each form of the library. `onForm` sees the code of each before it runs. */
export function compileLibrary(readText: (file: string) => string, onForm: (core: Core) => void = () => {}): void {
  for (const [name, files] of LIBRARY) {
    const ns = getNamespace(name);
    for (const file of files) {
      const source = new Source(FOLDER + file, readText(file));
      const aliases = (alias: string) => findByPrefix(ns, alias)?.name;
      const { forms, diagnostics } = readForms(source, { ns: name, aliases });
      if (diagnostics.length > 0) throw new Error(renderDiagnostic(diagnostics[0], { color: false }));
      for (const form of forms) runForm(form, ns, onForm);
    }
  }
}

function runForm(form: unknown, ns: ReturnType<typeof getNamespace>, onForm: (core: Core) => void): void {
  const evaluate = (core: Core) => callPinned("the standard library", compile(core));
  try {
    const core = new Expander(ns, evaluate).topLevel(form);
    onForm(core);
    evaluate(core);
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error(renderDiagnostic(error.diagnostic, { color: false }));
    throw error;
  }
}
