/** Logs of programs as processes: kept from one run to the next, with one writer at a time, from any worker. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { serving } from "../http/serving.ts";
import { Folder } from "./batuta.ts";

async function value(folder: Folder, code: string, ...settings: string[]): Promise<string> {
  const { status, out, err } = await folder.run([...settings, "-e", code]);
  assert.deepEqual([status, err], [0, ""]);
  return out.trimEnd().split("\n").at(-1) ?? "";
}

Deno.test("what one run appends, the next one finds in .batuta; --data and BATUTA_DATA name other folders", async () => {
  const folder = new Folder();
  assert.equal(await value(folder, "(:offset (dlog/append :a {:n 1}))"), "0");
  assert.equal(await value(folder, "(:offset (dlog/append :a {:n 2}))"), "1");
  assert.equal(await value(folder, "(map :record (dlog/read :a))"), "({:n 1} {:n 2})");
  assert.equal(await value(folder, "(dlog/logs)", "--data", "other"), "[]");
  assert.equal(await value(folder, "(:offset (dlog/append :a {:n 3}))", "--data=other"), "0");
  const { out } = await folder.run(["-e", "(map :record (dlog/read :a))"], {
    env: { BATUTA_DATA: join(folder.path, "other") },
  });
  assert.equal(out, "({:n 3})\n");
  assert.equal(await value(folder, "(dlog/get-value (dlog/sparse-counter :c))"), "0");
  for (const n of ["1", "2"]) assert.equal(await value(folder, "(dlog/increment (dlog/sparse-counter :c))"), n);
});

Deno.test("a receipt of one run holds in another, which has no log", async () => {
  const folder = new Folder();
  const receipt = await value(folder, '(pr-str (dlog/write-with-proof :a {:n 1 :who "Ada"}))');
  const elsewhere = new Folder();
  assert.equal(await value(elsewhere, `(dlog/verify (edn/read-string ${receipt}))`), "true");
  assert.equal(await value(elsewhere, `(dlog/verify (assoc (edn/read-string ${receipt}) :offset 1))`), "false");
});

Deno.test("a second writer is refused with the first one's process id; readers follow", async () => {
  const folder = new Folder();
  const code = `(dlog/append :a {:n 1})
    (def s (http/serve (fn [req] (str (:offset (dlog/append :a {:path (:path req)}))))))
    (println (http/url s))`;
  await serving(["--data", folder.path, "-e", code], async ({ url, signal }) => {
    const refused = await folder.run(["--data", folder.path, "-e", "(dlog/append :a {:n 2})"]);
    assert.equal(refused.status, 1);
    assert.match(refused.err, /^error\[log-locked\]: Another program writes to .*LOCK: pid \d+ on /);
    assert.equal(await value(folder, "(count (dlog/read :a))", "--data", folder.path), "1");
    assert.equal(await (await fetch(`${url}/x`)).text(), "1");
    assert.equal(await value(folder, "(:record (last (dlog/read :a)))", "--data", folder.path), '{:path "/x"}');
    signal("SIGINT");
  });
  assert.equal(await value(folder, "(:offset (dlog/append :a {:n 2}))", "--data", folder.path), "2");
});

Deno.test("a program that follows another's log finds each of its states consistent with the one before", async () => {
  const folder = new Folder();
  const writer = `(dlog/append :a {:n 0})
    (def s (http/serve (fn [req] (str (:count (dlog/append-all :a (map (fn [n] {:n n}) (range 500))))))))
    (println (http/url s))`;
  const follower = `(loop [seen [(dlog/checkpoint :a)] sizes []]
      (let [now (dlog/checkpoint :a) old (peek seen)]
        (cond (not (dlog/consistent? old now)) (println "changed")
              (>= (:size now) 5001) [(count seen) (apply <= (map :size seen)) (:record (last (dlog/read :a))) (every? (fn [c] (dlog/consistent? c now)) seen)]
              (> (:size now) (:size old)) (recur (conj seen now) sizes)
              :else (do (sleep 1) (recur seen sizes)))))`;
  await serving(["--data", folder.path, "-e", writer], async ({ url, signal }) => {
    const followed = value(folder, follower, "--data", folder.path);
    for (let i = 0; i < 10; i++) assert.equal(await (await fetch(url)).text(), "500");
    assert.match(await followed, /^\[\d+ true \{:n 499\} true\]$/);
    signal("SIGINT");
  });
});

Deno.test("a torn end is cut and reported, damage is not passed over; salvage reads around it", async () => {
  const folder = new Folder();
  await value(folder, "(dlog/append-all :a (map (fn [n] {:n n}) (range 10)) {:sync :always})");
  await value(folder, "(dotimes [n 10] (dlog/append :a {:n (+ 10 n)}))");
  const segment = join(folder.path, ".batuta", "logs", "a", "00000000000000000000.log");
  const whole = Deno.readFileSync(segment);
  Deno.writeFileSync(segment, new Uint8Array([...whole, ...whole.slice(-40)]));
  const torn = await folder.run(["-e", "(:offset (dlog/append :a {:n 20}))"]);
  assert.deepEqual([torn.status, torn.out], [0, "20\n"]);
  assert.match(
    torn.err,
    /^warning\[log-recovered\]: The log :a was not closed well: a torn end of 40 bytes .*0\.log at \d+\n/,
  );
  const bytes = Deno.readFileSync(segment);
  bytes[whole.length - 3] ^= 1; // in the last record of the ten that were there before
  Deno.writeFileSync(segment, bytes);
  const damaged = await folder.run(["-e", "(count (dlog/read :a))"]);
  assert.equal(damaged.status, 1);
  assert.match(damaged.err, /^error\[log-damaged\]: .*0\.log is damaged at byte \d+/);
  assert.equal(
    await value(
      folder,
      "(let [all (dlog/read :a 0 nil {:salvage true})] [(count (keep :record all)) (map (juxt :from :to) (keep :left-out all))])",
    ),
    "[20 ([19 20])]",
  );
});

Deno.test("actors on every worker append to the same log, read it, count, and make ids that differ", async () => {
  const folder = new Folder();
  const code = `
    (defn work [k] (let [o (:offset (dlog/append :a {:k k}))]
      (dlog/append-all :a (map (fn [i] {:k k :i i}) (range 100)))
      (dlog/increment (dlog/sparse-counter :c))
      [(worker) (number? o) (pos? (count (dlog/read :a))) (mapv (fn [_] (dlog/snowflake-id)) (range 1000))]))
    (let [ps (mapv (fn [w] (spawn-with {:worker w} (fn [] (receive k -> (reply (work k)))))) [1 2 2 1])
          answers (mapv (fn [p k] (call p k 20000)) ps (range))]
      [(mapv first answers) (every? (fn [[_ a b]] (and a b)) answers) (count (set (mapcat last answers)))
       (count (dlog/read :a)) (sort (map (comp :k :record) (filter (fn [e] (nil? (:i (:record e)))) (dlog/read :a)))) (dlog/get-value (dlog/sparse-counter :c))])`;
  assert.equal(await value(folder, code, "--workers", "2"), "[[1 2 2 1] true 4000 404 (0 1 2 3) 4]");
});

Deno.test("a file where the data directory should be is one clear sentence", async () => {
  const folder = new Folder({ data: "text" });
  const { status, err } = await folder.run(["--data", "data", "-e", "(dlog/append :a {:n 1})"]);
  assert.equal(status, 1);
  assert.match(err, /^error\[not-a-folder\]: data needs a folder where a file is\n/);
});

Deno.test("a query over logs of another run, as they are and as they were", async () => {
  const folder = new Folder();
  await value(folder, "(dlog/create :u {:key :id})");
  await value(folder, '(dlog/append :u {:id 1 :name "Al"} {:at (instant "2026-01-01T00:00:00Z")})');
  await value(folder, '(dlog/append :u {:id 1 :name "Alan"} {:at (instant "2026-02-01T00:00:00Z")})');
  assert.equal(
    await value(folder, '[(execute (from :u)) (execute (from :u (as-of (instant "2026-01-15T00:00:00Z"))))]'),
    '[[{:id 1 :name "Alan"}] [{:id 1 :name "Al"}]]',
  );
});
