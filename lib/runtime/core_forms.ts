/**
 * What expanded code calls beside the public functions: taking keyword arguments apart, `set!`, typed `catch` clauses.
 * Their names end in a star and are no part of the language.
 * @module
 */
import { BatutaError, fail, mapOfArray, PMap, Seq, Sym } from "../data/mod.ts";
import { defineLeaves, definePrimitives } from "./core_install.ts";
import { isInstance } from "./core_reflection.ts";
import { collect } from "./core_walk.ts";
import { restartable } from "./machine.ts";
import { refuse, runtimeFailure } from "./errors.ts";
import { codesOfClass } from "./types.ts";
import { findBinding, Var } from "./var.ts";

/** The map a map pattern looks into: keyword arguments arrive as a sequence, perhaps with a map of more at the end. */
function destructuredMap(x: unknown): unknown {
  if (!(x instanceof Seq)) return x;
  return collect(x, (items) => {
    const last = items.length % 2 === 1 ? items.pop() : null;
    if (items.length === 0) return last;
    return restartable(() => {
      const map = mapOfArray(items);
      return last instanceof PMap ? map.merge(last) : map;
    });
  });
}

/** `set!`: the innermost binding of a dynamic var in this process, or its root value. */
function setBinding(x: unknown, value: unknown): unknown {
  const cell = x as Var; // the compiler gives a var
  const bound = findBinding(cell);
  if (bound !== null) bound.value = value;
  else if (cell.dynamic) cell.set(value);
  else fail("bad-argument", { op: "set!", expected: "a var marked ^:dynamic", value: cell });
  return value;
}

/** Whether a `catch` clause of a type takes an error: the type of the thrown value. */
function caughtAs(type: unknown, error: unknown): boolean {
  if (!(type instanceof Sym)) return false;
  if (type.name === "Error" || codesOfClass(type.name) !== null) return isInstance(type, error);
  return isInstance(type, error instanceof BatutaError ? error.value : error);
}

/** Something of another host in portable code. Nothing is wrong with a program that does not come by. */
function foreign(name: unknown): never {
  throw runtimeFailure("foreign", { name: String(name) });
}

definePrimitives({ "destructured-map*": destructuredMap });
defineLeaves({
  "set-binding*": setBinding,
  "caught-as*": caughtAs,
  "-refuse": (form, expected, at) => refuse(String(form), String(expected), at),
  "foreign*": foreign,
});
