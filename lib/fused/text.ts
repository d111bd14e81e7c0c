/**
 * The text of a loop over rows, as it grows: statements, the constants they use, and what differs from slice to slice.
 * In: statements from whoever has something to do with a row. Out: one function of a slice. Equal texts over arrays of the same kinds are one
 * function, so that a query which is run again finds it compiled and optimised; where kinds met in one function, as those of files and of
 * rows in memory do, it would take two or three times as long from then on.
 * What is rarely to do for a row, a table to grow, a word that is met for the first time, is not done in the loop: it ends with the row, and goes on with
 * the same row when that is done. So it calls nothing, its arrays stay the same, and V8 keeps in registers where they are: with calls it takes half as
 * long again, and where V8 has put them into the loop, as it does in some processes and not in others, nearly three times as long. Where it turns out to
 * be not so rare, a loop that does it in its place goes on.
 * Invariant: a name that is remembered for something (`remembered`) is visible wherever it is answered again: what a block has read is
 * forgotten where the block ends.
 * Source: Neumann, "Efficiently Compiling Efficient Query Plans for Modern Hardware", VLDB 2011.
 * @module
 */
import { PIECE } from "../columns/mod.ts";

/** What a loop has ended for when its rows are over. */
const NOTHING = -1;

/** What a loop reads of a slice: a data array, where there are values, what words mean. */
export type Binding<S> = (slice: S) => unknown;

/** What a loop has ended for, before its rows did: a call about a number, and with which row it goes on. */
class Ended {
  what = NOTHING;
  x = 0;
  row = 0;
}

type Loop = (
  from: number,
  to: number,
  rows: Uint32Array | null,
  live: Uint8Array | null,
  constants: readonly unknown[],
  bound: readonly unknown[],
  ended: Ended,
) => void;
const LOOP = ["from", "to", "rows", "live", "constants", "bound", "ended"];

/** Does what a loop has ended for. */
type Rare = (constants: readonly unknown[], bound: readonly unknown[], what: number, x: number) => void;
const RARE = ["constants", "bound", "what", "x"];

/** Goes through rows `[from, to)`, or those at these places of a list; `live` has 1 where a row is meant. */
export type Through = (from: number, to: number, rows: Uint32Array | null, live: Uint8Array | null) => void;

/** How the rows of a slice are named: one after the other, those that are live, or by a list. */
export type Walk = "all" | "live" | "listed";

const HEADS: Readonly<Record<Walk, string>> = {
  all: "rows: for (let i = from; i < to; i++) {",
  live: "rows: for (let i = from; i < to; i++) {\n    if (live[i] === 0) continue;",
  listed: "rows: for (let j = from; j < to; j++) {\n    const i = rows[j];",
};

/** Stands for -0 where a map would take it for 0. */
const MINUS_ZERO = Symbol();

/** So often a loop ends before its rows do; then it is not rare. */
const MOST_ENDS = 200;

/** Functions by their texts. */
const made = new Map<string, unknown>();
const MOST_MADE = 500;

/** What kind of array a value is, as V8 tells them apart; "" for others. */
function kindOf(value: unknown): string {
  return ArrayBuffer.isView(value) ? value.constructor.name : "";
}

function functionOf(parameters: readonly string[], text: string): unknown {
  let found = made.get(text);
  if (found === undefined) {
    if (made.size >= MOST_MADE) made.clear();
    found = new Function(...parameters, text); // the text is made here
    made.set(text, found);
  }
  return found;
}

/** A statement that does something where it stands, or what it ends the loop with. */
interface Rarity {
  readonly here: readonly string[];
  readonly end: readonly string[] | null;
}

export class LoopText<S> {
  /** Values that the text names, `k0` and so on. */
  readonly constants: unknown[] = [];
  readonly bindings: Binding<S>[] = [];
  readonly #named = new Map<unknown, string>();
  readonly #bound = new Map<unknown, string>();
  readonly #head: string[] = [];
  readonly #first: string[] = [];
  readonly #lines: (string | Rarity)[] = [];
  readonly #tail: string[] = [];
  /** What the loop ends for: calls about `x`. */
  readonly #rare: string[] = [];
  readonly #ended = new Ended();
  readonly #loops = new Map<string, Loop>();
  #calls: Rare | null = null;
  /** Whether nothing has been done for a row yet. */
  #canRepeat = true;
  #blocks: Map<unknown, unknown>[] = [new Map()];
  readonly #shared = new Map<string, unknown>();
  #names = 0;

  /** A name that nothing else has. */
  fresh(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }

  /** The name of a value that stays the same for all slices. */
  constant(value: unknown): string {
    const key = Object.is(value, -0) ? MINUS_ZERO : value;
    let name = this.#named.get(key);
    if (name === undefined) this.#named.set(key, name = `k${this.constants.push(value) - 1}`);
    return name;
  }

  /** The name of what a slice has; `key` says what it is, so that it is bound once. */
  binding(key: unknown, of: Binding<S>): string {
    let name = this.#bound.get(key);
    if (name === undefined) this.#bound.set(key, name = `b${this.bindings.push(of) - 1}`);
    return name;
  }

  /** A statement before the first row, and the next when the loop has ended early: it reads what `after` has written. */
  before(statement: string): void {
    this.#head.push(`  ${statement}`);
  }

