/**
 * An nREPL server, apart from any socket: sessions, and what messages ask for.
 * In: messages of any number of clients. Out: replies. Sessions live until they are closed, whoever made them.
 * Invariant: every message gets a reply whose status holds `done`, also one that nothing is known of; a client that must show a token gets
 * nothing but a refusal before it has.
 * Source: nREPL's documentation, "Built-in Ops" and "Building Clients".
 * @module
 */
import { timingSafeEqual } from "node:crypto";
import { completeKeyword, completeName, findVar } from "../repl/mod.ts";
import {
  definitionOf,
  docOf,
  findNamespace,
  getNamespace,
  type Namespace,
  parameterLists,
  summary,
  type Var,
} from "../runtime/mod.ts";
import type { Message, Value } from "./bencode.ts";
import { sourceAt } from "./places.ts";
import { NreplSession, type Reply } from "./session.ts";

/** The version of the protocol that is spoken. */
const PROTOCOL = { major: 1, minor: 0, incremental: 0, "version-string": "1.0.0" };

/** What an operation takes and answers, as `describe` tells it. */
interface Description {
  readonly doc: string;
  readonly requires?: Readonly<Record<string, string>>;
  readonly optional?: Readonly<Record<string, string>>;
  readonly returns?: Readonly<Record<string, string>>;
}

const SESSION = { session: "The id of a session" };

const OPS: Readonly<Record<string, Description>> = {
  "clone": {
    doc: "Makes a session that is where another one is, or a fresh one.",
    optional: SESSION,
    returns: { "new-session": "Its id" },
  },
  "close": { doc: "Closes a session; what it evaluates is interrupted.", requires: SESSION },
  // As cider-nrepl has them, like `info`: Calva asks for these.
  "complete": {
    doc: "Names and keywords that begin with a prefix, as editors with CIDER's middleware ask for them.",
    requires: { symbol: "What has been typed; or prefix" },
    optional: { ns: "The namespace in which names are looked up", ...SESSION },
    returns: { completions: "Dictionaries with candidate, type and doc" },
  },
  "completions": {
    doc: "Names and keywords that begin with a prefix.",
    requires: { prefix: "What has been typed" },
    optional: { ns: "The namespace in which names are looked up", ...SESSION },
    returns: { completions: "Dictionaries with candidate, type and doc" },
  },
  "describe": { doc: "What the server can do.", returns: { ops: "Operations", versions: "Versions", aux: "More" } },
  "eval": {
    doc: "Evaluates code: reads its forms and runs them one by one.",
    requires: { code: "The code" },
    optional: {
      ...SESSION,
      ns: "The namespace in which it is evaluated",
      file: "The file it stands in",
      line: "The line there, from 1",
      column: "The column there, from 1",
      "nrepl.middleware.print/quota": "How much of a value is told",
      "batuta/columns": "Values are laid out for people, so many columns wide",
    },
    returns: { value: "The value of a form, as text", ns: "The namespace afterwards", out: "Output", err: "Errors" },
  },
  "info": {
    doc: "What is known of a name, as editors with CIDER's middleware ask for it.",
    requires: { symbol: "The name; or sym" },
    optional: { ns: "The namespace in which it is looked up", ...SESSION },
    returns: { ns: "Its namespace", name: "Its name", doc: "Its documentation", "arglists-str": "Lists of parameters" },
  },
  "interrupt": {
    doc: "Ends what a session evaluates.",
    requires: SESSION,
    optional: { "interrupt-id": "The id of the message that is evaluated" },
  },
  "load-file": {
    doc: "Evaluates a whole file.",
    requires: { file: "Its text" },
    optional: { ...SESSION, "file-path": "Its path", "file-name": "Its name" },
    returns: { value: "The value of the last form" },
  },
  "lookup": {
    doc: "What is known of a name.",
    requires: { sym: "The name" },
    optional: { ns: "The namespace in which it is looked up", ...SESSION },
    returns: { info: "ns, name, doc, arglists-str, file, line, column" },
  },
  "ls-sessions": { doc: "The ids of all sessions.", returns: { sessions: "Ids" } },
  "out-subscribe": { doc: "Tells this session what is printed outside of evaluations, by actors.", requires: SESSION },
  "out-unsubscribe": { doc: "Tells it no longer.", requires: SESSION },
  "stdin": { doc: "Gives text to a program that reads; none is the end.", requires: { stdin: "The text", ...SESSION } },
};

