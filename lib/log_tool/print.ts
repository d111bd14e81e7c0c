/**
 * One value for programs: EDN or JSON, on a line.
 * @module
 */
import { printReadably } from "../data/mod.ts";
import { printJson } from "../runtime/mod.ts";

export type ValueFormat = "edn" | "json";

export function printValue(value: unknown, format: ValueFormat): string {
  return `${format === "edn" ? printReadably(value) : printJson(value, "")}\n`;
}
