/**
 * Values → JSON text, without recursion.
 * In: anything made of nil, booleans, numbers, text, sequences, sets and maps. Keywords and symbols become their names,
 * characters, instants, durations and UUIDs their text, tuples arrays that begin with their tag, ratios the nearest Float.
 * Out: text that `json_parse.ts` accepts; or a failure `not-json` that shows the part which JSON has no form for.
 * @module
 */
import {
  Char,
  Decimal,
  Duration,
  type ErrorEntry,
  Flt,
  Instant,
  isNumber,
  Keyword,
  type KvCursor,
  PMap,
  printNumber,
  PSet,
  raise,
  Ratio,
  Seq,
  show,
  Sym,
  toArray,
  toDouble,
  toText,
  Tuple,
  Uuid,
  Vec,
} from "../data/mod.ts";

/** The failure of writing, in the form of `data/errors.ts`. */
export const NOT_JSON: ErrorEntry<{ value: unknown; role: string }> = {
  message: (d) => `JSON has no ${d.role} like ${show(d.value)}`,
  hint: "Change such values into text, numbers or maps first; `walk/postwalk` does it everywhere in a value",
  example: "(json/write {:f inc})",
};

// deno-lint-ignore no-control-regex -- control characters are what it looks for
const NEEDS_ESCAPE = /["\\\x00-\x1f\ud800-\udfff]/;

function quoted(text: string): string {
  // JSON.stringify knows the escapes, but a test costs a third of calling it.
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** A container begun and not ended: its entries or its items. */
class Open {
  index = 0;
  constructor(readonly cursor: KvCursor | null, readonly items: readonly unknown[], readonly length: number) {}
}

/** Text gathers up to so many units before it is put aside: V8 keeps every `+=` as a node until somebody looks inside. */
const PIECE_UNITS = 8192;

class JsonPrinter {
  #out = "";
  readonly #pieces: string[] = [];
  readonly #open: Open[] = [];
  /** Keys as written, colon included: most values use few keys many times. */
  readonly #keys = new Map<unknown, string>();
  readonly #indent: string;
  readonly #colon: string;

  constructor(indent: string) {
    this.#indent = indent;
    this.#colon = indent === "" ? ":" : ": ";
  }

  print(value: unknown): string {
    this.#value(value);
    for (let open = this.#open.at(-1); open !== undefined; open = this.#open.at(-1)) this.#goOn(open);
    this.#pieces.push(this.#out);
    return this.#pieces.join("");
  }

  #putAside(): void {
    this.#out.charCodeAt(0); // makes it one piece, while its parts are in the cache: half the time of doing so at the end
    this.#pieces.push(this.#out);
    this.#out = "";
  }

  /** Writes parts of a container up to the next container in it, or to its end. */
  #goOn(open: Open): void {
    const { cursor, items, length } = open;
    const depth = this.#open.length;
    while (open.index < length) {
      if (open.index > 0) this.#out += ",";
      this.#newLine(depth);
      if (cursor === null) this.#value(items[open.index++]);
      else {
        open.index++;
        cursor.advance();
        this.#out += this.#key(cursor.key);
        this.#value(cursor.value);
      }
      if (this.#out.length > PIECE_UNITS) this.#putAside();
      if (this.#open.length > depth) return;
    }
    this.#open.pop();
    if (length > 0) this.#newLine(depth - 1);
    this.#out += cursor === null ? "]" : "}";
  }

  #newLine(depth: number): void {
    if (this.#indent !== "") this.#out += "\n" + this.#indent.repeat(depth);
  }

  #value(x: unknown): void {
    if (typeof x === "string") this.#out += quoted(x);
    else if (typeof x === "number" && Number.isFinite(x)) this.#out += x;
    else if (x === null || x === true || x === false) this.#out += x;
    else if (x instanceof PMap) {
      this.#out += "{";
      this.#open.push(new Open(x.cursor(), [], x.count()));
    } else if (x instanceof Vec) this.#array(x.toArray());
    else if (x instanceof Seq || x instanceof PSet) this.#array(toArray(x));
    else if (x instanceof Tuple) this.#array([...x]);
    else this.#out += isNumber(x) ? number(x) : quoted(textOf(x, "value"));
  }

  #array(items: readonly unknown[]): void {
    this.#out += "[";
    this.#open.push(new Open(null, items, items.length));
  }

  #key(key: unknown): string {
    let written = this.#keys.get(key);
    if (written === undefined) {
      const text = typeof key === "string" ? key : isNumber(key) ? printNumber(key) : textOf(key, "key");
      this.#keys.set(key, written = quoted(text) + this.#colon);
    }
    return written;
  }
}

function number(x: unknown): string {
  if (typeof x === "bigint" || x instanceof Decimal) return toText(x);
  const double = toDouble(x);
  if (!Number.isFinite(double)) return raise("not-json", NOT_JSON, { value: x, role: "number" });
  return x instanceof Flt || x instanceof Ratio ? printNumber(x instanceof Flt ? x : double) : String(double);
}

function textOf(x: unknown, role: string): string {
  if (x instanceof Keyword || x instanceof Sym) return x.text;
  if (x instanceof Char || x instanceof Instant || x instanceof Duration || x instanceof Uuid) return toText(x);
  return raise("not-json", NOT_JSON, { value: x, role });
}

/** A value as JSON: on one line, or with an indent for each level when that is not empty. */
export function printJson(value: unknown, indent: string): string {
  return new JsonPrinter(indent).print(value);
}
