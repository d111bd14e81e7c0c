/**
 * Messages by protocol: what is sent to a process of which the protocol is known, and what an actor handles of its own.
 * In: a call of `send`, `call` and the like; the patterns of an actor's receives. Out: diagnostics; the type of a reply.
 * A message is `:name` without arguments, `{:name x}` with one, `{:name x y}` with more; a vector `[:name x y]` counts as well.
 * @module
 */
import { Keyword, kw } from "../data/mod.ts";
import { type CallCore, type Core, type HandledActor, nearestName, type Pattern, walk } from "../expander/mod.ts";
import type { Note, Span } from "../source/mod.ts";
import { hintFor, tails } from "./blame.ts";
import { argumentSpan, coreName, plain, spanOfCore, textAt, userPlace } from "./code.ts";
import { typeError, typeWarning } from "./errors.ts";
import type { Inference } from "./infer.ts";
import { isWithin, outside, overlaps } from "./relate.ts";
import { exposed, isNever, literalOf, partsOfType, type ProtocolOf, type Type, union, UNIT, unweak } from "./type.ts";

/** Functions that send, by where the receiver and the message stand; null: the call gives no reply. */
const SENDING: Readonly<Record<string, { readonly to: number; readonly message: number; readonly replies: boolean }>> =
  {
    "send": { to: 0, message: 1, replies: false },
    "call": { to: 0, message: 1, replies: true },
    "send-after": { to: 1, message: 2, replies: false },
    "send-every": { to: 1, message: 2, replies: false },
  };

/** The name of a message and the types of its arguments; null for what may be any message. */
function messageOf(type: Type): { name: string; args: readonly Type[] } | null {
  if (type.kind === "literal" && type.value instanceof Keyword) return { name: type.value.name, args: [] };
  if (type.kind === "tuple" && type.tag instanceof Keyword) return { name: type.tag.name, args: type.items };
  if (type.kind === "record" && type.closed && type.fields.length === 1 && type.fields[0].key instanceof Keyword) {
    return { name: type.fields[0].key.name, args: [type.fields[0].type] };
  }
  if (type.kind === "fixed" && type.items[0]?.kind === "literal" && type.items[0].value instanceof Keyword) {
    return { name: type.items[0].value.name, args: type.items.slice(1) };
  }
  return null;
}

/** What a mailbox holds by a protocol: each message as it can be written. */
export function mailType(protocol: ProtocolOf): Type {
  return union(protocol.messages.flatMap(({ name, type: { params } }): Type[] => {
    const tag = kw(name);
    const word = literalOf(tag) as Type; // keywords have literal types
    if (params.length === 0) return [word];
    const vector: Type = { kind: "fixed", items: [word, ...params] };
    if (params.length > 1) return [{ kind: "tuple", tag, items: params }, vector];
    return [{ kind: "record", fields: [{ key: tag, type: params[0], optional: false }], closed: true }, vector];
  }));
}

/** How a message is written. */
function shapeOf(name: string, count: number): string {
  return count === 0 ? `:${name}` : `{:${name}${" _".repeat(count)}}`;
}

function listed(protocol: ProtocolOf): string {
  return protocol.messages.map((m) => `\`${shapeOf(m.name, m.type.params.length)}\``).join(", ");
}

function protocolNote(protocol: ProtocolOf): Note[] {
  return protocol.span === null
    ? []
    : [{ message: `The protocol \`${protocol.name}\` is defined here`, span: protocol.span }];
}

