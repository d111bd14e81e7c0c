/**
 * Values as people at a desk see them: what fits on a line as it reads, several maps as a table, anything else as a tree of lines.
 * In: a value, how wide the desk is. Out: text. Of what is lazy no more is computed than is shown, so what has no end is shown in part.
 * It suspends while something lazy is computed, and can be interrupted there.
 * Invariant: what is left out shows as `...`, or is counted in the last line.
 * @module
 */
import { Keyword, LazySeq, PMap, printReadably, PSet, Rec, Seq, Tuple, Vec } from "../data/mod.ts";
import { columnsOf } from "../line_editor/mod.ts";
import { Query, showQuery, tableText } from "../query/mod.ts";
import { andThen, force, printedReadably, printLimits, restartable, walk } from "../runtime/mod.ts";

/** Elements of a collection that are shown. */
const ITEMS = 100;
/** Collections in collections that are shown. */
const DEPTH = 12;
/** Parts that are shown altogether. */
const PARTS = 2_000;
/** Lines that are shown. */
const LINES = 120;
/** Units of a string or another value without parts that are shown. */
const LEAF_UNITS = 5_000;
/** Rows of a table that are shown. */
const ROWS = 40;
/** A single row of so many columns is a table. */
const WIDE = 4;
/** Where nobody looks, no more of a collection is printed than this. */
const PIPED_ITEMS = 100_000;
const PIPED_UNITS = 50_000_000;

const MORE = "...";

/** A value to be laid out: text, or parts in brackets; `pairs`: keys and values by turns. */
type Node = string | {
  readonly open: string;
  readonly close: string;
  readonly parts: readonly Node[];
  readonly pairs: boolean;
};

/** Thrown, not as an error, where a cell is needed that is not computed yet. */
class Needed {
  constructor(readonly cell: LazySeq) {}
}

/** The elements of a sequence, as far as they are known; then the cell that has to be computed is thrown. */
function* elements(start: Seq): Generator<unknown> {
  for (let at: Seq | null = start;;) {
    while (at instanceof LazySeq && at.isRealised()) at = at.value;
    if (at instanceof LazySeq) throw new Needed(at);
    const cell: Seq | null = at === null ? null : at.seq();
    if (cell === null) return;
    yield cell.first();
    at = cell.more();
  }
}

/** The next element; one that is still to be computed is not computed for that. */
function lookAhead(iterator: Iterator<unknown>): IteratorResult<unknown> {
  try {
    return iterator.next();
  } catch (thrown) {
    if (!(thrown instanceof Needed)) throw thrown;
    return { done: false, value: null };
  }
}

function* alternating(map: PMap): Generator<unknown> {
  for (const entry of map) yield* entry as Vec; // a map's elements are its entries
}

class Reader {
  #left = PARTS;
  readonly #items: number;
  readonly #depth: number;
  readonly #own: ((x: unknown) => string | null) | null;

  constructor() {
    const { items = ITEMS, depth = DEPTH, own } = printLimits() ?? {};
    this.#items = items === Infinity ? ITEMS : items;
    this.#depth = depth === Infinity ? DEPTH : depth;
    this.#own = own ?? null;
  }

