/**
 * Warnings about the clauses of `match`. `warns("(match x 1 -> 2 «1» -> 3)", "unreachable-clause")` expects one with this code at what
 * stands between the marks, in a function whose parameter is x; `silent(…)` expects none.
 */
import assert from "node:assert/strict";
import { Session } from "../../lib/compiler/mod.ts";
import { removeNamespace } from "../../lib/runtime/mod.ts";
import { type Diagnostic, Source, spanText } from "../../lib/source/mod.ts";
import { memoryHost } from "../compiler/session.ts";

async function warnings(code: string): Promise<Diagnostic[]> {
  removeNamespace("user");
  const found: Diagnostic[] = [];
  const session = new Session(memoryHost(() => {}));
  const outcome = await session.run(new Source("t.bat", `(defn f [x] ${code})`), { onWarning: (w) => found.push(w) });
  assert.equal(outcome.status, 0);
  return found;
}

function warns(marked: string, code: string, message = /./): void {
  Deno.test(`${marked} is warned of: ${code}`, async () => {
    const [warning, ...more] = await warnings(marked.replace(/[«»]/g, ""));
    assert.deepEqual(more, []);
    assert.equal(warning?.code, code);
    assert.match(warning.message, message);
    assert.equal(warning.span && spanText(warning.span), /«(.*)»/.exec(marked)?.[1]);
  });
}

function silent(code: string): void {
  Deno.test(`nothing is to be said about ${code}`, async () => assert.deepEqual(await warnings(code), []));
}

// ---- clauses behind others

warns("(match x _ -> 1 «2» -> 3)", "unreachable-clause");
warns("(match x [a b] -> 1 «[1 2]» -> 2 _ -> 3)", "unreachable-clause");
warns("(match x (or 1 2) -> 1 «2» -> 5 _ -> 3)", "unreachable-clause");
warns("(match x {:a 1} -> 1 «{:a 1 :b 2}» -> 5 _ -> 3)", "unreachable-clause");
warns("(match x n when (> n 1) -> 1 n -> 2 «m» -> 3)", "unreachable-clause");
warns("(match x [& r] -> 1 «[a]» -> 2 _ -> 3)", "unreachable-clause");
silent("(match x [1 a] -> 1 [a 1] -> 2 [a b] -> 3 {:a 1} -> 4 {:a 2 :b 1} -> 5)");

// ---- what the value can be

warns("(match «(> x 1)» true -> 1)", "missing-case", /false/);
warns("(match «(if x :a :b)» :a -> 1)", "missing-case", /:b/);
warns("(match «(when x 5)» 5 -> 1)", "missing-case", /nil/);
warns("(match «(cond (> x 1) -> :big (< x 0) -> :neg)» :big -> 1 :neg -> 2)", "missing-case", /nil/);
warns("(let [t (case x 1 :one 2 :two :many)] (match «t» :one -> 1 :many -> 3))", "missing-case", /:two/);
warns(
  "(match «[(> x 1) (< x 5)]» [true true] -> 1 [true false] -> 2 [false true] -> 3)",
  "missing-case",
  /\[false false\]/,
);
warns("(match «(if x {:ok 1 2} {:error 3 4})» {:ok a b} -> a)", "missing-case", /{:error 3 4}/);
warns("(match «(if x {:type :a} {:type :b :n x})» {:type :a} -> 1)", "missing-case", /{:type :b :n _}/);
warns("(match «(and (> x 1) (< x 5))» true -> 1)", "missing-case", /false/);
warns("(match (if x :a :b) :a -> 1 :b -> 2 «:c» -> 3)", "impossible-clause", /:a, :b/);
warns("(match (match x 1 -> :one _ -> :more) :one -> 1 «:two» -> 2 :more -> 3)", "impossible-clause");

silent("(match (> x 1) true -> 1 false -> 2)");
silent("(match (> x 1) true -> 1 _ -> 2)");
silent("(match (> x 1) true -> 1 false -> 2 _ -> 3)");
silent("(match (> x 1) b when b -> 1 b when (not b) -> 2)");
silent("(match x true -> 1)");
silent("(match (str x) true -> 1)");
silent("(match (compare x 1) -1 -> 1)");
silent("(match [(> x 1) x] [true y] -> y [false y] -> 2)");
silent("(loop [s :a] (match s :a -> (recur :b) :b -> 1))");
silent("(match (if x 1 (throw 2)) 1 -> 1)");
silent("(match (if x 1 2) ~(inc 0) -> 1 ~x -> 2)");
silent("(match 3 3 -> 1)");
