/** Queries over logs whose records are declared: their columns and what these hold are known after each clause. */
import assert from "node:assert/strict";
import { checked, codes, typeOf } from "./checking.ts";

const LOGS = "(deflog users :: {:id Int :name String :status String (optional :age) Int} {:key :id})\n" +
  "(deflog orders :: {:user-id Int :amount Float :at Instant})\n";

/** A query, and the type of its rows or the codes of what is wrong. */
const ROWS: readonly (readonly [query: string, rows: string])[] = [
  ["(from users)", "{:id Int :name String :status String (optional :age) Int}"],
  ["(from :users)", "{:id Int :name String :status String (optional :age) Int}"],
  [
    '(from users (where (= :status "active")) (order-by :name :desc) (limit 3))',
    "{:id Int :name String :status String (optional :age) Int}",
  ],
  ["(from users (select [:id :age :timestamp]))", "{:id Int :age Int | Nil :timestamp Instant}"],
  ["(from users (select [:id {:up (str/upper-case :name)}]))", "{:id Int :up String}"],
  ["(->> (from users) (select [:id]) (where (> :id 3)))", "{:id Int}"],
  ["(from users (with-columns :next (+ :id 1)) (select [:next]))", "{:next Int}"],
  ["(from users (select [{:old (coalesce :age 0)}]))", "{:old Int}"],
  [
    "(from users (group-by :status) (aggregate :n (count *) :ids (collect-list :id) :oldest (max :age)))",
    "{:status String :n Int :ids [Int] :oldest Int | Nil}",
  ],
  [
    "(from orders (aggregate :total (sum :amount) :mean (/ (sum :amount) (count *))))",
    "{:total Float | Nil :mean Float | Nil}",
  ],
  ["(from users (join orders (= :id :user-id)) (select [:name :amount]))", "{:name String :amount Float}"],
  ["(from users (left-join orders (= :id :user-id)) (select [:name :amount]))", "{:name String :amount Float | Nil}"],
  ["(from users (semi-join orders (= :id :user-id)) (select [:name]))", "{:name String}"],
  ["(from users (map (fn [u] (:name u))))", "String"],
  ["(from users (map :id))", "Int"],
  ["(from users (filter (fn [u] (> (:id u) 3))) (select [:id]))", "{:id Int}"],
  ["(from users (transform (fn [u] {:n (inc (:id u))})))", "{:n Int}"],
  [
    "(from users (window {:order-by :id} :n (row-number) :before (lag :name)) (select [:n :before]))",
    "{:n Int :before String | Nil}",
  ],
  ["(from (from users (where (> :id 0))) (select [:name]))", "{:name String}"],
  ["(from [{:a 1} {:a 2}] (select [:a]))", "{:a Int}"],
  ["(from users (named :u) (select [{:id :u.id :age :u.age}]))", "{:id Int :age Int | Nil}"],
  [
    "(from users (named :u) (left-join orders (= :u.id :orders.user-id)) (select [{:n :u.name :a :orders.amount}]))",
    "{:n String :a Float | Nil}",
  ],
  [
    "(from users (join orders (= :users.id :user-id)) (group-by :users.name) (aggregate :n (sum :orders.amount)))",
    "{:users.name String :n Float | Nil}",
  ],
];

for (const [query, rows] of ROWS) {
  Deno.test(`rows of ${query} are ${rows}`, async () => {
    const code = `${LOGS}(def q ${query})`;
    assert.equal(await typeOf(code), `(Query ${rows})`);
    assert.equal(await codes(code), "");
  });
}

Deno.test("what a query comes to has the type of its rows", async () => {
  assert.equal(await typeOf(`${LOGS}(def x (execute (from users (select [:id]))))`), "[{:id Int}]");
  assert.equal(await typeOf(`${LOGS}(def x (from users (select [:id]) (first)))`), "{:id Int} | Nil");
  assert.equal(await typeOf(`${LOGS}(def x (from users (count)))`), "Int");
  assert.equal(
    await typeOf(`${LOGS}(defquery q [n] (from users (select [:id]) (limit n))) (def x (execute q 3))`),
    "[{:id Int}]",
  );
});

