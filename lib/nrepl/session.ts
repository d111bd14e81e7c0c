/**
 * An nREPL session: a seat at the program whose inputs are evaluated in the order in which they come.
 * In: what is to be evaluated, and whom to answer. Out: the replies: output while it runs, a value for each form, how it ended.
 * Invariant: everything that belongs to an evaluation is sent before its `done`.
 * Source: nREPL's documentation, "Built-in Ops"; the statuses are those of nREPL 1.0.
 * @module
 */
import { Seat } from "../compiler/mod.ts";
import { printedWhole, shown } from "../repl/mod.ts";
import { findNamespace, type Namespace } from "../runtime/mod.ts";
import { type Diagnostic, renderDiagnostic, type Source } from "../source/mod.ts";
import type { Message } from "./bencode.ts";

/** Sends a reply to the message that is answered. */
export type Reply = (reply: Message) => void;

/** What is to be evaluated. */
export interface Work {
  /** The message's id, by which it can be interrupted; "" for none. */
  readonly id: string;
  readonly source: Source;
  /** Where it is evaluated; null: where the session is. */
  readonly ns: string | null;
  /** Only the last value is told. */
  readonly quiet: boolean;
  /** Values are shown to people, so many columns wide; null: as they read back. */
  readonly columns: number | null;
  /** Units of a value that are told at most. */
  readonly quota: number | null;
  readonly reply: Reply;
}

/** Units of output that are held back at most. */
const HELD_UNITS = 64 * 1024;

export class NreplSession {
  readonly seat: Seat;
  /** What is evaluated now. */
  #current: Work | null = null;
  #waiting: Work[] = [];
  /** Text given for `read-line` and not read yet. */
  #given = "";
  #givenEnd = false;
  #asked: ((line: string | null) => void) | null = null;
  /** Output that is not sent yet, and what it is: `out` or `err`. */
  #held = "";
  #heldKind: "out" | "err" = "out";
  #interrupted = false;
  #closed = false;

  constructor(readonly id: string, namespace?: Namespace) {
    this.seat = new Seat({
      write: (text) => this.#print("out", text),
      writeError: (text) => this.#print("err", text),
      readLine: () => this.#readLine(),
    }, namespace);
  }

  /** The id of what is evaluated now; null when nothing is. */
  get currentId(): string | null {
    return this.#current?.id ?? null;
  }

