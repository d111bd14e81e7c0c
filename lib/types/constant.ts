/**
 * The types of constants.
 * @module
 */
import { PMap, PSet, Tuple, Vec } from "../data/mod.ts";
import { ANY, listOf, literalOf, named, type Type, union } from "./type.ts";

/** The type of a constant. */
export function typeOfValue(value: unknown): Type {
  const literal = literalOf(value);
  if (literal !== null) return literal;
  if (value instanceof Vec) return { kind: "fixed", items: [...value].map(typeOfValue) };
  if (value instanceof Tuple) return { kind: "tuple", tag: value.tag, items: value.items.map(typeOfValue) };
  if (value instanceof PSet) return { kind: "set", of: union([...value].map(typeOfValue)) };
  if (value instanceof PMap && value.recordType === null) {
    const entries = [...value.entries()];
    return {
      kind: "record",
      fields: entries.map(([key, held]) => ({ key, type: typeOfValue(held), optional: false })),
      closed: true,
    };
  }
  return typeByName(value);
}

/** Types of constants that have no parts, by the name of their class. */
function typeByName(value: unknown): Type {
  const name = typeof value === "object" && value !== null && "typeName" in value ? String(value.typeName) : "";
  if (name === "List") return listOf(ANY);
  return /^(Symbol|Char|Regex|Ratio|Uuid|Instant|Duration|Decimal|Bytes)$/.test(name) ? named(name) : ANY;
}
