/**
 * The connection to one other worker: what is sent in a turn of the scheduler goes as one batch, in its order.
 * In: what to do at the other end, as operations of the protocol; batches from there. Out: batches; calls of a `Handler`.
 * Definitions go before what needs them: a unit of code is sent once, and with it the vars it refers to, theirs, and so on; a var
 * that is defined anew afterwards is sent anew.
 * Invariant: an operation is written whole or not at all.
 * @module
 */
import { type Pid, Seq, Waiting } from "../data/mod.ts";
import {
  addExtension,
  ensureTurn,
  type Extension,
  extensions,
  type Fn,
  getNamespace,
  host,
  type Var,
} from "../runtime/mod.ts";
import { Carrier, type Known, remoteSequence } from "./carry.ts";
import { publish } from "./directory.ts";
import { actorFailure } from "./errors.ts";
import { ActorDefinition } from "./definition.ts";
import { lend, RemoteObject } from "./shared_objects.ts";
import { units } from "./units.ts";
import { type Batch, Untravelable } from "./wire_format.ts";
import { WireReader } from "./wire_reader.ts";
import { WireWriter } from "./wire_writer.ts";

/** What a batch consists of. `pid` and values follow as the writers below put them. */
export const OPERATION = {
  message: 1,
  call: 2,
  signal: 3,
  namedMessage: 4,
  namedCall: 5,
  service: 6,
  tell: 7,
  unit: 8,
  define: 9,
  /** A var whose value cannot travel. */
  stays: 10,
  /** A var that holds a lazy sequence, which its owner computes. */
  lazy: 11,
  extension: 12,
  move: 13,
  ended: 14,
  /** Do something with a lent object. */
  object: 15,
  /** There is one reference more to a lent object, or one less. */
  references: 16,
  /** All actors of these workers are lost. */
  lost: 17,
  /** All workers are asked something. */
  askAll: 18,
  answerAll: 19,
} as const;

/** A batch of this size is sent at once. */
const FULL_BYTES = 1 << 16;

/** How batches get there. */
export interface Line {
  post(batch: Batch): void;
}

/** Messages taken in at a time, before those who got them have a turn: what waits longer survives collections of garbage, at 5x the cost. */
const TAKEN_AT_ONCE = 256;

/** Reads the operations that are not about code. */
export type Handle = (operation: number, peer: Peer, reader: WireReader) => void;

/** Told of a definition that has come from the peer. */
export type Taken = (cell: Var, from: Peer) => void;

const dirty = new Set<Peer>();

/** Sends what this turn has written. */
export function flushPeers(): void {
  if (dirty.size === 0) return;
  for (const peer of dirty) peer.flush();
  dirty.clear();
}

export class Peer implements Known {
  readonly carrier: Carrier = new Carrier(this);
  readonly #writer: WireWriter;
  readonly #reader: WireReader;
  readonly #units = new Set<string>();
  /** Names of vars: one that is removed and defined again is another object. */
  readonly #vars = new Set<string>();
  /** Units that what is being written needs. */
  readonly #used = new Set<string>();
  /** Names of vars whose values cannot travel. */
  readonly #staying = new Set<string>();
  #missingUnits: string[] = [];
  #missingVars: Var[] = [];
  #extensions = 0;
  /** How many batches were sent, and have arrived. */
  sent = 0;
  received = 0;
  isLost = false;

  constructor(
    readonly worker: number,
    readonly seat: number,
    readonly line: Line,
    readonly handle: Handle,
    readonly taken: Taken,
  ) {
    this.#writer = new WireWriter(this.carrier);
    this.#reader = new WireReader(this.carrier);
  }

  // ---- sending -------------------------------------------------------------------------------------------------------

