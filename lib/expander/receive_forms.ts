/**
 * The special forms `receive`, `receive-timeout` and `receive-with-priority`.
 * In: clauses as `match` has them. Out: core code that asks the mailbox for one message after the other until a clause takes one;
 * the loop is a hidden one, so that `recur` in a clause goes back to the program's own loop or function.
 * In tail position of an actor's body a receive is the actor's loop: a clause that does not `recur` lets the actor go on with the
 * same state or end, as its value says.
 * @module
 */
import { spanOf, spansOf } from "../reader/mod.ts";
import { stateValue } from "./actor_forms.ts";
import { type Binding, type Core, coreCall, Local, NIL, type RecurTarget } from "./core.ts";
import { isSymbolNamed } from "./destructure.ts";
import { reject, warning } from "./errors.ts";
import { defineSpecial, type SpecialCall } from "./expand.ts";
import { type Clause, compileMatch } from "./match.ts";
import { parseClauses } from "./match_forms.ts";
import { need } from "./special_call.ts";

const constant = (value: unknown): Core => ({ kind: "const", value });
const local = (of: Local): Core => ({ kind: "local", local: of });

/** The clauses of a receive, and what belongs to its time limit. */
interface Receive {
  readonly clauses: readonly Clause[];
  /** The milliseconds and what to do when they are over; null without a limit. */
  readonly limit: { readonly ms: Core; readonly then: Core } | null;
  readonly byPriority: boolean;
  /** Is told each local that holds a message. */
  readonly onMail?: (local: Local) => void;
}

/** A loop without a name in the program. */
function hiddenLoop(
  name: string,
  init: Core,
  body: (value: Core, again: (next: Core) => Core) => Core,
  onMail: Receive["onMail"],
): Core {
  const held = new Local(name, null);
  onMail?.(held);
  const target: RecurTarget = { kind: "loop", count: 1, used: true };
  const again = (next: Core): Core => ({ kind: "recur", target, args: [next] });
  return { kind: "loop", bindings: [{ local: held, init }], target, body: body(local(held), again), span: null };
}

function expandClauses(c: SpecialCall, { clauses, limit, byPriority, onMail }: Receive): Core {
  const deadline = new Local("deadline", null);
  const until = limit === null ? NIL : local(deadline);
  const taken = byPriority
    ? byRank(c, clauses, until, onMail)
    : inOrder(c, clauses, until, limit?.then ?? null, onMail);
  const code = byPriority
    ? withTimeUp(taken, limit?.then ?? null, (subject) => choose(c, clauses, subject), onMail)
    : taken;
  return limit === null ? code : {
    kind: "let",
    bindings: [{ local: deadline, init: coreCall("deadline*", [limit.ms], c.span) }],
    body: code,
  };
}

/** Looks at messages in their order until a clause takes one. */
function inOrder(
  c: SpecialCall,
  clauses: readonly Clause[],
  until: Core,
  timeUp: Core | null,
  onMail: Receive["onMail"],
): Core {
  return hiddenLoop("message", coreCall("first-mail*", [until], c.span), (message, again) => {
    const next = again(coreCall("next-mail*", [until], c.span));
    const { core, unreachable } = compileMatch({
      x: c.x,
      subject: message,
      clauses,
      env: c.env,
      span: c.span,
      otherwise: next,
    });
    for (const clause of unreachable) c.x.warn(warning("unreachable-clause", {}, clause.span));
    return withTimeUp(message, timeUp, () => core);
  }, onMail);
}

/** What is done with a message, or when there came none in time. */
function withTimeUp(
  message: Core,
  timeUp: Core | null,
  then: (message: Core) => Core,
  onMail?: Receive["onMail"],
): Core {
  const held = message.kind === "local" ? null : new Local("message", null);
  if (held !== null) onMail?.(held);
  const subject = held === null ? message : local(held);
  const code: Core = timeUp === null ? then(subject) : {
    kind: "if",
    test: coreCall("time-is-up?*", [subject], null),
    then: timeUp,
    otherwise: then(subject),
  };
  return held === null ? code : { kind: "let", bindings: [{ local: held, init: message }], body: code };
}

