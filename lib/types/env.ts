/**
 * What is known of the locals at a place in the code. A branch gets an environment of its own, so that what a test has taught holds there
 * only; afterwards what both branches know is joined.
 * @module
 */
import type { Core, Local } from "../expander/mod.ts";
import { join, type Type } from "./type.ts";

/** Why a local has its type: the code that gave its value, or the annotation. */
export interface Reason {
  readonly init: Core | null;
  readonly declared: boolean;
}

export class Env {
  readonly #types = new Map<Local, Type>();

  constructor(readonly outer: Env | null = null) {}

  get(local: Local): Type | undefined {
    return this.#types.get(local) ?? this.outer?.get(local);
  }

  set(local: Local, type: Type): void {
    this.#types.set(local, type);
  }

  child(): Env {
    return new Env(this);
  }

  /** Takes over what another environment has learnt since it was made from this one. */
  adopt(branch: Env): void {
    for (const [local, type] of branch.learnt(this)) this.set(local, type);
  }

  /** What was learnt below an environment. */
  learnt(since: Env): Map<Local, Type> {
    if (this === since) return new Map();
    const found = this.outer?.learnt(since) ?? new Map<Local, Type>();
    for (const [local, type] of this.#types) found.set(local, type);
    return found;
  }

  /** Learns what several branches agree on. */
  merge(branches: readonly Env[]): void {
    if (branches.length === 0) return;
    const [first, ...others] = branches.map((branch) => branch.learnt(this));
    for (const [local, type] of first) {
      if (this.get(local) === undefined) continue;
      const types = others.map((known) => known.get(local));
      if (types.every((t) => t !== undefined)) this.set(local, types.reduce<Type>((a, b) => join(a, b as Type), type));
    }
  }
}
