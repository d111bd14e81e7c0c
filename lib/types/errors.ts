/**
 * Mistakes and warnings of types: code → message from data, one hint, the smallest program that causes it.
 * @module
 */
import { type Diagnostic, diagnostic, type ErrorEntry, type Note, type Span } from "../source/mod.ts";

function entry<D>(message: (data: D) => string, hint: string | null, example: string): ErrorEntry<D> {
  return { message, hint, example };
}

interface Given {
  /** What it is. */
  readonly given: string;
  /** How it is written, where that says more. */
  readonly what: string | null;
}

/** What there is instead: `, but `x` is Int`, or `, not Int`. */
const instead = ({ given, what }: Given) =>
  what === null || what === given ? `, not ${given}` : `, but \`${what}\` is ${given}`;

/** The same where it fits in part: `, but `x` is Int | Nil and can be nil`. */
function partly(d: Given & { readonly odd: string }): string {
  if (d.odd === d.given) return instead(d);
  return `, but ${d.what === null || d.what === d.given ? "it" : `\`${d.what}\``} is ${d.given} and can be ${d.odd}`;
}

export const TYPE_ERRORS = {
  "bad-type": entry(
    (d: { form: string; expected: string }) => `\`${d.form}\` is no type: ${d.expected}`,
    "types are written as in `[Int String -> Bool]`, `[Int]`, `{:id Int}`, `Int | Nil`",
    "(def x :: {:id Int String Int} 1)",
  ),
  "unknown-type": entry(
    (d: { name: string }) => `There is no type \`${d.name}\``,
    "`(deftype Name type)` names one; variables of generic types are written small",
    "(defn f :: [Integr -> Int] [x] x)",
  ),
  "type-parameters": entry(
    (d: { name: string; expected: number; given: number }) =>
      `The type \`${d.name}\` takes ${d.expected === 1 ? "one parameter" : `${d.expected} parameters`}, not ${d.given}`,
    "parameters stand behind the name: `(Pair Int String)`",
    "(deftype (Pair a b) [a b]) (def p :: (Pair Int) [1 2])",
  ),
  "type-arity": entry(
    (d: { name: string; declared: string; written: string }) =>
      `\`${d.name}\` is declared with ${d.declared}, but is written with ${d.written}`,
    "the type names one type for each parameter, `&` before that of all further ones",
    "(defn f :: [Int -> Int] [x y] x)",
  ),
  "type-argument": entry(
    (d: Given & { f: string; position: number; expected: string }) =>
      `\`${d.f}\` takes ${d.expected} as argument ${d.position}${instead(d)}`,
    null,
    '(defn add :: [Int Int -> Int] [x y] (+ x y)) (add 1 "two")',
  ),
  "type-count": entry(
    (d: { f: string; expected: string; given: number }) =>
      `\`${d.f}\` takes ${d.expected}, but is called with ${d.given}`,
    null,
    "(defn add :: [Int Int -> Int] [x y] (+ x y)) (add 1)",
  ),
  "unknown-column": entry(
    (d: { column: string; of: string | null }) =>
      d.of === null ? `The rows have no column \`:${d.column}\` here` : `\`:${d.column}\` is no column of \`:${d.of}\``,
    null,
    '(do (deflog users :: {:id Int :name String}) (from :users (where (= :nmae "Al"))))',
  ),
  "query-order": entry(
    (d: { op: string; left: string; right: string }) =>
      `\`${d.op}\` compares ${d.left} with ${d.right}, which are in no order with each other`,
    null,
    "(do (deflog users :: {:id Int :name String}) (from :users (where (> :name 5))))",
  ),
  "type-call": entry(
    (d: { what: string; type: string }) => `\`${d.what}\` is ${d.type}, which is no function`,
    null,
    "(defn f :: [Int -> Int] [n] (n 1))",
  ),
  "type-inside": entry(
    (d: { f: string; given: string; message: string }) =>
      d.given === "" ? `\`${d.f}\` always fails: ${d.message}` : `\`${d.f}\` cannot take ${d.given}: ${d.message}`,
    null,
    "(defn half :: [Int -> Float] [x] (/ (float x) 2)) (defn shout [s] (str/upper-case s)) (shout (half 4))",
  ),
  "type-result": entry(
    (d: Given & { name: string; expected: string }) => `\`${d.name}\` is to give ${d.expected}${instead(d)}`,
    null,
    "(defn bad :: [Int -> String] [x] (+ x 1))",
  ),
  "type-value": entry(
    (d: Given & { name: string; expected: string }) => `\`${d.name}\` is declared as ${d.expected}${instead(d)}`,
    null,
    '(def limit :: Int "ten")',
  ),
  "missing-key": entry(
    (d: { f: string; key: string; position: number; expected: string; given: string }) =>
      `\`${d.f}\` takes ${d.expected} as argument ${d.position}, but the key ${d.key} is missing in ${d.given}`,
    "a key that may be missing is written `(optional :key)` in the type",
    "(deftype User {:id Int :name String}) (defn label :: [User -> String] [u] (:name u)) (label {:id 1})",
  ),
  "no-such-message": entry(
    (d: { protocol: string; message: string }) => `${d.message} is no message of the protocol \`${d.protocol}\``,
    null,
    "(defprotocol P (go :: [-> Unit])) (defactor a :: P [] (receive :go -> nil)) (def p (spawn a)) (send p :stop)",
  ),
  "type-reply": entry(
    (d: Given & { message: string; protocol: string; expected: string }) =>
      `\`${d.message}\` of the protocol \`${d.protocol}\` is answered with ${d.expected}${instead(d)}`,
    null,
    "(defprotocol Clock (hour :: [-> Int])) (defactor clock :: Clock [h] (receive :hour -> (str h)))",
  ),
  "message-argument": entry(
    (d: { protocol: string; message: string; position: number; expected: string; given: string }) =>
      `\`${d.message}\` of the protocol \`${d.protocol}\` takes ${d.expected} as argument ${d.position}, not ${d.given}`,
    null,
    '(defprotocol Sum (add :: [Int -> Unit])) (defactor sum :: Sum [n] (receive {:add i} -> (recur (+ n i)))) (send (spawn sum 0) {:add "1"})',
  ),
  "unhandled-message": entry(
    (d: { actor: string; protocol: string; messages: string }) =>
      `\`${d.actor}\` does not handle ${d.messages} of the protocol \`${d.protocol}\``,
    "an actor of a protocol has a clause for each of its messages",
    "(defprotocol P (go :: [-> Unit]) (halt :: [-> Unit])) (defactor a :: P [] (receive :go -> nil))",
  ),
  "foreign-message": entry(
    (d: { actor: string; protocol: string; message: string }) =>
      `\`${d.actor}\` handles ${d.message}, which is no message of the protocol \`${d.protocol}\``,
    "an actor of a protocol handles its messages and no others",
    "(defprotocol P (go :: [-> Unit])) (defactor a :: P [] (receive :go -> nil :halt -> :stop))",
  ),
  "unknown-protocol": entry(
    (d: { name: string }) => `There is no protocol \`${d.name}\` of messages`,
    "`(defprotocol Name (message :: [Arg -> Result]) …)` defines one",
    "(defprotocol Shape (area [x])) (defactor a :: Shape [] (receive :go -> nil))",
  ),
};

