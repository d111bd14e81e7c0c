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
import { printReadably } from "../data/mod.ts";
import {
  type Arity as FnArity,
  type CallCore,
  type Core,
  declaredType,
  type DefCore,
  type FnCore,
  type Label,
  type Local,
  type LoopCore,
  type RecurTarget,
} from "../expander/mod.ts";
import type { Var } from "../runtime/mod.ts";
import type { Diagnostic, Note, Span } from "../source/mod.ts";
import { argumentSpan, coreName, macroAt, plain, shortName, spanOfCore, textAt, userPlace } from "./code.ts";
import {
  arityFor,
  arityOfCode,
  counts,
  declaredNote,
  hasOnlyUnknown,
  hasUnknown,
  hintFor,
  isKeyCall,
  isOneOfFew,
  isSamePlace,
  isTold,
  joined,
  lower,
  missingKey,
  nameOf,
  partNote,
  restType,
  shownVar,
  tails,
  textOfArgument,
  withoutMistake,
} from "./blame.ts";
import { Env } from "./env.ts";
import { typeError, TypeMistake, typeWarning } from "./errors.ts";
import { Generic } from "./generic.ts";
import { checkSent } from "./messages.ts";
import { narrow } from "./narrow.ts";
import type { Program } from "./program.ts";
import { isWithin, outside, overlaps, paramAt, type Relating, takesCount } from "./relate.ts";
import { showType } from "./show.ts";
import { signatureOf } from "./signatures.ts";
import { specialOf } from "./special.ts";
import { typeOfValue } from "./constant.ts";
import {
  ANY,
  type Arity,
  type ClosureType,
  exposed,
  isNever,
  join,
  listOf,
  loosen,
  type Mistake,
  named,
  NEVER,
  NIL,
  partsOfType,
  same,
  type Type,
  union,
  unweak,
  variablesIn,
} from "./type.ts";

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

/** A call, as far as it is known: what is called by which name, and where its arguments stand. */
export interface Site {
  readonly name: string;
  readonly span: Span | null;
  readonly args: readonly (Core | null)[];
  readonly spanOf: (i: number) => Span | null;
  readonly env: Env | null;
  /** Who calls, where that is a function of the library with what it has been handed. */
  readonly by?: string;
  /** Whether somebody wrote down what the callee takes. */
  readonly declared: { readonly span: Span | null; readonly params: readonly (Span | null)[] } | null;
}

const MOST_DEPTH = 10;
const MOST_TURNS = 4;
const MOST_REMEMBERED = 12;

interface Turn {
  readonly passed: Type[];
}

/** What was found of a function for some types of arguments. */
interface Remembered {
  readonly args: readonly Type[];
  readonly result: Type;
}

