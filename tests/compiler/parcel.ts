/**
 * A parcel: a function, or the frames of a process, with all it takes to go on elsewhere, as data that JSON can write.
 * `pack` and `unpack` are the smallest encoder there can be over `lib/compiler/travel.ts`; `outcome` runs what was unpacked, here or
 * in the worker of `travel_worker.ts`, and says how it ended, so that both can be compared.
 */
import {
  Atom,
  BatutaError,
  Cons,
  EMPTY_LIST,
  LazySeq,
  List,
  type PMap,
  printReadably,
  Seq,
} from "../../lib/data/mod.ts";
import { constantText, CONSTRUCTORS, Unwritable } from "../../lib/compiler/constants.ts";
import { failureDiagnostic } from "../../lib/compiler/failure.ts";
import { LIBRARY } from "../../lib/compiler/library.ts";
import {
  codeAt,
  codeRef,
  hasUnit,
  loadUnit,
  makeClosure,
  type Origin,
  originOf,
  unitText,
  varsOf,
} from "../../lib/compiler/mod.ts";
import { describedFn, type Fn, Frame, getNamespace, Process, runNow, runSlice } from "../../lib/runtime/mod.ts";
import { renderDiagnostic } from "../../lib/source/mod.ts";

/** Numbers stand for other nodes. */
type Node =
  | { readonly text: string }
  | { readonly array: readonly number[] }
  | { readonly atom: number }
  | { readonly lazy: number }
  /** Elements, and what follows them or -1. */
  | { readonly sequence: readonly [items: readonly number[], more: number] }
  | { readonly error: readonly [code: string, message: string, value: number] }
  | { readonly var: readonly [ns: string, name: string] }
  | { readonly described: readonly [of: number, meta: number] }
  | { readonly closure: readonly [unit: string, fn: number, captured: readonly number[]] };

export interface Parcel {
  readonly nodes: readonly (Node | null)[];
  readonly units: readonly (readonly [id: string, text: string])[];
  readonly vars: readonly (readonly [ns: string, name: string, value: number])[];
  /** The function to call, or -1. */
  readonly root: number;
  /** Frames to go on with, innermost first. */
  readonly frames: readonly (readonly [unit: string, index: number, pc: number, saved: readonly number[]])[];
}

/** What has no way to be packed. */
export class Unpackable extends Error {}

const LIBRARY_NAMESPACES = new Set(LIBRARY.map(([ns]) => ns));

/** Whether a value is written apart from those that hold it. */
function hasNode(x: unknown): boolean {
  return typeof x === "function" || x instanceof Atom || x instanceof BatutaError || x instanceof Seq;
}

class Packer {
  readonly nodes: (Node | null)[] = [];
  readonly #indexes = new Map<unknown, number>();
  readonly units = new Map<string, string>();
  readonly vars = new Map<string, readonly [string, string, number]>();

  node(value: unknown): number {
    const known = this.#indexes.get(value);
    if (known !== undefined) return known;
    const index = this.nodes.push(null) - 1;
    // A map takes -0 for 0.
    if (typeof value !== "number") this.#indexes.set(value, index);
    this.nodes[index] = this.#describe(value);
    return index;
  }

  #describe(value: unknown): Node {
    if (value === undefined) return { text: "undefined" };
    if (Array.isArray(value)) return { array: value.map((x) => this.node(x)) };
    if (value instanceof Atom) return { atom: this.node(value.value) };
    if (value instanceof BatutaError) return { error: [value.code, value.message, this.node(value.value)] };
    if (value instanceof LazySeq && value.compute !== null) return { lazy: this.node(value.compute) };
    if (value instanceof Seq && !(value instanceof List)) return this.#sequence(value);
    if (typeof value === "function") return this.#function(originOf(value as Fn));
    try {
      return { text: constantText(value, (x) => hasNode(x) ? `ref(${this.node(x)})` : null) };
    } catch (error) {
      throw error instanceof Unwritable ? new Unpackable(error.message) : error;
    }
  }

  /** What is known of a sequence, and what is still to be computed after it. */
  #sequence(value: Seq): Node {
    const items: number[] = [];
    for (let s = value.seq(); s !== null;) {
      items.push(this.node(s.first()));
      const more = s.more();
      if (more instanceof LazySeq && more.compute !== null) return { sequence: [items, this.node(more)] };
      s = more.seq();
    }
    return { sequence: [items, -1] };
  }

  #function(origin: Origin | null): Node {
    if (origin === null) throw new Unpackable("a function that cannot travel");
    if (origin.kind === "var") return { var: [origin.ns, origin.name] };
    if (origin.kind === "described") return { described: [this.node(origin.of), this.node(origin.meta)] };
    this.unit(origin.unit);
    return { closure: [origin.unit, origin.fn, origin.captured.map((x) => this.node(x))] };
  }

  unit(id: string): void {
    // The executable's own units are everywhere.
    if (this.units.has(id) || id.startsWith("lib:")) return;
    this.units.set(id, unitText(id));
    for (const cell of varsOf(id)) {
      if (LIBRARY_NAMESPACES.has(cell.ns) || !cell.bound || this.vars.has(cell.fullName)) continue;
      this.vars.set(cell.fullName, [cell.ns, cell.name, -1]);
      this.vars.set(cell.fullName, [cell.ns, cell.name, this.node(cell.value)]);
    }
  }
}

