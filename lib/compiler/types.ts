/**
 * Local type inference: what arithmetic and loops can be trusted to hold.
 * In: core code and what is known of the locals. Out: a `Type`. Parameters and calls are `any`; knowledge comes from literals,
 * operators and tests. A loop variable starts as what it is initialised with and is given up as soon as one `recur` passes
 * something else.
 * @module
 */
import { Flt, isInt } from "../data/mod.ts";
import type { Core, Local, LoopCore, RecurTarget } from "../expander/mod.ts";
import type { Type } from "./ir.ts";
import { operatorOf, resultType } from "./operators.ts";

export class Types {
  readonly #locals = new Map<Local, Type>();
  /** Types passed by the recurs of the loops being inferred. */
  readonly #recurs = new Map<RecurTarget, Type[]>();

  of(local: Local): Type {
    return this.#locals.get(local) ?? "any";
  }

  set(local: Local, type: Type): void {
    this.#locals.set(local, type);
  }

  infer(core: Core): Type {
    switch (core.kind) {
      case "const":
        return typeOfValue(core.value);
      case "local":
        return this.of(core.local);
      case "if":
        this.infer(core.test);
        return join(this.infer(core.then), this.infer(core.otherwise));
      case "do":
        return core.body.reduce<Type>((_, part) => this.infer(part), "any");
      case "let":
        for (const { local, init } of core.bindings) this.set(local, this.infer(init));
        return this.infer(core.body);
      case "loop":
        return this.loop(core);
      case "recur":
        this.#pass(core.target, core.args.map((arg) => this.infer(arg)));
        return "never";
      case "throw":
        return "never";
      case "call": {
        const op = operatorOf(core);
        const args = core.args.map((arg) => this.infer(arg));
        return op === null ? "any" : resultType(op, args);
      }
      case "letfn":
        return this.infer(core.body);
      case "try":
        this.infer(core.body);
        return "any";
      default:
        return "any";
    }
  }

  /** Finds the types of a loop's variables, and the loop's own. */
  loop(core: LoopCore): Type {
    let types = core.bindings.map(({ init }) => variableType(this.infer(init)));
    for (;;) {
      core.bindings.forEach(({ local }, i) => this.set(local, types[i]));
      this.#recurs.set(core.target, [...types]);
      const result = this.infer(core.body);
      const passed = this.#recurs.get(core.target) ?? types;
      this.#recurs.delete(core.target);
      const next = types.map((type, i) => type === passed[i] ? type : variableType(join(type, passed[i])));
      if (next.every((type, i) => type === types[i])) return result;
      types = next.map((type, i) => type === types[i] ? type : "any");
    }
  }

  #pass(target: RecurTarget, types: readonly Type[]): void {
    const passed = this.#recurs.get(target);
    if (passed === undefined) return;
    types.forEach((type, i) => {
      // An int variable takes any Int: the loop is left when it does not fit.
      if (!(passed[i] === "int" && (type === "int" || type === "integer"))) passed[i] = join(passed[i], type);
    });
  }
}

/** How a loop variable of this type is held. */
function variableType(type: Type): Type {
  return type === "int" || type === "flt" ? type : type === "bool" ? "bool" : "any";
}

export function join(a: Type, b: Type): Type {
  if (a === b) return a;
  if (a === "never") return b;
  if (b === "never") return a;
  if ((a === "int" || a === "integer") && (b === "int" || b === "integer")) return "integer";
  return "any";
}

export function typeOfValue(value: unknown): Type {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "flt";
  if (value instanceof Flt) return "flt";
  return isInt(value) ? "integer" : "any";
}
