/**
 * Functions whose code is known: they are looked into anew for each call with types that are not known yet, so what is certainly wrong is
 * found through calls. Recursion and great depth end in `Any`.
 * In: a function as code with its environment, types of arguments. Out: the type of what it gives.
 * @module
 */
import type { Arity as FnArity, FnCore, Local } from "../expander/mod.ts";
import { arityFor, counts, hasOnlyUnknown, hasUnknown, lower, restType } from "./blame.ts";
import { plain, shortName } from "./code.ts";
import { Env } from "./env.ts";
import { typeError } from "./errors.ts";
import type { Inference } from "./infer.ts";
import { whyArgument } from "./origin.ts";
import { checkFunction } from "./promises.ts";
import { paramAt, takesCount } from "./relate.ts";
import { signatureOf } from "./signatures.ts";
import type { Site } from "./site.ts";
import { ANY, type Arity, type ClosureType, exposed, isNever, join, loosen, same, type Type } from "./type.ts";

const MOST_DEPTH = 10;
const MOST_TURNS = 4;
const MOST_REMEMBERED = 12;

/** What was found of a function for some types of arguments. */
interface Remembered {
  readonly args: readonly Type[];
  readonly result: Type;
}

export class Closures {
  #depth = 0;
  readonly #running = new Map<FnCore, number>();
  readonly #remembered = new Map<FnArity, Remembered[]>();
  readonly #signatures = new Map<FnCore, Type>();
  /** Functions that were met and not yet looked into. */
  readonly #pending = new Map<FnCore, ClosureType>();
  /** What calls with functions have taught of locals of which nothing else is known: shown, never held against anybody. */
  readonly #wanted = new Map<Local, Type>();

  constructor(readonly x: Inference) {}

  apply(closure: ClosureType, args: readonly Type[], site: Site): Type {
    const { fn } = closure;
    const arity = arityFor(fn, args.length);
    if (arity === null) {
      const expected = counts(fn.arities.map((a) => ({
        params: a.params.slice(fn.hidden).map(() => ANY),
        rest: a.rest === null ? null : ANY,
        result: ANY,
      })));
      return this.x.fail(
        typeError("type-count", { f: site.name, expected, given: args.length }, site.span, {
          notes: fn.span === null ? [] : [{ message: `\`${shortName(fn)}\` is defined here`, span: plain(fn.span) }],
        }),
      );
    }
    const result = this.x.muted(() => this.runClosure(closure, arity, args));
    if (isNever(result) && result.mistake !== null) {
      const odd = args.findIndex((arg) => !hasUnknown(arg));
      const given = args.map((arg) => this.x.words(arg)).join(", ");
      const { message, span } = result.mistake;
      // Nothing but its own code is wrong: that is told where it stands.
      if (this.#pending.has(fn) && args.every(hasUnknown)) return result;
      return this.x.fail(
        typeError(
          "type-inside",
          { f: site.name, given, message: lower(message) },
          odd < 0 ? site.span : site.spanOf(odd),
          {
            notes: [
              ...odd < 0 ? [] : whyArgument(this.x, site, odd),
              ...span === null ? [] : [{ message: "This is what fails", span: plain(span) }],
            ],
          },
        ),
      );
    }
    return result;
  }

  /** What a function gives for arguments of these types; what is wrong inside is reported where it stands. */
  runInPlace(closure: ClosureType, args: readonly Type[]): Type {
    const arity = arityFor(closure.fn, args.length);
    if (arity === null) return ANY;
    this.#pending.delete(closure.fn);
    return this.runClosure(closure, arity, args);
  }

  /** Whether a function stands where it is handed on, so that all of its calls are known. */
  isOwn(closure: ClosureType): boolean {
    return this.#pending.has(closure.fn);
  }

  runClosure(closure: ClosureType, arity: FnArity, args: readonly Type[]): Type {
    const { fn } = closure;
    const running = this.#running.get(fn) ?? 0;
    if (running > 0 || this.#depth > MOST_DEPTH) return ANY;
    const known = this.#remembered.get(arity)?.find((r) =>
      r.args.length === args.length && r.args.every((t, i) => same(t, args[i]))
    );
    if (known !== undefined && this.x.isMuted) return known.result;
    this.#running.set(fn, running + 1);
    this.#depth++;
    try {
      const result = this.#runBody(closure, arity, args);
      const found = this.#remembered.get(arity) ?? [];
      if (found.length < MOST_REMEMBERED) this.#remembered.set(arity, [...found, { args, result }]);
      return result;
    } finally {
      this.#depth--;
      this.#running.set(fn, running);
    }
  }

  #runBody({ env }: ClosureType, arity: FnArity, args: readonly Type[]): Type {
    const { params, rest, target, body } = arity;
    let types = [...params.map((_, i) => args[i]), ...rest === null ? [] : [restType(args.slice(params.length))]];
    const locals = rest === null ? params : [...params, rest];
    if (!target.used) {
      const inside = env.child();
      locals.forEach((local, i) => inside.set(local, types[i]));
      return this.x.infer(body, inside);
    }
    for (let turn = 0;; turn++) {
      const passed = [...types];
      const inside = env.child();
      locals.forEach((local, i) => inside.set(local, types[i]));
      this.x.turns.set(target, { passed });
      const estimate = this.x.muted(() => this.x.infer(body, inside));
      const next = types.map((type, i) => join(type, loosen(passed[i])));
      if (next.every((type, i) => same(type, types[i]))) {
        if (this.x.isMuted) return estimate;
        const last = env.child();
        locals.forEach((local, i) => last.set(local, types[i]));
        return this.x.infer(body, last);
      }
      types = turn < MOST_TURNS ? next : next.map((type, i) => same(type, types[i]) ? type : ANY);
    }
  }

