/**
 * Where the parts of a long text in brackets end, so that it can be read part by part.
 * In: JSON or EDN in pieces. Out: places at which all brackets are closed that were opened since the beginning.
 * It knows strings, and of EDN characters and comments; whether the text makes sense otherwise is for the parser to say.
 * @module
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const SEMICOLON = 0x3b;

type Within = "nothing" | "string" | "comment";

export class Nesting {
  readonly #edn: boolean;
  /** Brackets open; -1 after one has closed that was opened before. */
  depth = 0;
  #within: Within = "nothing";
  /** The unit that comes belongs to what is before it: an escape, or a character of EDN. */
  #escaped = false;

  constructor(syntax: "json" | "edn") {
    this.#edn = syntax === "edn";
  }

  /** The index behind the next bracket with which all are closed, or more than were opened; -1 where the text ends before. */
  end(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (this.#escaped) this.#escaped = false;
      else if (this.#within === "string") {
        if (unit === QUOTE) this.#within = "nothing";
        else if (unit === BACKSLASH) this.#escaped = true;
      } else if (this.#within === "comment") {
        if (unit === NEWLINE) this.#within = "nothing";
      } else if (unit === QUOTE) this.#within = "string";
      else if (unit === 0x7b || unit === 0x5b || (this.#edn && unit === 0x28)) this.depth++;
      else if (unit === 0x7d || unit === 0x5d || (this.#edn && unit === 0x29)) {
        if (--this.depth <= 0) return at + 1;
      } else if (this.#edn && unit === BACKSLASH) this.#escaped = true;
      else if (this.#edn && unit === SEMICOLON) this.#within = "comment";
    }
    return -1;
  }
}
