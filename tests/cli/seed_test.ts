/** `--seed N` and BATUTA_SEED: the same seed gives the same order of events, another one another. When red, suspect `lib/runtime/replay.ts`. */

import assert from "node:assert/strict";
import { batuta, Folder } from "./batuta.ts";

/** Actors that print in the order in which they get their turns, between waits of random length. */
const RACE = `
(dotimes [i 4] (spawn (fn [] (dotimes [j 3] (println i j) (sleep (rand-int 50))))))
(send-after 1000 (self) :done)
(def begin (clock-ms))
(receive :done -> (println "done" (- (clock-ms) begin)))
(spawn (fn [] (println "afterwards")))`;

const race = new Folder({ "race.bat": RACE });

async function outputOf(...words: string[]): Promise<string> {
  const { status, out, err } = await race.run(words);
  assert.deepEqual([status, err], [0, ""]);
  return out;
}

Deno.test("the same seed gives the same output, every time", async () => {
  const once = await outputOf("--seed", "7", "race.bat");
  for (let i = 0; i < 3; i++) assert.equal(await outputOf("--seed", "7", "race.bat"), once);
});

Deno.test("different seeds give different orders of the same events", async () => {
  const outputs = await Promise.all([1, 2, 3, 4].map((seed) => outputOf("--seed", String(seed), "race.bat")));
  assert.ok(new Set(outputs).size > 1, outputs[0]);
  const events = outputs.map((out) => out.trimEnd().split("\n").sort());
  for (const other of events) assert.deepEqual(other, events[0]);
});

Deno.test("the order of what one actor does is kept", async () => {
  const lines = (await outputOf("--seed", "5", "race.bat")).split("\n");
  for (const i of [0, 1, 2, 3]) {
    assert.deepEqual(lines.filter((line) => line.startsWith(`${i} `)), [`${i} 0`, `${i} 1`, `${i} 2`]);
  }
});

Deno.test("time jumps while everything waits", async () => {
  const begin = performance.now();
  const out = await outputOf("--seed", "1", "-e", "(let [t (clock-ms)] (sleep 86400000) (- (clock-ms) t))");
  assert.equal(out, "86400000.0\n");
  assert.ok(performance.now() - begin < 60_000);
});

Deno.test("the seed may stand before or behind the command, after `=`, or in the environment", async () => {
  const once = await outputOf("--seed", "3", "race.bat");
  for (
    const words of [["--seed=3", "race.bat"], ["run", "--seed", "3", "race.bat"], ["--seed", "3", "run", "race.bat"]]
  ) {
    assert.equal(await outputOf(...words), once);
  }
  assert.equal((await race.run(["race.bat"], { env: { BATUTA_SEED: "3" } })).out, once);
  assert.equal(await outputOf("--errors", "json", "--seed", "3", "race.bat"), once);
});

Deno.test("behind the file it is the program's own", async () => {
  const folder = new Folder({ "a.bat": "(println *command-line-args*)" });
  assert.equal((await folder.run(["a.bat", "--seed", "3"])).out, "(--seed 3)\n");
});

Deno.test("rand follows from the seed", async () => {
  const draw = (seed: string) => outputOf("--seed", seed, "-e", "[(rand-int 1000000) (rand) (shuffle (range 20))]");
  assert.equal(await draw("11"), await draw("11"));
  assert.notEqual(await draw("11"), await draw("12"));
});

Deno.test("an actor that computes for ever does not hold up the end of a program", async () => {
  assert.equal(await outputOf("--seed", "1", "-e", "(spawn (fn [] (loop [] (recur)))) 1"), "1\n");
});

Deno.test("what is no seed is a mistake", async () => {
  const { status, err } = await batuta(["--seed", "soon", "-e", "1"]);
  assert.equal(status, 2);
  assert.match(err, /^error\[invalid-argument\].*soon/);
});

Deno.test("what is no seed in the environment is a warning", async () => {
  const { status, out, err } = await new Folder().run(["-e", "1"], { env: { BATUTA_SEED: "soon" } });
  assert.deepEqual([status, out], [0, "1\n"]);
  assert.match(err, /^warning\[bad-seed\].*soon/);
});
