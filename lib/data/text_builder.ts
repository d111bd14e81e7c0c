/**
 * Text made of many parts.
 * In: parts in order. Out: the one text.
 * Short parts are written into bytes, as UTF-8, which become a piece of text when there is no more room: V8 keeps every `+=` as
 * a node until somebody looks inside, and collecting the nodes of a text of 200,000 parts takes longer than joining them.
 * @module
 */

/** Room for what has gathered. */
const PIECE_BYTES = 8192;
/** A longer part is a piece by itself. */
const SHORT = 128;
/** So many bytes are not worth the 250 ns that calling a decoder takes. */
const FEW = 24;
/** What a 32-bit integer takes at most. */
const INT_BYTES = 11;

const MINUS = 0x2d;
const ZERO = 0x30;

let decoder: TextDecoder | null = null;

function decode(bytes: Uint8Array): string {
  decoder ??= new TextDecoder("utf-8", { ignoreBOM: true });
  return decoder.decode(bytes);
}

function decodeFew(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    if (byte > 0x7f) return decode(bytes);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Gathers parts of a text. */
export class TextBuilder {
  readonly #bytes = new Uint8Array(PIECE_BYTES);
  #used = 0;
  readonly #pieces: string[] = [];

  /** Appends a part. */
  add(part: string): void {
    const length = part.length;
    if (length > SHORT) return this.#addPiece(part);
    if (this.#used + 3 * length > PIECE_BYTES) this.#flush();
    const bytes = this.#bytes;
    let at = this.#used;
    for (let i = 0; i < length; i++) {
      const unit = part.charCodeAt(i);
      if (unit < 0x80) bytes[at++] = unit;
      else if (unit < 0x800) {
        bytes[at++] = 0xc0 | (unit >> 6);
        bytes[at++] = 0x80 | (unit & 0x3f);
      } else if (unit < 0xd800 || unit > 0xdfff) {
        bytes[at++] = 0xe0 | (unit >> 12);
        bytes[at++] = 0x80 | ((unit >> 6) & 0x3f);
        bytes[at++] = 0x80 | (unit & 0x3f);
      } else return this.#addPiece(part); // half of a surrogate pair has no UTF-8
    }
    this.#used = at;
  }

  /** Appends the digits of a 32-bit integer. */
  addInt(x: number): void {
    if (this.#used + INT_BYTES > PIECE_BYTES) this.#flush();
    const bytes = this.#bytes;
    let left = x;
    if (x < 0) {
      bytes[this.#used++] = MINUS;
      left = -x;
    }
    let end = this.#used + 1;
    for (let least = 10; left >= least; least *= 10) end++;
    this.#used = end;
    do {
      const rest = (left / 10) | 0;
      bytes[--end] = ZERO + left - rest * 10;
      left = rest;
    } while (left > 0);
  }

  #addPiece(part: string): void {
    this.#flush();
    this.#pieces.push(part);
  }

  #flush(): void {
    const used = this.#used;
    if (used === 0) return;
    const bytes = this.#bytes.subarray(0, used);
    this.#pieces.push(used <= FEW ? decodeFew(bytes) : decode(bytes));
    this.#used = 0;
  }

  /** All that was added. */
  done(): string {
    this.#flush();
    return this.#pieces.join("");
  }
}
