/**
 * What the macros of queries make of code: forms that build expressions as data (`expr.ts`) from what stands in a clause.
 * A keyword is a column. Operators and functions keep their places; names and literals are evaluated where the query is made, so their
 * values are captured. Vectors, maps, sets and `fn` are code like any other: keywords in them are keywords. Other special forms and macros
 * become functions of the columns in them.
 * In: forms of the program, the names that are local there. Out: forms that evaluate to forms of expressions.
 * @module
 */
import {
  Keyword,
  kw,
  List,
  listFrom,
  type MetaSlot,
  PMap,
  PSet,
  Seq,
  Sym,
  symbolFrom,
  toArray,
  Tuple,
  Vec,
  vec,
} from "../data/mod.ts";
import { ClausePlace, CORE, currentNamespace, findByPrefix, type Var } from "../runtime/mod.ts";
import { AGGREGATES } from "./aggregates.ts";
import { isOperator } from "./expr.ts";
import { WINDOW_FUNCTIONS } from "./window.ts";

const QUOTE = symbolFrom("quote");
/** Functions that make functions: what they give is one, whatever keywords they take. */
const FUNCTION_MAKERS = new Set([
  "fn",
  "fn*",
  "comp",
  "partial",
  "juxt",
  "complement",
  "constantly",
  "memoize",
  "fnil",
  "every-pred",
  "some-fn",
]);
/** Clauses whose words are core functions. */
const ROW_FUNCTIONS = new Set(["map", "filter", "remove", "keep", "flat-map"]);
/** Clauses that are macros or functions of the core library. */
const CLAUSES = new Set([
  "where",
  "select",
  "with-columns",
  "order-by",
  "aggregate",
  "join",
  "left-join",
  "semi-join",
  "anti-join",
  "union",
  "limit",
  "offset",
  "transform",
  "window",
  "pivot",
  "named",
  "json-path",
  "as-of",
  "since",
  "valid-at",
  "history",
  "parallel",
  "distributed",
  "collect",
]);

/** Makes forms for one macro call: `meta` is that of a symbol in a template of the library, `refuse` rejects the program. */
export class FormMaker {
  constructor(
    readonly meta: MetaSlot,
    readonly locals: PMap | null,
    readonly refuse: (form: string, expected: string, at: unknown) => never,
  ) {}

  /** A name of the core library. */
  core(name: string): Sym {
    return new Sym(null, name, this.meta);
  }

