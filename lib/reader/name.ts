/**
 * The text of a symbol or keyword token: which names are well formed, and what they name.
 * `name` or `ns/name`; `/` and `ns//` name the division sign; `::` alone is the symbol of type annotations.
 * @module
 */

/** What one cannot see but would make two names differ; joiners that scripts and emoji need are not in it. */
// deno-lint-ignore no-control-regex -- control characters are what it looks for
const INVISIBLE = /[\0-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069]/u;

/** The first invisible character of a name as `U+200B`, or null. */
export function findInvisible(text: string): string | null {
  const found = INVISIBLE.exec(text);
  return found === null ? null : "U+" + found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
}

/** Whether a text, without leading colons, is `name` or `ns/name`. */
export function isQualifiedName(text: string): boolean {
  if (text === "" || text.endsWith(":")) return false;
  const slash = text.indexOf("/");
  if (slash < 0 || text === "/") return true;
  if (slash === 0) return false;
  return slash < text.length - 1 && (!text.endsWith("/") || slash === text.length - 2);
}
