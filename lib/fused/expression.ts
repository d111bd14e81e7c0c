/**
 * Expressions as the text of a loop.
 * In: pure expressions and how their columns are read. Out: code that gives for each row what `query/evaluate.ts` gives, or throws: `DOUBT`, or
 * what the operators of `query/values.ts` throw. Either way the row engine says what is right.
 * Operators on numbers, bools and instants are those of JavaScript; an expression over one column of words is evaluated once for each word; anything
 * else calls the row engine's operators on values of the language.
 * @module
 */
import { equals, type Keyword } from "../data/mod.ts";
import {
  ARITHMETIC,
  calculate,
  type Choices,
  columnsOf,
  compileExpr,
  conjuncts,
  type Expr,
  exprText,
  isLike,
  isLogical,
  negated,
  orderOf,
  truthy,
} from "../query/mod.ts";
import type { LoopText } from "./text.ts";
import {
  boxed,
  type Cell,
  constantVal,
  doubt,
  eitherNil,
  MAX,
  plainBox,
  type Type,
  type Val,
  wordsName,
} from "./value.ts";
import { WordMemo } from "./word_memo.ts";

type Operator = Extract<Expr, { kind: "operator" }>;

const COMPARISONS = new Set(["<", "<=", ">", ">="]);
const ORDERS: Readonly<Record<string, (order: number) => boolean>> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

function isNumeric({ type }: Val): boolean {
  return type === "int" || type === "float";
}

function equality(x: unknown, y: unknown): boolean | null {
  return x === null || y === null ? null : x === y || equals(x, y);
}

/** Expressions over the rows of one place. */
export class Expressions {
  constructor(
    readonly loop: LoopText<unknown>,
    /** How a column is read; null where the row engine has to say what is meant. */
    readonly cellOf: (name: Keyword) => Cell | null,
    readonly choices: ReadonlyMap<Expr, Choices>,
  ) {}

  value(expr: Expr): Val {
    switch (expr.kind) {
      case "column":
        return (this.cellOf(expr.name) ?? doubt()).val(this.loop);
      case "constant":
        return constantVal(this.loop, expr.value);
      case "operator":
        return this.#memo(expr) ?? this.#operator(expr);
      default:
        return doubt();
    }
  }

  /** Whether an expression holds: as `compileTest`. */
  test(expr: Expr): Val {
    const val = this.value(expr);
    if (isLogical(expr)) return val;
    if (val.type === "any") {
      return { type: "bool", code: `${this.loop.constant(truthy)}(${val.code})`, nil: null };
    }
    const holds = val.type === "bool" ? val.code : "true";
    return { type: "bool", code: val.nil === null ? holds : `(!${val.nil} && ${holds})`, nil: null };
  }

  /**
   * Goes on with the next row unless the expression holds, or with `keepUnknown` unless it is false. What comes behind something unknown is evaluated,
   * since it may fail.
   */
  filter(expr: Expr, keepUnknown = false): void {
    const { loop } = this;
    const tests = conjuncts(expr);
    let unknown: string | null = null;
    tests.forEach((test, i) => {
      const { code, nil, falseWhereNil } = this.test(test);
      const isLast = i === tests.length - 1;
      if (nil === null || (isLast && !keepUnknown && falseWhereNil === true)) loop.line(`if (!${code}) continue;`);
      else if (keepUnknown) loop.line(`if (!${nil} && !${code}) continue;`);
      else if (isLast) loop.line(`if (${nil} || !${code}) continue;`);
      else {
        if (unknown === null) loop.line(`let ${unknown = loop.fresh("unknown")} = false;`);
        loop.line(`if (${nil}) ${unknown} = true; else if (!${code}) continue;`);
      }
    });
    if (unknown !== null) loop.line(`if (${unknown}) continue;`);
  }

  /** The type that an expression will have. */
  typeOf(expr: Expr): Type {
    return this.loop.dry(() => this.value(expr).type);
  }

