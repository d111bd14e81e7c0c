/**
 * Failures that actors meet, in the form of `data/errors.ts`. `(:error (ex-data e))` is the short name that programs match on.
 * @module
 */
import { BatutaError, type DetailsOf, type ErrorEntry, failureOf, kw, mapOf, PMap, show } from "../data/mod.ts";

function entry<D>(message: (details: D) => string, hint: string | null, example: string): ErrorEntry<D> {
  return { message, hint, example };
}

/** The error in the reason of an actor that failed; any other reason as it is. */
function shortReason(reason: unknown): string {
  const error = reason instanceof PMap ? reason.get(kw("error"), null) : null;
  return typeof error === "string" ? error : show(reason);
}

export const ACTOR_ERRORS = {
  "timeout": entry(
    (d: { to: unknown; ms: number }) => `${show(d.to)} did not reply within ${d.ms} ms`,
    "`(call to message ms)` waits longer; did the clause reply, or defer with `noreply`?",
    "(defactor silent [] (receive :x -> (noreply))) (call (spawn silent) :x 10)",
  ),
  "no-process": entry(
    (d: { to: unknown }) => `There is no actor ${show(d.to)}: it has ended, or nobody took that name`,
    "`alive?` and `whereis` say so before; `monitor` tells when it happens",
    "(call :nobody :hello)",
  ),
  "already-registered": entry(
    (d: { name: unknown; holder: unknown }) => `The name ${show(d.name)} belongs to ${show(d.holder)}`,
    "`unregister` sets a name free; it is free too when its actor ends",
    "(register :n (self)) (register :n (spawn (fn [] (sleep 100))))",
  ),
  "not-an-actor": entry(
    (d: { op: string; value: unknown }) => `\`${d.op}\` needs an actor, got ${show(d.value)}`,
    "a pid, a registered name, or the name of an actor definition without parameters is an actor",
    "(send 5 :hello)",
  ),
  "needs-arguments": entry(
    (d: { name: string; count: number }) =>
      `\`${d.name}\` takes ${d.count} argument${d.count === 1 ? "" : "s"}, so there is no single actor of that name`,
    "`(spawn definition argument …)` starts one; send to the pid it gives",
    "(defactor counter [n] (receive :inc -> (recur (inc n)))) (send counter :inc)",
  ),
  "calls-itself": entry(
    (d: { to: unknown }) => `${show(d.to)} calls itself and would wait for its own answer`,
    "call a function, or `send` the message to `(self)` and go on",
    "(call (self) :hello)",
  ),
  "linked-exit": entry(
    (d: { from: unknown; reason: unknown }) =>
      `${show(d.from)}, to which the program is linked, ended: ${shortReason(d.reason)}`,
    "`(trap-exit true)` turns the signal into a message; `monitor` tells without a link",
    '(spawn-link (fn [] (throw "boom"))) (sleep 100)',
  ),
  "stopped": entry(
    (d: { reason: unknown }) => `The program was asked to end: ${show(d.reason)}`,
    "`(stop pid)` and `(kill pid)` of the program's own pid do that; `(exit)` ends a program without an error",
    "(stop (self)) (sleep 10)",
  ),
  "init-state": entry(
    (d: { section: string; name: string; count: number; value: unknown }) =>
      `\`${d.section}\` of ${d.name} must give a vector of its ${d.count} state values, got ${show(d.value)}`,
    null,
    "(defactor two [a b] (init [] 1) (receive x -> x)) (call (spawn two 1 2) :hello)",
  ),
  "bad-supervisor": entry(
    (d: { child: unknown; field: unknown; expected: string | null; value: unknown }) => {
      const whose = d.child === null ? "a supervisor" : `the child ${show(d.child)}`;
      return d.expected === null
        ? `\`${show(d.field)}\` is no field of ${whose}`
        : `\`${show(d.field)}\` of ${whose} must be ${d.expected}, got ${show(d.value)}`;
    },
    "`(doc defsupervisor)` lists the fields and what they may be",
    "(start-supervisor {:strategy :one-for-none :children []})",
  ),
  "worker-lost": entry(
    (d: { to: unknown }) => `${d.to === null ? "What was asked for" : show(d.to)} was lost with the worker it ran on`,
    "the worker ran out of memory, or its host failed; a supervisor starts what it lost again",
    "",
  ),
  "no-worker": entry(
    (d: { worker: unknown; seats: readonly number[] }) =>
      `There is no worker ${show(d.worker)}: ` +
      (d.seats.length === 1 ? "this is the only one, 1" : `they are ${d.seats.join(", ")}`),
    "`--workers N` and BATUTA_WORKERS say how many there are",
    "(spawn-with {:worker 1000} (fn [] 1))",
  ),
  "stays-elsewhere": entry(
    (d: { name: string; reason: string }) =>
      `What \`${d.name}\` holds stays on the worker that defined it: ${d.reason}`,
    "ask an actor there for what is needed of it; `doall` realises a sequence",
    "",
  ),
  "wrong-message": entry(
    (d: { message: unknown; protocol: string; known: readonly string[] }) =>
      `${show(d.message)} is no message of the protocol ${d.protocol}: it has ${d.known.join(", ")}`,
    "the receiver was defined with `(defactor name :: Protocol …)`; nothing has been sent",
    "(defprotocol P (go :: [-> Unit])) (defactor a :: P [] (receive :go -> nil)) (def f send) (f (spawn a) :stop)",
  ),
  "mailbox-full": entry(
    (d: { to: unknown; limit: number }) => `The mailbox of ${show(d.to)} is full: ${d.limit} messages wait`,
    "it was started with a limit; call later, or start more actors",
    "(let [p (spawn-with {:mailbox-limit 1} (fn [] (sleep 1000)))] (send p 1) (call p 2))",
  ),
};

