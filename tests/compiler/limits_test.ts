/**
 * Code that is long or deep: forms with thousands of parts, and nested ones whose code must not grow by the level.
 * `times(3, (i) => …)` is a text for each of 0, 1, 2, side by side.
 */
import assert from "node:assert/strict";
import { value } from "./session.ts";

function times(n: number, text: (i: number) => string): string {
  return Array.from({ length: n }, (_, i) => text(i)).join(" ");
}

function gives(sentence: string, program: () => string, expected: string): void {
  Deno.test(sentence, async () => assert.equal(await value(program()), expected));
}

gives("`and` takes 5,000 forms", () => `(and ${times(5000, String)})`, "4999");
gives("`or` takes 5,000 forms", () => `(or ${times(5000, () => "nil")} :last)`, ":last");
gives("`cond` takes 5,000 tests", () => `(let [x 4999] (cond ${times(5000, (i) => `(= x ${i}) ${i}`)}))`, "4999");
gives(
  "`cond` of 1,000 tests is a value too",
  () => `(let [x 7] (inc (cond ${times(1000, (i) => `(= x (inc ${i})) ${i}`)})))`,
  "7",
);
gives("`case` takes 5,000 constants", () => `(case 4999 ${times(5000, (i) => `${i} :n${i}`)})`, ":n4999");
gives("`match` takes 1,000 clauses", () => `(match :k999 ${times(1000, (i) => `:k${i} -> ${i}`)})`, "999");
gives("`cond->` takes 2,000 steps", () => `(cond-> 0 ${times(2000, () => "true inc")})`, "2000");
gives("`some->` takes 2,000 steps", () => `(some-> 0 ${times(2000, () => "inc")})`, "2000");
gives("`as->` takes 2,000 steps", () => `(as-> 0 x ${times(2000, () => "(inc x)")})`, "2000");
gives("`let` takes 5,000 names", () => `(let [x0 0 ${times(5000, (i) => `x${i + 1} (inc x${i})`)}] x5000)`, "5000");
gives("`do` takes 10,000 forms", () => `(do ${times(10000, (i) => `(str ${i})`)})`, '"9999"');
gives("`+` takes 2,000 arguments", () => `(let [x 1] (+ ${times(2000, () => "x")}))`, "2000");
gives(
  "a vector takes 10,000 calls",
  () => `(defn f [x] x) (reduce + [${times(10000, (i) => `(f ${i})`)}])`,
  "49995000",
);
gives(
  "a map and a set take 1,000 calls, and calls take as many arguments",
  () => {
    const calls = times(1000, (i) => `(f ${i})`);
    return `(defn f [x] x) [(count {${calls}}) (count #{${calls}}) (count (vector ${calls}))]`;
  },
  "[500 1000 1000]",
);
gives(
  "many arguments are computed in their order",
  () =>
    `(def a (atom [])) (defn f [x] (swap! a conj x) x) (vector ${times(300, (i) => `(f ${i})`)}) (= @a (range 300))`,
  "true",
);

// Each of these took twice the time per level once.

function nested(n: number, before: (i: number) => string, inside: string, after: (i: number) => string): string {
  const levels = [...Array(n).keys()];
  return levels.map(before).join("") + inside + levels.reverse().map(after).join("");
}

gives(
  "loops nest 20 deep",
  () =>
    nested(20, (i) => `(loop [i${i} 0 s${i} 0] (if (< i${i} 1) (recur (inc i${i}) (+ s${i} `, "1", (i) => `)) s${i}))`),
  "1",
);
gives(
  "`finally` stands in `finally` 40 deep",
  () => `(def a (atom 0)) ${nested(40, () => "(try 1 (finally ", "(swap! a inc)", () => "))")} @a`,
  "1",
);
