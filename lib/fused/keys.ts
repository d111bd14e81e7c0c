/**
 * Rows with equal keys get one number, in the order in which they first come: the text that finds it.
 * In: the values of keys. Out: code of a number; a key that comes for the first time has that of the number of keys before it.
 * Small Ints, bools and few words go straight to a place of a table, anything else through a hash of its value; several keys are one
 * place of a table with a side for each, or pairs of numbers one after the other.
 * @module
 */
import { DoubleNumbers, ValueNumbers, WordNumbers } from "./numbers.ts";
import type { Scratch } from "./scratch.ts";
import { wordNumber } from "./store.ts";
import type { LoopText } from "./text.ts";
import { boxed, type Val } from "./value.ts";

/** Places of the largest table. */
const MOST_PLACES = 1 << 22;
/** Of several keys: a table with holes pays only where it stays in the cache. */
const MOST_PRODUCT = 1 << 18;
/** Numbers of one key are below this: the numbers of two are one double. */
export const PAIR = 2 ** 26;

interface Part {
  readonly code: string;
  /** The code is below this; null: any number. */
  readonly below: number | null;
  /** Whether it counts up in the order in which keys come. */
  readonly inOrder: boolean;
}

function partOf(loop: LoopText<unknown>, val: Val, scratch: Scratch): Part {
  const { type, code, nil, low, high } = val;
  if (nil === "true") return { code: "0", below: 1, inOrder: false };
  const shift = nil === null ? 0 : 1;
  const place = (from: string, below: number): Part => ({
    code: loop.named("p", nil === null ? from : `${nil} ? 0 : ${from} + 1`),
    below: below + shift,
    inOrder: false,
  });
  if (type === "bool") return place(`(${code} ? 1 : 0)`, 2);
  if (type === "int" && low !== undefined && high !== undefined && high - low < MOST_PLACES) {
    return place(low === 0 ? code : `(${code} - ${loop.constant(low)})`, Math.max(0, high - low) + 1);
  }
  if (type === "word") {
    const most = val.most === undefined ? null : val.most + 1;
    return { code: wordNumber(loop, val, new WordNumbers(), true), below: most, inOrder: true };
  }
  if (type === "any") {
    const numbers = loop.constant(new ValueNumbers());
    return { code: loop.named("q", `${numbers}.number(${boxed(loop, val)})`), below: null, inOrder: true };
  }
  const numbers = loop.constant(new DoubleNumbers(scratch));
  const found = `${numbers}.number(${code})`;
  return {
    code: loop.named("q", nil === null ? found : `${nil} ? ${numbers}.ofNil() : ${found}`),
    below: null,
    inOrder: true,
  };
}

/** The code of the number of some keys; `count` is code of how many there are. Tables are in scratch memory. */
export function keyNumber(loop: LoopText<unknown>, vals: readonly Val[], count: string, scratch: Scratch): string {
  let parts = vals.map((val) => partOf(loop, val, scratch));
  if (parts.length === 1 && parts[0].inOrder) return parts[0].code;
  const product = parts.reduce((most: number, { below }) => most * (below ?? Infinity), 1);
  if (product <= (parts.length === 1 ? MOST_PLACES : MOST_PRODUCT)) {
    const code = parts.reduce((sum, { code, below }) => sum === "" ? code : `(${sum} * ${below} + ${code})`, "");
    const places = loop.constant(scratch.take(Int32Array, product).fill(-1));
    const place = loop.named("p", code);
    const number = loop.fresh("g");
    loop.line(`let ${number} = ${places}[${place}];`);
    loop.line(`if (${number} < 0) ${places}[${place}] = ${number} = ${count};`);
    return number;
  }
  while (parts.length > 1) {
    const [a, b, ...rest] = parts;
    const numbers = loop.constant(new DoubleNumbers(scratch));
    const code = loop.named("q", `${numbers}.number(${a.code} * ${PAIR} + ${b.code})`);
    parts = [{ code, below: null, inOrder: true }, ...rest];
  }
  return parts[0].code;
}