export class Inference {
  readonly relating: Relating;
  /** The code that locals were given their values by. */
  readonly inits = new Map<Local, Core>();
  /** Calls of functions with declared types of which the arguments are known to be right, and others. */
  readonly proven = new Set<CallCore>();
  readonly unproven = new Set<CallCore>();
  /** What `type-of` is to answer. */
  readonly typesAsked = new Map<CallCore, Type>();
  #muted = 0;
  #depth = 0;
  readonly #seen = new Set<string>();
  readonly #turns = new Map<RecurTarget, Turn>();
  readonly #labels = new Map<Label, { args: Type[][]; envs: Env[] }>();
  readonly #running = new Map<FnCore, number>();
  readonly #remembered = new Map<FnArity, Remembered[]>();
  readonly #signatures = new Map<FnCore, Type>();
  readonly #domains = new Map<FnCore, Type>();
  /** Functions that were met and not yet looked into. */
  readonly #pending = new Map<FnCore, ClosureType>();
  /** What calls with functions have taught of locals of which nothing else is known: shown, never held against anybody. */
  readonly #wanted = new Map<Local, Type>();
  /** Types of the code that gives a result, while a declared result is looked for. */
  #leaves: Map<Core, Type> | null = null;

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
    if (this.#leaves !== null) this.#leaves.set(core, type);
    return type;
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
        return this.#branches(core, env);
      case "do":
        return this.#sequence(core.body, env);
      case "let":
        return this.#let(core.bindings, core.body, env);
      case "loop":
        return this.#loop(core, env);
      case "recur":
        return this.#recur(core.target, core.args, env);
      case "fn":
        return this.#function(core, env);
      case "letfn": {
        for (const { local, fn } of core.fns) env.set(local, this.#function(fn, env));
        return this.infer(core.body, env);
      }
      case "labels":
        return this.#withLabels(core, env);
      case "goto": {
        const args = core.args.map((arg) => this.infer(arg, env));
        const label = this.#labels.get(core.label);
        if (label !== undefined) {
          label.args.push(args);
          label.envs.push(env);
        }
        return NEVER;
      }
      case "call":
        return this.#call(core, env);
      case "def":
        this.looking.define(this, core, env);
        return named("Var");
      case "throw":
        this.infer(core.value, env);
        return NEVER;
      case "try":
        return this.#try(core, env);
      case "vector": {
        const items = this.#all(core.items, env);
        return "kind" in items ? items : { kind: "fixed", items };
      }
      case "set": {
        const items = this.#all(core.items, env);
        return "kind" in items ? items : { kind: "set", of: union(items) };
      }
      case "tuple": {
        const items = this.#all(core.items, env);
        if ("kind" in items) return items;
        const [tag] = core.items;
        return tag.kind === "const" ? { kind: "tuple", tag: tag.value, items: items.slice(1) } : ANY;
      }
      case "map":
        return this.#map(core.items, env);
    }
  }

