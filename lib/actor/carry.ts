/**
 * What the codec does not know and messages hold: functions, pids, vars, actor definitions, objects that stay with their worker, values
 * that programs made of protocols.
 * In: values; what the peer knows already. Out: bytes in the writer, and back.
 * Where a function needs a unit that the peer lacks, or a var that it was never told of, that is noted; the peer's connection sends it
 * before the message.
 * @module
 */
import {
  Atom,
  Cons,
  EMPTY_LIST,
  type Entity,
  fail,
  type Keyword,
  kw,
  LazySeq,
  Pid,
  type RecordType,
  Ref,
  type Seq,
  toArray,
  type Tuple,
  tuple,
  vec,
} from "../data/mod.ts";
import {
  andThen,
  customParts,
  Delay,
  describedFn,
  type Fn,
  force,
  Future,
  getNamespace,
  machine,
  makeCustom,
  Namespace,
  Protocol,
  protocolOf,
  recordTypeOf,
  seq,
  Var,
} from "../runtime/mod.ts";
import { From } from "./mail.ts";
import { ActorDefinition } from "./definition.ts";
import { canonical, publish } from "./directory.ts";
import { lend, lent, RemoteObject } from "./shared_objects.ts";
import { units } from "./units.ts";
import type { ExtensionParts } from "./wire_parts.ts";
import type { ReadExtension, WireReader } from "./wire_reader.ts";
import type { WireWriter, WriteExtension } from "./wire_writer.ts";

const PID = 1;
const REF = 2;
const FROM = 3;
const FN_OF_VAR = 4;
const CLOSURE = 5;
const DESCRIBED = 6;
const VAR = 7;
const DEFINITION = 8;
/** A definition that a var holds. */
const DEFINITION_OF_VAR = 9;
/** An object of the sender's. */
const MINE = 10;
/** An object of the receiver's. */
const YOURS = 11;
/** An object of a third worker's. */
const THEIRS = 12;
const NAMESPACE = 13;
const PROTOCOL = 14;
const CUSTOM = 15;
/** An atom of which each worker has its own. */
const OWN_ATOM = 16;
const LAZY = "LazySeq";

/** A lazy cell that is not to be realised for a message, but asked for its elements. */
export class LentSequence {
  constructor(readonly cell: LazySeq) {}
}

/** How values are held inside of compiled code: beside the program's there are raw doubles, nothing at all, and groups of functions. */
const VALUE = 0;
const UNDEFINED = 1;
const DOUBLE = 2;
const GROUP = 3;
const SAME_GROUP = 4;

/** What the connection to a peer says of it. */
export interface Known {
  readonly worker: number;
  /** Notes a unit that the peer needs. */
  needUnit(unit: string): void;
  /** Notes a var whose value the peer needs. */
  needVar(cell: Var): void;
}

function isShared(x: unknown): x is Entity {
  return x instanceof Atom || x instanceof Future || x instanceof Delay;
}

function isRaw(x: unknown): boolean {
  return x === undefined || Array.isArray(x) ||
    (typeof x === "number" && (!Number.isSafeInteger(x) || Object.is(x, -0)));
}

/** The parts of a value as `Carrier.write` hands them on, with the steps that lead to them. */
export const carriedParts: ExtensionParts = (x) => {
  if (typeof x === "function") return partsOfFn(x as unknown as Fn);
  if (x instanceof ActorDefinition) {
    return definitionVar(x) !== null
      ? null
      : [x.start, x.terminate, x.migrate, vec([...x.given])].map((part, i) => [i, part] as const);
  }
  if (x instanceof From) return [[0, x.pid]];
  const custom = customParts(x);
  return custom === null ? null : custom.values.map((part, i) => [i, part] as const);
};

function partsOfFn(f: Fn): Iterable<readonly [unknown, unknown]> | null {
  const origin = units.originOf(f);
  if (origin === null || origin.kind === "var") return null;
  if (origin.kind === "described") return [[0, origin.of], [1, origin.meta]];
  return origin.captured.flatMap((x, i) => isRaw(x) ? [] : [[i, x] as const]);
}

/** Writes and reads for one peer. */
export class Carrier implements WriteExtension, ReadExtension {
  /** Groups of functions that know each other, met in this message. */
  #groups: unknown[] = [];

  /** The var whose value is being written, so that it is not written as what the var holds. */
  defining: Var | null = null;

  constructor(readonly peer: Known) {}

