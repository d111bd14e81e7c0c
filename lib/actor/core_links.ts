/**
 * What programs call of links, monitors, ends, names and groups, and to look inside.
 * @module
 */
import { fail, kw, mapOf, Pid, Ref, tuple } from "../data/mod.ts";
import { andThen, between, defineLeaves, definePrimitives, document, Var } from "../runtime/mod.ts";
import { Actor, currentActor } from "./actor.ts";
import { link, me, milliseconds, OK, patience, question, withPid } from "./address.ts";
import { ActorDefinition, setFailedMigration } from "./definition.ts";
import { Absent, deadLetters, freshRef, isName, route, setDeadLetterWatch } from "./directory.ts";
import { actorFailure } from "./errors.ts";
import { whenPlain } from "./realise.ts";
import { QUESTION, SIGNAL } from "./receiver.ts";
import { reports } from "./reports.ts";
import { request } from "./services.ts";

const SHUTDOWN = kw("shutdown");

setDeadLetterWatch((message, to, sender) => {
  for (const pid of deadLetters.watchers) {
    const target = route(pid);
    if (target instanceof Absent) deadLetters.watchers.delete(pid);
    else {
      const about = mapOf(kw("from"), sender, kw("to"), to);
      whenPlain(message, (plain) => target.message(tuple(kw("dead-letter"), plain, about), null));
    }
  }
});

setFailedMigration((actor, error) => reports.notReloaded(actor.pid, actor.label, error));

/** An actor that ends itself goes no further. */
function stopping(pid: Pid, signal: () => void): unknown {
  const actor = currentActor();
  signal();
  return actor !== null && actor.pid.equals(pid) && actor.isEnding ? actor.waitForEnd() : OK;
}

function trap(op: string, x: unknown): boolean {
  return typeof x === "boolean" ? x : fail("bad-argument", { op, expected: "true or false", value: x });
}

