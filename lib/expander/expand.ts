/**
 * The expander: forms → core forms.
 * In: one top-level form as the reader made it. Out: a `Core`, or a `SyntaxError` that carries one diagnostic.
 * The invariant of `core.ts` holds for what comes out. Special forms stand in a table (`core_forms.ts` fills it), so they are
 * found like any other name and a local of the same name hides them.
 * Source: Flatt, "Binding as Sets of Scopes", POPL 2016, section 4; see `scope.ts` for how the sets are kept.
 * @module
 */
import {
  BatutaError,
  Coll,
  EMPTY_MAP,
  Keyword,
  mapLiteral,
  metaOf,
  Obj,
  PMap,
  type Printer,
  printReadably,
  PSet,
  Seq,
  setFrom,
  Sym,
  symbolFrom,
  toArray,
  Tuple,
  Vec,
  vec,
} from "../data/mod.ts";
import { spanOf, spansOf } from "../reader/mod.ts";
import { callPinned, core, findByPrefix, findNamespace, type Namespace, type Var } from "../runtime/mod.ts";
import type { Span } from "../source/mod.ts";
import { type Core, coreCall, type RecurTarget } from "./core.ts";
import { reject, SyntaxError } from "./errors.ts";
import { Env, freshScope, type Meaning, resolveLocal, scopeSet, syntaxOf } from "./scope.ts";
import { nearestName } from "./suggest.ts";
import { adopt, partsOf } from "./syntax.ts";

/** What a special form is given: the form's parts, the environment, and where a `recur` in tail position goes. */
export type CoreForm = (call: SpecialCall) => Core;

export interface SpecialCall {
  readonly x: Expander;
  /** The whole form; its parts are `parts`, the head at 0. */
  readonly form: Coll;
  readonly parts: readonly unknown[];
  readonly span: Span | null;
  readonly env: Env | null;
  readonly tail: RecurTarget | null;
}

/** The value of a var that names a special form. */
export class SpecialForm extends Obj {
  constructor(readonly name: string, readonly expand: CoreForm) {
    super();
  }
  equals(other: unknown): boolean {
    return this === other;
  }
  hash(): number {
    return 0;
  }
  override print(printer: Printer): void {
    printer.text(`#<special form ${this.name}>`);
  }
}

/** Makes a name of the core library a special form. */
export function defineSpecial(name: string, expand: CoreForm): void {
  core.intern(name).set(new SpecialForm(name, expand));
}

/** A definition whose name a template introduced: visible to identifiers of the same expansion only. */
interface HiddenDefinition {
  readonly scopes: ReadonlySet<number>;
  readonly cell: Var;
}

/** The macro call that is being expanded; templates read it to mark what they introduce. Null outside. */
export interface Expansion {
  readonly scope: number;
  readonly env: Env | null;
  readonly span: Span;
}

/** How many times in a row one form may expand to another macro call. */
const EXPANSION_LIMIT = 5_000;

export class Expander {
  /** The macro call under way; one at a time in a worker, since expansion never waits. */
  static current: Expansion | null = null;

  constructor(
    readonly ns: Namespace,
    /** Compiles and runs core code now; waiting in it is an error. Given by the session. */
    readonly evaluate: (code: Core) => unknown,
  ) {}

  /** Expands one top-level form. */
  topLevel(form: unknown): Core {
    try {
      return this.expand(form, null, null, null);
    } catch (error) {
      if (error instanceof RangeError) reject("too-nested", {}, spanOf(form));
      throw error;
    }
  }

  /**
   * Expands a form in an environment. `tail` is where a `recur` may go, null when the form is not in tail position;
   * `fallback` is the place to report for forms that have none of their own.
   */
  expand(form: unknown, env: Env | null, tail: RecurTarget | null, fallback: Span | null): Core {
    if (form instanceof Sym) return this.#reference(form, env, fallback);
    if (form instanceof Seq) return this.#list(form, env, tail, fallback);
    if (form instanceof Vec) return this.#literal("vector", form, env);
    if (form instanceof PMap) return this.#literal("map", form, env);
    if (form instanceof PSet) return this.#literal("set", form, env);
    if (form instanceof Tuple) return this.#literal("tuple", form, env);
    return { kind: "const", value: form };
  }

  /** Expands the parts of a form, none in tail position. */
  expandAll(forms: readonly unknown[], env: Env | null, fallback: Span | null): Core[] {
    return forms.map((form) => this.expand(form, env, null, fallback));
  }

  /** A body: the value is the last form's. */
  body(forms: readonly unknown[], env: Env | null, tail: RecurTarget | null, fallback: Span | null): Core {
    if (forms.length === 1) return this.expand(forms[0], env, tail, fallback);
    if (forms.length === 0) return { kind: "const", value: null };
    const last = forms.length - 1;
    const body = forms.map((form, i) => {
      const core = this.expand(form, env, i === last ? tail : null, fallback);
      // The forms that follow may be calls of it.
      if (core.kind === "def" && core.macro && env === null && i < last) this.evaluate(core);
      return core;
    });
    return { kind: "do", body };
  }

