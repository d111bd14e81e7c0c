/**
 * Values: everything a Batuta program can hold, and what can be done with any of them without waiting.
 *
 * A tour in reading order. `object.ts` is the root of all values. Scalars: `number.ts`, `decimal.ts`, `char.ts`, `keyword.ts`,
 * `symbol.ts`, `tuple.ts`, `regex.ts`, `uuid.ts`, `instant.ts`, `duration.ts`, and `text.ts` for strings. What works on all of them:
 * `equal.ts`, `hash.ts`, `compare.ts`, `print.ts`, and `errors.ts` for what can go wrong. Collections: `coll.ts`
 * (collection, sequence, list), `chunk.ts`, `seq.ts`, `lazy.ts`, `range.ts`, `vector.ts`; `map.ts` with its kinds
 * `small_map.ts`, `array_map.ts`, `hash_map.ts`, `map_builder.ts` and `record.ts`; `set.ts`, `sorted.ts`, `transient.ts`;
 * `access.ts` for the functions that take any of them, `in_place.ts` for who alone has one. Last, `atom.ts`.
 *
 * ```ts
 * import { assoc, get, kw, mapOf, printReadably, vecOf } from "./mod.ts";
 * const alice = mapOf(kw("name"), "alice", kw("langs"), vecOf("pt", "en"));
 * const older = assoc(alice, kw("age"), 31);
 * console.assert(get(older, kw("age")) === 31 && get(alice, kw("age")) === null);
 * console.assert(printReadably(older) === '{:name "alice" :langs ["pt" "en"] :age 31}');
 * ```
 * Invariants: nothing here reads a clock, does IO or waits; values never change, transients, atoms and unrealised lazy
 * cells excepted; equal values have equal hashes, the same on every machine.
 * @module
 */

export { Entity, metaOf, type MetaSlot, Obj, Origin, type Printer, slotWithMeta, typeName } from "./object.ts";
export { closest } from "./closest.ts";
export {
  asMessage,
  BatutaError,
  DATA_ERRORS,
  type DataErrorCode,
  type DataErrorDetails,
  type DetailsOf,
  type ErrorDetails,
  type ErrorEntry,
  fail,
  failureOf,
  raise,
  setShowValue,
  show,
} from "./errors.ts";
export {
  abs,
  add,
  bitAnd,
  bitAndNot,
  bitClear,
  bitFlip,
  bitNot,
  bitOr,
  bitSet,
  bitShiftLeft,
  bitShiftRight,
  bitShiftRightUnsigned,
  bitTest,
  bitXor,
  compareNumbers,
  dec,
  denominator,
  div,
  Flt,
  gt,
  gte,
  inc,
  isFloat,
  isInt,
  isNumber,
  isRatio,
  lt,
  lte,
  mkFloat,
  mod,
  mul,
  neg,
  normBig,
  type Num,
  numEq,
  numerator,
  parseDecimal,
  parseInteger,
  parseNumber,
  printNumber,
  quot,
  Ratio,
  ratio,
  rationalize,
  rem,
  sub,
  toDecimal,
  toDouble,
  truncate,
  wrap,
} from "./number.ts";
export {
  Decimal,
  decimalText,
  parseExact,
  plainText,
  type Precision,
  type Rounding,
  setPrecisionSource,
  toScale,
} from "./decimal.ts";
export { Char, char, parseChar, printChar } from "./char.ts";
export { compareQualified, Keyword, keyword, knownKeywords, kw, splitQualified } from "./keyword.ts";
export { Sym, sym, symbolFrom } from "./symbol.ts";
export { parsePid, Pid, Ref, setPidShown } from "./pid.ts";
export { Tuple, tuple } from "./tuple.ts";
export { Regex, regex } from "./regex.ts";
export { parseUuid, Uuid } from "./uuid.ts";
export { Instant, parseInstant, printInstant } from "./instant.ts";
export { Duration, durationOf, parseDuration, printDuration } from "./duration.ts";
export { charsOf, compareText, countCodePoints, findChar, findSubstring, findUnit, indexOfUnit } from "./text.ts";
export { type Before, orderAmong, sortBefore, sortValues } from "./sort.ts";
export { TextBuilder } from "./text_builder.ts";
export { equals } from "./equal.ts";
export {
  HASH_ORDERED_START,
  hashBigInt,
  hashDouble,
  hashEntry,
  hashFinish,
  hashOf,
  hashOrdered,
  hashOrderedStep,
  hashString,
  hashUnordered,
  hashUnorderedStep,
  mix,
} from "./hash.ts";
export { compare, compareElements } from "./compare.ts";
export { mangle, unmangle } from "./fn_name.ts";
export { fnName, type PrintLimits, printOrdinarily, printPlain, printReadably, printString, toText } from "./print.ts";
export { Coll, Cons, EMPTY_LIST, List, list, listFrom, Seq } from "./coll.ts";
export { arraySeq, ChunkedCons, ChunkedSeq, type ChunkSource, sourceSeq } from "./chunk.ts";
export { cons, first, isSeqable, isSequential, iterate, next, rest, seq, toArray } from "./seq.ts";
export { Eduction } from "./eduction.ts";
export { type Force, LazySeq, setForce, SUSPENDED, Waiting } from "./lazy.ts";
export { IntRange, range } from "./range.ts";
export { EMPTY_VEC, mapEntry, subvec, Vec, vec, vecFrom, vecOf, vecSeqAt, vecSeqBackward } from "./vector.ts";
export { ABSENT, KvCursor, PMap } from "./map.ts";
export { EMPTY_MAP, EMPTY_SHAPE, mapOfFlat, Shape, shapeOf, SmallMap } from "./small_map.ts";
export { ArrayMap, MAX_COLUMNS } from "./array_map.ts";
export { EMPTY_HASH, HashMap } from "./hash_map.ts";
export { MapBuilder, mapFrom, mapLiteral, mapOf, mapOfArray, rowOf } from "./map_builder.ts";
export { EMPTY_QUEUE, Queue } from "./queue.ts";
export { Rec, RecordType } from "./record.ts";
export { EMPTY_SET, HashSet, PSet, setFrom, setLiteral, setOf } from "./set.ts";
export {
  type Bound,
  type BoundTest,
  type Comparator,
  rsubseq,
  type Run,
  SortedMap,
  sortedMapFrom,
  sortedMapOfSorted,
  sortedSeq,
  SortedSet,
  sortedSetFrom,
  subseq,
} from "./sorted.ts";
export {
  assocBang,
  conjBang,
  disjBang,
  dissocBang,
  persistent,
  popBang,
  Transient,
  transient,
  TransientMap,
  TransientSet,
  TransientVec,
} from "./transient.ts";
export {
  assoc,
  conj,
  contains,
  count,
  disj,
  dissoc,
  empty,
  find,
  get,
  isCounted,
  keys,
  nth,
  peek,
  pop,
  rseq,
  vals,
} from "./access.ts";
export { assocInPlace, conjInPlace, shared } from "./in_place.ts";
export { Atom, Reduced, Volatile } from "./atom.ts";
