/**
 * Groups in a loop: arrays of what each group has gathered so far, by the group's number.
 * In: keys and aggregates. Out: a relation of keys and results, groups in the order in which they came first.
 * Counts, sums, averages, extremes and deviations of numbers are calculated in place, in the order of the rows; a sum of Ints that leaves the doubles goes
 * on as a bigint. Everything else is gathered by the row engine's own gatherers, one for each group.
 * @module
 */
import { div, normBig, toDouble } from "../data/mod.ts";
import { type Aggregate, gathered, type Gatherer, gathererOf } from "../query/mod.ts";
import type { Expressions } from "./expression.ts";
import { keyNumber, PAIR } from "./keys.ts";
import { DoubleNumbers } from "./numbers.ts";
import type { Relation, Stored } from "./relation.ts";
import type { Memory } from "./scratch.ts";
import { Store } from "./store.ts";
import type { LoopText } from "./text.ts";
import { boxed, MAX, type Type, type Val } from "./value.ts";

const FIRST_GROUPS = 64;
/** What a gatherer of the row engine takes at least, in bytes. */
const GATHERER_BYTES = 64;

type Cells = Float64Array | unknown[];

/** The state of all groups: arrays by the number of a group. */
class Groups {
  count = 0;
  capacity = FIRST_GROUPS;
  readonly arrays: Cells[] = [];
  readonly #first: (number | null)[] = [];

  constructor(readonly memory: Memory) {}

  /** Another array, of doubles that begin as `first`, or of values. */
  add(first: number | null): number {
    this.#first.push(first);
    return this.arrays.push(this.#make(first)) - 1;
  }

  #make(first: number | null): Cells {
    return first === null ? [] : this.memory.scratch.take(Float64Array, this.capacity).fill(first);
  }

  grow(): number {
    this.memory.budget.take(
      this.capacity * this.#first.reduce((sum: number, first) => sum + (first === null ? GATHERER_BYTES : 8), 0),
    );
    this.capacity *= 2;
    this.arrays.forEach((array, i) => {
      if (Array.isArray(array)) return;
      const grown = this.#make(this.#first[i]) as Float64Array; // as the one before
      grown.set(array);
      this.memory.scratch.give(array);
      this.arrays[i] = grown;
    });
    return this.capacity;
  }
}

/** Sums of Ints that have left the doubles. */
class Carry {
  readonly #bigs = new Map<number, bigint>();

  /** Puts a sum aside; answers what goes on in its place. */
  take(group: number, sum: number, value: number): number {
    this.#bigs.set(group, (this.#bigs.get(group) ?? 0n) + BigInt(sum));
    return value;
  }
  get isEmpty(): boolean {
    return this.#bigs.size === 0;
  }
  total(group: number, sum: number): number | bigint {
    const big = this.#bigs.get(group);
    return big === undefined ? sum : normBig(big + BigInt(sum));
  }
}

type Result = (groups: number) => Stored;

/** Where the text of aggregates goes. */
interface Place {
  readonly loop: LoopText<unknown>;
  readonly groups: Groups;
  /** Another array of the groups: code of the place of a row's group, and which of the arrays it is. */
  array(first: number | null): { readonly cell: string; readonly at: number };
  /** Code of the number of a row's group. */
  readonly g: string;
  /** How many rows there may be; null: nobody knows. */
  readonly most: number | null;
}

function numbersOf(groups: Groups, at: number, count: number): Float64Array {
  return (groups.arrays[at] as Float64Array).subarray(0, count); // an array with a first number
}

/** The groups in which nothing was counted. */
function noneIn(groups: Groups, at: number | null, count: number): Uint8Array | null {
  if (at === null) return null;
  const counts = groups.arrays[at] as Float64Array; // as above
  const nil = new Uint8Array(count);
  let some = false;
  for (let i = 0; i < count; i++) if (counts[i] === 0) some = Boolean(nil[i] = 1);
  return some ? nil : null;
}

function typed(type: Type, data: Float64Array | unknown[], nil: Uint8Array | null): Stored {
  return { type, data, nil, words: null };
}

const ROWS = {};

/** Counts rows where a value is there; the statement goes where that is so. All that count each row share one count. */
function counted(place: Place, val: Val | null): { readonly at: number; readonly lines: readonly string[] } {
  const count = () => {
    const { cell, at } = place.array(0);
    return { at, line: `${cell}++;` };
  };
  if (val !== null && val.nil !== null) {
    const { at, line } = count();
    return { at, lines: [line] };
  }
  const at = place.loop.remembered(ROWS, () => {
    const { at, line } = count();
    place.loop.line(line);
    return at;
  });
  return { at, lines: [] };
}

