/**
 * What a Batuta program can catch, and the table of failures of values: code → message from data, one hint, the smallest
 * program that causes it.
 * Higher rooms keep their own tables in the same form and throw from them with `raise`.
 * Deliberately absent: places in files. Whoever knows where the program stands adds them on the way up.
 * @module
 */

/** What may be said about a failure beside its code and message. */
export interface ErrorDetails {
  /** The map given to `ex-info`, or null. */
  readonly data?: unknown;
  /** What caused this failure: another error, any thrown value, or null. */
  readonly cause?: unknown;
  /** The value that was thrown, where a program threw something else than an error. */
  readonly value?: unknown;
  /** One sentence that says what to try, or null. */
  readonly hint?: string | null;
  /** What the message was made of; not for programs, but for whoever shows the place. */
  readonly about?: unknown;
}

/** Everything a program can catch: a failure at run time, an `ex-info`, or the carrier of any other thrown value. */
export class BatutaError extends Error {
  override readonly name = "BatutaError";
  /** Stable, in kebab-case: what `batuta explain` takes. */
  readonly code: string;
  readonly data: unknown;
  override readonly cause: unknown;
  /** What `catch` binds: the thrown value, or this error itself. */
  readonly value: unknown;
  readonly hint: string | null;
  /** What the message was made of, as the table's entry takes it, or null. */
  readonly about: unknown;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message);
    this.code = code;
    this.data = details.data ?? null;
    this.cause = details.cause ?? null;
    this.value = details.value === undefined ? this : details.value;
    this.hint = details.hint ?? null;
    this.about = details.about ?? null;
  }
}

/** One line of a room's table of failures; `D` is the data that its message is made of. */
export interface ErrorEntry<D> {
  /** What is wrong, as one sentence without final period. */
  readonly message: (details: D) => string;
  /** What to try, or null. */
  readonly hint: string | null;
  /** What to try with this data, null for nothing; undefined where `hint` says it. */
  readonly hintFor?: (details: D) => string | null | undefined;
  /** The smallest program that fails so. */
  readonly example: string;
}

let showValue: (value: unknown) => string = String;

/** The printer says here how messages show a value; `print.ts` does so when it is loaded. */
export function setShowValue(show: (value: unknown) => string): void {
  showValue = show;
}

/** A value as messages show it: readable, cut when long. */
export function show(value: unknown): string {
  return showValue(value);
}

/** The message that a program gives as a value: a string is itself, anything else as messages show it. */
export function asMessage(value: unknown): string {
  return typeof value === "string" ? value : show(value);
}

function failureFrom<D>(code: string, entry: ErrorEntry<D>, details: D, more: ErrorDetails): BatutaError {
  const special = entry.hintFor?.(details);
  const hint = special === undefined ? entry.hint : special;
  return new BatutaError(code, entry.message(details), { hint, about: details, ...more });
}

/** Throws the failure of a table's entry. */
export function raise<D>(code: string, entry: ErrorEntry<D>, details: D): never {
  throw failureFrom(code, entry, details, {});
}

/** A room's table of failures, by code. */
type ErrorTable = Readonly<Record<string, ErrorEntry<never>>>;

/** What the message of a code is made of. */
export type DetailsOf<T extends ErrorTable, C extends keyof T> = Parameters<T[C]["message"]>[0];

