/**
 * How functions written in TypeScript become vars.
 * A primitive that calls a function of the program, or walks a sequence that may be lazy, must answer `SUSPENDED` when that
 * does (`andThen`, `guarded`), or be pure and wrapped in `restartable`. A leaf does neither.
 * @module
 */
import { type Fn, getNamespace, type Var } from "./var.ts";

/** Functions by name. */
export type Primitives = Readonly<Record<string, Fn>>;

/** A primitive for which `apply` need not spread a million arguments. */
export type ArrayFn = Fn & {
  /** Takes the arguments as one array. */
  takesArray?: (args: readonly unknown[]) => unknown;
  /** Takes the first arguments and what `seq` takes as the others, without holding those. */
  takesSeq?: (before: readonly unknown[], coll: unknown) => unknown;
};

/** A primitive of any number of arguments. */
export function variadic(f: (args: readonly unknown[]) => unknown): ArrayFn {
  const spread: ArrayFn = (...args) => f(args);
  spread.takesArray = f;
  return spread;
}

/** What else is done to a var when it is made. */
type Finish = (cell: Var, f: Fn) => void;

/** Vars of functions that never suspend: emitted code calls them without a check. */
export function installLeaves(namespace: string, functions: Primitives, finish: Finish = () => {}): void {
  install(namespace, functions, (cell, f) => {
    cell.leaf = true;
    finish(cell, f);
  });
}

/** Vars of functions that may suspend. */
export function installPrimitives(namespace: string, functions: Primitives, finish: Finish = () => {}): void {
  install(namespace, functions, finish);
}

/** Each var is made when somebody first asks for its name. Measured: to make all of them takes a small program's time. */
function install(ns: string, functions: Primitives, finish: Finish): void {
  const namespace = getNamespace(ns);
  const make = (name: string) => {
    const cell = namespace.intern(name);
    const f = functions[name];
    Object.defineProperty(f, "name", { value: cell.fullName });
    cell.set(f);
    finish(cell, f);
  };
  for (const name in functions) namespace.defer(name, make);
}
