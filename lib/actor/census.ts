/**
 * What a part of a program has left behind: actors that still run, messages that are still to be sent, servers.
 * In: a census from before. Out: what has come since and is still there, in this worker. Single actors of definitions are nobody's: they stay.
 * @module
 */
import { kw, Pid, show } from "../data/mod.ts";
import { currentHolders, type Holder } from "../runtime/mod.ts";
import { Actor } from "./actor.ts";
import { cancelPending, pendingMessages } from "./core_actor.ts";
import { everyone, route } from "./directory.ts";
import { MainActor } from "./main_actor.ts";
import { SIGNAL } from "./receiver.ts";
import { isSingle } from "./services.ts";

const KILLED = kw("killed");

/** Who is there, and which messages are to be sent. */
export interface Census {
  readonly actors: ReadonlySet<string>;
  readonly messages: ReadonlySet<number>;
  readonly servers: ReadonlySet<Holder>;
}

/** Something that is left. */
export interface LeftBehind {
  readonly kind: "actor" | "timer" | "server";
  /** As people read it: the pid, its name, what it does. */
  readonly text: string;
  remove(): void;
}

function keyOf({ worker, serial }: Pid): string {
  return `${worker}.${serial}`;
}

/** The actors of this worker that have a pid and have not ended. */
function* present(): Generator<{ readonly pid: Pid; readonly text: string; readonly remove: () => void }> {
  for (const receiver of everyone()) {
    if (receiver instanceof MainActor || receiver.isOver) continue;
    if (receiver instanceof Actor) {
      const { pid, label, status } = receiver;
      const what = label === "" ? "" : ` (${label})`;
      const doing = status === "receiving"
        ? "waits for messages"
        : status === "calling"
        ? "waits for an answer"
        : "has not ended";
      yield { pid, text: `${show(pid)}${what} ${doing}`, remove: () => receiver.exit(KILLED, true) };
    } else if ("pid" in receiver && receiver.pid instanceof Pid) {
      const { pid } = receiver;
      yield {
        pid,
        text: `${show(pid)} runs on another worker`,
        remove: () => route(pid).signal(SIGNAL.kill, null, null, null),
      };
    }
  }
}

/** Counts what is there now. */
export function takeCensus(): Census {
  return {
    actors: new Set(Array.from(present(), ({ pid }) => keyOf(pid))),
    messages: new Set(pendingMessages().keys()),
    servers: new Set(currentHolders()),
  };
}

/** What has come since a census and is still there. */
export function leftBehind(before: Census): LeftBehind[] {
  const left: LeftBehind[] = [];
  for (const { pid, text, remove } of present()) {
    if (!before.actors.has(keyOf(pid)) && !isSingle(pid)) left.push({ kind: "actor", text, remove });
  }
  for (const [serial, { to, everyMs }] of pendingMessages()) {
    if (before.messages.has(serial)) continue;
    const often = everyMs === null ? "a message" : `a message every ${everyMs} ms`;
    left.push({
      kind: "timer",
      text: `${often} to ${show(to)} is still to come`,
      remove: () => void cancelPending(serial),
    });
  }
  for (const server of currentHolders()) {
    if (before.servers.has(server)) continue;
    left.push({ kind: "server", text: "a server still listens", remove: () => server.stop() });
  }
  return left;
}

/** Ends actors and takes back messages. */
export function removeLeftBehind(left: readonly LeftBehind[]): void {
  for (const each of left) each.remove();
}
