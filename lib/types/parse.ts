/**
 * Written types → types.
 * In: a form as the reader or the expander has it, and what names mean. Out: a `Type`, or a `TypeMistake` with the place.
 * `[A B -> C]` and `(A B -> C)` are functions, `[A]` sequences, `[A B]` sequences of just these, `{:k A}` maps by key, `{K V}` maps,
 * `#{A}` sets, `{:tag A B}` tuples, `A | B` unions, `A & B` both; small names are variables.
 * @module
 */
import { Char, Keyword, listFrom, PMap, printReadably, PSet, Seq, Sym, Tuple, Vec } from "../data/mod.ts";
import { partsOf } from "../expander/mod.ts";
import { spanOf, spansOf } from "../reader/mod.ts";
import type { Span } from "../source/mod.ts";
import { typeError, TypeMistake } from "./errors.ts";
import { meet } from "./relate.ts";
import {
  ANY,
  type Arity,
  BOOL,
  CHAR,
  collOf,
  type Definition,
  type Field,
  FLOAT,
  FN,
  INT,
  KEYWORD,
  listOf,
  literalOf,
  MAYBE_NIL,
  named,
  NIL,
  NUMBER,
  partsOfType,
  type ProtocolOf,
  STRING,
  type Type,
  union,
  UNIT,
} from "./type.ts";

/** What names of types mean where a type is written. */
export interface TypeScope {
  /** The definition of a type, or a protocol of messages. */
  find(name: Sym): Definition | ProtocolOf | null;
  /** Whether a name is that of a record, a class or something else that values are instances of. */
  isKnown(name: Sym): boolean;
  /** A name like it, or null. */
  near(name: string): string | null;
}

/** Types without parts. */
const SIMPLE: Readonly<Record<string, Type>> = {
  Any: ANY,
  Int: INT,
  Float: FLOAT,
  Ratio: named("Ratio"),
  Decimal: named("Decimal"),
  Number: NUMBER,
  String: STRING,
  Bool: BOOL,
  Boolean: BOOL,
  Nil: NIL,
  Keyword: KEYWORD,
  Symbol: named("Symbol"),
  Char: CHAR,
  Unit: UNIT,
  Never: { kind: "never", mistake: null },
  Fn: FN,
  Vector: listOf(ANY, true),
  List: listOf(ANY),
  Sequence: listOf(ANY),
  Sequential: listOf(ANY),
  Map: { kind: "map", key: ANY, value: ANY },
  Record: { kind: "map", key: ANY, value: ANY },
  Set: { kind: "set", of: ANY },
  Collection: collOf(ANY),
  Tuple: ANY,
};

/** Names of types that every program knows. */
export const SIMPLE_NAMES: readonly string[] = Object.keys(SIMPLE);

/** Types of values that have no parts a checker could look at. */
export const OPAQUE: ReadonlySet<string> = new Set([
  "Regex",
  "Bytes",
  "Uuid",
  "Instant",
  "Duration",
  "Ref",
  "Error",
  "Namespace",
  "Var",
  "Stream",
  "Tensor",
  "Array",
]);

/** Types of values that hold others, and how many types they name. */
export const HOLDERS: Readonly<Record<string, number>> = {
  Atom: 1,
  Promise: 1,
  Future: 1,
  Delay: 1,
  Volatile: 1,
  Reduced: 1,
  Query: 1,
  Pid: 0,
  Transducer: 2,
};

const OPERATORS = new Set(["|", "&"]);

/** Longer forms are shown by their beginning. */
const MOST_FORM = 60;

function shownForm(form: unknown): string {
  const text = printReadably(form);
  return text.length > MOST_FORM ? `${text.slice(0, MOST_FORM)}…` : text;
}

function reject(form: unknown, expected: string, at: Span | null): never {
  throw new TypeMistake(typeError("bad-type", { form: shownForm(form), expected }, spanOf(form) ?? at));
}

function isSym(form: unknown, name: string): boolean {
  return form instanceof Sym && form.ns === null && form.name === name;
}

/** Whether a map's key stands for itself. */
function isKey(form: unknown): boolean {
  return form instanceof Keyword || form instanceof Char || typeof form === "string" || typeof form === "number";
}

/** The parts of a map in which `A | B` is one value: it reads as another key and value. */
function grouped(forms: readonly unknown[], kids: readonly Span[]): { forms: unknown[]; kids: Span[] } {
  const parts: unknown[] = [];
  const places: Span[] = [];
  forms.forEach((form, i) => {
    const before = parts.length - 1;
    if (i % 2 === 0 && isOperator(form) && before > 0) {
      parts[before] = listFrom([parts[before], form, forms[i + 1]]);
    } else if (!(i % 2 === 1 && isOperator(forms[i - 1]) && before > 0)) {
      parts.push(form);
      places.push(kids[i]);
    }
  });
  return { forms: parts, kids: places };
}

