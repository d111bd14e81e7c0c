/** `batuta bench` as a process: which benches it finds, what it prints and keeps, and how it ends. Never how long something takes. */
import { deepStrictEqual as is, equal, match } from "node:assert/strict";
import { join } from "node:path";
import { Folder } from "./batuta.ts";

const SUMS = `(ns sums-bench (:require [batuta.bench :as b]))
(println "loading")
(def numbers (vec (range 100)))
(b/defbench sum "Adds." (reduce + numbers))
(b/defbench waits (do (sleep 1) (println "printed") 1))
(b/defbench ^:skip never (throw "never"))
`;

/** Runs `batuta bench` for as short as it can. */
function bench(folder: Folder, ...words: string[]) {
  return folder.run(["bench", "--time", "1", ...words]);
}

/** The names of benches that have a line. */
function measured(out: string): string[] {
  return [...out.matchAll(/^(\S+\/\S+) .*± /gm)].map(([, name]) => name);
}

Deno.test("benches are found in bench, or here; what they print is not among the figures", async () => {
  const folder = new Folder({ "sums_bench.bat": SUMS, "app.bat": '(throw "never loaded")' });
  const here = await bench(folder);
  is([here.status, here.err], [0, "loading\n"]);
  match(here.out, /^sums_bench\.bat +median +spread\n/);
  is(measured(here.out), ["sums-bench/sum", "sums-bench/waits"]);
  match(here.out, /\n\n2 benches\n$/);
  Deno.mkdirSync(join(folder.path, "bench"));
  Deno.writeTextFileSync(join(folder.path, "bench", "b.bat"), "(batuta.bench/defbench one 1)");
  is(measured((await bench(folder)).out), ["user/one"]);
});

Deno.test("a file, a line, a part of a name say which", async () => {
  const folder = new Folder({ "sums_bench.bat": SUMS });
  is(measured((await bench(folder, "sums_bench.bat:5")).out), ["sums-bench/waits"]);
  is(measured((await bench(folder, "*/sum")).out), ["sums-bench/sum"]);
  const none = await bench(folder, "other");
  is([none.status, none.out, none.err], [1, "", "loading\nNo bench matches what was asked for.\n"]);
  const missing = await bench(folder, "other.bat");
  equal(missing.status, 2);
  match(missing.err, /no-such-test-file.*`other\.bat`/);
});

Deno.test("a run is saved, and another compared with it", async () => {
  const folder = new Folder({ "sums_bench.bat": SUMS });
  const first = await bench(folder, "--save", "before", "sum");
  match(first.out, /\nSaved in benchmarks\/before\.json\.\n$/);
  const kept = join(folder.path, "benchmarks", "before.json");
  const saved = JSON.parse(Deno.readTextFileSync(kept));
  is(Object.keys(saved), ["version", "batuta", "machine", "unit", "benches"]);
  is(Object.keys(saved.benches["sums-bench/sum"]), ["median", "low", "high", "samples", "runs"]);
  // As if all had taken an hour, or next to nothing.
  const put = (ns: number) => {
    const figures = { median: ns, low: ns, high: ns, samples: 9, runs: 9 };
    Deno.writeTextFileSync(kept, JSON.stringify({ ...saved, benches: { "sums-bench/sum": figures } }));
  };
  put(3.6e12);
  const faster = await bench(folder, "--compare", "before");
  match(faster.out, /before +ratio\nsums-bench\/sum .*3600 s.*x 0\.00 {2}faster\nsums-bench\/waits .* new\n/);
  match(faster.out, /\n2 benches: 1 faster, 0 slower, 0 the same\n$/);
  put(1e-3);
  match((await bench(folder, "--compare", "before", "sum")).out, /slower\n/);
  Deno.writeTextFileSync(kept, "{}");
  match((await bench(folder, "--compare", "before")).err, /error\[bad-run\]/);
  for (const [name, code] of [["nope", "no-run"], ["../x", "bad-run-name"]]) {
    const { status, err } = await bench(folder, "--compare", name);
    is([status, err.includes(`error[${code}]`)], [2, true]);
  }
});

Deno.test("--json prints the run", async () => {
  const folder = new Folder({ "sums_bench.bat": SUMS });
  const { out, status } = await bench(folder, "--json");
  equal(status, 0);
  is(Object.keys(JSON.parse(out).benches), ["sums-bench/sum", "sums-bench/waits"]);
});

Deno.test("a bench that fails is named with its place, the rest is measured, and nothing is saved", async () => {
  const folder = new Folder({
    "a_bench.bat": `(ns a-bench (:require [batuta.bench :refer [defbench]]))
(defbench fails (throw "no"))
(defbench waits-for-ever (receive :never -> 1))
(defbench fine 1)`,
    "b_bench.bat": "(ns b-bench (:require [batuta.bench :refer [defbench]]))\n(defbench unknown (nope))",
  });
  const { status, out, err } = await bench(folder, "--save", "x");
  equal(status, 1);
  match(out, /\na-bench\/fails +failed\na-bench\/waits-for-ever +failed\na-bench\/fine .*±/);
  match(
    err,
    /error\[thrown\]: no\n +--> a_bench\.bat:2:17\n[^]*error\[standstill\][^]*error\[unknown-name\][^]*b_bench\.bat:2/,
  );
  match(err, /The run is not saved/);
  is([...Deno.readDirSync(folder.path)].map(({ name }) => name).sort(), ["a_bench.bat", "b_bench.bat"]);
});

Deno.test("without benches there is nothing to measure", async () => {
  const folder = new Folder({ "a.bat": "1" });
  const { status, err } = await bench(folder);
  is([status, err], [1, "No benches found in bench, benches or here: no file contains `(defbench`.\n"]);
});
