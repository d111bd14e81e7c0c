/**
 * Relations cut and put one behind the other: what parts of the rows have come to.
 * In: relations with the same columns, perhaps of other types. Out: one; columns of several types are values of the language.
 * @module
 */
import { readerOf, type Relation, type Stored } from "./relation.ts";
import type { Scratch } from "./scratch.ts";

/** The rows `[from, to)`. They share the arrays. */
export function rowsFrom({ columns }: Relation, from: number, to: number): Relation {
  return {
    size: to - from,
    columns: columns.map((column) => ({
      ...column,
      data: Array.isArray(column.data) ? column.data.slice(from, to) : column.data.subarray(from, to),
      nil: column.nil?.subarray(from, to) ?? null,
    })),
  };
}

/** Columns of words, one after the other: equal words get one code. */
function wordsOf(columns: readonly Stored[], size: number, scratch: Scratch): Stored {
  const codes = new Map<unknown, number>();
  const codeOf = (word: unknown): number => {
    let code = codes.get(word);
    if (code === undefined) codes.set(word, code = codes.size);
    return code;
  };
  // Rows cut from one relation share its words.
  const lists = new Map<readonly unknown[], readonly number[]>();
  const data = scratch.take(Int32Array, size);
  const nil = columns.some((column) => column.nil !== null) ? scratch.take(Uint8Array, size).fill(0) : null;
  let at = 0;
  for (const column of columns) {
    const words = column.words!; // a column of words has them
    let known = lists.get(words);
    if (known === undefined) lists.set(words, known = words.map(codeOf));
    for (let row = 0; row < column.data.length; row++) data[at + row] = known[column.data[row] as number]; // of codes
    if (column.nil !== null) nil!.set(column.nil, at); // there is one
    at += column.data.length;
  }
  return { type: "word", data, nil, words: [...codes.keys()] };
}

/** The rows of several relations, one after the other, in scratch memory. */
export function concatenated(relations: readonly Relation[], scratch: Scratch): Relation {
  const size = relations.reduce((sum, { size }) => sum + size, 0);
  const columns = relations[0].columns.map((_, i): Stored => {
    const all = relations.map(({ columns }) => columns[i]);
    const { type } = all[0];
    if (type === "word" && all.every((column) => column.type === "word")) return wordsOf(all, size, scratch);
    const numbers = type === "int" || type === "float" || type === "instant" || type === "bool";
    if (!numbers || all.some((column) => column.type !== type)) {
      const values = relations.flatMap(({ size }, k) => {
        const read = readerOf(all[k]);
        return Array.from({ length: size }, (_, row) => read(row));
      });
      return { type: "any", data: values, nil: null, words: null };
    }
    const data = type === "bool" ? scratch.take(Uint8Array, size) : scratch.take(Float64Array, size);
    const nil = all.some((column) => column.nil !== null) ? scratch.take(Uint8Array, size).fill(0) : null;
    let at = 0;
    for (const column of all) {
      data.set(column.data as Float64Array, at); // of numbers, as just tested
      if (column.nil !== null) nil!.set(column.nil, at); // there is one
      at += column.data.length;
    }
    return { type, data, nil, words: null };
  });
  return { size, columns };
}