/** Checks a call that sends; the type of the call, or null when it is no such call or nothing is known. */
export function checkSent(x: Inference, core: CallCore, args: readonly Type[]): Type | null {
  const name = coreName(core);
  const sending = name === null || !Object.hasOwn(SENDING, name) ? null : SENDING[name];
  if (sending === null || args.length <= sending.message) return null;
  const to = exposed(unweak(args[sending.to]));
  const protocol = to.kind === "pid" || to.kind === "actor" ? to.protocol : null;
  if (protocol === null) return null;
  const at = argumentSpan(core, sending.message);
  const results: Type[] = [];
  for (const part of partsOfType(exposed(args[sending.message]))) {
    const result = checkMessage(x, protocol, exposed(unweak(part)), at);
    if (result === null) return null;
    if (isNever(result)) return result;
    results.push(result);
  }
  return sending.replies ? union(results.map((r) => r.kind === "named" && r.name === "Unit" ? UNIT : r)) : null;
}

/** The type of the reply to a message; null when it is not known which message it is. */
function checkMessage(x: Inference, protocol: ProtocolOf, type: Type, at: Span | null): Type | null {
  const sent = messageOf(type);
  if (sent === null) {
    const never = !["any", "variable", "named", "defined", "map", "list", "record"].includes(type.kind) ||
      (type.kind === "named" && /^(Int|Float|String|Bool|Nil|Char)$/.test(type.name));
    if (!never) return null;
    return x.fail(typeError("no-such-message", { protocol: protocol.name, message: x.words(type) }, at, {
      hint: `its messages are ${listed(protocol)}`,
      notes: protocolNote(protocol),
    }));
  }
  const message = protocol.messages.find((m) => m.name === sent.name);
  if (message === undefined || message.type.params.length !== sent.args.length) {
    const near = nearestName(sent.name, protocol.messages.map((m) => m.name));
    const shape = message ?? protocol.messages.find((m) => m.name === near);
    return x.fail(typeError(
      "no-such-message",
      {
        protocol: protocol.name,
        message: `\`${shapeOf(sent.name, sent.args.length)}\``,
      },
      at,
      {
        hint: shape === undefined
          ? `its messages are ${listed(protocol)}`
          : `did you mean \`${shapeOf(shape.name, shape.type.params.length)}\`?`,
        notes: protocolNote(protocol),
      },
    ));
  }
  for (const [i, arg] of sent.args.entries()) {
    const expected = message.type.params[i];
    if (overlaps(arg, expected)) continue;
    return x.fail(typeError(
      "message-argument",
      {
        protocol: protocol.name,
        message: `:${sent.name}`,
        position: i + 1,
        expected: x.words(expected),
        given: x.words(arg),
      },
      at,
      { notes: protocolNote(protocol) },
    ));
  }
  return message.type.result;
}

/** The messages that a pattern takes, as names with a number of arguments; null when it takes anything. */
function handledBy(pattern: Pattern): readonly { name: string; count: number }[] | null {
  switch (pattern.kind) {
    case "value":
      return pattern.value instanceof Keyword ? [{ name: pattern.value.name, count: 0 }] : [];
    case "tuple":
      return [{ name: pattern.tag.name, count: pattern.items.length }];
    case "map": {
      const [entry] = pattern.entries;
      return pattern.entries.length === 1 && entry.key instanceof Keyword ? [{ name: entry.key.name, count: 1 }] : [];
    }
    case "sequence": {
      const [head] = pattern.items;
      return head?.kind === "value" && head.value instanceof Keyword && pattern.rest === null
        ? [{ name: head.value.name, count: pattern.items.length - 1 }]
        : [];
    }
    case "or": {
      const all = pattern.options.map(handledBy);
      return all.includes(null) ? null : all.flatMap((some) => some ?? []);
    }
    case "and": {
      const known = pattern.parts.map(handledBy).filter((some) => some !== null);
      return known[0] ?? null;
    }
    default:
      return null;
  }
}

