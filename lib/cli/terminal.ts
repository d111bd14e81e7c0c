/**
 * The terminal as a desk: what is typed goes through the line editor, what programs print while somebody types appears above it.
 * In: bytes of standard input. Out: entries, lines for `read-line`, text on standard output.
 * Invariants: the terminal is in raw mode only while an entry is edited; nothing is read except while somebody waits for it; what was read and
 * not used is there for the next who waits.
 * Source: `Deno.stdin.setRaw`; bracketed paste is DEC 2004.
 * @module
 */
import {
  type Completions,
  Editor,
  History,
  type Key,
  KeyReader,
  type Picture,
  Screen,
  type Size,
} from "../line_editor/mod.ts";
import { BATUTA, highlight, nameAt } from "../repl/mod.ts";
import { appendHistory, historyPath, readHistory } from "./history_file.ts";
import type { DenoHost } from "./host.ts";

const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";
const CLEAR_SCREEN = "\x1b[H\x1b[2J";
/** An escape after which nothing comes for so long is the key. */
const SETTLE_MS = 50;
const USUAL_SIZE: Size = { columns: 80, rows: 24 };

/** Standard input as text, read when somebody waits for it, by one at a time. */
class Typing {
  readonly #decoder = new TextDecoder();
  /** The read under way, which nobody may repeat. */
  #reading = false;
  #text = "";
  #ended = false;
  #wake: (() => void) | null = null;

  /** Resolves when there is text or the input has ended. Who waited before waits in vain from now on. */
  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#read();
    });
  }

  #read(): void {
    if (this.#reading) return;
    this.#reading = true;
    const block = new Uint8Array(16 * 1024);
    const arrived = (count: number | null) => {
      this.#reading = false;
      if (count === null) this.#ended = true;
      else this.#text += this.#decoder.decode(block.subarray(0, count), { stream: true });
      const wake = this.#wake;
      this.#wake = null;
      wake?.();
    };
    // A terminal that went away has no more to say.
    Deno.stdin.read(block).then(arrived, () => arrived(null));
  }

  /** Text that was read and not used comes first again. */
  giveBack(text: string): void {
    this.#text = text + this.#text;
  }

  /** What is typed next; null at the end; "" when nothing came within the time given. */
  async next(limitMs?: number): Promise<string | null> {
    if (this.#text === "" && !this.#ended) {
      if (limitMs === undefined) await this.#more();
      else await this.#within(limitMs);
    }
    const text = this.#text;
    this.#text = "";
    if (text !== "" || !this.#ended) return text;
    // At a terminal an end is meant once: Ctrl-D for a program that reads is none of the REPL.
    this.#ended = false;
    return null;
  }

  async #within(limitMs: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([this.#more(), new Promise<void>((resolve) => timer = setTimeout(resolve, limitMs))]);
    clearTimeout(timer);
  }

  /** The next line without its end, null at the end of the input. */
  async line(): Promise<string | null> {
    let text = "";
    for (;;) {
      const more = await this.next();
      // An end without a line's end is there for the next line to begin with: Ctrl-D means end only once.
      if (more === null) return text === "" ? null : text;
      if (more === "") return text === "" ? null : text;
      text += more;
      const end = text.indexOf("\n");
      if (end < 0) continue;
      this.#text = text.slice(end + 1) + this.#text;
      return text.slice(0, end).replace(/\r$/, "");
    }
  }
}

function sizeNow(): Size {
  try {
    const { columns, rows } = Deno.consoleSize();
    // A terminal that does not know says 0.
    return { columns: columns || USUAL_SIZE.columns, rows: rows || USUAL_SIZE.rows };
  } catch {
    return USUAL_SIZE;
  }
}

/** What a key writes for a program that reads lines: keys that only steer write nothing. */
function typedText(key: Key): string {
  if (key.kind !== "key") return key.text;
  return key.name === "enter" ? "\n" : "";
}

/** Calls back when the terminal has another size; answers how to end that. */
function watchSize(act: () => void): () => void {
  if (Deno.build.os === "windows") return () => {};
  Deno.addSignalListener("SIGWINCH", act);
  return () => Deno.removeSignalListener("SIGWINCH", act);
}

/** What helps with typing; it may be far away. */
export interface Helper {
  complete(text: string, at: number): Completions | Promise<Completions>;
  document(name: string): Promise<string | null>;
}

export class Terminal {
  readonly #host: DenoHost;
  readonly #typing = new Typing();
  readonly #keyReader = new KeyReader();
  readonly #screen = new Screen();
  readonly #history: History;
  readonly #historyPath: string | null;
  readonly #editor: Editor;
  readonly #color: boolean;
  readonly #encoder = new TextEncoder();
  /** Keys that were pressed and not dealt with. */
  #keys: Key[] = [];
  /** The prompt while an entry is edited; null otherwise. */
  #prompt: string | null = null;
  /** What programs have printed and is not shown yet, while an entry is edited. */
  #printed = "";
  /** Whether what was written last ended its line. */
  #atLineStart = true;

  /** What helps with typing. */
  readonly #helper: Helper;