  /** A statement before all others of a row. */
  first(statement: string): void {
    this.#first.push(`    ${statement}`);
  }

  /** A statement for each row. */
  line(statement: string): void {
    this.#lines.push("  ".repeat(this.#blocks.length + 1) + statement);
  }

  /** A statement behind the last row, and where the loop ends early. */
  after(statement: string): void {
    this.#tail.push(`  ${statement}`);
  }

  /** From here on something has been done for the row: it cannot be begun once more. */
  effect(): void {
    this.#canRepeat = false;
  }

  /**
   * What is to do for the few rows where a condition holds, which does not hold any more then: code of a call, about a number. The row is begun once more
   * afterwards; where that cannot be, `here` is done in its place, a list that may still grow.
   */
  rarely(condition: string, call: (x: string) => string, x = "0", here: readonly string[] = [`${call(x)};`]): void {
    this.block(`if (${condition}) {`, () => {
      const end = this.#canRepeat ? [`ended.what = ${this.#rare.push(call("x")) - 1};`, `ended.x = ${x};`] : null;
      this.#lines.push({ here, end });
    });
  }

  /** Statements within a block, which begins with `head`. */
  block<T>(head: string, body: () => T, end = "}"): T {
    this.line(head);
    this.#blocks.push(new Map());
    const result = body();
    this.#blocks.pop();
    this.line(end);
    return result;
  }

  /** Opens a block that stays open to the end of the row. */
  open(head: string): void {
    this.line(head);
    this.#blocks.push(new Map());
  }

  /** What was made for this key here or around here, or else `make` makes it here. */
  remembered<T>(key: unknown, make: () => T): T {
    for (let i = this.#blocks.length - 1; i >= 0; i--) {
      if (this.#blocks[i].has(key)) return this.#blocks[i].get(key) as T; // a key has values of one type
    }
    const value = make();
    this.#blocks.at(-1)!.set(key, value); // there is always one
    return value;
  }

  /** What `make` makes, the same for equal keys. */
  shared<T>(key: string, make: () => T): T {
    if (!this.#shared.has(key)) this.#shared.set(key, make());
    return this.#shared.get(key) as T; // a key has values of one type
  }

  /** What `body` answers; what it adds to the text is taken out again. */
  dry<T>(body: () => T): T {
    const length = this.#lines.length;
    this.#blocks.push(new Map());
    const result = body();
    this.#blocks.pop();
    this.#lines.length = length;
    return result;
  }

  /** A name for the value of an expression. */
  named(prefix: string, code: string): string {
    const name = this.fresh(prefix);
    this.line(`const ${name} = ${code};`);
    return name;
  }

  #declarations(): string[] {
    return [
      ...this.constants.map((_, i) => `  const k${i} = constants[${i}];`),
      ...this.bindings.map((_, i) => `  const b${i} = bound[${i}];`),
    ];
  }

  /** The text of the loop, which ends for what is rare or does it in its place. */
  #text(walk: Walk, ends: boolean): string {
    const open = this.#blocks.length - 1;
    const row = `ended.row = ${walk === "listed" ? "j" : "i"};`;
    return [
      ...this.#declarations(),
      ...this.#head,
      `  ${HEADS[walk]}`,
      ...this.#first,
      ...this.#lines.flatMap((line) =>
        typeof line === "string"
          ? [line]
          : ends && line.end !== null
          ? [...this.#tail, ...line.end, row, "return;"]
          : line.here
      ),
      ...Array.from({ length: open }, (_, i) => "  ".repeat(open - i + 1) + "}"),
      "  }",
      ...this.#tail,
    ].join("\n");
  }

  #loop(walk: Walk, ends: boolean, bound: readonly unknown[]): Loop {
    const kinds = `${walk} ${ends} ${[...this.constants, ...bound].map(kindOf).join(" ")}`;
    let loop = this.#loops.get(kinds);
    if (loop === undefined) {
      loop = functionOf(LOOP, `  // ${kinds}\n${this.#text(walk, ends)}`) as Loop;
      this.#loops.set(kinds, loop);
    }
    return loop;
  }

  #makeCalls(): Rare {
    const calls = this.#rare.map((call, what) => `    case ${what}: return ${call};`);
    return functionOf(RARE, [...this.#declarations(), "  switch (what) {", ...calls, "  }"].join("\n")) as Rare;
  }

  /** What goes through rows of a slice, for which this is bound to `bound`. */
  through(walk: Walk, bound: readonly unknown[]): Through {
    const { constants } = this;
    const ended = this.#ended;
    let loop = this.#loop(walk, true, bound);
    return (from, to, rows, live) => {
      let ends = 0;
      // Whole numbers, also where V8 has kept them as doubles: or it would give up the code of the loop where one of the others comes.
      const end = to | 0;
      for (let row = from | 0; row < end;) {
        const piece = Math.min(row + PIECE, end) | 0;
        ended.what = NOTHING;
        loop(row, piece, rows, live, constants, bound, ended);
        row = piece;
        if (ended.what === NOTHING) continue;
        row = ended.row;
        (this.#calls ??= this.#makeCalls())(constants, bound, ended.what, ended.x);
        if (++ends === MOST_ENDS) loop = this.#loop(walk, false, bound);
      }
    };
  }
}