  /** Resolves when nothing is left to evaluate. */
  async whenIdle(): Promise<void> {
    while (this.#current !== null) await this.#running;
  }

  #running: Promise<void> = Promise.resolve();

  // ---- output and input ------------------------------------------------------------------------------------------------

  #print(kind: "out" | "err", text: string): void {
    if (text === "") return;
    if (kind !== this.#heldKind) this.#sendHeld();
    this.#heldKind = kind;
    if (this.#held === "") queueMicrotask(() => this.#sendHeld());
    this.#held += text;
    if (this.#held.length > HELD_UNITS) this.#sendHeld();
  }

  #sendHeld(): void {
    if (this.#held === "") return;
    const text = this.#held;
    this.#held = "";
    this.#current?.reply({ [this.#heldKind]: text });
  }

  #readLine(): Promise<string | null> {
    return new Promise((resolve) => {
      this.#asked = resolve;
      if (!this.#giveLine()) {
        this.#sendHeld();
        this.#current?.reply({ status: ["need-input"] });
      }
    });
  }

  /** Gives whoever waits a line, if there is one. */
  #giveLine(): boolean {
    const asked = this.#asked;
    const end = this.#given.indexOf("\n");
    if (asked === null || (end < 0 && !this.#givenEnd)) return false;
    this.#asked = null;
    if (end >= 0) {
      const line = this.#given.slice(0, end).replace(/\r$/, "");
      this.#given = this.#given.slice(end + 1);
      asked(line);
    } else {
      const rest = this.#given;
      this.#given = "";
      // The end is meant once, for whoever reads now.
      this.#givenEnd = false;
      asked(rest === "" ? null : rest);
    }
    return true;
  }

  /** Takes text for `read-line`; "" is the end of the input. */
  give(text: string): void {
    if (text === "") this.#givenEnd = true;
    this.#given += text;
    this.#giveLine();
  }

  // ---- evaluation ------------------------------------------------------------------------------------------------------

  /** Evaluates when what came before has been. */
  evaluate(work: Work): void {
    this.#waiting.push(work);
    if (this.#current === null) this.#running = this.#runAll();
  }

  async #runAll(): Promise<void> {
    for (let work = this.#waiting.shift(); work !== undefined; work = this.#waiting.shift()) {
      this.#current = work;
      this.#interrupted = false;
      try {
        await this.#run(work);
      } catch (error) {
        // A fault of Batuta's; the session goes on.
        work.reply({ err: `Internal error: ${error instanceof Error ? error.message : String(error)}\n` });
        work.reply({ status: ["eval-error", "error", "done"], ex: "internal", "root-ex": "internal" });
      }
      this.#current = null;
    }
  }

  async #run(work: Work): Promise<void> {
    const { seat } = this;
    const before = seat.namespace;
    if (work.ns !== null) {
      const ns = findNamespace(work.ns);
      if (ns === undefined) return work.reply({ status: ["namespace-not-found", "error", "done"], ns: work.ns });
      seat.namespace = ns;
    }
    const asked = seat.namespace;
    let last: Message | null = null;
    const onValue = async (value: unknown) => {
      const told = await this.#valueReply(work, value);
      this.#sendHeld();
      if (work.quiet) last = told;
      else if (told !== null) work.reply(told);
    };
    const onWarning = (warning: Diagnostic) => this.#print("err", renderDiagnostic(warning, { color: false }) + "\n");
    const outcome = await seat.run(work.source, { onValue, onWarning, remember: true });
    // The namespace of a message is not for the next one, unless the program has gone elsewhere.
    if (work.ns !== null && seat.namespace === asked) seat.namespace = before;
    this.#sendHeld();
    if (outcome.status !== 0) return this.#fail(work, outcome.diagnostics);
    if (last !== null) work.reply(last);
    work.reply({ status: ["done"] });
  }

  async #valueReply(work: Work, value: unknown): Promise<Message | null> {
    const { columns, quota } = work;
    const printed = await this.seat.compute(() => columns === null ? printedWhole(value) : shown(value, columns));
    if (printed.status !== 0) {
      this.#complain(printed.diagnostics);
      return null;
    }
    const text = String(printed.value);
    const ns = this.seat.namespace.name;
    if (quota === null || text.length <= quota) return { value: text, ns };
    return { value: text.slice(0, quota), ns, status: ["nrepl.middleware.print/truncated"] };
  }

  #complain(diagnostics: readonly Diagnostic[]): void {
    this.#print("err", diagnostics.map((each) => renderDiagnostic(each, { color: false }) + "\n").join("\n"));
  }

  #fail(work: Work, diagnostics: readonly Diagnostic[]): void {
    if (this.#interrupted) return work.reply({ status: ["interrupted", "done"] });
    this.#complain(diagnostics);
    this.#sendHeld();
    const code = diagnostics[0]?.code ?? "failed";
    work.reply({ ex: code, "root-ex": code, ns: this.seat.namespace.name, status: ["eval-error"] });
    work.reply({ status: ["done"] });
  }

  /** Ends what is evaluated now. Answers the status for who asked; an id that is given must be that of what is evaluated. */
  interrupt(id: string | null): string[] {
    if (this.#current === null) return ["session-idle", "done"];
    if (id !== null && id !== this.#current.id) return ["interrupt-id-mismatch", "error", "done"];
    this.#interrupted = true;
    this.#asked = null;
    this.seat.interrupt();
    return ["done"];
  }

  /** Ends what is evaluated, and what waits for that. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const work of this.#waiting.splice(0)) work.reply({ status: ["interrupted", "done"] });
    this.interrupt(null);
  }
}
