/**
 * The parts of a message, for what is rarely needed: what in it is to be realised, where in it a value stands, and how to cut a deep
 * one into pieces.
 * In: a value, and what knows the parts of values that the codec does not know. Out: parts in the order in which they are written.
 * Invariant: all walks go through a message as the writer does, so that they meet the same values in the same order; they keep a stack of
 * their own, and realise nothing.
 * @module
 */
import {
  ArrayMap,
  BatutaError,
  ChunkedSeq,
  compare,
  HashMap,
  IntRange,
  kw,
  LazySeq,
  metaOf,
  PMap,
  PSet,
  Rec,
  Seq,
  SmallMap,
  SortedMap,
  Sym,
  Tuple,
  tuple,
  Vec,
  Waiting,
} from "../data/mod.ts";
import { MAX_DEPTH, MAX_MESSAGE_SIZE, MessageTooLarge } from "./wire_format.ts";

/** How one gets from a value to a part: a key, an index; undefined where the part is none of its own for whoever looks from outside. */
export type Step = unknown;
/** A part of a value and the step to it. */
export type Part = readonly [step: Step, part: unknown];
/** The parts of a value that the codec does not know, in the order in which they are written; null when it has none. */
export type ExtensionParts = (x: object) => Iterable<Part> | null;

const META_STEP = tuple(kw("meta"));
const ORDER_STEP = tuple(kw("order"));
const [KEY, ELEMENT] = [kw("key"), kw("element")];

function* mapParts(map: PMap): Generator<Part> {
  if (map instanceof SortedMap && map.order !== compare) yield [ORDER_STEP, map.order];
  let i = 0;
  for (const c = map.cursor(); c.advance(); i++) {
    if (!(map instanceof SmallMap)) yield [tuple(KEY, i), c.key];
    yield [c.key, c.value];
  }
}

function* setParts({ map }: PSet): Generator<Part> {
  if (map instanceof SortedMap && map.order !== compare) yield [ORDER_STEP, map.order];
  let i = 0;
  if (!(map instanceof SmallMap)) { for (const c = map.cursor(); c.advance(); i++) yield [tuple(ELEMENT, i), c.key]; }
}

function* items(x: Iterable<unknown>, first: number): Generator<Part> {
  let i = first;
  for (const item of x) yield [i++, item];
}

/** Stands for the step to a cell that must be realised before the next part can be asked for. */
const UNREALISED = Symbol("unrealised");

function* elements(x: Seq): Generator<Part> {
  let i = 0;
  for (let at = x;;) {
    if (at instanceof LazySeq && !at.isRealised()) yield [UNREALISED, at];
    const s = at.seq();
    if (s === null) return;
    if (s instanceof ChunkedSeq) {
      for (let j = s.off; j < s.end; j++) yield [i++, s.chunk[j]];
      at = s.chunkMore();
    } else {
      yield [i++, s.first()];
      at = s.more();
    }
  }
}

function* recordParts(record: Rec): Generator<Part> {
  const { fields } = record.type;
  for (let i = 0; i < fields.length; i++) yield [fields[i], record.values[i]];
  if (record.more !== null) yield [undefined, record.more];
}

function* errorParts(error: Error): Generator<Part> {
  if (!(error instanceof BatutaError)) return;
  yield [kw("data"), error.data];
  yield [kw("cause"), error.cause];
  if (error.value !== error) yield [kw("value"), error.value];
}

function* withMeta(meta: unknown, parts: Iterable<Part>): Generator<Part> {
  yield [META_STEP, meta];
  yield* parts;
}

function partsWithoutMeta(x: object, extension: ExtensionParts): Iterable<Part> | null {
  if (x instanceof Rec) return recordParts(x);
  if (x instanceof SmallMap || x instanceof ArrayMap || x instanceof HashMap || x instanceof SortedMap) {
    return mapParts(x);
  }
  if (x instanceof PSet) return setParts(x);
  if (x instanceof IntRange) return [];
  if (x instanceof Seq) return elements(x);
  if (x instanceof Vec) return items(x, 0);
  if (x instanceof Tuple) return items(x.items, 1);
  if (x instanceof Sym) return null;
  return x instanceof Error ? errorParts(x) : extension(x);
}

/** The parts of a value in the order in which they are written; null for what has none. */
function partsOf(x: unknown, extension: ExtensionParts): Iterable<Part> | null {
  if (typeof x !== "function" && (typeof x !== "object" || x === null)) return null;
  const parts = partsWithoutMeta(x, extension);
  if (
    !(x instanceof PMap || x instanceof PSet || x instanceof Vec || x instanceof Seq || x instanceof Tuple ||
      x instanceof Sym)
  ) {
    return parts;
  }
  const meta = metaOf(x.meta);
  return meta === null ? parts : withMeta(meta, parts ?? []);
}

