/**
 * Places that change: atoms, volatiles, delays, and the values that `binding` gives to dynamic vars.
 * The dynamic bindings of a process are a chain that hangs on it; `binding` puts links in front and afterwards puts back the
 * chain it found, so that what went wrong between the two cannot leave a link behind.
 * Deliberately absent: calling validators, watches and swapping functions; the library does, since they may wait.
 * @module
 */
import {
  Atom,
  BatutaError,
  Entity,
  fail,
  LazySeq,
  list,
  mapFrom,
  type PMap,
  type Printer,
  Reduced,
  Seq,
  toArray,
  typeName,
  Volatile,
} from "../data/mod.ts";
import { between, defineLeaves, definePrimitives, document, manyFrom } from "./core_install.ts";
import { toFn } from "./core_walk.ts";
import { force } from "./lazy.ts";
import { andThen, guarded, machine } from "./machine.ts";
import type { Bindings, Process } from "./process.ts";
import { dynamicValue, Var } from "./var.ts";

/** What `deref` takes beside atoms and vars: promises, delays. `deref` may answer `SUSPENDED`. */
export interface Derefable {
  deref(): unknown;
  /** Waits at most so long. */
  derefWithin?(timeoutMs: number, otherwise: unknown): unknown;
}

/** What stands for an object of another worker: its owner is asked to call a function of the core library with it. */
export interface Remote extends Derefable {
  ask(operation: string, args: readonly unknown[]): unknown;
}

export function isRemote(x: unknown): x is Remote {
  return typeof x === "object" && x !== null && "ask" in x && typeof x.ask === "function";
}

function isDerefable(x: unknown): x is Derefable {
  return typeof x === "object" && x !== null && "deref" in x && typeof x.deref === "function";
}

/** A computation that runs when it is first asked for; its value, or its failure, is remembered. */
export class Delay extends Entity implements Derefable {
  /** A lazy cell knows who is realising it, so two processes that ask at once compute once. */
  readonly #cell: LazySeq;
  #failure: BatutaError | null = null;

