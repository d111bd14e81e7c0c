/**
 * A server without sockets. `new Talk()` is a client; `ask({op: …})` gives all replies to a message, without id and session;
 * `evaluate(code)` the values, the output and the last status.
 */
import { deepStrictEqual as is, match, ok } from "node:assert/strict";
import { host } from "../../lib/cli/mod.ts";
import { Session } from "../../lib/compiler/mod.ts";
import { type Client, type Message, NreplServer, statusOf, type Value } from "../../lib/nrepl/mod.ts";

new Session(host);

function serverWith(token: string | null = null): NreplServer {
  return new NreplServer({ token, version: "0.1.0", logs: () => ["users"] });
}

class Talk {
  readonly client: Client;
  readonly replies: Message[] = [];
  #changed = () => {};
  #next = 0;
  /** Added to every message. */
  session: string | null = null;

  constructor(readonly server: NreplServer = serverWith()) {
    this.client = this.server.connect((reply) => {
      this.replies.push(reply);
      this.#changed();
    });
  }

  /** Begins with a session of its own. */
  async start(from?: string): Promise<this> {
    const [{ "new-session": id }] = await this.ask({ op: "clone", ...from === undefined ? {} : { session: from } });
    this.session = String(id);
    return this;
  }

  send(message: Message): string {
    const id = String(++this.#next);
    this.client.take({ id, ...this.session === null ? {} : { session: this.session }, ...message });
    return id;
  }

  /** Resolves when there is a reply like this. */
  async until(test: (reply: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.replies.find(test);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#changed = resolve);
    }
  }

  async answers(id: string): Promise<Message[]> {
    await this.until((reply) => reply.id === id && statusOf(reply).includes("done"));
    return this.replies.filter((reply) => reply.id === id).map(({ id: _, session: __, ...rest }) => rest);
  }

  ask(message: Message): Promise<Message[]> {
    return this.answers(this.send(message));
  }

  async evaluate(
    code: string,
    more: Message = {},
  ): Promise<{ values: Value[]; out: string; err: string; status: readonly string[] }> {
    const replies = await this.ask({ op: "eval", code, ...more });
    const all = (key: string) => replies.flatMap((reply) => reply[key] ?? []);
    return {
      values: all("value"),
      out: all("out").join(""),
      err: all("err").join(""),
      status: statusOf(replies[replies.length - 1]),
    };
  }
}

Deno.test("every form's value is told, output before it", async () => {
  const talk = await new Talk().start();
  is(await talk.ask({ op: "eval", code: '(print "a") (print "b") 1 [2 "x"]' }), [
    { out: "a" },
    { value: "nil", ns: "user" },
    { out: "b" },
    { value: "nil", ns: "user" },
    { value: "1", ns: "user" },
    { value: '[2 "x"]', ns: "user" },
    { status: ["done"] },
  ]);
  is((await talk.evaluate('(binding [*out* *err*] (print "oops"))')).err, "oops");
});

Deno.test("what is described is what is served", async () => {
  const talk = await new Talk().start();
  const [{ ops, versions, aux }] = await talk.ask({ op: "describe", "verbose?": "true" });
  const wanted = [
    "clone",
    "close",
    "completions",
    "describe",
    "eval",
    "interrupt",
    "load-file",
    "lookup",
    "ls-sessions",
    "stdin",
  ];
  ok(wanted.every((op) => Object.hasOwn(ops as Message, op)));
  for (const op of Object.keys(ops as Message)) {
    const replies = await (await new Talk().start()).ask({ op });
    ok(!statusOf(replies[0]).includes("unknown-op"), op);
  }
  match(String((ops as Record<string, Message>).eval.doc), /Evaluates/);
  is(Object.keys(versions as Message), ["nrepl", "batuta"]);
  is(aux, { "current-ns": "user" });
  is(await talk.ask({ op: "no-such-op" }), [{ op: "no-such-op", status: ["unknown-op", "error", "done"] }]);
  is(await talk.ask({ op: "eval" }), [{ status: ["no-code", "error", "done"] }]);
  is(await talk.ask({ op: "toString" }), [{ op: "toString", status: ["unknown-op", "error", "done"] }]);
});

Deno.test("each session has its namespace and its last values", async () => {
  const server = serverWith();
  const [a, b] = [await new Talk(server).start(), await new Talk(server).start()];
  await a.evaluate("(ns session-a) (def here :a) :last");
  await b.evaluate("(+ 1 1)");
  is((await a.evaluate("[here *1]")).values, ["[:a :last]"]);
  is((await b.evaluate("[(str *ns*) *1]")).values, ['["user" 2]']);
  const copy = await new Talk(server).start(a.session!);
  is((await copy.evaluate("here")).values, [":a"]);
  is((await a.ask({ op: "ls-sessions" }))[0].sessions, [a.session, b.session, copy.session]);
  is(await copy.ask({ op: "close" }), [{ status: ["session-closed", "done"] }]);
  is(await copy.ask({ op: "eval", code: "1" }), [{ status: ["unknown-session", "error", "done"] }]);
});

Deno.test("a message's namespace is for that message", async () => {
  const talk = await new Talk().start();
  await talk.evaluate("(ns elsewhere) (def v 7) (in-ns 'user)");
  is((await talk.evaluate("v", { ns: "elsewhere" })).values, ["7"]);
  is((await talk.evaluate("(str *ns*)")).values, ['"user"']);
  is((await talk.evaluate("1", { ns: "no.such.ns" })).status, ["namespace-not-found", "error", "done"]);
});

Deno.test("an error is told as text with its place in the file, and as a status", async () => {
  const talk = await new Talk().start();
  const replies = await talk.ask({ op: "eval", code: "(def ok 1)\n(first 1)", file: "src/a.bat", line: 10, column: 3 });
  match(String(replies.find(({ err }) => err !== undefined)?.err), /error\[not-seqable\].*\n.*src\/a\.bat:11:/);
  is(replies.slice(-2), [
    { ex: "not-seqable", "root-ex": "not-seqable", ns: "user", status: ["eval-error"] },
    { status: ["done"] },
  ]);
  is((await talk.evaluate("(ex-message *e)")).values, ['"1 (Int) is not a sequence"']);
  match((await talk.evaluate("(unclosed")).err, /error\[unclosed\]/);
  match((await talk.evaluate("(no-such-function 1)")).err, /no-such-function/);
});

Deno.test("an infinite loop is interrupted while other sessions go on, and the session lives", async () => {
  const server = serverWith();
  const [busy, other] = [await new Talk(server).start(), await new Talk(server).start()];
  const id = busy.send({ op: "eval", code: '(println "begun") (loop [] (recur))' });
  const next = busy.send({ op: "eval", code: "(+ 1 1)" });
  await busy.until(({ out }) => out === "begun\n");
  is((await other.evaluate("(* 6 7)")).values, ["42"]);
  is(await busy.ask({ op: "interrupt", "interrupt-id": "another" }), [{
    status: ["interrupt-id-mismatch", "error", "done"],
  }]);
  is(await busy.ask({ op: "interrupt", "interrupt-id": id }), [{ status: ["done"] }]);
  is((await busy.answers(id)).at(-1), { status: ["interrupted", "done"] });
  is((await busy.answers(next))[0].value, "2");
  is(await busy.ask({ op: "interrupt" }), [{ status: ["session-idle", "done"] }]);
});

Deno.test("what catches everything, what waits and what is printed are interrupted too", async () => {
  const talk = await new Talk().start();
  const codes = [
    '(println "begun") (loop [] (try (loop [] (recur)) (catch Exception e nil)) (recur))',
    '(println "begun") @(promise)',
    '(println "begun") (read-line)',
    '(println "begun") (filter neg? (range))',
  ];
  for (const code of codes) {
    talk.replies.length = 0;
    const id = talk.send({ op: "eval", code });
    await talk.until(({ out }) => out === "begun\n");
    await talk.until(({ id: of, value }) => of === id && value === "nil");
    await talk.ask({ op: "interrupt" });
    is((await talk.answers(id)).at(-1), { status: ["interrupted", "done"] }, code);
  }
  is((await talk.evaluate("1")).values, ["1"]);
});

Deno.test("a program that reads is given lines when it asks, and the end", async () => {
  const talk = await new Talk().start();
  const id = talk.send({ op: "eval", code: "[(read-line) (read-line) (read-line)]" });
  await talk.until((reply) => statusOf(reply).includes("need-input"));
  await talk.ask({ op: "stdin", stdin: "one\ntw" });
  await talk.ask({ op: "stdin", stdin: "o\n" });
  await talk.ask({ op: "stdin", stdin: "" });
  is((await talk.answers(id)).find(({ value }) => value !== undefined)?.value, '["one" "two" nil]');
});

Deno.test("a file is loaded with its name, and only the last value is told", async () => {
  const talk = await new Talk().start();
  const replies = await talk.ask({
    op: "load-file",
    file: "(ns loaded)\n(def y 7)\n(inc y)",
    "file-path": "loaded.bat",
  });
  is(replies, [{ value: "8", ns: "loaded" }, { status: ["done"] }]);
  is((await talk.evaluate("(:file (meta #'loaded/y))")).values, ['"loaded.bat"']);
});

Deno.test("names are completed and looked up", async () => {
  const talk = await new Talk().start();
  await talk.evaluate('(defn my-own-name "What it does." [a & b] a)');
  const [{ completions }] = await talk.ask({ op: "completions", prefix: "my-own" });
  is(completions, [{ candidate: "my-own-name", type: "function", doc: "What it does" }]);
  is((await talk.ask({ op: "completions", prefix: ":users" }))[0].completions, [{
    candidate: ":users",
    type: "keyword",
    doc: "a log",
  }]);
  const [{ info }] = await talk.ask({ op: "lookup", sym: "my-own-name" });
  const { name, ns, doc, "arglists-str": lists, line } = info as Message;
  is([name, ns, doc, lists, line], ["my-own-name", "user", "What it does.", "[a & b]", 1]);
  is(await talk.ask({ op: "lookup", sym: "no-such-name" }), [{ info: {}, status: ["no-info", "done"] }]);
});

Deno.test("editors that know CIDER's middleware complete and look up by its operations", async () => {
  const talk = await new Talk().start();
  await talk.evaluate('(ns mine) (defn my-own-name "What it does." [a & b] a)');
  for (const key of ["symbol", "prefix"]) {
    const [{ completions }] = await talk.ask({ op: "complete", ns: "mine", [key]: "my-own" });
    is(completions, [{ candidate: "my-own-name", type: "function", doc: "What it does" }]);
  }
  for (const key of ["symbol", "sym"]) {
    const [{ name, ns, doc, "arglists-str": lists, line, status }] = await talk.ask({
      op: "info",
      ns: "mine",
      [key]: "my-own-name",
    });
    is([name, ns, doc, lists, line, status], ["my-own-name", "mine", "What it does.", "[a & b]", 1, ["done"]]);
  }
  is(await talk.ask({ op: "info", symbol: "no-such-name" }), [{ status: ["no-info", "done"] }]);
});

Deno.test("values are told in part when asked to, and laid out for people", async () => {
  const talk = await new Talk().start();
  is((await talk.ask({ op: "eval", code: "(vec (range 100))", "nrepl.middleware.print/quota": 5 }))[0], {
    value: "[0 1 ",
    ns: "user",
    status: ["nrepl.middleware.print/truncated"],
  });
  is((await talk.evaluate("[{:a 1 :b 2} {:a 3 :b 4}]", { "batuta/columns": 80 })).values, ["a  b\n─  ─\n1  2\n3  4"]);
});

Deno.test("without a session a client has one of its own", async () => {
  const talk = new Talk();
  is((await talk.evaluate("(def transient-x 5) transient-x")).values.at(-1), "5");
  is((await talk.ask({ op: "ls-sessions" }))[0].sessions, []);
});

Deno.test("a server that wants a token does nothing for those without", async () => {
  const server = serverWith("secret");
  for (const token of [undefined, "", "secrex", "secret2", 7]) {
    const talk = new Talk(server);
    is(talk.client.take({ op: "clone", ...token === undefined ? {} : { token } }), false);
    is(statusOf(talk.replies[0]), ["unauthorized", "error", "done"]);
  }
  const talk = new Talk(server);
  is(talk.client.take({ op: "clone", token: "secret" }), true);
  is((await talk.evaluate("1")).values, ["1"]);
});

Deno.test("what actors print goes to those who have asked for it", async () => {
  const server = serverWith();
  const talk = await new Talk(server).start();
  const [{ status }] = await talk.ask({ op: "out-subscribe" });
  is(status, ["done"]);
  server.printed("from an actor\n");
  await talk.until(({ out }) => out === "from an actor\n");
  await talk.ask({ op: "out-unsubscribe" });
  const count = talk.replies.length;
  server.printed("nobody hears it");
  is(talk.replies.length, count);
});
