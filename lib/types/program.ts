/**
 * What is known of a program's names: declared types, what definitions were inferred to be, named types, protocols of messages.
 * In: vars. Out: types. It grows as forms are checked one after the other; a later definition replaces an earlier one.
 * @module
 */
import type { Var } from "../runtime/mod.ts";
import type { Span } from "../source/mod.ts";
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

  declare(cell: Var, declared: Declared): void {
    this.#declared.set(cell, declared);
    this.#inferred.delete(cell);
    this.#typed.add(cell);
  }

  declared(cell: Var): Declared | null {
    return this.#declared.get(cell) ?? null;
  }

  /** A definition without a type of its own. */
  infer(cell: Var, type: Type, typed: boolean): void {
    if (this.#inferred.has(cell) && type.kind !== "closure") this.#loose.add(cell);
    this.#declared.delete(cell);
    this.#inferred.set(cell, type);
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

  nameType(cell: Var, definition: Definition): void {
    this.#types.set(cell, definition);
  }

  nameProtocol(cell: Var, protocol: ProtocolOf): void {
    this.#protocols.set(cell, protocol);
    this.#typed.add(cell);
  }

  typeNamed(cell: Var): Definition | ProtocolOf | null {
    return this.#types.get(cell) ?? this.#protocols.get(cell) ?? null;
  }

  protocolOf(cell: Var): ProtocolOf | null {
    return this.#protocols.get(cell) ?? null;
  }
}
