/** Loops that own a map: what is changed in place, and that nobody can tell. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { owning } from "../../lib/compiler/owned.ts";
import { type Core, Expander, installSpecialForms, type LoopCore, walk } from "../../lib/expander/mod.ts";
import { ANY_CONTEXT, readForms } from "../../lib/reader/mod.ts";
import { getNamespace } from "../../lib/runtime/mod.ts";
import { Source } from "../../lib/source/mod.ts";
import { value } from "./session.ts";

installSpecialForms();
await value("nil"); // The names of the library are there from now on.

/** How many calls of a loop become changes in place. */
function inPlace(code: string): number {
  const { forms } = readForms(new Source("t.bat", code), ANY_CONTEXT);
  const core = new Expander(getNamespace("user"), () => null).topLevel(forms[0]);
  let loop: LoopCore | null = null;
  const see = (visit: (core: Core) => void) => (part: Core) => (visit(part), true);
  walk(core, see((part) => loop ??= part.kind === "loop" ? part : null));
  assert.ok(loop !== null, code);
  let found = 0;
  walk(owning(loop), see((part) => found += part.kind === "var" && part.cell.name.endsWith("-in-place*") ? 1 : 0));
  return found;
}

const turn = (body: string) => `(loop* [i 0 m {}] (if (== i 9) m ${body}))`;

const changed = {
  "the map with one more entry": "(recur (inc i) (assoc m i i))",
  "a value that is made of the one before": "(recur (inc i) (update m :n + 1 i))",
  "two entries, one after the other": "(recur (inc i) (assoc (assoc m i (get m 0)) :n i))",
  "an entry only sometimes": "(recur (inc i) (if (contains? m i) m (assoc m i (count m))))",
  "an element of a set": "(recur (inc i) (conj m i))",
  "a map under another name": "(let* [k (:k m), n (assoc m :k i)] (recur (inc i) n))",
  "a map that is looked at before the change": "(recur (+ i (get m i 1)) (assoc m i i))",
  "ways that take something out or begin anew":
    "(if (m 3) (recur (inc i) (dissoc (assoc m i 1) 3)) (recur (inc i) {}))",
};

Deno.test("changed in place: a set that begins empty, a map that begins as nil", () => {
  assert.equal(inPlace("(loop* [i 0 seen #{}] (if (seen i) i (recur (inc i) (conj seen i))))"), 1);
  assert.equal(inPlace("(loop* [i 0 m nil] (if (get m i) i (recur (inc i) (assoc m i 1))))"), 1);
  assert.equal(inPlace("(loop* [i 0 n 0] (if (get n i) i (recur (inc i) (assoc n i 1))))"), 0);
});

for (const [what, body] of Object.entries(changed)) {
  Deno.test(`changed in place: ${what}`, () => assert.ok(inPlace(turn(body)) > 0, body));
}

const kept = {
  "a map that goes into a collection": "(recur (inc i) (assoc m i [m]))",
  "a map that is handed to a function": "(let* [s (str m)] (recur (inc i) (assoc m i s)))",
  "a map that a closure holds": "(recur (inc i) (assoc m i (fn* [] (get m i))))",
  "a map whose version before is kept as well": "(let* [n (assoc m i i)] (recur (count m) n))",
  "a map that is looked at after the change": "(recur (inc i) (assoc (assoc m i i) i (get m i)))",
  "a map in two variables": "(let* [n m] (recur (inc i) (assoc n i (get m i))))",
  "a map that is both map and key": "(recur (inc i) (assoc m i (get m m)))",
  "a version that the end of the loop still asks for": "(let* [n (assoc m i i)] (if (n 3) m (recur (inc i) n)))",
};

for (const [what, body] of Object.entries(kept)) {
  Deno.test(`changed as ever: ${what}`, () => assert.equal(inPlace(turn(body)), 0, body));
}

Deno.test("a map that is a constant of the program stays what it is", async () => {
  const program = `(defmacro nine [] (list 'quote (reduce (fn [m i] (assoc m i i)) {} (range 9))))
(defn f [k] (loop [i 0 m (nine)] (if (< i k) (recur (inc i) (assoc m i :changed)) (get m 0))))
[(f 1) (f 0)]`;
  assert.equal(await value(program), "[:changed 0]");
});

