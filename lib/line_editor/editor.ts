/**
 * The line editor as a state machine: keys change a text of any number of lines and the cursor in it.
 * In: keys, and what is known of the language that is typed. Out: what to show, and what a key asks for beyond the text.
 * Invariants: the cursor stands between two graphemes, in [0, length of the text]; the editor knows no terminal and waits for nothing.
 * Keys are Emacs's and readline's.
 * @module
 */
import type { History } from "./history.ts";
import type { Key } from "./keys.ts";
import { columnsOf, graphemes, graphemeWidth, nextBorder, previousBorder } from "./width.ts";

/** A way to go on from what is typed. */
export interface Candidate {
  readonly text: string;
  /** A line on what it is; "" for none. */
  readonly summary: string;
}

/** What can stand for [from, to) of the text. */
export interface Completions {
  readonly from: number;
  readonly to: number;
  readonly candidates: readonly Candidate[];
}

/** What the editor asks of the language that is typed. Offsets are UTF-16. */
export interface Language {
  /** Whether Enter takes the text, rather than beginning another line. */
  isWhole(text: string): boolean;
  /** How many spaces a line begins with that is begun at `at`. */
  indentAt(text: string, at: number): number;
}

/**
 * What a key asks for: nothing more, to take the text, to drop it, to end, to clear the screen, to stop for a while, how the text can go on
 * (for `offer`), what is known of what stands at the cursor (for `explain`).
 */
export type Wish = "none" | "submit" | "cancel" | "end" | "clear" | "suspend" | "complete" | "document";

/** What is to be seen. */
export interface View {
  readonly text: string;
  readonly cursor: number;
  /** Takes the place of the prompt; null for none. */
  readonly prompt: string | null;
  /** Lines below the text. */
  readonly below: readonly string[];
}

interface Moment {
  readonly text: string;
  readonly cursor: number;
}

const UNDO_LIMIT = 500;
/** Candidates that are shown at a time. */
const MENU_LINES = 8;
/** Lines of documentation that are shown. */
const DOC_LINES = 20;

const WORD = /[\p{L}\p{N}_*+!?<>=%&|-]/u;

export class Editor {
  #text = "";
  #cursor = 0;
  /** What was killed last. */
  #killed = "";
  /** Whether the last key killed, so that the next one adds to it. */
  #killing = false;
  /** The column that going up and down tries to keep; null after any other key. */
  #goalColumn: number | null = null;
  readonly #undo: Moment[] = [];
  /** Whether the last key typed text, which is undone together. */
  #typing = false;
  /** The entry of the history that is shown; its length for the new one. */
  #entry: number;
  /** The new entry while older ones are shown. */
  #fresh = "";
  #search: { query: string; found: number; before: Moment } | null = null;
  #menu: { completions: Completions; chosen: number; before: Moment } | null = null;
  #below: readonly string[] = [];

  constructor(private readonly language: Language, private readonly history: History) {
    this.#entry = history.length;
  }

  get text(): string {
    return this.#text;
  }

  get cursor(): number {
    return this.#cursor;
  }

  get view(): View {
    const search = this.#search;
    const prompt = search === null ? null : `${search.found < 0 ? "(nothing with" : "(search"} ${search.query}) `;
    return {
      text: this.#text,
      cursor: this.#cursor,
      prompt,
      below: this.#menu === null ? this.#below : this.#menuLines(),
    };
  }

  /** Begins with another text. */
  start(text = ""): void {
    this.#text = text;
    this.#cursor = text.length;
    this.#undo.length = 0;
    this.#entry = this.history.length;
    this.#fresh = "";
    this.#search = null;
    this.#menu = null;
    this.#below = [];
  }

