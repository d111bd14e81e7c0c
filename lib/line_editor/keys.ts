/**
 * What a terminal sends, as keys.
 * In: text in any pieces, as it comes from a terminal in raw mode. Out: keys in order. A sequence that is cut in two is kept until its rest
 * comes; only an escape alone is ambiguous: `settle` takes it for the key when nothing more has come for a while.
 * Invariant: no text is lost, and unknown sequences become no text.
 * Source: ECMA-48, 5.4 (control sequences); xterm's "ctlseqs" for modified keys and bracketed paste.
 * @module
 */

/** `key` names are lower case, modifiers first: `enter`, `ctrl-a`, `alt-b`, `ctrl-left`, `shift-tab`, `f1`; `unknown` for others. */
export type Key =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "paste"; readonly text: string }
  | { readonly kind: "key"; readonly name: string };

const ESC = "\x1b";
const PASTE_START = "\x1b[200~";
const PASTE_END = "\x1b[201~";

const CONTROLS: Readonly<Record<string, string>> = {
  "\r": "enter",
  // Enter, typed before the terminal was in raw mode.
  "\n": "enter",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
  "\0": "ctrl-space",
  "\x1f": "ctrl-_",
  "\x1c": "ctrl-\\",
  "\x1d": "ctrl-]",
  "\x1e": "ctrl-^",
};

/** By the final letter of `ESC [ … letter` and `ESC O letter`. */
const BY_LETTER: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4",
  Z: "shift-tab",
  M: "enter",
};

/** By the number of `ESC [ number ~`. */
const BY_NUMBER: Readonly<Record<string, string>> = {
  1: "home",
  2: "insert",
  3: "delete",
  4: "end",
  5: "page-up",
  6: "page-down",
  7: "home",
  8: "end",
  11: "f1",
  12: "f2",
  13: "f3",
  14: "f4",
};

function named(name: string): Key {
  return { kind: "key", name };
}

/** The parameter that says which keys were held down: 1 + shift + 2 alt + 4 ctrl. */
function withModifiers(name: string, parameter: string | undefined): Key {
  const held = Math.max(0, Number(parameter ?? 1) - 1) || 0;
  const prefix = (held & 4 ? "ctrl-" : "") + (held & 2 ? "alt-" : "") + (held & 1 ? "shift-" : "");
  return named(prefix + name);
}

// deno-lint-ignore no-control-regex -- control characters are what terminals send
const SEQUENCE = /^\x1b\[([0-9;:<=>?]*)([ -/]*)([@-~])/;
// deno-lint-ignore no-control-regex -- as above
const UNFINISHED = /^\x1b(\[[0-9;:<=>?]*[ -/]*|O)?$/;

function sequenceKey(parameters: string, letter: string): Key {
  const [first, second] = parameters.split(";");
  if (letter === "~") {
    const name = BY_NUMBER[first];
    return name === undefined ? named("unknown") : withModifiers(name, second);
  }
  const name = BY_LETTER[letter];
  return name === undefined ? named("unknown") : withModifiers(name, second);
}

function isControl(unit: string): boolean {
  return unit < " " || unit === "\x7f";
}

function controlName(unit: string): string {
  return CONTROLS[unit] ?? `ctrl-${String.fromCharCode(unit.charCodeAt(0) + 0x60)}`;
}

/** Lines end in "\n", whatever the terminal makes of them. Other control characters do not belong in a program. */
function pasted(text: string): string {
  // deno-lint-ignore no-control-regex -- they are what is removed
  return text.replace(/\r\n?/g, "\n").replace(/[\x00-\x08\x0b-\x1f\x7f]/g, "");
}

/** Takes text and gives keys. */
export class KeyReader {
  /** What was read and is no whole key yet. */
  #pending = "";

  /** Whether what was read last is an escape that may be the key, or the beginning of a sequence. */
  get isUnsettled(): boolean {
    return this.#pending !== "" && !this.#pending.startsWith(PASTE_START);
  }

  /** The keys that are whole now. */
  push(text: string): Key[] {
    this.#pending += text;
    const keys: Key[] = [];
    for (let key = this.#take(); key !== null; key = this.#take()) keys.push(key);
    return keys;
  }

  /** Nothing more has come: what is there are keys by themselves. */
  settle(): Key[] {
    if (!this.isUnsettled) return [];
    const rest = this.#pending.slice(1);
    this.#pending = "";
    return [named("escape"), ...this.push(rest)];
  }

  #take(): Key | null {
    const text = this.#pending;
    if (text === "") return null;
    if (text.startsWith(PASTE_START)) return this.#takePaste();
    if (text[0] === ESC) return this.#takeEscape();
    // deno-lint-ignore no-control-regex -- keys are control characters
    const run = /^[^\x00-\x1f\x7f]+/.exec(text)?.[0];
    if (run !== undefined) return this.#cut(run.length, { kind: "text", text: run });
    return this.#cut(1, named(controlName(text[0])));
  }

  #cut(length: number, key: Key): Key {
    this.#pending = this.#pending.slice(length);
    return key;
  }

  #takePaste(): Key | null {
    const end = this.#pending.indexOf(PASTE_END);
    if (end < 0) return null;
    const text = pasted(this.#pending.slice(PASTE_START.length, end));
    return this.#cut(end + PASTE_END.length, { kind: "paste", text });
  }

  #takeEscape(): Key | null {
    const text = this.#pending;
    const sequence = SEQUENCE.exec(text);
    if (sequence !== null) return this.#cut(sequence[0].length, sequenceKey(sequence[1], sequence[3]));
    if (UNFINISHED.test(text)) return null;
    if (text[1] === "O") return this.#cut(3, withModifiers(BY_LETTER[text[2]] ?? "unknown", undefined));
    if (text[1] === "[") return this.#cut(2, named("unknown"));
    if (text[1] === ESC) return this.#cut(1, named("escape"));
    const next = String.fromCodePoint(text.codePointAt(1)!); // more than an escape is there
    const name = isControl(next) ? controlName(next) : next;
    return this.#cut(1 + next.length, named(`alt-${name}`));
  }
}