  /** What a function of which the code is known takes and gives. */
  signature(type: Type): Type {
    if (type.kind === "library") return signatureOf(type.name) ?? { kind: "fn", arities: [] };
    if (type.kind !== "closure") return type;
    const { fn } = type;
    let found = this.#signatures.get(fn);
    if (found !== undefined) return found;
    this.#signatures.set(fn, { kind: "fn", arities: [] });
    found = { kind: "fn", arities: fn.arities.map((arity) => this.x.muted(() => this.#arityOf(type, arity))) };
    this.#signatures.set(fn, found);
    return found;
  }

  #arityOf(closure: ClosureType, arity: FnArity): Arity {
    const { fn, env } = closure;
    const params = arity.params.slice(fn.hidden);
    const inside = env.child();
    const given = params.map((local): Type => ({ kind: "any", of: local }));
    arity.params.forEach((local, i) => inside.set(local, given[i - fn.hidden] ?? ANY));
    if (arity.rest !== null) inside.set(arity.rest, ANY);
    const running = this.#running.get(fn) ?? 0;
    this.#running.set(fn, running + 1);
    this.x.turns.set(arity.target, { passed: [] });
    const result = this.x.infer(arity.body, inside);
    this.#running.set(fn, running);
    return {
      params: params.map((local, i) => {
        const learnt = inside.get(local) ?? given[i];
        return learnt.kind === "any" ? this.#wanted.get(local) ?? learnt : learnt;
      }),
      rest: arity.rest === null ? null : ANY,
      result,
    };
  }

  /** What a function has to be given, by what is known of it; null when nothing is. */
  domain(f: Type, count: number): readonly Type[] | null {
    const type = this.signature(exposed(f));
    if (type.kind !== "fn") return null;
    const arities = type.arities.filter((arity) => takesCount(arity, count));
    if (arities.length !== 1) return null;
    return Array.from({ length: count }, (_, i) => paramAt(arities[0], i));
  }

  /** Looks into functions that were met and called by nobody known, with arguments of which nothing is known. */
  lookIntoPending(): void {
    while (this.#pending.size > 0) {
      const [[fn, closure]] = this.#pending;
      this.#pending.delete(fn);
      for (const arity of fn.arities) {
        const args = arity.params.map((local): Type => ({ kind: "any", of: local }));
        this.runUnknown(closure, arity, args);
      }
    }
  }

  runUnknown(closure: ClosureType, arity: FnArity, args: Type[]): void {
    const inside = closure.env.child();
    arity.params.forEach((local, i) => inside.set(local, args[i]));
    if (arity.rest !== null) inside.set(arity.rest, ANY);
    this.x.turns.delete(arity.target);
    this.#running.set(closure.fn, 1);
    this.x.infer(arity.body, inside);
    this.#running.set(closure.fn, 0);
  }

  /** Does not look into a function: somebody has. */
  settle(fn: FnCore): void {
    this.#pending.delete(fn);
  }

  infer(fn: FnCore, env: Env): Type {
    const declared = fn.type === undefined ? null : this.x.parse(fn.type);
    if (declared !== null && declared.kind === "fn") {
      if (fn.self !== null) env.set(fn.self, declared);
      checkFunction(this.x, shortName(fn), fn, declared.arities, env, plain(fn.span));
      return declared;
    }
    const closure: ClosureType = { kind: "closure", fn, env };
    if (fn.self !== null) env.set(fn.self, closure);
    if (!this.x.isMuted) this.#pending.set(fn, closure);
    return closure;
  }

  /** Remembers what an unknown value has to be if a call is to do what it is there for. */
  want(local: Local, type: Type): void {
    if (!this.#wanted.has(local) && !hasOnlyUnknown(type)) this.#wanted.set(local, type);
  }
}
