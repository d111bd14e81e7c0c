/** Notation: `batuta(["-e", code], input)` runs a program with this standard input. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { batuta, Folder } from "./batuta.ts";

Deno.test("lines of standard input, taken as a sequence and one by one", async () => {
  const code = "(prn (read-line)) (prn (take 2 (line-seq :stdin)))";
  assert.deepEqual(await batuta(["-e", code], "a\nb\r\nc"), { status: 0, out: '"a"\n("b" "c")\nnil\n', err: "" });
});

Deno.test("a long file is read in little memory", async () => {
  const folder = new Folder();
  const path = join(folder.path, "long.txt");
  const block = new TextEncoder().encode(
    "some line of a log that is long enough, number 12345678901234567890\n".repeat(15_000),
  );
  const file = Deno.openSync(path, { write: true, create: true });
  for (let i = 0; i < 200; i++) file.writeSync(block);
  file.close();
  const code = '(prn (->> (line-seq "long.txt") (filter (fn [line] (str/ends-with? line "0"))) count))';
  const { out, err } = await folder.run(["-e", code], { env: { DENO_V8_FLAGS: "--max-old-space-size=80" } });
  Deno.removeSync(path);
  assert.deepEqual({ out, err }, { out: "3000000\nnil\n", err: "" });
});

Deno.test("a program that waits for what can never come is told so, and where", async () => {
  const { status, err } = await batuta(["-e", "(defn f [] (inc @(promise))) (f)"]);
  assert.equal(status, 1);
  assert.match(err, /^error\[standstill\]: .*\n +--> <-e>:1:17\n/);
});

Deno.test("a program can go on after it has waited in vain", async () => {
  const code = "(def p (promise)) (def e (try @p (catch Exception e (ex-code e)))) (deliver p 1) [e @p]";
  assert.deepEqual(await batuta(["-e", code]), { status: 0, out: "[:standstill 1]\n", err: "" });
});

Deno.test("another program writes where this one does, in order", async () => {
  const code = '(print "a ") (process/run "echo" ["b"] {:out :inherit}) (println "c")';
  assert.equal((await batuta(["-e", code])).out, "a b\nc\nnil\n");
});
