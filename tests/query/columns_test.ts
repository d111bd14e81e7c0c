/**
 * Columns that no source has: `missing("(from :log …)")` is the hint of the failure, "" where there is none. When red, suspect
 * `lib/query/known_columns.ts`, `asked_columns.ts` (whose column a name is) and `column_watch.ts` (what is found out while rows are read).
 */
import assert from "node:assert/strict";
import { run, value } from "../compiler/session.ts";
import { spanText } from "../../lib/source/mod.ts";
import { kw, list, mapOf, symbolFrom } from "../../lib/data/mod.ts";
import * as clauses from "../../lib/query/clauses.ts";
import { KeyTable } from "../../lib/query/key_table.ts";
import { checkColumns } from "../../lib/query/known_columns.ts";
import type { Table } from "../../lib/query/mod.ts";
import { clearTables, MemoryTable } from "./memory.ts";

const LOGS = `(dlog/append-all :orders [{:id 1 :user-id 7 :amount 5} {:id 2 :user-id 8 :amount 6 :note "x"}])
(dlog/append-all :users [{:id 7 :name "Al"} {:id 8 :name "Bo"}])
`;

async function missing(query: string): Promise<string> {
  clearTables();
  const { diagnostics } = await run(`${LOGS}(execute ${query})`);
  if (diagnostics.length === 0) return "";
  const [{ code, hint, span }] = diagnostics;
  assert.equal(code, "no-such-column");
  return `${span === null ? "" : spanText(span)} ${hint?.replace(/\?.*/s, "?")}`;
}

const WRONG: readonly [query: string, clause: string, meant: string][] = [
  ["(from :orders (where (> :amuont 5)))", "(where (> :amuont 5))", ":amount"],
  ["(from :orders (where (= :amount 5)) (order-by :user_id))", "(order-by :user_id)", ":user-id"],
  ["(from :orders (group-by :usr-id) (aggregate :n (count *)))", "(group-by :usr-id)", ":user-id"],
  ["(from :orders (group-by :user-id) (aggregate :n (sum :amuont)))", "(aggregate :n (sum :amuont))", ":amount"],
  ["(from :orders (with-columns :x (* 2 :amuont)))", "(with-columns :x (* 2 :amuont))", ":amount"],
  ["(from :orders (select [:id {:x (str :amuont)}]))", "(select [:id {:x (str :amuont)}])", ":amount"],
  ["(from :orders (select [:id :amuont]))", "(select [:id :amuont])", ":amount"],
  ["(from :orders (window {:order-by :idd} :n (row-number)))", "(window {:order-by :idd} :n (row-number))", ":id"],
  ["(from :orders (group-by :id) (pivot :nte (sum :amount)))", "(pivot :nte (sum :amount))", ":note"],
  ["(from :orders (map :amuont))", "(map :amuont)", ":amount"],
  ["(from :orders (where (str/blank? :ntoe)))", "(where (str/blank? :ntoe))", ":note"],
  ["(from :orders (join :users (= :user_id :users.id)))", "(join :users (= :user_id :users.id))", ":user-id"],
  ["(from :orders (join :users (= :user-id :users.idd)))", "(join :users (= :user-id :users.idd))", ":users.id"],
  [
    "(->> (from :users) (join :orders (= :users.id :orders.user-id)) (where (> :orders.amuont 1)))",
    "(where (> :orders.amuont 1))",
    ":orders.amount",
  ],
  ["(from :users (join (from :orders (where (> :amuont 1))) (= :id :user-id)))", "(where (> :amuont 1))", ":amount"],
  ['(from :users (named :u) (where (= :u.nmae "Al")))', '(where (= :u.nmae "Al"))', ":u.name"],
  ["(from :users (union :orders) (where (= :amuont 1)))", "(where (= :amuont 1))", ":amount"],
  ["(from [{:amount 1} {:amount 2}] (where (> :amuont 1)))", "(where (> :amuont 1))", ":amount"],
  ["(from (map (fn [i] {:amount i}) (range 1000)) (where (> :amuont 1)))", "(where (> :amuont 1))", ":amount"],
  [
    "(from (map (fn [i] {:amount i}) (range 9)) (join (map (fn [i] {:b i}) (range 9)) (= :amount :bb)))",
    "(join (map (fn [i] {:b i}) (range 9)) (= :amount :bb))",
    ":b",
  ],
];

