/**
 * Calls of generic functions: what the variables of a signature are for the arguments of one call.
 * In: an arity with variables, the types of the arguments. Out: its parameters and result with the variables replaced.
 * Values say what a variable is at least; functions among the arguments say what they take (which counts where nothing else is known) and
 * what they give, which is found by calling them with what is known so far, until nothing changes (`reduce`).
 * @module
 */
import { literalOf } from "./type.ts";
import type { Inference } from "./infer.ts";
import { nameOfCode, type Site } from "./site.ts";
import { elementOf, isWithin, meet, paramAt } from "./relate.ts";
import {
  ANY,
  type Arity,
  exposed,
  isNever,
  join,
  loosen,
  NEVER,
  partsOfType,
  same,
  substitute,
  type Type,
  union,
  unweak,
  variablesIn,
  widen,
} from "./type.ts";

const MOST_ROUNDS = 4;

/** A transducer as the function on elements that stands for it. */
function isTransducer(type: Type): type is Type & { kind: "named" } {
  return type.kind === "named" && type.name === "Transducer";
}

export class Generic {
  readonly #lower = new Map<string, Type>();
  readonly #upper = new Map<string, Type>();
  #solved: ReadonlyMap<string, Type> | null = null;
  /** The type of the call where a function among the arguments cannot work; null otherwise. */
  failed: Type | null = null;

