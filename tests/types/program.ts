/**
 * Programs made by chance that are well typed by construction: functions with declared types, and calls of them.
 * In: a source of choices. Out: a program as text; with a mistake, one argument of one call is of another type, which its place says.
 */

/** Types of the programs: as they are written. */
export type T =
  | "Int"
  | "Float"
  | "String"
  | "Bool"
  | "Keyword"
  | "[Int]"
  | "[String]"
  | "{:a Int :b String}"
  | "Int | Nil"
  | "{String Int}";

export const TYPES: readonly T[] = [
  "Int",
  "Float",
  "String",
  "Bool",
  "Keyword",
  "[Int]",
  "[String]",
  "{:a Int :b String}",
  "Int | Nil",
  "{String Int}",
];

/** Types that share no value, not even an empty collection. */
const APART: Readonly<Record<T, T>> = {
  "Int": "String",
  "Float": "Int",
  "String": "Keyword",
  "Bool": "Int",
  "Keyword": "String",
  "[Int]": "Int",
  "[String]": "{:a Int :b String}",
  "{:a Int :b String}": "[Int]",
  "Int | Nil": "Keyword",
  "{String Int}": "Bool",
};

interface Fn {
  readonly name: string;
  readonly params: readonly T[];
  readonly result: T;
}

/** Names in reach and their types. */
type Names = readonly (readonly [name: string, type: T])[];

export class Maker {
  readonly fns: Fn[] = [];
  #names = 0;

  /** @param choose a number below `n` */
  constructor(readonly choose: (n: number) => number) {}

