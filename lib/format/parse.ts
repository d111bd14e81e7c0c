/**
 * Text → nodes. In: a text that the reader takes without a mistake. Out: a group without brackets around all of it.
 * Every token that is not white space is in one node, in the order of the text.
 * @module
 */

import { Tokenizer } from "../reader/mod.ts";
import { Node, widthOf } from "./node.ts";

/** How many forms a prefix takes. */
function arityOf(prefix: Node): number {
  return prefix.text === "^" || prefix.text === "#^" ? 2 : 1;
}

function isFull(prefix: Node): boolean {
  let forms = 0;
  for (const item of prefix.items) if (!item.silent) forms++;
  return forms >= arityOf(prefix);
}

/** The nodes of one text. */
class Parser {
  readonly #tokens: Tokenizer;
  readonly #text: string;
  readonly #root = new Node("group", "open", "", 0, 0);
  readonly #stack: Node[] = [this.#root];
  // What stood since the last token.
  #lineBreaks = 0;
  #comma = false;
  #gap = 0;
  /** The column of the current token. */
  #column = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = new Tokenizer(text);
  }

  parse(): Node {
    const tokens = this.#tokens;
    while (tokens.next()) {
      const text = this.#text.slice(tokens.start, tokens.end);
      if (tokens.kind === "space") this.#space(text);
      else this.#token(text);
    }
    while (this.#stack.length > 1) this.#pop(this.#text.length);
    this.#root.end = this.#text.length;
    this.#root.finish();
    const [first] = this.#root.items;
    if (first !== undefined) first.lineBreaks = first.gap = 0;
    return this.#root;
  }

  #space(text: string): void {
    this.#gap = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit === 10) {
        this.#lineBreaks = Math.min(this.#lineBreaks + 1, 2);
        this.#column = 0;
        this.#gap = 0;
      } else {
        this.#column++;
        if (unit === 44) this.#comma = true;
        else this.#gap++;
      }
    }
  }

  #token(text: string): void {
    const { kind, start } = this.#tokens;
    switch (kind) {
      case "open":
        this.#push(this.#node("group", text, start));
        break;
      case "namespace":
        this.#openWith(text, start);
        break;
      case "close":
        this.#close(text);
        break;
      case "comment":
        this.#deliver(this.#node("comment", text.trimEnd(), start));
        break;
      case "prefix":
        if (text === "##") this.#joined(text, start);
        else if (text === "#?" || text === "#?@") this.#openWith(text, start);
        else this.#push(this.#node("prefix", text, start));
        break;
      case "tag":
        if (text.startsWith("#actor<") && text.endsWith(">")) this.#deliver(this.#node("atom", text, start));
        else this.#push(this.#node("prefix", text, start));
        break;
      default:
        this.#deliver(this.#node("atom", text, start));
    }
    this.#lineBreaks = 0;
    this.#comma = false;
    this.#gap = 0;
    const lastBreak = text.lastIndexOf("\n");
    if (lastBreak < 0) this.#column += widthOf(text);
    else this.#column = widthOf(text.slice(lastBreak + 1));
  }

  #node(kind: Node["kind"], text: string, start: number): Node {
    const node = new Node(kind, this.#tokens.kind, text, start, this.#column);
    node.end = this.#tokens.end;
    node.lineBreaks = this.#lineBreaks;
    node.comma = this.#comma;
    node.gap = this.#gap;
    return node;
  }

  /** `#?(`, `#:user{`: one opening of two tokens. */
  #openWith(text: string, start: number): void {
    this.#push(this.#joinedNode("group", text, start));
  }

  /** `##Inf`: one atom of two tokens. */
  #joined(text: string, start: number): void {
    this.#deliver(this.#joinedNode("atom", text, start));
  }

  #joinedNode(kind: "atom" | "group", text: string, start: number): Node {
    const before = [this.#lineBreaks, this.#comma, this.#gap, this.#column] as const;
    let second = "";
    while (this.#tokens.next()) {
      second = this.#text.slice(this.#tokens.start, this.#tokens.end);
      if (this.#tokens.kind !== "space") break;
      this.#space(second);
    }
    const [lineBreaks, comma, gap, column] = before;
    const node = new Node(kind, kind === "group" ? "open" : "symbol", text + second, start, column);
    node.end = this.#tokens.end;
    node.lineBreaks = lineBreaks;
    node.comma = comma;
    node.gap = gap;
    this.#column += widthOf(second);
    return node;
  }

  #push(node: Node): void {
    this.#stack.push(node);
  }

  #pop(end: number): void {
    const node = this.#stack.pop();
    if (node === undefined) return;
    node.end = end;
    this.#deliver(node);
  }

  #close(text: string): void {
    const end = this.#tokens.end;
    while (this.#stack.length > 1 && this.#stack[this.#stack.length - 1].kind === "prefix") this.#pop(end);
    if (this.#stack.length === 1) return;
    this.#stack[this.#stack.length - 1].close = text;
    this.#pop(end);
  }

  #deliver(node: Node): void {
    node.finish();
    let top = this.#stack[this.#stack.length - 1];
    top.items.push(node);
    while (top.kind === "prefix" && isFull(top)) {
      top.end = node.end;
      this.#stack.pop();
      top.finish();
      this.#stack[this.#stack.length - 1].items.push(top);
      top = this.#stack[this.#stack.length - 1];
    }
  }
}

/** The nodes of a text. */
export function parse(text: string): Node {
  return new Parser(text).parse();
}
