/**
 * Types as text, in the notation in which programs write them.
 * @module
 */
import { Keyword, printReadably } from "../data/mod.ts";
import type { Local } from "../expander/mod.ts";
import { type Arity, NUMBER, type Type } from "./type.ts";

/** What a closure is shown as; the inference fills it in, since it has to look at the code. */
export type Signature = (type: Type) => Type;

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
/** Deeper types are shown as `…`. */
const MOST_DEPTH = 8;

class Shower {
  readonly #letters = new Map<Local, string>();
  constructor(
    readonly signature: Signature | null,
    /** Unknown values that stand more than once. */
    readonly shared: ReadonlySet<Local>,
  ) {}

  show(type: Type, depth = 0): string {
    if (depth > MOST_DEPTH) return "…";
    const show = (t: Type) => this.show(t, depth + 1);
    switch (type.kind) {
      case "any":
        return type.of !== null && this.shared.has(type.of) ? this.#letter(type.of) : "Any";
      case "never":
        return "Never";
      case "literal":
        return type.value instanceof Keyword ? printReadably(type.value) : type.base;
      case "named":
        // Of a query, what its rows are; the rest says which columns its clauses may name.
        if (type.name === "Query" && type.args[0]?.kind === "any") return "Query";
        if (type.name === "Query" && type.args.length > 1) return `(Query ${show(type.args[0])})`;
        return type.args.length === 0 ? type.name : `(${[type.name, ...type.args.map(show)].join(" ")})`;
      case "union":
        return this.#union(type.parts, depth);
      case "weak":
        return this.show(type.of, depth);
      case "list":
        return `[${show(type.of)}]`;
      case "coll":
        return type.of.kind === "any" ? "Collection" : `(Coll ${show(type.of)})`;
      case "fixed":
        return type.items.length === 1 ? `[${show(type.items[0])}]` : `[${type.items.map(show).join(" ")}]`;
      case "record":
        return `{${
          type.fields.filter((f) => f.type.kind !== "never").map((f) => {
            const key = printReadably(f.key);
            return `${f.optional ? `(optional ${key})` : key} ${show(f.type)}`;
          }).join(" ")
        }}`;
      case "map":
        return type.key.kind === "any" && type.value.kind === "any" ? "Map" : `{${show(type.key)} ${show(type.value)}}`;
      case "set":
        return `#{${show(type.of)}}`;
      case "tuple":
        return `{${[printReadably(type.tag), ...type.items.map(show)].join(" ")}}`;
      case "fn":
        return type.arities.length === 0 ? "Fn" : type.arities.map((a) => this.arity(a, depth)).join(" & ");
      case "closure":
      case "library": {
        const found = this.signature?.(type) ?? null;
        return found === null || found.kind === type.kind ? "Fn" : this.show(found, depth);
      }
      case "variable":
        return type.name;
      case "defined":
        return type.args.length === 0 ? type.of.name : `(${[type.of.name, ...type.args.map(show)].join(" ")})`;
      case "pid":
        return `(Pid ${type.protocol.name})`;
      case "actor":
        return `(Actor ${type.protocol.name})`;
    }
  }

  #letter(local: Local): string {
    let letter = this.#letters.get(local);
    if (letter === undefined) {
      this.#letters.set(local, letter = LETTERS[this.#letters.size] ?? `a${this.#letters.size}`);
    }
    return letter;
  }

  arity({ params, rest, result }: Arity, depth: number): string {
    const show = (t: Type) => this.show(t, depth + 1);
    const given = [...params.map(show), ...rest === null ? [] : ["&", show(rest)], "->", show(result)];
    return depth === 0 ? `[${given.join(" ")}]` : `(${given.join(" ")})`;
  }

  #union(parts: readonly Type[], depth: number): string {
    const isNumber = NUMBER.kind === "union" && NUMBER.parts.every((n) => parts.includes(n));
    // What is taken besides is not what it is for.
    const told = parts.filter((part) => part.kind !== "weak" || (part.of.kind === "named" && part.of.name === "Nil"));
    const rest = isNumber ? told.filter((p) => NUMBER.kind !== "union" || !NUMBER.parts.includes(p)) : told;
    const texts = rest.map((part) => this.show(part, depth + 1));
    return [...new Set([...isNumber ? ["Number"] : [], ...texts])].join(" | ");
  }
}

/** Unknown values that stand in a type more than once, each once in the order they are first met. */
function sharedIn(type: Type): Set<Local> {
  const once = new Set<Local>();
  const more = new Set<Local>();
  const walk = (t: Type): void => {
    switch (t.kind) {
      case "any":
        if (t.of !== null) (once.has(t.of) ? more : once).add(t.of);
        break;
      case "union":
        t.parts.forEach(walk);
        break;
      case "weak":
      case "list":
      case "coll":
      case "set":
        walk(t.of);
        break;
      case "fixed":
      case "tuple":
        t.items.forEach(walk);
        break;
      case "record":
        t.fields.forEach((f) => walk(f.type));
        break;
      case "map":
        walk(t.key);
        walk(t.value);
        break;
      case "named":
      case "defined":
        t.args.forEach(walk);
        break;
      case "fn":
        for (const a of t.arities) {
          a.params.forEach(walk);
          if (a.rest !== null) walk(a.rest);
          walk(a.result);
        }
        break;
    }
  };
  walk(type);
  return more;
}

/** A type as text. `signature` finds what functions without annotation take and give; without it they are shown as `Fn`. */
export function showType(type: Type, signature: Signature | null = null): string {
  const whole = signature !== null && (type.kind === "closure" || type.kind === "library") ? signature(type) : type;
  return new Shower(signature, sharedIn(whole)).show(whole);
}