/** Checks that an actor handles the messages of its protocol, and no others. */
export function checkActor(x: Inference, actor: HandledActor, protocol: ProtocolOf, at: Span | null): void {
  // What the free code of an actor does with its mailbox is not known.
  if (actor.receives.length === 0) return;
  const handled = new Map<string, number>();
  let anything = false;
  for (const receive of actor.receives) {
    for (const { pattern, span } of receive.patterns) {
      const messages = handledBy(pattern);
      if (messages === null) {
        anything = true;
        continue;
      }
      for (const { name, count } of messages) {
        const message = protocol.messages.find((m) => m.name === name && m.type.params.length === count);
        if (message !== undefined) handled.set(name, count);
        else foreign(x, actor, protocol, name, count, span);
      }
    }
  }
  const missing = protocol.messages.filter((m) => !handled.has(m.name));
  if (missing.length === 0 || anything) return;
  const place = actor.receives[0].span ?? at;
  x.report(typeError(
    "unhandled-message",
    {
      actor: actor.name,
      protocol: protocol.name,
      messages: missing.map((m) => `\`${shapeOf(m.name, m.type.params.length)}\``).join(", "),
    },
    plain(place),
    { notes: protocolNote(protocol) },
  ));
}

/** Checks that what answers a message is of the type that its sender expects. `typeOf` says what code came to when it was looked at. */
export function checkReplies(
  x: Inference,
  actor: HandledActor,
  protocol: ProtocolOf,
  typeOf: ReadonlyMap<Core, Type>,
): void {
  for (const clause of actor.receives.flatMap((receive) => receive.patterns)) {
    const handled = handledBy(clause.pattern) ?? [];
    const message = handled.length === 1 ? protocol.messages.find((m) => m.name === handled[0].name) : undefined;
    if (message === undefined || isUnit(message.type.result)) continue;
    for (const body of clause.bodies) {
      const answers = answersOf(body);
      const told = answers.flatMap((core) => {
        const type = typeOf.get(core);
        return type === undefined || isNever(type) || isStop(type) ? [] : [{ core, type }];
      });
      const expected = message.type.result;
      const wrong = told.filter(({ type }) => !isWithin(type, expected, x.relating));
      const certain = wrong.length === told.length && wrong.every(({ type }) => !overlaps(type, expected));
      for (const { core, type } of wrong) {
        const span = userPlace(spanOfCore(core)) ?? clause.span;
        const data = {
          message: `:${message.name}`,
          protocol: protocol.name,
          expected: x.words(expected),
          given: x.words(type),
          what: textAt(span),
        };
        const about = { notes: protocolNote(protocol), hint: hintFor(outside(type, expected, x.relating), expected) };
        x.report(certain ? typeError("type-reply", data, span, about) : typeWarning("maybe-reply", data, span, about));
      }
    }
  }
}

/** Code whose value answers the message: what `reply` is given, or else what the clause comes to. */
function answersOf(body: Core): Core[] {
  const replies: CallCore[] = [];
  walk(body, (part) => {
    if (part.kind === "call" && coreName(part) === "reply") replies.push(part);
    return true;
  });
  if (replies.length === 0) return [...tails(body)];
  return replies.flatMap((call) => call.args.length === 1 ? [call.args[0]] : []);
}

const isUnit = (type: Type): boolean => type.kind === "any" || (type.kind === "named" && type.name === "Unit");

/** `:stop` ends the actor instead of answering. */
const isStop = (type: Type): boolean => type.kind === "literal" && type.value === kw("stop");

function foreign(
  x: Inference,
  actor: HandledActor,
  protocol: ProtocolOf,
  name: string,
  count: number,
  at: Span | null,
): void {
  const known = protocol.messages.find((m) => m.name === name);
  const near = known?.name ?? nearestName(name, protocol.messages.map((m) => m.name));
  const meant = protocol.messages.find((m) => m.name === near);
  x.report(typeError(
    "foreign-message",
    {
      actor: actor.name,
      protocol: protocol.name,
      message: `\`${shapeOf(name, count)}\``,
    },
    at,
    {
      hint: meant === undefined ? undefined : `did you mean \`${shapeOf(meant.name, meant.type.params.length)}\`?`,
      notes: protocolNote(protocol),
    },
  ));
}
