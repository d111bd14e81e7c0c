/** Notation: `call("+", 1, 2)` calls a primitive of the core library as unknown code does, `shown(…)` gives what it prints as. */
import { BatutaError, printReadably } from "../../lib/data/mod.ts";
import { type Fn, getNamespace, machine, runApart, setHost, wait, wake } from "../../lib/runtime/mod.ts";

/** A host without a world. */
setHost({
  write: () => {},
  writeError: () => {},
  flush: () => {},
  readLine: () => null,
  readFile: () => new Uint8Array(),
  writeFile: () => {},
  now: () => 0,
  clock: () => 0,
  random: () => 0.5,
  args: [],
  env: () => undefined,
  exit: (status) => {
    throw new Error(`exit ${status}`);
  },
});

export function primitive(name: string, ns = "batuta.core"): Fn {
  return getNamespace(ns).vars.get(name)?.value as Fn; // a missing one fails at the call
}

export function call(name: string, ...args: unknown[]): unknown {
  return primitive(name)(...args);
}

export function shown(name: string, ...args: unknown[]): string {
  return printReadably(call(name, ...args));
}

/** Runs in a process, where waiting is possible, and answers the value or throws the error. */
export async function run(start: () => unknown): Promise<unknown> {
  const ending = await runApart(start);
  if (ending.thrown) throw ending.value;
  return ending.value;
}

/** The error that something ends with. */
export async function failureIn(work: Promise<unknown>): Promise<BatutaError> {
  const error = await work.then((value) => new Error(`it answered ${printReadably(value)}`), (e) => e);
  if (error instanceof BatutaError) return error;
  throw error;
}

/** A function that waits for a turn before it answers. */
export function waiting(f: Fn): Fn {
  return (...args) => {
    const process = machine.current;
    if (process === null) throw new Error("only in a process");
    queueMicrotask(() => wake(process, f(...args)));
    return wait();
  };
}