function parcel(packer: Packer, root: number, frames: Parcel["frames"]): Parcel {
  return { nodes: packer.nodes, units: [...packer.units], vars: [...packer.vars.values()], root, frames };
}

/** A function of no arguments as a parcel. */
export function packFunction(f: Fn): Parcel {
  const packer = new Packer();
  return parcel(packer, packer.node(f), []);
}

/** The frames of a process as a parcel. */
export function packFrames(process: Process): Parcel {
  const packer = new Packer();
  const frames: (readonly [string, number, number, number[]])[] = [];
  for (let frame = process.frames; frame !== null; frame = frame.next) {
    const ref = codeRef(frame.code);
    if (ref === null) throw new Unpackable("a frame of the machinery");
    packer.unit(ref.unit);
    frames.push([ref.unit, ref.index, frame.pc, frame.saved.map((x) => packer.node(x))]);
  }
  return parcel(packer, -1, frames);
}

/** Makes what was packed anew, ready to run. */
export function unpack({ nodes, units, vars, root, frames }: Parcel): Process {
  for (const [id, text] of units) if (!hasUnit(id)) loadUnit(id, text);
  const made = new Map<number, unknown>();
  // What can be part of itself is filled when everything is made.
  const later: (() => void)[] = [];
  const ref = (index: number): unknown => {
    if (!made.has(index)) made.set(index, make(nodes[index] as Node, index)); // all are described by now
    return made.get(index);
  };
  const make = (node: Node, index: number): unknown => {
    if ("text" in node) return (0, eval)(`(function(c,ref){return ${node.text};})`)(CONSTRUCTORS, ref);
    if ("array" in node) {
      const array: unknown[] = [];
      made.set(index, array);
      later.push(() => array.push(...node.array.map(ref)));
      return array;
    }
    if ("atom" in node) {
      const atom = new Atom(null, null, null);
      later.push(() => atom.value = ref(node.atom));
      return atom;
    }
    if ("lazy" in node) return new LazySeq(ref(node.lazy) as () => unknown);
    if ("sequence" in node) {
      const [items, more] = node.sequence;
      return items.reduceRight<unknown>(
        (s, item) => new Cons(ref(item), s as Seq, null), // the tail is a sequence
        more < 0 ? EMPTY_LIST : ref(more),
      );
    }
    if ("error" in node) {
      const [code, message, value] = node.error;
      return new BatutaError(code, message, { value: ref(value) });
    }
    if ("var" in node) return getNamespace(node.var[0]).get(node.var[1])?.value;
    if ("described" in node) {
      const [of, meta] = node.described;
      return describedFn(ref(of) as Fn, ref(meta) as PMap | null);
    }
    const [unit, fn, captured] = node.closure;
    return makeClosure(unit, fn, captured.map(ref));
  };
  const values = vars.map(([ns, name, value]) => [getNamespace(ns).intern(name), ref(value)] as const);
  const start = root < 0 ? () => null : ref(root) as Fn;
  const chain = frames.map(([unit, index, pc, saved]) => new Frame(codeAt(unit, index), pc, saved.map(ref)));
  while (later.length > 0) later.shift()?.();
  for (const [cell, value] of values) cell.set(value);
  const process = new Process(start);
  chain.forEach((frame, i) => frame.next = chain[i + 1] ?? null);
  if (chain.length > 0) process.frames = chain[0];
  return process;
}

/** Runs a process to its end; the value as it prints, or the failure as it is shown. */
export function outcome(process: Process): string {
  while (runSlice(process));
  const { ending } = process;
  if (ending === null) return "it waits";
  if (ending.thrown) return renderDiagnostic(failureDiagnostic(ending.value, ending.trace), { color: false });
  try {
    return runNow("a test", () => printReadably(ending.value));
  } catch (error) {
    return renderDiagnostic(failureDiagnostic(error, []), { color: false });
  }
}