  #one<X>(some: readonly X[]): X {
    return some[this.choose(some.length)];
  }

  /** An expression of a type. */
  expression(type: T, names: Names, depth: number): string {
    const fitting = names.filter(([, t]) => t === type);
    if (fitting.length > 0 && this.choose(3) === 0) return this.#one(fitting)[0];
    if (depth <= 0) return this.#literal(type, names);
    const callable = this.fns.filter((f) => f.result === type);
    if (callable.length > 0 && this.choose(3) === 0) return this.call(this.#one(callable), names, depth - 1);
    const e = (t: T, more: Names = names) => this.expression(t, more, depth - 1);
    switch (this.choose(4)) {
      case 0:
        return `(if ${e("Bool")} ${e(type)} ${e(type)})`;
      case 1: {
        const name = `v${this.#names++}`;
        const bound = this.#one(TYPES);
        return `(let [${name} ${e(bound)}] ${e(type, [...names, [name, bound]])})`;
      }
      case 2: {
        const name = `v${this.#names++}`;
        const value = e("Int | Nil");
        return `(let [${name} ${value}] (if (nil? ${name}) ${e(type)} ${e(type, [...names, [name, "Int"]])}))`;
      }
      default:
        return this.#operation(type, e);
    }
  }

  #operation(type: T, e: (t: T, names?: Names) => string): string {
    switch (type) {
      case "Int":
        return this.#one([
          () => `(+ ${e("Int")} ${e("Int")})`,
          () => `(count ${e("[String]")})`,
          () => `(reduce + 0 ${e("[Int]")})`,
          () => `(:a ${e("{:a Int :b String}")})`,
          () => `(get ${e("{String Int}")} ${e("String")} 0)`,
          () => `(or ${e("Int | Nil")} ${e("Int")})`,
          () => `(match ${e("Int | Nil")} nil -> 0 n -> n)`,
          () => `(loop [i 0 acc ${e("Int")}] (if (< i 3) (recur (inc i) (+ acc i)) acc))`,
        ])();
      case "Float":
        return this.#one([
          () => `(float ${e("Int")})`,
          () => `(+ ${e("Float")} ${e("Int")})`,
          () => `(* 0.5 ${e("Float")})`,
        ])();
      case "String":
        return this.#one([
          () => `(str ${e("Int")} ${e("Keyword")})`,
          () => `(str/upper-case ${e("String")})`,
          () => `(:b ${e("{:a Int :b String}")})`,
          () => `(name ${e("Keyword")})`,
          () => `(str/join "," ${e("[String]")})`,
        ])();
      case "Bool":
        return this.#one([
          () => `(< ${e("Int")} ${e("Float")})`,
          () => `(= ${e("Keyword")} ${e("Keyword")})`,
          () => `(empty? ${e("[Int]")})`,
          () => `(not ${e("Bool")})`,
        ])();
      case "Keyword":
        return `(keyword ${e("String")})`;
      case "[Int]":
        return this.#one([
          () => `(map inc ${e("[Int]")})`,
          () => `(filter even? ${e("[Int]")})`,
          () => `(mapv count ${e("[String]")})`,
          () => `(conj ${e("[Int]")} ${e("Int")})`,
          () => `(->> ${e("[Int]")} (remove neg?) (map (fn [x] (* x 2))))`,
          () => `(into [] (comp (map inc) (filter odd?)) ${e("[Int]")})`,
          () => `(for [x ${e("[Int]")} :when (pos? x)] (+ x ${e("Int")}))`,
        ])();
      case "[String]":
        return this.#one([
          () => `(map str ${e("[Int]")})`,
          () => `(sort ${e("[String]")})`,
          () => `(concat ${e("[String]")} ${e("[String]")})`,
          () => `(map :b [${e("{:a Int :b String}")}])`,
        ])();
      case "{:a Int :b String}":
        return this.#one([
          () => `{:a ${e("Int")} :b ${e("String")}}`,
          () => `(assoc ${e("{:a Int :b String}")} :a ${e("Int")})`,
          () => `(update ${e("{:a Int :b String}")} :a inc)`,
          () => `(merge ${e("{:a Int :b String}")} {:b ${e("String")}})`,
        ])();
      case "Int | Nil":
        return this.#one([
          () => e("Int"),
          () => "nil",
          () => `(when ${e("Bool")} ${e("Int")})`,
          () => `(parse-int ${e("String")})`,
        ])();
      case "{String Int}":
        return this.#one([
          () => `(assoc ${e("{String Int}")} ${e("String")} ${e("Int")})`,
          () => `(frequencies ${e("[String]")})`,
          () => `(zipmap ${e("[String]")} ${e("[Int]")})`,
        ])();
    }
  }

  #literal(type: T, names: Names): string {
    const fitting = names.filter(([, t]) => t === type);
    if (fitting.length > 0) return this.#one(fitting)[0];
    switch (type) {
      case "Int":
        return String(this.choose(100) - 50);
      case "Float":
        return `${this.choose(100)}.5`;
      case "String":
        return JSON.stringify("abc".slice(this.choose(4)));
      case "Bool":
        return this.#one(["true", "false"]);
      case "Keyword":
        return this.#one([":x", ":y"]);
      case "[Int]":
        return this.#one(["[]", "[1 2 3]", "(range 5)"]);
      case "[String]":
        return this.#one(["[]", '["a" "b"]']);
      case "{:a Int :b String}":
        return '{:a 1 :b "x"}';
      case "Int | Nil":
        return this.#one(["nil", "7"]);
      case "{String Int}":
        return this.#one(["{}", '{"a" 1}']);
    }
  }

  /** A call; the argument at `wrong` is of another type. */
  call(f: Fn, names: Names, depth: number, wrong = -1): string {
    const args = f.params.map((t, i) => this.expression(i === wrong ? APART[t] : t, names, depth));
    return `(${[f.name, ...args].join(" ")})`;
  }

  /** A program of functions and a call of each. */
  program(count: number, mistake: boolean): string {
    const lines: string[] = [];
    for (let i = 0; i < count; i++) {
      const params = Array.from({ length: 1 + this.choose(3) }, () => this.#one(TYPES));
      const result = this.#one(TYPES);
      const names = params.map((t, j) => [`p${j}`, t] as const);
      const body = this.expression(result, names, 3);
      this.fns.push({ name: `f${i}`, params, result });
      const type = [...params, "->", result].join(" ");
      lines.push(`(defn f${i} :: [${type}] [${names.map(([name]) => name).join(" ")}] ${body})`);
    }
    const wrong = mistake ? this.choose(count) : -1;
    this.fns.forEach((f, i) => {
      const at = i === wrong ? this.choose(f.params.length) : -1;
      lines.push(`(pr-str ${this.call(f, [], 2, at)})`);
    });
    return lines.join("\n");
  }
}
