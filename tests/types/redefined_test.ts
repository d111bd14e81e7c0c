/** Entries of one session: what a name means is its newest definition, also where it was written before. */
import assert from "node:assert/strict";
import { Source } from "../../lib/source/mod.ts";
import { newSession } from "./checking.ts";

/** What entries come to, one after the other: the printed value, or the codes of what is wrong. */
async function entered(...entries: readonly string[]): Promise<string[]> {
  const session = newSession();
  const said: string[] = [];
  for (const [i, code] of entries.entries()) {
    const outcome = await session.run(new Source(`entry${i}.bat`, code));
    if (outcome.status !== 0) said.push(outcome.diagnostics.map((d) => d.code).join(" "));
    else {
      const printed = await session.print(outcome.value);
      said.push(printed.status === 0 ? String(printed.value) : printed.diagnostics[0].code);
    }
  }
  return said;
}

const OLD = "(defprotocol Counter (increment :: [-> Unit]) (value :: [-> Int]))";
const NEW = "(defprotocol Counter (increment :: [-> Unit]) (value :: [-> Int]) (reset :: [-> Unit]))";
const ACTOR = "(defactor c :: Counter [n] (receive :increment -> (recur (+ n 1)) :value -> n";

Deno.test("a protocol that is defined anew has its new messages, where its name was written before too", async () => {
  const said = await entered(
    OLD,
    "(defn clear :: [Counter -> Any] [x] (send x :value))",
    NEW,
    `${ACTOR} :reset -> (recur 0)))`,
    "(def p (spawn c 5))",
    "(clear p)",
    "(send p :reset)",
    "(call p :value)",
    "(send p :rest)",
  );
  assert.deepEqual(said.slice(5), [":ok", ":ok", "0", "no-such-message"]);
});

Deno.test("actors that were started before are asked themselves what they take", async () => {
  const said = await entered(OLD, `${ACTOR}))`, "(def p (spawn c 5))", NEW, "(send p :reset)", "(call p :value)");
  assert.deepEqual(said.slice(4), ["wrong-message", "5"]);
});

Deno.test("a type that is defined anew is another one, where its name was written before too", async () => {
  const said = await entered(
    "(deftype User {:id Int})",
    "(defn id-of :: [User -> Int] [u] (:id u))",
    "(id-of {:id 1})",
    "(deftype User {:key Int})",
    "(id-of {:id 1})",
    "(id-of {:key 1})",
  );
  assert.deepEqual(said.slice(2), ["1", "#'user/User", "missing-key", "nil"]);
});

Deno.test("a name that is no type any more checks nothing", async () => {
  const said = await entered(OLD, "(defprotocol Counter (area [s]))", "(defn f :: [Counter -> Int] [x] 1)", "(f 5)");
  assert.deepEqual(said.slice(2), ["#'user/f", "1"]);
});

Deno.test("a value that is defined anew at top level has the type of the new one", async () => {
  const said = await entered(
    "(defn add :: [Int Int -> Int] [a b] (+ a b))",
    "(def x 1)",
    '(def x "a")',
    "(add x 1)",
    "(def x 2)",
    "(add x 1)",
  );
  assert.deepEqual(said.slice(3), ["type-argument", "#'user/x", "3"]);
});
