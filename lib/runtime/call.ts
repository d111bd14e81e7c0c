/**
 * Calls whose callee is not known to be a function: keywords, maps, sets, vectors, tuples and vars answer calls too.
 * @module
 */
import {
  Cons,
  Entity,
  fail,
  get,
  Keyword,
  nth,
  PMap,
  printReadably,
  PSet,
  type Seq,
  Sym,
  Transient,
  Vec,
} from "../data/mod.ts";
import { type Code, machine } from "./machine.ts";
import type { Revealed } from "./reveal.ts";

/** A value of this room that answers calls though it is no function. */
export abstract class Callable extends Entity {
  /** Suspends when what it calls does. */
  abstract call(args: readonly unknown[]): unknown;
}

/** Calls anything callable. Suspends when the callee does. */
export function invoke(f: unknown, args: readonly unknown[]): unknown {
  if (typeof f === "function") return f(...args);
  if (f instanceof Keyword || f instanceof Sym) {
    if (args.length === 1) return get(args[0], f, null);
    if (args.length === 2) return get(args[0], f, args[1]);
    return fail("wrong-arity", { name: printReadably(f), expected: "1 or 2", given: args.length });
  }
  if (f instanceof Vec && args.length === 1) return nth(f, args[0]);
  if (f instanceof PSet && args.length === 1) return f.get(args[0], null);
  if (f instanceof PMap) {
    if (args.length === 1) return f.get(args[0], null);
    if (args.length === 2) return f.get(args[0], args[1]);
  }
  if (f instanceof Callable) return f.call(args);
  if (f instanceof Transient && (args.length === 1 || args.length === 2)) return f.get(args[0], args[1] ?? null);
  return fail("not-callable", { value: f });
}

export function invoke0(f: unknown): unknown {
  return typeof f === "function" ? f() : invoke(f, []);
}
export function invoke1(f: unknown, a: unknown): unknown {
  return typeof f === "function" ? f(a) : invoke(f, [a]);
}
export function invoke2(f: unknown, a: unknown, b: unknown): unknown {
  return typeof f === "function" ? f(a, b) : invoke(f, [a, b]);
}
export function invoke3(f: unknown, a: unknown, b: unknown, c: unknown): unknown {
  return typeof f === "function" ? f(a, b, c) : invoke(f, [a, b, c]);
}

/** Fails because a compiled function has no arity for this many arguments, or answers what it is made of: see `reveal.ts`. */
export function wrongArity(code: Code, given: number, ...captured: unknown[]): Revealed {
  if (machine.revealing) return { code, captured };
  // Names of the core library are shown as programs write them.
  return fail("wrong-arity", {
    name: code.name.replace(/^batuta\.core\//, ""),
    expected: expectedArguments(code),
    given,
  });
}

/** "1", "1 or 2", "at least 2", "0 or at least 2". */
function expectedArguments(code: Code): string {
  const counts = [...new Set(code.arities)].sort((a, b) => a - b);
  if (!code.variadic) return listed(counts.map(String));
  // The one that takes more has the most parameters; what comes just below it needs no mention.
  let least = counts.pop() ?? 0;
  while (counts.at(-1) === least - 1) least = counts.pop() ?? 0;
  return listed([...counts.map(String), `at least ${least}`]);
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? items[0] ?? "0" : `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;
}

/** Stands last among the arguments of a call whose further ones are a sequence: `apply` passes it to functions that take a rest. */
export class RestTail {
  constructor(readonly seq: Seq) {}
  /** The sequence behind some arguments. */
  after(before: readonly unknown[]): Seq {
    let all = this.seq;
    for (let i = before.length - 1; i >= 0; i--) all = new Cons(before[i], all, null);
    return all;
  }
}