  constructor(
    readonly inference: Inference,
    readonly arity: Arity,
    readonly args: readonly Type[],
    readonly site: Site,
  ) {
    const functions: number[] = [];
    args.forEach((arg, i) => {
      const param = paramAt(arity, i);
      if (param.kind === "fn" && param.arities.length === 1) functions.push(i);
      else this.#unify(param, arg);
    });
    for (const i of functions) this.#takeDomain(i);
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const before = new Map(this.#lower);
      for (const i of functions) this.#takeResult(i);
      const changed = [...this.#lower].filter(([name, type]) => !same(before.get(name) ?? NEVER, type));
      if (changed.length === 0) break;
      if (round === MOST_ROUNDS - 1) { for (const [name] of changed) this.#lower.set(name, ANY); }
    }
    if (!inference.isMuted) { for (const i of functions) this.#look(i); }
    else for (const i of functions) this.#lookQuietly(i);
  }

  /** The type of the i-th parameter. */
  param(i: number): Type {
    const param = paramAt(this.arity, i);
    if (param.kind !== "fn" || param.arities.length !== 1) return substitute(param, this.#solution(), ANY);
    // That a function among the arguments fits has been tried by calling it.
    return { kind: "fn", arities: [] };
  }

  result(): Type {
    return substitute(this.arity.result, this.#solution(), ANY);
  }

  #solution(): ReadonlyMap<string, Type> {
    if (this.#solved !== null) return this.#solved;
    const solved = new Map<string, Type>();
    for (const name of variablesIn({ kind: "fn", arities: [this.arity] })) {
      const lower = this.#lower.get(name);
      const upper = this.#upper.get(name);
      const known = lower !== undefined && lower.kind !== "any";
      solved.set(name, known ? lower : upper ?? lower ?? ANY);
    }
    return this.#solved = solved;
  }

  #raise(name: string, type: Type): void {
    const known = this.#lower.get(name);
    this.#lower.set(name, known === undefined ? type : join(known, type));
    this.#solved = null;
  }

  /** Finds what variables are at least when a value of type `given` is taken for `param`. */
  #unify(param: Type, givenType: Type): void {
    const given = exposed(unweak(givenType));
    switch (param.kind) {
      case "variable":
        return this.#raise(param.name, unweak(givenType));
      case "weak":
        return this.#unify(param.of, given);
      case "list":
      case "coll": {
        if (given.kind === "never") return this.#unify(param.of, NEVER);
        const element = elementOf(given);
        if (element !== null) this.#unify(param.of, element);
        return;
      }
      case "set":
        if (given.kind === "set") this.#unify(param.of, given.of);
        else if (given.kind === "any") this.#unify(param.of, ANY);
        return;
      case "fixed":
        if (given.kind === "fixed") param.items.forEach((item, i) => this.#unify(item, given.items[i] ?? ANY));
        else param.items.forEach((item) => this.#unify(item, elementOf(given) ?? ANY));
        return;
      case "map":
        if (given.kind === "map") {
          this.#unify(param.key, given.key);
          this.#unify(param.value, given.value);
        } else if (given.kind === "record" && given.closed) {
          this.#unify(param.key, union(given.fields.map((f) => literalOf(f.key) ?? ANY)));
          this.#unify(param.value, union(given.fields.map((f) => f.type)));
        } else {
          this.#unify(param.key, ANY);
          this.#unify(param.value, ANY);
        }
        return;
      case "record":
        for (const field of param.fields) {
          const own = given.kind === "record" ? given.fields.find((f) => f.key === field.key) : undefined;
          this.#unify(field.type, own?.type ?? ANY);
        }
        return;
      case "tuple":
        param.items.forEach((item, i) => this.#unify(item, given.kind === "tuple" ? given.items[i] ?? ANY : ANY));
        return;
      case "named":
        if (isTransducer(param)) return this.#unifyTransducer(param, given);
        param.args.forEach((arg, i) =>
          this.#unify(arg, given.kind === "named" && given.name === param.name ? given.args[i] ?? ANY : ANY)
        );
        return;
      case "defined":
        if (givenType.kind === "defined" && givenType.of === param.of) {
          param.args.forEach((arg, i) => this.#unify(arg, givenType.args[i]));
        } else if (param.args.length > 0) this.#unify(exposed(param), given);
        return;
      case "union": {
        // What is of no plain part is of the variable.
        const plain = param.parts.filter((p) => variablesIn(p).size === 0);
        const open = param.parts.filter((p) => variablesIn(p).size > 0);
        const left = given.kind === "any"
          ? [given]
          : partsOfType(given).filter((part) => !plain.some((p) => isWithin(part, p)));
        for (const p of open) this.#unify(p, union(left));
        return;
      }
      case "fn":
        for (const arity of param.arities) {
          if (given.kind === "fn" && given.arities.length === 1) this.#unify(arity.result, given.arities[0].result);
        }
    }
  }

  #unifyTransducer(param: Type & { kind: "named" }, given: Type): void {
    if (!isTransducer(given)) return param.args.forEach((arg) => this.#unify(arg, ANY));
    const [from, to] = given.args;
    if (param.args[0].kind === "variable" && from.kind !== "any") this.#lowerUpper(param.args[0].name, from);
    this.#unify(param.args[1], to);
  }

  #lowerUpper(name: string, type: Type): void {
    const known = this.#upper.get(name);
    const both = known === undefined ? type : meet(known, type);
    this.#upper.set(name, isNever(both) ? type : both);
    this.#solved = null;
  }

  /** What a function among the arguments takes says what a variable is at most. */
  #takeDomain(i: number): void {
    const param = paramAt(this.arity, i);
    if (param.kind !== "fn") return;
    const [{ params }] = param.arities;
    // Nobody asks a function where the values say it all.
    const open = params.some((p) => p.kind === "variable" && (this.#lower.get(p.name)?.kind ?? "any") === "any");
    const domain = open ? this.inference.closures.domain(this.args[i], params.length) : null;
    domain?.forEach((type, j) => {
      const p = params[j];
      if (p.kind === "variable" && type.kind !== "any" && variablesIn(type).size === 0) this.#lowerUpper(p.name, type);
    });
  }

  #inputs(i: number): readonly Type[] | null {
    const param = paramAt(this.arity, i);
    if (param.kind !== "fn") return null;
    const solution = this.#solution();
    const inputs = param.arities[0].params.map((p) => substitute(p, solution, ANY));
    // Without elements it is not called at all.
    return inputs.some(isNever) ? null : inputs;
  }

  #quietSite(): Site {
    return { ...this.site, env: null, args: [], declared: null };
  }

  #takeResult(i: number): void {
    const param = paramAt(this.arity, i);
    const inputs = this.#inputs(i);
    if (param.kind !== "fn") return;
    // What is never called gives nothing.
    if (inputs === null) return this.#unify(param.arities[0].result, NEVER);
    const result = this.inference.muted(() => this.inference.apply(this.args[i], inputs, this.#quietSite()));
    if (!isNever(result)) this.#unify(param.arities[0].result, unweakReduced(result));
  }

  /** Looks into a function that stands in the call; of another one, says so when it can take nothing that it gets. */
  #look(i: number): void {
    const { inference, site } = this;
    const f = exposed(this.args[i]);
    const inputs = this.#inputs(i);
    if (inputs === null) return;
    if (f.kind === "closure" && inference.closures.isOwn(f)) {
      const result = inference.closures.runInPlace(f, inputs.map(forgetting));
      if (isNever(result) && result.mistake !== null) this.failed = result;
      return;
    }
    const name = site.args[i] === null || site.args[i] === undefined ? "the function" : nameOfCode(site.args[i]!);
    const quiet = { ...this.#quietSite(), name, by: site.name, span: site.spanOf(i), spanOf: () => site.spanOf(i) };
    const result = inference.apply(f, inputs.map(forgetting), quiet);
    if (isNever(result) && result.mistake !== null) this.failed = result;
  }

  #lookQuietly(i: number): void {
    const inputs = this.#inputs(i);
    if (inputs === null) return;
    const result = this.inference.apply(this.args[i], inputs.map(forgetting), this.#quietSite());
    if (isNever(result) && result.mistake !== null) this.failed = result;
  }
}

/** What a collection holds is known by its type only, not by the value that was looked at first. */
function forgetting(type: Type): Type {
  return type.kind === "literal" ? widen(type) : type;
}

/** `(reduced x)` ends a reduction with x. */
function unweakReduced(type: Type): Type {
  const plain = unweak(type);
  if (plain.kind === "named" && plain.name === "Reduced") return plain.args[0] ?? ANY;
  if (plain.kind === "union" && plain.parts.some((p) => p.kind === "named" && p.name === "Reduced")) {
    return union(plain.parts.map(unweakReduced));
  }
  return loosenLater(type);
}

function loosenLater(type: Type): Type {
  return type.kind === "literal" && type.base !== "Keyword" && type.base !== "Bool" ? loosen(type) : type;
}
