/**
 * Values that arrive later: futures, which a process computes, and promises, which somebody delivers. `batuta.async` and what
 * of it the core library shows.
 * In: functions to run, values to deliver. Out: Futures; whoever asks one too early waits and is woken with its value, or with
 * the error it failed with.
 * Invariant: a Future is settled at most once; a process waits for a Future only while it is not settled.
 * @module
 */
import {
  asMessage,
  BatutaError,
  Entity,
  type ErrorEntry,
  fail,
  type Printer,
  raise,
  toDouble,
  typeName,
  vec,
} from "../data/mod.ts";
import { between, defineLeaves, definePrimitives, document, onFirstNeed } from "./core_install.ts";
import { type Derefable, isRemote } from "./core_state.ts";
import { collect, toFn } from "./core_walk.ts";
import { andThen, guarded, machine, wait } from "./machine.ts";
import type { Process } from "./process.ts";
import { spawnProcess, wake } from "./scheduler.ts";
import { after, cancel as cancelTimer } from "./timers.ts";

/** Failures of waiting for something, in the form of `data/errors.ts`. */
export const ASYNC_ERRORS = {
  "await-timeout": {
    message: (d: { ms: number }) => `Nothing arrived within ${d.ms} ms`,
    hint: "`(async/await x ms otherwise)` gives a value instead",
    example: "(async/await (promise) 1)",
  } satisfies ErrorEntry<{ ms: number }>,
  "cancelled": {
    message: () => "The future was cancelled",
    hint: null,
    example: "(let [f (future (sleep 1000))] (future-cancel f) @f)",
  } satisfies ErrorEntry<Record<never, never>>,
};

type Settled = { readonly thrown: boolean; readonly value: unknown };

/** A value that arrives later. */
export class Future extends Entity implements Derefable {
  #settled: Settled | null = null;
  #watchers = new Set<(settled: Settled) => void>();

