/**
 * Types of code: a walk over core code with what is known of its locals.
 * In: core code, an environment, what is known of the program. Out: a type for each piece of code, and on the way diagnostics of what
 * cannot work. Functions without annotation are looked into anew for each call with types that are not known yet, so what is certainly
 * wrong is found through calls; recursion and great depth end in `Any`.
 * Invariant: what is found is never narrower than what a run can give, as far as library signatures and annotations are true; so a
 * mistake that is certain by types is certain. While something is only being estimated, nothing is reported (`#muted`).
 * Source: Tobin-Hochstadt and Felleisen, *Logical Types for Untyped Languages*, ICFP 2010, for what tests teach (`narrow.ts`).
 * @module
 */
import {
  type CallCore,
  type Core,
  declaredType,
  type DefCore,
  type Label,
  type Local,
  type RecurTarget,
} from "../expander/mod.ts";
import type { Var } from "../runtime/mod.ts";
import type { Diagnostic, Span } from "../source/mod.ts";
import { isSamePlace } from "./blame.ts";
import { apply, inferCall } from "./calls.ts";
import { Closures } from "./closures.ts";
import { macroAt, spanOfCore } from "./code.ts";
import { typeOfValue } from "./constant.ts";
import { Env } from "./env.ts";
import { TypeMistake } from "./errors.ts";
import { inferBranches, inferLabels, inferLoop, inferRecur, inferTry } from "./flow.ts";
import type { Program } from "./program.ts";
import { checkValue } from "./promises.ts";
import type { Relating } from "./relate.ts";
import { showType } from "./show.ts";
import { signatureOf } from "./signatures.ts";
import type { Site } from "./site.ts";
import { specialOf } from "./special.ts";
import { ANY, FLOAT, isNever, loosen, type Mistake, named, NEVER, NIL, type Type, union } from "./type.ts";

/** How the checker is told about mistakes, and how hard it looks. */
export interface Looking {
  readonly report: (found: Diagnostic) => void;
  readonly strict: boolean;
  /** Whether mistakes in the code of this macro are the program's own. */
  readonly ownMacro: (head: { readonly ns: string | null; readonly name: string }) => boolean;
  /** Reads the type that stands in some forms. */
  readonly parse: (forms: readonly unknown[]) => Type;
  /** Takes note of a definition. */
  readonly define: (x: Inference, core: DefCore, env: Env) => void;
}

interface Turn {
  readonly passed: Type[];
}

export class Inference {
  readonly relating: Relating;
  /** The code that locals were given their values by. */
  readonly inits = new Map<Local, Core>();
  /** Locals whose tests are being looked at: where code goes round, one may hold what a test of itself gave. */
  readonly followed = new Set<Local>();
  /** Calls of functions with declared types of which the arguments are known to be right, and others. */
  readonly proven = new Set<CallCore>();
  readonly unproven = new Set<CallCore>();
  /** What `type-of` is to answer. */
  readonly typesAsked = new Map<CallCore, Type>();
  #muted = 0;
  readonly #seen = new Set<string>();
  /** What comes around to each loop while it is looked at. */
  readonly turns = new Map<RecurTarget, Turn>();
  readonly labels = new Map<Label, { args: Type[][]; envs: Env[]; codes: (readonly Core[])[] }>();
  /** Types of the code that gives a result, while a declared result is looked for. */
  leaves: Map<Core, Type> | null = null;
  /** Parameters with a declared type, and messages, whose type is that of a protocol. */
  readonly parameters = new Map<Local, { readonly name: string; readonly type: Type; readonly span: Span | null }>();
  /** Locals whose type is known by what they are there for: messages by the protocol of their actor. */
  readonly given = new Map<Local, Type>();
  /** What is known of the locals in the function that is being checked. */
  here: Env | null = null;
  readonly closures = new Closures(this);

  constructor(readonly program: Program, readonly looking: Looking) {
    this.relating = { strict: looking.strict, signature: (type) => this.signature(type) };
  }

  // ---- reporting -------------------------------------------------------------------------------------------------------

  get isMuted(): boolean {
    return this.#muted > 0;
  }

  muted<T>(work: () => T): T {
    this.#muted++;
    try {
      return work();
    } finally {
      this.#muted--;
    }
  }

