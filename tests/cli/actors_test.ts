/**
 * What people see of actors: reports on standard error, the REPL, exit statuses, memory. When red, suspect `lib/cli/actor_reports.ts`;
 * for memory `lib/actor/actor.ts`.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { Folder, ROOT } from "./batuta.ts";

/** Runs a program from a file `a.bat`. */
function run(program: string, words: readonly string[] = []) {
  return new Folder({ "a.bat": program }).run([...words, "a.bat"]);
}

Deno.test("a crash is reported with the place, the last message and the state, and the program goes on", async () => {
  const { status, out, err } = await run(`(defactor account [owner amount]
  (receive {:take x} -> (recur owner (- amount (inc x)))))
(def a (spawn account "Ada" 5))
(send a {:take "all"})
(await-exit a)
(println "still here")`);
  assert.deepEqual([status, out], [0, "still here\n"]);
  assert.equal(
    err,
    `error[not-a-number]: \`inc\` needs numbers, got "all"
  --> a.bat:2:53
   |
 2 |   (receive {:take x} -> (recur owner (- amount (inc x)))))
   |                                                     ^
note: This ended the actor #actor<1.1.2> (account), while it handled {:take "all"}, with the state ["Ada" 5]
hint: text becomes a number with \`parse-int\` or \`parse-float\`; \`str\` joins text
  at user/account (a.bat:2:48)
`,
  );
});

Deno.test("a normal end, a stop and a kill are no news", async () => {
  const { status, err } = await run(`(defactor idle [] (receive :end -> :stop))
(def as [(spawn idle) (spawn idle) (spawn idle)])
(send (as 0) :end) (stop (as 1)) (kill (as 2))
(doseq [a as] (await-exit a))`);
  assert.deepEqual([status, err], [0, ""]);
});

Deno.test("the failure of a future is its value's, and is not reported", async () => {
  const { out, err } = await run(`(println (try @(future (throw "x")) (catch Exception e (ex-value e))))`);
  assert.deepEqual([out, err], ["x\n", ""]);
});

Deno.test("a program that is linked to an actor that fails, fails", async () => {
  const { status, err } = await run(`(spawn-link (fn [] (throw "boom")))\n(sleep 1000)`);
  assert.equal(status, 1);
  assert.match(
    err,
    /error\[linked-exit\]: #actor<1\.1\.2>, to which the program is linked, ended: boom\n {2}--> a\.bat:2:1/,
  );
});

