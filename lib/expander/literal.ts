/**
 * Literals: vectors, maps, sets and tuples in code, whose parts are code.
 * @module
 */
import { Keyword, mapLiteral, setFrom, Tuple, vec } from "../data/mod.ts";
import type { Span } from "../source/mod.ts";
import type { Core } from "./core.ts";

/** The kinds of literals; the parts of a map are key, value, key, value …; the first part of a tuple is its tag. */
export type LiteralKind = "vector" | "set" | "tuple" | "map";

/** A literal of these parts: a constant where all of them are and the value can be made now. */
export function literal(kind: LiteralKind, items: readonly Core[], span: Span | null): Core {
  const values: unknown[] = [];
  for (const item of items) {
    if (item.kind !== "const") return { kind, items, span };
    values.push(item.value);
  }
  const value = constantOf(kind, values);
  return value === null ? { kind, items, span } : { kind: "const", value };
}

/** The value, or null where making it fails (a key twice), which is left for run time. */
function constantOf(kind: LiteralKind, values: readonly unknown[]): unknown {
  switch (kind) {
    case "vector":
      return vec([...values]);
    case "tuple":
      return new Tuple(values[0] as Keyword, values.slice(1)); // the reader makes tuples with a keyword first
    case "set":
      return areDistinct(values) ? setFrom(values) : null;
    case "map":
      return areDistinct(values.filter((_, i) => i % 2 === 0)) ? mapLiteral(...values) : null;
  }
}

/** Whether the values are known to be distinct: equality of all of them is identity. */
function areDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length && values.every(isScalar);
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null || value instanceof Keyword;
}
