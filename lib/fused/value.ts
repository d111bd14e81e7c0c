/**
 * What stands for a value in the text of a loop: its type, the code that gives it, the code that says whether it is nil.
 * Types are known when the text is made; what has none of them is a value of the language as it is (`any`).
 * Whatever a loop cannot be sure to do as the row engine does it, it leaves to that: it throws `DOUBT`.
 * @module
 */
import { Instant, isFloat, mkFloat, toDouble } from "../data/mod.ts";
import type { LoopText } from "./text.ts";

export type Type = "int" | "float" | "bool" | "instant" | "word" | "any";

/** The words that the codes of a slice, or of gathered rows, stand for. */
export interface WordList {
  /** What is bound in a loop under this key. */
  readonly key: unknown;
  readonly of: (slice: unknown) => readonly unknown[];
}

export interface Val {
  readonly type: Type;
  /**
   * Code without effects; a name or as cheap as one. Ints, Floats and Instants (ms) are doubles, bools booleans, words codes. Of no meaning where
   * the value is nil; of `any` it is null then.
   */
  readonly code: string;
  /** Code that is true where the value is nil; null: it never is. */
  readonly nil: string | null;
  /** Whether the code of a bool is false where the value is nil. */
  readonly falseWhereNil?: boolean;
  /** Bounds of an Int, where they are known. */
  readonly low?: number;
  readonly high?: number;
  /** Whether a Float may be NaN. */
  readonly nan?: boolean;
  readonly words?: WordList;
  /** How many different words there are at most. */
  readonly most?: number;
}

/** A column as a loop reads it. */
export interface Cell {
  readonly type: Type;
  /** Whether it may be nil somewhere. */
  readonly nullable: boolean;
  val(loop: LoopText<unknown>): Val;
}

/** Thrown where only the row engine is sure to be right. */
export const DOUBT: { readonly doubt: true } = Object.freeze({ doubt: true });

export function doubt(): never {
  throw DOUBT;
}

export const NIL: Val = { type: "any", code: "null", nil: "true" };
export const NIL_CELL: Cell = { type: "any", nullable: true, val: () => NIL };

/** Greatest Int that is a double. */
export const MAX = Number.MAX_SAFE_INTEGER;

export function instant(ms: number): Instant {
  return new Instant(ms);
}

export function wordsName(loop: LoopText<unknown>, words: WordList): string {
  return loop.binding(words.key, words.of);
}

/** Code of the value as the language has it, where it is not nil. */
export function plainBox(loop: LoopText<unknown>, { type, code, words }: Val): string {
  switch (type) {
    case "float":
      return `${loop.constant(mkFloat)}(${code})`;
    case "instant":
      return `${loop.constant(instant)}(${code})`;
    case "word":
      return `${wordsName(loop, words!)}[${code}]`; // a word has words
    default:
      return code;
  }
}

/** Code of the value as the language has it. */
export function boxed(loop: LoopText<unknown>, val: Val): string {
  const plain = plainBox(loop, val);
  return val.nil === null || val.type === "any" ? plain : `(${val.nil} ? null : ${plain})`;
}

/** A constant. */
export function constantVal(loop: LoopText<unknown>, value: unknown): Val {
  if (value === null) return NIL;
  if (typeof value === "boolean") return { type: "bool", code: String(value), nil: null };
  if (typeof value === "number" && Number.isInteger(value)) {
    return { type: "int", code: loop.constant(value), nil: null, low: value, high: value };
  }
  if (isFloat(value)) {
    const double = toDouble(value);
    return {
      type: "float",
      code: loop.constant(Object.is(double, -0) ? -0 : double),
      nil: null,
      nan: double !== double,
    };
  }
  if (value instanceof Instant && value.nanos === 0) {
    return { type: "instant", code: loop.constant(value.ms), nil: null };
  }
  return { type: "any", code: loop.constant(value), nil: null };
}

/** Code that is true where one of them is nil; null where none may be. */
export function eitherNil(...vals: readonly Val[]): string | null {
  const nils = vals.flatMap(({ nil }) => nil === null ? [] : [nil]);
  if (nils.includes("true")) return "true";
  return nils.length === 0 ? null : nils.length === 1 ? nils[0] : `(${nils.join(" || ")})`;
}
