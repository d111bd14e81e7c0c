/**
 * How calls are indented, by what they call.
 *
 * A macro says it in its metadata under `:style/indent`: a number N, when N arguments stand before its body, or `:defn`,
 * when everything behind its name is body. `[N :defn]` says besides that the lists directly inside are like functions, as
 * those of `defrecord` are. A macro that says nothing and takes `& body` has a body behind its other parameters. The macros of the language
 * are in the table here; names that begin with `def` or `with-` define or wrap.
 * @module
 */

/** What a form's surroundings say of it. */
export interface Surroundings {
  /** The style of a list that begins with a symbol without a style of its own; of a vector, that of the lists in it. */
  readonly lists: Style | null;
  /** Whether a vector holds names and values by turns. */
  readonly bindings: boolean;
  /** Whether a list is data. */
  readonly quoted: boolean;
}

export const NOTHING: Surroundings = { lists: null, bindings: false, quoted: false };
export const BINDINGS: Surroundings = { ...NOTHING, bindings: true };
export const QUOTED: Surroundings = { ...NOTHING, quoted: true };

/** How the lines of a call are indented. */
export interface Style {
  /**
   * - `call`: under the first argument
   * - `block`: by 2 where the body begins a line, else as a call
   * - `defn`: by 2
   */
  readonly kind: "call" | "block" | "defn";
  /** Arguments before the body of a block. */
  readonly args: number;
  /** What holds for lists directly inside. */
  readonly inside: Surroundings;
  /** What holds for vectors directly inside. */
  readonly insideVectors: Surroundings;
  /** The argument, from 1, behind which clauses begin: tests and values by turns, or patterns, `->` and values; -1: none. */
  readonly clausesAfter: number;
  /** The argument, from 1, that is a vector of names and values; 0: none. */
  readonly bindings: number;
  /** Whether its arguments fill lines when they are too long for one, rather than stand each on its own. */
  readonly fills: boolean;
}

/** The style of what has none of its own. */
export const PLAIN_CALL: Style = {
  kind: "call",
  args: 0,
  inside: NOTHING,
  insideVectors: NOTHING,
  clausesAfter: -1,
  bindings: 0,
  fills: false,
};
const DEFN: Style = { ...PLAIN_CALL, kind: "defn" };
const METHODS: Surroundings = { ...NOTHING, lists: DEFN };

function block(args: number, more: Partial<Style> = {}): Style {
  return { ...PLAIN_CALL, kind: "block", args, ...more };
}

/** The macros and special forms of the language, and of Clojure where portable code has them. */
const GROUPS: readonly (readonly [string, Style])[] = [
  ["fn fn* bound-fn defquery", DEFN],
  ["do try finally comment delay future lazy-seq dosync io! pvalues with-out-str with-test-out go thread", block(0)],
  ["if if-not when when-not unless while testing locking ns doto extend", block(1)],
  ["with-bindings with-in-str with-seed with-precision with-test with-redefs-fn", block(1)],
  ["let let* loop loop* binding for doseq dotimes go-loop query", block(1, { bindings: 1 })],
  ["with with-open with-redefs with-local-vars", block(1, { bindings: 1 })],
  ["if-let if-some when-let when-some when-first", block(1, { bindings: 1 })],
  ["letfn", block(1, { insideVectors: METHODS })],
  ["catch are do-template as-> multi*", block(2)],
  ["cond receive receive-with-priority", block(0, { clausesAfter: 0 })],
  ["case match cond-> cond->> receive-timeout", block(1, { clausesAfter: 1 })],
  ["condp", block(2, { clausesAfter: 2 })],
  ["defprotocol definterface defrecord deftype defactor", { ...DEFN, inside: METHODS }],
  ["extend-protocol extend-type", block(1, { inside: METHODS })],
  ["reify", block(0, { inside: METHODS })],
  ["proxy", block(2, { inside: METHODS })],
  ["str print println pr prn", { ...PLAIN_CALL, fills: true }],
  // Functions and clauses, whatever their names say.
  ["with-meta with-columns default deflate deferred", PLAIN_CALL],
];

let table: Map<string, Style> | null = null;

function styles(): Map<string, Style> {
  return table ??= new Map(GROUPS.flatMap(([names, style]) => names.split(" ").map((name) => [name, style])));
}

/** The style that a macro declares: arguments before its body, or `defn`; `methods`: lists directly inside are like functions. */
export function declaredStyle(own: number | "defn", methods: boolean): Style {
  return { ...(own === "defn" ? DEFN : block(own)), inside: methods ? METHODS : NOTHING };
}

/** What a program's own macros say, by the name under which they are called. */
export type DeclaredStyles = (name: string) => Style | undefined;

/** The part of a symbol behind its namespace. */
export function localName(symbol: string): string {
  const slash = symbol.lastIndexOf("/");
  return slash > 0 && slash < symbol.length - 1 ? symbol.slice(slash + 1) : symbol;
}

/** The style of calls of a symbol, or null when nothing is known of it. */
export function findStyle(symbol: string, declared: DeclaredStyles): Style | null {
  const own = declared(symbol);
  if (own !== undefined) return own;
  const name = localName(symbol);
  const known = styles().get(name);
  if (known !== undefined) return known;
  if (/^def(?!ault)/.test(name)) return DEFN;
  return /^with-./.test(name) ? DEFN : null;
}
