/**
 * Names of actors and of events between them: process ids and references. Both are plain values that print, read back and travel.
 * Deliberately absent: the actors themselves; `lib/actor/` finds them by these names.
 * @module
 */
import { mix } from "./hash.ts";
import { Obj, type Printer } from "./object.ts";

const PID_SALT = 0x50696421;
const REF_SALT = 0x52656621;

let onShown: (pid: Pid) => void = () => {};

/** Told of each pid that is printed: somebody may read it back. */
export function setPidShown(shown: typeof onShown): void {
  onShown = shown;
}

/** The id of an actor, `#actor<node.worker.n>`: where it was made and its number there, from 1 on. It keeps them wherever it runs. */
export class Pid extends Obj {
  /** What the actor's own worker has of it, so that nothing is looked up; the actor room's. */
  target: unknown = null;
  /** How the actor ended, once it has: the actor room's. */
  end: unknown = null;

  constructor(readonly node: number, readonly worker: number, readonly serial: number) {
    super();
  }
  override get typeName(): string {
    return "Pid";
  }
  equals(other: unknown): boolean {
    return other instanceof Pid && this.serial === other.serial && this.worker === other.worker &&
      this.node === other.node;
  }
  hash(): number {
    return mix((this.serial | 0) ^ Math.imul(this.worker * 31 + this.node, PID_SALT));
  }
  override compareTo(other: unknown): number | undefined {
    if (!(other instanceof Pid)) return undefined;
    return this.node - other.node || this.worker - other.worker || this.serial - other.serial;
  }
  override print(printer: Printer): void {
    onShown(this);
    printer.text(`#actor<${this.node}.${this.worker}.${this.serial}>`);
  }
}

/** The pid of its text, `1.0.17`, or undefined. */
export function parsePid(text: string): Pid | undefined {
  const parts = /^(\d{1,9})\.(\d{1,9})\.(\d{1,15})$/.exec(text);
  return parts === null ? undefined : new Pid(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}

/** A name that nothing else has: what `monitor` and `send-after` answer. */
export class Ref extends Obj {
  constructor(readonly node: number, readonly worker: number, readonly serial: number) {
    super();
  }
  override get typeName(): string {
    return "Ref";
  }
  equals(other: unknown): boolean {
    return other instanceof Ref && this.serial === other.serial && this.worker === other.worker &&
      this.node === other.node;
  }
  hash(): number {
    return mix((this.serial | 0) ^ Math.imul(this.worker * 31 + this.node, REF_SALT));
  }
  override print(printer: Printer): void {
    printer.text(`#ref<${this.node}.${this.worker}.${this.serial}>`);
  }
}
