/**
 * What functions are made of: the code and the captured values of a compiled one, the original and the metadata of a copy that
 * `with-meta` has made.
 * Invariant: a function carries nothing for it. A compiled one is asked with more arguments than it takes one by one; its wrapper
 * hands what it holds to `wrongArity`, and nothing of its body runs.
 * @module
 */
import type { PMap } from "../data/mod.ts";
import { type Code, machine } from "./machine.ts";
import type { Fn } from "./var.ts";

/** What a compiled function is made of. */
export interface Revealed {
  readonly code: Code;
  /** The values that `code.make` makes it of. */
  readonly captured: readonly unknown[];
}

/** A function with metadata: what it does, and what is said of it. */
export interface Described {
  readonly of: Fn;
  readonly meta: PMap | null;
}

const described = new WeakMap<Fn, Described>();

/** The function and the metadata a function was made of; undefined when it is no copy. */
export function descriptionOf(f: Fn): Described | undefined {
  return described.get(f);
}

/** A copy of a function with other metadata. */
export function describedFn(f: Fn, meta: PMap | null): Fn {
  const of = described.get(f)?.of ?? f;
  const copy: Fn = (...args) => of(...args);
  Object.defineProperty(copy, "name", { value: of.name });
  described.set(copy, { of, meta });
  return copy;
}

/** Whether a function that is no copy is compiled: its name is what the emitter calls wrappers. */
function isCompiled(f: Fn): boolean {
  return f.name.endsWith("$w");
}

/** What a compiled function is made of; null for any other, copies among them. */
export function reveal(f: Fn): Revealed | null {
  if (!isCompiled(f) || described.has(f)) return null;
  machine.revealing = true;
  try {
    return f(...new Array(f.length + 1)) as Revealed; // what `wrongArity` answers then
  } finally {
    machine.revealing = false;
  }
}
