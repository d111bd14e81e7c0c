/**
 * Loading of files: `program({"a.bat": "…"}, "a.bat")` is what a program prints, or its mistake as `code line:column file`.
 * When one fails, suspect `lib/compiler/loader.ts`.
 */
import { deepStrictEqual, match, ok } from "node:assert/strict";
import { Session } from "../../lib/compiler/mod.ts";
import { machine, removeNamespace } from "../../lib/runtime/mod.ts";
import { Source } from "../../lib/source/mod.ts";
import { memoryHost } from "../compiler/session.ts";

type Files = Readonly<Record<string, string>>;

async function program(files: Files, main: string, slice?: number): Promise<string> {
  for (const name of ["user", "main", "a", "b", "c", "a.b", "a-x.y", "t"]) removeNamespace(name);
  let output = "";
  const host = {
    ...memoryHost((text) => output += text),
    readFile: (path: string) => {
      if (!Object.hasOwn(files, path)) throw new Deno.errors.NotFound(path);
      return new TextEncoder().encode(files[path]);
    },
  };
  const usual = machine.slice;
  machine.slice = slice ?? usual;
  try {
    const outcome = await new Session(host).run(new Source(main, files[main]));
    if (outcome.status === 0) return output;
    const [{ code, span, message }] = outcome.diagnostics;
    if (code === "cyclic-load") return message;
    if (span === null) return `${code} nowhere`;
    const { line, col } = span.source.lineCol(span.start);
    return `${code} ${line}:${col} ${span.source.name} (${outcome.status})`;
  } finally {
    machine.slice = usual;
  }
}

async function is(files: Files, wanted: string): Promise<void> {
  deepStrictEqual(await program(files, "main.bat"), wanted);
  deepStrictEqual(await program(files, "main.bat", 1), wanted);
}

Deno.test("a namespace is found beside the program, in src and test, with each ending", async () => {
  const use = "(ns main (:require [a :as a] [b] [c :refer [f]])) (print (a/f) (b/f) (f))";
  await is({
    "main.bat": use,
    "a.bat": "(ns a) (defn f [] 1)",
    "src/b.batuta": "(ns b) (defn f [] 2)",
    "test/c.cljc": "(ns c) (defn f [] #?(:batuta 3 :clj 4))",
  }, "1 2 3");
});

Deno.test("dots are folders, dashes may be underscores", async () => {
  await is({
    "main.bat": "(require 'a.b 'a-x.y) (print (a.b/f) (a-x.y/f))",
    "src/a/b.bat": "(ns a.b) (defn f [] 1)",
    "src/a_x/y.bat": "(ns a-x.y) (defn f [] 2)",
  }, "1 2");
});

Deno.test("batuta.edn says where to look and which features portable code has", async () => {
  await is({
    "main.bat": "(require 'a) (print (a/f))",
    "batuta.edn": '{:paths ["lib"] :features [:clj]}',
    "lib/a.cljc": "(ns a) (defn f [] [#?(:clj 1 :cljs 2) #?(:clj 1 :default 3)])",
    "src/a.bat": "(ns a) (defn f [] :wrong)",
  }, "[1 3]");
});

Deno.test("a namespace is loaded once, again with :reload, and *ns* stays", async () => {
  await is({
    "main.bat": "(ns main) (require 'a) (require 'a) (require 'a :reload) (print (str *ns*) *file*)",
    "a.bat": '(ns a) (print "a ")',
  }, "a a main nil");
});

Deno.test(":as :refer :rename :exclude, prefix lists, :as-alias", async () => {
  await is({
    "main.bat": `(ns main (:require [a :as x :refer [f g] :rename {g h}] [b :refer :all :exclude [q]] (a [b :as ab]))
                     (:require [no.where :as-alias nw]))
                 (print (f) (h) (x/f) (p) (ab/f) ::nw/k (resolve 'q))`,
    "a.bat": "(ns a) (defn f [] 1) (defn g [] 2)",
    "b.bat": "(ns b) (defn p [] 3) (defn q [] 4) (defn- z [] 5)",
    "a/b.bat": "(ns a.b) (defn f [] 6)",
  }, "1 2 1 3 6 :no.where/k nil");
});

Deno.test("what is loaded may wait", async () => {
  await is({
    "main.bat": "(require 'a 'b) (print (b/f))",
    "a.bat": "(ns a) (def x @(async/run (fn [] 5))) (defn f [] x)".replace(
      "@(async/run (fn [] 5))",
      "(reduce + (range 5))",
    ),
    "b.bat": "(ns b (:require [a])) (defn f [] (a/f))",
  }, "10");
});

Deno.test("a circle is told with its chain", async () => {
  const files = {
    "main.bat": "(require 'a)",
    "a.bat": "(ns a (:require [b]))",
    "b.bat": "(ns b (:require [c]))",
    "c.bat": "(ns c (:require [a]))",
  };
  match(await program(files, "main.bat"), /a → b → c → a/);
});

