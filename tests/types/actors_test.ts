/** Actors with a protocol: what their patterns bind, what they answer, and what senders get. */
import assert from "node:assert/strict";
import { checked, codes, ran } from "./checking.ts";

const PROTOCOL =
  "(defprotocol Store (put :: [Keyword Int -> Unit]) (drop-all :: [-> Unit]) (value :: [Keyword -> Int]) " +
  "(names :: [-> [Keyword]]) (maybe :: [Keyword -> Int | Nil]))\n";

function store(
  clauses: Partial<Record<"put" | "drop-all" | "value" | "names" | "maybe", string>>,
  receive = "receive",
): string {
  const all = {
    "put": "{:put k n} -> (recur (assoc m k n))",
    "drop-all": ":drop-all -> (recur {})",
    "value": "{:value k} -> (get m k 0)",
    "names": ":names -> (keys m)",
    "maybe": "{:maybe k} -> (get m k)",
    ...clauses,
  };
  return `${PROTOCOL}(defactor store :: Store [m] (${receive} ${Object.values(all).join(" ")}))\n`;
}

const CASES: readonly (readonly [title: string, code: string, codes: string])[] = [
  ["an actor that handles its messages", store({}), ""],
  [
    "a name in a pattern has the type of the protocol",
    store({ put: "{:put k n} -> (recur (assoc m k (str/upper-case n)))" }),
    "type-argument",
  ],
  ["so has the one argument of a message", store({ value: "{:value k} -> (inc k)" }), "type-argument"],
  ["a guard sees it", store({ put: "{:put k n} when (str/blank? n) -> (recur m)" }), "type-argument"],
  ["a message as a vector", store({ put: "[:put k n] -> (recur (assoc m k (inc k)))" }), "type-argument"],
  [
    "a receive with a time limit",
    store(
      { put: "{:put k n} -> (recur (assoc m k (inc k)))", maybe: "{:maybe k} -> (get m k) timeout -> (recur m)" },
      "receive-timeout 10",
    ),
    "type-argument",
  ],
  [
    "a receive by priority",
    store({ put: "{:put k n} -> (recur (assoc m k (inc k)))" }, "receive-with-priority"),
    "type-argument",
  ],
  ["an answer of another type", store({ names: ":names -> (str m)" }), "type-reply"],
  ["an answer of another type on one path", store({ names: ':names -> (if (empty? m) "none" [:a])' }), "maybe-reply"],
  ["an answer that may be nil", store({ maybe: "{:maybe k} -> nil" }), ""],
  ["nil for a number", store({ value: "{:value k} -> nil" }), "type-reply"],
  ["an answer by reply", store({ value: '{:value k} -> (do (reply "x") (recur m))' }), "type-reply"],
  [
    "a right answer by reply, and a value that nobody gets",
    store({ value: "{:value k} -> (do (reply 5) :other)" }),
    "",
  ],
  ["an end instead of an answer", store({ value: "{:value k} -> :stop" }), ""],
  [
    "another receive within a clause takes anything",
    store({ value: "{:value k} -> (receive {:answer x} -> (int x) s -> (count s))" }),
    "",
  ],
  [
    "a message that is not handled",
    `${PROTOCOL}(defactor store :: Store [m] (receive :names -> []))`,
    "unhandled-message",
  ],
  ["a message of nobody's", store({ names: ":names -> (keys m) :nmaes -> 1" }), "foreign-message"],
];

for (const [title, code, expected] of CASES) {
  Deno.test(title, async () => assert.equal(await codes(code), expected));
}

const PID = `${store({})}(def s (spawn store {}))\n`;

const SENT: readonly (readonly [code: string, codes: string])[] = [
  ["(send s {:put :a 1})", ""],
  ["(send s :drop-all)", ""],
  ["(inc (call s {:value :a}))", ""],
  ["(str/upper-case (call s {:value :a}))", "type-argument"],
  ["(map inc (call s :names))", "type-argument"],
  ['(send s {:put "a" 1})', "message-argument"],
  ["(send s {:putt :a 1})", "no-such-message"],
  ["(send s {:put :a})", "no-such-message"],
  ["(send s 5)", "no-such-message"],
  ["(defn f :: [Store -> String] [p] (call p {:value :a}))", "type-result"],
  ["(defn f :: [Store -> Int] [p] (call p {:maybe :a}))", "maybe-result"],
  ["(send-after 10 s :drop-al)", "no-such-message"],
];

for (const [code, expected] of SENT) {
  Deno.test(`${code} beside a protocol: ${expected || "nothing"}`, async () =>
    assert.equal(await codes(PID + code), expected));
}

Deno.test("a mistake with a message's argument says which protocol gives its type", async () => {
  const said = await checked(store({ value: "{:value k} -> (inc k)" }));
  assert.match(said, /`inc` takes Number as argument 1, but `k` is Keyword/);
  assert.match(said, /note: `k` has its type from `Store`\n {2}--> t\.bat:1:1/);
});

Deno.test("what is checked runs as it did", async () => {
  assert.equal(
    await ran(`${PID}(send s {:put :a 5}) [(call s {:value :a}) (call s :names) (call s {:maybe :b})]`),
    "[5 (:a) nil]",
  );
});
