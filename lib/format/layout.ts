/**
 * Nodes → text. Line breaks are the author's; what goes beyond the width is broken where its form is usually broken. Indentation, spaces and
 * blank lines are ours.
 * @module
 */

import { type Breaks, findBreaks } from "./breaks.ts";
import { alignColumns } from "./columns.ts";
import { Lines } from "./lines.ts";
import { mayStandAlone, type Node, spacesBefore } from "./node.ts";
import {
  BINDINGS,
  type DeclaredStyles,
  findStyle,
  NOTHING,
  PLAIN_CALL,
  QUOTED,
  type Style,
  type Surroundings,
} from "./styles.ts";

/** Columns of a line. */
export const WIDTH = 100;

/** A group while it is written. */
class Group {
  /** The index of the item that is written next. */
  next = 0;
  /** For each item how many items that mean something stand before it. */
  readonly ordinals: number[] = [];
  /** The index of what is called, -1 in data. */
  readonly head: number;
  /** Whether the body of a block begins a line. */
  readonly bodyBelow: boolean;
  /** The column of the first argument if it stands on the line of what is called, else -1. */
  argument = -1;
  #breaks: Breaks | null = null;

  constructor(
    readonly node: Node,
    readonly style: Style | null,
    readonly base: number,
    /** Columns to leave behind the last item. */
    readonly after: number,
    readonly around: Surroundings,
  ) {
    let ordinal = 0;
    for (const item of node.items) {
      this.ordinals.push(ordinal);
      if (!item.silent) ordinal++;
    }
    this.head = style === null ? -1 : node.items.findIndex((item) => !item.silent);
    this.bodyBelow = style?.kind === "block" && this.#beginsLine(style.args + 1, ordinal);
  }

  get breaks(): Breaks {
    return this.#breaks ??= findBreaks(this.node, this.style, this.around.bindings);
  }

  /** Whether an argument begins a line; where there are less, whether the first does. */
  #beginsLine(argument: number, count: number): boolean {
    const { items } = this.node;
    const wanted = argument < count || items[items.length - 1]?.kind === "comment" ? argument : 1;
    return items.some((_, i) => this.ordinals[i] === wanted && this.startsLine(i));
  }

  startsLine(i: number): boolean {
    const { items } = this.node;
    return items[i].lineBreaks > 0 || (i > 0 && items[i - 1].kind === "comment");
  }

  /** The column of a line that begins with an item, or of the closer behind all of them. */
  indent(i: number): number {
    const inner = this.base + this.node.text.length;
    if (this.style === null) return inner;
    const byTwo = this.style.kind === "defn" || this.bodyBelow;
    if (i <= this.head) return inner;
    return (byTwo ? inner + 1 : this.argument >= 0 ? this.argument : inner) + this.#arrowIndent(i);
  }

  /** What belongs to the pattern on the line above stands under it, two columns further. */
  #arrowIndent(i: number): number {
    const { items } = this.node;
    if (i >= items.length || this.style?.kind === "defn") return 0;
    return this.followsArrow(i) || (items[i].isSymbol("->") && this.ordinals[i] > 1) ? 2 : 0;
  }

  /** Whether an item is what a clause with `->` gives. */
  followsArrow(i: number): boolean {
    const { items } = this.node;
    let before = i - 1;
    while (before > 0 && items[before].silent) before--;
    return before > this.head && this.ordinals[before] > 1 && items[before].isSymbol("->");
  }

  /** Whether what stands from an item up to the next place for a break, or up to the end of its line, goes beyond the width. */
  isTooLong(i: number, column: number, toLineEnd: boolean): boolean {
    const { items } = this.node;
    let end = column + items[i].width;
    let next = i + 1;
    for (; next < items.length && end <= WIDTH; next++) {
      if (this.startsLine(next) || items[next].multi || items[next].kind === "comment") break;
      if (!toLineEnd && this.breaks.before[next]) break;
      end += items[next].width + 1;
    }
    return end + (next === items.length ? this.after : 0) > WIDTH;
  }
}

/** What the surroundings of an item of a group are. */
function aroundItem({ style, node, ordinals, around }: Group, i: number): Surroundings {
  if (style === null) return node.text === "[" && around.lists !== null ? { ...NOTHING, lists: around.lists } : NOTHING;
  if (node.items[i].text !== "[") return style.inside;
  return style.bindings === ordinals[i] && style.bindings > 0 ? BINDINGS : style.insideVectors;
}

/** The index of the first item that can be in columns: on the first line only what stands above the lines below. */
function firstOfRows(group: Group): number {
  if (group.style === null) return 0;
  const { items } = group.node;
  const below = items.findIndex((_, i) => i > group.head && group.startsLine(i));
  if (below < 0) return items.length;
  return group.style.kind === "defn" || group.bodyBelow || below === group.head + 1 ? below : group.head + 1;
}

/** What the surroundings of the form behind a prefix are. */
function insidePrefix(prefix: Node, around: Surroundings): Surroundings {
  if (prefix.text === "'") return QUOTED;
  return mayStandAlone(prefix) || prefix.text.endsWith("^") ? around : NOTHING;
}

/** A prefix while it is written. */
class Prefix {
  next = 0;

  constructor(
    readonly node: Node,
    readonly after: number,
    /** Where its lines begin. */
    readonly hang: number,
    readonly around: Surroundings,
  ) {}
}

/** Writes nodes. What is begun stands on a stack of its own, since programs nest deeper than calls of ours may. */
class Layout {
  readonly lines = new Lines();
  readonly #begun: (Group | Prefix)[] = [];

  constructor(readonly declared: DeclaredStyles) {}