/** Statements for rows where a value is there. */
function whereThere({ loop }: Place, { nil }: Val, lines: readonly string[]): void {
  if (nil === null) { for (const line of lines) loop.line(line); }
  else loop.block(`if (!${nil}) {`, () => lines.forEach((line) => loop.line(line)));
}

function countText(place: Place, val: Val | null): Result {
  const { at, lines } = counted(place, val);
  if (val !== null) whereThere(place, val, lines);
  return (count) => typed("int", numbersOf(place.groups, at, count), null);
}

function sumText(place: Place, val: Val, average: boolean): Result {
  const { loop, groups, g } = place;
  const mayBeEmpty = val.nil !== null || groups.count > 0;
  const count = average || mayBeEmpty ? counted(place, val) : null;
  const counting = count?.lines ?? [];
  const isInt = val.type === "int";
  // A sum begins with its first value: minus zero adds nothing, not even a sign.
  const { cell, at } = place.array(isInt ? 0 : -0);
  const carry = new Carry();
  const greatest = Math.max(Math.abs(val.low ?? -Infinity), Math.abs(val.high ?? Infinity));
  if (!isInt || (place.most !== null && place.most * greatest <= MAX)) {
    whereThere(place, val, [`${cell} += ${val.code};`, ...counting]);
  } else {
    const sum = loop.fresh("s");
    whereThere(place, val, [
      `const ${sum} = ${cell} + ${val.code};`,
      `if (${sum} > ${MAX} || ${sum} < ${-MAX}) ${cell} = ` +
      `${loop.constant(carry)}.take(${g}, ${cell}, ${val.code}); else ${cell} = ${sum};`,
      ...counting,
    ]);
  }
  return (n) => {
    const sums = numbersOf(groups, at, n);
    const nil = noneIn(groups, count?.at ?? null, n);
    if (!average) {
      if (carry.isEmpty) return typed(val.type, sums, nil);
      return typed("any", Array.from(sums, (sum, i) => nil?.[i] === 1 ? null : carry.total(i, sum)), null);
    }
    const counts = groups.arrays[count!.at] as Float64Array; // averages count
    const averages = sums.map((sum, i) =>
      carry.isEmpty ? sum / counts[i] : nil?.[i] === 1 ? 0 : toDouble(div(carry.total(i, sum), counts[i]))
    );
    return typed("float", averages, nil);
  };
}

function extremeText(place: Place, val: Val, sign: 1 | -1): Result {
  const { groups } = place;
  const count = val.nil !== null || groups.count > 0 ? counted(place, val) : null;
  const { cell, at } = place.array(sign * Infinity);
  const better = `if (${val.code} ${sign === 1 ? "<" : ">"} ${cell}) ${cell} = ${val.code};`;
  whereThere(place, val, [better, ...(count?.lines ?? [])]);
  return (n) => typed(val.type, numbersOf(groups, at, n), noneIn(groups, count?.at ?? null, n));
}

/** Welford's method, as `aggregates.ts` has it. */
function deviationText(place: Place, val: Val): Result {
  const { loop, groups } = place;
  const [count, mean, squares] = [place.array(0), place.array(0), place.array(0)];
  const before = loop.fresh("d");
  whereThere(place, val, [
    `const ${before} = ${val.code} - ${mean.cell};`,
    `${mean.cell} += ${before} / ++${count.cell};`,
    `${squares.cell} += ${before} * (${val.code} - ${mean.cell});`,
  ]);
  return (n) => {
    const [counts, sums] = [numbersOf(groups, count.at, n), numbersOf(groups, squares.at, n)];
    const nil = Uint8Array.from(counts, (count) => count < 2 ? 1 : 0);
    return typed("float", sums.map((sum, i) => Math.sqrt(sum / (counts[i] - 1))), nil.includes(1) ? nil : null);
  };
}

function distinctText(place: Place, val: Val): Result {
  const { loop, groups, g } = place;
  const { cell, at } = place.array(0);
  const known = loop.fresh("known");
  const numbers = loop.constant(new DoubleNumbers(groups.memory.scratch));
  const each = (): void => {
    const holder = loop.constant({ count: 0 });
    loop.before(`let ${known} = ${holder}.count;`);
    loop.after(`${holder}.count = ${known};`);
    const number = keyNumber(loop, [{ ...val, nil: null }], known, groups.memory.scratch);
    loop.line(`if (${number} === ${known}) ${known}++;`);
    const [pairs, before] = [numbers, loop.fresh("b")];
    loop.line(`const ${before} = ${pairs}.size;`);
    loop.line(`if (${pairs}.number(${g} * ${PAIR} + ${number}) === ${before}) ${cell}++;`);
  };
  if (val.nil === null) each();
  else loop.block(`if (!${val.nil}) {`, each);
  return (n) => typed("int", numbersOf(groups, at, n), null);
}