  constructor(compute: unknown) {
    super();
    const f = toFn(compute);
    this.#cell = new LazySeq(() => guarded(() => f(), (value) => list(value), (error) => this.#fail(error)));
  }
  #fail(error: unknown): never {
    if (error instanceof BatutaError) this.#failure = error;
    throw error;
  }
  get realised(): boolean {
    return this.#cell.isRealised() || this.#failure !== null;
  }
  deref(): unknown {
    if (this.#failure !== null) throw this.#failure;
    return andThen(force(this.#cell), (s) => (s as Seq).first()); // the cell's computation answers a list of one
  }
  override get typeName(): string {
    return "Delay";
  }
  override print(printer: Printer): void {
    if (this.#cell.isRealised()) printer.sequence("#<delay ", this.#cell, ">");
    else printer.text("#<delay>");
  }
}

function deref(x: unknown, timeoutMs?: unknown, otherwise?: unknown): unknown {
  if (x instanceof Atom || x instanceof Volatile || x instanceof Reduced) return x.value;
  if (x instanceof Var) return dynamicValue(x);
  if (!isDerefable(x)) {
    return fail("bad-argument", { op: "deref", expected: "an atom, var, delay or promise", value: x });
  }
  if (timeoutMs === undefined || x.derefWithin === undefined) return x.deref();
  return x.derefWithin(Number(timeoutMs), otherwise ?? null);
}

function isRealised(x: unknown): unknown {
  if (x instanceof LazySeq) return x.isRealised();
  if (x instanceof Delay) return x.realised;
  if (isRemote(x)) return x.ask("realized?", []);
  if (typeof x === "object" && x !== null && "realised" in x) return x.realised === true;
  return fail("bad-argument", { op: "realized?", expected: "a lazy sequence, delay or promise", value: x });
}

function atom(op: string, x: unknown): Atom {
  return x instanceof Atom ? x : fail("bad-argument", { op, expected: "an atom", value: x });
}

function volatile(op: string, x: unknown): Volatile {
  return x instanceof Volatile ? x : fail("bad-argument", { op, expected: "a volatile", value: x });
}

/** Puts a value in the place of another, if that still stands there. */
function exchange(a: unknown, before: unknown, after: unknown): boolean {
  const place = atom("swap!", a);
  if (place.value !== before) return false;
  place.value = after;
  return true;
}

definePrimitives({
  "deref": between(1, 3, deref),
  "force": (x) => x instanceof Delay || (isRemote(x) && typeName(x) === "Delay") ? x.deref() : x,
  "realized?": isRealised,
  "-ask-owner": (x, operation, args) => (x as Remote).ask(operation as string, toArray(args)), // the library has looked
});

defineLeaves({
  "-atom": (value, validator, meta) => new Atom(value, validator, meta),
  "-held": (a) => atom("swap!", a).value,
  "-exchange": exchange,
  /** Nil for atoms that nobody watches or guards, which are most. */
  "-observed?": (a) => atom("swap!", a).validator !== null || atom("swap!", a).watches.count() > 0,
  "-watches": (a) => atom("add-watch", a).watches,
  /** Each worker gets a copy of the atom where it is sent. */
  "-per-worker": (a) => {
    atom("atom", a).isPerWorker = true;
    return a;
  },
  "-set-watches": (a, watches) => {
    atom("add-watch", a).watches = watches as PMap; // the library hands in what `-watches` gave, changed
    return a;
  },
  "get-validator": (a) => atom("get-validator", a).validator,
  "-set-validator": (a, f) => {
    atom("set-validator!", a).validator = f;
    return null;
  },
  "-invalid": (value) => fail("invalid-state", { value }),
  "volatile!": (value) => new Volatile(value),
  "vreset!": (v, value) => volatile("vreset!", v).value = value,
  "-delay": (compute) => new Delay(compute),
  "delay?": (x) => x instanceof Delay,
  "-remote?": isRemote,
});

document(() => `
deref [x] [x timeout-ms otherwise]
The value that an atom, var, delay or promise holds; \`@x\` is short for it. \`(deref (atom 5)) ;=> 5\`

force [x]
The value of a delay; anything else as it is. \`(force (delay 5)) ;=> 5\`

get-validator [atom]
The function that guards an atom, or nil. \`(get-validator (atom 1)) ;=> nil\`

volatile! [x]
A place for one computation's own use: an atom without watches and guards. \`@(volatile! 1) ;=> 1\`

vreset! [v x]
Puts a value into a volatile. \`(vreset! (volatile! 1) 2) ;=> 2\`

delay? [x]
Whether a value is a delay. \`(delay? (delay 1)) ;=> true\`

realized? [x]
Whether a lazy sequence, delay or promise has its value already. \`(realized? (delay 1)) ;=> false\`
`);

// ---- dynamic bindings ------------------------------------------------------------------------------------------------

function currentProcess(): Process {
  return machine.current ??
    fail("bad-argument", { op: "binding", expected: "a running program; macros have none", value: null });
}

function dynamicVar(x: unknown): Var {
  if (x instanceof Var && x.dynamic) return x;
  return fail("bad-argument", { op: "binding", expected: "a var marked ^:dynamic", value: x });
}

/** Binds vars to values, given in turn. Answers the chain to put back. */
function bind(args: readonly unknown[]): unknown {
  const process = currentProcess();
  const outer = process.bindings;
  let chain = outer;
  for (let i = 0; i < args.length; i += 2) chain = { owner: dynamicVar(args[i]), value: args[i + 1], next: chain };
  process.bindings = chain;
  return outer;
}

/** The innermost value of each var bound in this process, as a map. */
function boundValues(): PMap {
  const values = new Map<unknown, unknown>();
  for (let b = machine.current?.bindings ?? null; b !== null; b = b.next) {
    if (!values.has(b.owner)) values.set(b.owner, b.value);
  }
  return mapFrom(values);
}

function isBoundHere(x: unknown): boolean {
  let b = machine.current?.bindings ?? null;
  while (b !== null && b.owner !== x) b = b.next;
  return b !== null;
}

function setBound(x: unknown, value: unknown): unknown {
  let b = machine.current?.bindings ?? null;
  while (b !== null && b.owner !== x) b = b.next;
  if (b === null) return fail("bad-argument", { op: "var-set", expected: "a var that `binding` has bound", value: x });
  b.value = value;
  return value;
}

defineLeaves({
  "-bind": manyFrom(0, bind),
  "-restore-bindings": (chain) => {
    currentProcess().bindings = chain as Bindings | null; // what `-bind` answered
    return null;
  },
  "get-thread-bindings": boundValues,
  "-bound-here?": isBoundHere,
  "var-set": setBound,
  "-local-var": () => {
    const cell = new Var("", "local");
    cell.dynamic = true;
    return cell;
  },
});

document(() => `
get-thread-bindings []
The vars that \`binding\` has bound around here, with their values. \`(get-thread-bindings) ;=> {}\`

var-set [var value]
Gives another value to a var that \`binding\` has bound. \`(do (def ^:dynamic *d* 1) (binding [*d* 2] (var-set #'*d* 3) *d*)) ;=> 3\`
`);
