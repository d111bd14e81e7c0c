/**
 * Bytes → Source, or the one reason why they are not a text. UTF-8 is read strictly; a byte order mark is dropped.
 * @module
 */

import { type Diagnostic, diagnostic } from "./diagnostic.ts";
import { SOURCE_ERRORS } from "./errors.ts";
import { Source } from "./source.ts";
import { span } from "./span.ts";

const strict = new TextDecoder("utf-8", { fatal: true });
const lenient = new TextDecoder("utf-8");

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** How many bytes the sequence at `i` has, or 0 when there is no valid one. Source: Unicode 15, table 3-7. */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const lead = bytes[i];
  if (lead < 0x80) return 1;
  const length = lead >= 0xc2 && lead <= 0xdf
    ? 2
    : lead >= 0xe0 && lead <= 0xef
    ? 3
    : lead >= 0xf0 && lead <= 0xf4
    ? 4
    : 0;
  return length > 0 && i + length <= bytes.length && isUtf8(bytes.subarray(i, i + length)) ? length : 0;
}

function firstBadByte(bytes: Uint8Array): number {
  // Halves until little is left: the decoder is far faster than looking at each sequence here.
  let good = 0;
  for (let step = bytes.length; step >= 64; step >>= 1) {
    let cut = Math.min(good + step, bytes.length);
    while (cut > good && (bytes[cut] & 0xc0) === 0x80) cut--;
    if (isUtf8(bytes.subarray(good, cut))) good = cut;
  }
  for (let i = good; i < bytes.length;) {
    const length = sequenceLength(bytes, i);
    if (length === 0) return i;
    i += length;
  }
  return bytes.length;
}

function binary(name: string, offset: number): Diagnostic {
  const { message, hint } = SOURCE_ERRORS.binary;
  return diagnostic("binary", message({ name, offset }), null, { hint });
}

function badUtf8(name: string, bytes: Uint8Array): Diagnostic {
  const offset = firstBadByte(bytes);
  const before = lenient.decode(bytes.subarray(0, offset));
  const source = new Source(name, before + lenient.decode(bytes.subarray(offset)));
  const { line } = source.lineCol(before.length);
  const { message, hint } = SOURCE_ERRORS["bad-utf8"];
  return diagnostic("bad-utf8", message({ name, line, offset }), span(source, before.length, before.length + 1), {
    hint,
  });
}

/** The bytes of a file as a Source, or a diagnostic: `binary` (NUL bytes) or `bad-utf8` (with line and byte). */
export function decodeSource(name: string, bytes: Uint8Array): Source | Diagnostic {
  const nul = bytes.indexOf(0);
  const hasUtf16Mark = bytes.length >= 2 &&
    ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff));
  if (nul >= 0 && !hasUtf16Mark) return binary(name, nul);
  try {
    return new Source(name, strict.decode(bytes));
  } catch {
    return badUtf8(name, bytes);
  }
}
