/** `batuta query` as a process. When red, suspect `lib/cli/query.ts` (words), `lib/files/printing.ts` and `standard_input.ts`. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { BATUTA, batuta, Folder, ROOT } from "./batuta.ts";

const CSV = 'id,name,total\n1,Ada,12.5\n2,陳,3\n3,"Lee, J",\n';

function query(words: readonly string[], input = "") {
  return batuta(["query", ...words], input);
}

Deno.test("rows of standard input are a table", async () => {
  const { out, err, status } = await query(["(from (stdin) (where (> :total 1)))"], CSV);
  assert.deepEqual([out.split("\n"), err, status], [
    [
      "id  name  total",
      "──  ────  ─────",
      " 1  Ada    12.5",
      " 2  陳        3",
      "2 rows",
      "",
    ],
    "",
    0,
  ]);
});

Deno.test("a table fits into the width and says how many rows there are more", async () => {
  const folder = new Folder();
  const { out } = await folder.run([
    "query",
    '(map (fn [i] {:i i :text (str/join (repeat 30 "ab"))}) (range 1234))',
    "--rows",
    "2",
  ], {
    env: { COLUMNS: "20" },
  });
  assert.deepEqual(out.split("\n"), [
    "i  text",
    "─  ─────────────────",
    "0  abababababababab…",
    "1  abababababababab…",
    "2 rows shown, 1,232 more",
    "",
  ]);
});

for (
  const [as, out] of [
    ["csv", 'id,name\n1,Ada\n2,陳\n3,"Lee, J"\n'],
    ["ndjson", '{"id":1,"name":"Ada"}\n{"id":2,"name":"陳"}\n{"id":3,"name":"Lee, J"}\n'],
    ["json", '[\n{"id":1,"name":"Ada"},\n{"id":2,"name":"陳"},\n{"id":3,"name":"Lee, J"}\n]\n'],
    ["edn", '{:id 1 :name "Ada"}\n{:id 2 :name "陳"}\n{:id 3 :name "Lee, J"}\n'],
  ]
) {
  Deno.test(`rows are written as ${as}`, async () => {
    assert.equal((await query(["(from (stdin) (select [:id :name]))", "--as", as], CSV)).out, out);
  });
}

for (const as of ["parquet", "arrow"]) {
  Deno.test(`rows as ${as} are bytes that the next query reads`, async () => {
    const batuta = `"${Deno.execPath()}" run -A --quiet --config "${join(ROOT, "deno.json")}" "${
      join(ROOT, "main.ts")
    }"`;
    const first = `${batuta} query '(from (range 1000) (map (fn [i] {:i i :t (str i)})))' --as ${as}`;
    const second = `${batuta} query '(from (stdin) (where (like :t "99%")))' --as csv`;
    const { stdout } = await new Deno.Command("sh", { args: ["-c", `${first} | ${second}`] }).output();
    assert.equal(new TextDecoder().decode(stdout).split("\n").length, 13);
  });
}

Deno.test("what cannot be guessed is asked for, and can be said", async () => {
  const { status, err } = await query(["(from (stdin))"], "name\nAda\n");
  assert.equal(status, 1);
  assert.match(err, /What standard input holds is not known\n {2}--> <query>:1:7/);
  assert.equal((await query(["(from (stdin))", "--from", "csv", "--as", "edn"], "name\nAda\n")).out, '{:name "Ada"}\n');
});

Deno.test("standard input is read once", async () => {
  const { err } = await query(["(do (vec (from (stdin))) (from (stdin)))"], CSV);
  assert.match(err, /^error\[cannot-read\]: Standard input has been read already/);
});

Deno.test("a value that is no row is printed; the name of a log stands for its records", async () => {
  assert.equal((await query(["(from (stdin) (count))"], CSV)).out, "3\n");
  const folder = new Folder({ "a.bat": "(dlog/append-all :orders [{:id 1} {:id 2}])" });
  await folder.run(["a.bat"]);
  assert.equal((await folder.run(["query", ":orders", "--as", "csv"])).out, "id\n1\n2\n");
  await folder.run(["--data", "elsewhere", "a.bat"]);
  assert.equal((await folder.run(["query", ":orders", "--as", "csv", "--data", "elsewhere"])).out, "id\n1\n2\n");
});

Deno.test("a chart stands alone; nil is printed where nothing else was", async () => {
  const chart = "n by city\nLima │████████████ 2\nOslo │██████ 1\n";
  assert.deepEqual(await query(['(plot [{:city "Lima" :n 2} {:city "Oslo" :n 1}] {:width 20})']), {
    out: chart,
    err: "",
    status: 0,
  });
  assert.equal((await query(["(plot (from (stdin)) {:width 20})"], "city,n\nLima,2\nOslo,1\n")).out, chart);
  assert.equal((await query(["(from [{:a 1}] (where (> :a 1)) (first))"])).out, "nil\n");
  const nil = await query(["(println 1)", "--as", "json"]);
  assert.equal(nil.out, "1\nnull\n");
});

Deno.test("a reader that has enough ends the query quietly", async () => {
  const main = `"${Deno.execPath()}" run -A --quiet --config "${join(ROOT, "deno.json")}" "${join(ROOT, "main.ts")}"`;
  const { stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", `${main} query '(range)' --as ndjson | head -2`],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.deepEqual([text(stdout), text(stderr)], ["0\n1\n", ""]);
});

Deno.test("a query that fails prints one error with its place, and nothing of a table", async () => {
  const { out, err, status } = await query(['(from [{:a 1} {:a "x"}] (where (> :a 0)))']);
  assert.deepEqual([out, status], ["", 1]);
  assert.match(err, /^error\[query-types\].*\n {2}--> <query>:1:25/);
  assert.match(err, /note: At row 2 of the collection/);
});

Deno.test("a mistake in order-by over a file is one error, at its clause", async () => {
  const folder = new Folder({ "a.csv": "id,n\n1,5\n2,x\n", "a.ndjson": '{"id":1,"n":5}\n{"id":2,"n":"x"}\n' });
  const made = await folder.run(["-e", '(write-to (file "a.parquet") (from (file "a.csv") (select [:id])))']);
  assert.deepEqual([made.status, made.err], [0, ""]);
  for (
    const [file, order, said] of [
      ["a.csv", "(order-by :idd)", "error[no-such-column]: There is no column :idd here, in `(order-by :idd)`"],
      ["a.csv", "(order-by :n)", 'error[query-types]: `:n` compares Int with String: 5 and "x"'],
      ["a.ndjson", "(order-by :n :desc)", 'error[query-types]: `:n` compares Int with String: 5 and "x"'],
      ["a.parquet", "(order-by :idd)", "error[no-such-column]: There is no column :idd here, in `(order-by :idd)`"],
    ]
  ) {
    const before = `(from (file "${file}") (where (> :id 0)) `;
    const { status, out, err } = await folder.run(["query", `${before}${order})`]);
    assert.deepEqual([status, out], [1, ""]);
    assert.deepEqual(err.split("\n").slice(0, 2), [said, `  --> <query>:1:${before.length + 1}`]);
    assert.equal(err.match(/^error/gm)?.length, 1);
  }
});

Deno.test("words that make no sense, and code that does not read, are status 2", async () => {
  for (
    const words of [["(range 3)", "--as", "xml"], ["(range 3)", "--rows", "few"], ["(from"], ["(range 3)", "more"]]
  ) {
    assert.equal((await query(words)).status, 2, words.join(" "));
  }
  assert.match((await query(["--help"])).out, /^Usage: batuta query CODE/);
});

Deno.test("a query that is interrupted ends, also while it gathers", async () => {
  for (
    const code of [
      "(from (map (fn [i] {:i i}) (range)))",
      '(do (println "{}") (from (map (fn [i] {:i i}) (range)) (where (< :i 0)) (order-by :i)))',
    ]
  ) {
    const [program, ...args] = [...BATUTA, "query", code, "--as", "ndjson"];
    const child = new Deno.Command(program, { args, stdin: "null", stdout: "piped", stderr: "null" }).spawn();
    const reader = child.stdout.getReader();
    // It runs as soon as something is printed.
    await reader.read();
    child.kill("SIGINT");
    while (!(await reader.read()).done);
    assert.equal((await child.status).success, false);
  }
});
