/**
 * `batuta test` as a user runs it: what is chosen, what is told to programs, what is kept between runs. How failures look is `tests/test/`'s.
 */
import assert from "node:assert/strict";
import { Folder } from "./batuta.ts";

const SUMS = `(ns sums-test (:require [clojure.test :refer :all]))
(deftest adds (is (= 4 (+ 2 2))))
(deftest ^:slow takes (is (= 0 (- 2 2))))
(deftest fails
  (println "<here>")
  (is (= 1 2)))
(deftest old-assert (is (thrown? AssertionError (assert false))))
`;

async function inFolder(files: Record<string, string>, use: (folder: Folder) => Promise<void>): Promise<void> {
  const folder = new Folder(files);
  try {
    await use(folder);
  } finally {
    Deno.removeSync(folder.path, { recursive: true });
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}

const ran = (out: string) =>
  out.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line))
    .filter(({ event }) => event === "test").map(({ id }) => id);

Deno.test("tests are chosen by line, by name and by tag; --failed runs those that failed last time", () =>
  inFolder({ "sums_test.bat": SUMS }, async (folder) => {
    const all = await folder.run(["test", "--seed", "3", "--reporter", "json"]);
    assert.equal(lastLine(all.err), "3 passed, 1 failed");
    assert.equal(all.status, 1);
    assert.deepEqual(ran(all.out).toSorted(), [
      "sums-test/adds",
      "sums-test/fails",
      "sums-test/old-assert",
      "sums-test/takes",
    ]);
    const again = await folder.run(["test", "--seed", "3", "--reporter", "json"]);
    assert.deepEqual(ran(again.out), ran(all.out));
    const failed = await folder.run(["test", "--failed", "--reporter", "json"]);
    assert.deepEqual(ran(failed.out), ["sums-test/fails"]);
    const line = await folder.run(["test", "sums_test.bat:2", "--reporter", "json"]);
    assert.deepEqual([ran(line.out), line.status], [["sums-test/adds"], 0]);
    const tagged = await folder.run(["test", "--tag", "slow"]);
    assert.equal(lastLine(tagged.out), "1 passed, 0 failed");
    const named = await folder.run(["test", "sums-test/a", "--exclude", ":slow"]);
    assert.equal(lastLine(named.out), "1 passed, 0 failed");
    const none = await folder.run(["test", "nothing-of-this-name"]);
    assert.deepEqual([lastLine(none.out), none.status], ["0 passed, 0 failed", 1]);
    assert.match(none.err, /No test matches/);
  }));

Deno.test("reports for programs: TAP on standard output, JUnit to a file", () =>
  inFolder({ "sums_test.bat": SUMS }, async (folder) => {
    const { out, err } = await folder.run([
      "test",
      "--in-order",
      "--reporter",
      "tap",
      "--reporter",
      "junit:out/report.xml",
    ]);
    assert.equal(lastLine(err), "3 passed, 1 failed");
    assert.match(
      out,
      /^TAP version 14\nok 1 - sums-test\/adds\nok 2 - .*\nnot ok 3 - sums-test\/fails\n {2}---\n[^]*\n1\.\.4\n/,
    );
    const xml = Deno.readTextFileSync(`${folder.path}/out/report.xml`);
    assert.match(xml, /<testsuites name="batuta test" tests="4" failures="1" errors="0" skipped="0"/);
    assert.match(xml, /<testcase classname="sums-test" name="fails" [^]*<system-out>&lt;here&gt;\n<\/system-out>/);
  }));

Deno.test("snapshots are written, compared, and updated; lines that are reached are counted", () =>
  inFolder({
    "calc.bat":
      '(ns calc)\n\n(defn sign\n  "Of a number. `(sign 5) ;=> 1`"\n  [x]\n  (if (neg? x)\n    (- 1)\n    (+ 1)))\n',
    "calc_test.bat": "(ns calc-test (:require [batuta.test :refer [deftest assert-snapshot]] [calc :as c]))\n" +
      "(deftest kept (assert-snapshot [(c/sign 3) :a]))\n",
  }, async (folder) => {
    const first = await folder.run(["test", "--coverage", "--lcov", "cov/lcov.info"]);
    assert.match(first.out, /1 snapshot written/);
    assert.match(first.out, /calc\.bat +4 +75\.0 % {2}7\n/);
    assert.match(Deno.readTextFileSync(`${folder.path}/cov/lcov.info`), /\nDA:6,1\nDA:7,0\nDA:8,1\nLF:/);
    const path = `${folder.path}/calc_test.snap`;
    const kept = Deno.readTextFileSync(path);
    Deno.writeTextFileSync(path, kept.replace("[1 :a]", "[2 :a]"));
    const changed = await folder.run(["test"]);
    assert.equal(lastLine(changed.out), "0 passed, 1 failed");
    const updated = await folder.run(["test", "--update", "--doc"]);
    assert.equal(lastLine(updated.out), "2 passed, 0 failed");
    assert.equal(Deno.readTextFileSync(path), kept);
  }));

Deno.test("words that make no sense are refused; the help fits a screen and its example works", () =>
  inFolder({}, async (folder) => {
    for (const words of [["no_such.bat"], ["--seed", "x"], ["--reporter", "morse"], ["--bogus"]]) {
      assert.equal((await folder.run(["test", ...words])).status, 2);
    }
    const { out } = await folder.run(["test", "--help"]);
    assert.ok(out.split("\n").length <= 40);
    const program = /'([^']+)'/.exec(out.slice(out.indexOf("Example")))?.[1] ?? "";
    Deno.writeTextFileSync(`${folder.path}/sums_test.bat`, program);
    const run = await folder.run(["test", "sums_test.bat"]);
    assert.deepEqual([lastLine(run.out), run.status], ["1 passed, 0 failed", 0]);
  }));
