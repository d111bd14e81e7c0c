/** Every program in `examples/` runs and prints what it promises. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { serving } from "../http/serving.ts";
import { batuta, ROOT } from "./batuta.ts";

async function printed(name: string, ...words: string[]): Promise<string> {
  const { status, out, err } = await batuta([join(ROOT, "examples", name), ...words]);
  assert.deepEqual([status, err], [0, ""]);
  return out;
}

/** What both word counts print of a file. */
function mostFrequentWords(path: string): string {
  const words = Deno.readTextFileSync(path).toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const times = Object.entries(Object.groupBy(words, (word) => word)).map(([word, all]) =>
    [all?.length ?? 0, word] as const
  );
  times.sort(([n, word], [m, other]) => m - n || (word < other ? -1 : 1));
  return times.slice(0, 10).map(([n, word]) => `${n}\t${word}\n`).join("");
}

Deno.test("word_count prints the most frequent words of a real file", async () => {
  const path = join(ROOT, "LICENSE");
  assert.equal(await printed("word_count.bat", path), mostFrequentWords(path));
});

Deno.test("parallel_word_count counts the same with many actors", async () => {
  const path = join(ROOT, "lib", "runtime", "core_strings.ts");
  assert.equal(await printed("parallel_word_count.bat", path), mostFrequentWords(path));
});

Deno.test("signup checks, explains, reads from JSON and tries a function", async () => {
  assert.deepEqual((await printed("signup.bat")).split("\n"), [
    '{:name "Al" :email "al@example.com" :age 42 :plan :team :tags #{:new}}',
    ':email is missing, but there is "emial": did you mean :email?',
    ":age must satisfy `#(>= % 18)`, but is 12",
    ':plan must be one of :free, :team, but is "tema": did you mean :team?',
    "`signup/price` returned a wrong value: it must be an Int, but is :too-dear",
    '{"type":"integer","minimum":18,"description":"Years, of people who may sign up."}',
    "",
  ]);
});

Deno.test("counter loses no message", async () => {
  assert.equal(await printed("counter.bat"), "After two messages: 11\nAfter a thousand more: 1011\n");
});

Deno.test("chat_room: everybody hears the others, and who is gone", async () => {
  assert.equal(
    await printed("chat_room.bat"),
    "Ada heard: [Grace joins The host joins Grace: It compiles!]\n" +
      "Grace heard: [The host joins Ada: Is it weaving algebra? Ada has left]\n",
  );
});

Deno.test("actor_ring", async () => {
  assert.equal(await printed("actor_ring.bat"), "1000 actors handed the token on 100000 times\n");
  assert.equal(await printed("actor_ring.bat", "1", "3"), "1 actors handed the token on 3 times\n");
});

Deno.test("audit_trail shows what was forged, and that the log only grew", async () => {
  assert.equal(
    await printed("audit_trail.bat"),
    "Recorded: 4 - all receipts hold: true\n" +
      "A forged receipt holds: false\n" +
      "Grown to 1004 records, nothing before noon has changed: true\n" +
      "By user: [{:user ada :actions 3} {:user grace :actions 1001}]\n",
  );
});

Deno.test("shop: a hundred thousand orders are made, the same each time, and asked", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "batuta-shop-" });
  try {
    assert.equal(await printed("shop/make_shop.bat", folder), "users 5000\norders 100000\nevents 50000\n");
    const orders = Deno.readTextFileSync(join(folder, "orders.csv"));
    assert.equal(orders.split("\n", 2)[1], "0,2076,2025-01-01T00:00:00.000Z,tea,1,4.5,noon noon");
    const report = (await printed("shop/report.bat", folder)).split("\n");
    assert.equal(report[0], "José 4165       29 orders    2233.00");
    assert.equal(report[6], "revenue by month");
    assert.match(report[7], /^2025-01 │█+[▏▎▍▌▋▊▉]? 205,9\d\d$/);
    const words = (await printed("shop/note_words.bat", folder)).split("\n");
    const counted = orders.match(/\bplease\b/g)?.length;
    assert.ok(words.includes(`${counted}\tplease`));
    assert.equal(
      await printed("shop/categorise.bat", folder),
      "interaction 12500 \nnavigation 12500 \nother 12501 \nrevenue 12499 1258409\n",
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("debug_incident tells what was known before and after, and what happened in between", async () => {
  assert.equal(
    await printed("shop/debug_incident.bat"),
    "before: {:id 7 :name Ada :plan free}\n" +
      "after:  {:id 7 :name Ada :plan team :seats -1}\n" +
      "events: [upgrade error]\n" +
      "changed: {:plan [free team]} added: {:seats -1}\n" +
      "now:    {:id 7 :name Ada :plan team :seats 1}\n",
  );
});

/** A port that nobody uses. */
function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return listener.addr.port;
}

async function until<T>(ask: () => Promise<T>, wanted: T): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (isDeepStrictEqual(await ask().catch(() => null), wanted)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.deepEqual(await ask(), wanted);
}

Deno.test("service answers, and starts again whatever crashes", async () => {
  const end = await serving(
    [join(ROOT, "examples", "service.bat"), String(freePort())],
    async ({ url, line, signal }) => {
      const ask = async (path: string, method = "GET") => {
        const response = await fetch(url + path, { method });
        return [response.status, await response.text()];
      };
      const answer = [200, '{"number":"360","factors":[2,2,2,3,3,5]}'];
      assert.deepEqual(await ask("/factors/360"), answer);
      assert.deepEqual(await ask("/factors/360"), answer);
      assert.deepEqual(await ask("/factors/many"), [500, "Internal Server Error\n"]);
      await until(() => ask("/health"), [200, '{"workers":4,"cached":1}']);
      assert.deepEqual(await ask("/cache", "DELETE"), [200, "killed\n"]);
      await until(() => ask("/health"), [200, '{"workers":4,"cached":0}']);
      assert.deepEqual(await ask("/web", "DELETE"), [200, "killed\n"]);
      assert.equal(await line(), `Listening on ${url}`);
      await until(() => ask("/factors/97"), [200, '{"number":"97","factors":[97]}']);
      assert.deepEqual(await ask("/nothing"), [404, "Not Found\n"]);
      signal("SIGINT");
    },
  );
  assert.equal(end.status, 130);
  assert.match(end.err, /\(worker\), while it handled \{:factors "many"\}/);
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

Deno.test("counter_test: its tests pass", async () => {
  const { status, out } = await batuta(["test", join(ROOT, "examples", "counter_test.bat")]);
  assert.deepEqual([status, out.trimEnd().split("\n").at(-1)], [0, "3 passed, 0 failed"]);
});

Deno.test("typed_account takes the messages of its protocol", async () => {
  assert.equal(await printed("typed_account.bat"), "done\nnot enough\nbalance: 70\n");
});
