/**
 * Names of columns as keys of records.
 * In: a text. Out: a keyword, where one can be written that reads back.
 * @module
 */
import { BatutaError, Keyword, kw } from "../data/mod.ts";
import { EDN_END, EdnReader } from "../runtime/mod.ts";

/** Whether `:text` reads as the keyword of this text. */
function readsAsKeyword(text: string): boolean {
  try {
    const reader = new EdnReader(`:${text}`, { tagged: () => undefined });
    const value = reader.next();
    return value instanceof Keyword && value.text === text && reader.next() === EDN_END;
  } catch (error) {
    if (error instanceof BatutaError) return false;
    throw error;
  }
}

/** The key of an object in JSON: a keyword if it reads back as one, else the string itself. */
export function keyOf(text: string): string | Keyword {
  return readsAsKeyword(text) ? kw(text) : text;
}

/** The keyword of a CSV column: what cannot stand in one becomes a dash; `number`, from 1, where nothing is left. */
export function columnKey(text: string, number: number): Keyword {
  const trimmed = text.trim();
  if (readsAsKeyword(trimmed)) return kw(trimmed);
  const dashed = trimmed.replace(/[^\p{L}\p{N}\p{M}_*+!?.<>=$%&|-]+/gu, "-").replace(/^-+|-+$/g, "");
  return readsAsKeyword(dashed) ? kw(dashed) : kw(`column-${number}`);
}

/** Those of some keys that are keywords. */
export function keywordsOf(keys: readonly (string | Keyword)[]): Keyword[] {
  return keys.filter((key) => key instanceof Keyword);
}