function isOperator(form: unknown): boolean {
  return form instanceof Sym && form.ns === null && OPERATORS.has(form.name);
}

class Parser {
  constructor(readonly scope: TypeScope) {}

  type(form: unknown, at: Span | null): Type {
    const span = spanOf(form) ?? at;
    if (form instanceof Sym) return this.#symbol(form, span);
    if (form instanceof Vec) return this.#vector(partsOf(form), spansOf(form), span, form);
    if (form instanceof Seq) return this.#list(form, span);
    if (form instanceof PMap) return this.#map(form, span);
    if (form instanceof PSet) {
      const items = partsOf(form).map((item, i) => this.type(item, spansOf(form)[i] ?? span));
      return { kind: "set", of: items.length === 0 ? ANY : union(items) };
    }
    if (form instanceof Tuple) {
      const kids = spansOf(form);
      return this.#tuple(form, kids, span);
    }
    const literal = literalOf(form);
    return literal ?? reject(form, "a name, a vector, a map or a set stands for a type", span);
  }

  #tuple(form: Tuple, kids: readonly Span[], span: Span | null): Type {
    return { kind: "tuple", tag: form.tag, items: this.#row(partsOf(form).slice(1), kids.slice(1), span) };
  }

  #symbol(symbol: Sym, span: Span | null): Type {
    const { name } = symbol;
    if (symbol.ns === null) {
      const found = this.scope.find(symbol);
      if (found !== null) return this.#defined(found, [], span);
      if (Object.hasOwn(SIMPLE, name)) return SIMPLE[name];
      if (OPAQUE.has(name)) return named(name);
      if (name === "Actor") return ANY;
      if (Object.hasOwn(HOLDERS, name)) {
        return HOLDERS[name] === 0 ? named(name) : named(name, ...Array.from({ length: HOLDERS[name] }, () => ANY));
      }
      if (/^[a-z]/.test(name)) return { kind: "variable", name };
    } else {
      const found = this.scope.find(symbol);
      if (found !== null) return this.#defined(found, [], span);
    }
    // Of records and of what portable code names nothing more is known.
    if (this.scope.isKnown(symbol)) return ANY;
    const near = this.scope.near(name);
    throw new TypeMistake(
      typeError("unknown-type", { name: symbol.text }, span, {
        hint: near === null ? undefined : `did you mean \`${near}\`?`,
      }),
    );
  }

  #defined(found: Definition | ProtocolOf, args: readonly Type[], span: Span | null): Type {
    if ("messages" in found) return { kind: "pid", protocol: found };
    if (found.params.length !== args.length && args.length > 0 || (args.length === 0 && found.params.length > 0)) {
      throw new TypeMistake(
        typeError("type-parameters", { name: found.name, expected: found.params.length, given: args.length }, span),
      );
    }
    return { kind: "defined", of: found, args };
  }

  /** Types one after the other, those with `|` or `&` between them as one. */
  #row(forms: readonly unknown[], kids: readonly Span[], span: Span | null): Type[] {
    const types: Type[] = [];
    for (let i = 0; i < forms.length; i++) {
      const form = forms[i];
      if (!(form instanceof Sym && isOperator(form))) {
        types.push(this.type(form, kids[i] ?? span));
        continue;
      }
      const left = types.pop();
      if (left === undefined || i + 1 >= forms.length) reject(form, `types stand on both sides of it`, span);
      const right = this.type(forms[++i], kids[i] ?? span);
      types.push(form.name === "|" ? union([left, right]) : both(left, right));
    }
    return types;
  }

  #vector(forms: readonly unknown[], kids: readonly Span[], span: Span | null, whole: unknown): Type {
    if (forms.some((form) => isSym(form, "->"))) return this.#function(forms, kids, span, whole);
    const items = this.#row(forms, kids, span);
    return items.length === 1 ? listOf(items[0]) : { kind: "fixed", items };
  }

  #function(forms: readonly unknown[], kids: readonly Span[], span: Span | null, whole: unknown): Type {
    const arrow = forms.findIndex((form) => isSym(form, "->"));
    const results = this.#row(forms.slice(arrow + 1), kids.slice(arrow + 1), span);
    if (results.length !== 1) reject(whole, "one type stands behind `->`", span);
    const amp = forms.slice(0, arrow).findIndex((form, i) =>
      isSym(form, "&") && i === arrow - 2 && !isSym(forms[arrow - 1], "|")
    );
    const fixed = this.#row(forms.slice(0, amp < 0 ? arrow : amp), kids, span);
    const rest = amp < 0 ? [] : this.#row(forms.slice(amp + 1, arrow), kids.slice(amp + 1), span);
    if (rest.length > 1) reject(whole, "one type stands behind `&`", span);
    return { kind: "fn", arities: [{ params: fixed, rest: rest[0] ?? null, result: results[0] }] };
  }

  #list(form: Seq, span: Span | null): Type {
    const forms = partsOf(form);
    const kids = spansOf(form);
    const [head, ...args] = forms;
    if (forms.length === 0) reject(form, "a function is written `(A -> B)`", span);
    if (forms.some((f) => isSym(f, "->"))) return this.#function(forms, kids, span, form);
    if (isOperator(forms[1])) {
      const types = this.#row(forms, kids, span);
      return types.length === 1 ? types[0] : reject(form, "`|` stands between types", span);
    }
    if (!(head instanceof Sym)) {
      reject(form, "a function is written `(A -> B)`, a type with parameters `(Name A)`", span);
    }
    const types = () => this.#row(args, kids.slice(1), span);
    if (head.ns === null) {
      switch (head.name) {
        case "or":
          return union(types());
        case "and":
          return types().reduce(both);
        case "Maybe":
          return union([...types(), NIL]);
        case "Weak":
          return union([...types(), MAYBE_NIL]);
        case "Also":
          return union(types().flatMap((type) => partsOfType(type).map((of): Type => ({ kind: "weak", of }))));
        case "Coll":
          return collOf(types()[0] ?? ANY);
        case "Vec":
          return listOf(types()[0] ?? ANY, true);
        case "closed":
        case "open": {
          const [type] = types();
          if (type?.kind !== "record") reject(form, `\`(${head.name} {:key Type})\` takes a map by its keys`, span);
          return { ...type, closed: head.name === "closed" };
        }
      }
    }
    const found = this.scope.find(head);
    if (head.ns === null && (head.name === "Pid" || head.name === "Actor") && args.length === 1) {
      const protocol = args[0] instanceof Sym ? this.scope.find(args[0]) : null;
      if (protocol !== null && "messages" in protocol) {
        return { kind: head.name === "Pid" ? "pid" : "actor", protocol };
      }
      reject(form, `\`(${head.name} Protocol)\` names a protocol of messages`, span);
    }
    if (found !== null) return this.#defined(found, types(), span);
    if (head.ns === null && Object.hasOwn(HOLDERS, head.name)) {
      const given = types();
      const expected = HOLDERS[head.name];
      if (given.length === expected) return named(head.name, ...given);
      throw new TypeMistake(
        typeError("type-parameters", { name: head.name, expected, given: given.length }, span),
      );
    }
    if (args.length > 0 && /^[A-Z]/.test(head.name)) this.#symbol(head, spanOf(head) ?? kids[0] ?? span);
    return reject(form, "a function is written `(A -> B)`, a type with parameters `(Name A)`", span);
  }

  #map(form: PMap, span: Span | null): Type {
    const { forms, kids } = grouped(partsOf(form), spansOf(form));
    if (forms.length === 0) return { kind: "map", key: ANY, value: ANY };
    const optional = (key: unknown): unknown => {
      const parts = key instanceof Seq ? partsOf(key) : [];
      return parts.length === 2 && isSym(parts[0], "optional") && isKey(parts[1]) ? parts[1] : undefined;
    };
    const keyed = forms.filter((f, i) => i % 2 === 0 && (isKey(f) || optional(f) !== undefined)).length;
    if (keyed === 0 && forms.length === 2) {
      return {
        kind: "map",
        key: this.type(forms[0], kids[0] ?? span),
        value: this.type(forms[1], kids[1] ?? span),
      };
    }
    if (keyed * 2 !== forms.length) reject(form, "its keys are all keywords, or one type of keys stands for all", span);
    const fields: Field[] = [];
    for (let i = 0; i < forms.length; i += 2) {
      const maybe = optional(forms[i]);
      const type = this.type(forms[i + 1], kids[i + 1] ?? span);
      fields.push({ key: maybe ?? forms[i], type, optional: maybe !== undefined });
    }
    return { kind: "record", fields, closed: false };
  }

  /** The types of a row that has to be one. */
  one(forms: readonly unknown[], at: Span | null): Type {
    const types = this.#row(forms, forms.map((form) => spanOf(form) ?? at!), at);
    return types.length === 1 ? types[0] : reject(forms[0], "one type is expected here", at);
  }
}

/** What is of both types; functions of both take what either takes. */
function both(a: Type, b: Type): Type {
  if (a.kind === "fn" && b.kind === "fn") return { kind: "fn", arities: [...a.arities, ...b.arities] };
  if (a.kind === "record" && b.kind === "record") {
    const fields = [...a.fields, ...b.fields.filter((f) => !a.fields.some((g) => g.key === f.key))];
    return { kind: "record", fields, closed: a.closed && b.closed };
  }
  return meet(a, b);
}

/** The type that forms stand for: one, or several with `|` or `&` between them. */
export function parseType(forms: readonly unknown[], scope: TypeScope, at: Span | null): Type {
  return new Parser(scope).one(forms, at);
}

/** The arities of a written function type; null for another type. */
export function aritiesOf(type: Type): readonly Arity[] | null {
  return type.kind === "fn" && type.arities.length > 0 ? type.arities : null;
}