  /** Reports a mistake once, unless it is in the code of somebody else's macro. */
  report(given: Diagnostic): void {
    if (this.#muted > 0) return;
    // A place that explains it is told once, and not when the mistake stands there itself.
    const found = {
      ...given,
      notes: given.notes.filter((note, i) =>
        note.span === null || !given.notes.slice(0, i).some((other) => isSamePlace(other.span, note.span))
      ),
    };
    const head = macroAt(found.span);
    if (head !== null && !this.looking.ownMacro(head)) return;
    const key = `${found.code} ${found.span?.source.name} ${found.span?.start} ${found.span?.end} ${found.message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.looking.report(found);
  }

  /** Reports what cannot work; the type of code that fails. */
  fail(found: Diagnostic): Type {
    this.report(found);
    const mistake: Mistake = { message: found.message, span: found.span };
    return { kind: "never", mistake };
  }

  show(type: Type): string {
    return showType(type, (t) => this.signature(t));
  }

  /** A type as part of a sentence: `"two"` is named as the user wrote it elsewhere, here stands what it is. */
  words(type: Type): string {
    const shown = this.show(type);
    return shown === "Nil" ? "nil" : shown;
  }

  // ---- code ------------------------------------------------------------------------------------------------------------

  infer(core: Core, env: Env): Type {
    const type = this.#infer(core, env);
    if (this.leaves !== null) this.leaves.set(core, type);
    return type;
  }

  /** The types of some code and of all parts of it, functions included. */
  inferEach(core: Core, env: Env): ReadonlyMap<Core, Type> {
    const outer = this.leaves;
    const types = this.leaves = new Map<Core, Type>();
    this.infer(core, env);
    this.closures.lookIntoPending();
    this.leaves = outer;
    return types;
  }

  #infer(core: Core, env: Env): Type {
    switch (core.kind) {
      case "const":
        return typeOfValue(core.value);
      case "local":
        return env.get(core.local) ?? ANY;
      case "var":
        return this.typeOfVar(core.cell);
      case "the-var":
        return named("Var");
      case "if":
        return inferBranches(this, core, env);
      case "do":
        return this.#sequence(core.body, env);
      case "let":
        return this.#let(core.bindings, core.body, env);
      case "loop":
        return inferLoop(this, core, env);
      case "recur":
        return inferRecur(this, core.target, core.args, env);
      case "fn":
        return this.closures.infer(core, env);
      case "letfn": {
        for (const { local, fn } of core.fns) env.set(local, this.closures.infer(fn, env));
        return this.infer(core.body, env);
      }
      case "labels":
        return inferLabels(this, core, env);
      case "goto": {
        const args = core.args.map((arg) => this.infer(arg, env));
        const label = this.labels.get(core.label);
        if (label !== undefined) {
          label.args.push(args);
          label.envs.push(env);
          label.codes.push(core.args);
        }
        return NEVER;
      }
      case "call":
        return inferCall(this, core, env);
      case "def":
        this.looking.define(this, core, env);
        return named("Var");
      case "throw":
        this.infer(core.value, env);
        return NEVER;
      case "try":
        return inferTry(this, core, env);
      case "vector": {
        const items = this.inferAll(core.items, env);
        return "kind" in items ? items : { kind: "fixed", items };
      }
      case "set": {
        const items = this.inferAll(core.items, env);
        return "kind" in items ? items : { kind: "set", of: union(items) };
      }
      case "tuple": {
        const items = this.inferAll(core.items, env);
        if ("kind" in items) return items;
        const [tag] = core.items;
        return tag.kind === "const" ? { kind: "tuple", tag: tag.value, items: items.slice(1) } : ANY;
      }
      case "map":
        return this.#map(core.items, env);
    }
  }

  /** The types of several pieces of code, or why one of them gives none. */
  inferAll(cores: readonly Core[], env: Env): Type[] | (Type & { kind: "never" }) {
    const types: Type[] = [];
    for (const core of cores) {
      const type = this.infer(core, env);
      if (isNever(type)) return type;
      types.push(type);
    }
    return types;
  }

  #map(items: readonly Core[], env: Env): Type {
    const types = this.inferAll(items, env);
    if ("kind" in types) return types;
    const keys = items.filter((_, i) => i % 2 === 0);
    const values = types.filter((_, i) => i % 2 === 1);
    if (!keys.every((key) => key.kind === "const")) {
      return {
        kind: "map",
        key: union(types.filter((_, i) => i % 2 === 0).map(loosen)),
        value: union(values.map(loosen)),
      };
    }
    const fields = keys.map((key, i) => ({ key: (key as { value: unknown }).value, type: values[i], optional: false })); // tested above
    return { kind: "record", fields, closed: true };
  }

  #sequence(body: readonly Core[], env: Env): Type {
    let type: Type = NIL;
    for (const part of body) {
      type = this.infer(part, env);
      if (isNever(type)) return type;
    }
    return type;
  }

  #let(bindings: readonly { readonly local: Local; readonly init: Core }[], body: Core, env: Env): Type {
    for (const { local, init } of bindings) {
      this.inits.set(local, init);
      const type = this.infer(init, env);
      if (isNever(type)) return type;
      env.set(local, this.bound(local, type, init));
    }
    return this.infer(body, env);
  }

  /** Whether the type of a local does not hang on its values. */
  isFixed(local: Local): boolean {
    return declaredType(local) !== null || this.given.has(local);
  }

  /** The type of a local with a declared type, checked; or what its value is. */
  bound(local: Local, type: Type, init: Core): Type {
    const given = this.given.get(local);
    if (given !== undefined) return given;
    const forms = declaredType(local);
    if (forms === null) return type;
    const declared = this.parse(forms);
    if (declared === null) return type;
    checkValue(this, local.name, declared, type, spanOfCore(init) ?? local.span, local.span, init);
    return declared;
  }

  parse(forms: readonly unknown[]): Type | null {
    try {
      return this.looking.parse(forms);
    } catch (error) {
      if (!(error instanceof TypeMistake)) throw error;
      this.report(error.diagnostic);
      return null;
    }
  }

  // ---- vars ------------------------------------------------------------------------------------------------------------

  typeOfVar(cell: Var): Type {
    const declared = this.program.declared(cell);
    if (declared !== null) return declared.type;
    if (cell.dynamic) return ANY;
    const inferred = this.program.inferred(cell);
    if (inferred !== null) return inferred;
    if (cell.ns === "batuta.core" && (cell.name === "-skip" || cell.name === "-stop")) return NEVER;
    if (cell.ns.startsWith("batuta.") && (specialOf(cell.fullName) !== null || signatureOf(cell.fullName) !== null)) {
      return { kind: "library", name: cell.fullName };
    }
    if (cell.ns === "batuta.math" && (cell.name === "PI" || cell.name === "E")) return FLOAT;
    return ANY;
  }

  /** What a value gives when it is called. */
  apply(f: Type, args: readonly Type[], site: Site): Type {
    return apply(this, f, args, site);
  }

  /** What a function of which the code is known takes and gives. */
  signature(type: Type): Type {
    return this.closures.signature(type);
  }
}
