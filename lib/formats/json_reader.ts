/**
 * JSON → records, as a stream: a line for each object (NDJSON), an array of objects, or one object.
 * In: text in pieces. Out: maps, in batches; keys become keywords where they read back as such. A failure says line and column; the records
 * before it have been given out by then.
 * Memory: a piece of text and one record.
 * Source: RFC 8259; github.com/ndjson/ndjson-spec.
 * @module
 */
import { PMap } from "../data/mod.ts";
import { JSON_SYNTAX, JsonParser } from "../runtime/mod.ts";
import { formatFailure } from "./errors.ts";
import { keyOf } from "./names.ts";
import { Nesting } from "./nesting.ts";
import type { PieceReader, Place, Taken } from "./pieces.ts";
import { TextPosition } from "./text_position.ts";

const SPACE = /[ \t\r\n]*/y;

/** Objects of a text. */
class ObjectParser {
  readonly #parser = new JsonParser({ keyOf, decimals: false, linesBefore: 0 });

  constructor(readonly position: TextPosition) {}

  /** The object that a text is, which begins where the position is. */
  parse(text: string): PMap {
    let value: unknown;
    try {
      value = this.#parser.parse(text, this.position.line - 1);
    } catch (error) {
      throw this.position.moved(error);
    }
    if (value instanceof PMap) return value;
    this.position.pass(/^[ \t\r\n]*/.exec(text)?.[0] ?? "");
    const { line, column } = this.position;
    throw formatFailure("not-a-record", { line, column, value });
  }
}

/** A record on each line; blank lines are left out. */
export class NdjsonReader implements PieceReader {
  readonly #position = new TextPosition();
  readonly #objects = new ObjectParser(this.#position);
  #rest = "";

  take(piece: string | null): Taken {
    const text = this.#rest + (piece ?? "\n");
    const records: PMap[] = [];
    let failure: unknown = null;
    let at = 0;
    try {
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", at)) {
        const line = text.slice(at, end);
        if (/[^ \t\r]/.test(line)) records.push(this.#objects.parse(line));
        at = end + 1;
        this.#position.line++;
      }
    } catch (error) {
      failure = error;
    }
    this.#rest = text.slice(at);
    return { records, failure };
  }

  endPlace(): Place {
    this.#position.pass(this.#rest);
    return this.#position;
  }
}

/** An array of objects, or one object. */
export class JsonReader implements PieceReader {
  readonly #position = new TextPosition();
  readonly #objects = new ObjectParser(this.#position);
  #nesting = new Nesting("json");
  #rest = "";
  /** How far `rest` has been looked through for the end of the element at its beginning; 0 where none has begun. */
  #seen = 0;
  #inArray = false;
  /** What may come next. */
  #expected: "value" | "element" | "element or end" | "comma or end" | "nothing" = "value";

  #fail(wrong: string): never {
    throw this.#position.failure("json-syntax", JSON_SYNTAX, wrong);
  }

  take(piece: string | null): Taken {
    this.#rest += piece ?? "";
    const records: PMap[] = [];
    let failure: unknown = null;
    let at = 0;
    try {
      for (;;) {
        if (this.#seen === 0) at = this.#skipSpace(at);
        if (at === this.#rest.length) break;
        const next = this.#next(at, this.#rest[at], piece === null, records);
        if (next < 0) break;
        at = next;
      }
      if (piece === null && this.#expected === "value") this.#fail("the text is empty");
      if (piece === null && this.#expected !== "nothing") this.#fail("the text ends, but the array is not closed");
    } catch (error) {
      failure = error;
    }
    this.#rest = this.#rest.slice(at);
    return { records, failure };
  }

  endPlace(): Place {
    this.#position.pass(this.#rest);
    return this.#position;
  }

  #skipSpace(at: number): number {
    SPACE.lastIndex = at;
    const space = SPACE.exec(this.#rest)?.[0] ?? "";
    this.#position.pass(space);
    return at + space.length;
  }

  /** Moves past what stands at `at`; answers where to go on, or -1 where more text is needed. */
  #next(at: number, unit: string, ended: boolean, records: PMap[]): number {
    if (this.#expected === "nothing") {
      this.#fail(`something follows the ${this.#inArray ? "array" : "object; an object on each line is NDJSON"}`);
    }
    const closes = unit === "]" && (this.#expected === "comma or end" || this.#expected === "element or end");
    if (closes) this.#expected = "nothing";
    else if (this.#expected === "comma or end") {
      if (unit !== ",") this.#fail(`expected \`,\` or \`]\` after an element, got \`${unit}\``);
      this.#expected = "element";
    } else if (this.#expected === "value" && unit === "[") {
      this.#inArray = true;
      this.#expected = "element or end";
    } else return this.#element(at, unit, ended, records);
    this.#position.column++;
    return at + 1;
  }

  #element(at: number, unit: string, ended: boolean, records: PMap[]): number {
    if (unit !== "{") this.#fail(`expected \`{\`, which begins a record, got \`${unit}\``);
    const end = this.#nesting.end(this.#rest, at + this.#seen);
    if (end < 0) {
      this.#seen = this.#rest.length - at;
      if (ended) this.#objects.parse(this.#rest.slice(at)); // fails, and knows best where
      return -1;
    }
    const text = this.#rest.slice(at, end);
    records.push(this.#objects.parse(text));
    this.#position.pass(text);
    this.#seen = 0;
    this.#nesting = new Nesting("json");
    this.#expected = this.#inArray ? "comma or end" : "nothing";
    return end;
  }
}
