/** The REPL as people have it: in a terminal, where the system can make one; in a pipe; over nREPL. */
import { deepStrictEqual as is, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { Decoder, encode, type Message } from "../../lib/nrepl/mod.ts";
import { BATUTA, batuta, Folder } from "./batuta.ts";
import { hasTerminals, Terminal } from "./terminal.ts";

const terminals = await hasTerminals();
if (!terminals) console.log("`script` of util-linux is not there: the REPL is not tried in a terminal");

const PROMPT = "batuta> ";

/** A REPL at its first prompt. */
async function repl(
  options: ConstructorParameters<typeof Terminal>[1] = {},
  words: readonly string[] = [],
): Promise<Terminal> {
  const terminal = new Terminal(["repl", ...words], options);
  await terminal.until(PROMPT);
  return terminal;
}

function terminalTest(name: string, test: () => Promise<void>): void {
  // What ends with its terminal leaves nothing behind that the tests' own bookkeeping could know.
  Deno.test({ name, ignore: !terminals, sanitizeOps: false, sanitizeResources: false, fn: test });
}

Deno.test("in a pipe values are printed as they read back, errors with their place", async () => {
  const { status, out, err } = await batuta(["repl"], "(+ 1 2)\n(take 3 (range))\n(first 1)\n:help\n");
  is([status, out], [0, "3\n(0 1 2)\n:help\n"]);
  match(err, /error\[not-seqable\].*\n {2}--> <repl 3>:1:8/);
});

terminalTest("banner, prompt and values are the tour's; Ctrl-D leaves", async () => {
  const terminal = new Terminal(["repl"]);
  const banner = await terminal.until(PROMPT);
  match(banner, /^Batuta 0\.1\.0 - DLog Programming Language\nConnected to DLog: \.batuta \(embedded\)\n/);
  terminal.type("(defn factorial [n]\r(if (= n 0)\r1\r(* n (factorial (- n 1)))))\r");
  await terminal.until("#'user/factorial\n");
  terminal.type("(factorial 10)\r");
  await terminal.until("\n3628800\n");
  await terminal.until(PROMPT);
  terminal.type("\x04");
  is(await terminal.ended(), 0);
});

terminalTest("Ctrl-C stops a busy loop, a printing value, a waiting program, and the session lives", async () => {
  const terminal = await repl();
  for (
    const code of [
      "(loop [] (recur))",
      "(filter neg? (range))",
      "(read-line)",
      "(loop [] (try (/ 1 0) (catch Exception e nil)) (recur))",
    ]
  ) {
    terminal.type(`(do (def x 1) (println "begun") ${code})\r`);
    await terminal.until("\nbegun\n");
    terminal.type("\x03");
    await terminal.until("error[interrupted]: It was interrupted");
    await terminal.until(PROMPT);
  }
  terminal.type("(+ x 41)\r");
  await terminal.until("\n42\n");
  await terminal.until(PROMPT);
  terminal.type("abc\x03");
  await terminal.until("abc^C");
  terminal.type("(+ 1 1)\r");
  await terminal.until("\n2\n");
  await terminal.close();
});

terminalTest("names complete, documentation comes on a key", async () => {
  const terminal = await repl();
  terminal.type("(str/joi\t");
  await terminal.until("The texts of the elements");
  terminal.type(' "-" [1 2])\r');
  await terminal.until('\n"1-2"\n');
  terminal.type("(redu\t");
  await terminal.until("Combines all elements");
  terminal.type("\x03(reduce \x1bOP");
  await terminal.until("(reduce f init coll)");
  await terminal.close();
});

terminalTest("the history is kept over sessions, one entry for a form of several lines", async () => {
  const first = await repl();
  first.type("(+ 20\r21)\r");
  await first.until("\n41\n");
  await first.close({ keepFolder: true });
  is(Deno.readTextFileSync(join(first.folder.path, "history")), '"(+ 20\\n  21)"\n');
  is((Deno.statSync(join(first.folder.path, "history")).mode ?? 0) & 0o777, 0o600);
  const second = await repl({ folder: first.folder });
  second.type("\x1b[A\x05 \r");
  await second.until("\n41\n");
  await second.until(PROMPT);
  second.type("\x1220\r");
  await second.until("\n41\n");
  await second.close();
});

terminalTest("a paste of 500 lines arrives whole", async () => {
  const lines = Array.from({ length: 500 }, (_, i) => `(def x${i} ${i})`);
  const terminal = await repl();
  terminal.type(`\x1b[200~${lines.join("\r")}\x1b[201~\r`);
  await terminal.until("#'user/x499\n");
  terminal.type("(+ x0 x250 x499)\r");
  await terminal.until("\n749\n");
  await terminal.close();
});

terminalTest(
  "lines that come faster than they are evaluated are all evaluated, also without a paste's brackets",
  async () => {
    const terminal = await repl();
    terminal.type(
      Array.from({ length: 100 }, (_, i) => `(def y${i} ${i})\r`).join("") + "(list :sum (+ y0 y50 y99))\r",
    );
    await terminal.until("(:sum 149)\n");
    await terminal.close();
  },
);

terminalTest("what actors print while somebody types stands above what is typed", async () => {
  const terminal = await repl();
  terminal.type(
    '(do (def a (spawn (fn [] (loop [] (receive x -> (println "heard" x)) (recur))))) (send-every 100 a :it) nil)\r',
  );
  await terminal.until("nil\n");
  await terminal.until(PROMPT);
  terminal.type("(+ 1 20");
  await terminal.until("heard :it\nbatuta> (+ 1 20");
  terminal.type("0");
  await terminal.until("heard :it\nbatuta> (+ 1 200");
  terminal.type(")\r");
  await terminal.until("\n201\n");
  await terminal.close();
});

terminalTest("a program reads lines as they are typed", async () => {
  const terminal = await repl();
  terminal.type("(str (read-line) (read-line))\r");
  await terminal.until("\n");
  terminal.type("wide 日本\nsecond\n");
  await terminal.until('"wide 日本second"');
  await terminal.close();
});

terminalTest("lines that were typed ahead are there for the program that reads them", async () => {
  const terminal = await repl();
  terminal.type("(str (read-line) (read-line))\rone\rtwo\r(+ 40 2)\r");
  await terminal.until('"onetwo"');
  await terminal.until("\n42\n");
  await terminal.close();
});

terminalTest("a value stands in a line of its own", async () => {
  const terminal = await repl();
  terminal.type('(print "abc")\r');
  await terminal.until("\nabc\nnil\nbatuta> ");
  await terminal.close();
});

terminalTest("a program that can never go on is told so; waiting for input is no such case", async () => {
  const terminal = await repl();
  terminal.type("@(promise)\r");
  await terminal.until("error[standstill]");
  terminal.type("(actors)\r");
  await terminal.until("mailbox-size");
  await terminal.close();
});

terminalTest("a terminal that cannot be steered gets plain lines", async () => {
  const terminal = await repl({ env: { TERM: "dumb" } });
  terminal.type("(+ 1\n2)\n");
  await terminal.until("        3\n");
  await terminal.close();
});

// ---- nREPL -------------------------------------------------------------------------------------------------------------

/** A server in a folder of its own. */
class Listener {
  readonly folder = new Folder();
  readonly #child: Deno.ChildProcess;
  port = 0;
  /** What it printed first. */
  said = "";

  private constructor(address: string, env: Readonly<Record<string, string>>) {
    const [program, ...args] = [...BATUTA, "repl", "--listen", address];
    this.#child = new Deno.Command(program, {
      args,
      cwd: this.folder.path,
      env: { NO_COLOR: "1", ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
  }

  static async open(address = "0", env: Readonly<Record<string, string>> = {}, lines = 1): Promise<Listener> {
    const listener = new Listener(address, env);
    const reader = listener.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    while (listener.said.split("\n").length <= lines) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`It ended: ${listener.said}`);
      listener.said += value;
    }
    listener.port = Number(/on port (\d+)/.exec(listener.said)?.[1]);
    (async () => {
      while (!(await reader.read()).done);
    })();
    return listener;
  }

  async close(): Promise<number> {
    this.#child.kill("SIGINT");
    const { code } = await this.#child.status;
    Deno.removeSync(this.folder.path, { recursive: true });
    return code;
  }
}