/** What people are told about actors while the program goes on. */
export const ACTOR_WARNINGS = {
  "mailbox-flood": entry(
    (d: { who: string; count: number }) => `${d.count} messages wait in the mailbox of ${d.who}`,
    "it gets more than it takes: `(actors)` shows mailboxes, `spawn-with` sets a limit, `call` waits for an answer",
    "(dotimes [n 100000] (send (self) n))",
  ),
  "worker-lost": entry(
    (d: { worker: number; reason: string }) => `Worker ${d.worker} is lost: ${d.reason}`,
    "its actors have ended with the reason :worker-lost; another worker takes its place",
    "",
  ),
  "gave-up": entry(
    (d: { who: string; child: unknown; restarts: number; seconds: number }) =>
      `The supervisor ${d.who} ends: its child ${show(d.child)} has failed again, after ${d.restarts} ` +
      `restart${d.restarts === 1 ? "" : "s"} within ${d.seconds} seconds`,
    "`:max-restarts` and `:max-seconds` say how many are too many; `:backoff` waits before each",
    '(defsupervisor s :max-restarts 0 :children [{:id :a :start (spawn (fn [] (throw "boom")))}]) (await-exit (spawn s))',
  ),
  "lost-worker": entry(
    (d: { worker: number; reason: string }) => `Worker ${d.worker} is lost: ${d.reason}`,
    "its actors have ended with the reason :worker-lost; another worker takes its place",
    "",
  ),
  "not-started": entry(
    (d: { who: string; child: unknown; reason: unknown }) =>
      `The supervisor ${d.who} could not start its child ${show(d.child)}: ${show(d.reason)}`,
    "`:start` must give a pid, and the actor's `init` must come to its end",
    "(start-child (start-supervisor {}) {:id :a :start (fn [] 5)})",
  ),
};

export type ActorErrorCode = keyof typeof ACTOR_ERRORS;

/** The failure of a code, to be thrown; its data has the code as `:error`. */
export function actorFailure<C extends ActorErrorCode>(
  code: C,
  details: DetailsOf<typeof ACTOR_ERRORS, C>,
  more: PMap = mapOf(),
): BatutaError {
  return failureOf(ACTOR_ERRORS, code, details, { data: more.assoc(kw("error"), kw(code)) });
}

/** The failure of a code, for an actor that waits: its place is where that one stands, not where the failure is made. */
export function failureFor<C extends ActorErrorCode>(
  code: C,
  details: DetailsOf<typeof ACTOR_ERRORS, C>,
): BatutaError {
  const failure = actorFailure(code, details);
  failure.stack = "";
  return failure;
}
