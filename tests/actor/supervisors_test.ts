/**
 * Supervisors beside Erlang/OTP's: scenarios in `supervisors.bat`, played by `play.bat`, which says what they mean. What they answer
 * is what OTP 24 did in the same scenarios. When one fails, suspect `stdlib/core/supervisors.bat`.
 */
import assert from "node:assert/strict";
import { route } from "../../lib/actor/directory.ts";
import { SIGNAL } from "../../lib/actor/receiver.ts";
import { Pid } from "../../lib/data/mod.ts";
import { definePrimitives } from "../../lib/runtime/mod.ts";
import { answerOf, casesOf, whyWrong } from "../lang/cases.ts";

function textOf(file: string): string {
  return Deno.readTextFileSync(new URL(file, import.meta.url));
}

const play = textOf("./play.bat");

for (const scenario of casesOf(textOf("./supervisors.bat"))) {
  const whole = { ...scenario, code: `${play}\n${scenario.code}` };
  Deno.test(`supervisors: ${scenario.title}`, async () => assert.equal(await whyWrong(whole), null));

  Deno.test(`supervisors, pre-empted at every call: ${scenario.title}`, async () =>
    assert.equal(await whyWrong(whole, { slice: 1 }), null));
}

definePrimitives({
  "take-definition": (pid, definition) => {
    if (pid instanceof Pid) route(pid).signal(SIGNAL.reload, null, definition, null);
    return null;
  },
});

Deno.test("a supervisor that is defined anew keeps its children and takes the new rules", async () => {
  const { text } = await answerOf(`
    (defactor w [] (receive :crash -> (throw "boom") :ping -> :pong))
    (defsupervisor sup :max-restarts 0 :children [{:id :a :start (spawn w)}])
    (def s (start-supervisor sup))
    (def a (child-pid s :a))
    (defsupervisor sup :strategy :one-for-all :max-restarts 5 :children [{:id :a :start (spawn w)} {:id :b :start (spawn w)}])
    (take-definition s sup)
    (def same (= a (child-pid s :a)))
    (def b-before (child-pid s :b))
    (def started (keys (restart-child s :b)))
    (def b (child-pid s :b))
    (send a :crash)
    (await-exit a)
    [same b-before started (call (child-pid s :b) :ping) (= b (child-pid s :b))]`);
  assert.equal(text, "[true nil (:ok) :pong false]");
});

Deno.test("a supervisor goes on by its old rules when the new ones are refused", async () => {
  const { text } = await answerOf(`
    (defactor w [] (receive :ping -> :pong))
    (def wanted 3)
    (defsupervisor sup :max-restarts wanted :children [{:id :a :start (spawn w)}])
    (def s (start-supervisor sup))
    (def wanted -1)
    (defsupervisor sup :max-restarts wanted :children [])
    (take-definition s sup)
    [(call (child-pid s :a) :ping) (:max-restarts (:state (inspect s)))]`);
  assert.equal(text, "[:pong 3]");
});
