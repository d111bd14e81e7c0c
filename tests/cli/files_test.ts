/** Files of records of programs as processes: the formats are loaded when a program first needs them, on any worker. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { Folder } from "./batuta.ts";

Deno.test("paths start at the current folder; a file goes through every format and comes back, its rows have receipts", async () => {
  const folder = new Folder();
  Deno.writeTextFileSync(join(folder.path, "x.csv"), "id,name,zip\n1,Al,01\n2,Bo,5\n");
  const code = `(write-to (file "a.parquet") (from (file "x.csv" {:types {:zip :string}})))
    (write-to (file "b.arrow") (file "a.parquet"))
    (write-to (file "c.json") (file "b.arrow"))
    (dlog/append-all :u (from (file "c.json")))
    (def me (self))
    (run! (fn [i] (spawn-with {:worker i} (fn [] (send me {:on i :rows (execute (from (file "a.parquet") (where (= :id i)))) :ok (dlog/verify (prove (first (execute (from :u)))))})))) [1 2])
    (run! prn (sort-by :on [(receive x -> x) (receive x -> x)]))
    (write-to (file "/dev/stdout" {:as :csv}) (from :u (select [:zip])))`;
  const { status, out, err } = await folder.run(["--workers", "2", "-e", code]);
  assert.deepEqual([status, err], [0, ""]);
  assert.equal(
    out,
    '{:on 1 :rows [{:id 1 :name "Al" :zip "01"}] :ok true}\n{:on 2 :rows [{:id 2 :name "Bo" :zip "5"}] :ok true}\n' +
      'zip\n01\n"5"\n2\n',
  );
});

Deno.test("a malformed file is an error with its name, line and column, and ends the program", async () => {
  const folder = new Folder();
  Deno.writeTextFileSync(join(folder.path, "bad.csv"), "a,b\n1,2\n3\n");
  const { status, out, err } = await folder.run(["-e", '(execute (from (file "bad.csv")))']);
  assert.deepEqual([status, out], [1, ""]);
  assert.match(err, /^error\[csv-syntax\]: bad\.csv: CSV, line 3, column 1: this row has 1 field, the header 2\n/);
});
