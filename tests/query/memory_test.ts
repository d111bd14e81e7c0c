/** What a query keeps has a limit, whichever step keeps it: by rows. When red, suspect `lib/query/memory.ts` and who asks it. */
import assert from "node:assert/strict";
import { setMemoryLimit } from "../../lib/query/mod.ts";
import { run } from "../compiler/session.ts";

const STEPS = [
  "(group-by :s) (aggregate :n (count *))",
  "(group-by :s)",
  "(join rows (= :i :i)) (aggregate :n (count *))",
  "(join rows (< :i :i)) (aggregate :n (count *))",
  "(order-by :s) (aggregate :n (count *))",
  "(distinct) (aggregate :n (count *))",
  "(window {:order-by :i} :r (row-number)) (aggregate :n (count *))",
  "(group-by :s) (pivot :k (count *)) (aggregate :n (count *))",
  "(aggregate :l (collect-list :s))",
  "(aggregate :l (median :i))",
  "(aggregate :l (quantile :i 0.9))",
  "(aggregate :l (count-distinct :s))",
  "(aggregate :l ((fn [xs] (count xs)) :s))",
  "(group-by :k) (aggregate :l (collect-list :s))",
  "",
];

for (const steps of STEPS) {
  Deno.test(`a query that keeps too much fails: ${steps === "" ? "its results" : steps}`, async () => {
    const rows = '(def rows (mapv (fn [i] {:i i :s (str "name" i) :k (mod i 10)}) (range 70000)))';
    setMemoryLimit(2 ** 19);
    try {
      const { diagnostics } = await run(`${rows}\n(execute (->> (from rows) ${steps}))`);
      assert.equal(diagnostics[0]?.code, "query-memory");
      assert.match(String(diagnostics[0].hint), /BATUTA_QUERY_MEMORY/);
    } finally {
      setMemoryLimit(null);
    }
  });
}