  /** A node on one line. */
  #flat(node: Node): void {
    this.lines.write(node.text);
    for (let i = 0; i < node.items.length; i++) {
      if (node.items[i].comma) this.lines.write(",");
      const spaces = spacesBefore(node, i);
      if (spaces > 0) this.lines.write(" ".repeat(spaces));
      this.#flat(node.items[i]);
    }
    if (node.close !== "") this.lines.write(node.close);
  }

  /** Writes a whole program. */
  run(root: Node): void {
    this.#beginGroup(root, 0, NOTHING);
    for (let top = this.#begun.at(-1); top !== undefined; top = this.#begun.at(-1)) {
      if (top.next === top.node.items.length) {
        this.#begun.pop();
        if (top instanceof Group) this.#close(top);
      } else if (top instanceof Group) this.#itemOfGroup(top, top.next++);
      else this.#itemOfPrefix(top, top.next++);
    }
  }

  /** Writes a node, or begins to. `after`: columns that must be left behind it. `hang`: where its lines begin if it is not a group. */
  #begin(node: Node, after: number, hang: number, around: Surroundings): void {
    if (!node.multi && (node.kind === "atom" || this.lines.column + node.width + after <= WIDTH)) this.#flat(node);
    else if (node.kind === "group") this.#beginGroup(node, after, around);
    else {
      this.lines.write(node.text);
      if (node.kind === "prefix") this.#begun.push(new Prefix(node, after, hang, around));
    }
  }

  #itemOfPrefix({ node, after, hang, around }: Prefix, i: number): void {
    const item = node.items[i];
    const below = item.lineBreaks > 0 || (i > 0 && node.items[i - 1].kind === "comment");
    if (item.kind === "comment") return this.#comment(item, below, hang, Math.max(item.gap, 1));
    if (below) this.lines.newLine(false, hang);
    else this.lines.write(" ".repeat(spacesBefore(node, i)));
    const isLast = i === node.items.length - 1;
    this.#begin(item, isLast ? after : 0, hang, isLast ? insidePrefix(node, around) : NOTHING);
  }

  #comment(comment: Node, below: boolean, indent: number, gap: number): void {
    if (!below) return this.lines.endComment(comment, gap);
    if (this.lines.continuesAbove(comment)) return this.lines.continueComment(comment);
    this.lines.newLine(comment.lineBreaks > 1, indent);
    this.lines.write(comment.text);
  }

  #styleOf(node: Node, around: Surroundings): Style | null {
    if ((node.text !== "(" && node.text !== "#(") || around.quoted) return null;
    const head = node.items.find((item) => !item.silent);
    if (head === undefined) return null;
    if (head.kind === "prefix") return PLAIN_CALL;
    if (head.kind === "group") return head.text === "(" || head.text === "#(" ? PLAIN_CALL : null;
    if (head.token === "symbol") return findStyle(head.text, this.declared) ?? around.lists ?? PLAIN_CALL;
    return head.token === "keyword" ? PLAIN_CALL : null;
  }

  /** Breaks a group on one line that is too long for it. */
  #break(group: Group): void {
    if (group.breaks.fills) return;
    for (const [i, item] of group.node.items.entries()) {
      if (!group.breaks.before[i] || item.lineBreaks > 0) continue;
      item.lineBreaks = 1;
    }
  }

  #beginGroup(node: Node, after: number, around: Surroundings): void {
    const style = this.#styleOf(node, around);
    const space = after + node.close.length;
    let group = new Group(node, style, this.lines.column, space, around);
    if (!node.multi && node.text !== "") {
      this.#break(group);
      group = new Group(node, style, this.lines.column, space, around);
    }
    this.lines.write(node.text);
    alignColumns(node, firstOfRows(group));
    this.#begun.push(group);
  }

  #close(group: Group): void {
    const { close, items } = group.node;
    if (items[items.length - 1]?.kind === "comment" && close !== "") {
      this.lines.newLine(false, group.indent(items.length));
    }
    this.lines.write(close);
  }

  #itemOfGroup(group: Group, i: number): void {
    const { items } = group.node;
    const item = items[i];
    const room = i === items.length - 1 ? group.after : 0;
    if (item.comma && items[i - 1].kind !== "comment") this.lines.write(",");
    if (item.kind === "comment") {
      return this.#comment(item, group.startsLine(i), group.indent(i), i === 0 ? item.gap : Math.max(item.gap, 1));
    }
    if (i > 0) this.#before(group, i, room);
    if (i === group.head + 1 && group.head >= 0 && !group.startsLine(i)) group.argument = this.lines.column;
    this.#begin(item, room, group.indent(i), item.kind === "atom" ? NOTHING : aroundItem(group, i));
  }

  /** What stands before an item: a new line or spaces. */
  #before(group: Group, i: number, after: number): void {
    const item = group.node.items[i];
    const { spaces } = item;
    if (group.startsLine(i)) return this.lines.newLine(item.lineBreaks > 1, group.indent(i));
    if (!this.#belongsBelow(group, i, this.lines.column + spaces, after)) return this.lines.write(" ".repeat(spaces));
    item.lineBreaks = 1;
    this.lines.newLine(false, group.indent(i));
  }

  /** Whether an item on the line of the one before should begin a line, as it would go beyond the width. */
  #belongsBelow(group: Group, i: number, column: number, after: number): boolean {
    const item = group.node.items[i];
    if (item.multi || !group.isTooLong(i, column, true)) return false;
    if (group.followsArrow(i)) return column + item.width + after > WIDTH;
    return group.breaks.before[i] && group.isTooLong(i, column, false);
  }
}

/** The text of a whole program. */
export function layOut(root: Node, declared: DeclaredStyles): string {
  const layout = new Layout(declared);
  layout.run(root);
  return layout.lines.end();
}
