/**
 * What is known of a value before it is computed: the alternatives it can be, where its code shows all of them.
 * In: core code; patterns. Out: alternatives, or "anything"; whether a pattern takes one.
 * Knowledge comes from constants, branches, literals of collections, predicates of the core library and names bound by `let`;
 * whatever else computes a value may give anything. "maybe" is always a right answer, so nothing is warned of that can be wrong.
 * @module
 */
import { equals, isSequential, PMap, toArray, Tuple, Vec } from "../data/mod.ts";
import { CORE } from "../runtime/mod.ts";
import type { Core, Local } from "./core.ts";
import type { Pattern } from "./pattern.ts";

/** One thing that a value can be. */
export type Alternative =
  | { readonly kind: "any" }
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "vector"; readonly items: readonly Alternative[] }
  | { readonly kind: "tuple"; readonly tag: unknown; readonly items: readonly Alternative[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [key: unknown, value: Alternative])[] };

/** More alternatives than this are "anything". */
const MOST = 64;
/** Code is looked into as far as this many nodes. */
const BUDGET = 500;

const ANY: Alternative = { kind: "any" };
const BOOL: readonly Alternative[] = [{ kind: "value", value: true }, { kind: "value", value: false }];
const COMPARISONS = new Set(["<", "<=", ">", ">=", "==", "=", "not=", "not"]);

/** The values that names bound by `let` have, as code. */
const inits = new WeakMap<Local, Core>();

/** Says that a local holds the value of this code, and never another. */
export function rememberInit(local: Local, init: Core): void {
  inits.set(local, init);
}

/** What the value of some code can be. */
export function alternativesOf(core: Core): readonly Alternative[] {
  const look = new Look();
  const found = look.at(core);
  return found.length > MOST ? [ANY] : found;
}

class Look {
  #left = BUDGET;
  readonly #locals = new Map<Local, Core>();

  at(core: Core): readonly Alternative[] {
    if (this.#left-- <= 0) return [ANY];
    switch (core.kind) {
      case "const":
        return [alternativeOf(core.value)];
      case "local": {
        const init = this.#locals.get(core.local) ?? inits.get(core.local);
        return init === undefined ? [ANY] : this.at(init);
      }
      case "if": {
        if (core.test.kind !== "const") return union(this.at(core.then), this.at(core.otherwise));
        const holds = core.test.value !== null && core.test.value !== false;
        return this.at(holds ? core.then : core.otherwise);
      }
      case "do":
        return core.body.length === 0 ? [ANY] : this.at(core.body[core.body.length - 1]);
      case "let":
        for (const { local, init } of core.bindings) this.#locals.set(local, init);
        return this.at(core.body);
      case "labels":
        return core.targets.reduce((all, { body }) => union(all, this.at(body)), this.at(core.entry));
      case "goto":
      case "throw":
        return [];
      case "call":
        return isPredicate(core) ? BOOL : [ANY];
      case "vector":
        return this.#all(core.items).map((items) => ({ kind: "vector", items }));
      case "tuple":
        return this.#all(core.items.slice(1)).flatMap((items) => {
          const [tag] = core.items;
          return tag.kind === "const" ? [{ kind: "tuple", tag: tag.value, items }] : [ANY];
        });
      case "map": {
        const keys = core.items.filter((_, i) => i % 2 === 0);
        const values = this.#all(core.items.filter((_, i) => i % 2 === 1));
        if (!keys.every((key) => key.kind === "const")) return [ANY];
        const texts = keys.map((key) => (key as { value: unknown }).value); // tested on the line above
        return values.map((items) => ({ kind: "map", entries: items.map((item, i) => [texts[i], item] as const) }));
      }
      default:
        return [ANY];
    }
  }

  /** What several pieces of code can be together. */
  #all(cores: readonly Core[]): readonly (readonly Alternative[])[] {
    let rows: readonly (readonly Alternative[])[] = [[]];
    for (const core of cores) {
      const found = this.at(core);
      const items = rows.length * found.length > MOST ? [ANY] : found;
      rows = rows.flatMap((row) => items.map((item) => [...row, item]));
    }
    return rows;
  }
}

function union(a: readonly Alternative[], b: readonly Alternative[]): readonly Alternative[] {
  return [...a, ...b.filter((x) => !a.some((y) => isSame(x, y)))];
}

function isSame(a: Alternative, b: Alternative): boolean {
  if (a.kind === "any" || b.kind === "any") return a.kind === b.kind;
  return a.kind === "value" && b.kind === "value" && equals(a.value, b.value);
}

/** Predicates of the core library answer true or false. */
function isPredicate({ f }: Core & { kind: "call" }): boolean {
  if (f.kind !== "var" || f.cell.ns !== CORE) return false;
  return COMPARISONS.has(f.cell.name) || f.cell.name.endsWith("?");
}

function alternativeOf(value: unknown): Alternative {
  if (value instanceof Vec) return { kind: "vector", items: toArray(value).map(alternativeOf) };
  if (value instanceof Tuple) return { kind: "tuple", tag: value.tag, items: value.items.map(alternativeOf) };
  if (value instanceof PMap) {
    return { kind: "map", entries: [...value.entries()].map(([key, held]) => [key, alternativeOf(held)] as const) };
  }
  return isSequential(value) ? ANY : { kind: "value", value };
}

export type Answer = "yes" | "no" | "maybe";

/** Whether a pattern takes an alternative. */
export function takes(pattern: Pattern, x: Alternative): Answer {
  switch (pattern.kind) {
    case "any":
    case "name":
      return "yes";
    case "and":
      return all(pattern.parts.map((part) => takes(part, x)));
    case "or": {
      const answers = pattern.options.map((option) => takes(option, x));
      return answers.includes("yes") ? "yes" : answers.includes("maybe") ? "maybe" : "no";
    }
    case "same":
      return "maybe";
    case "value":
      if (x.kind === "value") return equals(x.value, pattern.value) ? "yes" : "no";
      return x.kind !== "any" && !(typeof pattern.value === "object" && pattern.value !== null) ? "no" : "maybe";
    case "tuple":
      if (x.kind === "any") return "maybe";
      if (x.kind !== "tuple" || x.tag !== pattern.tag || x.items.length !== pattern.items.length) return "no";
      return all(pattern.items.map((item, i) => takes(item, x.items[i])));
    case "sequence": {
      if (x.kind === "any") return "maybe";
      if (x.kind !== "vector" || x.items.length < pattern.items.length) return "no";
      if (pattern.rest === null && x.items.length > pattern.items.length) return "no";
      const answers = pattern.items.map((item, i) => takes(item, x.items[i]));
      return all(pattern.rest === null ? answers : [...answers, takes(pattern.rest, ANY)]);
    }
    case "map":
      if (x.kind === "any") return "maybe";
      if (x.kind !== "map") return "no";
      return all(pattern.entries.map((entry) => {
        const found = x.entries.find(([key]) => equals(key, entry.key));
        if (found !== undefined) return takes(entry.pattern, found[1]);
        return entry.fallback === null ? "no" : takes(entry.pattern, ANY);
      }));
  }
}

function all(answers: readonly Answer[]): Answer {
  return answers.includes("no") ? "no" : answers.includes("maybe") ? "maybe" : "yes";
}