Deno.test("mistakes and failures carry the places of the loaded file", async () => {
  deepStrictEqual(
    await program({ "main.bat": "(require 'a)", "a.bat": "(ns a)\n(defn f []\n  (foo))" }, "main.bat"),
    "unknown-name 3:4 a.bat (2)",
  );
  deepStrictEqual(
    await program({ "main.bat": "(require 'a)", "a.bat": "(ns a)\n(defn f [" }, "main.bat"),
    "unclosed 2:9 a.bat (2)",
  );
  deepStrictEqual(
    await program({ "main.bat": "(require 'a)", "a.bat": "(ns a)\n(/ 1 0)" }, "main.bat"),
    "divide-by-zero 2:1 a.bat (1)",
  );
});

Deno.test("what failed half-way is not loaded; the namespace of the program is as before", async () => {
  await is({
    "main.bat": `(ns main)
      (defn attempt [] (try (require 'a) (catch Exception e (print (ex-code e) (str *ns*) ""))))
      (attempt) (attempt)`,
    "a.bat": "(ns a)\n(/ 1 0)",
  }, ":divide-by-zero main :divide-by-zero main ");
});

Deno.test("a namespace that is nowhere, and a file that defines another one", async () => {
  deepStrictEqual(await program({ "main.bat": "(require 'a)" }, "main.bat"), "no-namespace 1:1 main.bat (1)");
  deepStrictEqual(
    await program({ "main.bat": "(require 'a)", "a.bat": "(ns b)" }, "main.bat"),
    "other-namespace 1:1 main.bat (1)",
  );
});

Deno.test("load-file and load-string", async () => {
  await is({
    "main.bat": '(print (load-file "x.bat") (load-string "(def z 1) (inc z)") (str *ns*))',
    "x.bat": "(def y 5) (inc y)",
  }, "6 2 user");
});

Deno.test("a file of very many forms takes no stack", async () => {
  const forms = Array.from({ length: 3000 }, (_, i) => `(def x${i % 10} ${i})`).join("\n");
  await is({ "main.bat": "(require 'a) (print a/x9)", "a.bat": `(ns a)\n${forms}` }, "2999");
});

Deno.test("tests of a portable file: reports, fixtures, counts", async () => {
  const out = await program({
    "main.bat": "(require 't) (print (select-keys (clojure.test/run-tests 't) [:test :pass :fail :error]))",
    "t.cljc": `(ns t (:require [clojure.test :as t :refer [deftest is are testing use-fixtures]]))
(use-fixtures :once (fn [f] (print "once ") (f)))
(use-fixtures :each (fn [f] (print "each ") (f)))
(deftest sums
  (is (= 4 (+ 2 2)))
  (testing "wrong" (is (= 5 (+ 2 2)) "bad sum")))
(deftest thrown
  (is (thrown? ArithmeticException (/ 1 0)))
  (is (thrown-with-msg? Exception #"zero" (/ 1 0)))
  (are [x y] (= x y) 1 1 2 2))
(defmethod t/assert-expr 'odd-one? [msg form]
  \`(t/do-report {:type (if (odd? ~(second form)) :pass :fail) :message ~msg :expected '~form :actual nil}))
(deftest open (is (odd-one? 3)) (throw (ex-info "boom" {})))`,
  }, "main.bat");
  ok(out.includes("\nTesting t\nonce each "), out);
  match(
    out,
    /FAIL in \(sums\) \(t\.cljc:6\)\nwrong\nbad sum\nexpected: \(= 5 \(\+ 2 2\)\)\n {2}actual: \(not \(= 5 4\)\)/,
  );
  match(out, /ERROR in \(open\)/);
  match(out, /\{:test 3 :pass 6 :fail 1 :error 1\}$/);
});

Deno.test("what portable code says to another host fails where it runs, not where it is loaded", async () => {
  await is({
    "main.bat": "(require 'a) (print (a/f 1)) (try (a/g) (catch Exception e (print (ex-code e))))",
    "a.cljc":
      "(ns a (:import [java.util Locale])) (defn f [x] (if (instance? Locale x) (.foo x) (inc x))) (defn g [] (Locale/getDefault))",
  }, "2:foreign");
  await is({ "main.bat": "(print 1) (Locale/getDefault)" }, "unknown-namespace 1:12 main.bat (2)");
  await is(
    { "main.bat": "(require 'a)", "a.cljc": "(ns a)\n(defn f [] (undefined-function))" },
    "unknown-name 2:13 a.cljc (2)",
  );
});

Deno.test("what `require` does not understand, or a namespace does not have, is a mistake", async () => {
  const files = { "a.bat": "(ns a) (defn shout [] 1) (defn- hidden [] 2)" };
  const requiring = (spec: string) => program({ ...files, "main.bat": `(ns main (:require ${spec}))` }, "main.bat");
  const wrong = async (spec: string) => (await requiring(spec)).split(" ")[0];
  deepStrictEqual(await requiring("[a :as b :refer [shout]]"), "");
  deepStrictEqual(await wrong("[a :refer [shot]]"), "not-in-namespace");
  deepStrictEqual(await wrong("[a :refer [hidden]]"), "not-in-namespace");
  deepStrictEqual(await wrong("[a :as]"), "bad-require");
  deepStrictEqual(await wrong("[a :ass b]"), "bad-require");
  deepStrictEqual(await wrong("[a as b]"), "bad-require");
  deepStrictEqual(await wrong("5"), "bad-require");
});
