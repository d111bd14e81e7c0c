/**
 * Failures of running programs that are not failures of values, in the form of `data/errors.ts`.
 * @module
 */
import { BatutaError, type DetailsOf, type ErrorEntry, failureOf, show } from "../data/mod.ts";

function entry<D>(message: (details: D) => string, hint: string | null, example: string): ErrorEntry<D> {
  return { message, hint, example };
}

export const RUNTIME_ERRORS = {
  "unbound": entry(
    (d: { name: string }) => `\`${d.name}\` is declared but has no value yet`,
    "define it before it is used",
    "(declare f) (f)",
  ),
  "self-realising": entry(
    (_: Record<never, never>) => "A lazy sequence needs its own element to compute that element",
    "compute the first elements from something else",
    "(def xs (lazy-seq (map inc xs))) (first xs)",
  ),
  "standstill": entry(
    (_: Record<never, never>) => "The program waits for something that can never come",
    "everything else has ended; who was to `deliver` the promise, or send the message?",
    "@(promise)",
  ),
  "interrupted": entry(
    (_: Record<never, never>) => "It was interrupted",
    null,
    "",
  ),
  "no-implementation": entry(
    (d: { method: string; protocol: string; type: string; value: unknown }) =>
      `No implementation of \`${d.method}\` of ${d.protocol} for ${d.type}: ${show(d.value)}`,
    "`extend-type` gives a type an implementation; `Any` stands for all types but nil",
    "(defprotocol P (f [x])) (f 1)",
  ),
  "no-method": entry(
    (d: { name: string; value: unknown }) => `No method of \`${d.name}\` for ${show(d.value)}`,
    "`(defmethod NAME :default [x] …)` takes everything else",
    "(defmulti area :shape) (area {:shape :circle})",
  ),
  "broken-type": entry(
    (d: { f: string; position: number; expected: string; value: unknown }) =>
      `\`${d.f}\` takes ${d.expected} as argument ${d.position}, but is called with ${show(d.value)}`,
    "the declared type of the function says so; `--check-calls` looks at calls from code without types",
    "",
  ),
  "foreign": entry(
    (d: { name: string }) => `\`${d.name}\` is of another host and means nothing here`,
    "a reader conditional can say what is meant: `#?(:clj … :batuta …)`",
    "",
  ),
  "too-large": entry(
    (d: { message: string }) => `A value became too large: ${d.message}`,
    null,
    '(str/repeat "x" 10000000000)',
  ),
  "thrown": entry(
    (d: { value: string }) => d.value,
    "a program threw this value; `(catch pattern e …)` takes it",
    "(throw {:error :timeout})",
  ),
  "ex-info": entry(
    (d: { message: string }) => d.message,
    "a program threw this error; `(catch Exception e …)` takes it, `ex-data` gives its data",
    '(throw (ex-info "No such user" {:id 7}))',
  ),
  "internal": entry(
    (d: { message: string }) => `Internal error: ${d.message}`,
    "this is a fault of Batuta, not of your program; please report it",
    "",
  ),
};

export type RuntimeErrorCode = keyof typeof RUNTIME_ERRORS;

/** The failure of a code of `RUNTIME_ERRORS`, to be thrown. */
export function runtimeFailure<C extends RuntimeErrorCode>(
  code: C,
  details: DetailsOf<typeof RUNTIME_ERRORS, C>,
  cause: unknown = null,
): BatutaError {
  return failureOf(RUNTIME_ERRORS, code, details, { cause });
}

/**
 * A macro's refusal of the way it is called: `expected` says what it needs, `at` is the form that stands there instead, which has the
 * place. The expander words it as it words its own.
 */
export function refuse(form: string, expected: string, at: unknown): never {
  throw new BatutaError("bad-form", `\`${form}\` needs ${expected}`, { about: { form, expected, at } });
}