  #literal(kind: "vector" | "set" | "tuple" | "map", form: Coll | Tuple, env: Env | null): Core {
    const span = spanOf(form);
    const kids = spansOf(form);
    const items = partsOf(form).map((item, i) => this.expand(item, env, null, kids[i] ?? span));
    const constant = items.every((item) => item.kind === "const")
      ? constantOf(kind, items.map((item) => item.value))
      : null;
    const core: Core = constant === null ? { kind, items, span } : { kind: "const", value: constant };
    const meta = metaOf(form.meta);
    return meta === null ? core : coreCall("with-meta", [core, this.expand(meta, env, null, span)], span);
  }

  #reference(symbol: Sym, env: Env | null, fallback: Span | null): Core {
    const span = spanOf(symbol) ?? fallback;
    const local = this.#local(symbol, env, span);
    if (local !== null) {
      if (local.kind === "macro") reject("macro-as-value", { name: symbol.name }, span);
      return { kind: "local", local: local.local };
    }
    const cell = this.resolveVar(symbol, env, span);
    if (cell.macro || cell.value instanceof SpecialForm) reject("macro-as-value", { name: symbol.text }, span);
    return { kind: "var", cell, span };
  }

  #local(symbol: Sym, env: Env | null, span: Span | null): Meaning | null {
    const found = resolveLocal(symbol, env);
    if (found === null) return null;
    if (found.beyond && found.meaning.kind === "local") reject("wrong-phase", { name: symbol.name }, span);
    return found.meaning;
  }

  /** The var a symbol means; rejects the program when it means none. */
  resolveVar(symbol: Sym, env: Env | null, span: Span | null): Var {
    const cell = this.findVar(symbol, env);
    if (cell === null) return this.#unknown(symbol, env, span);
    if (cell.private && cell.ns !== this.ns.name && syntaxOf(symbol).home === null) {
      reject("private-name", { name: cell.fullName }, span);
    }
    return cell;
  }

  /** The var a symbol that is no local name means, or null. */
  findVar(symbol: Sym, env: Env | null): Var | null {
    const { scopes, at, home } = syntaxOf(symbol);
    const ns = home === null ? this.ns : findNamespace(home) ?? this.ns;
    if (symbol.ns !== null) {
      const other = findByPrefix(ns, symbol.ns) ?? findByPrefix(this.ns, symbol.ns);
      if (other === undefined) return null;
      return other.get(symbol.name) ?? (other === core ? null : other.refers.get(symbol.name)) ?? null;
    }
    const hidden = scopes === null ? undefined : ns.hidden.get(symbol.name);
    if (hidden !== undefined) {
      const mine = scopeSet(scopes, at, env);
      // Only `defineHidden` writes this table.
      const candidates = (hidden as HiddenDefinition[]).filter((d) => d.scopes.isSubsetOf(mine));
      if (candidates.length > 0) return candidates.reduce((a, b) => a.scopes.size > b.scopes.size ? a : b).cell;
    }
    return ns.find(symbol.name) ?? null;
  }

  /** The var that a definition of this name at top level makes or changes. */
  defineVar(symbol: Sym, env: Env | null, span: Span | null): Var {
    const { scopes, at, home } = syntaxOf(symbol);
    if (symbol.ns !== null && symbol.ns !== this.ns.name && this.ns.aliases.get(symbol.ns) !== this.ns) {
      reject("bad-form", { form: "def", expected: `a name without namespace, got \`${symbol.text}\`` }, span);
    }
    if (scopes === null || home === null) return this.ns.intern(symbol.name);
    // The name comes from a template: whoever writes the same name elsewhere does not mean this definition.
    const existing = this.findVar(symbol, env);
    const set = scopeSet(scopes, at, env);
    const table = this.ns.hidden.get(symbol.name) as HiddenDefinition[] | undefined ?? [];
    const known = table.find((d) => d.cell === existing && d.scopes.size === set.size);
    if (known !== undefined) return known.cell;
    const cell = this.ns.intern(`${symbol.name}__${freshScope()}`);
    this.ns.hidden.set(symbol.name, [...table, { scopes: set, cell }]);
    return cell;
  }

  #unknown(symbol: Sym, env: Env | null, span: Span | null): never {
    if (symbol.ns !== null) {
      const other = findByPrefix(this.ns, symbol.ns);
      if (other === undefined) reject("unknown-namespace", { alias: symbol.ns, name: symbol.name }, span);
      const near = nearestName(symbol.name, other.names());
      reject("unknown-name", { name: symbol.text }, span, { hint: near && `did you mean \`${symbol.ns}/${near}\`?` });
    }
    const known: string[] = [...this.ns.names(), ...this.ns.refers.keys(), ...core.names()];
    for (let e = env; e !== null; e = e.parent) for (const b of e.bindings) known.unshift(b.name);
    const near = nearestName(symbol.name, known);
    reject("unknown-name", { name: symbol.name }, span, { hint: near && `did you mean \`${near}\`?` });
  }

  #list(start: Seq, env: Env | null, tail: RecurTarget | null, fallback: Span | null): Core {
    let form: unknown = start;
    for (let steps = 0; steps < EXPANSION_LIMIT; steps++) {
      if (!(form instanceof Seq)) return this.expand(form, env, tail, spanOf(start) ?? fallback);
      const parts = toArray(form);
      if (parts.length === 0) return { kind: "const", value: form };
      const span: Span | null = spanOf(form) ?? fallback;
      const head = parts[0];
      const macro = head instanceof Sym ? this.#macroOf(head, env, span) : null;
      if (macro instanceof SpecialForm) return macro.expand({ x: this, form, parts, span, env, tail });
      if (macro === null) return this.#call(form, parts, env, span);
      form = this.#expandOnce(macro, head as Sym, form, parts, env, span); // #macroOf answered for a symbol
    }
    return reject("endless-expansion", { name: headName(start), limit: EXPANSION_LIMIT }, spanOf(start) ?? fallback);
  }

  /** The macro or special form that a head symbol means, or null. */
  #macroOf(head: Sym, env: Env | null, span: Span | null): MacroFunction | SpecialForm | null {
    const local = this.#local(head, env, span);
    if (local !== null) return local.kind === "macro" ? local.expand : null;
    const cell = this.findVar(head, env);
    if (cell === null) return null;
    if (cell.value instanceof SpecialForm) return cell.value;
    return cell.macro ? cell.f : null;
  }

  #call(form: Seq, parts: readonly unknown[], env: Env | null, span: Span | null): Core {
    const kids = spansOf(form);
    const [f, ...args] = parts.map((part, i) => this.expand(part, env, null, kids[i] ?? span));
    return { kind: "call", f, args, span };
  }

  /** One step of a macro call. */
  #expandOnce(
    macro: MacroFunction,
    head: Sym,
    form: Seq,
    parts: readonly unknown[],
    env: Env | null,
    span: Span | null,
  ): unknown {
    const place = span ?? spanOf(head);
    if (place === null) throw new Error("expand.ts: a macro call without place");
    const outer = Expander.current;
    Expander.current = { scope: freshScope(), env, span: place };
    try {
      const answer = callPinned("a macro", () => macro(form, localNames(env), ...parts.slice(1)));
      const { scopes, at, home } = syntaxOf(head);
      return adopt(answer, { span: place, scopes, at, home });
    } catch (error) {
      throw macroFailure(error, head, place);
    } finally {
      Expander.current = outer;
    }
  }

  /** One expansion step of a form, for `macroexpand-1`: the form itself when it is no macro call. */
  expandStep(form: unknown, env: Env | null): unknown {
    if (!(form instanceof Seq)) return form;
    const parts = toArray(form);
    if (parts.length === 0 || !(parts[0] instanceof Sym)) return form;
    const macro = this.#macroOf(parts[0], env, spanOf(form));
    if (macro === null || macro instanceof SpecialForm) return form;
    return this.#expandOnce(macro, parts[0], form, parts, env, spanOf(form));
  }
}

