/**
 * Tests that take more down with them than themselves: one that hangs, ends the process, kills it, leaves actors behind, blocks another worker for
 * ever, uses up the memory. Each is named, and all others run, one file after the other or on several processes at once.
 */
import { deepStrictEqual as is, equal, ok } from "node:assert/strict";
import { Folder } from "./batuta.ts";

const NS = (name: string) => `(ns ${name} (:require [batuta.test :refer [deftest is]]))\n`;

/** Files, and their tests that fail. */
const FILES: Readonly<Record<string, string>> = {
  "hangs_test.bat": `${NS("hangs-test")}
(deftest before (is true))
(deftest ^{:timeout 300} waits (receive :never -> 1))
(deftest ^{:timeout 300} computes (loop [] (recur)))
(deftest ^{:timeout 300} blocks (re-matches #"(a+)+b" (str/join (repeat 60 "a"))))
(deftest after (is true))`,
  "leaves_test.bat": `${NS("leaves-test")}
(deftest before (is true))
(deftest ends-the-process (exit 0))
(deftest between (is true))
(deftest kills-the-process (process/run "sh" ["-c" "kill -9 $PPID"]) (receive :never -> 1))
(deftest after (is true))`,
  "leaks_test.bat": `${NS("leaks-test")}
(deftest before (is true))
(deftest leaves-an-actor (spawn (fn [] (receive :never -> 1))) (is true))
(deftest leaves-one-elsewhere (spawn-with {:worker 2} (fn [] (receive :never -> 1))) (is true))
(deftest after (is true))`,
  "workers_test.bat": `${NS("workers-test")}
(defn answer []
  (let [me (self)]
    (spawn-with {:worker 2} (fn [] (send me {:from (worker)})))
    (receive {:from n} -> n)))
(deftest before (is (= 2 (answer))))
(deftest ^{:timeout 300} blocks-another-worker
  (await-exit (spawn-with {:worker 2} (fn [] (re-matches #"(a+)+b" (str/join (repeat 60 "a")))))))
(deftest after (is (= 2 (answer))))`,
};

/** Tests that want more memory than there is, for a worker and for the process that runs them. */
const HUNGRY = `${NS("hungry-test")}
(defn grow [] (count (object-array 100000000)))
(deftest before (is true))
(deftest fills-another-worker (is (= :never (await-exit (spawn-with {:worker 2} grow)))))
(deftest between (is true))
(deftest fills-the-process (is (= :never (grow))))
(deftest after (is true))`;
/** So little that a test soon has it all. */
const LITTLE_MEMORY = "--max-old-space-size=96";

const FAILING = [
  "hangs-test/blocks",
  "hangs-test/computes",
  "hangs-test/waits",
  "leaks-test/leaves-an-actor",
  "leaks-test/leaves-one-elsewhere",
  "leaves-test/ends-the-process",
  "leaves-test/kills-the-process",
  "workers-test/blocks-another-worker",
];

/** What became of tests, from the output for programs: the ids of those with an outcome. */
function outcomes(out: string): (outcome: string) => string[] {
  const tests = out.trimEnd().split("\n").map((line) => JSON.parse(line)).filter(({ event }) => event === "test");
  return (outcome) => tests.filter((test) => test.outcome === outcome).map(({ id }) => id).sort();
}

for (const words of [["--in-order"], ["--parallel", "2"]]) {
  Deno.test(`whatever tests do, each that fails is named and the rest runs: ${words.join(" ")}`, async () => {
    const folder = new Folder(FILES);
    const { out, status } = await folder.run(["test", "--reporter", "json", ...words]);
    equal(status, 1);
    const named = outcomes(out);
    is(named("failed"), FAILING);
    equal(named("passed").length, 9);
    ok(named("passed").every((id: string) => /\/(before|between|after)$/.test(id)));
  });
}

Deno.test("tests that use up the memory of a worker or of the process are named, and the rest runs", async () => {
  const folder = new Folder({ "hungry_test.bat": HUNGRY });
  const words = ["test", "--reporter", "json", "--in-order"];
  const { out, status } = await folder.run(words, { env: { DENO_V8_FLAGS: LITTLE_MEMORY } });
  equal(status, 1);
  is(outcomes(out)("failed"), ["hungry-test/fills-another-worker", "hungry-test/fills-the-process"]);
  is(outcomes(out)("passed"), ["hungry-test/after", "hungry-test/before", "hungry-test/between"]);
});