  /** Begins a message. */
  begin(): void {
    if (this.#groups.length > 0) this.#groups = [];
  }

  readonly parts: ExtensionParts = carriedParts;

  // ---- writing -------------------------------------------------------------------------------------------------------

  write(x: object, w: WireWriter): boolean {
    if (typeof x === "function") return this.#writeFn(x as unknown as Fn, w);
    if (x instanceof Pid) {
      publish(x);
      w.byte(PID);
      w.uint(x.node);
      w.uint(x.worker);
      w.uint(x.serial);
    } else if (x instanceof Ref) {
      w.byte(REF);
      w.uint(x.node);
      w.uint(x.worker);
      w.uint(x.serial);
    } else if (x instanceof From) {
      w.byte(FROM);
      w.uint(x.request);
      w.value(x.pid);
    } else if (x instanceof Var) {
      if (!units.isLibrary(x.ns)) this.peer.needVar(x);
      w.byte(VAR);
      w.word(x.ns);
      w.word(x.name);
    } else if (x instanceof ActorDefinition) this.#writeDefinition(x, w);
    else if (x instanceof RemoteObject) {
      if (x.owner === this.peer.worker) {
        w.byte(YOURS);
        w.uint(x.id);
      } else {
        x.share();
        w.byte(THEIRS);
        w.uint(x.owner);
        w.uint(x.id);
        w.word(x.kind);
      }
    } else if (x instanceof Atom && x.isPerWorker) {
      w.byte(OWN_ATOM);
      w.value(x.value);
    } else if (x instanceof LentSequence) {
      w.byte(MINE);
      w.uint(lend(x.cell));
      w.word(LAZY);
    } else if (isShared(x)) {
      w.byte(MINE);
      w.uint(lend(x));
      w.word(x.typeName);
    } else if (x instanceof Namespace) {
      w.byte(NAMESPACE);
      w.word(x.name);
    } else if (x instanceof Protocol) {
      w.byte(PROTOCOL);
      w.word(x.name);
    } else return this.#writeCustom(x, w);
    return true;
  }

  #writeFn(f: Fn, w: WireWriter): boolean {
    const origin = units.originOf(f);
    if (origin === null) return false;
    if (origin.kind === "var") {
      w.byte(FN_OF_VAR);
      w.word(origin.ns);
      w.word(origin.name);
    } else if (origin.kind === "described") {
      w.byte(DESCRIBED);
      w.word(f.name);
      w.value(origin.of);
      w.value(origin.meta);
    } else {
      this.peer.needUnit(origin.unit);
      w.byte(CLOSURE);
      w.word(origin.unit);
      w.uint(origin.fn);
      this.writeHeld(origin.captured, w);
    }
    return true;
  }

  /** Values as compiled code holds them. */
  writeHeld(values: readonly unknown[], w: WireWriter): void {
    w.uint(values.length);
    for (const x of values) this.#writeHeldOne(x, w);
  }