  /** The types of several pieces of code, or why one of them gives none. */
  #all(cores: readonly Core[], env: Env): Type[] | (Type & { kind: "never" }) {
    const types: Type[] = [];
    for (const core of cores) {
      const type = this.infer(core, env);
      if (isNever(type)) return type;
      types.push(type);
    }
    return types;
  }

  #map(items: readonly Core[], env: Env): Type {
    const types = this.#all(items, env);
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
      env.set(local, this.#bound(local, type, init));
    }
    return this.infer(body, env);
  }

  /** The type of a local with a declared type, checked; or what its value is. */
  #bound(local: Local, type: Type, init: Core): Type {
    const forms = declaredType(local);
    if (forms === null) return type;
    const declared = this.#parse(forms);
    if (declared === null) return type;
    this.checkValue(local.name, declared, type, spanOfCore(init) ?? local.span, local.span, init);
    return declared;
  }

  #parse(forms: readonly unknown[]): Type | null {
    try {
      return this.looking.parse(forms);
    } catch (error) {
      if (!(error instanceof TypeMistake)) throw error;
      this.report(error.diagnostic);
      return null;
    }
  }

  /** Tests one after the other, as `cond` makes them, are no depth. */
  #branches(core: Core, env: Env): Type {
    const results: Type[] = [];
    const live: Env[] = [];
    let here = env;
    let rest = core;
    for (;;) {
      if (rest.kind !== "if") {
        const type = this.infer(rest, here);
        results.push(type);
        if (!isNever(type)) live.push(here);
        break;
      }
      const test = this.infer(rest.test, here);
      if (isNever(test)) {
        results.push(test);
        break;
      }
      const yes = narrow(this, here, rest.test, true);
      const no = narrow(this, here, rest.test, false);
      if (yes !== null) {
        const type = this.infer(rest.then, yes);
        results.push(type);
        if (!isNever(type)) live.push(yes);
      }
      if (no === null) break;
      here = no;
      rest = rest.otherwise;
    }
    if (live.length > 0) env.merge(live);
    return joined(results);
  }

  #loop(core: LoopCore, env: Env): Type {
    let types = core.bindings.map(({ local, init }) => {
      const type = this.infer(init, env);
      const bound = this.#bound(local, type, init);
      env.set(local, bound);
      return declaredType(local) === null ? loosen(bound) : bound;
    });
    if (types.some(isNever)) return types.find(isNever) as Type;
    for (let turn = 0;; turn++) {
      const passed = [...types];
      const inside = env.child();
      core.bindings.forEach(({ local }, i) => inside.set(local, types[i]));
      this.#turns.set(core.target, { passed });
      const estimate = () => this.infer(core.body, inside);
      this.muted(estimate);
      const next = types.map((type, i) =>
        declaredType(core.bindings[i].local) === null ? join(type, loosen(passed[i])) : type
      );
      const settled = next.every((type, i) => same(type, types[i]));
      types = turn < MOST_TURNS ? next : next.map((type, i) => same(type, types[i]) ? type : ANY);
      if (!settled) continue;
      const last = env.child();
      core.bindings.forEach(({ local }, i) => last.set(local, types[i]));
      this.#turns.set(core.target, { passed: [...types] });
      const result = this.infer(core.body, last);
      this.#turns.delete(core.target);
      return result;
    }
  }

  #recur(target: RecurTarget, args: readonly Core[], env: Env): Type {
    const types = this.#all(args, env);
    if ("kind" in types) return types;
    const turn = this.#turns.get(target);
    if (turn !== undefined) types.forEach((type, i) => turn.passed[i] = join(turn.passed[i] ?? NEVER, type));
    return NEVER;
  }

  #withLabels(core: Core & { kind: "labels" }, env: Env): Type {
    for (const { label } of core.targets) this.#labels.set(label, { args: [], envs: [] });
    const results = [this.infer(core.entry, env)];
    // A target may go to those that stand behind it.
    for (const { label, params, body } of core.targets) {
      const { args, envs } = this.#labels.get(label)!; // set above
      if (args.length === 0) continue;
      const inside = env.child();
      if (envs.length === 1) inside.adopt(envs[0]);
      else inside.merge(envs);
      params.forEach((param, i) => inside.set(param, union(args.map((given) => given[i]))));
      results.push(this.infer(body, inside));
    }
    for (const { label } of core.targets) this.#labels.delete(label);
    return joined(results);
  }

  /** Code under a `catch` may well be there to fail. */
  #try(core: Core & { kind: "try" }, env: Env): Type {
    const attempt = () => this.infer(core.body, env.child());
    const body = core.handler === null ? attempt() : this.muted(attempt);
    const results = [isNever(body) && core.handler !== null ? NEVER : body];
    if (core.handler !== null) {
      const inside = env.child();
      inside.set(core.handler.local, ANY);
      results.push(this.infer(core.handler.body, inside));
    }
    if (core.cleanup !== null) this.infer(core.cleanup, env.child());
    return joined(results);
  }

  #function(fn: FnCore, env: Env): Type {
    const declared = fn.type === undefined ? null : this.#parse(fn.type);
    if (declared !== null && declared.kind === "fn") {
      if (fn.self !== null) env.set(fn.self, declared);
      this.checkFunction(shortName(fn), fn, declared.arities, env, plain(fn.span));
      return declared;
    }
    const closure: ClosureType = { kind: "closure", fn, env };
    if (fn.self !== null) env.set(fn.self, closure);
    if (!this.isMuted) this.#pending.set(fn, closure);
    return closure;
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
    return ANY;
  }

  // ---- calls -----------------------------------------------------------------------------------------------------------

  #call(core: CallCore, env: Env): Type {
    const f = this.infer(core.f, env);
    // The mark that leaves an element out is no value of the program's.
    if (isNever(f)) return f;
    const args: Type[] = [];
    for (const arg of core.args) {
      const type = this.infer(arg, env);
      if (isNever(type)) return type;
      args.push(type);
    }
    this.#takeStock(core, args);
    if (coreName(core) === "match-failed*" && args.length === 1) this.#missingCase(core, args[0]);
    if (coreName(core) === "type-of") this.typesAsked.set(core, args[0] ?? ANY);
    const result = this.apply(f, args, this.#siteOf(core, env));
    return checkSent(this, core, args) ?? result;
  }

  /** Whether the arguments of a call of a function with a declared type are certainly right. */
  #takeStock(core: CallCore, args: readonly Type[]): void {
    const declared = core.f.kind === "var" ? this.program.declared(core.f.cell)?.type : undefined;
    if (declared === undefined || declared.kind !== "fn") return;
    const strict: Relating = { ...this.relating, strict: true };
    const right = declared.arities.some((arity) =>
      takesCount(arity, args.length) &&
      args.every((arg, i) =>
        isTold(arg) && variablesIn(paramAt(arity, i)).size === 0 && isWithin(arg, paramAt(arity, i), strict)
      )
    );
    (right ? this.proven : this.unproven).add(core);
  }

  /** Where a `match` fails, what is left of its value is what no clause takes. */
  #missingCase(core: CallCore, left: Type): void {
    const origin = this.declaredOrigin(core.args[0]);
    if (origin === null || hasUnknown(left) || isNever(left) || !partsOfType(left).every(isOneOfFew)) return;
    this.report(
      typeWarning("missing-type-case", { type: this.words(origin.type), missing: this.words(left) }, plain(core.span), {
        notes: origin.span === null ? [] : [{ message: `\`${origin.name}\` is declared here`, span: origin.span }],
      }),
    );
  }

  /** What a piece of code is called in a message. */
  nameOf(core: Core): string {
    if (core.kind === "var") return shownVar(core.cell);
    if (core.kind === "local") return core.local.name;
    return textAt(spanOfCore(core)) ?? (core.kind === "fn" ? shortName(core) : "the function");
  }

  /** What an argument of a call is called in a message. */
  nameAt(site: Site, i: number): string {
    const core = site.args[i];
    return core === null || core === undefined ? "the function" : this.nameOf(core);
  }

  #siteOf(core: CallCore, env: Env): Site {
    const declared = core.f.kind === "var" ? this.program.declared(core.f.cell) : null;
    return {
      name: nameOf(core),
      span: plain(core.span),
      args: core.args,
      spanOf: (i) => argumentSpan(core, i),
      env,
      declared,
    };
  }

  /** What a value gives when it is called. */
  apply(given: Type, args: readonly Type[], site: Site): Type {
    const f = exposed(unweak(given));
    switch (f.kind) {
      case "any":
      case "variable":
      case "never":
        return ANY;
      case "fn":
        return f.arities.length === 0 ? ANY : this.#applyArities(f.arities, args, site);
      case "closure":
        return this.#applyClosure(f, args, site);
      case "library":
        return this.applyLibrary(f.name, args, site);
      case "union": {
        const callable = f.parts.filter((part) => overlaps(part, { kind: "fn", arities: [] }));
        if (callable.length === 0) break;
        return union(callable.map((part) => this.muted(() => withoutMistake(this.apply(part, args, site)))));
      }
      default: {
        if (!overlaps(f, { kind: "fn", arities: [] })) break;
        const lookup = specialOf("batuta.core/get");
        if (lookup === null || args.length === 0 || args.length > 2) return ANY;
        const isKey = f.kind === "literal" || f.kind === "named";
        if (f.kind === "fixed" || f.kind === "list") return lookup(this, [f, args[0]], site) ?? ANY;
        if (isKey && (f.kind !== "literal" && f.name !== "Keyword")) return ANY;
        return lookup(this, isKey ? [args[0], f, ...args.slice(1)] : [f, ...args], site) ?? ANY;
      }
    }
    const at = site.span;
    return this.fail(
      typeError("type-call", { what: site.name, type: this.words(f) }, at, { notes: this.#why(site, null) }),
    );
  }

  applyLibrary(name: string, args: readonly Type[], site: Site): Type {
    const signature = signatureOf(name);
    const special = specialOf(name);
    if (signature === null) return special?.(this, args, site) ?? ANY;
    const usual = this.#applyArities(signature.arities, args, site);
    if (isNever(usual) && usual.mistake !== null) return usual;
    return special?.(this, args, site) ?? usual;
  }

  #applyArities(arities: readonly Arity[], args: readonly Type[], site: Site): Type {
    const fitting = arities.filter((arity) => takesCount(arity, args.length));
    if (fitting.length === 0) {
      if (site.declared === null) return ANY;
      return this.fail(
        typeError("type-count", { f: site.name, expected: counts(arities), given: args.length }, site.span, {
          notes: declaredNote(site, null),
        }),
      );
    }
    if (fitting.length === 1) return this.#applyArity(fitting[0], args, site);
    // Of several, those that the arguments fit; together they say what may come out.
    const possible = fitting.filter((arity) => args.every((arg, i) => overlaps(arg, paramAt(arity, i))));
    const sure = possible.find((arity) =>
      args.every((arg, i) => !hasUnknown(arg) && isWithin(arg, paramAt(arity, i), this.relating))
    );
    if (sure !== undefined) return this.#applyArity(sure, args, site);
    if (possible.length === 0) return this.#applyArity(fitting[0], args, site);
    return union(possible.map((arity) => this.muted(() => this.#applyArity(arity, args, site))));
  }

  #applyArity(arity: Arity, args: readonly Type[], site: Site): Type {
    const generic = variablesIn({ kind: "fn", arities: [arity] }).size === 0
      ? null
      : new Generic(this, arity, args, site);
    const params = args.map((_, i) => generic === null ? paramAt(arity, i) : generic.param(i));
    for (let i = 0; i < args.length; i++) {
      const wrong = this.#checkArgument(i, args[i], params[i], site);
      if (wrong !== null) return wrong;
    }
    if (generic !== null && generic.failed !== null) return generic.failed;
    this.#learn(args, params, arity, site);
    return generic === null ? arity.result : generic.result();
  }

  /** After a call has come back, its arguments were what it takes. */
  #learn(args: readonly Type[], params: readonly Type[], arity: Arity, site: Site): void {
    if (site.env === null) return;
    args.forEach((arg, i) => {
      const core = site.args[i];
      if (core?.kind !== "local" || arg.kind !== "any" || params[i].kind === "any") return;
      const plain = variablesIn(paramAt(arity, i)).size === 0;
      if (plain) site.env?.set(core.local, params[i]);
      else if (arg.of !== null) this.want(arg.of, params[i]);
    });
  }

  /** Remembers what an unknown value has to be if a call is to do what it is there for. */
  want(local: Local, type: Type): void {
    if (!this.#wanted.has(local) && !hasOnlyUnknown(type)) this.#wanted.set(local, type);
  }

  /** Checks one argument; the type of the call when it certainly fails. */
  #checkArgument(i: number, arg: Type, param: Type, site: Site): Type | null {
    if (!overlaps(arg, param) && !isNever(arg)) return this.#wrongArgument(i, arg, param, site);
    if (isNever(arg) || isWithin(arg, param, this.relating) || this.isMuted) return null;
    const odd = outside(arg, param, this.relating);
    if (isNever(odd) || !(this.#isPromise(site, i) || this.looking.strict)) return null;
    this.report(
      typeWarning(
        "maybe-argument",
        {
          f: site.name,
          position: i + 1,
          expected: this.words(param),
          what: textAt(site.spanOf(i)),
          given: this.words(arg),
          odd: this.words(odd),
        },
        site.spanOf(i),
        { notes: [...this.#why(site, i), ...declaredNote(site, i)], hint: hintFor(odd, param) },
      ),
    );
    const core = site.args[i];
    if (core?.kind === "local") site.env?.set(core.local, param);
    return null;
  }

  /** Whether somebody has written down either what is taken or what is given. */
  #isPromise(site: Site, i: number): boolean {
    if (site.declared !== null) return true;
    const core = site.args[i];
    return core !== null && core !== undefined && this.declaredOrigin(core) !== null;
  }

  #wrongArgument(i: number, arg: Type, param: Type, site: Site): Type {
    const missing = missingKey(arg, param);
    const position = i + 1;
    const notes = [
      ...site.by === undefined ? [] : [{ message: `\`${site.by}\` calls it with ${this.words(arg)}`, span: null }],
      ...partNote(arg, param, (t) => this.words(t)),
      ...this.#why(site, i),
      ...declaredNote(site, i),
    ];
    if (missing !== null) {
      return this.fail(
        typeError(
          "missing-key",
          {
            f: site.name,
            key: printReadably(missing),
            position,
            expected: this.words(param),
            given: textOfArgument(site, i) ?? this.words(arg),
          },
          site.spanOf(i),
          { notes },
        ),
      );
    }
    return this.fail(
      typeError(
        "type-argument",
        {
          f: site.name,
          position,
          expected: this.words(param),
          given: this.words(arg),
          what: textAt(site.spanOf(i)),
        },
        site.spanOf(i),
        { notes, hint: hintFor(arg, param) },
      ),
    );
  }

  // ---- why ---------------------------------------------------------------------------------------------------------------

  /** The declaration that code has its type from, or null. */
  declaredOrigin(
    core: Core,
    depth = 0,
  ): { readonly name: string; readonly type: Type; readonly span: Span | null } | null {
    if (depth > MOST_DEPTH) return null;
    switch (core.kind) {
      case "local": {
        const init = this.inits.get(core.local);
        const declared = this.#parameters.get(core.local);
        if (declared !== undefined) return { name: core.local.name, type: declared.type, span: declared.span };
        return init === undefined ? null : this.declaredOrigin(init, depth + 1);
      }
      case "var": {
        const declared = this.program.declared(core.cell);
        return declared === null ? null : { name: core.cell.name, type: declared.type, span: declared.span };
      }
      case "call": {
        const { f } = core;
        if (f.kind === "var") {
          const declared = this.program.declared(f.cell);
          if (declared !== null && declared.type.kind === "fn") {
            const arity = declared.type.arities.find((a) => takesCount(a, core.args.length));
            return arity === undefined ? null : { name: `(${f.cell.name} …)`, type: arity.result, span: declared.span };
          }
        }
        // What is taken out of something declared is declared as well.
        const from = isKeyCall(core)
          ? core.args[0]
          : coreName(core) === "get" || coreName(core) === "match-key*"
          ? core.args[0]
          : null;
        return from === null || from === undefined ? null : this.declaredOrigin(from, depth + 1);
      }
      case "let":
        return this.declaredOrigin(core.body, depth + 1);
      case "do":
        return core.body.length === 0 ? null : this.declaredOrigin(core.body[core.body.length - 1], depth + 1);
      default:
        return null;
    }
  }

  readonly #parameters = new Map<Local, { readonly type: Type; readonly span: Span | null }>();

  /** Notes on where the type of an argument, or of the function, comes from. */
  #why(site: Site, i: number | null): Note[] {
    const core = i === null ? null : site.args[i] ?? null;
    return core === null ? [] : this.why(core, i === null ? null : site.spanOf(i));
  }

  /** Notes on where the type of some code comes from. */
  why(core: Core, at: Span | null): Note[] {
    const local = core.kind === "local" ? core.local : null;
    const origin = this.declaredOrigin(core);
    if (origin !== null && origin.span !== null && origin.span !== at) {
      const type = this.show(origin.type);
      if (variablesIn(origin.type).size > 0) {
        return [{ message: `\`${origin.name}\` has its type from this`, span: origin.span }];
      }
      const message = local !== null && local.name !== origin.name
        ? `\`${local.name}\` is ${type} because of \`${origin.name}\``
        : `\`${origin.name}\` is ${type} because of this`;
      return [{ message, span: origin.span }];
    }
    const init = local === null ? undefined : this.inits.get(local);
    if (local === null || init === undefined) return [];
    const span = plain(spanOfCore(init)) ?? local.span;
    if (span === null || macroAt(span) !== null) return [];
    const type = this.muted(() => this.infer(init, this.#current ?? new Env()));
    return [{ message: `\`${local.name}\` is ${this.show(type)} because of this`, span }];
  }

  #current: Env | null = null;

  // ---- functions whose code is known -----------------------------------------------------------------------------------

  #applyClosure(closure: ClosureType, args: readonly Type[], site: Site): Type {
    const { fn } = closure;
    const arity = arityFor(fn, args.length);
    if (arity === null) {
      const expected = counts(fn.arities.map((a) => ({
        params: a.params.slice(fn.hidden).map(() => ANY),
        rest: a.rest === null ? null : ANY,
        result: ANY,
      })));
      return this.fail(
        typeError("type-count", { f: site.name, expected, given: args.length }, site.span, {
          notes: fn.span === null ? [] : [{ message: `\`${shortName(fn)}\` is defined here`, span: plain(fn.span) }],
        }),
      );
    }
    const result = this.muted(() => this.runClosure(closure, arity, args));
    if (isNever(result) && result.mistake !== null) {
      const odd = args.findIndex((arg) => !hasUnknown(arg));
      const given = args.map((arg) => this.words(arg)).join(", ");
      const { message, span } = result.mistake;
      // Nothing but its own code is wrong: that is told where it stands.
      if (this.#pending.has(fn) && args.every(hasUnknown)) return result;
      return this.fail(
        typeError(
          "type-inside",
          { f: site.name, given, message: lower(message) },
          odd < 0 ? site.span : site.spanOf(odd),
          {
            notes: [
              ...odd < 0 ? [] : this.#why(site, odd),
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
    if (known !== undefined && this.isMuted) return known.result;
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
      return this.infer(body, inside);
    }
    for (let turn = 0;; turn++) {
      const passed = [...types];
      const inside = env.child();
      locals.forEach((local, i) => inside.set(local, types[i]));
      this.#turns.set(target, { passed });
      const estimate = this.muted(() => this.infer(body, inside));
      const next = types.map((type, i) => join(type, loosen(passed[i])));
      if (next.every((type, i) => same(type, types[i]))) {
        if (this.isMuted) return estimate;
        const last = env.child();
        locals.forEach((local, i) => last.set(local, types[i]));
        return this.infer(body, last);
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
    found = { kind: "fn", arities: fn.arities.map((arity) => this.muted(() => this.#arityOf(type, arity))) };
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
    this.#turns.set(arity.target, { passed: [] });
    const result = this.infer(arity.body, inside);
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
        this.#runUnknown(closure, arity, args);
      }
    }
  }

  #runUnknown(closure: ClosureType, arity: FnArity, args: Type[]): void {
    const inside = closure.env.child();
    arity.params.forEach((local, i) => inside.set(local, args[i]));
    if (arity.rest !== null) inside.set(arity.rest, ANY);
    this.#turns.delete(arity.target);
    this.#running.set(closure.fn, 1);
    this.infer(arity.body, inside);
    this.#running.set(closure.fn, 0);
  }

  /** Does not look into a function: somebody has. */
  settle(fn: FnCore): void {
    this.#pending.delete(fn);
  }

  // ---- promises --------------------------------------------------------------------------------------------------------

  /** Checks the code of a function against its declared type. */
  checkFunction(
    name: string,
    fn: FnCore,
    declared: readonly Arity[],
    env: Env,
    at: Span | null,
    spans: readonly (Span | null)[] = [],
  ): void {
    this.settle(fn);
    for (const arity of fn.arities) {
      const count = arity.params.length - fn.hidden;
      const mine = declared.filter((d) => d.params.length === count && (d.rest !== null) === (arity.rest !== null));
      for (const promise of mine) this.#checkBody(name, arity, promise, env, at, spans);
      // Of an arity that nobody has declared nothing is known.
      if (mine.length === 0) {
        this.#runUnknown(
          { kind: "closure", fn, env },
          arity,
          arity.params.map((local) => ({ kind: "any", of: local })),
        );
      }
    }
    for (const promise of declared) {
      const kept = fn.arities.some((a) =>
        a.params.length - fn.hidden === promise.params.length && (a.rest !== null) === (promise.rest !== null)
      );
      if (!kept) {
        this.report(
          typeError(
            "type-arity",
            { name, declared: counts(declared), written: counts(fn.arities.map(arityOfCode)) },
            at,
          ),
        );
        break;
      }
    }
  }

  #checkBody(
    name: string,
    arity: FnArity,
    promise: Arity,
    env: Env,
    at: Span | null,
    spans: readonly (Span | null)[],
  ): void {
    const inside = env.child();
    arity.params.forEach((local, i) => {
      inside.set(local, promise.params[i]);
      this.#parameters.set(local, { type: promise.params[i], span: spans[i] ?? at });
    });
    if (arity.rest !== null && promise.rest !== null) inside.set(arity.rest, union([listOf(promise.rest), NIL]));
    const outer = this.#leaves;
    const before = this.#current;
    this.#leaves = new Map();
    this.#current = inside;
    this.#turns.set(arity.target, { passed: [] });
    try {
      const result = this.infer(arity.body, inside);
      this.#checkPassed(name, arity, promise, at);
      if (!isNever(result)) this.#checkResult(name, arity.body, result, promise.result, at);
    } finally {
      this.#leaves = outer;
      this.#current = before;
      this.#turns.delete(arity.target);
    }
  }

  /** A `recur` is a call of the function itself. */
  #checkPassed(name: string, arity: FnArity, promise: Arity, at: Span | null): void {
    const { passed } = this.#turns.get(arity.target) ?? { passed: [] };
    passed.forEach((type, i) => {
      const expected = promise.params[i];
      if (expected === undefined || type === undefined || overlaps(type, expected) || isNever(type)) return;
      this.report(typeError("type-argument", {
        f: name,
        position: i + 1,
        expected: this.words(expected),
        given: this.words(type),
        what: "recur",
      }, at));
    });
  }

  #checkResult(name: string, body: Core, result: Type, expected: Type, at: Span | null): void {
    if (isWithin(result, expected, this.relating)) return;
    const leaves = this.#leaves ?? new Map<Core, Type>();
    const wrong: { core: Core; type: Type; certain: boolean }[] = [];
    let right = 0;
    for (const core of tails(body)) {
      const type = leaves.get(core);
      if (type === undefined || isNever(type)) continue;
      const certain = !overlaps(type, expected);
      if (certain || !isWithin(type, expected, this.relating)) wrong.push({ core, type, certain });
      else right++;
    }
    const declared: Note[] = at === null ? [] : [{ message: `\`${name}\` is declared here`, span: at }];
    for (const { core, type, certain } of wrong) {
      const span = userPlace(spanOfCore(core)) ?? at;
      const hint = same(type, NIL) ? "`| Nil` in the type says that there may be nothing" : hintFor(type, expected);
      const notes = [...partNote(type, expected, (t) => this.words(t)), ...this.why(core, span), ...declared];
      const data = {
        name,
        expected: this.words(expected),
        given: this.words(type),
        what: macroAt(spanOfCore(core)) !== null || span === at ? null : textAt(span),
      };
      if (certain && right === 0 && wrong.every((w) => w.certain)) {
        this.report(typeError("type-result", data, span, { notes, hint }));
        return;
      }
      if (certain) this.report(typeWarning("path-result", data, span, { notes, hint }));
      else {
        const odd = outside(type, expected, this.relating);
        const full = { ...data, odd: this.words(odd) };
        this.report(typeWarning("maybe-result", full, span, { notes, hint: hintFor(odd, expected) }));
      }
    }
  }

  /** Checks a value against what its name is declared as. */
  checkValue(name: string, declared: Type, type: Type, span: Span | null, at: Span | null, core: Core | null): void {
    if (isNever(type) || isWithin(type, declared, this.relating)) return;
    const notes: Note[] = [
      ...partNote(type, declared, (t) => this.words(t)),
      ...core === null ? [] : this.why(core, span),
      ...at === null || at === span ? [] : [{ message: `\`${name}\` is declared here`, span: at }],
    ];
    const data = { name, expected: this.words(declared), given: this.words(type), what: textAt(span) };
    if (!overlaps(type, declared)) {
      this.report(typeError("type-value", data, span ?? at, { notes, hint: hintFor(type, declared) }));
      return;
    }
    const odd = outside(type, declared, this.relating);
    this.report(
      typeWarning("maybe-value", { ...data, odd: this.words(odd) }, span ?? at, {
        notes,
        hint: hintFor(odd, declared),
      }),
    );
  }
}
