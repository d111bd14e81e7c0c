/**
 * Values as text: `pr-str`, `str`, `print`.
 * In: any value. Out: text that reads back equal (readably), or text for people (plain).
 * Invariant: the JavaScript stack does not grow with the nesting of values. A value's `print` only says what its parts are;
 * the printer keeps them on a stack of its own.
 * @module
 */
import { Eduction } from "./eduction.ts";
import { setShowValue } from "./errors.ts";
import { unmangle } from "./fn_name.ts";
import { realisedElements, UNREALISED } from "./lazy.ts";
import { Seq } from "./coll.ts";
import { printNumber } from "./number.ts";
import { metaOf, Obj, type Printer } from "./object.ts";

export type { Printer } from "./object.ts";

/** How to print, and how much. */
export interface PrintLimits {
  /** Stop after about this many UTF-16 units and end with `…`. */
  readonly length?: number;
  /** Of each collection no more elements than this, then `...`. */
  readonly items?: number;
  /** Collections nested as deep as this are `#`. */
  readonly depth?: number;
  /** Nothing is computed: of what is lazy only what is known already, then `...`. */
  readonly realised?: boolean;
  /** Metadata stands in front of what has it. */
  readonly meta?: boolean;
  /** What a value is printed as in a way of the program's own; null for the ordinary one. */
  readonly own?: (x: unknown) => string | null;
}

const ESCAPES: Record<string, string> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\t": "\\t",
  "\r": "\\r",
  "\b": "\\b",
  "\f": "\\f",
};

// deno-lint-ignore no-control-regex -- control characters are what it looks for
const NEEDS_ESCAPE = /["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]/gu;

function escapeUnit(unit: string): string {
  return ESCAPES[unit] ?? "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0");
}

/** A string as a literal: quoted, with escapes for quotes, backslashes, control characters and lone surrogates. */
export function printString(text: string): string {
  return `"${text.replace(NEEDS_ESCAPE, escapeUnit)}"`;
}

/** The name of a function as its definition gave it, `user/f`, or "" when it has none. */
export function fnName(f: { readonly name: string }): string {
  return unmangle(f.name) ?? f.name;
}

function printFn(f: { readonly name: string }): string {
  const name = fnName(f);
  return name === "" ? "#<fn>" : `#<fn ${name}>`;
}

function printBytes(bytes: Uint8Array): string {
  return `#<bytes ${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}>`;
}

function printHostObject(x: object): string {
  if (x instanceof Uint8Array) return printBytes(x);
  if (x instanceof Error) return `#<error ${x.message}>`;
  return `#<${x.constructor?.name ?? "Object"}>`;
}

/** What is no `Obj` has no parts. */
function printLeaf(x: unknown, readably: boolean): string {
  switch (typeof x) {
    case "string":
      return readably ? printString(x) : x;
    case "number":
    case "bigint":
      return printNumber(x);
    case "function":
      return printFn(x);
    case "object":
      return x === null ? "nil" : printHostObject(x);
    default:
      return String(x);
  }
}

/** What the work stack holds: the parts of values begun and not yet ended. */
type Part = TextPart | ValuePart | ItemsPart;

class TextPart {
  constructor(readonly text: string) {}
}

class ValuePart {
  constructor(readonly value: unknown, readonly depth: number) {}
}

/** Values to print, each but the first after a space, then `close`. */
class ItemsPart {
  started = false;
  constructor(
    readonly items: Iterator<unknown>,
    readonly close: string,
    /** How many collections are around them. */
    readonly depth: number,
    /** How many may still be printed. */
    public left: number,
  ) {}
}

function* alternate(entries: Iterable<readonly [unknown, unknown]>): Generator<unknown> {
  for (const [key, value] of entries) {
    yield key;
    yield value;
  }
}

/** What of a collection's elements is there without computing any. */
function known(items: Iterable<unknown>): Iterable<unknown> {
  if (items instanceof Eduction) return [UNREALISED];
  return items instanceof Seq ? realisedElements(items) : items;
}

const NO_LIMITS: PrintLimits = {};

class TextPrinter implements Printer {
  #out = "";
  /** What is still to be printed, the next part last. */
  readonly #work: Part[] = [];
  /** What the value printing itself has said and is not written yet, in order; empty between two values. */
  readonly #said: Part[] = [];
  readonly #readably: boolean;
  readonly #maxLength: number;
  readonly #maxItems: number;
  readonly #maxDepth: number;
  readonly #realised: boolean;
  readonly #meta: boolean;
  readonly #own: ((x: unknown) => string | null) | null;
  /** How many collections are around what is printed now. */
  #depth = 0;