  node(x: unknown, depth = 0): Node {
    this.#left--;
    const own = this.#own?.(x) ?? null;
    if (own !== null) return own;
    const collection = this.#collection(x, depth);
    if (collection !== null) return collection;
    return printReadably(x, { length: LEAF_UNITS, items: this.#items, depth: this.#depth, realised: true });
  }

  #collection(x: unknown, depth: number): Node | null {
    if (x instanceof PMap && !(x instanceof Rec)) return this.#group("{", alternating(x), "}", depth, true);
    if (x instanceof Vec) return this.#group("[", x, "]", depth);
    if (x instanceof PSet) return this.#group("#{", x, "}", depth);
    if (x instanceof Tuple) return this.#group("{", x, "}", depth);
    if (x instanceof Seq) return this.#group("(", elements(x), ")", depth);
    return null;
  }

  #group(
    open: string,
    items: { [Symbol.iterator](): Iterator<unknown> },
    close: string,
    depth: number,
    pairs = false,
  ): Node {
    if (depth >= this.#depth) return "#";
    const most = pairs ? 2 * this.#items : this.#items;
    const parts: Node[] = [];
    const iterator = items[Symbol.iterator]();
    for (;;) {
      // A key is shown with its value.
      const full = parts.length >= most || (this.#left <= 0 && !(pairs && parts.length % 2 === 1));
      const { done, value } = full ? lookAhead(iterator) : iterator.next();
      if (done) break;
      parts.push(full ? MORE : this.node(value, depth + 1));
      if (full) break;
    }
    return { open, close, parts, pairs };
  }
}

/** The node in one line, or null when it takes more columns than there are. */
function inLine(node: Node, columns: number): string | null {
  if (typeof node === "string") return columnsOf(node) <= columns ? node : null;
  let text = node.open;
  for (const [i, part] of node.parts.entries()) {
    const next = inLine(part, columns - text.length - node.close.length);
    if (next === null) return null;
    text += (i === 0 ? "" : " ") + next;
  }
  text += node.close;
  return columnsOf(text) <= columns ? text : null;
}

/** Parts without parts of their own, as many in a line as have room. */
function filled(parts: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const part of parts) {
    if (line !== "" && columnsOf(line) + 1 + columnsOf(part) > columns) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? part : ` ${part}`;
  }
  return line === "" ? lines : [...lines, line];
}

const SHORT = 16;

/** The node as lines; those after the first are indented by what stands before the node's parts. */
function lines(node: Node, columns: number): string[] {
  const whole = inLine(node, columns);
  if (whole !== null || typeof node === "string") return [whole ?? node as string];
  const indent = " ".repeat(node.open.length);
  const inner = Math.max(columns - node.open.length - node.close.length, 10);
  const short = node.parts.every((part) => typeof part === "string" && part.length <= SHORT);
  const inside = node.pairs ? entryLines(node.parts, inner) : short
    ? filled(node.parts as string[], inner) // `short` says that they are texts
    : node.parts.flatMap((part) => lines(part, inner));
  const all = inside.map((line, i) => (i === 0 ? node.open : indent) + line);
  all[all.length - 1] += node.close;
  return all;
}

function entryLines(parts: readonly Node[], columns: number): string[] {
  const all: string[] = [];
  for (let i = 0; i < parts.length; i += 2) {
    const key = lines(parts[i], columns);
    if (i + 1 === parts.length) {
      all.push(...key);
      continue;
    }
    const last = key[key.length - 1];
    const width = columnsOf(last) + 1;
    if (width > columns / 2) {
      all.push(...key, ...lines(parts[i + 1], columns - 2).map((line) => `  ${line}`));
      continue;
    }
    const value = lines(parts[i + 1], columns - width);
    all.push(...key.slice(0, -1), `${last} ${value[0]}`, ...value.slice(1).map((line) => " ".repeat(width) + line));
  }
  return all;
}

/** The rows that a table shows: maps of the same keywords, two of them or one that is wide; null for anything else. */
function rowsOf(x: unknown): PMap[] | null {
  if (!(x instanceof Vec || x instanceof Seq || x instanceof PSet)) return null;
  const rows: PMap[] = [];
  const items = x instanceof Seq ? elements(x) : x[Symbol.iterator]();
  while (rows.length <= ROWS) {
    const { done, value: row } = rows.length === ROWS ? lookAhead(items) : items.next();
    if (done) break;
    if (rows.length === ROWS) return [...rows, rows[0]];
    if (!(row instanceof PMap) || row instanceof Rec || row.count() < 2) return null;
    if (rows.length > 0 && (row.count() !== rows[0].count() || !sameKeys(row, rows[0]))) return null;
    rows.push(row);
  }
  if (rows.length === 0 || (rows.length === 1 && rows[0].count() < WIDE)) return null;
  return sameKeys(rows[0], rows[0]) ? rows : null;
}

function sameKeys(a: PMap, b: PMap): boolean {
  let same = true;
  a.forEach((key) => same &&= key instanceof Keyword && b.has(key));
  return same;
}

function table(rows: readonly PMap[], columns: number): string {
  const shown = rows.slice(0, ROWS);
  const text = tableText(shown, columns);
  return rows.length > ROWS ? `${text}\nthe first ${ROWS} rows; \`(prn *1)\` prints all` : text;
}

function tree(x: unknown, columns: number): string {
  const all = lines(new Reader().node(x), columns);
  if (all.length <= LINES) return all.join("\n");
  return `${all.slice(0, LINES - 1).join("\n")}\n… ${all.length - LINES + 1} more lines; \`(prn *1)\` prints all`;
}

/** Does `f`; what is lazy and needed is computed, and `f` done again. */
function computing(f: () => unknown): unknown {
  try {
    return f();
  } catch (thrown) {
    if (!(thrown instanceof Needed)) throw thrown;
    return andThen(force(thrown.cell), () => computing(f));
  }
}

/** The value as text for somebody at a desk so many columns wide. */
export function shown(value: unknown, columns: number): unknown {
  if (value instanceof Query) return showQuery(value, columns);
  return computing(() => {
    const rows = rowsOf(value);
    return rows === null ? tree(value, columns) : restartable(() => table(rows, columns));
  });
}

/** The value as it reads back; what has no end is cut after very many elements. */
export function printedWhole(value: unknown): unknown {
  if (!(value instanceof Seq)) return printed(value);
  let left = PIPED_ITEMS;
  const count = (_: readonly unknown[], from: number, to: number) => (left -= to - from) < 0;
  return walk(value, count, () => left >= 0 ? printed(value) : restartable(() => inPart(value)));
}

function inPart(value: unknown): string {
  return printReadably(value, { length: PIPED_UNITS, items: PIPED_ITEMS, ...printLimits() });
}

/** Only what is lazy can be without an end. */
function printed(value: unknown): unknown {
  return restartable(() => value instanceof LazySeq ? inPart(value) : printedReadably(value));
}
