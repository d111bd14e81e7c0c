/**
 * A mailbox against a list: random programs of sends and receives, by pattern, by guard, by priority, nested, with and without
 * waiting, give what the list gives. When red, suspect `lib/actor/actor.ts` and `lib/expander/receive_forms.ts`.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { answerOf } from "../lang/cases.ts";

/** A message `[tag n]`. */
type Message = readonly [tag: string, n: number];
/** What a clause takes: messages of a tag with a number above one. */
type Clause = readonly [tag: string, above: number];

type Step =
  | { kind: "send"; message: Message }
  | { kind: "receive"; clauses: readonly Clause[] }
  | { kind: "priority"; clauses: readonly Clause[] }
  | { kind: "nested"; outer: Clause; inner: Clause }
  | { kind: "wait"; clause: Clause; arriving: readonly Message[] };

const tag = fc.constantFrom(":a", ":b", ":c");
const message: fc.Arbitrary<Message> = fc.tuple(tag, fc.nat(9));
const clause: fc.Arbitrary<Clause> = fc.tuple(tag, fc.constantFrom(-1, -1, 3, 6));
const clauses = fc.array(clause, { minLength: 1, maxLength: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("send" as const), message }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("receive" as const), clauses }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("priority" as const), clauses }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("nested" as const), outer: clause, inner: clause }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), clause, arriving: fc.array(message, { maxLength: 3 }) }),
  },
);

// ---- the program

function clauseText([tag, above]: Clause, then: string): string {
  return above < 0 ? `[${tag} n] -> ${then}` : `[${tag} n] when (> n ${above}) -> ${then}`;
}

function timed(ms: number, clauses: readonly Clause[], then: (i: number) => string): string {
  return `(receive-timeout ${ms} ${clauses.map((c, i) => clauseText(c, then(i))).join(" ")} timeout -> :none)`;
}

function stepText(step: Step): string {
  switch (step.kind) {
    case "send":
      return `(do (send (self) [${step.message.join(" ")}]) :sent)`;
    case "receive":
      return timed(0, step.clauses, (i) => `[${i} n]`);
    case "priority": {
      // A last clause stands for an empty mailbox: nothing else would end the wait.
      const clauses = step.clauses.map((c, i) => clauseText(c, `[${i} n]`)).join(" ");
      return `(do (send (self) :end) (let [found (receive-with-priority ${clauses} :end -> :none)]
        (when (not= found :none) (receive :end -> nil)) found))`;
    }
    case "nested":
      return timed(0, [step.outer], () => `[n ${timed(0, [step.inner], () => "n")}]`);
    case "wait": {
      const sends = step.arriving.map((m, i) => `(send-after ${i + 1} (self) [${m.join(" ")}])`).join(" ");
      return `(do ${sends} (let [found ${timed(20, [step.clause], () => "n")}] (sleep 10) found))`;
    }
  }
}

function programText(steps: readonly Step[]): string {
  const all = `(receive-timeout 0 m -> (recur (conj left m)) timeout -> left)`;
  return `(def answers [${steps.map(stepText).join("\n")}])\n(conj answers (loop [left []] ${all}))`;
}

// ---- the list

function fits([tag, above]: Clause, message: Message): boolean {
  return message[0] === tag && message[1] > above;
}

/** Takes the first message that fits some clause: `[clause n]`. */
function take(list: Message[], clauses: readonly Clause[]): [number, number] | null {
  for (const [at, message] of list.entries()) {
    const i = clauses.findIndex((c) => fits(c, message));
    if (i < 0) continue;
    list.splice(at, 1);
    return [i, message[1]];
  }
  return null;
}

function stepAnswer(list: Message[], step: Step): string {
  const shown = (found: readonly unknown[] | null) => found === null ? ":none" : `[${found.join(" ")}]`;
  switch (step.kind) {
    case "send":
      list.push(step.message);
      return ":sent";
    case "receive":
      return shown(take(list, step.clauses));
    case "priority": {
      for (const [i, clause] of step.clauses.entries()) {
        const found = take(list, [clause]);
        if (found !== null) return shown([i, found[1]]);
      }
      return ":none";
    }
    case "nested": {
      const outer = take(list, [step.outer]);
      if (outer === null) return ":none";
      return shown([outer[1], take(list, [step.inner])?.[1] ?? ":none"]);
    }
    case "wait": {
      let found = take(list, [step.clause]);
      for (const message of step.arriving) {
        list.push(message);
        found ??= take(list, [step.clause]);
      }
      return found === null ? ":none" : String(found[1]);
    }
  }
}

function expected(steps: readonly Step[]): string {
  const list: Message[] = [];
  const answers = steps.map((step) => stepAnswer(list, step));
  return `[${[...answers, `[${list.map((m) => `[${m.join(" ")}]`).join(" ")}]`].join(" ")}]`;
}

for (const slice of [undefined, 1]) {
  Deno.test(`a mailbox is a list from which receives take, slice ${slice ?? "usual"}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.nat(1000), async (steps, seed) => {
        assert.equal((await answerOf(programText(steps), { slice, seed })).text, expected(steps));
      }),
      { numRuns: 300 },
    );
  });
}

// ---- bounded mailboxes

/** What happens to an actor with a bounded mailbox: a message `[tag n]` comes, or it is told to take the first of a tag. */
type Event = { kind: "comes"; message: Message } | { kind: "takes"; tag: string };

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("comes" as const), message }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("takes" as const), tag }) },
);

/** The actor waits for a tag again and again; which one, it looks up. What it takes, it puts into a list. */
function boundedText(events: readonly Event[], limit: number, oldest: boolean): string {
  const does = events.map((e) =>
    e.kind === "comes" ? `(send a [${e.message.join(" ")}]) (sleep 1)` : `(reset! wanted ${e.tag}) (sleep 5)`
  );
  return `(def wanted (atom nil))
(def taken (atom []))
(def a (spawn-with {:mailbox-limit ${limit} ${oldest ? ":overflow :drop-oldest" : ""}}
  (fn [] (loop [] (let [t @wanted]
    (if (nil? t) (sleep 2) (do (reset! wanted nil) (receive-timeout 0 [~t n] -> (swap! taken conj n) timeout -> nil)))
    (recur))))))
(sleep 1)
(def before (dead-letters))
(do ${does.join(" ")})
(let [found [@taken (:mailbox (inspect a)) (- (dead-letters) before)]] (kill a) found)`;
}

function boundedAnswer(events: readonly Event[], limit: number, oldest: boolean): string {
  const list: Message[] = [];
  const taken: number[] = [];
  for (const e of events) {
    if (e.kind === "takes") {
      const found = take(list, [[e.tag, -1]]);
      if (found !== null) taken.push(found[1]);
      continue;
    }
    if (oldest && list.length === limit) list.shift();
    if (list.length < limit) list.push(e.message);
  }
  const lost = events.filter((e) => e.kind === "comes").length - taken.length - list.length;
  return `[[${taken.join(" ")}] [${list.map((m) => `[${m.join(" ")}]`).join(" ")}] ${lost}]`;
}

for (const oldest of [false, true]) {
  Deno.test(`a bounded mailbox is a list that drops ${oldest ? "the oldest" : "what comes last"}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), fc.integer({ min: 1, max: 4 }), async (events, limit) => {
        const { text } = await answerOf(boundedText(events, limit, oldest), { seed: 1 });
        assert.equal(text, boundedAnswer(events, limit, oldest));
      }),
      { numRuns: 100 },
    );
  });
}