/** Sends bytes and answers all messages until the other side ends, or one is as `last` says. */
async function exchange(
  port: number,
  bytes: Uint8Array,
  { halfClose = false, last = (_: Message): boolean => false } = {},
): Promise<Message[]> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(bytes);
  if (halfClose) await conn.closeWrite();
  const decoder = new Decoder();
  const messages: Message[] = [];
  const block = new Uint8Array(65536);
  for (let n = await conn.read(block); n !== null; n = await conn.read(block)) {
    messages.push(...decoder.push(block.subarray(0, n)));
    if (messages.some(last)) break;
  }
  conn.close();
  return messages.map((message) => ({ ...message }));
}

const text = (given: string) => new TextEncoder().encode(given);

Deno.test("a server tells its port, answers, and goes on whatever is sent to it", async () => {
  const server = await Listener.open();
  match(server.said, /^nREPL server started on port (\d+) on host 127\.0\.0\.1 - nrepl:\/\/127\.0\.0\.1:\1\n$/);
  is(Deno.readTextFileSync(join(server.folder.path, ".nrepl-port")), String(server.port));
  const { port } = server;
  is((await exchange(port, text("this is no bencode")))[0].status, ["malformed", "error", "done"]);
  is(await exchange(port, text("d2:op4:eval4:code5:(+ 1"), { halfClose: true }), []);
  const halfClosed = await exchange(port, encode({ op: "eval", id: "1", code: "(do (sleep 50) (+ 1 2))" }), {
    halfClose: true,
  });
  is(halfClosed, [{ id: "1", value: "3", ns: "user" }, { id: "1", status: ["done"] }]);
  for (let i = 0; i < 20; i++) {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    if (i % 2 === 0) await conn.write(encode({ op: "eval", id: "1", code: "(range 100000)" }));
    conn.close();
  }
  const last = ({ status }: Message) => status !== undefined;
  is((await exchange(port, encode({ op: "eval", code: "(* 6 7)" }), { last }))[0].value, "42");
  is(await server.close(), 130);
});