/** Found on some path only, or probably not meant. */
export const TYPE_WARNINGS = {
  "maybe-argument": entry(
    (d: Given & { f: string; position: number; expected: string; odd: string }) =>
      `\`${d.f}\` takes ${d.expected} as argument ${d.position}${partly(d)}`,
    null,
    '(defn find-name :: [Int -> String | Nil] [id] (if (= id 1) "Al" nil)) (defn greet :: [String -> String] [n] n) (greet (find-name 1))',
  ),
  "maybe-result": entry(
    (d: Given & { name: string; expected: string; odd: string }) =>
      `\`${d.name}\` is to give ${d.expected}${partly(d)}`,
    null,
    "(defn name-of :: [{:name String | Nil} -> String] [u] (:name u))",
  ),
  "maybe-value": entry(
    (d: Given & { name: string; expected: string; odd: string }) =>
      `\`${d.name}\` is declared as ${d.expected}${partly(d)}`,
    null,
    "(defn f :: [Int -> Int | Nil] [x] (if (pos? x) x nil)) (def y :: Int (f 1))",
  ),
  "maybe-reply": entry(
    (d: Given & { message: string; protocol: string; expected: string }) =>
      `\`${d.message}\` of the protocol \`${d.protocol}\` is answered with ${d.expected}${instead(d)} on this path`,
    null,
    "(defprotocol Clock (hour :: [-> Int])) (defactor clock :: Clock [h] (receive :hour -> (if (pos? h) 12 nil)))",
  ),
  "path-result": entry(
    (d: Given & { name: string; expected: string }) =>
      `\`${d.name}\` is to give ${d.expected}, but gives ${d.given} on this path`,
    null,
    '(defn size :: [Int -> String] [n] (if (< n 10) "small" :large))',
  ),
  "missing-type-case": entry(
    (d: { type: string; missing: string }) => `No clause takes ${d.missing}, which the value of type ${d.type} can be`,
    "a clause `_ -> …` takes everything else",
    "(defn f :: [:on | :off -> Int] [x] (match x :on -> 1))",
  ),
};

export type TypeErrorCode = keyof typeof TYPE_ERRORS;
export type TypeWarningCode = keyof typeof TYPE_WARNINGS;

/** What is wrong with a written type: thrown while it is read. */
export class TypeMistake extends Error {
  constructor(readonly diagnostic: Diagnostic) {
    super(diagnostic.message);
  }
}

interface Extras {
  readonly hint?: string | null;
  readonly notes?: readonly Note[];
}

/** An error of the table at a place. */
export function typeError<C extends TypeErrorCode>(
  code: C,
  data: Parameters<typeof TYPE_ERRORS[C]["message"]>[0],
  span: Span | null,
  extras: Extras = {},
): Diagnostic {
  // The table's entry at C takes exactly this data; TypeScript loses that through the index.
  const { message, hint } = TYPE_ERRORS[code] as ErrorEntry<typeof data>;
  return diagnostic(code, capital(message(data)), span, { hint: extras.hint ?? hint, notes: extras.notes });
}

/** A warning of the table at a place. */
export function typeWarning<C extends TypeWarningCode>(
  code: C,
  data: Parameters<typeof TYPE_WARNINGS[C]["message"]>[0],
  span: Span | null,
  extras: Extras = {},
): Diagnostic {
  // As above.
  const { message, hint } = TYPE_WARNINGS[code] as ErrorEntry<typeof data>;
  return diagnostic(code, capital(message(data)), span, {
    severity: "warning",
    hint: extras.hint ?? hint,
    notes: extras.notes,
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
