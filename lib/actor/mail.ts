/**
 * What a mailbox holds, in a list linked by hand: it is taken out at the front, added at the end, and costs no more than itself.
 * @module
 */
import { Obj, type Pid, type Printer, type Ref } from "../data/mod.ts";

/** A message in a mailbox. */
export class Mail {
  next: Mail | null = null;
  constructor(
    readonly message: unknown,
    readonly sender: Pid | null,
    /** The number under which the sender waits for an answer; 0 when it does not. */
    readonly request: number,
  ) {}
}

/** The message that tells the end of a watched actor. */
export class Notice extends Mail {
  constructor(message: unknown, sender: Pid, readonly ref: Ref) {
    super(message, sender, 0);
  }
}

/** All from one on. */
export function chain(first: Mail | null): Mail[] {
  const all: Mail[] = [];
  for (let mail = first; mail !== null; mail = mail.next) all.push(mail);
  return all;
}

/** Who waits for an answer: what `(from)` gives and `reply-to` takes. */
export class From extends Obj {
  constructor(readonly pid: Pid, readonly request: number) {
    super();
  }
  override get typeName(): string {
    return "From";
  }
  equals(other: unknown): boolean {
    return other instanceof From && this.request === other.request && this.pid.equals(other.pid);
  }
  hash(): number {
    return this.pid.hash() ^ this.request;
  }
  override print(printer: Printer): void {
    printer.sequence("#<from ", [this.pid], ">");
  }
}