/** The failure of a code of a room's table, to be thrown. */
export function failureOf<T extends ErrorTable, C extends keyof T & string>(
  table: T,
  code: C,
  details: DetailsOf<T, C>,
  more: ErrorDetails = {},
): BatutaError {
  // The table's entry at C takes exactly these details; TypeScript loses that through the index.
  return failureFrom(code, table[code] as ErrorEntry<typeof details>, details, more);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function entry<D>(message: (details: D) => string, hint: string | null, example: string): ErrorEntry<D> {
  return { message, hint, example };
}

/** A function as messages name it; the compiler calls every one without a name `fn`. */
function calledName(name: string): string {
  return /(^|\/)fn$/.test(name) ? "This function" : `\`${name}\``;
}

function isIterable(value: unknown): boolean {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

const NO_VALUE = "nil stands for no value: was it looked up under a key that is not there?";
const CHOOSES = "`match` chooses between several patterns";
const NUMBERS_INSIDE = "`(apply + xs)` adds up what a collection holds; `map` takes each of its elements";

/** The failures of values, by code. */
export const DATA_ERRORS = {
  "divide-by-zero": entry(
    (_: Record<never, never>) => "Divide by zero",
    "test the divisor with `zero?` first, or divide by a Float to get ##Inf",
    "(/ 1 0)",
  ),
  "not-exact": entry(
    (_: Record<never, never>) => "No decimal is exactly this quotient: its digits have no end",
    "`(with-precision 20 …)` says how many digits to keep",
    "(/ 1M 3)",
  ),
  "not-a-number": {
    ...entry(
      (d: { op: string; value: unknown }) => `\`${d.op}\` needs numbers, got ${show(d.value)}`,
      "text becomes a number with `parse-int` or `parse-float`; `str` joins text",
      '(+ 1 "2")',
    ),
    hintFor: ({ value }: { value: unknown }) =>
      typeof value === "string" ? undefined : value === null ? NO_VALUE : isIterable(value) ? NUMBERS_INSIDE : null,
  },
  "not-an-int": entry(
    (d: { op: string; value: unknown }) => `\`${d.op}\` needs whole numbers, got ${show(d.value)}`,
    "`int` cuts off the fraction of a number",
    "(bit-and 1 0.5)",
  ),
  "out-of-bounds": entry(
    (d: { index: unknown; kind: string; count: number }) =>
      `Index ${show(d.index)} is out of bounds for a ${d.kind} of ${d.count}`,
    "`get`, or `nth` with a third argument, gives a default instead",
    "(nth [1] 5)",
  ),
  "not-seqable": entry(
    (d: { value: unknown; kind: string }) => `${show(d.value)} (${d.kind}) is not a sequence`,
    "lists, vectors, maps, sets, tuples, strings and nil can be taken apart as sequences",
    "(first 42)",
  ),
  "not-callable": {
    ...entry(
      (d: { value: unknown }) => `${show(d.value)} is not a function`,
      "the first form in parentheses is called; write a list of values as `(list …)` or `[…]`",
      "(42)",
    ),
    hintFor: ({ value }: { value: unknown }) => value === null ? NO_VALUE : undefined,
  },
  "wrong-arity": entry(
    (d: { name: string; expected: string; given: number }) =>
      `${calledName(d.name)} takes ${d.expected} ${
        /^(at least )?1$/.test(d.expected) ? "argument" : "arguments"
      }, got ${d.given}`,
    null,
    "((fn [a b] a) 1)",
  ),
  "no-match": {
    ...entry(
      (d: { value: unknown; pattern?: unknown }) =>
        !("pattern" in d)
          ? `No clause matches ${show(d.value)}`
          : `The pattern ${show(d.pattern)} does not match ${show(d.value)}`,
      "a last clause `_ -> …` takes everything else",
      "(match 3 1 -> :one)",
    ),
    hintFor: ({ pattern }: { pattern?: unknown }) => pattern === undefined ? undefined : CHOOSES,
  },
  "duplicate-key": entry(
    (d: { key: unknown }) => `Duplicate key ${show(d.key)}`,
    null,
    "(let [k :a] {:a 1 k 2})",
  ),
  "odd-map": entry(
    (d: { count: number }) => `A map needs a value for every key, got ${plural(d.count, "form")}`,
    null,
    "(hash-map :a 1 :b)",
  ),
  "cannot-wait": entry(
    (d: { place: string }) => `Waiting is impossible inside ${d.place}`,
    "wait before, and use the result here",
    "(sort (fn [a b] (sleep 1) (< a b)) [2 1])",
  ),
  "stack-overflow": entry(
    (d: { limit: number }) => `The stack is deeper than ${d.limit} frames`,
    "does the recursion end? `loop` and `recur` need no stack",
    "((fn f [n] (inc (f n))) 0)",
  ),
  "assert-failed": entry(
    (d: { message: string }) => `Assert failed: ${d.message}`,
    null,
    "(assert false)",
  ),
  "bad-argument": entry(
    (d: { op: string; expected: string; value: unknown }) => `\`${d.op}\` needs ${d.expected}, got ${show(d.value)}`,
    null,
    "(char -1)",
  ),
  "bad-regex": entry(
    (d: { source: string; reason: string }) => `The regular expression ${show(d.source)} is invalid: ${d.reason}`,
    "the syntax is JavaScript's with the `u` flag",
    '(re-pattern "(")',
  ),
  "not-comparable": entry(
    (d: { left: unknown; right: unknown }) => `${show(d.left)} and ${show(d.right)} have no order`,
    "only values of one kind can be sorted; `sort-by` sorts by a key",
    '(compare 1 "a")',
  ),
  "not-associative": entry(
    (d: { op: string; value: unknown; kind: string }) =>
      `\`${d.op}\` needs a map or a vector, got ${show(d.value)} (${d.kind})`,
    null,
    "(assoc 1 :a 2)",
  ),
  "not-a-collection": entry(
    (d: { op: string; value: unknown; kind: string }) =>
      `\`${d.op}\` needs a collection, got ${show(d.value)} (${d.kind})`,
    null,
    "(conj 1 2)",
  ),
  "used-transient": entry(
    (d: { op: string }) => `\`${d.op}\` on a transient after \`persistent!\``,
    "go on with what `persistent!` gave",
    "(let [t (transient [])] (persistent! t) (conj! t 1))",
  ),
  "invalid-state": entry(
    (d: { value: unknown }) => `The validator rejects ${show(d.value)}`,
    null,
    "(reset! (atom 1 :validator pos?) -1)",
  ),
};

/** A code of `DATA_ERRORS`. */
export type DataErrorCode = keyof typeof DATA_ERRORS;
/** What the message of a code is made of. */
export type DataErrorDetails<C extends DataErrorCode> = DetailsOf<typeof DATA_ERRORS, C>;

/** Fails with a code of `DATA_ERRORS`. */
export function fail<C extends DataErrorCode>(code: C, details: DataErrorDetails<C>): never {
  throw failureOf(DATA_ERRORS, code, details);
}