  /** Does what a key says. */
  press(key: Key): Wish {
    this.#below = [];
    if (this.#search !== null && this.#pressInSearch(key)) return "none";
    if (this.#menu !== null && this.#pressInMenu(key)) return "none";
    if (key.kind !== "key") {
      this.#type(key.text, key.kind === "text");
      return "none";
    }
    const { name } = key;
    if (!/^ctrl-[kuw]$|^alt-(d|backspace)$/.test(name)) this.#killing = false;
    if (!/^(up|down)$/.test(name)) this.#goalColumn = null;
    this.#typing = false;
    return this.#pressKey(name);
  }

  #pressKey(name: string): Wish {
    switch (name) {
      case "enter":
        return this.#enter();
      case "alt-enter":
        return this.#newLine();
      case "tab":
        return this.#complete();
      case "ctrl-c":
        return "cancel";
      case "ctrl-d":
        if (this.#text === "") return "end";
        return this.#delete(this.#cursor, this.#after);
      case "ctrl-l":
        return "clear";
      case "backspace":
        return this.#backspace();
      case "delete":
        return this.#delete(this.#cursor, this.#after);
      case "left":
      case "ctrl-b":
        return this.#move(previousBorder(this.#text, this.#cursor));
      case "right":
      case "ctrl-f":
        return this.#move(this.#after);
      case "home":
      case "ctrl-a":
        return this.#move(this.#lineStart);
      case "end":
      case "ctrl-e":
        return this.#move(this.#lineEnd);
      case "ctrl-home":
      case "alt-<":
        return this.#move(0);
      case "ctrl-end":
      case "alt->":
        return this.#move(this.#text.length);
      case "alt-b":
      case "ctrl-left":
      case "alt-left":
        return this.#move(this.#wordBefore);
      case "alt-f":
      case "ctrl-right":
      case "alt-right":
        return this.#move(this.#wordAfter);
      case "up":
        return this.#vertical(-1);
      case "down":
        return this.#vertical(1);
      case "ctrl-p":
      case "alt-p":
      case "page-up":
        return this.#showEntry(this.#entry - 1);
      case "ctrl-n":
      case "alt-n":
      case "page-down":
        return this.#showEntry(this.#entry + 1);
      case "ctrl-k":
        return this.#kill(this.#cursor, this.#lineEnd === this.#cursor ? this.#after : this.#lineEnd);
      case "ctrl-u":
        return this.#kill(
          this.#lineStart === this.#cursor ? Math.max(0, this.#cursor - 1) : this.#lineStart,
          this.#cursor,
        );
      case "ctrl-w":
      case "alt-backspace":
        return this.#kill(this.#wordBefore, this.#cursor);
      case "alt-d":
        return this.#kill(this.#cursor, this.#wordAfter);
      case "ctrl-y":
        this.#type(this.#killed, false);
        return "none";
      case "ctrl-t":
        return this.#transpose();
      case "ctrl-z":
        return "suspend";
      case "ctrl-_":
        return this.#undoLast();
      case "ctrl-r":
        this.#search = { query: "", found: this.history.length, before: this.#moment };
        return "none";
      case "alt-h":
      case "f1":
        return "document";
      default:
        return "none";
    }
  }

  // ---- places ----------------------------------------------------------------------------------------------------------

  get #after(): number {
    return nextBorder(this.#text, this.#cursor);
  }

  get #lineStart(): number {
    return this.#text.lastIndexOf("\n", this.#cursor - 1) + 1;
  }