/** Queries that fail whenever they run. */
const WRONG: readonly (readonly [query: string, code: string])[] = [
  ['(from users (where (= :sttus "a")))', "unknown-column"],
  ["(from users (select [:id :nmae]))", "unknown-column"],
  ["(from users (order-by :nmae))", "unknown-column"],
  ["(from users (group-by :nmae) (aggregate :n (count *)))", "unknown-column"],
  ["(from users (group-by :status) (aggregate :n (sum :agee)))", "unknown-column"],
  ["(from users (with-columns :b (+ :idd 1)))", "unknown-column"],
  ["(from users (map :nmae))", "unknown-column"],
  ["(from users (select [:id]) (where (> :age 3)))", "unknown-column"],
  ["(from users (join orders (= :id :usr-id)))", "unknown-column"],
  ["(from users (group-by :status) (aggregate :n (count *)) (order-by :m))", "unknown-column"],
  ["(from [{:a 1}] (select [:a]) (where (> :b 0)))", "unknown-column"],
  ["(from users (where (> :users.idd 5)))", "unknown-column"],
  ["(from users (named :u) (where (> :idd 5)))", "unknown-column"],
  ["(from users (named :u) (select [:u.nmae]))", "unknown-column"],
  ["(from users (join orders (= :users.id :orders.usr-id)))", "unknown-column"],
  ["(from users (left-join orders (= :id :user-id)) (order-by :orders.amuont))", "unknown-column"],
  ["(from users (join :others (= :users.idd :others.user)))", "unknown-column"],
  ["(from users (join orders (= :id :user-id)) (select [:orders.name]))", "unknown-column"],
  ["(from users (join orders (= :id :user-id)) (group-by :users.nmae) (aggregate :n (count *)))", "unknown-column"],
  [
    "(from users (join orders (= :id :user-id)) (group-by :users.name) (aggregate :n (sum :orders.amuont)))",
    "unknown-column",
  ],
  ["(from users (select [:id]) (order-by :users.name))", "unknown-column"],
  ["(from users (select [:users.name]) (order-by :name))", "unknown-column"],
  ["(from users (semi-join (from orders (named :o)) (= :users.id :o.usr)))", "unknown-column"],
  ["(from users (named :u) (history (days-ago 7) (days-ago 1)) (where (> :u.vald-from 0)))", "unknown-column"],
  ["(from users (named :u) (where (> :u.name 5)))", "query-order"],
  ["(from users (where (> :name 5)))", "query-order"],
  ["(from users (aggregate :s (sum :name)))", "type-argument"],
  ["(from users (select [{:x (str/upper-case :id)}]))", "type-argument"],
  ["(from users (select [{:x (+ :name 1)}]))", "type-argument"],
  ["(from users (map (fn [u] (str/upper-case (:id u)))))", "type-argument"],
  ['(dlog/append users {:id "1" :name "a" :status "b"})', "type-argument"],
  ['(dlog/append users {:id 1 :name "a"})', "missing-key"],
];

for (const [query, code] of WRONG) {
  Deno.test(`${query} is found: ${code}`, async () => assert.equal(await codes(LOGS + query), code));
}

Deno.test("a wrong column says which one was meant, and where the columns are declared", async () => {
  const said = await checked(`${LOGS}(defn q [] (from users\n  (where (= :sttus "active"))))`);
  assert.match(said, /^error\[unknown-column\]: `:sttus` is no column of `:users`\n {2}--> t\.bat:4:13/);
  assert.match(said, /--> t\.bat:1:1/);
  assert.match(said, /hint: did you mean `:status`\?/);
});

