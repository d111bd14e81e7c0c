/**
 * Keywords: `:name` and `:ns/name`. Interned by their text, so identity is equality; the hash comes from the text and is the
 * same on every machine.
 * Invariant: the text up to the first slash is the namespace (the keyword `:/` has none), however the keyword was made.
 * @module
 */
import { hashString, mix } from "./hash.ts";
import { Obj, type Printer } from "./object.ts";
import { compareText } from "./text.ts";

const HASH_SALT = 0x4b657977;

/** Namespace and name of a qualified name: cut at the first slash, unless that begins or ends the text. */
export function splitQualified(text: string): { readonly ns: string | null; readonly name: string } {
  const slash = text.indexOf("/");
  return slash <= 0 || slash === text.length - 1
    ? { ns: null, name: text }
    : { ns: text.slice(0, slash), name: text.slice(slash + 1) };
}

/** Order of qualified names: those without a namespace first, then by namespace, then by name. */
export function compareQualified(
  a: { readonly ns: string | null; readonly name: string },
  b: { readonly ns: string | null; readonly name: string },
): number {
  if (a.ns === b.ns) return compareText(a.name, b.name);
  if (a.ns === null) return -1;
  return b.ns === null ? 1 : compareText(a.ns, b.ns);
}

/** A keyword. Made by `keyword` and `kw` only. */
export class Keyword extends Obj {
  readonly ns: string | null;
  readonly name: string;
  /** The hash. */
  readonly h: number;

  /** Use `keyword` or `kw`, which keep keywords unique. `text` is the keyword without its colon. */
  constructor(readonly text: string) {
    super();
    const { ns, name } = splitQualified(text);
    this.ns = ns;
    this.name = name;
    this.h = mix(hashString(text) ^ HASH_SALT);
  }
  override get typeName(): string {
    return "Keyword";
  }
  equals(other: unknown): boolean {
    return this === other;
  }
  hash(): number {
    return this.h;
  }
  override compareTo(other: unknown): number | undefined {
    return other instanceof Keyword ? compareQualified(this, other) : undefined;
  }
  override print(printer: Printer): void {
    printer.text(":" + this.text);
  }
}

const keywords = new Map<string, Keyword>();

/** The keyword of a text without colon: `kw("a")`, `kw("ns/a")`. */
export function kw(text: string): Keyword {
  let found = keywords.get(text);
  if (found === undefined) keywords.set(text, found = new Keyword(text));
  return found;
}

/** The texts of all keywords that have been made, without colon. */
export function knownKeywords(): Iterable<string> {
  return keywords.keys();
}

/** The keyword of a namespace, or null, and a name. */
export function keyword(ns: string | null, name: string): Keyword {
  return kw(ns === null ? name : `${ns}/${name}`);
}