  constructor(
    readably: boolean,
    { length = Infinity, items = Infinity, depth = Infinity, realised = false, meta = false, own }: PrintLimits,
  ) {
    this.#readably = readably;
    this.#realised = realised;
    this.#meta = meta;
    this.#own = own ?? null;
    this.#maxLength = length;
    this.#maxItems = items;
    this.#maxDepth = depth;
  }

  text(text: string): void {
    if (this.#said.length === 0) this.#out += text;
    else this.#said.push(new TextPart(text));
  }

  value(value: unknown): void {
    this.#said.push(new ValuePart(value, this.#depth));
  }

  sequence(open: string, items: Iterable<unknown>, close: string): void {
    this.#items(open, this.#realised ? known(items) : items, close, this.#maxItems);
  }

  entries(open: string, entries: Iterable<readonly [unknown, unknown]>, close: string): void {
    this.#items(open, alternate(entries), close, 2 * this.#maxItems);
  }

  #items(open: string, items: Iterable<unknown>, close: string, most: number): void {
    if (this.#depth >= this.#maxDepth) return this.text("#");
    this.text(open);
    this.#said.push(new ItemsPart(items[Symbol.iterator](), close, this.#depth + 1, most));
  }

  /** Prints a value and all its parts; the one entrance from outside. `ordinarily`: the value itself not in its own way. */
  printAll(value: unknown, { ordinarily = false } = {}): string {
    if (ordinarily) this.#printOrdinarily(value);
    else this.#printValue(value);
    while (this.#work.length > 0 && this.#out.length <= this.#maxLength) this.#step();
    return this.#work.length > 0 || this.#out.length > this.#maxLength
      ? this.#out.slice(0, this.#maxLength) + "…"
      : this.#out;
  }

  #step(): void {
    const part = this.#work[this.#work.length - 1];
    if (part instanceof ItemsPart) return this.#printNextItem(part);
    this.#work.pop();
    if (part instanceof TextPart) this.#out += part.text;
    else {
      this.#depth = part.depth;
      this.#printValue(part.value);
    }
  }

  #printNextItem(part: ItemsPart): void {
    const { done, value } = part.items.next();
    if (done) {
      this.#work.pop();
      this.#out += part.close;
      return;
    }
    if (part.started) this.#out += " ";
    part.started = true;
    if (part.left-- <= 0 || value === UNREALISED) {
      this.#work.pop();
      this.#out += "..." + part.close;
      return;
    }
    this.#depth = part.depth;
    this.#printValue(value);
  }

  #printValue(x: unknown): void {
    const own = this.#own === null ? null : this.#own(x);
    if (own === null) this.#printOrdinarily(x);
    else this.#out += own;
  }

  #printOrdinarily(x: unknown): void {
    if (!(x instanceof Obj)) {
      this.#out += printLeaf(x, this.#readably);
      return;
    }
    if (this.#meta) this.#printMeta(x);
    x.print(this, this.#readably);
    for (let part = this.#said.pop(); part !== undefined; part = this.#said.pop()) this.#work.push(part);
  }

  #printMeta(x: Obj): void {
    const meta = "meta" in x ? metaOf(x.meta) : null;
    if (!(meta instanceof Obj)) return;
    this.text("^");
    this.value(meta);
    this.text(" ");
  }
}

/** A value as it reads back: what `pr-str` gives. */
export function printReadably(x: unknown, limits?: PrintLimits): string {
  // What has no parts needs no work stack; most of what programs print is of this kind.
  if (limits === undefined && !(x instanceof Obj)) return printLeaf(x, true);
  return new TextPrinter(true, limits ?? NO_LIMITS).printAll(x);
}

/** A value for people, strings and characters raw at any depth: what `print` and `println` write. */
export function printPlain(x: unknown, limits?: PrintLimits): string {
  // What has no parts needs no work stack; most of what programs print is of this kind.
  if (limits === undefined && !(x instanceof Obj)) return printLeaf(x, false);
  return new TextPrinter(false, limits ?? NO_LIMITS).printAll(x);
}

/** A value in the ordinary way, though the program may have one of its own for it; not so its parts. */
export function printOrdinarily(x: unknown, { readably, limits }: { readably: boolean; limits?: PrintLimits }): string {
  return new TextPrinter(readably, limits ?? NO_LIMITS).printAll(x, { ordinarily: true });
}

/** A value as text: what `str` makes of one argument. Nil is empty, a string itself, strings inside collections are quoted. */
export function toText(x: unknown): string {
  if (typeof x === "string") return x;
  if (typeof x === "number" && (x | 0) === x) return String(x);
  if (x === null) return "";
  return x instanceof Obj ? x.toText?.() ?? printReadably(x) : printLeaf(x, true);
}

const SHOWN_LENGTH = 200;

// A message must not run the program: what it shows may be infinite, may wait, and may fail itself.
setShowValue((value) => printReadably(value, { length: SHOWN_LENGTH, realised: true }));
