/**
 * EDN → records, as a stream: maps one after the other, or a vector of maps.
 * In: text in pieces. Out: maps. A failure says line and column.
 * The runtime's reader does the reading; it is given parts that end with a record. Of a vector around them it never sees the brackets.
 * Memory: a piece of text and one record.
 * @module
 */
import { PMap } from "../data/mod.ts";
import { EDN_END, EDN_SYNTAX, EdnReader } from "../runtime/mod.ts";
import { formatFailure } from "./errors.ts";
import { Nesting } from "./nesting.ts";
import type { PieceReader, Place, Taken } from "./pieces.ts";
import { TextPosition } from "./text_position.ts";

/** White space and comments. */
const BLANK = /^(?:[\s,\ufeff]|;[^\n]*(?:\n|$))*/;
/** Begins a form that is not complete with the bracket it ends with: metadata, and what is left out, belong to what follows. */
const GOES_ON = /^(?:#?\^|#_)/;

export class EdnRecordReader implements PieceReader {
  readonly #position = new TextPosition();
  readonly #nesting = new Nesting("edn");
  /** Text that was not read yet. */
  #rest = "";
  /** How far it has been looked through, and where the last form in it that goes on ends. */
  #seen = 0;
  #formStart = 0;
  /** What the text is: unknown until something stands in it. */
  #shape: "unknown" | "maps" | "vector" | "closed vector" = "unknown";
  /** What the runtime's reader gets when it asks. */
  #part: string | null = null;
  readonly #reader = new EdnReader("", {
    tagged: () => undefined,
    more: () => {
      const part = this.#part;
      this.#part = null;
      return part;
    },
  });

  take(piece: string | null): Taken {
    this.#rest += piece ?? "";
    const records: PMap[] = [];
    let failure: unknown = null;
    try {
      this.#decideShape(piece === null);
      if (this.#shape !== "unknown") this.#readForms(piece === null, records);
    } catch (error) {
      failure = error;
    }
    return { records, failure };
  }

  endPlace(): Place {
    this.#position.pass(this.#rest);
    return this.#position;
  }

  #decideShape(ended: boolean): void {
    if (this.#shape !== "unknown") return;
    const blank = BLANK.exec(this.#rest)?.[0].length ?? 0;
    if (blank === this.#rest.length && !ended) return;
    this.#shape = this.#rest[blank] === "[" ? "vector" : "maps";
    if (this.#shape === "vector") this.#blankOut(blank);
  }

  /** Puts a space in the place of a bracket, so that columns stay. */
  #blankOut(at: number): void {
    this.#rest = `${this.#rest.slice(0, at)} ${this.#rest.slice(at + 1)}`;
  }

  #readForms(ended: boolean, records: PMap[]): void {
    const nesting = this.#nesting;
    let start = 0;
    for (let end = nesting.end(this.#rest, this.#seen); end >= 0; end = nesting.end(this.#rest, end)) {
      const closes = nesting.depth < 0 && this.#shape === "vector" && this.#rest[end - 1] === "]";
      if (nesting.depth < 0) nesting.depth = 0;
      if (closes) this.#blankOut(end - 1);
      const form = this.#rest.slice(this.#formStart, end).replace(BLANK, "");
      this.#formStart = end;
      if (closes || !GOES_ON.test(form)) {
        this.#read(this.#rest.slice(start, end), records);
        start = end;
      }
      if (closes) this.#shape = "closed vector";
    }
    if (ended) {
      this.#read(this.#rest.slice(start), records);
      start = this.#rest.length;
      if (this.#shape === "vector") this.#fail("the text ends, but its vector is not closed");
    }
    this.#rest = this.#rest.slice(start);
    this.#formStart -= start;
    this.#seen = this.#rest.length;
  }

  #fail(wrong: string): never {
    throw this.#position.failure("edn-syntax", EDN_SYNTAX, wrong);
  }

  /** Reads a part of the text, in which every form is complete. */
  #read(part: string, records: PMap[]): void {
    this.#part = part;
    for (let value = this.#next(); value !== EDN_END; value = this.#next()) {
      if (value instanceof PMap && this.#shape !== "closed vector") {
        records.push(value);
        continue;
      }
      this.#position.pass(BLANK.exec(part)?.[0] ?? "");
      if (this.#shape === "closed vector") this.#fail("something follows the vector");
      const { line, column } = this.#position;
      throw formatFailure("not-a-record", { line, column, value });
    }
    this.#position.pass(part);
  }

  #next(): unknown {
    try {
      return this.#reader.next();
    } catch (error) {
      throw this.#position.moved(error);
    }
  }
}