  needUnit(unit: string): void {
    this.#used.add(unit);
    if (!this.#units.has(unit)) this.#missingUnits.push(unit);
  }

  needVar(cell: Var): void {
    if (!this.#vars.has(cell.fullName)) this.#missingVars.push(cell);
  }

  /** Writes an operation. Throws `Waiting` where a lazy sequence is to be realised first, and what the codec throws. */
  send(operation: number, write: (w: WireWriter) => void): void {
    if (this.isLost) return;
    this.#sendExtensions();
    while (!this.#tryWrite(operation, write)) this.#sendDefinitions();
    this.#sendSoon();
  }

  /** Like `send`, but throws `Untravelable` also where code would go that needs the value of a var that stays here. */
  sendWhole(operation: number, write: (w: WireWriter) => void): void {
    if (this.isLost) return;
    this.#sendExtensions();
    const whole = (w: WireWriter) => {
      this.#used.clear();
      write(w);
      if (this.#staying.size > 0 && this.#missingUnits.length === 0) this.#refuseStaying();
    };
    while (!this.#tryWrite(operation, whole)) this.#sendDefinitions();
    this.#sendSoon();
  }

  /** Fails where one of the used units refers to a var that stays, or calls what does. */
  #refuseStaying(): void {
    const seen = new Set(this.#used);
    for (const unit of seen) {
      for (const cell of units.varsOf(unit)) {
        if (this.#staying.has(cell.fullName)) throw new Untravelable(cell, []);
        const value = units.isLibrary(cell.ns) ? null : cell.peek();
        const f = value instanceof ActorDefinition ? value.start : value;
        const origin = typeof f === "function" ? units.originOf(f as Fn) : null;
        if (origin?.kind === "closure") seen.add(origin.unit);
      }
    }
  }

  #sendSoon(): void {
    const w = this.#writer;
    if (w.sizeBytes > FULL_BYTES) this.flush();
    else this.#willFlush();
  }

  /** The turn sends at its end what it has written. */
  #willFlush(): void {
    // Timers write outside of turns.
    if (dirty.size === 0) ensureTurn();
    dirty.add(this);
  }

  /** False when something is missing at the other end; nothing is written then. */
  #tryWrite(operation: number, write: (w: WireWriter) => void): boolean {
    const w = this.#writer;
    const mark = w.mark();
    this.carrier.begin();
    try {
      w.byte(operation);
      write(w);
    } catch (error) {
      w.rollback(mark);
      this.#missingUnits = [];
      this.#missingVars = [];
      throw error;
    }
    if (this.#missingUnits.length === 0 && this.#missingVars.length === 0) return true;
    w.rollback(mark);
    return false;
  }

  /** Sends the units and vars that are missing, and what they need. */
  #sendDefinitions(): void {
    const vars = this.#missingVars;
    let wanted = this.#missingUnits;
    this.#missingVars = [];
    this.#missingUnits = [];
    for (;;) {
      for (const unit of wanted) for (const cell of this.#sendUnit(unit)) vars.push(cell);
      const cell = vars.pop();
      if (cell === undefined) return;
      wanted = this.#sendVar(cell, vars);
    }
  }

  /** Answers the vars that the unit refers to. */
  #sendUnit(unit: string): readonly Var[] {
    if (this.#units.has(unit)) return [];
    this.#units.add(unit);
    // What the executable has compiled in, each worker has.
    if (unit.startsWith("lib:")) return [];
    const w = this.#writer;
    w.mark();
    w.byte(OPERATION.unit);
    w.text(unit);
    w.text(units.unitText(unit));
    return units.varsOf(unit).filter((cell) => !units.isLibrary(cell.ns));
  }

  /** Sends the value of a var; where units are missing for it, answers them and puts the var back. */
  #sendVar(cell: Var, vars: Var[]): string[] {
    if (this.#vars.has(cell.fullName) || !cell.bound) return [];
    this.#vars.add(cell.fullName);
    const name = (w: WireWriter) => {
      w.word(cell.ns);
      w.word(cell.name);
      w.byte(cell.dynamic ? 1 : 0);
    };
    const { value } = cell;
    this.#staying.delete(cell.fullName);
    let done: boolean;
    this.carrier.defining = cell;
    try {
      done = this.#tryWrite(OPERATION.define, (w) => (name(w), w.value(value)));
    } catch (error) {
      if (!(error instanceof Waiting)) this.#staying.add(cell.fullName);
      done = error instanceof Waiting && value instanceof Seq
        ? this.#tryWrite(OPERATION.lazy, (w) => (name(w), w.uint(lend(value))))
        : this.#tryWrite(OPERATION.stays, (w) => (name(w), w.text(whyNot(error))));
    } finally {
      this.carrier.defining = null;
    }
    if (done) return [];
    this.#vars.delete(cell.fullName);
    const missing = this.#missingUnits;
    vars.push(cell, ...this.#missingVars);
    this.#missingUnits = [];
    this.#missingVars = [];
    return missing;
  }

  /** Sends a var whether the peer has it or not. */
  define(cell: Var): void {
    this.#vars.add(cell.fullName);
    this.redefined(cell);
  }

  /** A var has got another value: it is sent again when it was sent. */
  redefined(cell: Var): void {
    if (!this.#vars.delete(cell.fullName) || this.isLost) return;
    this.#missingVars.push(cell);
    this.#sendDefinitions();
    this.#willFlush();
  }

  /** Sends what the program has added to protocols since last time. */
  #sendExtensions(): void {
    const { all } = extensions;
    while (this.#extensions < all.length) {
      const added = all[this.#extensions++];
      while (!this.#tryWrite(OPERATION.extension, (w) => writeExtension(added, w))) this.#sendDefinitions();
    }
  }

  flush(): void {
    if (this.#writer.sizeBytes === 0) return;
    // What was printed before a message is seen before its effects.
    host.flush();
    this.sent++;
    this.line.post(this.#writer.take());
  }

  // ---- receiving -----------------------------------------------------------------------------------------------------

  /** Does what a batch says; `rest` is called now and then on the way. */
  receive(batch: Batch, rest: () => void): void {
    const r = this.#reader;
    this.received++;
    r.begin(batch);
    let left = TAKEN_AT_ONCE;
    while (!r.atEnd) {
      if (left-- === 0) {
        left = TAKEN_AT_ONCE;
        rest();
      }
      this.carrier.begin();
      const operation = r.byte();
      switch (operation) {
        case OPERATION.unit: {
          const id = r.text();
          units.loadUnit(id, r.text());
          this.#units.add(id);
          break;
        }
        case OPERATION.define:
        case OPERATION.stays:
        case OPERATION.lazy:
          this.#define(operation, r);
          break;
        case OPERATION.extension:
          addExtension(readExtension(r));
          break;
        default:
          this.handle(operation, this, r);
      }
    }
  }

  #define(operation: number, r: WireReader): void {
    const ns = r.word();
    const cell = getNamespace(ns).intern(r.word());
    cell.dynamic = r.byte() === 1;
    this.#vars.add(cell.fullName);
    if (operation === OPERATION.stays) {
      const reason = r.text();
      withoutEcho(() =>
        cell.defer(() => {
          throw actorFailure("stays-elsewhere", { name: cell.fullName, reason });
        })
      );
    } else if (operation === OPERATION.lazy) {
      cell.value = remoteSequence(new RemoteObject(this.worker, r.uint(), "LazySeq"));
    } else withoutEcho(() => cell.set(r.value()));
    this.taken(cell, this);
  }
}

/** Why the value of a var cannot travel. */
function whyNot(error: unknown): string {
  if (error instanceof Waiting) return "a lazy sequence in it is not realised";
  return error instanceof Error ? error.message : String(error);
}

/** While a definition of another worker is taken over, it is not sent on to where it came from. */
let echoing = true;

function withoutEcho(define: () => void): void {
  echoing = false;
  try {
    define();
  } finally {
    echoing = true;
  }
}

/** Whether a definition is the program's own doing here. */
export function isOwnDefinition(): boolean {
  return echoing;
}

const KINDS = ["protocol", "record", "object", "extend", "call"] as const;

function writeExtension(added: Extension, w: WireWriter): void {
  w.byte(KINDS.indexOf(added.kind));
  if (added.kind === "protocol") {
    w.word(added.name);
    w.byte(added.byMetadata ? 1 : 0);
    w.uint(added.methods.length);
    for (const method of added.methods) w.word(method);
  } else if (added.kind === "extend") {
    w.word(added.type);
    w.word(added.protocol);
    w.value(added.functions);
  } else if (added.kind === "call") {
    w.word(added.name);
    w.uint(added.args.length);
    for (const arg of added.args) w.value(arg);
  } else {
    w.word(added.name);
    w.uint(added.fields.length);
    for (const field of added.fields) w.value(field);
  }
}

function readExtension(r: WireReader): Extension {
  const kind = KINDS[r.byte()];
  const many = <T>(read: () => T) => Array.from({ length: r.uint() }, read);
  if (kind === "protocol") {
    const [name, byMetadata] = [r.word(), r.byte() === 1];
    return { kind, name, byMetadata, methods: many(() => r.word()) };
  }
  if (kind === "extend") {
    const [type, protocol] = [r.word(), r.word()];
    return { kind, type, protocol, functions: r.value() as never }; // a map, as it was written
  }
  const name = r.word();
  if (kind === "call") return { kind, name, args: many(() => r.value()) };
  return { kind, name, fields: many(() => r.value() as never) }; // keywords, as they were written
}

/** A pid, in fewer bytes than as a value. */
export function writePid(pid: Pid | null, w: WireWriter): void {
  if (pid === null) {
    w.uint(0);
    return;
  }
  publish(pid);
  w.uint(pid.worker);
  w.uint(pid.serial);
}