  #call(name: string, ...args: unknown[]): List {
    return listFrom([this.core(name), ...args]);
  }

  /** What a clause makes, as it stands where this macro is called. */
  #at(made: unknown): unknown {
    return this.#call("-query-at", new ClausePlace(this.meta), made);
  }

  #quoted(form: unknown): unknown {
    return listFrom([QUOTE, form]);
  }

  #value(form: unknown): unknown {
    return this.#call("-query-value", form);
  }

  #list(items: readonly unknown[]): unknown {
    return this.#call("list", ...items);
  }

  #isLocal(symbol: Sym): boolean {
    return symbol.ns === null && this.locals !== null && this.locals.has(symbol);
  }

  /** The var that a name means here. */
  #varOf(symbol: Sym): Var | undefined {
    if (this.#isLocal(symbol)) return undefined;
    const ns = currentNamespace();
    return symbol.ns === null ? ns.find(symbol.name) : findByPrefix(ns, symbol.ns)?.get(symbol.name);
  }

  /** Whether a name means what it means in the core library. */
  #isCore(symbol: Sym): boolean {
    if (this.#isLocal(symbol)) return false;
    const cell = this.#varOf(symbol);
    return cell === undefined ? symbol.ns === null : cell.ns === CORE;
  }

  /** The form that makes an expression. */
  expr(form: unknown, aggregates: readonly string[] = []): unknown {
    if (form instanceof Keyword) return form;
    if (
      form instanceof Sym || form instanceof Vec || form instanceof PMap || form instanceof PSet ||
      form instanceof Tuple
    ) {
      return this.#value(form);
    }
    if (!(form instanceof Seq) || form.seq() === null) return this.#value(form);
    return this.#compound(form, aggregates);
  }

  #compound(form: Seq, aggregates: readonly string[]): unknown {
    const [head, ...args] = toArray(form);
    const inner = () => args.map((arg) => this.expr(arg, aggregates));
    if (!(head instanceof Sym)) return this.#list([head, ...inner()]);
    if (head.name === "quote" && head.ns === null) return this.#value(form);
    if (!this.#isCore(head)) return this.#macro(head) ? this.#function(form) : this.#list([head, ...inner()]);
    const { name } = head;
    if (aggregates.includes(name) && !((name === "min" || name === "max") && args.length > 1)) {
      const given = args.map((arg) =>
        arg instanceof Sym && arg.name === "*" ? this.#quoted(symbolFrom("*")) : this.expr(arg)
      );
      return this.#list([this.#quoted(symbolFrom(name)), ...given]);
    }
    if (isOperator(name)) return this.#list([this.#quoted(symbolFrom(name)), ...inner()]);
    if (FUNCTION_MAKERS.has(name) || name === "from" || name === "query") return this.#value(form);
    if ((name === "->" || name === "->>") && args.length > 0) return this.expr(threaded(name, args), aggregates);
    if (name === "cond") return this.expr(conditions(args), aggregates);
    if (name === "when" && args.length === 2) return this.expr(listFrom([symbolFrom("if"), ...args]), aggregates);
    return this.#macro(head) ? this.#function(form) : this.#list([head, ...inner()]);
  }

  /** Whether a name is a macro or a special form. */
  #macro(head: Sym): boolean {
    const cell = this.#varOf(head);
    if (cell === undefined) return false;
    const value = cell.peek();
    return cell.macro || (typeof value === "object" && value !== null && "expand" in value);
  }

  /** A function of the columns in a form that the engine does not know. */
  #function(form: Seq): unknown {
    const columns = new Map<Keyword, Sym>();
    const body = withParameters(form, (name) => {
      let parameter = columns.get(name);
      if (parameter === undefined) {
        columns.set(name, parameter = symbolFrom(`column-${name.text.replace(/[/.]/g, "-")}`));
      }
      return parameter;
    });
    if (columns.size === 0) return this.#value(form);
    const f = listFrom([this.core("fn"), vec([...columns.values()]), body]);
    return this.#list([f, ...columns.keys()]);
  }

  /** Whether a form has keywords that can be columns. */
  #hasColumns(form: unknown): boolean {
    if (form instanceof Keyword) return true;
    if (!(form instanceof Seq)) return false;
    const [head, ...args] = toArray(form);
    return !(head instanceof Sym && head.name === "quote") && args.some((arg) => this.#hasColumns(arg));
  }

  #as(name: unknown, expr: unknown): unknown {
    return this.#list([this.#quoted(symbolFrom("as")), name, expr]);
  }

  /** What stands in `select`, `group-by` and `order-by`: columns, maps of names and expressions, expressions, values. */
  #items(forms: readonly unknown[], unnamed: Keyword): unknown[] {
    return forms.flatMap((form) => {
      if (form instanceof Keyword) return [form];
      if (form instanceof Vec) return this.#items(toArray(form), unnamed);
      if (form instanceof PMap) return [...form.entries()].map(([name, expr]) => this.#as(name, this.expr(expr)));
      if (!(form instanceof Seq)) return [form];
      const head = form.first();
      const makesFunction = head instanceof Sym && FUNCTION_MAKERS.has(head.name) && this.#isCore(head);
      return !makesFunction && this.#hasColumns(form) ? [this.#as(unnamed, this.expr(form))] : [form];
    });
  }

  /** `:name (sum :a) …`, or a map of these. */
  #pairs(clause: string, forms: readonly unknown[], aggregates: readonly string[]): unknown[] {
    const flat = forms.length === 1 && forms[0] instanceof PMap ? [...forms[0].entries()].flat() : forms;
    if (flat.length % 2 === 1 || flat.length === 0) {
      this.refuse(clause, "a name and an expression, by turns", flat.at(-1) ?? null);
    }
    const made: unknown[] = [];
    for (let i = 0; i < flat.length; i += 2) {
      if (!(flat[i] instanceof Keyword)) this.refuse(clause, "a keyword as the name of a column", flat[i]);
      made.push(this.#as(flat[i], this.expr(flat[i + 1], aggregates)));
    }
    return made;
  }

  #vector(items: readonly unknown[]): unknown {
    return this.#call("vector", ...items);
  }

  /** A clause that is a macro, over the form of a query. */
  clause(name: string, forms: readonly unknown[], query: unknown): unknown {
    return this.#at(this.#clause(name, forms, query));
  }

  #clause(name: string, forms: readonly unknown[], query: unknown): unknown {
    switch (name) {
      case "where": {
        if (forms.length === 0) this.refuse("where", "a condition", null);
        const test = forms.length === 1 ? forms[0] : listFrom([symbolFrom("and"), ...forms]);
        return this.#call("-query-where", this.expr(test), query);
      }
      case "select":
        return this.#call("-query-select", this.#vector(this.#items(forms, kw("value"))), query);
      case "order-by":
        return this.#call("-query-order", this.#vector(this.#items(forms, kw("order"))), query);
      case "group-by": {
        const items = this.#items(forms, kw("key"));
        return this.#call("group-by", items.length === 1 ? items[0] : this.#list(items), query);
      }
      case "with-columns":
        return this.#call("-query-with", this.#vector(this.#pairs(name, forms, [])), query);
      case "aggregate":
        return this.#call("-query-aggregate", this.#vector(this.#pairs(name, forms, AGGREGATES)), query);
      case "window":
        return this.#window(forms, query);
      case "pivot": {
        if (forms.length < 2 || forms.length > 3) {
          this.refuse("pivot", "a column, perhaps its values in a vector, and an aggregate", null);
        }
        const by = this.#items([forms[0]], kw("pivot"))[0];
        const values = forms.length === 3 ? forms[1] : null;
        return this.#call("-query-pivot", by, values, this.expr(forms.at(-1), AGGREGATES), query);
      }
      default: {
        if (forms.length !== 2) this.refuse(name, "a log, query or collection, and a condition", forms.at(-1) ?? null);
        return this.#call("-query-join", name, forms[0], this.expr(forms[1]), query);
      }
    }
  }

  #window(forms: readonly unknown[], query: unknown): unknown {
    const options = forms[0] instanceof PMap ? forms[0] : null;
    const part = (name: string): unknown[] => {
      const given = options?.get(kw(name), null) ?? null;
      return given === null ? [] : this.#items([given], kw(name === "order-by" ? "order" : "key"));
    };
    for (const [key] of options?.entries() ?? []) {
      if (key !== kw("partition-by") && key !== kw("order-by")) {
        this.refuse("window", "the options :partition-by and :order-by", key);
      }
    }
    const pairs = this.#pairs("window", options === null ? forms : forms.slice(1), WINDOW_FUNCTIONS);
    return this.#call(
      "-query-window",
      this.#vector(part("partition-by")),
      this.#vector(part("order-by")),
      this.#vector(pairs),
      query,
    );
  }

  /** `(from source clause…)`, which stands in the program as `form`. */
  from(form: unknown, source: unknown, clauses: readonly unknown[]): unknown {
    const place = new ClausePlace(slotOf(form), 1);
    return clauses.reduce((query: unknown, clause, i) => {
      const parts = clause instanceof Seq ? toArray(clause) : [clause];
      const [head, ...args] = parts;
      if (!(head instanceof Sym)) return this.refuse("from", "clauses like (where …) behind the source", clause);
      const { name } = head;
      if (name === "first" || name === "count") {
        if (i + 1 < clauses.length) this.refuse("from", `nothing behind (${name}), which ends a query`, clauses[i + 1]);
        return this.#call("-query-end", kw(name), query);
      }
      const at = new ClausePlace(slotOf(clause));
      const placed = (made: List) => made.withMeta(slotOf(clause));
      if (name === "group-by") return this.#call("-query-at", at, this.#clause(name, args, query));
      if (name === "distinct" && args.length === 0) return this.#call("distinct", query);
      if (ROW_FUNCTIONS.has(name)) return this.#call("-query-at", at, placed(this.#call(name, ...args, query)));
      const known = CLAUSES.has(name) && head.ns === null;
      const call = placed(listFrom([known ? this.core(name) : head, ...args, query]));
      return name === "transform" || name === "union" ? this.#call("-query-at", at, call) : call;
    }, this.#call("-query-from", source, place));
  }

  /** A query that ends with `(first)` or `(count)` without running it, so that it can be explained. */
  unevaluated(form: unknown): unknown {
    if (!(form instanceof Seq)) return form;
    const parts = toArray(form);
    const [head] = parts;
    const last = parts.at(-1);
    const end = last instanceof Seq ? last.first() : last;
    const ends = end instanceof Sym && (end.name === "first" || end.name === "count");
    if (!(head instanceof Sym) || (head.name !== "from" && head.name !== "->>") || parts.length < 3 || !ends) {
      return form;
    }
    return this.#call("-query-ending", kw(end.name), listFrom(parts.slice(0, -1)));
  }

  // ---- (query [user (from :users) order (from :orders) :when …] …)

  /** A comprehension over queries: one plan where the engine can see what it does, else a loop. */
  comprehension(bindings: Vec, body: unknown): unknown {
    const parts = toArray(bindings);
    const names: Sym[] = [];
    const tests: unknown[] = [];
    let plan: unknown = null;
    for (let i = 0; i < parts.length; i += 2) {
      const [name, form] = [parts[i], parts[i + 1]];
      if (name === kw("when")) {
        const test = this.#ofRows(form, names);
        if (test === undefined) return this.#loop(bindings, body);
        tests.push(test);
        continue;
      }
      if (
        !(name instanceof Sym) || names.some((other) => mentions(form, other.name)) ||
        (tests.length > 0 && plan === null)
      ) {
        return this.#loop(bindings, body);
      }
      const source = this.#call("named", kw(name.name), this.#call("-query-from", form));
      plan = plan === null ? source : this.#call("-query-join", "join", source, true, plan);
      names.push(name);
    }
    if (plan === null) return this.#loop(bindings, body);
    // One test above all joins: the optimiser brings its parts where they belong.
    const joined = tests.length === 0
      ? plan
      : this.#at(this.#call("-query-where", this.#list([this.#quoted(symbolFrom("and")), ...tests]), plan));
    if (body instanceof PMap && [...body.keys() ?? []].every((key) => key instanceof Keyword)) {
      const columns = [...body.entries()].map(([name, form]) => [name, this.#ofRows(form, names)] as const);
      if (columns.every(([, expr]) => expr !== undefined)) {
        const made = this.#vector(columns.map(([name, expr]) => this.#as(name, expr)));
        return this.#at(this.#call("-query-select", made, joined));
      }
    }
    return this.#loop(bindings, body);
  }

  #loop(bindings: Vec, body: unknown): unknown {
    return this.#call("-query-from", this.#call("for", bindings, body));
  }

  /** An expression in which `(:k name)` is a column; undefined where a name stands for itself. */
  #ofRows(form: unknown, names: readonly Sym[]): unknown {
    if (!names.some(({ name }) => mentions(form, name))) return this.#value(form);
    if (!(form instanceof Seq)) return undefined;
    const [head, ...args] = toArray(form);
    const only = args[0];
    if (
      head instanceof Keyword && args.length === 1 && only instanceof Sym &&
      names.some(({ name }) => name === only.name)
    ) {
      return kw(`${only.name}.${head.text}`);
    }
    if (!(head instanceof Sym) || this.#macro(head)) {
      if (!(head instanceof Sym) || !isOperator(head.name)) return undefined;
    }
    const inner = args.map((arg) => this.#ofRows(arg, names));
    if (inner.includes(undefined)) return undefined;
    const known = isOperator(head.name) && this.#isCore(head);
    return this.#list([known ? this.#quoted(symbolFrom(head.name)) : head, ...inner]);
  }
}

/** What stands in the meta slot of a form: the reader's origin of it. */
function slotOf(form: unknown): MetaSlot {
  return form instanceof Seq ? form.meta : null;
}

/** Whether a symbol of this name stands somewhere in a form. */
function mentions(form: unknown, name: string): boolean {
  if (form instanceof Sym) return form.ns === null && form.name === name;
  if (form instanceof PMap) {
    return [...form.entries()].some(([key, value]) => mentions(key, name) || mentions(value, name));
  }
  if (form instanceof Seq || form instanceof Vec || form instanceof PSet || form instanceof Tuple) {
    return [...form].some((part) => mentions(part, name));
  }
  return false;
}

/** `->` and `->>` written out. */
function threaded(arrow: string, [first, ...steps]: readonly unknown[]): unknown {
  return steps.reduce((value: unknown, step) => {
    if (!(step instanceof Seq)) return listFrom([step, value]);
    const [head, ...args] = toArray(step);
    return listFrom(arrow === "->" ? [head, value, ...args] : [head, ...args, value]);
  }, first);
}

/** `cond` as nested `if`s; `test -> value` clauses too. */
function conditions(clauses: readonly unknown[]): unknown {
  const plain = clauses.filter((clause) => !(clause instanceof Sym && clause.name === "->"));
  let form: unknown = null;
  for (let i = plain.length - 2; i >= 0; i -= 2) {
    const test = plain[i] === kw("else") ? true : plain[i];
    form = listFrom([symbolFrom("if"), test, plain[i + 1], form]);
  }
  return form;
}

/** Keywords that say how code is meant. */
const WORDS = new Set(["else", "as", "keys", "or", "when", "let", "while", "strs", "syms"]);

/** Code with parameters in the places of columns. */
function withParameters(form: unknown, parameter: (name: Keyword) => Sym): unknown {
  const within = (part: unknown) => withParameters(part, parameter);
  if (form instanceof Keyword) return WORDS.has(form.text) ? form : parameter(form);
  if (form instanceof Vec) return vec(toArray(form).map(within));
  if (!(form instanceof Seq) || form.seq() === null) return form;
  const [head, ...args] = toArray(form);
  if (head instanceof Sym) {
    if (head.name === "quote" || FUNCTION_MAKERS.has(head.name) || head.name === "from") return form;
    // What stands for constants and patterns stays.
    if (head.name === "case") {
      return listFrom([
        head,
        ...args.map((arg, i) => i === 0 || i % 2 === 0 || i === args.length - 1 ? within(arg) : arg),
      ]);
    }
    if (head.name === "match") {
      const arrow = (i: number) => args[i - 1] instanceof Sym && (args[i - 1] as Sym).name === "->";
      return listFrom([head, ...args.map((arg, i) => i === 0 || arrow(i) ? within(arg) : arg)]);
    }
  }
  return listFrom([head instanceof Keyword ? head : within(head), ...args.map(within)]);
}
