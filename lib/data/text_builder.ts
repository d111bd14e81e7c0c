/**
 * Text made of many parts.
 * In: parts in order. Out: the one text.
 * Short ASCII parts are written into bytes: V8 keeps every `+=` as a node until somebody looks inside, and collecting the
 * nodes of a text of 200,000 parts takes longer than joining them.
 * @module
 */

/** Room for what has gathered; then it becomes a piece of text. */
const PIECE_BYTES = 8192;
/** A longer part is a piece by itself. */
const SHORT = 64;
/** Ints of more digits than an i32 can have are added as text. */
const INT_DIGITS = 11;

let decoder: TextDecoder | null = null;

/** Gathers parts of a text. */
export class TextBuilder {
  readonly #bytes = new Uint8Array(PIECE_BYTES);
  #used = 0;
  #text = "";

  /** Appends a part. */
  add(part: string): void {
    const length = part.length;
    if (length > SHORT) return this.#addPiece(part);
    if (this.#used + length > PIECE_BYTES) this.#flush();
    const bytes = this.#bytes;
    const at = this.#used;
    for (let i = 0; i < length; i++) {
      const unit = part.charCodeAt(i);
      if (unit > 0x7f) return this.#addPiece(part);
      bytes[at + i] = unit;
    }
    this.#used = at + length;
  }

  /** Appends the digits of a 32-bit integer. */
  addInt(x: number): void {
    if (this.#used + INT_DIGITS > PIECE_BYTES) this.#flush();
    const bytes = this.#bytes;
    let left = x;
    if (x < 0) {
      bytes[this.#used++] = 0x2d;
      left = -x;
    }
    let end = this.#used + 1;
    for (let least = 10; left >= least; least *= 10) end++;
    this.#used = end;
    do {
      const rest = (left / 10) | 0;
      bytes[--end] = 0x30 + left - rest * 10;
      left = rest;
    } while (left > 0);
  }

  #addPiece(part: string): void {
    this.#flush();
    this.#text += part;
  }

  #flush(): void {
    if (this.#used === 0) return;
    decoder ??= new TextDecoder();
    this.#text += decoder.decode(this.#bytes.subarray(0, this.#used));
    this.#used = 0;
  }

  /** All that was added. */
  done(): string {
    this.#flush();
    return this.#text;
  }
}
