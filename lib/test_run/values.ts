/**
 * Values as lines for people: what fits stands in one line, anything else has a line for each of its parts.
 * In: any value whose sequences are finite as far as they are shown. Out: lines that read back when nothing was left out.
 * @module
 */
import { PMap, printReadably, PSet, Rec, Seq, toArray, Tuple, Vec } from "../data/mod.ts";

/** Columns of a line. */
const WIDTH = 88;
/** UTF-16 units of a value that is shown in one line; longer ones are cut, since sequences may be endless. */
const MOST_UNITS = 4_000;
/** Parts of a collection that get lines of their own. */
const MOST_ITEMS = 200;

/** Parts that are no longer than this share lines. */
const FILLING_UNITS = 24;

/** A value in one line. */
export function printShort(value: unknown, units = MOST_UNITS): string {
  return printReadably(value, { length: units, items: MOST_ITEMS });
}

/** What stands around the parts of a collection, and the parts; null for anything else. */
export interface Parts {
  readonly open: string;
  readonly close: string;
  readonly items: readonly unknown[];
}

export function partsOf(value: unknown): Parts | null {
  if (value instanceof Vec) return { open: "[", close: "]", items: toArray(value) };
  if (value instanceof Tuple) return { open: "{", close: "}", items: [...value] };
  if (value instanceof PSet) return { open: "#{", close: "}", items: toArray(value) };
  if (value instanceof Seq) return { open: "(", close: ")", items: some(value) };
  return null;
}

/** The first elements of a sequence that may be endless. */
function some(value: Seq): unknown[] {
  const items: unknown[] = [];
  for (const item of value) {
    items.push(item);
    if (items.length > MOST_ITEMS) break;
  }
  return items;
}

export function isMap(value: unknown): value is PMap {
  return value instanceof PMap;
}

/** What a map opens with; records have their name there. */
export function openingOf(map: PMap): string {
  return map instanceof Rec ? `#${map.type.name}{` : "{";
}

/** Each line but the first is indented. */
export function hang(prefix: string, lines: readonly string[], suffix = ""): string[] {
  const indent = " ".repeat(prefix.length);
  return lines.map((line, i) => (i === 0 ? prefix : indent) + line + (i === lines.length - 1 ? suffix : ""));
}

/** The value as lines; `room` columns are left. */
export function linesOf(value: unknown, room = WIDTH): string[] {
  const short = printShort(value);
  if (short.length <= room) return [short];
  if (isMap(value)) {
    const open = openingOf(value);
    const entries = [...value.entries()].slice(0, MOST_ITEMS);
    const lines = entries.flatMap(([key, item], i) => {
      const name = `${i === 0 ? open : " ".repeat(open.length)}${printShort(key)} `;
      return hang(name, linesOf(item, room - name.length));
    });
    return close(lines, "}", value.count() > entries.length);
  }
  const parts = partsOf(value);
  if (parts === null || parts.items.length === 0) return [short];
  const shown = parts.items.slice(0, MOST_ITEMS);
  const texts = shown.map((item) => printShort(item, FILLING_UNITS + 1));
  const cut = parts.items.length > shown.length;
  if (texts.every((text) => text.length <= FILLING_UNITS)) {
    return close(hang(parts.open, fill(texts, room - parts.open.length)), parts.close, cut);
  }
  const lines = shown.flatMap((item, i) =>
    hang(i === 0 ? parts.open : " ".repeat(parts.open.length), linesOf(item, room - parts.open.length))
  );
  return close(lines, parts.close, cut);
}

/** Short texts in as few lines as they need. */
function fill(texts: readonly string[], room: number): string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + text.length > room) lines.push(text);
    else lines[lines.length - 1] = `${last} ${text}`;
  }
  return lines;
}

function close(lines: string[], bracket: string, cut: boolean): string[] {
  if (cut) lines.push(` ...${bracket}`);
  else lines[lines.length - 1] += bracket;
  return lines;
}