  /** `process` computes the value; null for a promise, which is delivered. */
  constructor(readonly process: Process | null) {
    super();
    process?.whenEnded(({ thrown, value }) => this.settle(value, thrown));
  }
  get realised(): boolean {
    return this.#settled !== null;
  }
  get cancelled(): boolean {
    return this.#settled !== null && this.#settled.value instanceof BatutaError &&
      this.#settled.value.code === "cancelled";
  }
  /** False when it was settled before. */
  settle(value: unknown, thrown = false): boolean {
    if (this.#settled !== null) return false;
    this.#settled = { thrown, value };
    const watchers = this.#watchers;
    this.#watchers = new Set();
    for (const watcher of watchers) watcher(this.#settled);
    return true;
  }
  /** Calls back once when it is settled, at once if it is. Answers how to take that back. */
  whenSettled(watcher: (settled: Settled) => void): () => void {
    if (this.#settled !== null) watcher(this.#settled);
    else this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }
  deref(): unknown {
    if (this.#settled !== null) return outcome(this.#settled);
    return andThen(this.#wait(null), (settled) => outcome(settled as Settled)); // without a limit it is woken with nothing else
  }
  derefWithin(timeoutMs: number, otherwise: unknown): unknown {
    return this.within(timeoutMs, () => otherwise);
  }
  /** Waits at most so long, then answers what `late` answers. */
  within(timeoutMs: number, late: () => unknown): unknown {
    if (this.#settled !== null) return outcome(this.#settled);
    return andThen(this.#wait(timeoutMs), (settled) => settled === null ? late() : outcome(settled as Settled)); // or as above
  }
  /** Suspends until this is settled, or null when that takes too long. */
  #wait(timeoutMs: number | null): unknown {
    const process = machine.current;
    const waiting = wait();
    // `wait` has refused where there is no process.
    const at = process!.waits;
    const forget = this.whenSettled((settled) => wake(process!, settled, at));
    const timer = timeoutMs === null ? null : after(timeoutMs, () => wake(process!, null, at));
    const over = () => {
      forget();
      if (timer !== null) cancelTimer(timer);
    };
    const arrived = (settled: unknown) => {
      over();
      return settled;
    };
    // Somebody else may end the waiting by an error.
    const failed = (error: unknown) => {
      over();
      throw error;
    };
    return guarded(() => waiting, arrived, failed);
  }
  override get typeName(): string {
    return this.process === null ? "Promise" : "Future";
  }
  override print(printer: Printer): void {
    const name = this.typeName.toLowerCase();
    if (this.#settled === null) printer.text(`#<${name}>`);
    else if (this.#settled.thrown) printer.text(`#<${name} failed>`);
    else printer.sequence(`#<${name} `, [this.#settled.value], ">");
  }
}

function outcome({ thrown, value }: Settled): unknown {
  if (thrown) throw value;
  return value;
}

/** Runs a function as a process of its own, with the dynamic bindings of this one. */
function run(f: unknown): Future {
  const process = spawnProcess(toFn(f));
  process.bindings = machine.current?.bindings ?? null;
  process.quiet = true;
  return new Future(process);
}

function future(op: string, x: unknown): Future {
  return x instanceof Future ? x : fail("bad-argument", { op, expected: "a future or promise", value: x });
}

function awaitOne(x: unknown, timeoutMs?: unknown, ...otherwise: unknown[]): unknown {
  if (isRemote(x)) return x.ask("-await", timeoutMs === undefined ? [] : [timeoutMs, ...otherwise]);
  const awaited = future("await", x);
  if (timeoutMs === undefined) return awaited.deref();
  const ms = toDouble(timeoutMs, "await");
  const late = () =>
    otherwise.length > 0 ? otherwise[0] : raise("await-timeout", ASYNC_ERRORS["await-timeout"], { ms });
  return awaited.within(ms, late);
}

/** A future of all values in order; the first failure is its failure. What is no future stands for itself. */
function all(items: readonly unknown[]): Future {
  const together = new Future(null);
  const values = [...items];
  let missing = 1;
  const arrived = () => --missing === 0 && together.settle(vec(values));
  items.forEach((given, i) => {
    const item = isRemote(given) ? run(() => given.deref()) : given;
    if (!(item instanceof Future)) return;
    missing++;
    item.whenSettled(({ thrown, value }) => {
      values[i] = value;
      if (thrown) together.settle(value, true);
      else arrived();
    });
  });
  arrived();
  return together;
}

/** A future of what is settled first, be it a failure. */
function race(items: readonly unknown[]): Future {
  const first = new Future(null);
  for (const given of items) {
    const item = isRemote(given) ? run(() => given.deref()) : given;
    if (item instanceof Future) item.whenSettled(({ thrown, value }) => first.settle(value, thrown));
    else first.settle(item);
  }
  return first;
}

/** What is thrown for a value. */
function asError(value: unknown): BatutaError {
  return value instanceof BatutaError ? value : new BatutaError("thrown", asMessage(value), { value });
}

/** Settles a promise; nil when it was. */
function deliver(op: string, thrown: boolean) {
  return (x: unknown, value: unknown) => {
    if (isRemote(x)) return andThen(x.ask(thrown ? "-fail" : "deliver", [value]), (done) => done === null ? null : x);
    const promise = future(op, x);
    if (promise.process !== null) return fail("bad-argument", { op, expected: "a promise", value: x });
    return promise.settle(thrown ? asError(value) : value, thrown) ? promise : null;
  };
}

function cancel(x: unknown): boolean {
  const cancelled = future("future-cancel", x);
  const { message, hint } = ASYNC_ERRORS.cancelled;
  const done = cancelled.settle(new BatutaError("cancelled", message(), { hint }), true);
  // It never goes on: what would wake it finds it ended.
  if (done) cancelled.process?.end({ thrown: false, value: null });
  return done;
}

/** What is done with a future, here or where it is. */
function onFuture(op: string, f: (x: unknown) => unknown) {
  return (x: unknown) => isRemote(x) ? x.ask(op, []) : f(x);
}

defineLeaves({
  "future-call": (f) => run(f),
  "future?": (x) => (x instanceof Future && x.process !== null) || (isRemote(x) && typeName(x) === "Future"),
  "promise": between(0, 0, () => new Future(null)),
});

definePrimitives({
  "future-done?": onFuture("future-done?", (x) => future("future-done?", x).realised),
  "future-cancel": onFuture("future-cancel", cancel),
  "future-cancelled?": onFuture("future-cancelled?", (x) => future("future-cancelled?", x).cancelled),
  "deliver": deliver("deliver", false),
  "-await": between(1, 3, awaitOne),
  "-fail": deliver("async/fail", true),
});

document(() => `
future-call [f]
Runs a function of no arguments as a process of its own; a future of its value. \`@(future-call (fn [] 1)) ;=> 1\`

future? [x]
Whether a value is a future. \`(future? (future 1)) ;=> true\`

future-done? [f]
Whether a future has its value, has failed or was cancelled. \`(let [f (future 1)] @f (future-done? f)) ;=> true\`

future-cancel [f]
Ends the process of a future; whoever waits for it gets an error. False when it was done. \`(future-cancel (future (sleep 100))) ;=> true\`

future-cancelled? [f]
Whether a future was cancelled. \`(future-cancelled? (future 1)) ;=> false\`

promise []
A place for one value, which \`deliver\` puts there; \`deref\` waits for it. \`(let [p (promise)] (future (deliver p 5)) @p) ;=> 5\`

deliver [promise value]
Puts a value into a promise and answers it; nil when it had one. \`@(deliver (promise) 1) ;=> 1\`
`);

const ASYNC = "batuta.async";

onFirstNeed(ASYNC, () => {
  definePrimitives({ "await": between(1, 3, awaitOne), "fail": deliver("async/fail", true) }, ASYNC);
  definePrimitives({
    "all": (coll) => collect(coll, all),
    "race": (coll) => collect(coll, race),
  }, ASYNC);
  defineLeaves({
    "run": (f) => run(f),
  }, ASYNC);
  document(
    () => `
run [f]
Runs a function of no arguments as a process of its own; a future of its value. \`(async/await (async/run (fn [] (sleep 1) 5))) ;=> 5\`

await [x] [x timeout-ms] [x timeout-ms otherwise]
Waits for the value of a future or promise; throws what it failed with. With a time limit, it is an error or \`otherwise\` when
nothing has arrived. \`(async/await (promise) 1 :late) ;=> :late\`

all [futures]
A future of a vector of all their values; the first failure is its failure. \`(async/await (async/all [(async/run (fn [] 1)) 2])) ;=> [1 2]\`

race [futures]
A future of the value, or failure, that comes first. \`(async/await (async/race [(async/run (fn [] (sleep 50) 1)) (async/run (fn [] 2))])) ;=> 2\`

fail [promise error]
Lets a promise fail: whoever waits for it gets the error thrown.
\`(let [p (promise)] (async/fail p :broken) (try @p (catch Exception e (ex-value e)))) ;=> :broken\`
`,
    ASYNC,
  );
});
