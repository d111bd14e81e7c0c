/**
 * Core forms: what is left of a program when every macro is expanded and every name resolved.
 * Invariant: no symbol stands for anything any more; each `local` node refers to the `Local` that binds it, each `var` node to
 * its cell, each `recur` to its target, and `recur` stands in tail position of it.
 * @module
 */
import { core as coreNamespace, type Var } from "../runtime/mod.ts";
import type { Span } from "../source/mod.ts";
import type { HandledReceive } from "./declared.ts";

/** A place that holds a value under a name: a parameter, a `let`, a loop variable. Its identity is what matters. */
export class Local {
  constructor(readonly name: string, readonly span: Span | null) {}
}

/** What a `recur` goes back to: a loop, or an arity of a function. */
export interface RecurTarget {
  readonly kind: "loop" | "fn";
  /** How many values it takes. */
  count: number;
  /** Set when some `recur` goes back to it. */
  used: boolean;
  /** The state of the actor whose body has this target, for a receive in tail position. */
  readonly actor?: ActorState;
}

/** The state of an actor: its parameters, and what is taken out of them each turn. */
export interface ActorState {
  readonly params: readonly Local[];
  readonly parts: readonly Binding[];
  /** The receives that were found to be its loop. */
  readonly receives: HandledReceive[];
}

export type Core =
  /** `span` is where a program wrote it; left out where it did not. */
  | { readonly kind: "const"; readonly value: unknown; readonly span?: Span | null }
  | { readonly kind: "local"; readonly local: Local; readonly span?: Span | null }
  | { readonly kind: "var"; readonly cell: Var; readonly span: Span | null }
  | { readonly kind: "the-var"; readonly cell: Var }
  | { readonly kind: "if"; readonly test: Core; readonly then: Core; readonly otherwise: Core }
  | { readonly kind: "do"; readonly body: readonly Core[] }
  | { readonly kind: "let"; readonly bindings: readonly Binding[]; readonly body: Core }
  | LoopCore
  | RecurCore
  | FnCore
  | {
    readonly kind: "letfn";
    readonly fns: readonly { readonly local: Local; readonly fn: FnCore }[];
    readonly body: Core;
  }
  | LabelsCore
  | { readonly kind: "goto"; readonly label: Label; readonly args: readonly Core[] }
  | CallCore
  | DefCore
  | { readonly kind: "throw"; readonly value: Core; readonly span: Span | null }
  | TryCore
  | { readonly kind: "vector" | "set" | "tuple"; readonly items: readonly Core[]; readonly span: Span | null }
  | { readonly kind: "map"; readonly items: readonly Core[]; readonly span: Span | null };

export interface Binding {
  readonly local: Local;
  readonly init: Core;
}

/** A place in code that a `goto` goes to; its identity is what matters. */
export class Label {
  /** How many `goto`s go to it. */
  uses = 0;
}

/**
 * The value of `entry`, or of the target that a `goto` in tail position of it goes to. Patterns that share code are compiled to
 * this.
 */
export interface LabelsCore {
  readonly kind: "labels";
  readonly entry: Core;
  readonly targets: readonly { readonly label: Label; readonly params: readonly Local[]; readonly body: Core }[];
}

export interface LoopCore {
  readonly kind: "loop";
  readonly bindings: readonly Binding[];
  readonly target: RecurTarget;
  readonly body: Core;
  readonly span: Span | null;
}

export interface RecurCore {
  readonly kind: "recur";
  readonly target: RecurTarget;
  readonly args: readonly Core[];
}

export interface FnCore {
  readonly kind: "fn";
  /** Qualified name for traces and printing: `user/outer`. */
  readonly name: string;
  /** The name by which the function knows itself, when its body uses it. */
  readonly self: Local | null;
  readonly arities: readonly Arity[];
  /** Leading parameters that callers do not write: 2 in macros (`&form`, `&env`). */
  readonly hidden: number;
  /** The forms of the type that is declared for it where it is written; left out where none is. */
  readonly type?: readonly unknown[];
  readonly span: Span | null;
}

export interface Arity {
  readonly params: readonly Local[];
  /** Takes all further arguments, as a sequence or nil. */
  readonly rest: Local | null;
  readonly target: RecurTarget;
  readonly body: Core;
}

export interface CallCore {
  readonly kind: "call";
  readonly f: Core;
  readonly args: readonly Core[];
  readonly span: Span | null;
}

export interface DefCore {
  readonly kind: "def";
  readonly cell: Var;
  readonly init: Core | null;
  /** The metadata map's expression, or null. */
  readonly meta: Core | null;
  /** Defines a macro: forms that follow in the same top-level form may use it. */
  readonly macro: boolean;
  /** The forms of the type that is declared for it, with their places; null when none is. */
  readonly type: readonly unknown[] | null;
  readonly span: Span | null;
}

export interface TryCore {
  readonly kind: "try";
  readonly body: Core;
  /** The error, and what to do with it; null when there is no `catch`. */
  readonly handler: { readonly local: Local; readonly body: Core } | null;
  readonly cleanup: Core | null;
}

export const NIL: Core = { kind: "const", value: null };

/** A call of a function of the core library. */
export function coreCall(name: string, args: Core[], span: Span | null): Core {
  return { kind: "call", f: { kind: "var", cell: coreNamespace.intern(name), span }, args, span };
}

/** Calls `see` for code and all code in it; `see` answers whether to look inside. */
export function walk(core: Core, see: (core: Core) => boolean): void {
  const stack: Core[] = [core];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (!see(at)) continue;
    const inside = at;
    switch (inside.kind) {
      case "if":
        stack.push(inside.test, inside.then, inside.otherwise);
        break;
      case "do":
        stack.push(...inside.body);
        break;
      case "let":
      case "loop":
        stack.push(...inside.bindings.map((b) => b.init), inside.body);
        break;
      case "recur":
      case "goto":
        stack.push(...inside.args);
        break;
      case "fn":
        stack.push(...inside.arities.map((a) => a.body));
        break;
      case "letfn":
        stack.push(...inside.fns.map((f) => f.fn), inside.body);
        break;
      case "labels":
        stack.push(inside.entry, ...inside.targets.map((t) => t.body));
        break;
      case "call":
        stack.push(inside.f, ...inside.args);
        break;
      case "def":
        if (inside.init !== null) stack.push(inside.init);
        break;
      case "throw":
        stack.push(inside.value);
        break;
      case "try":
        stack.push(inside.body);
        if (inside.handler !== null) stack.push(inside.handler.body);
        if (inside.cleanup !== null) stack.push(inside.cleanup);
        break;
      case "vector":
      case "set":
      case "tuple":
      case "map":
        stack.push(...inside.items);
        break;
    }
  }
}