  /** An expression over one column of words, once for each of them; null for others. */
  #memo(expr: Operator): Val | null {
    const names = columnsOf(expr);
    if (names === null || names.length !== 1) return null;
    const cell = this.cellOf(names[0]);
    if (cell?.type !== "word") return null;
    const { loop } = this;
    const { code, nil, words } = cell.val(loop);
    const logical = isLogical(expr);
    const place = { layout: { kind: "columns", names, alias: null }, clause: "", choices: this.choices } as const;
    const key = `memo ${exprText(expr)}`;
    const memo = loop.shared(key, () => {
      const evaluate = compileExpr(expr, place);
      return new WordMemo((word) => evaluate([word]), logical);
    });
    const [list, fill] = [wordsName(loop, words!), loop.constant(memo)]; // a word has words
    const table = loop.binding(memo, (slice) => memo.tableOf(words!.of(slice)));
    const call = (place: string) => `${fill}.fill(${list}, ${table}, ${place})`;
    return loop.remembered(memo, () => {
      if (logical && nil === null) {
        // Most rows take one look: at a table that begins with the first word.
        const known = loop.binding(memo.known, (slice) => memo.knownOf(words!.of(slice)));
        const name = loop.fresh("m");
        loop.line(`let ${name} = ${known}[${code}];`);
        loop.rarely(`${name} === 0`, call, `${code} + 1`, [`${name} = ${call(`${code} + 1`)};`]);
        return { type: "bool", code: `(${name} === 1)`, nil: `(${name} === 3)`, falseWhereNil: true };
      }
      const at = nil === null ? `${code} + 1` : `${nil} ? 0 : ${code} + 1`;
      const place = loop.named("w", at);
      const name = loop.fresh("m");
      loop.line(`let ${name} = ${table}[${place}];`);
      loop.rarely(`${name} === ${logical ? "0" : "undefined"}`, call, place, [`${name} = ${call(place)};`]);
      return logical
        ? { type: "bool", code: `(${name} === 1)`, nil: `(${name} === 3)`, falseWhereNil: true }
        : { type: "any", code: name, nil: `(${name} === null)` };
    });
  }

  #operator(expr: Operator): Val {
    const { name, args } = expr;
    if (name in ARITHMETIC) return this.#arithmetic(expr);
    if (COMPARISONS.has(name) || name === "=") return this.#chain(expr, args.map((arg) => this.value(arg)));
    switch (name) {
      case "and":
        return this.#junction(args, false);
      case "or":
        return this.#junction(args, true);
      case "not": {
        const { code, nil } = this.test(args[0]);
        return { type: "bool", code: `!${code}`, nil };
      }
      case "if":
        return this.#if(expr);
      case "coalesce":
        return this.#coalesce(args);
      case "nil?": {
        const { nil } = this.value(args[0]);
        return { type: "bool", code: nil ?? "false", nil: null };
      }
      case "some?": {
        const { nil } = this.value(args[0]);
        return { type: "bool", code: nil === null ? "true" : `!${nil}`, nil: null };
      }
      case "not=": {
        const { code, nil } = this.#equal(this.value(args[0]), this.value(args[1]));
        return { type: "bool", code: `!${code}`, nil };
      }
      case "between": {
        const [x, low, high] = args.map((arg) => this.value(arg));
        return this.#both([() => this.#order(">=", x, low, expr), () => this.#order("<=", x, high, expr)], false);
      }
      case "in":
        return this.#in(expr);
      case "like": {
        const [x, pattern] = args.map((arg) => this.value(arg));
        const like = (text: unknown, of: unknown) => isLike(text, of, expr);
        return this.#call(like, x, pattern);
      }
      default:
        return doubt();
    }
  }

  /** A function of values of the language that answers true, false or null. */
  #call(f: (a: unknown, b: unknown) => unknown, a: Val, b: Val): Val {
    const { loop } = this;
    const answer = loop.named("t", `${loop.constant(f)}(${boxed(loop, a)}, ${boxed(loop, b)})`);
    return { type: "bool", code: `(${answer} === true)`, nil: `(${answer} === null)` };
  }

  // ---- comparisons -----------------------------------------------------------------------------------------------------

  #chain(expr: Operator, vals: readonly Val[]): Val {
    const pair = (a: Val, b: Val): Val => expr.name === "=" ? this.#equal(a, b) : this.#order(expr.name, a, b, expr);
    if (vals.length === 2) return pair(vals[0], vals[1]);
    return this.#both(vals.slice(1).map((b, i) => () => pair(vals[i], b)), false);
  }

  #equal(a: Val, b: Val): Val {
    const nil = eitherNil(a, b);
    if (a.type === "any" || b.type === "any") {
      return nil === "true" ? { type: "bool", code: "false", nil } : this.#call(equality, a, b);
    }
    if (a.type !== b.type) return { type: "bool", code: "false", nil };
    const [x, y] = a.type === "word" ? [plainBox(this.loop, a), plainBox(this.loop, b)] : [a.code, b.code];
    return { type: "bool", code: `(${x} === ${y})`, nil };
  }

  #order(op: string, a: Val, b: Val, blame: Expr): Val {
    const nil = eitherNil(a, b);
    if (nil === "true") return { type: "bool", code: "false", nil };
    const alike = (isNumeric(a) && isNumeric(b)) || (a.type === "instant" && b.type === "instant");
    if (alike && a.nan !== true && b.nan !== true) return { type: "bool", code: `(${a.code} ${op} ${b.code})`, nil };
    const holds = ORDERS[op];
    const compare = (x: unknown, y: unknown) => x === null || y === null ? null : holds(orderOf(x, y, blame));
    return this.#call(compare, a, b);
  }

  #in(expr: Operator): Val {
    const among = this.choices.get(expr);
    if (among === undefined) return doubt();
    const x = this.value(expr.args[0]);
    const { table, unknown } = among;
    const find = (x: unknown) => x === null ? null : table.get(x) === true ? true : unknown ? null : false;
    return this.#call(find, x, { type: "any", code: "null", nil: null });
  }

  // ---- what decides ----------------------------------------------------------------------------------------------------

  #junction(args: readonly Expr[], end: boolean): Val {
    return this.#both(args.map((arg) => () => this.test(arg)), end);
  }

  /** `and` for `end` false, `or` for `end` true: what comes behind a test that decides is not evaluated. */
  #both(tests: readonly (() => Val)[], end: boolean): Val {
    const { loop } = this;
    if (tests.length === 0) return { type: "bool", code: String(!end), nil: null };
    if (tests.length === 1) return tests[0]();
    const [holds, unknown] = [loop.fresh("t"), loop.fresh("n")];
    const open = end ? `!${holds}` : holds;
    loop.line(`let ${holds} = ${!end}, ${unknown} = false;`);
    let nullable = false;
    const from = (at: number): void => {
      const { code, nil } = tests[at]();
      const decide = `if (${end ? code : `!${code}`}) ${holds} = ${end};`;
      if (nil !== null) nullable = true;
      loop.line(nil === null ? decide : `if (${nil}) ${unknown} = true; else ${decide}`);
      if (at + 1 < tests.length) loop.block(`if (${open}) {`, () => from(at + 1));
    };
    from(0);
    return { type: "bool", code: holds, nil: nullable ? `(${unknown} && ${open})` : null };
  }

  /** Puts a value of a branch where the result is to be. */
  #put(into: { readonly value: string; readonly nil: string }, type: Type, val: Val): void {
    const { loop } = this;
    if (type === "any") loop.line(`${into.value} = ${boxed(loop, val)};`);
    else {
      if (val.nil !== null) loop.line(`${into.nil} = ${val.nil};`);
      if (val.nil !== "true") loop.line(`${into.value} = ${val.code};`);
    }
  }

  /** The type of a result that comes from one of several expressions; nil fits all. */
  #common(exprs: readonly Expr[]): Type {
    const types = new Set<Type>();
    for (const expr of exprs) {
      if (!(expr.kind === "constant" && expr.value === null)) types.add(this.typeOf(expr));
    }
    const [type] = types;
    return types.size === 1 && type !== "word" ? type : "any";
  }

  #result(type: Type, branches: (into: { readonly value: string; readonly nil: string }) => void): Val {
    const { loop } = this;
    const into = { value: loop.fresh("v"), nil: loop.fresh("n") };
    loop.line(`let ${into.value} = ${type === "any" ? "null" : type === "bool" ? "false" : "0"}, ${into.nil} = false;`);
    branches(into);
    return type === "any"
      ? { type, code: into.value, nil: `(${into.value} === null)` }
      : { type, code: into.value, nil: into.nil, nan: type === "float" };
  }

  #if({ args }: Operator): Val {
    const { loop } = this;
    const otherwise: Expr = args[2] ?? { kind: "constant", value: null };
    const { code, nil } = this.test(args[0]);
    const type = this.#common([args[1], otherwise]);
    return this.#result(type, (into) => {
      const holds = nil === null ? code : `!${nil} && ${code}`;
      loop.block(`if (${holds}) {`, () => this.#put(into, type, this.value(args[1])));
      loop.block("else {", () => this.#put(into, type, this.value(otherwise)));
    });
  }

  #coalesce(args: readonly Expr[]): Val {
    const { loop } = this;
    const type = this.#common(args);
    return this.#result(type, (into) => {
      const from = (at: number): void => {
        this.#put(into, type, this.value(args[at]));
        if (at + 1 === args.length) return;
        loop.block(`if (${type === "any" ? `${into.value} === null` : into.nil}) {`, () => {
          if (type !== "any") loop.line(`${into.nil} = false;`);
          from(at + 1);
        });
      };
      from(0);
    });
  }

  // ---- arithmetic ------------------------------------------------------------------------------------------------------

  #arithmetic(expr: Operator): Val {
    const { name, args } = expr;
    const vals = args.map((arg) => this.value(arg));
    const one: Val = { type: "int", code: "1", nil: null, low: 1, high: 1 };
    const zero: Val = { type: "int", code: "0", nil: null, low: 0, high: 0 };
    if (vals.length > 1) return vals.slice(1).reduce((sum, val) => this.#calculate(name, sum, val, expr), vals[0]);
    const [only] = vals;
    if (name === "/") return this.#calculate(name, one, only, expr);
    if (name !== "-") return this.#calculate(name, only, name === "*" ? one : zero, expr);
    if (only.type === "int") return this.#calculate("-", zero, only, expr);
    if (only.type === "float") return { ...only, code: `(-${only.code})` };
    return this.#unknown((a) => negated(a, expr), only, only);
  }

  /** What the row engine's function gives. */
  #unknown(f: (a: unknown, b: unknown) => unknown, a: Val, b: Val): Val {
    const { loop } = this;
    const name = loop.named("v", `${loop.constant(f)}(${boxed(loop, a)}, ${boxed(loop, b)})`);
    return { type: "any", code: name, nil: `(${name} === null)` };
  }

  #calculate(op: string, a: Val, b: Val, expr: Expr): Val {
    if (!isNumeric(a) || !isNumeric(b)) return this.#unknown(calculate(ARITHMETIC[op], expr), a, b);
    const ints = a.type === "int" && b.type === "int";
    if (op === "/" && ints) return this.#unknown(calculate(ARITHMETIC[op], expr), a, b);
    return ints ? this.#ints(op, a, b) : this.#floats(op, a, b);
  }

  /** The code that must not hold where both are there. */
  #refuse(condition: string, nil: string | null): void {
    const { loop } = this;
    loop.line(`if (${nil === null ? condition : `!${nil} && ${condition}`}) ${loop.constant(doubt)}();`);
  }

  #ints(op: string, a: Val, b: Val): Val {
    const { loop } = this;
    const nil = eitherNil(a, b);
    if (op === "quot" || op === "rem" || op === "mod") {
      if (!(b.low! > 0 || b.high! < 0)) this.#refuse(`${b.code} === 0`, nil);
      const rest = loop.named("r", `${a.code} % ${b.code}`);
      if (op === "rem") return { type: "int", code: loop.named("v", `${rest} + 0`), nil };
      if (op === "quot") return { type: "int", code: loop.named("v", `(${a.code} - ${rest}) / ${b.code} + 0`), nil };
      const turned = `${rest} !== 0 && (${rest} < 0) !== (${b.code} < 0)`;
      return { type: "int", code: loop.named("v", `(${turned} ? ${rest} + ${b.code} : ${rest}) + 0`), nil };
    }
    const [low, high] = rangeOf(op, a, b);
    const result = loop.named("v", op === "*" ? `${a.code} * ${b.code} + 0` : `${a.code} ${op} ${b.code}`);
    if (low >= -MAX && high <= MAX) return { type: "int", code: result, nil, low, high };
    this.#refuse(`(${result} > ${MAX} || ${result} < ${-MAX})`, nil);
    return { type: "int", code: result, nil };
  }

  #floats(op: string, a: Val, b: Val): Val {
    const { loop } = this;
    const nil = eitherNil(a, b);
    const float = (code: string): Val => ({ type: "float", code: loop.named("v", code), nil, nan: true });
    if (op === "+" || op === "-" || op === "*" || op === "/") return float(`${a.code} ${op} ${b.code}`);
    this.#refuse(`${b.code} === 0`, nil);
    const rest = loop.named("r", `${a.code} % ${b.code}`);
    if (op === "rem") return float(rest);
    if (op === "quot") return float(`Math.round((${a.code} - ${rest}) / ${b.code})`);
    return float(`${rest} !== 0 && (${rest} < 0) !== (${b.code} < 0) ? ${rest} + ${b.code} : ${rest}`);
  }
}

/** The bounds of a sum, difference or product; infinite where they are not known. */
function rangeOf(op: string, a: Val, b: Val): [number, number] {
  const { low: al, high: ah } = a;
  const { low: bl, high: bh } = b;
  if (al === undefined || ah === undefined || bl === undefined || bh === undefined) return [-Infinity, Infinity];
  if (op === "+") return [al + bl, ah + bh];
  if (op === "-") return [al - bh, ah - bl];
  const products = [al * bl, al * bh, ah * bl, ah * bh];
  return [Math.min(...products), Math.max(...products)];
}
