/**
 * Local type inference: what arithmetic and loops can be trusted to hold.
 * In: core code and what is known of the locals. Out: a `Type`. Parameters and calls are `any`; knowledge comes from literals,
 * operators and tests. A loop variable starts as what it is initialised with and is given up as soon as one `recur` passes
 * something else.
 * @module
 */
import { Flt, isInt } from "../data/mod.ts";
import type { Core, Local, LoopCore, RecurTarget } from "../expander/mod.ts";
import { isIntType, isRawInt, type Type } from "./ir.ts";
import { callType, foldOperands, operatorOf, resultType } from "./operators.ts";

export class Types {
  readonly #locals = new Map<Local, Type>();
  /** The loops being inferred: their variables, and the types their recurs pass. */
  readonly #loops = new Map<RecurTarget, { readonly locals: readonly Local[]; readonly passed: Type[] }>();
  /**
   * What was found of the variables of loops before. It only grows, so a loop inside others is not found anew for each of their
   * turns: all of them together take one ascent, where each level would multiply the work.
   */
  readonly #found = new Map<RecurTarget, Type[]>();

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
        return this.#branches(core);
      case "do":
        return core.body.reduce<Type>((_, part) => this.infer(part), "any");
      case "let":
        for (const { local, init } of core.bindings) this.set(local, this.infer(init));
        return this.infer(core.body);
      case "loop":
        return this.loop(core);
      case "recur":
        this.#pass(core.target, core.args);
        return "never";
      case "labels":
        return core.targets.reduce((type, { body }) => join(type, this.infer(body)), this.infer(core.entry));
      case "goto":
        for (const arg of core.args) this.infer(arg);
        return "never";
      case "throw":
        return "never";
      case "call": {
        const call = foldOperands(core);
        const op = operatorOf(call);
        const args = call.args.map((arg) => this.infer(arg));
        return op === null ? callType(call) : resultType(op, args);
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

  /** Tests one after the other, as `cond` makes them, are no depth. */
  #branches(core: Core): Type {
    let type: Type = "never";
    let rest = core;
    while (rest.kind === "if") {
      const known = knownTest(rest.test);
      if (known === null) {
        this.infer(rest.test);
        type = join(type, this.infer(rest.then));
      }
      rest = known ? rest.then : rest.otherwise;
    }
    return join(type, this.infer(rest));
  }

  /** Finds the types of a loop's variables, and the loop's own. */
  loop(core: LoopCore): Type {
    const before = this.#found.get(core.target);
    let types = core.bindings.map(({ init }, i) => variableType(join(this.infer(init), before?.[i] ?? "never")));
    for (;;) {
      this.#found.set(core.target, types);
      core.bindings.forEach(({ local }, i) => this.set(local, types[i]));
      const passed = [...types];
      this.#loops.set(core.target, { locals: core.bindings.map(({ local }) => local), passed });
      const result = this.infer(core.body);
      this.#loops.delete(core.target);
      const next = types.map((type, i) => type === passed[i] ? type : variableType(join(type, passed[i])));
      if (next.every((type, i) => type === types[i])) return result;
      types = next.map((type, i) => type === types[i] || isRawInt(type) ? type : "any");
    }
  }

  #pass(target: RecurTarget, args: readonly Core[]): void {
    const types = args.map((arg) => this.infer(arg));
    const loop = this.#loops.get(target);
    if (loop === undefined) return;
    types.forEach((type, i) => {
      const held = loop.passed[i];
      if (held === "i32" && isIntType(type)) {
        // A counter stays in 32 bits; anything else that is an Int may outgrow them.
        if (type !== "i32" && !isStep(args[i], loop.locals[i])) loop.passed[i] = "int";
      } else if (!(held === "int" && isIntType(type))) loop.passed[i] = join(held, type);
    });
  }
}

/** Whether the code adds a small constant to the variable, or leaves it. */
function isStep(core: Core, local: Local): boolean {
  if (core.kind === "local") return core.local === local;
  if (core.kind !== "call") return false;
  const op = operatorOf(core);
  const [a, b] = core.args;
  if (op === "inc" || op === "dec") return isLocal(a, local);
  if (op === "-") return isLocal(a, local) && isSmall(b);
  return op === "+" && ((isLocal(a, local) && isSmall(b)) || (isSmall(a) && isLocal(b, local)));
}

function isLocal(core: Core, local: Local): boolean {
  return core.kind === "local" && core.local === local;
}

function isSmall(core: Core): boolean {
  return core.kind === "const" && typeof core.value === "number" && Math.abs(core.value) < 2 ** 16 &&
    Number.isInteger(core.value);
}

/** How a loop variable of this type is held. */
function variableType(type: Type): Type {
  return isRawInt(type) || type === "flt" || type === "bool" ? type : "any";
}

/** What a test that is a constant, such as the `:else` of a `cond`, answers; null for any other. */
export function knownTest(test: Core): boolean | null {
  return test.kind === "const" ? test.value !== null && test.value !== false : null;
}

export function join(a: Type, b: Type): Type {
  if (a === b) return a;
  if (a === "never") return b;
  if (b === "never") return a;
  if (isRawInt(a) && isRawInt(b)) return "int";
  if (isIntType(a) && isIntType(b)) return "integer";
  return "any";
}

export function typeOfValue(value: unknown): Type {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? (value | 0) === value ? "i32" : "int" : "flt";
  if (value instanceof Flt) return "flt";
  return isInt(value) ? "integer" : "any";
}
