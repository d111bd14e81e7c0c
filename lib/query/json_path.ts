/**
 * JSON paths: `$.users[?(@.age > 18)].name`.
 * In: a path; a document of maps and vectors, whose keys are strings or keywords. Out: the values the path leads to, in order.
 * A filter may stand in round brackets or not. Comparisons between values of different types are false, as the standard says.
 * Source: RFC 9535.
 * @module
 */
import {
  compareNumbers,
  compareText,
  countCodePoints,
  equals,
  isNumber,
  kw,
  numEq,
  parseNumber,
  PMap,
  Seq,
  toArray,
  Vec,
} from "../data/mod.ts";
import { queryFail } from "./errors.ts";

/** Answers the nodes that a selector finds below one. */
type Select = (node: unknown, root: unknown) => unknown[];
type Test = (node: unknown, root: unknown) => boolean;
/** What a comparison compares: a value, or undefined for nothing. */
type Value = (node: unknown, root: unknown) => unknown;
/** A query inside a filter. */
interface Query {
  readonly find: Select;
  /** Leads to one node at most. */
  readonly singular: boolean;
}

function childNamed(node: unknown, name: string): unknown[] {
  if (!(node instanceof PMap)) return [];
  for (const key of [name, kw(name)]) if (node.has(key)) return [node.get(key, null)];
  return [];
}

function childrenOf(node: unknown): unknown[] {
  if (node instanceof PMap) return toArray(node.vals());
  return node instanceof Vec || node instanceof Seq ? toArray(node) : [];
}

function items(node: unknown): readonly unknown[] {
  return node instanceof Vec || node instanceof Seq ? toArray(node) : [];
}

function slice(start: number | null, end: number | null, step: number): Select {
  return (node) => {
    const all = items(node);
    const n = all.length;
    if (step === 0) return [];
    const at = (i: number) => i >= 0 ? i : n + i;
    const within = (i: number, low: number, high: number) => Math.min(Math.max(i, low), high);
    const found: unknown[] = [];
    if (step > 0) {
      const to = within(at(end ?? n), 0, n);
      for (let i = within(at(start ?? 0), 0, n); i < to; i += step) found.push(all[i]);
    } else {
      const to = end === null ? -1 : within(at(end), -1, n - 1);
      for (let i = within(start === null ? n - 1 : at(start), -1, n - 1); i > to; i += step) found.push(all[i]);
    }
    return found;
  };
}

function descendants(node: unknown): unknown[] {
  return [node, ...childrenOf(node).flatMap(descendants)];
}

function sameValue(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return isNumber(a) && isNumber(b) ? numEq(a, b) : equals(a, b);
}

function isLess(a: unknown, b: unknown): boolean {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b) < 0;
  return typeof a === "string" && typeof b === "string" && compareText(a, b) < 0;
}

const COMPARISONS: Readonly<Record<string, (a: unknown, b: unknown) => boolean>> = {
  "==": sameValue,
  "!=": (a, b) => !sameValue(a, b),
  "<=": (a, b) => isLess(a, b) || sameValue(a, b),
  ">=": (a, b) => isLess(b, a) || sameValue(a, b),
  "<": isLess,
  ">": (a, b) => isLess(b, a),
};

const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

class Parser {
  #at = 0;

  constructor(readonly path: string) {}

