/** `batuta check`: what it says and how it ends; nothing of a program runs. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { batuta } from "./batuta.ts";

/** Runs `batuta check` on files by name. */
async function check(files: Readonly<Record<string, string>>, ...options: string[]) {
  const folder = Deno.makeTempDirSync({ prefix: "batuta-check-" });
  try {
    for (const [name, text] of Object.entries(files)) Deno.writeTextFileSync(join(folder, name), text);
    return await batuta(["check", ...options, folder]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("a program without mistakes is not run", async () => {
  const { status, out, err } = await check({ "a.bat": '(println "ran") (defn f [x] (inc x)) (f 1)' });
  assert.deepEqual([status, out, err], [0, "", "1 file checked, nothing wrong\n"]);
});

Deno.test("all mistakes of all files are told, and the status says so", async () => {
  const { status, err } = await check({ "a.bat": '(inc "a") (unknown 1)', "b.bat": "(str/trim 5)" });
  assert.equal(status, 2);
  assert.deepEqual(err.match(/^error\[[\w-]+\]/gm), [
    "error[type-argument]",
    "error[unknown-name]",
    "error[type-argument]",
  ]);
  assert.match(err, /2 files checked, 3 errors\n$/);
});

Deno.test("warnings count only with --strict", async () => {
  const program = { "a.bat": "(defn f :: [Int -> Int] [x] (if (pos? x) x nil))" };
  assert.equal((await check(program)).status, 0);
  assert.equal((await check(program, "--strict")).status, 2);
});

Deno.test("--types shows the types of definitions", async () => {
  const { out } = await check({ "a.bat": "(defn f [x] (str/trim x))\n(def n 1)" }, "--types");
  assert.deepEqual(out.trim().split("\n").map((line) => line.replace(/^.*\.bat:/, "")), [
    "1:1: f :: [String -> String]",
    "2:1: n :: Int",
  ]);
});

Deno.test("files that are required are checked with the program", async () => {
  const { status, err } = await check({
    "main.bat": "(ns main (:require [helper :as h])) (h/shout 5)",
    "helper.bat": "(ns helper) (defn shout [s] (str/upper-case s))",
  });
  assert.equal(status, 2);
  assert.match(err, /`shout` cannot take Int/);
});