  constructor(host: DenoHost, helper: Helper) {
    this.#host = host;
    this.#helper = helper;
    this.#historyPath = historyPath((name) => host.env(name));
    this.#history = new History(readHistory(this.#historyPath));
    this.#editor = new Editor(BATUTA, this.#history);
    this.#color = !host.env("NO_COLOR");
    host.screen = this;
  }

  /** Takes what programs print while an entry is edited; false when none is. */
  take(text: string): boolean {
    if (text === "") return true;
    if (this.#prompt === null) {
      this.#atLineStart = text.endsWith("\n");
      return false;
    }
    if (this.#printed === "") queueMicrotask(() => this.#showPrinted());
    this.#printed += text;
    return true;
  }

  /** Ends a line that a program has begun. */
  breakLine(): void {
    if (!this.#atLineStart) this.#host.write("\n");
  }

  #write(text: string): void {
    const bytes = this.#encoder.encode(text);
    for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
  }

  #showPrinted(): void {
    if (this.#prompt === null || this.#printed === "") return;
    const text = this.#printed;
    this.#printed = "";
    this.#write(this.#screen.erase(sizeNow()) + text + (text.endsWith("\n") ? "" : "\n"));
    this.#draw();
  }

  get #picture(): Picture {
    const { text, cursor, prompt, below } = this.#editor.view;
    const shown = prompt ?? this.#prompt ?? "";
    return {
      prompt: shown,
      continuation: " ".repeat(shown.length),
      parts: this.#color ? highlight(text, cursor) : [{ text, on: "" }],
      cursor,
      below,
    };
  }

  #draw(): void {
    this.#write(this.#screen.draw(this.#picture, sizeNow()));
  }

  /** Takes away what was drawn for the text for good, and leaves the text. */
  #finish(mark = ""): void {
    const picture = this.#picture;
    // Without brackets that stand out.
    const parts = this.#color ? highlight(this.#editor.text, -1) : picture.parts;
    this.#write(this.#screen.finish({ ...picture, parts: [...parts, { text: mark, on: "" }], below: [] }, sizeNow()));
  }

  #begin(): void {
    Deno.stdin.setRaw(true);
    this.#write(PASTE_ON);
  }

  #end(): void {
    this.#write(PASTE_OFF);
    try {
      Deno.stdin.setRaw(false);
    } catch {
      // The terminal went away.
    }
  }

  /** The next entry, null at the end of the input. */
  async nextEntry(prompt: string): Promise<string | null> {
    this.#host.flush();
    if (!this.#atLineStart) this.#write("\n");
    this.#atLineStart = true;
    this.#prompt = prompt;
    this.#editor.start();
    this.#begin();
    const unwatch = watchSize(() => this.#draw());
    try {
      this.#draw();
      return await this.#edit();
    } finally {
      unwatch();
      this.#prompt = null;
      this.#end();
      if (this.#printed !== "") this.#host.write(this.#printed);
      this.#printed = "";
    }
  }

  async #edit(): Promise<string | null> {
    for (;;) {
      for (let key = this.#keys.shift(); key !== undefined; key = this.#keys.shift()) {
        const entry = await this.#press(key);
        if (entry !== undefined) return entry;
      }
      this.#draw();
      const text = await this.#typing.next(this.#keyReader.isUnsettled ? SETTLE_MS : undefined);
      if (text === null) {
        this.#finish();
        return null;
      }
      this.#keys.push(...(text === "" ? this.#keyReader.settle() : this.#keyReader.push(text)));
    }
  }

  /** An entry, null for the end, undefined to go on. */
  async #press(key: Key): Promise<string | null | undefined> {
    const { text, cursor } = this.#editor;
    switch (this.#editor.press(key)) {
      case "complete":
        this.#editor.offer(await this.#helper.complete(text, cursor));
        return undefined;
      case "document": {
        const name = nameAt(text, cursor);
        this.#editor.explain(name === null ? null : await this.#helper.document(name));
        return undefined;
      }
      case "submit": {
        this.#finish();
        // What is printed from now on stands below.
        this.#prompt = null;
        const entry = this.#editor.text;
        if (this.#history.add(entry)) appendHistory(this.#historyPath, entry.trimEnd());
        return entry;
      }
      case "cancel":
        this.#finish("^C");
        this.#editor.start();
        return undefined;
      case "end":
        this.#finish();
        this.#prompt = null;
        return null;
      case "clear":
        this.#screen.forget();
        this.#write(CLEAR_SCREEN);
        return undefined;
      case "suspend":
        this.#suspend();
        return undefined;
      default:
        return undefined;
    }
  }

  #suspend(): void {
    if (Deno.build.os === "windows") return;
    this.#write(this.#screen.erase(sizeNow()));
    this.#end();
    Deno.kill(Deno.pid, "SIGTSTP");
    this.#begin();
  }

  /** The next line of what is typed, for a program that reads; null at its end. */
  nextLine(): Promise<string | null> {
    this.#host.flush();
    // What was typed ahead, behind the entry that runs.
    this.#typing.giveBack(this.#keys.map(typedText).join(""));
    this.#keys = [];
    return this.#typing.line();
  }
}