for (const [query, clause, meant] of WRONG) {
  Deno.test(`${query} has a column that is not there`, async () => {
    assert.equal(await missing(query), `${clause} did you mean ${meant}?`);
  });
}

const RIGHT = [
  // Some row has it.
  '(from :orders (where (= :note "x")))',
  "(from :orders (order-by :note))",
  // It is asked whether it is there.
  "(from :orders (where (nil? :deleted)))",
  "(from :orders (where (and (some? :deleted) (> :deleted 3))))",
  "(from :orders (with-columns :d (coalesce :deleted false)))",
  // It is shown only, and like no other.
  "(from :orders (select [:id :street]))",
  "(from :orders (select [:a :b]))",
  // Logs have times.
  "(from :orders (where (> :timestamp (days-ago 2))))",
  "(from :users (history (days-ago 2) (days-ago 1)) (where (nil? :valid-to)) (order-by :valid-from))",
  // It is made.
  "(from :orders (with-columns :x 1) (where (= :x 1)) (order-by :x))",
  "(from :orders (transform (fn [r] {:z 1})) (where (= :z 1)))",
  // What a function asks of a row is its own affair.
  "(from :orders (filter (fn [r] (:amuont r))) (transform (fn [r] {:a (get r :amuont 0)})))",
  // Of sources without rows nothing is known.
  "(from [] (where (> :amuont 1)) (order-by :x))",
  "(from :orders (left-join [] (= :id :x)) (where (nil? :y)))",
  // Not all of it was read.
  "(from (map (fn [i] {:a i}) (range)) (with-columns :b (str :bbb)) (limit 5))",
  // As of a time before the column was first used.
  '(from :orders (as-of (instant "1970-01-01T00:00:00Z")) (where (> :amount 1)))',
];

for (const query of RIGHT) {
  Deno.test(`${query} has no wrong column`, async () => assert.equal(await missing(query), ""));
}

Deno.test("a column that the other side of a join has is found without reading a log from end to end", () => {
  let read = 0;
  class Watched extends MemoryTable {
    override *scan(options: Parameters<Table["scan"]>[0]): ReturnType<MemoryTable["scan"]> {
      for (const entry of super.scan(options)) {
        read++;
        yield entry;
      }
    }
  }
  const [orders, users] = [new Watched(":orders"), new Watched(":users")];
  for (let i = 0; i < 1000; i++) {
    orders.add(mapOf(kw("user-id"), i));
    users.add(mapOf(kw("uid"), i));
  }
  const tables = new KeyTable<Table>();
  tables.add(kw("orders"), orders);
  tables.add(kw("users"), users);
  const on = list(symbolFrom("="), kw("user-id"), kw("uid"));
  const [left, right] = [kw("orders"), kw("users")].map((name) => clauses.sourceNode(name, () => null));
  checkColumns(clauses.joinNode("inner", right, on, left), tables);
  assert.ok(read > 0 && read < 300, `${read} records were read`);
});

Deno.test("a keyword that is meant as itself is told what columns there are", async () => {
  assert.equal(
    await missing("(from :users (where (= :name :active)))"),
    "(where (= :name :active)) there are :id, :name",
  );
});

Deno.test("explain shows the plan of a query with a wrong column, and points at it", async () => {
  clearTables();
  const text = await value(`${LOGS}(explain (from :orders (where (> :amuont 5))))`);
  assert.match(text, /no record seen has :amuont; is :amount meant\?/);
});
