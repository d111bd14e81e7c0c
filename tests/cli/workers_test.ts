/**
 * Programs on several workers as people see them: input, output, exit, standstill, arguments, files, loss. When red, suspect
 * `lib/cli/workers.ts`, `worker.ts`, `standstill.ts`, `host.ts`; for what is lost `lib/actor/loss.ts`.
 */

import assert from "node:assert/strict";
import { Folder, type Run } from "./batuta.ts";

/** Runs a program on so many workers. */
function run(
  program: string,
  { workers = 2, input = "", words = [] as string[], files = {}, args = [] as string[] } = {},
): Promise<Run> {
  return new Folder({ "a.bat": program, ...files }).run([...words, "a.bat", ...args], {
    input,
    env: { BATUTA_WORKERS: String(workers) },
  });
}

/** A program that runs `body` on another worker and prints its value. */
function elsewhere(body: string): string {
  return `(println (call (spawn-with {:worker 2} (fn [] (receive :go -> (reply ${body})))) :go :infinity))`;
}

Deno.test("lines of input are read in order, whichever worker reads them", async () => {
  const program = `(println (read-line))
${elsewhere("[(read-line) (worker)]")}
(println (read-line))
${elsewhere("(vec (line-seq *in*))")}
(println (read-line))`;
  const { status, out, err } = await run(program, { input: "1\n2\n3\n4\n5\n" });
  assert.deepEqual([status, out, err], [0, "1\n[2 2]\n3\n[4 5]\nnil\n", ""]);
});

Deno.test("what is printed before a message is seen before its effects", async () => {
  const program = `(def home (self))
(def a (spawn-with {:worker 2} (fn [] (dotimes [i 5] (receive n -> (do (println "there" n) (send home n)))))))
(dotimes [i 5] (println "here" i) (send a i) (receive n -> (println "back" n)))`;
  const lines = [0, 1, 2, 3, 4].flatMap((i) => [`here ${i}`, `there ${i}`, `back ${i}`]);
  assert.equal((await run(program)).out, lines.join("\n") + "\n");
});

Deno.test("an actor that prints, moves and prints again is seen in order", async () => {
  const program = `(await-exit (spawn (fn [] (println "before") (#'batuta.core/-move-to 2) (println "after"))))`;
  assert.equal((await run(program)).out, "before\nafter\n");
});

Deno.test("exit on another worker ends the program with its status, and nothing printed is lost", async () => {
  const program = `(print "main ")
(send (spawn-with {:worker 2} (fn [] (receive :go -> (do (print "there") (exit 7))))) :go)
(receive :never -> 1)`;
  const { status, out } = await run(program);
  assert.deepEqual([status, out], [7, "main there"]);
});

Deno.test("arguments and environment are the program's, on every worker", async () => {
  const program = elsewhere('[*command-line-args* (getenv "BATUTA_WORKERS")]');
  assert.equal((await run(program, { args: ["x", "y"] })).out, "[(x y) 2]\n");
});

Deno.test("a file that an actor elsewhere requires is loaded there, and its vars are everyone's", async () => {
  const files = { "helper.bat": "(ns helper)\n(defn twice [x] (* 2 x))\n" };
  const program = `${
    elsewhere("(do (require 'helper) ((resolve 'helper/twice) 21))")
  }\n(println ((resolve 'helper/twice) 4))`;
  const { out, err } = await run(program, { files });
  assert.deepEqual([out, err], ["42\n8\n", ""]);
});

Deno.test("a program that waits for what can never come says so, with other workers too", async () => {
  const { status, err } = await run(`(spawn-with {:worker 2} (fn [] 1))\n(receive :never -> 1)`);
  assert.equal(status, 1);
  assert.match(err, /^error\[standstill\].*\n *--> a\.bat:2:1/);
});

Deno.test("timers, computations and servers of other workers are worth waiting for", async () => {
  const program = `(require '[batuta.http :as http])
(defn ask [f] (send (spawn-with {:worker 2} (fn [] (receive from -> (f from)))) (self)) (receive x -> x))
(println (ask (fn [from] (sleep 300) (send from :slept))))
(println (ask (fn [from] (send-after 300 from :timer))))
(println (ask (fn [from] (dotimes [i 30000000] (inc i)) (send from :computed))))
(def server (spawn-with {:worker 2} (fn [] (let [server (http/serve (fn [_] {:body "served"}) {:port 0})]
  (receive {:url from 0} -> (send from (http/url server))) (receive :stop -> (http/stop server))))))
(send server {:url (self) 0})
(println (:body (http/get (receive url -> url))))
(spawn (fn [] (sleep 300) (send server :stop)))
(println (try (receive :never -> 1) (catch Exception e (ex-code e))))`;
  assert.equal((await run(program)).out, ":slept\n:timer\n:computed\nserved\n:standstill\n");
});

Deno.test("a worker that fails is a warning, without a word of its host's", async () => {
  const program = `(def a (spawn-with {:worker 2} (fn [] (#'batuta.core/-fail-host) (sleep :infinity))))
(println (await-exit a))
${elsewhere("(worker)")}`;
  const { status, out, err } = await run(program);
  assert.deepEqual([status, out], [0, ":worker-lost\n2\n"]);
  assert.match(err, /^warning\[lost-worker\]: Worker 2 is lost: the host failed\nhint: [^\n]*\n$/);
});

Deno.test("two workers that fail at once take their actors, and no others", async () => {
  const program = `(defn failing [] (receive :fail -> (do (#'batuta.core/-fail-host) (sleep :infinity))))
(defactor kept [n] (receive :get -> (worker)))
(def as (mapv (fn [w] (spawn-with {:worker w} failing)) [2 3]))
(def k (spawn-with {:worker 4} kept 1))
(call k :get :infinity)
(run! (fn [a] (send a :fail)) as)
(println (mapv await-exit as) (call k :get :infinity) (mapv (fn [w] (call (spawn-with {:worker w} kept 1) :get :infinity)) [2 3 4]))`;
  const { status, out } = await run(program, { workers: 4 });
  assert.deepEqual([status, out], [0, "[:worker-lost :worker-lost] 4 [2 3 4]\n"]);
});

Deno.test("with --errors json other workers report as JSON too", async () => {
  const program = `(await-exit (spawn-with {:worker 2} (fn [] (throw "boom"))))`;
  const { err } = await run(program, { words: ["--errors", "json"] });
  assert.equal(JSON.parse(err).message, "boom");
});

Deno.test("a worker that waits for a line of input is not taken for lost", async () => {
  const folder = new Folder({ "a.bat": elsewhere("(read-line)") });
  const input = new ReadableStream<Uint8Array>({
    async start(controller) {
      await new Promise((resolve) => setTimeout(resolve, 3000));
      controller.enqueue(new TextEncoder().encode("late\n"));
      controller.close();
    },
  });
  const { out, err } = await folder.run(["a.bat"], { input, env: { BATUTA_WORKERS: "2" } });
  assert.deepEqual([out, err], ["late\n", ""]);
});

Deno.test("one worker is all there is with a seed", async () => {
  const { err } = await run(`(spawn-with {:worker 2} (fn [] 1))`, { words: ["--seed", "1"] });
  assert.match(err, /^error\[no-worker\]: There is no worker 2: this is the only one, 1/);
});

Deno.test("an actor that was started elsewhere at a program's end has its say", async () => {
  const { status, out } = await run(`(spawn-with {:worker 2} (fn [] (println "ran on" (worker))))`);
  assert.deepEqual([status, out], [0, "ran on 2\n"]);
});
