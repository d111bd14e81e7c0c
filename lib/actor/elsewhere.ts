/**
 * Actors that another worker takes care of: what is sent to one is written for that worker.
 * @module
 */
import { Pid } from "../data/mod.ts";
import { Absent, type Listed, place } from "./directory.ts";
import { OPERATION, type Peer, writePid } from "./peer.ts";
import { whenPlain } from "./realise.ts";
import { SIGNAL } from "./receiver.ts";
import type { WireReader } from "./wire_reader.ts";

export class Elsewhere implements Listed {
  before: Listed | null = null;
  after: Listed | null = null;

  constructor(readonly pid: Pid, readonly peer: Peer) {}

  get isOver(): boolean {
    return this.peer.isLost;
  }

  message(message: unknown, sender: Pid | null): void {
    if (this.peer.isLost) return new Absent(this.pid).message(message, sender);
    const write = (message: unknown) =>
      this.peer.send(OPERATION.message, (w) => {
        writePid(this.pid, w);
        writePid(sender, w);
        w.value(message);
      });
    // Of what no actor sends, such as traces, nobody is to be told that it cannot travel.
    if (sender === null) whenPlain(message, write);
    else write(message);
  }

  call(message: unknown, sender: Pid, request: number): void {
    if (this.peer.isLost) return new Absent(this.pid).call(message, sender, request);
    this.peer.send(OPERATION.call, (w) => {
      writePid(this.pid, w);
      writePid(sender, w);
      w.uint(request);
      w.value(message);
    });
  }

  signal(kind: number, from: Pid | null, a: unknown, b: unknown): void {
    if (this.peer.isLost) return new Absent(this.pid).signal(kind, from, a, b);
    // The end of an actor must be told whatever its reason holds; an answer that cannot travel is the sender's failure.
    if (kind === SIGNAL.exit) whenPlain(a, (reason) => this.#write(kind, from, reason, b));
    else if (kind === SIGNAL.down || kind === SIGNAL.fail || kind === SIGNAL.answer) {
      whenPlain(b, (value) => this.#write(kind, from, a, value));
    } else this.#write(kind, from, a, b);
  }

  #write(kind: number, from: Pid | null, a: unknown, b: unknown): void {
    this.peer.send(OPERATION.signal, (w) => {
      writePid(this.pid, w);
      w.byte(kind);
      writePid(from, w);
      w.value(a === undefined ? null : a);
      w.value(b);
    });
  }
}

/** Pids read last, by their low bits: most messages are between few. */
const recent: (Pid | null)[] = Array.from({ length: 64 }, () => null);

/** A pid written by `writePid`. */
export function readPid(r: WireReader): Pid | null {
  const worker = r.uint();
  if (worker === 0) return null;
  const serial = r.uint();
  const known = recent[serial & 63];
  if (known !== null && known.serial === serial && known.worker === worker) return known;
  return recent[serial & 63] = new Pid(place.node, worker, serial);
}
