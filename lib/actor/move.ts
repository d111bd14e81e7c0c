/**
 * Actors that move: one that only computes, or has not begun, goes on where there is less to do.
 * In: an actor that stands in the run queue. Out: its parts, written for another worker, and the actor made of them there.
 * It keeps its pid, whose worker passes on what is sent to it, so the order of messages stays.
 * An actor cannot move while a function of JavaScript's is part of what it is at; it is tried once.
 * @module
 */
import type { Pid, Ref } from "../data/mod.ts";
import { type Bindings, Frame, START, type Var } from "../runtime/mod.ts";
import { Actor, type ActorParts } from "./actor.ts";
import { Mail, Notice } from "./mail.ts";
import type { ActorDefinition } from "./definition.ts";
import { readPid } from "./elsewhere.ts";
import { OPERATION, type Peer, writePid } from "./peer.ts";
import { units } from "./units.ts";
import { Untravelable } from "./wire_format.ts";
import type { WireReader } from "./wire_reader.ts";
import type { WireWriter } from "./wire_writer.ts";

const STARTING = 0;
const COMPILED = 1;

function writeFrames(first: Frame | null, peer: Peer, w: WireWriter): void {
  let count = 0;
  for (let frame = first; frame !== null; frame = frame.next) count++;
  w.uint(count);
  for (let frame = first; frame !== null; frame = frame.next) {
    if (frame.code === START) w.byte(STARTING);
    else {
      const ref = units.codeRef(frame.code);
      if (ref === null) throw new Untravelable(frame, []);
      peer.needUnit(ref.unit);
      w.byte(COMPILED);
      w.word(ref.unit);
      w.uint(ref.index);
    }
    w.uint(frame.pc);
    peer.carrier.writeHeld(frame.saved, w);
  }
}

function readFrames(peer: Peer, r: WireReader): Frame | null {
  let first: Frame | null = null;
  let last: Frame | null = null;
  for (let left = r.uint(); left > 0; left--) {
    const code = r.byte() === STARTING ? START : units.codeAt(r.word(), r.uint());
    const frame = new Frame(code, r.uint(), peer.carrier.readHeld(r));
    if (last === null) first = frame;
    else last.next = frame;
    last = frame;
  }
  return first;
}

function writeMail(mail: Mail, w: WireWriter): void {
  writePid(mail.sender, w);
  w.uint(mail.request);
  w.value(mail.message);
  w.value(mail instanceof Notice ? mail.ref : null);
}

function readMail(r: WireReader): Mail {
  const sender = readPid(r);
  const request = r.uint();
  const message = r.value();
  const ref = r.value() as Ref | null; // this and the sender as `writeMail` wrote them
  return ref === null ? new Mail(message, sender, request) : new Notice(message, sender!, ref);
}

function writeMany<T>(items: readonly T[], w: WireWriter, write: (item: T) => void): void {
  w.uint(items.length);
  for (const item of items) write(item);
}

function readMany<T>(r: WireReader, read: () => T): T[] {
  return Array.from({ length: r.uint() }, read);
}

function bindingsOf(first: Bindings | null): Bindings[] {
  const all: Bindings[] = [];
  for (let b = first; b !== null; b = b.next) all.push(b);
  return all;
}

/**
 * Writes an actor for a peer. Throws when it cannot move. `wanted`: whether its value is asked for here; `whole`: it moves only when all
 * that its code refers to does.
 */
export function writeActor(actor: Actor, wanted: boolean, whole: boolean, peer: Peer): void {
  const parts = actor.parts();
  const write = (w: WireWriter) => {
    writePid(actor.pid, w);
    w.byte(
      (wanted ? 1 : 0) | (parts.quiet ? 2 : 0) | (parts.state === undefined ? 0 : 4) | (parts.answered ? 8 : 0) |
        (parts.initOver ? 16 : 0),
    );
    w.value(parts.definition);
    w.value(parts.state ?? null);
    w.value(parts.extra);
    w.uint(parts.phase);
    w.uint(parts.slices);
    writeMany(parts.aside, w, (mail) => writeMail(mail, w));
    writeMany(parts.mails, w, (mail) => writeMail(mail, w));
    writeMany(parts.current === null ? [] : [parts.current], w, (mail) => writeMail(mail, w));
    writeMany(bindingsOf(parts.bindings), w, ({ owner, value }) => {
      w.value(owner);
      w.value(value);
    });
    writeFrames(parts.frames, peer, w);
  };
  if (whole) peer.sendWhole(OPERATION.move, write);
  else peer.send(OPERATION.move, write);
}

/** Makes the actor that `writeActor` wrote. */
export function readActor(peer: Peer, r: WireReader): { pid: Pid; actor: Actor; wanted: boolean } {
  const pid = readPid(r)!; // an actor has one
  const flags = r.byte();
  const definition = r.value() as ActorDefinition | null; // this and what follows as `writeActor` wrote it
  const state = r.value();
  const extra = r.value() as ActorParts["extra"];
  const phase = r.uint() as ActorParts["phase"];
  const slices = r.uint();
  const aside = readMany(r, () => readMail(r));
  const mails = readMany(r, () => readMail(r));
  const [current = null] = readMany(r, () => readMail(r));
  const bound = readMany(r, () => [r.value() as Var, r.value()] as const);
  const bindings = bound.reduceRight<Bindings | null>((next, [owner, value]) => ({ owner, value, next }), null);
  const frames = readFrames(peer, r);
  const actor = Actor.of(pid, {
    definition,
    state: (flags & 4) === 0 ? undefined : state,
    extra,
    phase,
    slices,
    aside,
    mails,
    current,
    answered: (flags & 8) !== 0,
    quiet: (flags & 2) !== 0,
    initOver: (flags & 16) !== 0,
    bindings,
    frames,
  });
  return { pid, actor, wanted: (flags & 1) !== 0 };
}