/** The first message of the earliest clause that takes any: ranks all messages, and waits for more while none fits. */
function byRank(c: SpecialCall, clauses: readonly Clause[], until: Core, onMail: Receive["onMail"]): Core {
  return hiddenLoop("message", coreCall("scan-first*", [], c.span), (message, again) => {
    const ranked = clauses.map((clause, i): Clause => ({ ...clause, body: () => constant(i) }));
    const { core } = compileMatch({
      x: c.x,
      subject: message,
      clauses: ranked,
      env: c.env,
      span: c.span,
      otherwise: constant(-1),
    });
    const rank: Core = { kind: "do", body: [coreCall("rank*", [core], null), again(coreCall("scan-next*", [], null))] };
    const wait: Core = again(coreCall("next-mail*", [until], c.span));
    const atEnd: Core = {
      kind: "if",
      test: coreCall("ranked?*", [], null),
      then: coreCall("take-ranked*", [], null),
      otherwise: wait,
    };
    const scan: Core = { kind: "if", test: coreCall("end-of-mail?*", [message], null), then: atEnd, otherwise: rank };
    return {
      kind: "if",
      test: coreCall("time-is-up?*", [message], null),
      then: message,
      otherwise: scan,
    };
  }, onMail);
}

/** The clause that takes the message; some clause does. */
function choose(c: SpecialCall, clauses: readonly Clause[], subject: Core): Core {
  const otherwise = coreCall("match-failed*", [subject], c.span);
  const { core, unreachable } = compileMatch({ x: c.x, subject, clauses, env: c.env, span: c.span, otherwise });
  for (const clause of unreachable) c.x.warn(warning("unreachable-clause", {}, clause.span));
  return core;
}

/** The receive as an actor's loop. */
function asActorLoop(c: SpecialCall, parse: (c: SpecialCall) => Receive): Core {
  const actor = c.tail!.actor!; // the caller has looked
  const target: RecurTarget = { kind: "loop", count: actor.params.length, used: true };
  const parsed = parse({ ...c, tail: target });
  const patterns = parsed.clauses.map(({ pattern, guard, span }) => ({
    pattern,
    guarded: guard !== null,
    span,
    bodies: [] as Core[],
  }));
  const clauses = parsed.clauses.map((clause, i): Clause => ({
    ...clause,
    body: (env) => {
      const body = clause.body(env);
      patterns[i].bodies.push(body);
      return body;
    },
  }));
  const mail: Local[] = [];
  const receive = expandClauses(c, { ...parsed, clauses, onMail: (local) => mail.push(local) });
  actor.receives.push({ patterns, mail, span: c.span });
  const answer = new Local("answer", null);
  const turn: Core = {
    kind: "do",
    body: [
      coreCall("turn*", [stateValue(actor.params)], c.span),
      {
        kind: "let",
        bindings: [{ local: answer, init: receive }],
        body: {
          kind: "if",
          test: coreCall("ends-turn?*", [local(answer)], null),
          then: NIL,
          otherwise: { kind: "recur", target, args: actor.params.map(local) },
        },
      },
    ],
  };
  // The locals of the parameters stand for the state of the turn from here on; what was taken out of them is taken out anew.
  const same: Binding[] = actor.params.map((param) => ({ local: param, init: local(param) }));
  const body: Core = actor.parts.length === 0 ? turn : { kind: "let", bindings: actor.parts, body: turn };
  return { kind: "loop", bindings: same, target, body, span: c.span };
}

function expandReceive(c: SpecialCall, parse: (c: SpecialCall) => Receive): Core {
  return c.tail?.actor === undefined ? expandClauses(c, parse(c)) : asActorLoop(c, parse);
}

function parsePlain(c: SpecialCall, byPriority: boolean): Receive {
  need(c, c.parts.length > 1, "clauses of the form `pattern -> expression`");
  return { clauses: parseClauses(c, 1), limit: null, byPriority };
}

/** `(receive-timeout ms clause… timeout -> expression)`. */
function parseTimed(c: SpecialCall): Receive {
  const { parts } = c;
  const at = parts.length - 3;
  if (at < 2 || !isSymbolNamed(parts[at], "timeout") || !isSymbolNamed(parts[at + 1], "->")) {
    return reject(
      "bad-form",
      { form: "receive-timeout", expected: "milliseconds, clauses, and last `timeout -> expression`" },
      c.span,
    );
  }
  const place = (i: number) => spanOf(parts[i]) ?? spansOf(c.form)[i] ?? c.span;
  return {
    clauses: parseClauses({ ...c, parts: parts.slice(0, at) }, 2),
    limit: {
      ms: c.x.expand(parts[1], c.env, null, place(1)),
      then: c.x.branch(parts[at + 2], c.env, c.tail, place(at + 2), place(at + 2)),
    },
    byPriority: false,
  };
}

/** Makes the receives special forms. */
export function installReceive(): void {
  defineSpecial("receive", (c) => expandReceive(c, (inner) => parsePlain(inner, false)));
  defineSpecial("receive-with-priority", (c) => expandReceive(c, (inner) => parsePlain(inner, true)));
  defineSpecial("receive-timeout", (c) => expandReceive(c, parseTimed));
}
