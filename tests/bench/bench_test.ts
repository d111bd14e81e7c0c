/** What measurements mean: times as text, verdicts, tables, saved runs. A measurement is `took(median, spread)`. */
import { deepStrictEqual as is, equal } from "node:assert/strict";
import {
  benchLine,
  countLine,
  headLine,
  isRunName,
  type Measurement,
  parseRun,
  printRun,
  timeText,
  verdictOn,
} from "../../lib/bench/mod.ts";
import { PLAIN } from "../../lib/source/mod.ts";

function took(median: number, spread = 1): Measurement {
  return { median, low: median - spread, high: median + spread, samples: 50, runs: 1000 };
}

Deno.test("times have three digits that count, and the unit that fits", () => {
  const shown = [0.254, 3, 12.34, 999.4, 999.6, 12_345, 999_600, 5e8, 12e9].map(timeText);
  is(shown, ["0.25 ns", "3.00 ns", "12.3 ns", "999 ns", "1.00 µs", "12.3 µs", "1.00 ms", "500 ms", "12.0 s"]);
});

Deno.test("a verdict needs halves that lie apart, and more than 5 %", () => {
  equal(verdictOn(took(120), took(100)), "slower");
  equal(verdictOn(took(80), took(100)), "faster");
  // Apart, but near.
  equal(verdictOn(took(104), took(100)), "same");
  equal(verdictOn(took(96.5), took(100)), "same");
  // Far, but not apart.
  equal(verdictOn(took(200, 80), took(100, 30)), "same");
  equal(verdictOn(took(100, 30), took(200, 80)), "same");
});

Deno.test("a table has a line for each bench, and beside an earlier run what it took then", () => {
  const alone = { nameWidth: 8, before: null, paint: PLAIN };
  equal(headLine("a.bat", alone), "a.bat       median    spread\n");
  equal(benchLine("b/sum", took(1234, 100), alone), "b/sum      1.23 µs   ± 8.1 %\n");
  const beside = { ...alone, before: { "b/sum": took(1000), "b/old": took(5) } };
  equal(headLine("a.bat", beside), "a.bat       median    spread    before    ratio\n");
  equal(benchLine("b/sum", took(1234), beside), "b/sum      1.23 µs   ± 0.1 %   1.00 µs   x 1.23  slower\n");
  equal(benchLine("b/sum", took(1010), beside), "b/sum      1.01 µs   ± 0.1 %   1.00 µs   x 1.01\n");
  equal(benchLine("b/new", took(7), beside), "b/new      7.00 ns    ± 14 %       new\n");
});

Deno.test("the last line counts", () => {
  equal(countLine({ a: took(1) }, null), "1 bench\n");
  const now = { a: took(100), b: took(100), c: took(100), d: took(1) };
  const before = { a: took(200), b: took(50), c: took(100) };
  equal(countLine(now, before), "4 benches: 1 faster, 1 slower, 1 the same\n");
});

Deno.test("a run is saved and read; what is no run is none", () => {
  const run = { batuta: "1.0", machine: "linux", benches: { "a/b": took(1.239, 0.5) } };
  const text = printRun(run);
  const { benches } = parseRun(text)!;
  is(benches, { "a/b": { median: 1.24, low: 0.74, high: 1.74, samples: 50, runs: 1000 } });
  const others = ["", "[]", "{}", text.replace('"version": 1', '"version": 2'), text.replace("1.24", '"x"')];
  is(others.map(parseRun), others.map(() => null));
});

Deno.test("a run has the name of a file", () => {
  is(["before", "v1.2", "a-b", "", ".", "..", "a/b", "a b"].map(isRunName), [
    true,
    true,
    true,
    ...Array(5).fill(false),
  ]);
});