/** What the row engine's gatherers make of the values. */
function gathererText(place: Place, expr: Aggregate, val: Val | null): Result {
  const { loop, groups } = place;
  const make = gathererOf(expr);
  const { cell, at } = place.array(null);
  const gatherer = loop.fresh("o");
  loop.line(`let ${gatherer} = ${cell};`);
  loop.line(`if (${gatherer} === undefined) ${cell} = ${gatherer} = ${loop.constant(make)}();`);
  loop.line(`${gatherer}.add(${val === null ? "null" : boxed(loop, val)});`);
  return (n) => {
    const gatherers = groups.arrays[at] as (Gatherer | undefined)[]; // an array without first numbers
    return typed("any", Array.from({ length: n }, (_, i) => (gatherers[i] ?? make()).result()), null);
  };
}

function aggregateText(place: Place, expr: Aggregate, val: Val | null): Result {
  const isNumber = val !== null && (val.type === "int" || val.type === "float");
  switch (expr.name) {
    case "count":
      return countText(place, val);
    case "sum":
    case "avg":
      if (isNumber) return sumText(place, val, expr.name === "avg");
      break;
    case "min":
    case "max":
      if ((isNumber || val?.type === "instant") && val?.nan !== true) {
        return extremeText(place, val!, expr.name === "min" ? 1 : -1); // it is a number or an instant
      }
      break;
    case "stddev":
      if (isNumber) return deviationText(place, val);
      break;
    case "count-distinct":
      if (val !== null && val.nil !== "true") return distinctText(place, val);
  }
  return gathererText(place, expr, val);
}

/** What a loop that groups has made. */
export class Grouping {
  readonly #groups: Groups;
  readonly #keys: Store;
  readonly #results: Result[];

  /** Adds the text that groups rows; `most` is how many rows there may be. */
  constructor(
    { loop, expressions, memory }: {
      readonly loop: LoopText<unknown>;
      readonly expressions: Expressions;
      readonly memory: Memory;
    },
    keys: readonly Val[],
    aggregates: readonly Aggregate[],
    most: number | null,
  ) {
    const groups = this.#groups = new Groups(memory);
    this.#keys = new Store(memory);
    if (keys.length === 0) groups.count = 1;
    const state = loop.constant(groups);
    const count = loop.fresh("groups");
    const capacity = loop.fresh("capacity");
    loop.before(`let ${count} = ${state}.count, ${capacity} = ${state}.capacity;`);
    loop.after(`${state}.count = ${count};`);
    const grown = [`${capacity} = ${state}.grow();`];
    const array = (first: number | null) => {
      const at = groups.add(first);
      const name = loop.fresh("a");
      if (keys.length === 0) {
        // What the only group has stands in a variable.
        loop.before(`let ${name} = ${state}.arrays[${at}][0];`);
        loop.after(`${state}.arrays[${at}][0] = ${name};`);
        return { cell: name, at };
      }
      loop.before(`let ${name} = ${state}.arrays[${at}];`);
      grown.push(`${name} = ${state}.arrays[${at}];`);
      return { cell: `${name}[${g}]`, at };
    };
    const vals = aggregates.map((expr): Val | null => {
      const looksAt = gathered(expr);
      const rows = looksAt === null || (expr.name === "count" && looksAt.kind === "row");
      return rows ? null : expressions.value(looksAt);
    });
    const g = keys.length === 0 ? "0" : keyNumber(loop, keys, count, memory.scratch);
    if (keys.length > 0) {
      loop.block(`if (${g} === ${count}) {`, () => {
        loop.rarely(`${count} === ${capacity}`, () => `${state}.grow()`, "0", grown);
        this.#keys.append(loop, keys);
        loop.line(`${count}++;`);
      });
    }
    loop.effect();
    const place: Place = { loop, groups, array, g, most };
    this.#results = aggregates.map((expr, i) => aggregateText(place, expr, vals[i]));
  }

  get size(): number {
    return this.#groups.count;
  }

  /** Keys first, then results. */
  relation(): Relation {
    const { count } = this.#groups;
    return { size: count, columns: [...this.#keys.relation().columns, ...this.#results.map((of) => of(count))] };
  }
}
