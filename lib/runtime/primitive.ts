/**
 * How functions written in TypeScript become vars.
 * A primitive that calls a function of the program, or walks a sequence that may be lazy, must answer `SUSPENDED` when that
 * does (`andThen`, `guarded`), or be pure and wrapped in `restartable`. A leaf does neither.
 * @module
 */
import { type Fn, getNamespace } from "./var.ts";

/** Functions by name. */
export type Primitives = Readonly<Record<string, Fn>>;

/** A primitive that can take its arguments as one array, so that `apply` need not spread a million of them. */
export type ArrayFn = Fn & { takesArray?: (args: readonly unknown[]) => unknown };

/** A primitive of any number of arguments. */
export function variadic(f: (args: readonly unknown[]) => unknown): ArrayFn {
  const spread: ArrayFn = (...args) => f(args);
  spread.takesArray = f;
  return spread;
}

/** Makes vars of functions that never suspend: emitted code calls them without a check. */
export function installLeaves(namespace: string, functions: Primitives): void {
  for (const [name, f] of Object.entries(functions)) install(namespace, name, f).leaf = true;
}

/** Makes vars of functions that may suspend. */
export function installPrimitives(namespace: string, functions: Primitives): void {
  for (const [name, f] of Object.entries(functions)) install(namespace, name, f);
}

function install(namespace: string, name: string, f: Fn) {
  const cell = getNamespace(namespace).intern(name);
  Object.defineProperty(f, "name", { value: `${namespace}/${name}` });
  cell.set(f);
  return cell;
}
