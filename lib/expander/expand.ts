/**
 * The expander: forms → core forms.
 * In: one top-level form as the reader made it. Out: a `Core`, or a `SyntaxError` that carries one diagnostic.
 * The invariant of `core.ts` holds for what comes out. Special forms stand in a table (`core_forms.ts` fills it), so they are
 * found like any other name and a local of the same name hides them.
 * Source: Flatt, "Binding as Sets of Scopes", POPL 2016, section 4; see `scope.ts` for how the sets are kept.
 * @module
 */
import {
  type BatutaError,
  type Coll,
  metaOf,
  Obj,
  PMap,
  type Printer,
  PSet,
  Seq,
  Sym,
  symbolFrom,
  toArray,
  Tuple,
  Vec,
} from "../data/mod.ts";
import { spanOf, spansOf } from "../reader/mod.ts";
import { andThen, caught, core, documented, type Namespace, restartable, runNow } from "../runtime/mod.ts";
import type { Diagnostic, Span } from "../source/mod.ts";
import { hasClauses, withPlaces } from "./clause_places.ts";
import { type CallCore, type Core, coreCall, type RecurTarget } from "./core.ts";
import { EXPANDER_ERRORS, reject, SyntaxError } from "./errors.ts";
import { during } from "./expansion.ts";
import { literal, type LiteralKind } from "./literal.ts";
import { findConstructor, findForeign, findMethod, findVar, resolveVar } from "./names.ts";
import { CallPlace, ExpandedPlace, expandedPlace } from "./place.ts";
import { Env, type Expansion, freshScope, isTopLevel, type Meaning, namesIn, resolveLocal, syntaxOf } from "./scope.ts";
import { adopt, AnswerTooLarge, NOWHERE, partsOf } from "./syntax.ts";

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
  override get typeName(): string {
    return "SpecialForm";
  }
}

/** Makes a name of the core library a special form. */
export function defineSpecial(name: string, expand: CoreForm): void {
  const cell = core.intern(name);
  cell.set(new SpecialForm(name, expand));
  documented(cell);
}

type EndlessKind = Parameters<typeof EXPANDER_ERRORS["endless-expansion"]["message"]>[0]["what"];
type MacroFunction = (...args: unknown[]) => unknown;

/** How many macro calls may lead from one to the next. */
const CHAIN_LIMIT = 5_000;
/** How many macro calls one top-level form may take. */
const TOTAL_LIMIT = 200_000;
/** A stack that overflows below so many macro calls in a chain overflowed because of them. */
const LONG_CHAIN = 100;
/** Below so many nested lists a stack that overflows in a macro overflowed because of the macro. */
const DEEP_FORM = 100;
/** The most arguments of a macro call. */
const ARGUMENT_LIMIT = 50_000;

/**
 * The number under which it is counted how often a place is reached; null: it is not counted. What is inside of a place is asked for before it. `apart`:
 * it may not be reached though what stands around it is.
 */
type CountPlace = (place: Span, apart: boolean) => number | null;

let countPlace: CountPlace | null = null;

/** Has code counted from now on: `count` gives each place its number. For coverage; what is compiled meanwhile is slower. */
export function countPlaces(count: CountPlace): void {
  countPlace = count;
}

/**
 * The code, counted. Definitions of functions and values that are there already are reached in no way that could be missed; what a macro makes
 * is reached with its call.
 */
function counted(code: Core, place: Span | null, apart: boolean): Core {
  if (countPlace === null || place === null || place instanceof ExpandedPlace) return code;
  if (code.kind === "fn" || code.kind === "def") return code;
  const number = countPlace(place, apart);
  if (number === null) return code;
  return { kind: "do", body: [coreCall("-reached", [{ kind: "const", value: number }], null), code] };
}

export class Expander {
  /** Macro calls expanded for this top-level form. */
  #total = 0;
  /** The newest macro call, expanded or not. */
  #latest: Expansion | null = null;
  /** What is probably not meant, found on the way. */
  readonly warnings: Diagnostic[] = [];
  /** Lists around the one being expanded. */
  #depth = 0;

  constructor(
    readonly ns: Namespace,
    /** Compiles and runs core code now; waiting in it is an error. Given by the session. */
    readonly evaluate: (code: Core) => unknown,
  ) {}

  warn(warning: Diagnostic): void {
    this.warnings.push(warning);
  }