function textOf(value: Value | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function numberOf(value: Value | undefined): number | null {
  // Some clients write numbers as texts.
  const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && number >= 0 ? number : null;
}

function typeOf(cell: Var): string {
  if (cell.macro) return "macro";
  return parameterLists(cell).length > 0 || typeof cell.peek() === "function" ? "function" : "var";
}

/** What a server is told when it starts. */
export interface ServerOptions {
  /** What clients must show before anything else; null for nothing. */
  readonly token: string | null;
  readonly version: string;
  /** The logs there are, for completions. */
  logs(): readonly string[];
}

export class NreplServer {
  readonly #sessions = new Map<string, NreplSession>();
  readonly #subscribers = new Map<string, Reply>();

  constructor(readonly options: ServerOptions) {}

  /** A client that has come; `send` takes replies to it. */
  connect(send: (reply: Message) => void): Client {
    return new Client(this, send);
  }

  /** Whether a client may go on that shows this. */
  admits(token: Value | undefined): boolean {
    const wanted = this.options.token;
    if (wanted === null) return true;
    const [a, b] = [wanted, textOf(token) ?? ""].map((text) => new TextEncoder().encode(text));
    return a.length === b.length && timingSafeEqual(a, b);
  }

  /** Tells subscribers what was printed outside of evaluations. */
  printed(text: string): void {
    for (const reply of this.#subscribers.values()) reply({ out: text });
  }

  session(id: string | null): NreplSession | undefined {
    return id === null ? undefined : this.#sessions.get(id);
  }

  /** A session that is where `from` is. */
  open(from?: NreplSession): NreplSession {
    const session = new NreplSession(crypto.randomUUID(), from?.seat.namespace ?? getNamespace("user"));
    this.#sessions.set(session.id, session);
    return session;
  }

  close(id: string): void {
    this.#sessions.get(id)?.close();
    this.#sessions.delete(id);
    this.#subscribers.delete(id);
  }

  closeAll(): void {
    for (const id of [...this.#sessions.keys()]) this.close(id);
  }

  get sessionIds(): string[] {
    return [...this.#sessions.keys()];
  }

  subscribe(id: string, reply: Reply): void {
    this.#subscribers.set(id, reply);
  }

  unsubscribe(id: string): void {
    this.#subscribers.delete(id);
  }
}

type Handler = (message: Message, reply: Reply, session: NreplSession | undefined) => void;

/** One connection. */
export class Client {
  readonly #server: NreplServer;
  readonly #send: (reply: Message) => void;
  #admitted: boolean;
  /** The session of messages that name none. */
  #own: NreplSession | null = null;
  /** Sessions in which this client had something evaluated. */
  readonly #used = new Set<NreplSession>();
  readonly #subscribed = new Set<string>();
  #gone = false;

  constructor(server: NreplServer, send: (reply: Message) => void) {
    this.#server = server;
    this.#send = send;
    this.#admitted = server.options.token === null;
  }

  /** Does what a message asks for. False when the client is to be sent away. */
  take(message: Message): boolean {
    const id = message.id;
    const sessionId = textOf(message.session);
    const about: Record<string, Value> = {};
    if (id !== undefined) about.id = id;
    if (sessionId !== null) about.session = sessionId;
    const reply: Reply = (answer) => {
      if (!this.#gone) this.#send({ ...about, ...answer });
    };
    if (!this.#admitted && !this.#server.admits(message.token)) {
      reply({
        status: ["unauthorized", "error", "done"],
        err: "This server wants a token: the key `token` of the first message\n",
      });
      return false;
    }
    this.#admitted = true;
    const op = textOf(message.op) ?? "";
    const handle = Object.hasOwn(OPS, op) ? this.#handlers[op] : undefined;
    const session = this.#server.session(sessionId);
    if (handle === undefined) reply({ op, status: ["unknown-op", "error", "done"] });
    else if (sessionId !== null && session === undefined) reply({ status: ["unknown-session", "error", "done"] });
    else handle(message, reply, session);
    return true;
  }

  /** Resolves when all has been evaluated that this client asked for. */
  async whenIdle(): Promise<void> {
    for (const session of this.#used) await session.whenIdle();
  }

  /** The client hears nothing any more. */
  leave(): void {
    this.#gone = true;
    this.#own?.close();
    for (const id of this.#subscribed) this.#server.unsubscribe(id);
  }

  readonly #handlers: Readonly<Record<string, Handler>> = {
    "clone": (_, reply, session) => reply({ "new-session": this.#server.open(session).id, status: ["done"] }),
    "close": (_, reply, session) => {
      if (session === undefined) return reply({ status: ["unknown-session", "error", "done"] });
      this.#server.close(session.id);
      reply({ status: ["session-closed", "done"] });
    },
    "complete": (message, reply, session) =>
      this.#complete(textOf(message.symbol) ?? textOf(message.prefix), "symbol", message, reply, session),
    "completions": (message, reply, session) =>
      this.#complete(textOf(message.prefix), "prefix", message, reply, session),
    "describe": (message, reply, session) => this.#describe(message, reply, session),
    "eval": (message, reply, session) => this.#evaluate(message, reply, session),
    "info": (message, reply, session) => this.#tellOf(message, reply, session),
    "interrupt": (message, reply, session) => {
      if (session === undefined) return reply({ status: ["session-idle", "done"] });
      reply({ status: session.interrupt(textOf(message["interrupt-id"])) });
    },
    "load-file": (message, reply, session) => this.#loadFile(message, reply, session),
    "lookup": (message, reply, session) => this.#lookUp(message, reply, session),
    "ls-sessions": (_, reply) => reply({ sessions: this.#server.sessionIds, status: ["done"] }),
    "out-subscribe": (_, reply, session) => {
      if (session === undefined) return reply({ status: ["unknown-session", "error", "done"] });
      this.#subscribed.add(session.id);
      this.#server.subscribe(session.id, reply);
      reply({ "out-subscribe": session.id, status: ["done"] });
    },
    "out-unsubscribe": (_, reply, session) => {
      if (session !== undefined) this.#server.unsubscribe(session.id);
      reply({ status: ["done"] });
    },
    "stdin": (message, reply, session) => {
      const text = textOf(message.stdin);
      if (text === null) return missing(reply, "stdin");
      if (session === undefined) return reply({ status: ["unknown-session", "error", "done"] });
      session.give(text);
      reply({ status: ["done"] });
    },
  };

  #describe(message: Message, reply: Reply, session: NreplSession | undefined): void {
    const verbose = message["verbose?"] !== undefined && message["verbose?"] !== "" && message["verbose?"] !== 0;
    const ops = Object.fromEntries(
      Object.entries(OPS).map(([name, { doc, requires = {}, optional = {}, returns = {} }]) =>
        [name, verbose ? { doc, requires, optional, returns: { status: "done", ...returns } } : {}] as const
      ),
    );
    const [major, minor, incremental] = this.#server.options.version.split(".").map(Number);
    const batuta = { major, minor, incremental, "version-string": this.#server.options.version };
    reply({
      ops: ops as Message, // plain dictionaries of texts
      // Nothing of Clojure: CIDER would ask for its middleware, and fail.
      versions: { nrepl: PROTOCOL, batuta },
      aux: { "current-ns": session?.seat.namespace.name ?? "user" },
      status: ["done"],
    });
  }

  #sessionFor(session: NreplSession | undefined): NreplSession {
    const found = session ?? (this.#own ??= new NreplSession(crypto.randomUUID()));
    this.#used.add(found);
    return found;
  }

  #evaluate(message: Message, reply: Reply, session: NreplSession | undefined): void {
    const code = textOf(message.code);
    if (code === null) return missing(reply, "code");
    this.#sessionFor(session).evaluate({
      id: textOf(message.id) ?? "",
      source: sourceAt(textOf(message.file) || "<nrepl>", code, numberOf(message.line), numberOf(message.column)),
      ns: textOf(message.ns),
      quiet: false,
      columns: numberOf(message["batuta/columns"]),
      quota: numberOf(message["nrepl.middleware.print/quota"]),
      reply,
    });
  }

  #loadFile(message: Message, reply: Reply, session: NreplSession | undefined): void {
    const text = textOf(message.file);
    if (text === null) return missing(reply, "file");
    const name = textOf(message["file-path"]) || textOf(message["file-name"]) || "<nrepl>";
    this.#sessionFor(session).evaluate({
      id: textOf(message.id) ?? "",
      source: sourceAt(name, text),
      ns: "user",
      quiet: true,
      columns: null,
      quota: numberOf(message["nrepl.middleware.print/quota"]),
      reply,
    });
  }

  #namespaceFor(message: Message, session: NreplSession | undefined): Namespace {
    const named = textOf(message.ns);
    return (named === null ? undefined : findNamespace(named)) ?? session?.seat.namespace ?? getNamespace("user");
  }

  #complete(
    prefix: string | null,
    key: string,
    message: Message,
    reply: Reply,
    session: NreplSession | undefined,
  ): void {
    if (prefix === null) return missing(reply, key);
    const ns = this.#namespaceFor(message, session);
    const found = prefix.startsWith(":")
      ? completeKeyword(prefix, this.#server.options.logs()).map(({ text, summary }) =>
        candidate(text, "keyword", summary)
      )
      : completeName(ns, prefix).map(({ text, summary }) => {
        const cell = findVar(ns, text);
        return candidate(text, cell === null ? "namespace" : typeOf(cell), summary);
      });
    reply({ completions: found, status: ["done"] });
  }

  #lookUp(message: Message, reply: Reply, session: NreplSession | undefined): void {
    const name = textOf(message.sym);
    if (name === null) return missing(reply, "sym");
    const cell = findVar(this.#namespaceFor(message, session), name);
    reply({ info: cell === null ? {} : infoOf(cell), status: cell === null ? ["no-info", "done"] : ["done"] });
  }

  #tellOf(message: Message, reply: Reply, session: NreplSession | undefined): void {
    const name = textOf(message.symbol) ?? textOf(message.sym);
    if (name === null) return missing(reply, "symbol");
    const cell = findVar(this.#namespaceFor(message, session), name);
    reply(
      cell === null ? { status: ["no-info", "done"] } : { ...infoOf(cell), status: ["done"] },
    );
  }
}

function missing(reply: Reply, key: string): void {
  reply({ status: [`no-${key}`, "error", "done"] });
}

function candidate(text: string, type: string, doc: string): Message {
  return doc === "" ? { candidate: text, type } : { candidate: text, type, doc };
}

function infoOf(cell: Var): Message {
  const info: Record<string, Value> = { ns: cell.ns, name: cell.name, type: typeOf(cell) };
  const lists = parameterLists(cell);
  // As Clojure writes parameter lists: one after the other, in brackets.
  if (lists.length > 0) info["arglists-str"] = lists.join("\n");
  const doc = docOf(cell) || summary(cell);
  if (doc !== "") info.doc = doc;
  if (cell.macro) info.macro = "true";
  const at = definitionOf(cell);
  if (at !== null) Object.assign(info, { file: at.file, line: at.line, column: at.column });
  return info;
}
