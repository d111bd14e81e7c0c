/** Every program in `examples/` runs and prints what it promises. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { batuta, ROOT } from "./batuta.ts";

async function printed(name: string, ...words: string[]): Promise<string> {
  const { status, out, err } = await batuta([join(ROOT, "examples", name), ...words]);
  assert.deepEqual([status, err], [0, ""]);
  return out;
}

Deno.test("word_count prints the most frequent words of a real file", async () => {
  const path = join(ROOT, "LICENSE");
  const words = Deno.readTextFileSync(path).toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const times = Object.entries(Object.groupBy(words, (word) => word)).map(([word, all]) =>
    [all?.length ?? 0, word] as const
  );
  times.sort(([n, word], [m, other]) => m - n || (word < other ? -1 : 1));
  const expected = times.slice(0, 10).map(([n, word]) => `${n}\t${word}\n`).join("");
  assert.equal(await printed("word_count.bat", path), expected);
});

Deno.test("word_count without a file says how it is used", async () => {
  assert.match(await printed("word_count.bat"), /^Usage: /);
});

Deno.test("fizzbuzz", async () => {
  const lines = (await printed("fizzbuzz.bat")).split("\n");
  assert.deepEqual(lines.slice(0, 5).concat(lines[14]), ["1", "2", "Fizz", "4", "Buzz", "FizzBuzz"]);
});

Deno.test("primes", async () => {
  assert.equal(
    await printed("primes.bat"),
    "The first ten: (2 3 5 7 11 13 17 19 23 29)\nThe 1000th: 7919\nThe first above 10000: 10007\n",
  );
});

Deno.test("macros", async () => {
  const lines = (await printed("macros.bat")).split("\n");
  assert.deepEqual(lines.slice(0, 3), ["1 is not 2", "either: 42", "unless gives nil"]);
  assert.match(lines[3], /^\(if done nil \(do \(println working\)\)\)$/);
});

Deno.test("greet", async () => {
  assert.equal(await printed("greet.bat"), "Hello, world!\n");
  assert.equal(await printed("greet.bat", "Ada", "Grace"), "Hello, Ada!\nHello, Grace!\n");
});
