/**
 * A compiled program → functions that run its forms, one after the other.
 * In: compiled files. Out: functions, as those that compile forms answer. Loading runs nothing; a function is made when it is first called.
 * @module
 */
import { getNamespace } from "../runtime/mod.ts";
import type { CompiledFile, CompiledProgram, Step } from "./archive.ts";
import { CONSTRUCTORS } from "./constants.ts";
import { HELPERS } from "./helpers.ts";
import { setCompiledNamespaces } from "./loader.ts";
import { runnerOf } from "./travel.ts";

type Meta = Parameters<typeof HELPERS.declare>[1];

function stepFunction(step: Step, metas: readonly Meta[]): () => unknown {
  if ("run" in step) return () => runnerOf(...step.run)();
  const { def: [ns, name], meta, unit } = step;
  return () => {
    const cell = getNamespace(ns).intern(name);
    cell.defer(() => runnerOf(...unit)());
    return HELPERS.declare(cell, metas[meta]);
  };
}

/** What runs the forms of a file, in order. */
export function* stepsOf(file: CompiledFile): Generator<() => unknown> {
  // Indirect eval: the text sees nothing of this module.
  const metas = (0, eval)(file.metas)(CONSTRUCTORS) as readonly Meta[]; // what `compile_program.ts` has written
  for (const step of file.steps) yield stepFunction(step, metas);
}

/** Lets `require` find the namespaces of a program, and `resource` its files. */
export function giveNamespaces({ namespaces, resources }: CompiledProgram): void {
  setCompiledNamespaces(
    (name) =>
      Object.hasOwn(namespaces, name) ? { name: namespaces[name].name, steps: stepsOf(namespaces[name]) } : null,
    (name) => Object.hasOwn(resources, name) ? Uint8Array.fromBase64(resources[name]) : null,
  );
}
