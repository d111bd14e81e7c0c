/**
 * Tests that take more down with them than themselves: one that hangs, ends the process, kills it, leaves actors behind, blocks another worker for
 * ever. Each is named, and all others run, one file after the other or on several processes at once.
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

for (const words of [["--in-order"], ["--parallel", "2"]]) {
  Deno.test(`whatever tests do, each that fails is named and the rest runs: ${words.join(" ")}`, async () => {
    const folder = new Folder(FILES);
    const { out, status } = await folder.run(["test", "--reporter", "json", ...words]);
    equal(status, 1);
    const tests = out.trimEnd().split("\n").map((line) => JSON.parse(line)).filter(({ event }) => event === "test");
    const named = (outcome: string) => tests.filter((test) => test.outcome === outcome).map(({ id }) => id).sort();
    is(named("failed"), FAILING);
    equal(named("passed").length, 9);
    ok(named("passed").every((id: string) => /\/(before|between|after)$/.test(id)));
  });
}
