/**
 * Which part of a call is to blame for its failure.
 * In: the place of a call and what it failed with. Out: the place of the part whose value the error names, or of the whole call
 * when that is not certain. The values of the parts are not known any more; constants and definitions are, the rest is ruled out.
 * @module
 */
import { BatutaError, Coll, DATA_ERRORS, equals } from "../data/mod.ts";
import { type CallCore, CallPlace, type Core } from "../expander/mod.ts";
import type { Span } from "../source/mod.ts";
import { operatorOf } from "./operators.ts";

/** What is known of the value of a part; null when nothing is. */
function knownValue(core: Core): { readonly value: unknown } | null {
  if (core.kind === "const") return { value: core.value };
  return core.kind === "var" && !core.cell.dynamic ? { value: core.cell.peek() } : null;
}

/** The value that an error is about; null when it is about none. */
function culpritOf({ about }: BatutaError): { readonly value: unknown; readonly op: unknown } | null {
  if (typeof about !== "object" || about === null) return null;
  const { value, index, key, op } = about as Record<string, unknown>;
  const found = [value, index, key].find((x) => x !== undefined);
  return found === undefined ? null : { value: found, op };
}

/** Collections are compared by identity: they may be endless. */
function isSame(a: unknown, b: unknown): boolean {
  return a === b || (!(a instanceof Coll) && !(b instanceof Coll) && equals(a, b));
}

/**
 * The error as the function that the user called words it: emitted code does without the function where an operator does the same,
 * `+` for `inc`, and the operator complains.
 */
export function inWordsOfCall(error: BatutaError, place: Span | null, direct: boolean): BatutaError {
  const call = place instanceof CallPlace ? place.call : null;
  if (!direct || call === null || (error.code !== "not-a-number" && error.code !== "not-an-int")) return error;
  if (call.f.kind !== "var" || operatorOf(call) === null) return error;
  const about = { ...(error.about as { op: string; value: unknown }), op: call.f.cell.name }; // what both entries take
  const { hint, data, cause, value } = error;
  const worded = new BatutaError(error.code, DATA_ERRORS[error.code].message(about), {
    hint,
    data,
    cause,
    value,
    about,
  });
  worded.stack = error.stack;
  return worded;
}

/** Whether the call is of the function that complains, so that one of its own arguments is meant. */
function complains(f: Core, op: unknown): boolean {
  return f.kind === "var" && (f.cell.name === op || f.cell.fullName === op);
}

function isInside(part: Span | null, whole: Span): part is Span {
  return part !== null && part.source === whole.source && part.start >= whole.start && part.end <= whole.end;
}

/** The index of the part to blame, the function at 0; -1 when that is not certain. `direct`: no other function stood between. */
function blamedPart(call: CallCore, error: BatutaError, direct: boolean): number {
  const culprit = culpritOf(error);
  if (culprit === null) return -1;
  const known = [call.f, ...call.args].map(knownValue);
  const equals = known.findIndex((k) => k !== null && isSame(k.value, culprit.value));
  if (equals >= 0 || !direct) return equals;
  if (error.code === "not-callable" && known[0] === null) return 0;
  const open = known.flatMap((k, i) => i > 0 && k === null ? [i] : []);
  return complains(call.f, culprit.op) && open.length === 1 ? open[0] : -1;
}

/** The place to point at. */
export function blame(place: Span, error: BatutaError, direct: boolean): Span {
  if (!(place instanceof CallPlace) || place.call === null) return place;
  const { call, parts } = place;
  // `(Name. x)` calls something else than it shows.
  if (parts.length !== call.args.length + 1) return place;
  const part = parts[blamedPart(call, error, direct)] ?? null;
  return isInside(part, place) ? part : place;
}