/** A value whose parts are being walked. */
interface Walked {
  readonly x: unknown;
  readonly parts: Iterator<Part>;
  /** The step that led to the value. */
  readonly step: Step;
  /** How deep its parts stand below the nearest piece around them. */
  readonly depth: number;
  readonly isPiece: boolean;
}

/** A walk through a message: `advance` goes to the next part, `enter` down into it. */
class Walk {
  /** The values around the place, the message first. */
  readonly path: Walked[] = [];
  /** The step to the place, and what stands there. */
  step: Step = undefined;
  part: unknown;
  /** Called with each piece when all its parts have been walked. */
  readonly #leave: (piece: unknown) => void;

  constructor(
    message: unknown,
    private readonly extension: ExtensionParts,
    leave: (piece: unknown) => void = () => {},
  ) {
    this.part = message;
    this.#leave = leave;
  }
  /** Goes down into the place, unless it is a piece that needs no second walk. */
  enter(isWalked: (piece: unknown) => boolean = () => false): void {
    const around = this.path.at(-1);
    const depth = around === undefined ? 0 : around.depth;
    const isPiece = depth === MAX_DEPTH;
    if (isPiece && isWalked(this.part)) return;
    const parts = partsOf(this.part, this.extension);
    if (parts === null) return;
    const [x, step] = [this.part, this.step];
    this.path.push({ x, parts: parts[Symbol.iterator](), step, depth: isPiece ? 1 : depth + 1, isPiece });
  }
  /** Goes on to the next part of the innermost value that has one; false when there is none. */
  advance(): boolean {
    for (let top = this.path.at(-1); top !== undefined; top = this.path.at(-1)) {
      const next = top.parts.next();
      if (!next.done) {
        [this.step, this.part] = next.value;
        return true;
      }
      this.path.pop();
      if (top.isPiece) this.#leave(top.x);
    }
    return false;
  }
}

/** What a cell that is still to be computed takes of a message's limit: its elements stay, and memory must not run out before the limit. */
const UNREALISED_SIZE = 16;

/**
 * The lazy cells of a message that are not realised, in the order in which they would be written. Each must be realised before the next
 * is asked for. Fails with `MessageTooLarge` when they do not end.
 */
export function* unrealisedIn(
  message: unknown,
  extension: ExtensionParts,
  { limit = MAX_MESSAGE_SIZE } = {},
): Generator<LazySeq> {
  const walk = new Walk(message, extension);
  let left = limit;
  for (walk.enter(); walk.advance();) {
    left -= walk.step === UNREALISED ? UNREALISED_SIZE : 1;
    if (left < 0) throw new MessageTooLarge(limit);
    // The step says what the part is.
    if (walk.step === UNREALISED) yield walk.part as LazySeq;
    else walk.enter();
  }
}

/** The steps from a message to the first place where a value stands in it; none when it cannot be found. */
export function pathTo(culprit: unknown, message: unknown, extension: ExtensionParts): readonly Step[] {
  const walk = new Walk(message, extension);
  if (message === culprit) return [];
  for (walk.enter(); walk.advance();) {
    if (walk.step === UNREALISED) return [];
    if (walk.part === culprit) {
      return [...walk.path.map(({ step }) => step), walk.step].filter((step) => step !== undefined);
    }
    walk.enter();
  }
  return [];
}

/**
 * The pieces into which a deep value must be cut: each value that stands `MAX_DEPTH` below the next piece around it, with its number.
 * A piece's own pieces come before it. Fails with `MessageTooLarge` when there are more parts than a message may take bytes, and with
 * `Waiting` at a cell that is not realised.
 */
export function piecesOf(message: unknown, extension: ExtensionParts, limit: number): ReadonlyMap<unknown, number> {
  const pieces = new Map<unknown, number>();
  // Numbered when it is left: whatever it refers to has a number by then.
  const walk = new Walk(message, extension, (piece) => pieces.set(piece, pieces.size));
  let left = limit;
  for (walk.enter(); walk.advance();) {
    if (--left < 0) throw new MessageTooLarge(limit);
    if (walk.step === UNREALISED) throw new Waiting(walk.part as LazySeq); // the step says what the part is
    walk.enter((piece) => pieces.has(piece));
  }
  return pieces;
}