Deno.test("a server that others can come to wants a token", async () => {
  const server = await Listener.open("0.0.0.0:0", {}, 2);
  const token = /token: ([0-9a-f]{32})\n/.exec(server.said)?.[1] ?? "";
  ok(token !== "");
  is((await exchange(server.port, encode({ op: "eval", code: "1" })))[0].status, ["unauthorized", "error", "done"]);
  const last = ({ status }: Message) => status !== undefined;
  is((await exchange(server.port, encode({ op: "eval", code: "1", token }), { last }))[0].value, "1");
  const refused = await new Folder().run(["repl", "--connect", String(server.port)], { input: "1\n" });
  is(refused.status, 1);
  match(refused.err, /error\[unauthorized\]/);
  const admitted = await new Folder().run(["repl", "--connect", String(server.port)], {
    input: "(+ 1 1)\n",
    env: { BATUTA_TOKEN: token },
  });
  is([admitted.status, admitted.out], [0, "2\n"]);
  await server.close();
});

Deno.test("--connect evaluates in the other program and prints what that prints", async () => {
  const server = await Listener.open();
  const input = '(def there 20)\n(println "hello")\n(first 1)\n(+ there 1)\n(ns other)\n(str *ns*)\n';
  const { status, out, err } = await new Folder().run(["repl", "--connect", `127.0.0.1:${server.port}`], { input });
  is([status, out], [0, '#\'user/there\nhello\nnil\n21\nnil\n"other"\n']);
  match(err, /error\[not-seqable\]/);
  await server.close();
  const lost = await new Folder().run(["repl", "--connect", String(server.port)], { input: "1\n" });
  is(lost.status, 1);
  match(lost.err, /error\[cannot-connect\]: Cannot connect to 127\.0\.0\.1:\d+: .*refused/);
});

