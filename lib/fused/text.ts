/**
 * The text of a loop over rows, as it grows: statements, the constants they use, and what differs from slice to slice.
 * In: statements from whoever has something to do with a row. Out: one function of a slice. Equal texts over arrays of the same kinds are one
 * function, so that a query which is run again finds it compiled and optimised; where kinds met in one function, as those of files and of
 * rows in memory do, it would take two or three times as long from then on.
 * Invariant: a name that is remembered for something (`remembered`) is visible wherever it is answered again: what a block has read is
 * forgotten where the block ends.
 * Source: Neumann, "Efficiently Compiling Efficient Query Plans for Modern Hardware", VLDB 2011.
 * @module
 */

/** What a loop reads of a slice: a data array, where there are values, what words mean. */
export type Binding<S> = (slice: S) => unknown;

/** Rows `[from, to)`, or those that are listed; `live` has 1 where a row is meant. */
export type Loop = (
  from: number,
  to: number,
  rows: Uint32Array | null,
  live: Uint8Array | null,
  constants: readonly unknown[],
  bound: readonly unknown[],
) => void;

/** How the rows of a slice are named: one after the other, those that are live, or by a list. */
export type Walk = "all" | "live" | "listed";

const HEADS: Readonly<Record<Walk, string>> = {
  all: "rows: for (let i = from; i < to; i++) {",
  live: "rows: for (let i = from; i < to; i++) {\n    if (live[i] === 0) continue;",
  listed: "rows: for (let j = 0; j < rows.length; j++) {\n    const i = rows[j];",
};

/** Functions by their texts. */
const made = new Map<string, Loop>();
const MOST_MADE = 500;

/** What kind of array a value is, as V8 tells them apart; "" for others. */
function kindOf(value: unknown): string {
  return ArrayBuffer.isView(value) ? value.constructor.name : "";
}

function functionOf(text: string): Loop {
  let found = made.get(text);
  if (found === undefined) {
    if (made.size >= MOST_MADE) made.clear();
    found = new Function("from", "to", "rows", "live", "constants", "bound", text) as Loop; // the text is made here
    made.set(text, found);
  }
  return found;
}

export class LoopText<S> {
  /** Values that the text names, `k0` and so on. */
  readonly constants: unknown[] = [];
  readonly bindings: Binding<S>[] = [];
  readonly #named = new Map<unknown, string>();
  readonly #bound = new Map<unknown, string>();
  readonly #head: string[] = [];
  readonly #first: string[] = [];
  readonly #lines: string[] = [];
  readonly #tail: string[] = [];
  #blocks: Map<unknown, unknown>[] = [new Map()];
  readonly #shared = new Map<string, unknown>();
  #names = 0;

  /** A name that nothing else has. */
  fresh(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }

  /** The name of a value that stays the same for all slices. */
  constant(value: unknown): string {
    let name = this.#named.get(value);
    if (name === undefined) this.#named.set(value, name = `k${this.constants.push(value) - 1}`);
    return name;
  }

  /** The name of what a slice has; `key` says what it is, so that it is bound once. */
  binding(key: unknown, of: Binding<S>): string {
    let name = this.#bound.get(key);
    if (name === undefined) this.#bound.set(key, name = `b${this.bindings.push(of) - 1}`);
    return name;
  }

  /** A statement before the first row of a slice. */
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

  /** A statement behind the last row of a slice. */
  after(statement: string): void {
    this.#tail.push(`  ${statement}`);
  }

  /** The place between two statements of a row. */
  mark(): number {
    return this.#lines.length;
  }

  /** Statements at a place that was marked. */
  insert(mark: number, statements: readonly string[]): void {
    this.#lines.splice(mark, 0, ...statements.map((statement) => `      ${statement}`));
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

  text(walk: Walk): string {
    const open = this.#blocks.length - 1;
    return [
      ...this.constants.map((_, i) => `  const k${i} = constants[${i}];`),
      ...this.bindings.map((_, i) => `  const b${i} = bound[${i}];`),
      ...this.#head,
      `  ${HEADS[walk]}`,
      ...this.#first,
      ...this.#lines,
      ...Array.from({ length: open }, (_, i) => "  ".repeat(open - i + 1) + "}"),
      "  }",
      ...this.#tail,
    ].join("\n");
  }

  /** The function of a text (`text`) for what this is bound to. */
  loop(text: string, bound: readonly unknown[]): Loop {
    return functionOf(`  // ${[...this.constants, ...bound].map(kindOf).join(" ")}\n${text}`);
  }
}
