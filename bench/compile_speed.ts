/**
 * Lines of Batuta read, expanded, compiled and loaded in a second, after warm-up: of a large generated program, and of the
 * standard library. A program of its own, since compiling the library again redefines all of it.
 * Out: lines of "name lines-per-second".
 * @module
 */

import { join } from "node:path";
import { DenoHost } from "../lib/cli/host.ts";
import { compileLibrary, LIBRARY, Session } from "../lib/compiler/mod.ts";
import { Source } from "../lib/source/mod.ts";
import { median } from "./figures.ts";

const RUNS = 3;
const FUNCTIONS = 1_000;

/** Definitions as people write them: tests, bindings, destructuring, threading, literals. */
function generatedFunction(i: number): string {
  return `
(defn order-total-${i}
  "What the lines of order ${i} come to, with the discount of its customer."
  [{:keys [id customer lines]} & {:keys [currency] :or {currency :eur}}]
  (let [open (filter (fn [line] (= (:status line) :open)) lines)
        sum (reduce (fn [total {:keys [price amount]}] (+ total (* price amount))) 0 open)
        discount (cond
                   (> sum ${1000 + i}) 0.1
                   (and (= customer :regular) (> sum 100)) 0.05
                   :else 0)]
    (when (neg? sum)
      (throw (ex-info (str "Order " id " is negative") {:order id :sum sum})))
    (loop [left open parts []]
      (if-let [line (first left)]
        (recur (rest left) (conj parts [(:name line) (-> (:price line) (* (- 1 discount)) (+ ${i}))]))
        {:id id :currency currency :total (* sum (- 1 discount)) :parts parts}))))
`.trimStart();
}

function generatedProgram(): string {
  return Array.from({ length: FUNCTIONS }, (_, i) => generatedFunction(i)).join("");
}

const countLines = (text: string) => text.split("\n").length - 1;

async function linesPerSecond(lines: number, work: () => unknown): Promise<number> {
  const speeds: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const start = performance.now();
    await work();
    if (run > 0) speeds.push(lines / ((performance.now() - start) / 1000));
  }
  return median(speeds);
}

const session = new Session(new DenoHost());
const program = generatedProgram();
const compileProgram = async () => {
  const outcome = await session.run(new Source("generated.bat", program));
  if (outcome.status !== 0) throw new Error(outcome.diagnostics[0].message);
};
console.log("generated", await linesPerSecond(countLines(program), compileProgram));

const library = new Map(
  LIBRARY.flatMap(([, files]) => files).map((file) => [
    file,
    Deno.readTextFileSync(join(import.meta.dirname!, "..", "stdlib", file)), // this module is a file
  ]),
);
const libraryLines = [...library.values()].reduce((sum, text) => sum + countLines(text), 0);
console.log("stdlib", await linesPerSecond(libraryLines, () => compileLibrary((file) => library.get(file)!)));