terminalTest("--connect in a terminal: completion, documentation, interrupt, reading", async () => {
  const server = await Listener.open();
  const terminal = await repl({}, ["--connect", String(server.port)]);
  terminal.type("(str/joi\t");
  await terminal.until("The texts of the elements");
  terminal.type(' "-" [1 2])\r');
  await terminal.until('\n"1-2"\n');
  terminal.type("(println 7) (loop [] (recur))\r");
  await terminal.until("\n7\n");
  terminal.type("\x03");
  await terminal.until("interrupted\n");
  await terminal.until(PROMPT);
  terminal.type("(str (read-line) 1)\r");
  await terminal.until("\n");
  terminal.type("typed\n");
  await terminal.until('"typed1"');
  terminal.type(":doc reduce\r");
  await terminal.until("Combines all elements");
  await terminal.close();
  await server.close();
});

terminalTest("who listens at a terminal works in the same program", async () => {
  const terminal = new Terminal(["repl", "--listen", "0"]);
  const said = await terminal.until(PROMPT);
  const port = Number(/on port (\d+)/.exec(said)?.[1]);
  terminal.type("(def both 41)\r");
  await terminal.until("#'user/both\n");
  const last = ({ status }: Message) => status !== undefined;
  is((await exchange(port, encode({ op: "eval", code: "(inc both)" }), { last }))[0].value, "42");
  await terminal.close();
});

const CLOJURE = ["nrepl", "clojure", "core.specs.alpha", "spec.alpha"].map((name) => `/usr/share/java/${name}.jar`);

function hasClojureClient(): boolean {
  return CLOJURE.every((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** What the official client does; prints one form. */
const CLIENT = `
(require '[nrepl.core :as nrepl])
(with-open [conn (nrepl/connect :port (Integer/parseInt (first *command-line-args*)))]
  (let [client (nrepl/client conn 60000)
        session (nrepl/client-session client)
        ask (fn [m] (nrepl/combine-responses (doall (nrepl/message session m))))
        values #(nrepl/response-values (doall (nrepl/message session {:op "eval" :code %})))
        busy (future (ask {:op "eval" :code "(println :begun) (loop [] (recur))" :id "busy"}))]
    (Thread/sleep 300)
    (let [stopped (loop []
                    (let [{:keys [status]} (ask {:op "interrupt" :interrupt-id "busy"})]
                      (if (contains? (set status) "done") (:status @busy) (recur))))]
      (prn [(contains? stopped "interrupted")
            (values "(def x 20) (+ x 1)")
            (:out (ask {:op "eval" :code "(println \\"hi\\")"}))
            (contains? (:status (ask {:op "eval" :code "(first 1)"})) "eval-error")
            (get-in (ask {:op "lookup" :sym "reduce"}) [:info :name])
            (mapv :candidate (:completions (ask {:op "completions" :prefix "str/joi"})))
            (:value (ask {:op "load-file" :file "(ns l) (def y 7) (inc y)" :file-path "l.bat"}))
            (count (:sessions (ask {:op "ls-sessions"})))
            (get-in (ask {:op "describe"}) [:versions :batuta :version-string])
            (:status (ask {:op "close"}))]))))
(shutdown-agents)
`;

Deno.test({
  name: "the official Clojure client: evaluation, interrupt, output, errors, lookup, completion, files",
  ignore: !hasClojureClient(),
  async fn() {
    const server = await Listener.open();
    const script = join(server.folder.path, "client.clj");
    Deno.writeTextFileSync(script, CLIENT);
    const args = ["-cp", CLOJURE.join(":"), "clojure.main", script, String(server.port)];
    const { stdout, stderr } = await new Deno.Command("java", { args }).output();
    is(
      new TextDecoder().decode(stdout).trim(),
      `[true [(var user/x) 21] "hi\\n" true "reduce" ["str/join"] ["8"] 1 "0.1.0" #{"done" "session-closed"}]`,
      new TextDecoder().decode(stderr),
    );
    await server.close();
  },
});
