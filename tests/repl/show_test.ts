/**
 * Values as people at a desk see them. `seen("(range)")` evaluates a program and shows its value 40 columns wide; `piped` prints it as where
 * nobody looks.
 */
import { deepStrictEqual as is, match, ok } from "node:assert/strict";
import { host } from "../../lib/cli/mod.ts";
import { Session } from "../../lib/compiler/mod.ts";
import { printedWhole, shown } from "../../lib/repl/mod.ts";
import { Source } from "../../lib/source/mod.ts";

async function valueOf(session: Session, code: string): Promise<unknown> {
  const outcome = await session.run(new Source("test.bat", code));
  if (outcome.status !== 0) throw new Error(outcome.diagnostics[0].message);
  return outcome.value;
}

async function seen(code: string, columns = 40): Promise<string> {
  const session = new Session(host);
  const value = await valueOf(session, code);
  const outcome = await session.compute(() => shown(value, columns));
  return outcome.status === 0 ? String(outcome.value) : `! ${outcome.diagnostics[0].message}`;
}

async function piped(code: string): Promise<string> {
  const session = new Session(host);
  const value = await valueOf(session, code);
  const outcome = await session.compute(() => printedWhole(value));
  return outcome.status === 0 ? String(outcome.value) : `! ${outcome.diagnostics[0].message}`;
}

Deno.test("what fits on a line is shown as it reads", async () => {
  is(await seen('{:a [1 "x" \\y] :b #{2}}'), '{:a [1 "x" \\y] :b #{2}}');
  is(await seen("{:reply 1 2}"), "{:reply 1 2}");
  is(await seen("'()"), "()");
  is(await seen("nil"), "nil");
  is(await seen("(map inc [1 2])"), "(2 3)");
});

Deno.test("what does not fit is a tree of lines, short values several in a line", async () => {
  is(
    await seen('{:name "Al" :address {:street "a long street name" :city "Lisbon"}}'),
    [
      '{:name "Al"',
      ' :address {:street "a long street name"',
      '           :city "Lisbon"}}',
    ].join("\n"),
  );
  is(await seen("(vec (range 20))"), "[0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15\n 16 17 18 19]");
  is(
    await seen('[["first thing here" 1] ["second thing here" 22]]'),
    '[["first thing here" 1]\n ["second thing here" 22]]',
  );
});

Deno.test("maps with the same keys are a table", async () => {
  is(await seen('[{:id 1 :name "Al"} {:id 20 :name "日本"}]'), "id  name\n──  ────\n 1  Al\n20  日本");
  is(await seen("(map (fn [i] {:i i :j (* i i)}) (range 3))"), "i  j\n─  ─\n0  0\n1  1\n2  4");
  match(await seen("(map (fn [i] {:i i :j 1}) (range))"), /\n39 {2}1\nthe first 40 rows/);
  is(await seen("[{:a 1} {:b 1}]"), "[{:a 1} {:b 1}]");
});

Deno.test("of what has no end the beginning is shown, and no more is computed", async () => {
  ok((await seen("(range)")).endsWith(" 98 99 ...)"));
  ok((await seen("{:a (repeat [1 2 3])}")).includes("..."));
  ok((await seen("(repeat (repeat 1))", 100)).length < 20_000);
  is(
    await seen("(def n (atom 0)) (def xs (map (fn [x] (swap! n inc) x) (iterate inc 0))) [(take 2 xs) @n]"),
    "[(0 1) 0]",
  );
  // The hundred and first would never come.
  ok((await seen("(filter #(< % 100) (iterate inc 0))")).endsWith("99 ...)"));
});

Deno.test("what is lazy may wait and may fail while it is shown", async () => {
  is(await seen("(map (fn [x] (sleep 1) x) [1 2 3])"), "(1 2 3)");
  is(await seen("(map / [1 0])"), "! Divide by zero");
});

Deno.test("much is shown in part, and how much is missing", async () => {
  const lines = (await seen('(vec (repeat 100 "a text that is not short at all"))', 60)).split("\n");
  is(lines.length, 100);
  const many = (await seen(
    "(vec (repeat 90 {:some-long-key-name 1 :another-long-key-name 2 :c 1 :x (range 3)}))".replace(
      "(vec",
      "(map-indexed vector",
    ),
    30,
  )).split("\n");
  is(many.length, 120);
  match(many[119], /^… \d+ more lines/);
});

Deno.test("the program's own settings count", async () => {
  is(await seen("(alter-var-root #'*print-length* (constantly 2)) [1 2 3 [4 5 6 7]]"), "[1 2 ...]");
  is(await seen("(alter-var-root #'*print-length* (constantly nil)) [1 2 3]"), "[1 2 3]");
});

Deno.test("where nobody looks all is printed as it reads back, but for what has no end", async () => {
  is(await piped("(vec (range 200))"), `[${Array.from({ length: 200 }, (_, i) => i).join(" ")}]`);
  is(await piped('{:a "x"}'), '{:a "x"}');
  ok((await piped("(range)")).endsWith("99999 ...)"));
  ok((await piped("(map inc (range))")).endsWith("100000 ...)"));
});

Deno.test("showing can be interrupted", async () => {
  const session = new Session(host);
  const value = await valueOf(session, "(filter neg? (range))");
  const showing = session.compute(() => shown(value, 80));
  ok(session.interrupt());
  const outcome = await showing;
  is(outcome.status === 0 ? null : outcome.diagnostics[0].code, "interrupted");
  is(session.interrupt(), false);
});
