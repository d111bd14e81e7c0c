/**
 * Which part of a call is to blame for its failure.
 * In: the place of a call and what it failed with. Out: the place of the part whose value the error names, or of the whole call
 * when that is not certain. The values of the parts are not known any more; constants and definitions are, the rest is ruled out.
 * @module
 */
import { BatutaError, Coll, DATA_ERRORS, equals, type ErrorEntry, kw, printReadably, show } from "../data/mod.ts";
import { CORE, type Var } from "../runtime/mod.ts";
import { type CallCore, CallPlace, type Core } from "../expander/mod.ts";
import { type Span, spanText } from "../source/mod.ts";
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

/** Failures whose sentence begins with the function that complains. */
const OF_A_FUNCTION = ["not-a-number", "not-an-int", "bad-argument", "not-a-collection", "not-associative"] as const;

/** Whether a function that complains is among those that the user wrote into the call. */
function mentions(call: CallCore, op: string): boolean {
  return [call.f, ...call.args].some((part) => part.kind === "var" && op.startsWith(part.cell.name));
}

/** Parameters of the library's functions that are functions: one of those may have complained. */
const FUNCTIONS = /\b(f|fs|g|pred|preds|keyfn|comp|comparator|compare|rf|xf|xform)\b/;

function takesFunctions(cell: Var): boolean {
  return FUNCTIONS.test(printReadably(cell.meta?.get(kw("arglists"), null)));
}

/** Whether the value that an error is about is an argument of the call. */
function isGiven(call: CallCore, error: BatutaError): boolean {
  const culprit = culpritOf(error);
  return culprit !== null && call.args.some((arg) => {
    const known = knownValue(arg);
    return known !== null && isSame(known.value, culprit.value);
  });
}

/**
 * The error as the function that the user called words it: emitted code does without the function where an operator does the same, `+`
 * for `inc`, and the operator complains; so does `>` where `nthrest` compares a number. That it was the function's work is sure where
 * it stands `between` the failure and the user, or was given the value; what is lazy fails in calls that have nothing to do with it.
 */
export function inWordsOfCall(
  error: BatutaError,
  place: Span | null,
  direct: boolean,
  between: readonly string[],
): BatutaError {
  const call = place instanceof CallPlace ? place.call : null;
  const code = OF_A_FUNCTION.find((known) => known === error.code);
  if (call === null || code === undefined || call.f.kind !== "var" || error.about === null) return error;
  const { cell } = call.f;
  const { op } = error.about as { op: string }; // what all these entries take
  const ofLibrary = cell.ns.startsWith("batuta.") && !cell.private && !mentions(call, op) &&
    (isGiven(call, error) || call.args.every((arg) => knownValue(arg) !== null)
      ? direct || between.length > 0
      : between.includes(cell.fullName) && !takesFunctions(cell));
  if (!ofLibrary && !(direct && operatorOf(call) !== null)) return error;
  const about = { ...(error.about as Parameters<typeof DATA_ERRORS[typeof code]["message"]>[0]), op: publicName(cell) };
  const { message } = DATA_ERRORS[code] as ErrorEntry<typeof about>; // the entry at `code` takes what its error was made of
  const { hint, data, cause, value } = error;
  const worded = new BatutaError(code, message(about), { hint, data, cause, value, about });
  worded.stack = error.stack;
  return worded;
}

/** A function as programs write it: those of the core library by their names, others with the usual prefix. */
function publicName({ ns, name }: Var): string {
  return ns === CORE ? name : `${ns.replace(/^batuta\./, "")}/${name}`;
}

/** The error of a vector pattern that was to take something else apart than a sequence; null for any other error. */
export function inWordsOfPattern(error: BatutaError, place: Span | null): BatutaError | null {
  const { op, value } = (error.about ?? {}) as { op?: unknown; value?: unknown }; // what `bad-argument` takes
  if (error.code !== "bad-argument" || op !== "nth" || place === null || place instanceof CallPlace) return null;
  const message = `The pattern ${spanText(place)} takes sequences apart, got ${show(value)}`;
  const worded = new BatutaError(error.code, message, { hint: TAKEN_APART, about: { value } });
  worded.stack = error.stack;
  return worded;
}

const TAKEN_APART = "`{:keys [name]}` takes maps apart";

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