definePrimitives({
  "register": (name, who) => {
    if (!isName(name)) {
      return fail("bad-argument", { op: "register", expected: "a keyword or string as name", value: name });
    }
    return withPid("register", who, (pid) => {
      const register = () => andThen(request("register", [name, pid]), () => true);
      if (route(pid) instanceof Actor) return register();
      // Whether one elsewhere has ended is not known where names are kept.
      return andThen(question("register", pid, QUESTION.summary), (found) => {
        if (found === null) throw actorFailure("no-process", { to: pid });
        return register();
      });
    });
  },
  "unregister": (name) => request("unregister", [name]),
  "whereis": (name) => request("whereis", [name]),
  // The news of the end may be on its way to where names are kept: who is dead is known where it ran.
  "take-over-names": (before, after) =>
    andThen(
      question("take-over-names", before, QUESTION.summary),
      (found) => found === null ? request("take-over", [before, after]) : null,
    ),
  "-join-group": between(
    1,
    2,
    (group, who: unknown = me("join").pid) => withPid("join", who, (pid) => request("join", [group, pid])),
  ),
  "leave": between(
    1,
    2,
    (group, who: unknown = me("leave").pid) => withPid("leave", who, (pid) => request("leave", [group, pid])),
  ),
  "-kind-of": (who) => question("-kind-of", who, QUESTION.kind),
  "members": (group) => request("members", [group]),
  "actors": between(0, 0, () => request("actors", [])),
  "inspect": (who) => question("inspect", who, QUESTION.inspect, patience.ms),
  "alive?": (who) =>
    who instanceof Pid || who instanceof Var || who instanceof ActorDefinition
      ? andThen(question("alive?", who, QUESTION.summary), (found) => found !== null)
      : andThen(request("whereis", [who]), (pid) => pid !== null),
  "await-exit": between(
    1,
    2,
    (who, limit: unknown = null) => question("await-exit", who, QUESTION.exit, milliseconds("await-exit", limit)),
  ),
  "await-started": between(
    1,
    2,
    (who, limit: unknown = null) =>
      question("await-started", who, QUESTION.started, milliseconds("await-started", limit)),
  ),
  "link": between(
    1,
    2,
    (a, ...b) =>
      withPid(
        "link",
        a,
        (first) =>
          b.length === 0
            ? (link(me("link").pid, first), true)
            : withPid("link", b[0], (second) => (link(first, second), true)),
      ),
  ),
  "unlink": between(
    1,
    2,
    (a, ...b) =>
      withPid("unlink", a, (first) =>
        withPid("unlink", b.length === 0 ? me("unlink").pid : b[0], (second) => {
          route(first).signal(SIGNAL.unlink, second, null, null);
          route(second).signal(SIGNAL.unlink, first, null, null);
          return true;
        })),
  ),
  "monitor": (who) => {
    const actor = me("monitor");
    return withPid("monitor", who, (pid) => {
      const ref = freshRef();
      actor.watch(pid, ref);
      return ref;
    });
  },
  "stop": between(
    1,
    2,
    (who, reason: unknown = SHUTDOWN) =>
      withPid("stop", who, (pid) => stopping(pid, () => route(pid).signal(SIGNAL.stop, null, reason, null))),
  ),
  "kill": (who) => withPid("kill", who, (pid) => stopping(pid, () => route(pid).signal(SIGNAL.kill, null, null, null))),
  "trace": between(
    1,
    2,
    (who, ...to) =>
      withPid("trace", who, (pid) => {
        const show = (tracer: Pid | true) => (route(pid).signal(SIGNAL.trace, null, tracer, null), OK);
        return to.length === 0 ? show(true) : withPid("trace", to[0], show);
      }),
  ),
  "dead-letters": between(0, 0, () => request("dead-letters", [])),
  "watch-dead-letters": between(0, 1, (who: unknown = me("watch-dead-letters").pid) => {
    if (!(who instanceof Pid)) throw actorFailure("not-an-actor", { op: "watch-dead-letters", value: who });
    return andThen(request("watch-dead-letters", [who]), () => OK);
  }),
  "untrace": (who) => withPid("untrace", who, (pid) => (route(pid).signal(SIGNAL.trace, null, null, null), OK)),
  "reload-actor": (what) => {
    const definition = what instanceof Var ? what.value : what;
    if (definition instanceof ActorDefinition) return request("reload", [definition]);
    return fail("bad-argument", { op: "reload-actor", expected: "what `defactor` defines", value: what });
  },
});

defineLeaves({
  "demonitor": (ref) => {
    if (!(ref instanceof Ref)) {
      return fail("bad-argument", { op: "demonitor", expected: "what `monitor` gave", value: ref });
    }
    return me("demonitor").unwatch(ref);
  },
  "trap-exit": (on) => {
    const { extra } = me("trap-exit");
    const before = extra.traps;
    extra.traps = trap("trap-exit", on);
    return before;
  },
});

