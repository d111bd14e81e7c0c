/**
 * `batuta test --coverage` on a program whose coverage is known: the count of each line stands at its end, `;3`; a line without one is not counted.
 */
import { deepStrictEqual as is, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { Folder } from "./batuta.ts";

const SHAPES = `(ns shapes) ;1

(defmacro unless-zero [x & body]
  \`(if (zero? ~x) ;1
     nil
     (do ~@body)))

(defmacro defarea [name args & body]
  \`(defn ~name ~args ;2
     (let [area# (do ~@body)]
       area#)))

(defarea square [a]
  (* a a)) ;1

(defarea circle [r]
  (* 3 r ;0
     r))

(defn size [n]
  (cond ;3
    (neg? n) -> :negative ;3
    (zero? n) -> ;1
      :zero ;0
    (< n 10) -> :small ;1
    :else -> :big)) ;0

(defn kind [shape]
  (match shape ;1
    {:circle r} ->
      (circle r) ;0
    {:square a} -> (square a) ;1
    _ ->
      nil)) ;0

(defn word [n]
  (case n ;2
    1 :one ;1
    (2 3) -> "few" ;0
    4 ->
      4 ;0
    :many)) ;1

(defn letter [n]
  (case n ;1
    1 \\a, 2 \\b, 3 \\c, 4 \\d ;0
    5 \\e, 6 \\f, 7 \\g, 8 \\h ;0
    9 \\i ;0
    10 \\j)) ;1

(defn never-called
  "Docs."
  [x]
  (let [y (inc x)] ;0
    (println y) ;0
    (str x y))) ;0

(defn half [x] (unless-zero x (/ 1 x))) ;2
(defn third [x] (/ x 3)) ;0

(def table
  {:a 1
   :b (+ 1 2)})

(def later (delay
             (println "never"))) ;0
`;

const UNUSED = `(ns unused) ;0

(defn f [x]
  (inc x)) ;0
`;

/** Ends the process where it is expanded, so nothing is known of its lines. */
const ENDING = "(ns ending)\n(defmacro leave [] (exit 3))\n(leave)\n";

const TESTS = `(ns shapes-test
  (:require [batuta.test :refer [deftest is]] [shapes :as s]))

(deftest areas
  (is (= 4 (s/kind {:square 2})))
  (is (= 1 (s/half 1))))

(deftest words
  (is (= :one (s/word 1)))
  (is (= :many (s/word 9)))
  (is (= \\j (s/letter 10))))

(deftest sizes
  (is (= :negative (s/size -1)))
  (is (= :negative (s/size -2)))
  (is (= :small (s/size 3))))
`;

const MORE = `(ns more-test (:require [batuta.test :refer [deftest is]] [shapes :as s]))
(deftest halves (is (= 1/2 (s/half 2))))
`;

function project(): Folder {
  const folder = new Folder({ "batuta.edn": `{:paths ["src" "test"]}` });
  for (
    const [path, text] of Object.entries({ "src/shapes.bat": SHAPES, "src/unused.bat": UNUSED, "src/zend.bat": ENDING })
  ) {
    Deno.mkdirSync(join(folder.path, "src"), { recursive: true });
    Deno.writeTextFileSync(join(folder.path, path), text);
  }
  Deno.mkdirSync(join(folder.path, "test"));
  Deno.writeTextFileSync(join(folder.path, "test", "shapes_test.bat"), TESTS);
  Deno.writeTextFileSync(join(folder.path, "test", "more_test.bat"), MORE);
  return folder;
}

/** The counts that a program says of itself, by line. */
function known(text: string): [number, number][] {
  return text.split("\n").flatMap((line, i) => {
    const count = / ;(\d+)$/.exec(line)?.[1];
    return count === undefined ? [] : [[i + 1, Number(count)] as [number, number]];
  });
}

/** The counts in a trace file of lcov, by file. */
function traced(text: string): Record<string, [number, number][]> {
  return Object.fromEntries(
    text.split("end_of_record\n").filter((part) => part !== "").map((part) => [
      /^SF:.*[/\\](.*)$/m.exec(part)?.[1] ?? "",
      [...part.matchAll(/^DA:(\d+),(\d+)$/gm)].map(([, line, count]) => [Number(line), Number(count)]),
    ]),
  );
}

/** The counts in a page, by line. */
function paged(html: string): [number, number][] {
  return [...html.matchAll(/<b>(\d+)<\/b><i>(\d+)<\/i>/g)].map(([, line, count]) => [Number(line), Number(count)]);
}

Deno.test("each line counts as often as it was reached, in text, in lcov and in pages; a program that nothing loads counts with 0", async () => {
  const folder = project();
  const { out, status } = await folder.run(["test", "--lcov", "c/lcov.info", "--html", "c/html"]);
  equal(status, 0, out);
  const counts = known(SHAPES);
  const reached = counts.filter(([, count]) => count > 0).length;
  const share = (Math.floor(1000 * reached / counts.length) / 10).toFixed(1);
  match(out, new RegExp(`src/shapes\\.bat +${counts.length} +${share} % +\\S`));
  match(out, /src\/unused\.bat +2 +0\.0 % +1-4\n/);
  ok(!out.includes("zend"), out);
  match(out, /\n4 passed, 0 failed\n$/);
  const trace = Deno.readTextFileSync(join(folder.path, "c", "lcov.info"));
  is(traced(trace), { "shapes.bat": counts, "unused.bat": known(UNUSED) });
  match(trace, new RegExp(`LF:${counts.length}\nLH:${reached}\n`));
  const page = Deno.readTextFileSync(join(folder.path, "c", "html", "src_shapes.bat.html"));
  is(paged(page), counts);
});

Deno.test("on several processes the counts are those of all of them", async () => {
  const folder = project();
  equal((await folder.run(["test", "--parallel", "2", "--lcov", "lcov.info"])).status, 0);
  const found = traced(Deno.readTextFileSync(join(folder.path, "lcov.info")))["shapes.bat"];
  // What happens when a program is loaded or expanded happens in each of them.
  const onLoading = new Set([1, 4, 9]);
  const called = (counts: readonly [number, number][]) => counts.filter(([line]) => !onLoading.has(line));
  is(called(found), called(known(SHAPES)));
});
