/**
 * Objects that stay with their worker: atoms, promises and futures, delays. Elsewhere a `RemoteObject` stands for one; what is done
 * with it there is done by the owner, in a process of its own, and the answer sent back.
 * The owner keeps an object for the others as long as one of them has a `RemoteObject` for it.
 * @module
 */
import { Entity, type Printer } from "../data/mod.ts";

/** Objects of this worker that others know, by number; and how many references to each are out. */
const byId = new Map<number, { readonly object: object; references: number }>();
const ids = new Map<object, number>();
let nextId = 1;
/** The number of no object. */
export const NOTHING = 0;

/** The number of an object for another worker, which will have one more reference to it. */
export function lend(object: object): number {
  let id = ids.get(object);
  if (id === undefined) {
    id = nextId++;
    ids.set(object, id);
    byId.set(id, { object, references: 0 });
  }
  byId.get(id)!.references++; // it was put there with the id
  return id;
}

/** The object of a number, or undefined when there is none. */
export function lent(id: number): object | undefined {
  return byId.get(id)?.object;
}

/** There are so many references more elsewhere, or less. */
export function count(id: number, references: number): void {
  const entry = byId.get(id);
  if (entry === undefined) return;
  entry.references += references;
  if (entry.references > 0) return;
  byId.delete(id);
  ids.delete(entry.object);
}

/** Asks the owner of an object to do something with it; 0 for nothing in particular. The pool sets it. */
let askOwner: (owner: number, id: number, operation: string, args: readonly unknown[]) => unknown = () => null;
/** Tells the owner that there is one reference more, or one less. */
let tellOwner: (owner: number, id: number, more: boolean) => void = () => {};

export function setOwnerLink(ask: typeof askOwner, tell: typeof tellOwner): void {
  askOwner = ask;
  tellOwner = tell;
}

const finalised = new FinalizationRegistry<{ owner: number; id: number }>(({ owner, id }) =>
  tellOwner(owner, id, false)
);

/** An object of another worker. */
export class RemoteObject extends Entity {
  constructor(readonly owner: number, readonly id: number, readonly kind: string) {
    super();
    finalised.register(this, { owner, id });
  }
  override get typeName(): string {
    return this.kind;
  }
  override equals(other: unknown): boolean {
    return other instanceof RemoteObject && other.owner === this.owner && other.id === this.id;
  }
  override hash(): number {
    return Math.imul(this.owner, 0x9e3779b1) ^ this.id;
  }
  override print(printer: Printer): void {
    printer.text(`#<${this.kind.toLowerCase()} of worker ${this.owner}>`);
  }
  /** Another worker is going to have a reference too. The owner hears of it before this one can be gone. */
  share(): void {
    tellOwner(this.owner, this.id, true);
  }
  /** Calls a function of the core library with the object and more arguments, where it is. Suspends. */
  ask(operation: string, args: readonly unknown[]): unknown {
    return askOwner(this.owner, this.id, operation, args);
  }
  deref(): unknown {
    return this.ask("deref", []);
  }
  derefWithin(timeoutMs: number, otherwise: unknown): unknown {
    return this.ask("deref", [timeoutMs, otherwise]);
  }
}

/** Calls a function of the core library on another worker. Suspends. */
export function askWorker(worker: number, operation: string, args: readonly unknown[]): unknown {
  return askOwner(worker, NOTHING, operation, args);
}
