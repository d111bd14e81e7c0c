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
  TextBuilder,
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
  hint: "change such values into text, numbers or maps first; `walk/postwalk` does it everywhere in a value",
  example: "(json/write {:f inc})",
};

// deno-lint-ignore no-control-regex -- control characters are what it looks for
const NEEDS_ESCAPE = /["\\\x00-\x1f\ud800-\udfff]/;

const SHORT = 48;

function quoted(text: string): string {
  // JSON.stringify knows the escapes, but of a short text a test costs a third of calling it.
  return text.length < SHORT && !NEEDS_ESCAPE.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** A container begun and not ended: its entries or its items. */
class Open {
  index = 0;
  constructor(readonly cursor: KvCursor | null, readonly items: readonly unknown[], readonly length: number) {}
}

class JsonPrinter {
  readonly #out = new TextBuilder();
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
    return this.#out.done();
  }

  /** Writes parts of a container up to the next container in it, or to its end. */
  #goOn(open: Open): void {
    const { cursor, items, length } = open;
    const depth = this.#open.length;
    while (open.index < length) {
      if (open.index > 0) this.#out.add(",");
      this.#newLine(depth);
      if (cursor === null) this.#value(items[open.index++]);
      else {
        open.index++;
        cursor.advance();
        this.#out.add(this.#key(cursor.key));
        this.#value(cursor.value);
      }
      if (this.#open.length > depth) return;
    }
    this.#open.pop();
    if (length > 0) this.#newLine(depth - 1);
    this.#out.add(cursor === null ? "]" : "}");
  }

  #newLine(depth: number): void {
    if (this.#indent !== "") this.#out.add("\n" + this.#indent.repeat(depth));
  }

  #value(x: unknown): void {
    if (typeof x === "string") this.#out.add(quoted(x));
    else if (typeof x === "number" && (x | 0) === x) this.#out.addInt(x);
    else if (typeof x === "number" && Number.isFinite(x)) this.#out.add(String(x));
    else if (x === null || x === true || x === false) this.#out.add(String(x));
    else if (x instanceof PMap) {
      this.#out.add("{");
      this.#open.push(new Open(x.cursor(), [], x.count()));
    } else if (x instanceof Vec) this.#array(x.toArray());
    else if (x instanceof Seq || x instanceof PSet) this.#array(toArray(x));
    else if (x instanceof Tuple) this.#array([...x]);
    else this.#out.add(isNumber(x) ? number(x) : quoted(textOf(x, "value")));
  }

  #array(items: readonly unknown[]): void {
    // One call for many strings: calling it for each takes three times as long.
    if (this.#indent === "" && items.length > 1 && items.every((x) => typeof x === "string")) {
      return this.#out.add(JSON.stringify(items));
    }
    this.#out.add("[");
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