  get #lineEnd(): number {
    const end = this.#text.indexOf("\n", this.#cursor);
    return end < 0 ? this.#text.length : end;
  }

  get #wordBefore(): number {
    let at = this.#cursor;
    const before = () => graphemes(this.#text.slice(0, at).slice(-16)).at(-1) ?? "";
    while (at > 0 && !WORD.test(before())) at -= before().length;
    while (at > 0 && WORD.test(before())) at -= before().length;
    return at;
  }

  get #wordAfter(): number {
    let at = this.#cursor;
    const after = () => this.#text.slice(at, nextBorder(this.#text, at));
    while (at < this.#text.length && !WORD.test(after())) at = nextBorder(this.#text, at);
    while (at < this.#text.length && WORD.test(after())) at = nextBorder(this.#text, at);
    return at;
  }

  get #moment(): Moment {
    return { text: this.#text, cursor: this.#cursor };
  }

  // ---- changes ---------------------------------------------------------------------------------------------------------

  #remember(): void {
    this.#undo.push(this.#moment);
    if (this.#undo.length > UNDO_LIMIT) this.#undo.shift();
  }

  #replace(from: number, to: number, text: string): void {
    this.#text = this.#text.slice(0, from) + text + this.#text.slice(to);
    this.#cursor = from + text.length;
  }

  #type(text: string, together: boolean): void {
    if (!(together && this.#typing)) this.#remember();
    this.#typing = together;
    this.#goalColumn = null;
    this.#killing = false;
    this.#replace(this.#cursor, this.#cursor, text);
  }

  #delete(from: number, to: number): Wish {
    if (from < to) {
      this.#remember();
      this.#replace(from, to, "");
    }
    return "none";
  }

  /** In the white space that a line begins with, back to the place of two spaces less. */
  #backspace(): Wish {
    const start = this.#lineStart;
    const indent = this.#cursor - start;
    const inIndent = indent > 1 && /^ +$/.test(this.#text.slice(start, this.#cursor));
    return this.#delete(
      inIndent ? start + 2 * Math.ceil(indent / 2 - 1) : previousBorder(this.#text, this.#cursor),
      this.#cursor,
    );
  }

  #move(to: number): Wish {
    this.#cursor = to;
    return "none";
  }

  #kill(from: number, to: number): Wish {
    const text = this.#text.slice(from, to);
    const backwards = to === this.#cursor;
    this.#killed = !this.#killing ? text : backwards ? text + this.#killed : this.#killed + text;
    this.#killing = true;
    return this.#delete(from, to);
  }

  #transpose(): Wish {
    const end = this.#cursor === this.#lineEnd ? this.#cursor : this.#after;
    const middle = previousBorder(this.#text, end);
    const start = previousBorder(this.#text, middle);
    if (start < middle && start >= this.#lineStart && this.#text[start] !== "\n") {
      this.#remember();
      this.#replace(start, end, this.#text.slice(middle, end) + this.#text.slice(start, middle));
    }
    return "none";
  }

  #undoLast(): Wish {
    const moment = this.#undo.pop();
    if (moment !== undefined) this.#show(moment);
    return "none";
  }

  #show({ text, cursor }: Moment): void {
    this.#text = text;
    this.#cursor = cursor;
  }

  #newLine(): Wish {
    const { language } = this;
    this.#type("\n" + " ".repeat(language.indentAt(this.#text, this.#cursor)), false);
    return "none";
  }

  #enter(): Wish {
    if (!this.language.isWhole(this.#text)) return this.#newLine();
    this.#cursor = this.#text.length;
    return "submit";
  }

  // ---- lines and entries -----------------------------------------------------------------------------------------------

  #vertical(step: -1 | 1): Wish {
    const start = this.#lineStart;
    const end = this.#lineEnd;
    if (step < 0 ? start === 0 : end === this.#text.length) return this.#showEntry(this.#entry + step);
    this.#goalColumn ??= columnsOf(this.#text.slice(start, this.#cursor));
    const from = step < 0 ? this.#text.lastIndexOf("\n", start - 2) + 1 : end + 1;
    const next = this.#text.indexOf("\n", from);
    const line = this.#text.slice(from, next < 0 ? undefined : next);
    let column = 0;
    let at = from;
    for (const grapheme of graphemes(line)) {
      column += graphemeWidth(grapheme);
      if (column > this.#goalColumn) break;
      at += grapheme.length;
    }
    return this.#move(at);
  }

  #showEntry(index: number): Wish {
    if (index < 0 || index > this.history.length) return "none";
    if (this.#entry === this.history.length) this.#fresh = this.#text;
    this.#remember();
    const back = index < this.#entry;
    this.#entry = index;
    const text = index === this.history.length ? this.#fresh : this.history.at(index) ?? "";
    // At an end from which the next key goes on.
    const firstEnd = text.indexOf("\n");
    this.#show({ text, cursor: back && firstEnd >= 0 ? firstEnd : text.length });
    return "none";
  }

  /** Answers whether the key belonged to the search; it ends by any other one. */
  #pressInSearch(key: Key): boolean {
    const search = this.#search!; // the caller has looked
    if (key.kind === "text") return this.#searchFor(search.query + key.text, this.history.length);
    const name = key.kind === "key" ? key.name : "";
    if (name === "ctrl-r") return this.#searchFor(search.query, search.found);
    if (name === "backspace") return this.#searchFor(search.query.slice(0, -1), this.history.length);
    this.#search = null;
    if (name !== "escape" && name !== "ctrl-g" && name !== "ctrl-c") return false;
    this.#show(search.before);
    return true;
  }

  #searchFor(query: string, before: number): true {
    const search = this.#search!; // as above
    const found = query === "" ? this.history.length : this.history.search(query, before);
    this.#search = { ...search, query, found };
    const text = this.history.at(found);
    if (text !== undefined) {
      this.#entry = found;
      this.#show({ text, cursor: text.indexOf(query) });
    }
    return true;
  }

  // ---- completion and documentation ------------------------------------------------------------------------------------

  #complete(): Wish {
    const start = this.#lineStart;
    if (/^\s*$/.test(this.#text.slice(start, this.#cursor)) && this.#text !== "") {
      this.#remember();
      this.#replace(
        start,
        this.#cursor,
        " ".repeat(this.language.indentAt(this.#text.slice(0, Math.max(0, start - 1)), Math.max(0, start - 1))),
      );
      return "none";
    }
    return "complete";
  }

  /** Takes how the text can go on; with a single way it does. */
  offer({ candidates, from, to }: Completions): void {
    if (candidates.length === 0) return;
    const before = this.#moment;
    const typed = this.#text.slice(from, to);
    const common = commonStart(candidates.map(({ text }) => text));
    this.#remember();
    if (candidates.length === 1) {
      this.#replace(from, to, candidates[0].text);
      if (candidates[0].summary !== "") this.#below = [candidates[0].summary];
    } else {
      if (common.length > typed.length && common.startsWith(typed)) this.#replace(from, to, common);
      this.#menu = { completions: { from, to: this.#cursor, candidates }, chosen: -1, before };
    }
  }

  /** Answers whether the key belonged to the menu; it closes by any other one. */
  #pressInMenu(key: Key): boolean {
    const menu = this.#menu!; // the caller has looked
    const name = key.kind === "key" ? key.name : "";
    const { candidates } = menu.completions;
    switch (name) {
      case "tab":
      case "down":
      case "ctrl-n":
        return this.#choose((menu.chosen + 1) % candidates.length);
      case "shift-tab":
      case "up":
      case "ctrl-p":
        return this.#choose((Math.max(menu.chosen, 0) - 1 + candidates.length) % candidates.length);
      case "enter":
        this.#menu = null;
        return menu.chosen >= 0;
      case "escape":
      case "ctrl-g":
        this.#menu = null;
        this.#show(menu.before);
        return true;
      default:
        this.#menu = null;
        return false;
    }
  }

  #choose(chosen: number): true {
    const menu = this.#menu!; // as above
    const { from, to, candidates } = menu.completions;
    this.#replace(from, to, candidates[chosen].text);
    this.#menu = { ...menu, completions: { from, to: this.#cursor, candidates }, chosen };
    return true;
  }

  #menuLines(): string[] {
    const { completions: { candidates }, chosen } = this.#menu!; // as above
    const first = Math.max(0, Math.min(chosen - MENU_LINES + 2, candidates.length - MENU_LINES));
    const shown = candidates.slice(first, first + MENU_LINES);
    const width = Math.min(28, Math.max(...shown.map(({ text }) => columnsOf(text))));
    const lines = shown.map(({ text, summary }, i) => {
      const gap = " ".repeat(Math.max(0, width - columnsOf(text)));
      return `${first + i === chosen ? "▸" : " "} ${text}${gap}  ${summary}`.trimEnd();
    });
    const left = candidates.length - first - shown.length;
    return left > 0 ? [...lines, `  … ${left} more`] : lines;
  }

  /** Shows what is known of what stands at the cursor; null: nothing. */
  explain(text: string | null): void {
    const lines = text === null ? ["nothing is known of what stands here"] : text.trimEnd().split("\n");
    this.#below = lines.length <= DOC_LINES
      ? lines
      : [...lines.slice(0, DOC_LINES - 1), `… ${lines.length - DOC_LINES + 1} more lines`];
  }
}

function commonStart(texts: readonly string[]): string {
  let common = texts[0];
  for (const text of texts) {
    while (!text.startsWith(common)) common = common.slice(0, previousBorder(common, common.length));
  }
  return common;
}
