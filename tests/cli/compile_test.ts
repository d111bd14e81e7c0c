/** `batuta compile --lib` and `batuta run FILE.batc`, from source. Executables are tested in `tests/scripts/pack_test.ts`. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { Folder } from "./batuta.ts";

const APP = `(ns app (:require [util :as u] [batuta.spec :as s]))
(println "it runs")
(def table (u/build 3))
(defmacro with-table [x] \`(str ~x ~(count table)))
(defrecord Point [x])
(defactor counter [n] (receive :inc -> (recur (inc n)) :get -> n))
(s/def ::n Int)
(def c (spawn counter 1))
(send c :inc)
(println (with-table "n") (->Point 1) (call c :get) (s/valid? ::n "a") (resource "greeting.txt") *command-line-args*)
(when (seq *command-line-args*) (u/add-one "a"))
`;

const UTIL = `(ns util)
(println "util runs")
(defn build [n] (vec (range n)))
(defn add-one [x]
  (+ 1 x))
`;

Deno.test("a compiled program runs as its text does, in another folder; compiling runs nothing of it", async () => {
  const folder = new Folder({ "app.bat": APP, "util.bat": UTIL, "greeting.txt": "hello" });
  const other = new Folder();
  try {
    const { status, out, err } = await folder.run(["compile", "app.bat", "--lib", "--include", "greeting.txt"]);
    assert.deepEqual([status, err], [0, ""]);
    assert.match(out, /^app\.batc: [0-9.]+ KB, 1 namespace inside\n$/);
    Deno.renameSync(join(folder.path, "app.batc"), join(other.path, "app.batc"));
    const run = await other.run(["run", "app.batc"]);
    assert.deepEqual(run, { status: 0, out: "util runs\nit runs\nn3 #app.Point{:x 1} 2 false hello nil\n", err: "" });

    const failing = await other.run(["app.batc", "x"]);
    assert.equal(failing.status, 1);
    // The place is that of the text, which is not there.
    assert.match(failing.err, /not-a-number.*\n +--> util\.bat:5:8\n[^]*\(\+ 1 x\)[^]*at util\/add-one/);

    const bytes = Deno.readFileSync(join(other.path, "app.batc"));
    bytes[bytes.length - 9] ^= 1;
    Deno.writeFileSync(join(other.path, "app.batc"), bytes);
    const damaged = await other.run(["app.batc"]);
    assert.deepEqual([damaged.status, damaged.out], [2, ""]);
    assert.match(damaged.err, /compiled-damaged/);
  } finally {
    Deno.removeSync(folder.path, { recursive: true });
    Deno.removeSync(other.path, { recursive: true });
  }
});

Deno.test("what does not compile is said, and nothing is written", async () => {
  const folder = new Folder({ "app.bat": "(println (nope 1))" });
  try {
    const { status, err } = await folder.run(["compile", "app.bat", "--lib"]);
    assert.equal(status, 2);
    assert.match(err, /unknown-name/);
    assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["app.bat"]);
  } finally {
    Deno.removeSync(folder.path, { recursive: true });
  }
});

/** What `batuta FILE` and `batuta compile FILE --lib` say of a program, with the words before the file. */
async function bothWays(files: Readonly<Record<string, string>>, ...settings: string[]) {
  const folder = new Folder(files);
  const run = await folder.run([...settings, "app.bat"]);
  const compiled = await folder.run([...settings, "compile", "app.bat", "--lib"]);
  const written = [...Deno.readDirSync(folder.path)].some(({ name }) => name.endsWith(".batc"));
  Deno.removeSync(folder.path, { recursive: true });
  return { run, compiled, written };
}

const TYPED = `(defn add :: [Int Int -> Int] [a b] (+ a b))\n`;

Deno.test("a mistake of types stops compiling as it stops the program, also in a namespace that is required", async () => {
  const own = { "app.bat": `${TYPED}(defn wrong [] (add 1 "x"))` };
  const required = { "app.bat": "(ns app (:require [util]))", "util.bat": `(ns util)\n${TYPED}(add 1 "x")` };
  const whole = { "app.bat": `${TYPED}(do (println "before") (add 1 "x"))` };
  for (const files of [own, required, whole]) {
    const { run, compiled, written } = await bothWays(files);
    assert.match(run.err, /error\[type-argument\]/);
    assert.deepEqual([compiled.status, compiled.err, written], [2, run.err, false]);
  }
});

Deno.test("calls of a compiled program are not looked at, and who asks for that is told", async () => {
  const { run, compiled, written } = await bothWays({ "app.bat": TYPED }, "--check-calls");
  assert.deepEqual([run.status, run.err], [0, ""]);
  assert.deepEqual([compiled.status, written], [2, false]);
  assert.match(compiled.err, /^error\[calls-unchecked\]: /);
  const folder = new Folder({ "app.bat": TYPED });
  assert.equal((await folder.run(["compile", "app.bat", "--lib"])).status, 0);
  for (const words of [["--check-calls", "app.batc"], ["run", "--check-calls", "app.batc"]]) {
    const { status, err } = await folder.run(words);
    assert.equal(status, 2);
    assert.equal(err, compiled.err);
  }
});

Deno.test("a doubtful type is a warning of both, and an error of both where that is asked for", async () => {
  const files = { "app.bat": `(defn add :: [Int Int -> Int] [a b] (+ a b))\n(defn f [x] (add 1 (if x 2 "b")))` };
  const usual = await bothWays(files);
  assert.match(usual.run.err, /warning\[maybe-argument\]/);
  assert.deepEqual([usual.compiled.err, usual.compiled.status, usual.written], [usual.run.err, 0, true]);
  const strict = await bothWays(files, "--strict");
  assert.match(strict.run.err, /error\[maybe-argument\]/);
  assert.deepEqual([strict.compiled.err, strict.compiled.status, strict.written], [strict.run.err, 2, false]);
});
