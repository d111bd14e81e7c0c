/**
 * The program of another process, as a desk sees it: evaluations, completions and documentation by nREPL.
 * In: an address. Out: an Evaluator. The other side may be another language's.
 * @module
 */
import type { Completions } from "../line_editor/mod.ts";
import { Decoder, encode, type Message, NreplClient, statusOf, type Value } from "../nrepl/mod.ts";
import type { Evaluator, Result } from "../repl/mod.ts";
import type { Diagnostic, Source } from "../source/mod.ts";
import { cliError } from "./errors.ts";
import { type Address, Connection } from "./sockets.ts";

/** What a remote program needs of the desk. */
export interface Surroundings {
  write(text: string): void;
  writeError(text: string): void;
  /** A line for the program that reads one; null at the end. */
  readLine(): Promise<string | null>;
  /** How wide values are laid out; null: as they read back. */
  readonly columns: number | null;
}

function textOf(value: Value | undefined): string {
  return typeof value === "string" ? value : "";
}

function isMessage(value: Value): value is Message {
  return typeof value === "object" && !Array.isArray(value);
}

export class RemoteProgram implements Evaluator {
  namespace = "user";
  #session = "";
  #running: string | null = null;
  #lost: Diagnostic | null = null;
  readonly #client: NreplClient;
  readonly #connection: Connection;
  readonly #desk: Surroundings;

  private constructor(connection: Connection, desk: Surroundings, address: string) {
    this.#connection = connection;
    this.#desk = desk;
    this.#client = new NreplClient((request) => connection.send(encode(request)));
    this.#receive(address);
  }

  /** A program that listens, or why there is none. */
  static async open(address: Address, token: string | null, desk: Surroundings): Promise<RemoteProgram | Diagnostic> {
    const where = `${address.host}:${address.port}`;
    let conn: Deno.TcpConn;
    try {
      conn = await Deno.connect({ hostname: address.host, port: address.port });
    } catch (error) {
      const reason = error instanceof Error ? error.message.replace(/ \(os error \d+\)/, "") : String(error);
      return cliError("cannot-connect", { address: where, reason });
    }
    const program = new RemoteProgram(new Connection(conn), desk, where);
    return await program.#begin(token, where) ?? program;
  }

  async #begin(token: string | null, where: string): Promise<Diagnostic | null> {
    try {
      const cloned = await this.#client.ask({ op: "clone", ...token === null ? {} : { token } });
      if (statusOf(cloned).includes("unauthorized")) return cliError("unauthorized", { address: where });
      this.#session = textOf(cloned["new-session"]);
      if (this.#session === "") {
        return cliError("cannot-connect", { address: where, reason: "it does not speak nREPL" });
      }
      // What its actors print appears here too; who does not know that says so.
      this.#client.request({ op: "out-subscribe", session: this.#session }, ({ out }) => this.#desk.write(textOf(out)))
        .done.catch(() => {});
      return null;
    } catch {
      return this.#lost ?? cliError("cannot-connect", { address: where, reason: "it does not speak nREPL" });
    }
  }

  async #receive(where: string): Promise<void> {
    const decoder = new Decoder();
    let reason = "the other side has ended it";
    try {
      for await (const piece of this.#connection.pieces()) {
        for (const reply of decoder.push(piece)) this.#client.take(reply);
      }
    } catch (error) {
      reason = `what came is no nREPL: ${error instanceof Error ? error.message : String(error)}`;
    }
    this.#connection.close();
    this.#lost = cliError("connection-lost", { address: where, reason });
    this.#client.lose(new Error(reason));
  }

  /** Whether the connection has ended by itself. */
  get isLost(): boolean {
    return this.#lost !== null;
  }

  /** Ends the session there. */
  async close(): Promise<void> {
    if (this.#lost === null) await this.#client.ask({ op: "close", session: this.#session }).catch(() => {});
    this.#connection.close();
  }

  async run(source: Source, options: Parameters<Evaluator["run"]>[1] = {}): Promise<Result> {
    let failed = false;
    const { columns } = this.#desk;
    const request = {
      op: "eval",
      code: source.text,
      session: this.#session,
      file: source.name,
      ...columns === null ? {} : { "batuta/columns": columns },
    };
    const onReply = (reply: Message) => {
      if (reply.out !== undefined) this.#desk.write(textOf(reply.out));
      if (reply.err !== undefined) this.#desk.writeError(textOf(reply.err));
      if (reply.ns !== undefined) this.namespace = textOf(reply.ns);
      if (reply.value !== undefined) options.onValue?.(textOf(reply.value));
      const status = statusOf(reply);
      if (status.includes("need-input")) this.#giveLine();
      if (status.includes("interrupted")) this.#desk.writeError("interrupted\n");
      failed ||= status.some((word) => word === "eval-error" || word === "error" || word === "interrupted");
    };
    const { id, done } = this.#client.request(request, onReply);
    this.#running = id;
    try {
      await done;
    } catch {
      return { status: 1, diagnostics: this.#lost === null ? [] : [this.#lost] };
    } finally {
      this.#running = null;
    }
    // What was wrong has been told as text.
    return failed ? { status: 1, diagnostics: [] } : { status: 0, value: null };
  }

  async #giveLine(): Promise<void> {
    const line = await this.#desk.readLine();
    const stdin = line === null ? "" : `${line}\n`;
    await this.#client.ask({ op: "stdin", stdin, session: this.#session }).catch(() => {});
  }

  show(value: unknown): Promise<Result> {
    return Promise.resolve({ status: 0, value });
  }

  interrupt(): boolean {
    if (this.#running === null) return false;
    this.#client.ask({ op: "interrupt", session: this.#session, "interrupt-id": this.#running }).catch(() => {});
    return true;
  }

  async complete(text: string, at: number): Promise<Completions> {
    const prefix = /[^\s()[\]{}"';`~@^,]*$/.exec(text.slice(0, at))?.[0] ?? "";
    const nothing = { from: at, to: at, candidates: [] };
    if (prefix === "") return nothing;
    const asked = { op: "completions", prefix, ns: this.namespace, session: this.#session };
    const { completions = [] } = await this.#client.ask(asked).catch(() => ({ completions: [] } as Message));
    if (!Array.isArray(completions)) return nothing;
    const candidates = completions.filter(isMessage)
      .map((each) => ({ text: textOf(each.candidate), summary: textOf(each.doc) || textOf(each.type) }))
      .filter((each) => each.text !== "");
    return { from: at - prefix.length, to: at, candidates };
  }

  async document(name: string): Promise<string | null> {
    const asked = { op: "lookup", sym: name, ns: this.namespace, session: this.#session };
    const { info } = await this.#client.ask(asked).catch(() => ({} as Message));
    if (info === undefined || !isMessage(info) || info.name === undefined) return null;
    const lists = textOf(info["arglists-str"]).split("\n").filter((line) => line !== "");
    const doc = textOf(info.doc).split("\n").map((line) => `  ${line.trim()}\n`).join("");
    return `${textOf(info.ns)}/${textOf(info.name)}\n${lists.map((line) => `  ${line}\n`).join("")}\n${doc}`;
  }
}
