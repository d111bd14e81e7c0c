/**
 * What is known of a program's names: declared types, what definitions were inferred to be, named types, protocols of messages.
 * In: vars. Out: types. It grows as forms are checked one after the other; a later definition replaces an earlier one, and where a type was
 * written by its name, it means the newest definition of that name.
 * @module
 */
import type { Var } from "../runtime/mod.ts";
import type { Span } from "../source/mod.ts";
import type { LogType } from "./logs.ts";
import type { Definition, ProtocolOf, Type } from "./type.ts";

/** A type that somebody wrote. */
export interface Declared {
  readonly type: Type;
  /** Where it is written. */
  readonly span: Span | null;
  /** Places of the parameters' types, where they are known. */
  readonly params: readonly (Span | null)[];
}

export class Program {
  readonly #declared = new WeakMap<Var, Declared>();
  readonly #inferred = new WeakMap<Var, Type>();
  readonly #types = new WeakMap<Var, Definition>();
  readonly #protocols = new WeakMap<Var, ProtocolOf>();
  /** Vars that somebody changes while the program runs, or defines twice: nothing is known of them. */
  readonly #loose = new WeakSet<Var>();
  /** Vars whose types come from what somebody declared: code that names them is checked before it runs. */
  readonly #typed = new WeakSet<Var>();
  /** Types of named specs, and what is known of logs, by their names. */
  readonly #specs = new Map<string, Type>();
  readonly #logs = new Map<string, LogType>();
  /** Vars of which the values take or are sent the messages of a protocol. */
  readonly #speaking = new Map<ProtocolOf, Var[]>();

  declare(cell: Var, declared: Declared): void {
    this.#forgetName(cell);
    this.#noteSpeaker(cell, declared.type);
    this.#declared.set(cell, declared);
    this.#inferred.delete(cell);
    this.#typed.add(cell);
  }

  declared(cell: Var): Declared | null {
    return this.#declared.get(cell) ?? null;
  }

  /** A definition without a type of its own; one that stands at top level replaces an earlier one. */
  infer(cell: Var, type: Type, typed: boolean, atTop: boolean): void {
    if (!atTop && this.#inferred.has(cell) && type.kind !== "closure") this.#loose.add(cell);
    this.#forgetName(cell);
    this.#declared.delete(cell);
    this.#inferred.set(cell, type);
    this.#noteSpeaker(cell, type);
    if (typed) this.#typed.add(cell);
    else this.#typed.delete(cell);
  }

  inferred(cell: Var): Type | null {
    return this.#loose.has(cell) ? null : this.#inferred.get(cell) ?? null;
  }

  loosen(cell: Var): void {
    this.#loose.add(cell);
  }

  isTyped(cell: Var): boolean {
    return this.#typed.has(cell);
  }

  /** Nothing is known of a var any more. */
  forget(cell: Var): void {
    this.#forgetName(cell);
    this.#declared.delete(cell);
    this.#inferred.delete(cell);
    this.#typed.delete(cell);
  }

  /** A name that stood for a type, and is now something else. */
  #forgetName(cell: Var): void {
    this.#types.delete(cell);
    this.#protocols.delete(cell);
  }

  /** Names a type; what was declared with an earlier type of this name means the new one. */
  nameType(cell: Var, given: Definition): void {
    const known = this.#types.get(cell);
    this.forget(cell);
    if (known === undefined) this.#types.set(cell, given);
    else this.#types.set(cell, Object.assign(known, { params: given.params, body: given.body, span: given.span }));
  }

  /**
   * Names a protocol of messages. Where the name was written, the new messages hold; of actors that were defined and started with the
   * old ones nothing is known.
   */
  nameProtocol(cell: Var, span: Span | null): ProtocolOf {
    const known = this.#protocols.get(cell);
    this.forget(cell);
    const protocol = known ?? { name: cell.name, messages: [], span };
    this.#protocols.set(cell, Object.assign(protocol, { messages: [], span }));
    this.#typed.add(cell);
    for (const speaker of this.#speaking.get(protocol) ?? []) {
      const type = this.#declared.get(speaker)?.type ?? this.#inferred.get(speaker);
      if (type !== undefined && speaks(type, protocol)) this.forget(speaker);
    }
    this.#speaking.delete(protocol);
    return protocol;
  }

  nameSpec(name: string, type: Type): void {
    this.#specs.set(name, type);
  }

  specType(name: string): Type | null {
    return this.#specs.get(name) ?? null;
  }

  /** Says what the records of a log are; null: nothing is known. */
  nameLog(name: string, log: LogType | null): void {
    if (log === null) this.#logs.delete(name);
    else this.#logs.set(name, log);
  }

  log(name: string): LogType | null {
    return this.#logs.get(name) ?? null;
  }

  /** Where the columns of a log are said. */
  logOf(columns: Type): readonly [name: string, log: LogType] | null {
    return [...this.#logs].find(([, log]) => log.columns === columns) ?? null;
  }

  /** Remembers who is or starts an actor of a protocol. */
  #noteSpeaker(cell: Var, type: Type): void {
    if (type.kind !== "pid" && type.kind !== "actor") return;
    const { protocol } = type;
    this.#speaking.set(protocol, [...(this.#speaking.get(protocol) ?? []).filter((other) => other !== cell), cell]);
  }

  typeNamed(cell: Var): Definition | ProtocolOf | null {
    return this.#types.get(cell) ?? this.#protocols.get(cell) ?? null;
  }

  protocolOf(cell: Var): ProtocolOf | null {
    return this.#protocols.get(cell) ?? null;
  }
}

function speaks(type: Type, protocol: ProtocolOf): boolean {
  return (type.kind === "pid" || type.kind === "actor") && type.protocol === protocol;
}
