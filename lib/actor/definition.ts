/**
 * What `defactor` defines: how actors of one kind begin, go on and end.
 * The functions are made by the special form `actor*` (see `lib/expander/actor_forms.ts`): `start` takes whether the actor is new and
 * its state values, and runs its loop.
 * @module
 */
import { nth, type Printer, toArray, Vec } from "../data/mod.ts";
import { andThen, Callable, type Fn, guarded, type Protocol } from "../runtime/mod.ts";
import type { Actor } from "./actor.ts";
import { actorFailure, failureFor } from "./errors.ts";

export class ActorDefinition extends Callable {
  constructor(
    readonly ns: string,
    readonly name: string,
    /** How many state values it has. */
    readonly count: number,
    readonly start: Fn,
    /** Takes the reason and the state values; null without a `terminate` section. */
    readonly terminate: Fn | null,
    /** Takes the state values of an actor of the definition before, gives the new ones; null without a `migrate` section. */
    readonly migrate: Fn | null,
    readonly hasInit: boolean,
    /** The first of its state values, where they are not left to whoever starts one. */
    readonly given: readonly unknown[] = [],
    /** The full name of the definition that wrote its functions. */
    readonly kind: string = `${ns}/${name}`,
    /** Which messages its actors take; null where that is not said, or was said on another worker. */
    readonly protocol: Protocol | null = null,
  ) {
    super();
  }
  get fullName(): string {
    return `${this.ns}/${this.name}`;
  }
  override get typeName(): string {
    return "Actor";
  }
  override equals(other: unknown): boolean {
    return this === other;
  }
  override print(printer: Printer): void {
    printer.text(`#<actor ${this.fullName}>`);
  }
  /** Called like a function it starts an actor, as `spawn` does. */
  call(args: readonly unknown[]): unknown {
    return spawnDefinition(this, args);
  }

  /** The same kind of actor under another name, with some of its state given. */
  preset(ns: string, name: string, given: readonly unknown[], migrate: Fn | null): ActorDefinition {
    return new ActorDefinition(
      ns,
      name,
      this.count,
      this.start,
      this.terminate,
      migrate,
      this.hasInit,
      [...this.given, ...given],
      this.kind,
      this.protocol,
    );
  }

  /** How many arguments start one. */
  get takes(): number {
    return this.count - this.given.length;
  }

  /** The state as values for the functions: an actor with one value has it as its state, one with more a vector. */
  stateValues(state: unknown): unknown[] {
    return this.count === 0 ? [] : this.count === 1 ? [state] : toArray(state as Vec); // `stateOf` made it
  }

  /** Goes on with an actor that ran an older definition; when migrating its state fails, that definition goes on. */
  resume(actor: Actor, state: unknown, before: ActorDefinition | null): unknown {
    const old = before ?? this;
    if (this.migrate === null) return this.start(false, ...this.#fitting(old.stateValues(state)));
    const migrate = this.migrate;
    return guarded(
      () => andThen(migrate(state), (changed) => this.#checked(changed)),
      (changed) => this.start(false, ...this.stateValues(changed)),
      (error) => {
        actor.definition = old;
        onFailedMigration(actor, error);
        return old.start(false, ...old.stateValues(state));
      },
    );
  }

  /** The state that `migrate` gave, if actors of this definition can have it. */
  #checked(state: unknown): unknown {
    const { name, count } = this;
    const fits = count < 2 || (state instanceof Vec && state.count() === count);
    if (!fits) throw failureFor("init-state", { section: "migrate", name, count, value: state });
    return state;
  }

  #fitting(values: unknown[]): unknown[] {
    return values.length === this.count
      ? values
      : Array.from({ length: this.count }, (_, i) => i < values.length ? values[i] : null);
  }
}

let onFailedMigration: (actor: Actor, error: unknown) => void = () => {};

/** Called when `migrate` has failed and the actor goes on with its old definition. */
export function setFailedMigration(tell: typeof onFailedMigration): void {
  onFailedMigration = tell;
}

let spawnDefinition: (definition: ActorDefinition, args: readonly unknown[]) => unknown = () => null;

export function setSpawnDefinition(spawn: typeof spawnDefinition): void {
  spawnDefinition = spawn;
}

/** The values that `init` gave, for an actor of several. */
export function initValue(name: string, count: number, value: unknown, i: number): unknown {
  if (!(value instanceof Vec) || value.count() !== count) {
    throw actorFailure("init-state", { section: "init", name, count, value });
  }
  return nth(value, i);
}