document(() => `
link [other] [one other]
Links this actor, or another, with an actor: when one of the two ends by a failure, so does the other, or gets \`{:exit pid reason}\` as a
message if it has called \`(trap-exit true)\`. A normal end is told only to who traps.
\`(let [a (spawn (fn [] (sleep :infinity))) b (spawn (fn [] (sleep :infinity)))] (link a b) (kill a) (await-exit b)) ;=> :killed\`

unlink [other] [one other]
Takes a link back. \`(let [a (spawn (fn [] (sleep :infinity)))] (link a) (unlink a) (kill a) (await-exit a)) ;=> :killed\`

monitor [who]
Watches an actor: its end is told once, by a message \`{:exit pid reason}\`; when it has ended before, the reason is \`:no-process\`. A ref for
\`demonitor\`. \`(let [a (spawn (fn [] :done))] (monitor a) (receive {:exit ~a reason} -> reason)) ;=> :normal\`

demonitor [ref]
Watches no longer; a notice that has arrived is taken out of the mailbox. False when the actor's end had been told.
\`(demonitor (monitor (self))) ;=> true\`

trap-exit [on]
Whether ends of linked actors come to this actor as messages \`{:exit pid reason}\` instead of ending it; what held before.
\`(trap-exit true) ;=> false\`

stop [who] [who reason]
Lets an actor end after what it is at: its \`terminate\` section runs. The reason is \`:shutdown\` unless another is given.
\`(defactor idle [] (receive _ -> nil)) (let [a (spawn idle)] (stop a) (await-exit a)) ;=> :shutdown\`

kill [who]
Ends an actor at once; its \`terminate\` section does not run. \`(let [a (spawn (fn [] (sleep :infinity)))] (kill a) (await-exit a)) ;=> :killed\`

alive? [who]
Whether an actor has not ended, or a name is taken. \`[(alive? (self)) (alive? :nobody)] ;=> [true false]\`

await-exit [who] [who timeout-ms]
Waits for the end of an actor: its reason, also when it ended a while ago. Without an end within the time it is an error.
\`(await-exit (spawn (fn [] :done))) ;=> :normal\`

await-started [who] [who timeout-ms]
Waits until an actor's \`init\` is over: \`:ok\`, or \`{:ended reason}\` when the actor has ended.
\`(defactor slow [n] (init [] (sleep 5) n) (receive _ -> nil)) (await-started (spawn slow 1)) ;=> :ok\`

register [name who]
Gives an actor a name, a keyword or string, to which messages can be sent; an error when another has it. The name is free again when its
actor ends. \`(do (register :me (self)) (= (self) (whereis :me))) ;=> true\`

unregister [name]
Takes a name back; whether anybody had it. \`(unregister :nobody) ;=> false\`

whereis [name]
The pid of the actor that has a name, or nil. \`(whereis :nobody) ;=> nil\`

take-over-names [before after]
Gives an actor the names that another had when it ended and that nobody has taken since.
\`(let [a (spawn (fn [] (receive _ -> nil)))] (register :printer a) (kill a) (await-exit a) (take-over-names a (self)) (= (self) (whereis :printer))) ;=> true\`

leave [group] [group who]
Takes this actor, or another, out of a group; whether it was in it. \`(leave :nobodies) ;=> false\`

members [group]
The pids of a group, in the order in which they joined. \`(members :nobodies) ;=> []\`

actors []
All actors that run, as maps with \`:pid :name :definition :mailbox-size :status :reductions\`.
\`(contains? (set (map :pid (actors))) (self)) ;=> true\`

inspect [who]
What an actor is at: a map with \`:state :mailbox :links :monitors :status :reductions :memory-bytes :function\`.
\`(defactor counter [n] (receive :inc -> (recur (inc n)))) (let [c (spawn counter 5)] (sleep 1) (:state (inspect c))) ;=> 5\`

trace [who] [who to]
Shows the messages that an actor gets and sends, on standard error, or sends each to another actor as
\`{:trace pid :got message sender}\` or \`{:trace pid :sent message receiver}\`.
\`(let [a (spawn (fn [] (receive _ -> nil)))] (trace a (self)) (send a :hi) (receive {:trace _ way message _} -> [way message])) ;=> [:got :hi]\`

untrace [who]
Ends what \`trace\` began. \`(untrace (self)) ;=> :ok\`

reload-actor [definition]
Lets the running actors of a definition take its newest version, each before its next message; how many were told. They keep their state, or
the definition's section \`(migrate [old-state] …)\` gives the new one; when that fails, an actor goes on as before. Until then actors
run what was there when they started. \`(defactor greeter [] (receive _ -> "hi")) (def g (spawn greeter)) (defactor greeter [] (receive _ -> "hello"))
(let [before (call g 1)] [before (reload-actor greeter) (call g 1)]) ;=> ["hi" 1 "hello"]\`

dead-letters []
How many messages were sent to nobody, because the receiver had ended or its mailbox was full. \`(int? (dead-letters)) ;=> true\`

watch-dead-letters [] [who]
Sends \`{:dead-letter message {:from sender :to receiver}}\` to this actor, or another, for every message that is sent to nobody from now on.
\`(let [a (spawn (fn [] 1))] (await-exit a) (watch-dead-letters) (send a :hi) (receive {:dead-letter message {:to ~a}} -> message)) ;=> :hi\`
`);
