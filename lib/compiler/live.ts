/**
 * Liveness: which variables a body still needs at each of its sites.
 * In: statements of a body. Out: `site.live`, sorted, so that a suspended frame holds no more than it must.
 * A variable is live where some path reads it before it is set. Anything in a `try` body may throw, so what its handler
 * reads is live throughout.
 * Source: Appel, "Modern Compiler Implementation", 1998, section 10.1; loops by two passes, which suffice for structured code.
 * @module
 */
import { type Expr, type LoopStmt, namesIn, type Stmt, type Target } from "./ir.ts";

type Names = ReadonlySet<string>;
const NONE: Names = new Set();

/** Fills `live` of every site in the statements of a whole body. */
export function fillLive(stmts: readonly Stmt[]): void {
  new Liveness().list(stmts, NONE, NONE);
}

class Liveness {
  /** Live at the beginning of a turn, for the recurs of loops under way. */
  readonly #heads = new Map<LoopStmt, Names>();
  /** Live at the beginning of targets. */
  readonly #targets = new Map<Target, Names>();

  /** What is live before the statements, when `after` is live after them and `thrown` when one throws. */
  list(stmts: readonly Stmt[], after: Names, thrown: Names): Names {
    let live = after;
    for (let i = stmts.length - 1; i >= 0; i--) live = this.#one(stmts[i], live, thrown);
    return live;
  }

  #one(s: Stmt, after: Names, thrown: Names): Names {
    switch (s.k) {
      case "set":
        return reads(s.e, without(after, s.name));
      case "effect":
        return reads(s.e, after);
      case "call": {
        const live = without(after, s.name);
        s.site.live = [...live.union(thrown)].sort();
        return reads(s.e, live.union(thrown));
      }
      case "return":
      case "throw":
        return reads(s.e, thrown);
      case "if":
        return reads(s.test, this.list(s.then, after, thrown).union(this.list(s.otherwise, after, thrown)));
      case "recur":
        return s.values.reduce<Names>((live, e) => reads(e, live), withoutAll(this.#heads.get(s.loop) ?? NONE, s));
      case "loop": {
        this.#heads.set(s, new Set(s.vars.map((v) => v.name)));
        const once = this.list(s.body, after, thrown);
        this.#heads.set(s, once.union(this.#heads.get(s)!)); // set two lines above
        const head = this.list(s.body, after, thrown).union(this.#heads.get(s)!).union(thrown);
        s.site.live = [...head].sort();
        return head;
      }
      case "labels": {
        for (const target of s.targets) this.#targets.set(target, this.list(target.body, after, thrown));
        return this.list(s.entry, after, thrown);
      }
      case "goto":
        return this.#targets.get(s.target) ?? NONE;
      case "try": {
        const caught = without(this.list(s.handler, after, thrown), s.error);
        return this.list(s.body, after, caught.union(thrown)).union(caught);
      }
    }
  }
}

function without(names: Names, name: string): Names {
  if (!names.has(name)) return names;
  const rest = new Set(names);
  rest.delete(name);
  return rest;
}

/** What a turn needs that the recur does not set. */
function withoutAll(names: Names, recur: Stmt & { k: "recur" }): Names {
  const rest = new Set(names);
  recur.values.forEach((_, i) => rest.delete(recur.loop.vars[i].name));
  return rest;
}

function reads(e: Expr, live: Names): Names {
  let found: Set<string> | null = null;
  namesIn(e, (name) => {
    if (live.has(name)) return;
    found ??= new Set(live);
    found.add(name);
  });
  return found ?? live;
}
