/**
 * What an expression gives for words, each looked at once.
 * In: a function of a word or nil. Out: tables by code plus one, nil first: values as they are, or of tests 1 for true, 2 for false, 3 for unknown.
 * @module
 */

type Table = Uint8Array | unknown[];

export class WordMemo {
  readonly #tables = new Map<readonly unknown[], Table>();

  /** What tables without nil are bound under. */
  readonly known = {};

  constructor(readonly evaluate: (word: unknown) => unknown, readonly logical: boolean) {}

  /** The table of a list of words, which fills up as words are met. */
  tableOf(words: readonly unknown[]): Table {
    let table = this.#tables.get(words);
    if (table === undefined) {
      table = this.logical ? new Uint8Array(words.length + 1) : new Array<unknown>(words.length + 1);
      this.#tables.set(words, table);
    }
    return table;
  }

  /** The table of a test from the first word on, for rows that all have one. */
  knownOf(words: readonly unknown[]): Uint8Array {
    return (this.tableOf(words) as Uint8Array).subarray(1); // of tests
  }

  /** Evaluates one place of a table. */
  fill(words: readonly unknown[], table: Table, place: number): unknown {
    const value = this.evaluate(place === 0 ? null : words[place - 1]);
    return table[place] = this.logical ? value === true ? 1 : value === null ? 3 : 2 : value;
  }
}
