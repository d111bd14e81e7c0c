/**
 * A program as its author wrote it: tokens nested by brackets and prefixes, with what stood between them.
 * White space is not kept as such; each node knows how it stood behind the one before it.
 * @module
 */

import type { TokenKind } from "../reader/mod.ts";

/** Columns that a text takes, as code points. */
export function widthOf(text: string): number {
  let width = text.length;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) width--;
  return width;
}

/**
 * - `atom`: a token that stands for itself, its text in `text`
 * - `comment`: without its line ending and white space before that
 * - `group`: brackets; `text` opens (`(`, `#?(`, `#:user{`), `close` closes
 * - `prefix`: `'`, `^`, `#_`, `#inst` …; `items` are what it takes
 */
export type NodeKind = "atom" | "comment" | "group" | "prefix";

/** A piece of a program; `width` and `multi` hold once `finish` was called. */
export class Node {
  /** What it contains, in order. */
  readonly items: Node[] = [];
  /** What closes a group. */
  close = "";
  /** Offset behind its last unit. */
  end = 0;
  /** Line breaks before it; 2 stands for a blank line, and for more. */
  lineBreaks = 0;
  /** Whether a comma stood before it. */
  comma = false;
  /** Spaces between it and what stands before it on its line. */
  gap = 0;
  /** Spaces to write before it where it stands behind another on a line. */
  spaces = 1;
  /** Whether there are items that took more than one space before them. */
  hasGaps = false;
  /** Columns that it takes on one line; of one with several lines, those of its first line at most. */
  width = 0;
  /** Whether it takes several lines: the author broke it, or it has a comment or a string of several lines inside. */
  multi = false;

  /**
   * @param start offset of its first unit
   * @param column the column where it began, from 0
   */
  constructor(
    readonly kind: NodeKind,
    readonly token: TokenKind,
    readonly text: string,
    readonly start: number,
    readonly column: number,
  ) {}

  /** Whether it stands for nothing in its surroundings: a comment, or a form behind `#_`. */
  get silent(): boolean {
    return this.kind === "comment" || (this.kind === "prefix" && this.text === "#_");
  }

  /** Whether it stands behind another with more than a space between. */
  get isPadded(): boolean {
    return this.lineBreaks === 0 && this.gap > 1 && this.kind !== "comment";
  }

  /** Whether it is a symbol of this name. */
  isSymbol(name: string): boolean {
    return this.token === "symbol" && this.kind === "atom" && this.text === name;
  }

  /** Forgets breaks and commas where there may be none, and measures. */
  finish(): void {
    let width = widthOf(this.text) + this.close.length;
    let multi = this.kind === "atom" && this.text.includes("\n");
    for (let i = 0; i < this.items.length; i++) {
      const item = this.items[i];
      if (i === 0) this.#tidyFirst(item);
      if (this.kind === "prefix") item.comma = false;
      if (item.multi || item.lineBreaks > 0 || item.kind === "comment") multi = true;
      if (i > 0 && item.isPadded) this.hasGaps = true;
      width += item.width + (item.comma ? 1 : 0) + spacesBefore(this, i);
    }
    this.width = width;
    this.multi = multi;
  }

  #tidyFirst(item: Node): void {
    item.comma = false;
    if (item.kind === "comment" || (this.kind === "prefix" && mayStandAlone(this))) {
      item.lineBreaks = Math.min(item.lineBreaks, 1);
    } else item.lineBreaks = 0;
  }
}

/** Whether a line may end behind a prefix, before the first form it takes. */
export function mayStandAlone(prefix: Node): boolean {
  return prefix.text === "#_" || prefix.token === "tag";
}

/** Spaces before an item that stands on the same line as what is before it. */
export function spacesBefore(parent: Node, index: number): number {
  if (index > 0) return parent.items[index].spaces;
  if (parent.kind !== "prefix") return 0;
  const [first] = parent.items;
  // `~ @x` is not `~@x`.
  if (parent.text === "~") return first.text === "@" ? 1 : 0;
  return parent.token === "tag" && first.gap > 0 ? 1 : 0;
}
