/**
 * A unit: what one top-level form compiles to. It owns the constants, the functions in it, and the numbering of names.
 * @module
 */
import { kw, type PMap } from "../data/mod.ts";
import { type Code, getNamespace } from "../runtime/mod.ts";
import type { Expr, Site, Stmt, Variable } from "./ir.ts";

/** One arity of a function, or the form itself: parameters and statements. */
export interface Body {
  readonly id: number;
  /** Qualified name, for traces; "" for the form itself. */
  readonly name: string;
  /** Parameters as JavaScript names, captured values first. */
  readonly params: readonly string[];
  readonly stmts: readonly Stmt[];
  /** All variables that are no parameters. */
  readonly vars: readonly Variable[];
  readonly sites: readonly Site[];
  /** Counts a reduction and can be pre-empted when it is entered. */
  readonly entry: Site | null;
  readonly code: Code;
  /** The constant that holds `code`. */
  readonly codeIndex: number;
}

export interface FnArity {
  /** Number of parameters that callers give one by one. */
  readonly count: number;
  readonly variadic: boolean;
  readonly body: Body;
}

/** A function in the unit. */
export class FnUnit {
  arities: FnArity[] = [];
  /** Variables of the surrounding body that closures of it hold. */
  captures: readonly string[] = [];
  constructor(
    readonly id: number,
    readonly name: string,
    /** The variable by which it knows itself, or null. */
    readonly self: string | null,
    /** Leading parameters callers do not write. */
    readonly hidden: number,
  ) {}

  /** What every body of it takes before its parameters: captured values, and the closure itself. */
  get held(): readonly string[] {
    return this.self === null ? this.captures : [...this.captures, this.self];
  }
}

/** A unit as the codes of its functions hold it (`Code.home`), however it came here. */
export interface Home {
  /** Its codes among them: an index names a function in all workers. */
  readonly constants: readonly unknown[];
}

/** A unit of the standard library as the executable has it, under the same id in all workers: `lib:batuta.core/comp#0`. */
export class LibraryUnit implements Home {
  static readonly #known = new Map<string, LibraryUnit>();
  readonly id: string;
  /** Filled by the unit's text. */
  constants: unknown[] = [];

  /** @param serial which of the definitions of the name, from 0 */
  constructor(ns: string, name: string, serial: number) {
    this.id = `lib:${ns}/${name}#${serial}`;
    LibraryUnit.#known.set(this.id, this);
  }

  /** The unit of an id, whose definition runs on first need. */
  static get(id: string): LibraryUnit | undefined {
    const known = LibraryUnit.#known.get(id);
    if (known !== undefined) return known;
    const [, ns, name] = /^lib:([^/]+)\/(.+)#\d+$/.exec(id) ?? [];
    if (ns !== undefined) getNamespace(ns).get(name);
    return LibraryUnit.#known.get(id);
  }
}

/** Collects what the emitted text of a unit refers to. */
export class Unit implements Home {
  readonly constants: unknown[] = [];
  readonly #indexes = new Map<unknown, number>();
  readonly fns: FnUnit[] = [];
  readonly bodies: Body[] = [];
  #nextName = 1;

  /** A number no other target of the unit has. */
  nextId(): number {
    return this.#nextName++;
  }

  /** The index of a constant. */
  constant(value: unknown): number {
    let index = this.#indexes.get(value);
    if (index === undefined) {
      index = this.constants.push(value) - 1;
      this.#indexes.set(value, index);
    }
    return index;
  }

  /** A JavaScript name no other variable of the unit has. */
  name(hint: string): string {
    return `${hint.replace(/[^A-Za-z0-9]/g, "_")}$${this.#nextName++}`;
  }
}

const FLAGS = ["macro", "dynamic", "private"] as const;

/** The metadata of a definition: its flags are needed at once, the rest seldom. */
export class DefinitionMeta {
  readonly flags: readonly string[];
  constructor(readonly value: PMap) {
    this.flags = FLAGS.filter((name) => value.get(kw(name), null) === true);
  }
  readonly map = () => this.value;
}

export const NULL: Expr = { k: "lit", js: "null", type: "any" };