  /** Expands one top-level form. */
  topLevel(form: unknown): Core {
    try {
      return this.expand(form, null, null, null);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      if (this.#latest !== null && this.#latest.depth > LONG_CHAIN) this.#endless(this.#latest, "levels");
      return reject("too-nested", {}, spanOf(form));
    }
  }

  /**
   * Expands a form in an environment. `tail` is where a `recur` may go, null when the form is not in tail position;
   * `fallback` is the place to report for forms that have none of their own.
   */
  expand(form: unknown, env: Env | null, tail: RecurTarget | null, fallback: Span | null): Core {
    if (form instanceof Sym) return this.#reference(form, env, fallback);
    if (form instanceof Seq) return counted(this.#list(form, env, tail, fallback), spanOf(form), false);
    if (form instanceof Vec) return this.#literal("vector", form, env);
    if (form instanceof PMap && form.recordType === null) return this.#literal("map", form, env);
    if (form instanceof PSet) return this.#literal("set", form, env);
    if (form instanceof Tuple) return this.#literal("tuple", form, env);
    return { kind: "const", value: form, span: fallback };
  }

  /** `expand` for what may not be reached though what is around it is: also a name or a literal is counted there. */
  branch(form: unknown, env: Env | null, tail: RecurTarget | null, fallback: Span | null, place = spanOf(form)): Core {
    if (form instanceof Seq) return counted(this.#list(form, env, tail, fallback), spanOf(form), true);
    return counted(this.expand(form, env, tail, fallback), place, true);
  }

  /** A body: the value is the last form's. */
  body(forms: readonly unknown[], env: Env | null, tail: RecurTarget | null, fallback: Span | null): Core {
    if (forms.length === 1) return this.branch(forms[0], env, tail, fallback);
    if (forms.length === 0) return { kind: "const", value: null };
    const last = forms.length - 1;
    const body = forms.map((form, i) => {
      const core = this.branch(form, env, i === last ? tail : null, fallback);
      // The forms that follow may be calls of it.
      if (core.kind === "def" && core.macro && i < last && isTopLevel(env)) this.evaluate(core);
      return core;
    });
    return { kind: "do", body };
  }

  #literal(kind: LiteralKind, form: Coll | Tuple, env: Env | null): Core {
    const span = spanOf(form);
    const kids = spansOf(form);
    const made = literal(kind, partsOf(form).map((item, i) => this.expand(item, env, null, kids[i] ?? span)), span);
    const meta = metaOf(form.meta);
    return meta === null ? made : coreCall("with-meta", [made, this.expand(meta, env, null, span)], span);
  }

  #reference(symbol: Sym, env: Env | null, fallback: Span | null): Core {
    const span = spanOf(symbol) ?? fallback;
    const local = this.#local(symbol, env, span);
    if (local !== null) {
      if (local.kind === "macro") reject("macro-as-value", { name: symbol.name, what: "macro" }, span);
      return { kind: "local", local: local.local, span };
    }
    const foreign = findForeign(this.ns, symbol, env, span);
    if (foreign === "class") return { kind: "const", value: symbolFrom(symbol.text) };
    if (foreign === "member") return coreCall("foreign*", [{ kind: "const", value: symbol.text }], span);
    const cell = resolveVar(this.ns, symbol, env, span);
    if (cell.peek() instanceof SpecialForm) reject("macro-as-value", { name: symbol.text, what: "special form" }, span);
    if (cell.macro) reject("macro-as-value", { name: symbol.text, what: "macro" }, span);
    return { kind: "var", cell, span };
  }

  #local(symbol: Sym, env: Env | null, span: Span | null): Meaning | null {
    const found = resolveLocal(symbol, env);
    if (found === null) return null;
    if (found.beyond && found.meaning.kind === "local") reject("wrong-phase", { name: symbol.name }, span);
    return found.meaning;
  }