Deno.test("a wrong column of a source says which one of it was meant, or of which source it is", async () => {
  const said = await checked(`${LOGS}(from users (join orders (= :users.idd :user-id)))`);
  assert.match(said, /^error\[unknown-column\]: `:users\.idd` is no column of `:users`\n {2}--> t\.bat:3:29/);
  assert.match(said, /hint: did you mean `:users\.id`\?/);
  const other = await checked(`${LOGS}(from users (named :u) (join orders (= :id :user-id)) (order-by :orders.name))`);
  assert.match(other, /`:orders\.name` is no column of `:orders`/);
  assert.match(other, /hint: did you mean `:u\.name`\?/);
});

/** Queries of which nothing is to be said: rows may have other columns, or names say which source is meant. */
const FINE: readonly string[] = [
  "(from [{:a 1}] (where (> :b 0)))",
  "(from :others (where (> :b 0)) (order-by :c))",
  "(from users (join :others (= :id :user)) (where (= :what 1)))",
  "(from users (named :u) (join (from orders (named :o)) (= :u.id :o.user-id)) (where (> :o.amount 1.0)))",
  "(from users (transform (fn [u] (assoc u :k 1))) (where (= :k 1)))",
  '(from users (where (and (nil? :age) (in :id [1 2]) (like :name "A%"))))',
  "(from users (named :u) (where (= :users.idd 1)))",
  "(from :others (where (= :others.b 0)) (join users (= :users.id :others.id)) (order-by :others.c))",
  "(from [{:a 1}] (named :l) (join users (= :l.a :users.id)) (where (= :l.b 1)))",
  '(from (file "trips.csv") (join users (= :trips.user :users.id)) (order-by :trips.n))',
  "(from users (map (fn [u] (assoc u :k 1))) (where (= :users.k 1)))",
  "(from users (join (from users (select [{:boss :id}])) (= :users.boss :id)))",
  "(from users (with-columns :next (+ :id 1)) (named :u) (order-by :u.next))",
  "(from users (join orders (= :id :user-id)) (named :both) (order-by :both.amount :both.name))",
  "(from users (join orders (= :id :user-id)) (select [:users.name :orders.amount]) (order-by :orders.amount))",
  "(from users (named :u) (select [{:u.x :id}]) (order-by :u.x))",
  "(from users (history (days-ago 7) (days-ago 1)) (where (some? :users.valid-from)) (order-by :users.timestamp))",
  "(from users (group-by :users.status) (aggregate :n (count *)) (order-by :users.n))",
  "(let [q (if (> 1 2) (from users (named :u)) (from orders (named :u)))] (from q (where (= :u.amount 1))))",
  "(defn q [by] (from users (named by) (where (= :u.idd 1))))",
  "(from users (union (from orders)) (where (= :users.amount 1)))",
  "(from users (order-by :age :nulls :last))",
  "(from users (where (= :status 5)))",
  "(let [low 3] (from users (where (> :age low))))",
  "(from orders (where (> :at (days-ago 7))))",
  "(from users (group-by #(count (:name %))) (aggregate :n (count *)))",
  "(from users (group-by :status (quot :id 10)) (aggregate :n (count *)))",
];

for (const query of FINE) {
  Deno.test(`nothing is said of ${query}`, async () => assert.equal(await codes(LOGS + query), ""));
}

Deno.test("the columns of a log come from the spec it is made with", async () => {
  const made = "(require '[batuta.spec :as s])\n(s/def ::name (s/and string? #(> (count %) 0)))\n" +
    "(s/def ::user {:id int? :name ::name (s/optional :nick) (s/nilable String)})\n(dlog/create :people {:key :id :spec ::user})\n";
  assert.equal(
    await typeOf(`${made}(def q (from :people (select [:id :name :nick])))`),
    "(Query {:id Int :name String :nick String | Nil})",
  );
  assert.equal(await codes(`${made}(from :people (where (= :nmae 1)))`), "unknown-column");
});