Deno.test("an error that came from elsewhere points at who waited for the answer", async () => {
  const { err } = await run(`(defactor deaf [] (receive :never -> 1))\n(call (spawn deaf) :x 5)`);
  assert.match(err, /^error\[timeout\]: #actor<1\.1\.2> did not reply within 5 ms\n {2}--> a\.bat:2:1/);
  assert.doesNotMatch(err, /at _/);
});

Deno.test("traced messages are lines on standard error", async () => {
  const { out, err } = await run(`(defactor echo [] (receive [:say x] -> x))
(def e (spawn echo))
(trace e)
(send e [:noise 1])
(println (call e [:say 3]))
(untrace e)
(call e [:say 4])`);
  assert.equal(out, "3\n");
  assert.equal(
    err,
    "#actor<1.1.2> got [:noise 1] from #actor<1.1.1>\n#actor<1.1.2> got [:say 3] from #actor<1.1.1>\n#actor<1.1.2> sent 3 to #actor<1.1.1>\n",
  );
});

Deno.test("a mailbox that overflows is a warning, once", async () => {
  const { status, err } = await run(`(defactor slow [] (receive :never -> nil))
(register :slow (spawn slow))
(dotimes [_ 100100] (send :slow :x))`);
  assert.equal(status, 0);
  assert.match(
    err,
    /^warning\[mailbox-flood\]: 100000 messages wait in the mailbox of #actor<1\.1\.2> \(:slow\)\nhint: /,
  );
  assert.equal(err.match(/mailbox-flood/g)?.length, 1);
});

Deno.test("a migration that fails is reported, and the actor goes on as before", async () => {
  const { status, out, err } = await run(`(defactor c [n] (receive :get -> n))
(def a (spawn c 1))
(defactor c [n] (migrate [n] (throw "cannot")) (receive :get -> [:new n]))
(reload-actor c)
(println (call a :get))`);
  assert.deepEqual([status, out], [0, "1\n"]);
  assert.match(err, /^error\[thrown\]: cannot\n {2}--> a\.bat:3:30/);
  assert.match(err, /note: The actor #actor<1\.1\.2> \(c\) keeps its state and its old definition/);
});

Deno.test("with --errors json a crash is one line", async () => {
  const { err } = await run(`(await-exit (spawn (fn [] (throw "boom"))))`, ["--errors", "json"]);
  const { code, message, notes } = JSON.parse(err);
  assert.deepEqual([code, message, notes[0].message], ["thrown", "boom", "This ended the actor #actor<1.1.2>"]);
});

Deno.test("what was sent before a program's end is handled; who waits does not hold it up", async () => {
  const { status, out } = await run(`(defactor printer [] (receive x -> (println x)))
(def p (spawn printer))
(spawn (fn [] (sleep :infinity)))
(send p 1)
(send p 2)`);
  assert.deepEqual([status, out], [0, "1\n2\n"]);
});

Deno.test("a program that waits for a message that can never come says so", async () => {
  const { status, err } = await run("(receive :never -> 1)");
  assert.equal(status, 1);
  assert.match(err, /^error\[standstill\]/);
});

Deno.test("the inputs of a REPL are one actor, and a definition made again changes running actors when they are told", async () => {
  const input = `(def before (self))
(send (self) :hello)
(receive x -> x)
(= before (self))
(defactor c [n] (receive :get -> n))
(def a (spawn c 1))
(defactor c [n] (receive :get -> [:new n]))
(call a :get)
(reload-actor c)
(call a :get)
(receive-timeout 5 x -> x timeout -> :none)
(spawn-link (fn [] (throw "linked")))
(+ 1 (do (sleep 5) 1))
:after`;
  const { out, err } = await new Folder().run(["repl"], { input });
  const answers = out.trimEnd().split("\n").filter((line) => !/^#'|^#actor/.test(line));
  assert.deepEqual(answers.slice(0, 7), [":ok", ":hello", "true", "1", "1", "[:new 1]", ":none"]);
  // The failure of the linked actor reaches the input that runs or the next one, and no other.
  assert.equal(answers.at(-1), ":after");
  assert.equal(err.match(/error\[linked-exit\]/g)?.length, 1);
});

Deno.test("a server that calls itself for each of a million messages needs no more memory than for one", async () => {
  const program = `(defn server [n] (receive :inc -> (server (inc n)) {:get to _} -> (do (send to n) (server n))))
(def s (spawn server 0))
(dotimes [_ 1000] (dotimes [_ 1000] (send s :inc)) (send s {:get (self) 1}) (receive n -> n))
(send s {:get (self) 1})
(println (receive n -> n))`;
  const folder = new Folder({ "a.bat": program });
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--quiet",
      "--v8-flags=--max-old-space-size=64",
      "--config",
      join(ROOT, "deno.json"),
      join(ROOT, "main.ts"),
      "a.bat",
    ],
    cwd: folder.path,
    stderr: "null",
  }).output();
  assert.deepEqual([code, new TextDecoder().decode(stdout)], [0, "1000000\n"]);
});

Deno.test("who sleeps beside busy loops is woken when it is time", async () => {
  const { out } = await run(
    `(dotimes [_ 2] (spawn (fn [] (loop [i 0] (recur (inc i))))))
(let [start (clock-ms)]
  (dotimes [_ 5] (sleep 1))
  (println (< (- (clock-ms) start) 2000)))`,
    ["--workers", "1"],
  );
  assert.equal(out, "true\n");
});