/** Functions that do what the library's do, of which the compiler knows nothing. */
const STRANGERS = `(def put (fn [m k v] (assoc m k v))) (def change (fn [m k f & xs] (apply update m k f xs)))
(def add (fn [m x] (conj m x))) (def drop-key (fn [m k] (dissoc m k)))`;
const AS_STRANGERS: Readonly<Record<string, string>> = {
  assoc: "put",
  update: "change",
  conj: "add",
  dissoc: "drop-key",
};

/** Turns of a loop over `i`, `m` (a hash map), `a` (anything); `KNOWN/assoc` stands for either kind of function. */
const turns = fc.letrec<Record<"map" | "look" | "key" | "any" | "turn" | "end", string>>((tie) => {
  const code = (parts: TemplateStringsArray, ...holes: fc.Arbitrary<string>[]) =>
    fc.tuple(...holes).map((texts) => parts.reduce((all, part, i) => all + texts[i - 1] + part));
  const name = fc.constantFrom("m", "m", "m", "n", "n", "m0");
  const { map, look, key, any, turn, end } = {
    map: tie("map"),
    look: tie("look"),
    key: tie("key"),
    any: tie("any"),
    turn: tie("turn"),
    end: tie("end"),
  };
  return {
    map: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      name,
      code`(KNOWN/assoc ${map} ${key} ${any})`,
      code`(KNOWN/update ${map} ${key} (fn [x] [x ${look}]))`,
      code`(KNOWN/conj ${map} [${key} ${look}])`,
      code`(KNOWN/dissoc ${map} ${key})`,
      code`(if ${look} ${map} ${map})`,
      code`(let [n ${map}] ${map})`,
      fc.constant("{}"),
    ),
    look: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      fc.constant("i"),
      code`(get ${name} ${key})`,
      code`(count ${name})`,
      code`(contains? ${name} ${key})`,
      code`(${name} ${key} :none)`,
    ),
    key: fc.oneof({ maxDepth: 3, depthSize: "small" }, fc.integer({ min: 0, max: 20 }).map(String), look),
    any: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      { weight: 6, arbitrary: look },
      { weight: 1, arbitrary: map },
      { weight: 1, arbitrary: code`[${name}]` },
      { weight: 1, arbitrary: code`((fn [] ${name}))` },
    ),
    turn: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      code`(recur (inc i) ${map} ${any})`,
      code`(recur (inc i) ${map} a)`,
      code`(let [n ${map}] ${turn})`,
      code`(let [x ${any}] (recur (inc i) ${map} x))`,
      code`(if ${look} ${turn} ${turn})`,
      code`(match ${look} nil -> ${turn} 3 -> ${turn} _ -> ${turn})`,
      end,
    ),
    end: code`[a ${any} ${map}]`,
  };
});

Deno.test("a loop gives the same whether it changes its map in place or not, over slices of any length", async () => {
  let owned = 0;
  await fc.assert(
    fc.asyncProperty(
      turns.turn,
      turns.end,
      fc.constantFrom(0, 9, 20),
      fc.constantFrom(undefined, 1, 5),
      async (turn, end, size, slice) => {
        const squares = `(loop [k 0 m {}] (if (< k ${size}) (recur (inc k) (assoc m k (* k k))) m))`;
        const loop = `(let [m0 start, n m0] (loop [i 0 m m0 a nil] (if (== i 7) ${end} ${turn})))`;
        const as = (to: (name: string) => string) => loop.replaceAll(/KNOWN\/([a-z]+)/g, (_, name) => to(name));
        const [known, strange] = [as((name) => name), as((name) => AS_STRANGERS[name])];
        const program = `(def start ${squares}) ${STRANGERS}
(try [(= ${known} ${strange}) (= start ${squares})] (catch Exception e :failed))`;
        if (inPlace(known.replace("start", "{}")) > 0) owned++;
        assert.ok(["[true true]", ":failed"].includes(await value(program, { slice })), program);
      },
    ),
    { numRuns: 1000 },
  );
  assert.ok(owned > 20, `only ${owned} of the loops changed anything in place`);
});
