/**
 * Which format bytes have, by what they begin with.
 * In: the first bytes of a text or file, a few lines at least. Out: a format, of CSV also what separates fields; null where it may be anything.
 * Deliberately absent: certainty. A format that is named is never guessed.
 * @module
 */
import { Nesting } from "./nesting.ts";

export interface Guess {
  readonly format: "csv" | "json" | "ndjson" | "edn" | "parquet" | "arrow";
  /** Of CSV. */
  readonly separator?: string;
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return bytes.length >= text.length && [...text].every((unit, i) => bytes[i] === unit.charCodeAt(0));
}

/** JSON's objects have strings as keys, EDN's nearly always keywords. */
function guessMap(text: string, otherwise: "json" | "ndjson"): Guess | null {
  const [first] = text.replace(/^\{[\s,]*/, "");
  if (first === '"' || first === "}") return { format: otherwise };
  return first === undefined ? null : { format: "edn" };
}

/** An object on each line, or one object. */
function guessObjects(text: string): Guess | null {
  const found = guessMap(text, "ndjson");
  if (found?.format !== "ndjson") return found;
  const line = text.split("\n", 1)[0].trimEnd();
  return new Nesting("json").end(line, 0) === line.length ? found : { format: "json" };
}

/** What separates the fields of a first line, by how often it stands outside of quotes. */
function separatorOf(line: string): string | null {
  const plain = line.replace(/"(?:[^"]|"")*"?/g, "");
  const counts = [",", "\t", ";", "|"].map((separator) => ({ separator, count: plain.split(separator).length - 1 }));
  const most = counts.reduce((a, b) => b.count > a.count ? b : a);
  return most.count === 0 ? null : most.separator;
}

/** The format of what begins with these bytes. */
export function guessFormat(bytes: Uint8Array): Guess | null {
  if (startsWith(bytes, "PAR1")) return { format: "parquet" };
  if (startsWith(bytes, "ARROW1")) return { format: "arrow" };
  const text = new TextDecoder().decode(bytes).trimStart();
  if (text.startsWith("{")) return guessObjects(text);
  if (text.startsWith("[")) {
    const inner = text.slice(1).replace(/^[\s,]+/, "");
    return inner.startsWith("{") ? guessMap(inner, "json") : inner.startsWith("]") ? { format: "json" } : null;
  }
  const separator = separatorOf(text.split(/\r?\n|\r/, 1)[0]);
  return separator === null ? null : { format: "csv", separator };
}