  #list(start: Seq, around: Env | null, tail: RecurTarget | null, fallback: Span | null): Core {
    this.#depth++;
    let form: unknown = start;
    let env = around;
    let code: Core | null = null;
    while (code === null) {
      if (!(form instanceof Seq)) {
        code = this.expand(form, env, tail, spanOf(start) ?? fallback);
        break;
      }
      const parts = toArray(form);
      const span: Span | null = spanOf(form) ?? fallback;
      const head = parts[0];
      const macro = head instanceof Sym ? this.#macroOf(head, env, span) : null;
      if (parts.length === 0) code = { kind: "const", value: form };
      else if (macro === null) code = this.#call(form, parts, env, span);
      else if (macro instanceof SpecialForm) code = macro.expand({ x: this, form, parts, span, env, tail });
      else {
        const name = head as Sym; // `macro` was found by it
        const expansion = this.#open(name, env, span);
        const fullName = countPlace === null ? "" : findVar(this.ns, name, env)?.fullName ?? "";
        const isPlaced = hasClauses(fullName);
        const call = isPlaced ? withPlaces(fullName, form) : form;
        form = this.#expandOnce(macro, expansion, call, isPlaced ? toArray(call) : parts, env);
        env = expansion.env;
      }
    }
    this.#depth--;
    return code;
  }

  /** The macro or special form that a head symbol means, or null. */
  #macroOf(head: Sym, env: Env | null, span: Span | null): MacroFunction | SpecialForm | null {
    const local = this.#local(head, env, span);
    if (local !== null) return local.kind === "macro" ? local.expand : null;
    const cell = findVar(this.ns, head, env);
    if (cell === null) return null;
    const special = cell.peek();
    if (special instanceof SpecialForm) return special;
    if (cell.macro && !cell.bound) reject("macro-too-late", { name: head.text }, span);
    return cell.macro ? cell.f : null;
  }

  /** A part of a special form as a call of a special form of this name in the same place, or null when it is none. */
  asSpecial(name: string, form: unknown, around: SpecialCall): SpecialCall | null {
    if (!(form instanceof Seq)) return null;
    const parts = toArray(form);
    const [head] = parts;
    const span = spanOf(form) ?? around.span;
    const meaning = head instanceof Sym ? this.#macroOf(head, around.env, span) : null;
    return meaning instanceof SpecialForm && meaning.name === name ? { ...around, form, parts, span } : null;
  }

  #call(form: Seq, parts: readonly unknown[], env: Env | null, span: Span | null): Core {
    const kids = spansOf(form);
    const made = parts[0] instanceof Sym ? this.#made(parts[0], env, kids[0] ?? span) : null;
    const given = made === null ? parts : parts.slice(1);
    const args = given.map((part, i) => this.expand(part, env, null, kids[i + parts.length - given.length] ?? span));
    const f = made === null ? args.shift() as Core : made.f; // a call has a head
    if (made !== null) args.unshift(...made.args);
    const place = span === null ? null : new CallPlace(span, form);
    const call: CallCore = { kind: "call", f, args, span: place };
    if (place !== null) place.call = call;
    return call;
  }

  /** What a head such as `Name.` calls, and with which arguments first; null for any other head. */
  #made(head: Sym, env: Env | null, span: Span | null): { f: Core; args: Core[] } | null {
    const dotted = head.name.endsWith(".") || head.name.startsWith(".");
    if (!dotted || this.#local(head, env, span) !== null) return null;
    const method = findMethod(this.ns, head, env);
    const cell = method?.cell ?? findConstructor(this.ns, head, env);
    if (cell === null) return null;
    const first = method?.first ?? (cell.name === "-exception" ? head.name.slice(0, -1) : null);
    return { f: { kind: "var", cell, span }, args: first === null ? [] : [{ kind: "const", value: first }] };
  }

  /** Begins a macro call. */
  #open(head: Sym, env: Env | null, span: Span | null): Expansion {
    const depth = (syntaxOf(head).at?.depth ?? 0) + 1;
    const place = span ?? spanOf(head) ?? NOWHERE;
    const expansion: Expansion = {
      scopes: [freshScope()],
      env: new Env(env, "call"),
      span: expandedPlace(place, head),
      head,
      depth,
      generated: 0,
    };
    this.#latest = expansion;
    if (depth > CHAIN_LIMIT) this.#endless(expansion, "steps", CHAIN_LIMIT);
    if (++this.#total > TOTAL_LIMIT) this.#endless(expansion, "calls", TOTAL_LIMIT);
    return expansion;
  }

  #endless({ head, span, depth }: Expansion, what: EndlessKind, limit = depth): never {
    return reject("endless-expansion", { name: head.text, what, limit }, span);
  }

  /** One step of a macro call. */
  #expandOnce(
    macro: MacroFunction,
    expansion: Expansion,
    form: Seq,
    parts: readonly unknown[],
    env: Env | null,
  ): unknown {
    if (parts.length > ARGUMENT_LIMIT) this.#endless(expansion, "arguments", ARGUMENT_LIMIT);
    let adopting = false;
    try {
      // The answer may be lazy: its parts are computed while they are adopted.
      return during(
        expansion,
        () =>
          runNow("a macro", () =>
            andThen(macro(form, namesIn(env), ...parts.slice(1)), (answer) => {
              adopting = true;
              return restartable(() => adopt(answer, expansion));
            })),
      );
    } catch (error) {
      if (adopting && error instanceof RangeError) throw error;
      throw this.#failure(error, expansion);
    }
  }

  /** What to throw for an error in a macro. */
  #failure(error: unknown, expansion: Expansion): unknown {
    if (error instanceof SyntaxError) return error;
    if (error instanceof AnswerTooLarge) this.#endless(expansion, "parts", error.limit);
    if (error instanceof RangeError && (this.#depth > DEEP_FORM || expansion.depth > LONG_CHAIN)) return error;
    const { code, message, hint, about }: BatutaError = caught(error);
    if (code === "bad-form") {
      const { form, expected, at } = about as { form: string; expected: string; at: unknown }; // what `-refuse` throws
      return reject("bad-form", { form, expected }, spanOf(at) ?? expansion.span);
    }
    return reject("macro-failed", { name: expansion.head.text, message }, expansion.span, { hint, cause: error });
  }

  /** One expansion step of a form, for `macroexpand-1`: the form itself when it is no macro call. */
  expandStep(form: unknown, env: Env | null): unknown {
    if (!(form instanceof Seq)) return form;
    const parts = toArray(form);
    const head = parts[0];
    if (!(head instanceof Sym)) return form;
    const macro = this.#macroOf(head, env, spanOf(form));
    if (macro === null || macro instanceof SpecialForm) return form;
    return this.#expandOnce(macro, this.#open(head, env, spanOf(form)), form, parts, env);
  }
}