  #fail(expected: string): never {
    return queryFail("json-path", { path: this.path, at: this.#at, expected });
  }

  #space(): void {
    while (/\s/.test(this.path[this.#at] ?? "")) this.#at++;
  }

  #take(text: string): boolean {
    if (!this.path.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #need(text: string): void {
    this.#space();
    if (!this.#take(text)) this.#fail(`\`${text}\``);
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.path)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  whole(): (document: unknown) => unknown[] {
    if (!this.#take("$")) this.#fail("`$`, the document");
    const { find } = this.#segments();
    this.#space();
    if (this.#at < this.path.length) this.#fail("`.`, `[` or the end");
    return (document) => find(document, document);
  }

  #segments(): Query {
    let find: Select = (node) => [node];
    let singular = true;
    for (;;) {
      const begun = this.#at;
      this.#space();
      let step: Select;
      if (this.#take("..")) {
        const below = this.#take("[") ? this.#bracket().find : this.#name();
        step = (node, root) => descendants(node).flatMap((inner) => below(inner, root));
        singular = false;
      } else if (this.#take(".")) {
        if (this.path[this.#at] === "*") singular = false;
        step = this.#name();
      } else if (this.#take("[")) {
        const bracket = this.#bracket();
        singular &&= bracket.singular;
        step = bracket.find;
      } else {
        this.#at = begun;
        return { find, singular };
      }
      const before = find;
      find = (node, root) => before(node, root).flatMap((found) => step(found, root));
    }
  }

  #name(): Select {
    if (this.#take("*")) return childrenOf;
    const name = this.#match(/[\p{L}_\u0080-\u{10ffff}][\p{L}\p{N}_\u0080-\u{10ffff}-]*/uy);
    return name === null ? this.#fail("a name or `*`") : (node) => childNamed(node, name);
  }

  #bracket(): Query {
    const selectors: Query[] = [];
    do selectors.push(this.#selector()); while (this.#comma());
    this.#need("]");
    if (selectors.length === 1) return selectors[0];
    return { find: (node, root) => selectors.flatMap(({ find }) => find(node, root)), singular: false };
  }

  #comma(): boolean {
    this.#space();
    return this.#take(",");
  }

  #selector(): Query {
    this.#space();
    if (this.#take("*")) return { find: childrenOf, singular: false };
    if (this.#take("?")) {
      const test = this.#or();
      return { find: (node, root) => childrenOf(node).filter((child) => test(child, root)), singular: false };
    }
    const text = this.#string();
    if (text !== null) return { find: (node) => childNamed(node, text), singular: true };
    return this.#indexOrSlice();
  }

  #integer(): number | null {
    this.#space();
    const text = this.#match(/-?(0|[1-9]\d*)/y);
    return text === null ? null : Number(text);
  }

  #indexOrSlice(): Query {
    const start = this.#integer();
    this.#space();
    if (!this.#take(":")) {
      if (start === null) return this.#fail("a name in quotes, an index, `*` or `?`");
      return {
        find: (node) => {
          const all = items(node);
          const i = start < 0 ? all.length + start : start;
          return i >= 0 && i < all.length ? [all[i]] : [];
        },
        singular: true,
      };
    }
    const end = this.#integer();
    this.#space();
    const step = this.#take(":") ? this.#integer() ?? 1 : 1;
    return { find: slice(start, end, step), singular: false };
  }

  #string(): string | null {
    const quote = this.path[this.#at];
    if (quote !== "'" && quote !== '"') return null;
    this.#at++;
    let text = "";
    for (;;) {
      const c = this.path[this.#at];
      if (c === undefined) return this.#fail(`\`${quote}\` at the end of the text`);
      this.#at++;
      if (c === quote) return text;
      if (c !== "\\") {
        text += c;
        continue;
      }
      const unit = this.#match(/u[0-9a-fA-F]{4}/y);
      if (unit !== null) text += String.fromCharCode(parseInt(unit.slice(1), 16));
      else {
        const escaped = this.path[this.#at++] ?? this.#fail("a character after `\\`");
        text += ESCAPES[escaped] ?? escaped;
      }
    }
  }

  // ---- filters

  #or(): Test {
    const tests = [this.#and()];
    while (this.#word("||")) tests.push(this.#and());
    return tests.length === 1 ? tests[0] : (node, root) => tests.some((test) => test(node, root));
  }

  #and(): Test {
    const tests = [this.#basic()];
    while (this.#word("&&")) tests.push(this.#basic());
    return tests.length === 1 ? tests[0] : (node, root) => tests.every((test) => test(node, root));
  }

  #word(text: string): boolean {
    this.#space();
    return this.#take(text);
  }

  #basic(): Test {
    this.#space();
    if (this.path[this.#at] === "!" && this.path[this.#at + 1] !== "=") {
      this.#at++;
      const test = this.#basic();
      return (node, root) => !test(node, root);
    }
    if (this.#take("(")) {
      const test = this.#or();
      this.#need(")");
      return test;
    }
    return this.#comparison();
  }

  #comparison(): Test {
    const left = this.#operand();
    this.#space();
    const sign = this.#match(/[=!]=|[<>]=?/y);
    if (sign === null) return left.test ?? this.#fail("a comparison");
    this.#space();
    const right = this.#operand();
    const [a, b] = [left.value ?? this.#fail("one value on each side"), right.value ?? this.#fail("one value")];
    const compares = COMPARISONS[sign];
    return (node, root) => compares(a(node, root), b(node, root));
  }

  /** Something to compare, or to test for being there; null where it can be only the other. */
  #operand(): { readonly value: Value | null; readonly test: Test | null } {
    const from = this.path[this.#at];
    if (from === "@" || from === "$") {
      const { find, singular } = this.#query();
      return {
        value: singular ? (node, root) => find(node, root)[0] : null,
        test: (node, root) => find(node, root).length > 0,
      };
    }
    const text = this.#string();
    if (text !== null) return { value: () => text, test: null };
    const word = this.#match(/[a-z_]+(?=\()/y);
    if (word !== null) return this.#call(word);
    const known = this.#match(/(true|false|null)\b/y);
    if (known !== null) return { value: () => known === "null" ? null : known === "true", test: null };
    const number = this.#match(/-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y);
    if (number === null) return this.#fail("`@`, `$`, a text, a number or a function");
    const value = parseNumber(number);
    return { value: () => value, test: null };
  }

  #query(): Query {
    const relative = this.path[this.#at++] === "@";
    const { find, singular } = this.#segments();
    return { find: relative ? find : (_, root) => find(root, root), singular };
  }

  #argument(): { readonly value: Value; readonly find: Select } {
    this.#space();
    if (this.path[this.#at] === "@" || this.path[this.#at] === "$") {
      const { find } = this.#query();
      return { find, value: (node, root) => find(node, root)[0] };
    }
    const value = this.#operand().value ?? this.#fail("a value");
    return { value, find: (node, root) => [value(node, root)] };
  }

  #call(name: string): { readonly value: Value | null; readonly test: Test | null } {
    this.#need("(");
    const args = [this.#argument()];
    while (this.#comma()) args.push(this.#argument());
    this.#need(")");
    const needed = name === "match" || name === "search" ? 2 : 1;
    if (args.length !== needed) this.#fail(`${needed} argument${needed === 1 ? "" : "s"} of ${name}`);
    const [a, b] = args;
    switch (name) {
      case "length":
        return { value: (node, root) => lengthOf(a.value(node, root)), test: null };
      case "count":
        return { value: (node, root) => a.find(node, root).length, test: null };
      case "value":
        return {
          value: (node, root) => {
            const found = a.find(node, root);
            return found.length === 1 ? found[0] : undefined;
          },
          test: null,
        };
      case "match":
      case "search":
        return {
          value: null,
          test: (node, root) => matches(a.value(node, root), b.value(node, root), name === "match"),
        };
      default:
        return this.#fail("one of the functions length, count, value, match, search");
    }
  }
}

function lengthOf(x: unknown): unknown {
  if (typeof x === "string") return countCodePoints(x);
  return x instanceof PMap || x instanceof Vec || x instanceof Seq ? x.count() : undefined;
}

function matches(text: unknown, pattern: unknown, whole: boolean): boolean {
  if (typeof text !== "string" || typeof pattern !== "string") return false;
  try {
    return new RegExp(whole ? `^(?:${pattern})$` : pattern, "u").test(text);
  } catch {
    return false; // the standard: what is no pattern matches nothing
  }
}

/** The function of a path: from a document to the values it leads to. */
export function parseJsonPath(path: string): (document: unknown) => unknown[] {
  return new Parser(path).whole();
}
