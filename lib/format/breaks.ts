/**
 * Where a group that is too long for its line may be broken: before which items.
 * @module
 */

import type { Node } from "./node.ts";
import type { Style } from "./styles.ts";

/** Where the lines of a group begin when it is broken. */
export interface Breaks {
  /** For each item whether a line may begin with it. */
  readonly before: readonly boolean[];
  /** Whether lines are filled, rather than broken at each place. */
  readonly fills: boolean;
}

/** Indices of the items that mean something. */
function visible(items: readonly Node[]): number[] {
  return items.flatMap((item, i) => item.silent ? [] : [i]);
}

function breaksAt(node: Node, places: readonly number[]): Breaks {
  const before = node.items.map(() => false);
  for (const place of places) before[place] = true;
  return { before, fills: false };
}

/** Where the pairs among items begin: a key, perhaps `when` and a guard, perhaps `->`, and a value. */
function pairStarts(items: readonly Node[], places: readonly number[]): number[] {
  const starts: number[] = [];
  for (let i = 0; i < places.length;) {
    starts.push(places[i]);
    if (items[places[i]].text === "#?@(") {
      i++;
      continue;
    }
    i++;
    if (items[places[i]]?.isSymbol("when")) i += 2;
    if (items[places[i]]?.isSymbol("->")) i++;
    i++;
  }
  return starts;
}

/** Every item begins a line; words and numbers fill the lines. */
function eachItem(node: Node): Breaks {
  const { before } = breaksAt(node, visible(node.items).slice(1));
  return { before, fills: node.items.every((item) => item.kind === "atom") };
}

function isKeyword(node: Node): boolean {
  return node.token === "keyword" && node.kind === "atom";
}

/** Where keywords with values begin behind the arguments of a call; the number of arguments where there are none. */
function optionsFrom(items: readonly Node[], args: readonly number[]): number {
  // What a value is threaded through are steps.
  if (items.find((item) => !item.silent)?.text.includes("->")) return args.length;
  let from = args.length;
  while (from >= 2 && isKeyword(items[args[from - 2]])) from -= 2;
  const isOne = args.length - from === 2;
  return isOne && items[args[from + 1]].kind === "atom" ? args.length : from;
}

function breaksOfCall(node: Node, style: Style): Breaks {
  const args = visible(node.items).slice(1);
  const options = optionsFrom(node.items, args);
  const places = args.filter((_, i) => i < options || (i - options) % 2 === 0);
  const { before } = breaksAt(node, places.filter((place) => place !== args[0]));
  return { before, fills: style.fills };
}

/** The name stays, and so do the parameters unless something stands between. */
function breaksOfDefinition(node: Node): Breaks {
  const parts = visible(node.items).slice(1);
  const vector = parts.findIndex((place) => node.items[place].text === "[");
  const isDocumented = parts.slice(1, vector).some((place) => /^["{]/.test(node.items[place].text));
  return breaksAt(node, parts.slice(vector < 0 || isDocumented ? 1 : vector + 1));
}

function breaksOfBlock(node: Node, style: Style): Breaks {
  const parts = visible(node.items).slice(1);
  const body = parts.slice(style.args);
  return breaksAt(node, style.clausesAfter < 0 ? body : pairStarts(node.items, parts.slice(style.clausesAfter)));
}

/** The places of a group; `style` is null for data, `bindings` says that a vector holds names and values by turns. */
export function findBreaks(node: Node, style: Style | null, bindings: boolean): Breaks {
  if (style !== null) {
    if (style.kind === "call") return breaksOfCall(node, style);
    return style.kind === "defn" ? breaksOfDefinition(node) : breaksOfBlock(node, style);
  }
  const places = visible(node.items);
  const isMap = node.close === "}" && node.text !== "#{" && places.length % 2 === 0;
  if (!isMap && !bindings && !node.text.startsWith("#?")) return eachItem(node);
  return breaksAt(node, pairStarts(node.items, places).filter((place) => place !== places[0]));
}