  #writeHeldOne(x: unknown, w: WireWriter): void {
    if (!isRaw(x)) {
      w.byte(VALUE);
      w.value(x);
    } else if (x === undefined) w.byte(UNDEFINED);
    else if (typeof x === "number") {
      w.byte(DOUBLE);
      w.double(x);
    } else {
      const known = this.#groups.indexOf(x);
      if (known >= 0) {
        w.byte(SAME_GROUP);
        w.uint(known);
        return;
      }
      this.#groups.push(x);
      w.byte(GROUP);
      this.writeHeld(x as unknown[], w); // `isRaw` has looked
    }
  }

  #writeDefinition(x: ActorDefinition, w: WireWriter): void {
    const cell = definitionVar(x);
    if (cell !== null && cell !== this.defining) {
      this.peer.needVar(cell);
      w.byte(DEFINITION_OF_VAR);
      w.word(cell.ns);
      w.word(cell.name);
      return;
    }
    w.byte(DEFINITION);
    w.word(x.ns);
    w.word(x.name);
    w.uint(x.count);
    w.byte(x.hasInit ? 1 : 0);
    w.word(x.kind);
    w.value(x.start);
    w.value(x.terminate);
    w.value(x.migrate);
    w.value(vec([...x.given]));
  }

  #writeCustom(x: object, w: WireWriter): boolean {
    const custom = customParts(x);
    if (custom === null) return false;
    w.byte(CUSTOM);
    w.word(custom.type ?? "");
    w.uint(custom.names.length);
    for (const [protocol, method] of custom.names) {
      w.word(protocol);
      w.word(method);
    }
    w.uint(custom.values.length);
    for (const value of custom.values) w.value(value);
    return true;
  }

  // ---- reading -------------------------------------------------------------------------------------------------------

  read(r: WireReader): unknown {
    switch (r.byte()) {
      case PID:
        return canonical(new Pid(r.uint(), r.uint(), r.uint()));
      case REF:
        return new Ref(r.uint(), r.uint(), r.uint());
      case FROM: {
        const request = r.uint();
        return new From(r.value() as Pid, request); // as it was written
      }
      case FN_OF_VAR: {
        const ns = r.word();
        return getNamespace(ns).get(r.word())?.value ?? null;
      }
      case CLOSURE: {
        const unit = r.word();
        const fn = r.uint();
        return units.makeClosure(unit, fn, this.readHeld(r));
      }
      case DESCRIBED: {
        const name = r.word();
        const of = r.value() as Fn; // as it was written
        const described = describedFn(of, r.value() as never); // metadata, as it was written
        return Object.defineProperty(described, "name", { value: name });
      }
      case VAR: {
        const ns = r.word();
        return getNamespace(ns).intern(r.word());
      }
      case DEFINITION:
        return this.#readDefinition(r);
      case DEFINITION_OF_VAR: {
        const ns = r.word();
        return getNamespace(ns).intern(r.word()).value;
      }
      case MINE: {
        const id = r.uint();
        const object = new RemoteObject(this.peer.worker, id, r.word());
        return object.kind === LAZY ? remoteSequence(object) : object;
      }
      case OWN_ATOM: {
        const atom = new Atom(r.value());
        atom.isPerWorker = true;
        return atom;
      }
      case YOURS: {
        const object = lent(r.uint());
        return object ?? fail("bad-argument", { op: "receive", expected: "an object of this worker", value: null });
      }
      case THEIRS: {
        const owner = r.uint();
        const id = r.uint();
        return new RemoteObject(owner, id, r.word());
      }
      case NAMESPACE:
        return getNamespace(r.word());
      case PROTOCOL:
        return protocolOf(r.word());
      case CUSTOM:
        return this.#readCustom(r);
      default:
        return fail("bad-argument", { op: "receive", expected: "a value that actors send", value: null });
    }
  }

  readHeld(r: WireReader): unknown[] {
    const values: unknown[] = [];
    this.#fill(values, r);
    return values;
  }

  #fill(values: unknown[], r: WireReader): void {
    for (let left = r.uint(); left > 0; left--) values.push(this.#readHeldOne(r));
  }

  #readHeldOne(r: WireReader): unknown {
    switch (r.byte()) {
      case UNDEFINED:
        return undefined;
      case DOUBLE:
        return r.double();
      case GROUP: {
        const group: unknown[] = [];
        this.#groups.push(group);
        this.#fill(group, r);
        return group;
      }
      case SAME_GROUP:
        return this.#groups[r.uint()];
      default:
        return r.value();
    }
  }

  #readDefinition(r: WireReader): ActorDefinition {
    const [ns, name, count, hasInit, kind] = [r.word(), r.word(), r.uint(), r.byte() === 1, r.word()];
    const [start, terminate, migrate] = [r.value(), r.value(), r.value()] as [Fn, Fn | null, Fn | null]; // as written
    return new ActorDefinition(ns, name, count, start, terminate, migrate, hasInit, toArray(r.value()), kind);
  }

  #readCustom(r: WireReader): unknown {
    const type = r.word();
    const names: [string, string][] = [];
    for (let left = r.uint(); left > 0; left--) names.push([r.word(), r.word()]);
    const values: unknown[] = [];
    for (let left = r.uint(); left > 0; left--) values.push(r.value());
    return makeCustom({ type: type === "" ? null : type, names, values });
  }

  recordType(name: string, fields: readonly Keyword[]): RecordType {
    return recordTypeOf(name, fields);
  }
}

/** The sequence of another worker's lazy cell: its elements come in chunks. */
export function remoteSequence(cell: RemoteObject): LazySeq {
  return new LazySeq(() =>
    andThen(cell.ask("-lent-chunk", []), (answer) => {
      const { items: [items, more] } = answer as Tuple; // what `-lent-chunk` gives
      const elements = toArray(items);
      return elements.reduceRight((rest: unknown, item) => new Cons(item, rest as Seq, null), more ?? EMPTY_LIST);
    })
  );
}

/** The next elements of a lazy sequence that others ask for: `{:chunk [elements] more}`, where more is nil at the end. */
export function lentChunk(cell: unknown): unknown {
  const items: unknown[] = [];
  const step = (s: unknown): unknown => {
    let at = s as Seq | null;
    for (;;) {
      if (at === null) return tuple(CHUNK, vec(items), null);
      items.push(at.first());
      const more = at.more();
      if (more instanceof LazySeq && (items.length >= LENT_AT_ONCE || !more.isRealised())) {
        if (items.length >= LENT_AT_ONCE) return tuple(CHUNK, vec(items), new LentSequence(more));
        const forced = force(more);
        if (machine.suspended) return andThen(forced, step);
        at = forced as Seq | null; // force answers nothing else
      } else at = more.seq();
    }
  };
  return andThen(seq(cell), step);
}

const CHUNK = kw("chunk");
const LENT_AT_ONCE = 32;

/** The var that holds a definition, or null. */
function definitionVar(x: ActorDefinition): Var | null {
  const cell = getNamespace(x.ns).get(x.name);
  return cell !== undefined && cell.peek() === x ? cell : null;
}
