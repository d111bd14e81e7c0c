/**
 * What emitted code may call of the runtime: the names that `rt.…` has.
 * @module
 */
import * as data from "../data/mod.ts";
import { asMessage, BatutaError, type Keyword, listFrom, PMap, Tuple } from "../data/mod.ts";
import {
  caught,
  type Code,
  dynamicValue,
  type Fn,
  Frame,
  invoke,
  invoke0,
  invoke1,
  invoke2,
  invoke3,
  machine,
  RestTail,
  save,
  type Var,
  wrongArity,
} from "../runtime/mod.ts";

/** Goes on in the resume version of a body, now. */
function enter(code: Code, pc: number, saved: unknown[]): unknown {
  return code.resume(new Frame(code, pc, saved), null, false);
}

/** Metadata as a map, or as a module compiled ahead of time holds it: its flags, and a function that makes the map. */
type GivenMeta = PMap | { readonly flags: readonly string[]; readonly map: () => PMap } | null;

/** Gives a var its value and metadata. */
function define(cell: Var, value: unknown, meta: GivenMeta): Var {
  cell.set(value);
  return declare(cell, meta);
}

/** Gives a var its metadata. */
function declare(cell: Var, meta: GivenMeta): Var {
  if (meta === null) return cell;
  const flag = meta instanceof PMap
    ? (name: string) => meta.get(data.kw(name), null) === true
    : (name: string) => meta.flags.includes(name);
  cell.setMeta(meta instanceof PMap ? meta : meta.map);
  cell.macro = flag("macro");
  cell.dynamic = flag("dynamic");
  cell.private = flag("private");
  return cell;
}

/** What `throw` throws: an error as it is, any other value in a carrier that knows where it was thrown. */
function thrown(value: unknown): BatutaError {
  return value instanceof BatutaError ? value : new BatutaError("thrown", asMessage(value), { value });
}

/** Further arguments as a sequence, nil when there are none. */
function restOf(args: unknown[]): unknown {
  const last = args.length - 1;
  if (last >= 0 && args[last] instanceof RestTail) return (args[last] as RestTail).after(args.slice(0, last));
  return args.length === 0 ? null : listFrom(args);
}

/** Tells `apply` that the function takes further arguments as a sequence, which may be endless. */
function takesRest(f: Fn): void {
  (f as Fn & { takesRest?: boolean }).takesRest = true;
}

function tupleLiteral(tag: unknown, ...items: unknown[]): Tuple {
  return new Tuple(tag as Keyword, items); // the reader makes tuples with a keyword first
}

function impossible(pc: number): never {
  throw new Error(`resumed at ${pc}, which is no site`);
}

/** The object emitted code is given as `rt`. */
export const HELPERS = {
  machine,
  save,
  enter,
  impossible,
  define,
  declare,
  dynamicValue,
  caught,
  thrown,
  wrongArity,
  restOf,
  takesRest,
  invoke,
  invoke0,
  invoke1,
  invoke2,
  invoke3,
  tupleLiteral,
  Coll: data.Coll,
  PMap,
  Tuple,
  ABSENT: data.ABSENT,
  vec: data.vec,
  mapLiteral: data.mapLiteral,
  setLiteral: data.setLiteral,
  get: data.get,
  mkFloat: data.mkFloat,
  toDouble: data.toDouble,
  add: data.add,
  sub: data.sub,
  mul: data.mul,
  div: data.div,
  quot: data.quot,
  rem: data.rem,
  mod: data.mod,
  lt: data.lt,
  lte: data.lte,
  gt: data.gt,
  gte: data.gte,
  numEq: data.numEq,
  bitAnd: data.bitAnd,
  bitOr: data.bitOr,
  bitXor: data.bitXor,
};
