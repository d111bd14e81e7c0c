/**
 * Where failures of queries point: `points("(execute (from [1] «(where (+ :a 1))»))")` runs the program without the marks; its error must
 * point at what stands between them, and `notes` are those that it has. When this is red, suspect `lib/query/blame.ts` and the macros' places
 * in `lib/query/forms.ts`.
 */
import assert from "node:assert/strict";
import type { Diagnostic } from "../../lib/source/mod.ts";
import { renderDiagnostic, spanText } from "../../lib/source/mod.ts";
import { run } from "../compiler/session.ts";
import { clearTables } from "./memory.ts";

async function failing(code: string): Promise<Diagnostic> {
  clearTables();
  const { diagnostics } = await run(code);
  assert.equal(diagnostics.length, 1, "there is no error");
  return diagnostics[0];
}

function points(marked: string, ...notes: string[]): void {
  Deno.test(`the error of ${marked.replaceAll(/\s+/g, " ")} points there`, async () => {
    const found = await failing(marked.replace(/[«»]/g, ""));
    const at = found.span;
    assert.ok(at, "the error has no place");
    const { text } = at.source;
    assert.equal(`${text.slice(0, at.start)}«${spanText(at)}»${text.slice(at.end)}`, marked);
    assert.deepEqual(
      found.notes.map(({ message, span }) => span === null ? message : `${message}: ${spanText(span)}`),
      notes,
    );
  });
}

const SECOND = "At row 2 of the collection";

// ---- the engine's own

points('(execute (from [{:a 1} {:a "x"}] «(where (> :a 0))»))', SECOND);
points(
  '(def q (from [{:a 1} {:a "x"}] (select [:a]) «(where (> :a 0))»))\n(count (execute q))',
  SECOND,
  "The query ran here: (execute q)",
);
points('(execute (->> (from [{:a 1} {:a "x"}]) «(aggregate :s (sum :a))»))', SECOND);
points('(execute (->> (from [{:a 1} {:a "x"}]) «(order-by :a)»))');
points('(execute (->> (from [{:a 1} {:a "x"}]) «(with-columns :b (* 2 :a))» (where (> :b 1))))', SECOND);
points("(execute (->> (from [{:a 1} {:a 0}]) «(with-columns :b (/ 1 :a))»))", SECOND);
points('(execute (from [{:a 1} {:a 2}] «(join [{:b "x"}] (< :a :b))»))', "At row 1 of the collection");
points('(execute (->> (from [{:a 1} {:a 2}]) «(where (like :a "x%"))»))', "At row 1 of the collection");
points("(execute (from [{:a 1}] (select [:a]) «(where (> :b 0))»))");
points('(execute (from [{:a 1 :b "x"}] (group-by :a) «(aggregate :s (sum :b))»))', "At row 1 of the collection");
points(
  '(execute (query [e (from [{:a "x"}]) :when (> (:a e) 4)] {:a (:a e)}))'.replace(
    /\(query.*\}\)/,
    "«$&»",
  ),
  "At row 1 of the collection",
);
points("(execute (from «:nowhere» (limit 3)))");
points("(execute (from [{:a 1}] «(join :nowhere (= :a :b))»))");
points("(execute (->> (from [{:a 1}]) «(left-join :nowhere (= :a :b))»))");
points("(execute (from [{:a 1}] «(union :nowhere)»))");
points("(execute (from [{:a 1}] «(limit -1)»))");

// ---- functions that are called

points("(execute (from [{:a 1}] «(with-columns :b (str/upper-case :a))»))", "At row 1 of the collection");
points("(execute (from [{:a 1}] «(transform str/upper-case)»))", "At row 1 of the collection");
points("(execute (from [{:a 1}] «(flat-map :a)»))", "At row 1 of the collection");
points("(execute (from [1 2 3] «(map str/upper-case)»))", "At row 1 of the collection");
points(
  '(defn own [x] (if (= x 2) «(throw "no")» x))\n(execute (from [{:a 1} {:a 2}] (where (own :a))))',
  SECOND,
  "In this clause of a query: (where (own :a))",
);
points(
  '(defn own [x] (sleep 0) (if (= x 2) «(throw "no")» x))\n(execute (from [{:a 1} {:a 2}] (where (own :a))))',
  SECOND,
  "In this clause of a query: (where (own :a))",
);
points(
  "(execute (from [{:a 1} {:a 0}] (transform (fn [{:keys [a]}] «(/ 1 a)»))))",
  SECOND,
  "In this clause of a query: (transform (fn [{:keys [a]}] (/ 1 a)))",
);
points(
  '(execute (->> (from [{:a 1}]) (aggregate :x ((fn [xs] «(throw "all")») :a))))',
  'In this clause of a query: (aggregate :x ((fn [xs] (throw "all")) :a))',
);

Deno.test("an error deep in a long collection says which row it was", async () => {
  const code = '(execute (from (map (fn [i] {:a (if (= i 700) "x" i)}) (range 2000)) (where (> :a 0))))';
  assert.equal((await failing(code)).notes[0].message, "At row 701 of the collection");
});

Deno.test("an error at a record of a log says its offset, in the metadata of its data, too", async () => {
  const append = '(dlog/append-all :readings [{:a 1} {:a 2} {:a "x"}])\n';
  const { notes } = await failing(`${append}(execute (from :readings (where (> :a 0))))`);
  assert.deepEqual(notes.map(({ message }) => message), ["At offset 2 of the log :readings"]);
  clearTables();
  const caught =
    "(try (execute (from :readings (where (> :a 0)))) (catch Exception e [(ex-data e) (meta (ex-data e))]))";
  const { value } = await run(`${append}${caught}`);
  assert.equal(String(value), "[{:error :query-types :column :a} {:log :readings :offset 2}]");
});

Deno.test("a column that is not there is told from those that are", async () => {
  const found = await failing("(execute (from [{:amount 1 :id 1}] (select [:id :amount]) (where (> :amuont 0))))");
  assert.equal(found.hint, "did you mean :amount? There are :id, :amount");
});

Deno.test("a query that fails twice in nested executions keeps the place that was nearest", async () => {
  const found = await failing(
    '(execute (from [{:n 1}] (transform (fn [r] (execute (from [{:a 1} {:a "x"}] (where (> :a 0))))))))',
  );
  assert.equal(found.span === null ? "" : spanText(found.span), "(where (> :a 0))");
  assert.ok(renderDiagnostic(found, { color: false }).includes("note: At row 2 of the collection"));
});