type MacroFunction = (...args: unknown[]) => unknown;

function headName(form: Seq): string {
  const head = form.first();
  return head instanceof Sym ? head.text : printReadably(head);
}

/** `&env`: a map from the names bound around the macro call; nil at top level. */
function localNames(env: Env | null): PMap | null {
  if (env === null) return null;
  let names: PMap = EMPTY_MAP;
  for (let e: Env | null = env; e !== null; e = e.parent) {
    for (const b of e.bindings) if (!b.name.includes("__")) names = names.assoc(symbolFrom(b.name), null) as PMap;
  }
  return names;
}

function macroFailure(error: unknown, head: Sym, place: Span): unknown {
  if (error instanceof SyntaxError || !(error instanceof Error)) return error;
  const message = error instanceof BatutaError || error instanceof RangeError
    ? error.message
    : `internal error: ${error.message}`;
  try {
    reject("macro-failed", { name: head.text, message }, place, {
      hint: error instanceof BatutaError ? error.hint : null,
    });
  } catch (rejection) {
    return rejection;
  }
}

/** A literal whose parts are known, or null where making it fails (a key twice), which is left for run time. */
function constantOf(kind: "vector" | "set" | "tuple" | "map", values: readonly unknown[]): unknown {
  switch (kind) {
    case "vector":
      return vec([...values]);
    case "tuple":
      return new Tuple(values[0] as Keyword, values.slice(1)); // the reader makes tuples with a keyword first
    case "set":
      return new Set(values).size === values.length && values.every(isScalar) ? setFrom(values) : null;
    case "map": {
      const keys = values.filter((_, i) => i % 2 === 0);
      return new Set(keys).size === keys.length && keys.every(isScalar) ? mapLiteral(...values) : null;
    }
  }
}

/** Whether equality with another constant of this kind is identity. */
function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null || value instanceof Keyword;
}
