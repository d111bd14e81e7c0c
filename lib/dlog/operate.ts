/**
 * How an operation on logs is done. The log room is loaded when a program first asks for one; what writes is done on the main worker, the
 * one that holds the lock of the data directory; what only reads, by whoever asks.
 * In: the name of an operation and its arguments. Out: its answer; whoever asks waits, nobody else does.
 * @module
 */
import type { Operations } from "../log/mod.ts";
import { fail } from "../data/mod.ts";
import { andThen, awaitPromise, host, restartable } from "../runtime/mod.ts";
import { askMain, isMain } from "../actor/mod.ts";

/** The main worker does what another one asks for by this primitive of the core library. */
export const ELSEWHERE = "-log-operation";

/** What was loaded, and by which host. */
let operations: Operations | null = null;
let loader: typeof host.logs;

function load(op: string): unknown {
  const begin = loader = host.logs;
  if (begin === undefined) {
    return fail("bad-argument", { op, expected: "a program that may use files", value: null });
  }
  return andThen(awaitPromise(() => begin.call(host)), (loaded) => operations = loaded as Operations); // what a Host gives
}

function promised(answer: unknown): unknown {
  return answer instanceof Promise ? awaitPromise(() => answer) : answer;
}

function operateWith(operations: Operations, op: string, args: readonly unknown[]): unknown {
  const operation = operations[op];
  // What is lazy in a record is realised before anything is written.
  return andThen(restartable(() => operation(...args)), promised);
}

/** Does an operation on this worker. */
export function operate(op: string, args: readonly unknown[]): unknown {
  if (operations !== null && loader === host.logs) return operateWith(operations, op, args);
  return andThen(load(op), () => operateWith(operations!, op, args)); // `load` has set it
}

/** Does an operation where the writer is, by `here` if that is this worker. */
export function operateOnMain(op: string, args: readonly unknown[], here: typeof operate = operate): unknown {
  return isMain() ? here(op, args) : askMain(ELSEWHERE, [op, ...args]);
}
