/** Types while programs run: mistakes come before their form, warnings change nothing, the boundary checks what comes from outside. */
import assert from "node:assert/strict";
import { Source } from "../../lib/source/mod.ts";
import { newSession, ran } from "./checking.ts";

const ADD = "(defn add :: [Int Int -> Int] [x y] (+ x y))";

Deno.test("a mistake is found before anything of its form runs", async () => {
  let output = "";
  const session = newSession((text) => output += text);
  const outcome = await session.run(new Source("t.bat", `${ADD} (do (println "printed") (add 1 "two"))`));
  assert.equal(outcome.status, 2);
  assert.equal(output, "");
});

Deno.test("code without annotations fails when it runs, not before", async () => {
  assert.equal(await ran('(defn f [x] (inc x)) (f "a")'), "not-a-number 1:18");
});

Deno.test("a warning lets the program run; strictly it does not", async () => {
  const code = `(defn f :: [Int -> Int | Nil] [x] (if (pos? x) x nil)) ${ADD} (add 1 (f 2))`;
  assert.equal(await ran(code), "3");
  assert.match(await ran(code, { strict: true }), /^maybe-argument/);
});

Deno.test("type-of answers types as they are written", async () => {
  assert.equal(await ran("(type-of (map inc [1 2]))"), "[Int]");
  assert.equal(await ran("(defn f [x] (str x)) (type-of f)"), "[Any -> String]");
  assert.equal(await ran("(type-of (if (pos? (rand-int 2)) 1 nil))"), "(Int | Nil)");
});

Deno.test("a typed function checks what code without types hands it, and the caller is blamed", async () => {
  const code =
    `${ADD}\n(defn untyped [f x] (f 1 x))\n(defn go [] (untyped (first [add]) (first (list (read-string "\\"two\\"")))))\n(go)`;
  assert.equal(await ran(code, { checkCalls: true }), "broken-type 2:21");
  assert.equal(await ran(code), "not-a-number 1:37");
});

Deno.test("proven calls and others give the same", async () => {
  const code =
    `${ADD} (defn total :: [& Int -> Int] [& xs] (reduce + 0 xs)) [(add 1 2) (apply add [3 4]) (total) (apply total [1 2])]`;
  assert.equal(await ran(code, { checkCalls: true }), "[3 7 0 3]");
});

Deno.test("a checked function can be redefined, and its callers see it", async () => {
  const code = `${ADD} (defn go :: [-> Int] [] (add 1 2)) (def before (go)) (defn add [x y] :other) [before (go)]`;
  assert.equal(await ran(code, { checkCalls: true }), "[3 :other]");
});

const COUNTER = "(defprotocol Counter (increment :: [-> Unit]) (add :: [Int -> Unit]) (get-value :: [-> Int]))\n" +
  "(defactor counter :: Counter [n] (receive :increment -> (recur (+ n 1)) {:add i} -> (recur (+ n i)) :get-value -> n))\n";

Deno.test("an actor of a protocol takes its messages", async () => {
  assert.equal(
    await ran(`${COUNTER}(def c (spawn counter 0)) (send c :increment) (send c {:add 5}) (call c :get-value)`),
    "6",
  );
});

Deno.test("another message is refused at the sender, while the program runs, where it was not known before", async () => {
  assert.equal(
    await ran(`${COUNTER}(def c (spawn counter 0))\n((first [send]) c (first [:reset]))`),
    "wrong-message 4:1",
  );
  assert.match(await ran(`${COUNTER}(def c (spawn counter 0))\n(send c :reset)`), /^no-such-message 4:9/);
});

Deno.test("a program that names types can be asked for them", async () => {
  assert.equal(
    await ran("(deftype User {:id Int :nick String | Nil}) (type-form User)"),
    "{:id Int :nick (String | Nil)}",
  );
});
