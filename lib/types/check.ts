/**
 * Checks a program form by form, before each of them runs.
 * In: core code of a top-level form. Out: diagnostics, and the code with what `type-of` answers put in. What the forms define is
 * remembered for those that follow.
 * A form that has nothing to do with annotations is only looked at where all is to be checked; otherwise it costs a walk over its code.
 * @module
 */
import { Keyword, list, Sym, Vec } from "../data/mod.ts";
import {
  actorOf,
  type CallCore,
  type Core,
  declaredType,
  type DefCore,
  type FnCore,
  nearestName,
  partsOf,
  toDatum,
  walk,
} from "../expander/mod.ts";
import { ANY_CONTEXT, readForms, spanOf, spansOf } from "../reader/mod.ts";
import { findByPrefix, findNamespace, NamedType, type Namespace, type Var } from "../runtime/mod.ts";
import { type Diagnostic, Source, type Span } from "../source/mod.ts";
import { coreName, mapCore, spanOfCore } from "./code.ts";
import { typeOfValue } from "./constant.ts";
import { Env } from "./env.ts";
import { typeError, TypeMistake } from "./errors.ts";
import { Inference } from "./infer.ts";
import { checkFunction, checkValue } from "./promises.ts";
import { checkCall, withBoundary } from "./boundary.ts";
import { calledName, takeNoteOfLog } from "./logs.ts";
import { checkActor, checkReplies, mailType } from "./messages.ts";
import { HOLDERS, OPAQUE, parseType, SIMPLE_NAMES, type TypeScope } from "./parse.ts";
import { Program } from "./program.ts";
import { showType } from "./show.ts";
import { ANY, type Arity, type Definition, type FnType, isNever, loosen, type Type } from "./type.ts";

/** What is to be done with a form. */
export interface Asked {
  readonly ns: Namespace;
  /** Whether code without annotations is looked at too. */
  readonly everything: boolean;
  readonly strict: boolean;
  /** Whether functions with declared types are to check what code without types hands them. */
  readonly checkCalls: boolean;
  readonly report: (found: Diagnostic) => void;
}

/** What was found of a definition, for those who ask to see types. */
export interface Found {
  readonly cell: Var;
  readonly type: string;
  readonly declared: boolean;
  readonly span: Span | null;
}

/** What a form has to do with others. */
export interface Names {
  readonly defined: ReadonlySet<Var>;
  /** Those that it says to be defined elsewhere, as `declare` does. */
  readonly declared: ReadonlySet<Var>;
  readonly used: ReadonlySet<Var>;
  /** Whether it defines what changes how other forms are read or expanded, or what they mean by a name of a type. */
  readonly changesOthers: boolean;
}

function namesIn(core: Core): Names {
  const defined = new Set<Var>();
  const declared = new Set<Var>();
  const used = new Set<Var>();
  let changesOthers = false;
  walk(core, (part) => {
    if (part.kind === "def") {
      defined.add(part.cell);
      if (part.init === null) declared.add(part.cell);
      const made = part.init === null ? null : coreName(part.init);
      if (part.macro || (made !== null && made.startsWith("-"))) changesOthers = true;
    } else if (part.kind === "var" || part.kind === "the-var") used.add(part.cell);
    else if (part.kind === "call" && LOG_CALLS.has(calledName(part) ?? "")) changesOthers = true;
    return true;
  });
  return { defined, declared, used, changesOthers };
}

/** Calls that say what logs hold. */
const LOG_CALLS: ReadonlySet<string> = new Set([
  "batuta.spec/define-as",
  "batuta.spec/-define-type",
  "batuta.dlog/create",
]);

export class Checker {
  readonly program = new Program();
  /** The definition that the form is which is being checked; null for other forms. */
  #atTop: DefCore | null = null;

  /** Throws when a function with a declared type is called with something else. */
  readonly checkCall = (name: string, args: readonly unknown[]): void => {
    const slash = name.indexOf("/", 1);
    const cell = findNamespace(name.slice(0, slash))?.get(name.slice(slash + 1));
    const declared = cell === undefined ? null : this.program.declared(cell);
    if (cell !== undefined && declared !== null) checkCall(declared.type, cell.name, args);
  };
  /** Told of each definition and its type; null while nobody asks. */
  onDefinition: ((found: Found) => void) | null = null;

  /** Told of each form that is checked: what it defines and which names it uses; null while nobody asks. */
  onNames: ((names: Names) => void) | null = null;

  /** The type that is declared for a var, as text; null where there is none. */
  declaredAs(cell: Var): string | null {
    const declared = this.program.declared(cell);
    return declared === null ? null : showType(declared.type);
  }

  /** Checks a form; the code to be run in its place. */
  check(core: Core, asked: Asked): Core {
    this.onNames?.(namesIn(core));
    if (!asked.everything && !this.#concernsTypes(core)) {
      this.#takeNote(core);
      return core;
    }
    const scope = this.#scopeOf(asked.ns);
    const x = new Inference(this.program, {
      report: asked.report,
      strict: asked.strict,
      ownMacro: (head) => isOwnMacro(head, asked.ns, spanOfForm(core)),
      parse: (forms) => parseType(forms, scope, null),
      define: (x, def, env) => this.#define(x, def, env, scope),
    });
    this.#takeNoteOfWorld(core, scope);
    this.#atTop = core.kind === "def" ? core : null;
    x.infer(core, new Env());
    x.closures.lookIntoPending();
    const code = asked.checkCalls
      ? withBoundary(core, this.program, (call) => x.proven.has(call) && !x.unproven.has(call))
      : core;
    return x.typesAsked.size === 0 ? code : this.#answerTypes(code, x);
  }

  /** Whether a form declares types, names something with declared types or asks for types. */
  #concernsTypes(core: Core): boolean {
    let found = false;
    walk(core, (part) => {
      if (found) return false;
      switch (part.kind) {
        case "def":
          found = part.type !== null || coreName(part.init ?? part) === "-messages";
          break;
        case "fn":
          found = part.type !== undefined;
          break;
        case "the-var":
          this.program.loosen(part.cell);
          break;
        case "call":
          found = this.#concernsLogs(part);
          break;
        case "var":
          found = this.program.isTyped(part.cell) || (part.cell.name === "type-of" && part.cell.ns === "batuta.core");
          break;
        case "let":
        case "loop":
          found = part.bindings.some(({ local }) => declaredType(local) !== null);
          break;
      }
      return !found;
    });
    return found;
  }

  /** Whether a call makes a log, says what a spec is, or asks a log of which the records are known. */
  #concernsLogs(call: CallCore): boolean {
    const name = calledName(call);
    if (name === null || !name.startsWith("batuta.")) return false;
    if (LOG_CALLS.has(name)) return true;
    const [log] = call.args;
    return log?.kind === "const" && log.value instanceof Keyword && this.program.log(log.value.text) !== null &&
      (name === "batuta.core/-query-from" || name.startsWith("batuta.dlog/"));
  }

  /** Remembers what a form without annotations defines. */
  #takeNote(core: Core): void {
    if (core.kind !== "def" || core.init === null) return;
    this.program.forget(core.cell);
    if (core.macro) return;
    if (core.init.kind === "fn") {
      this.program.infer(core.cell, { kind: "closure", fn: core.init, env: new Env() }, false, true);
    } else {
      const type = core.init.kind === "const" ? loosen(typeOfValue(core.init.value)) : ANY;
      this.program.infer(core.cell, canChange(type) ? ANY : type, false, true);
    }
  }

  /** Nothing is known of vars that the program changes while it runs; of logs, what is said where they are made. */
  #takeNoteOfWorld(core: Core, scope: TypeScope): void {
    const calls: CallCore[] = [];
    walk(core, (part) => {
      if (part.kind === "the-var") this.program.loosen(part.cell);
      else if (part.kind === "call" && LOG_CALLS.has(calledName(part) ?? "")) calls.push(part);
      return true;
    });
    // The walk meets what stands last first.
    for (const call of calls.reverse()) takeNoteOfLog(this.program, call, scope);
  }

  #define(x: Inference, core: DefCore, env: Env, scope: TypeScope): void {
    const { cell, init } = core;
    if (init === null) return;
    if (core.type !== null) this.#defineTyped(x, core, init, core.type, env, scope);
    else if (coreName(init) === "-messages") this.#defineProtocol(cell, init as CallCore, scope, core.span, x);
    else if (init.kind === "fn") {
      if (core.macro) this.program.forget(cell);
      else this.program.infer(cell, { kind: "closure", fn: init, env }, false, core === this.#atTop);
      x.infer(init, env);
    } else {
      const type = x.infer(init, env);
      // The name of a log is one, whatever happens.
      if (calledName(init) === "batuta.dlog/create" && !cell.dynamic && !isNever(type)) {
        this.program.infer(cell, type, true, core === this.#atTop);
      } else if (cell.dynamic || isNever(type) || canChange(type)) {
        this.program.forget(cell);
        this.program.loosen(cell);
      } else this.program.infer(cell, loosen(type), tellsMuch(type), core === this.#atTop);
    }
    if (x.isMuted) return;
    this.#tell(x, cell, core.span);
  }

  #tell(x: Inference, cell: Var, span: Span | null): void {
    if (this.onDefinition === null || cell.macro) return;
    const declared = this.program.declared(cell);
    const type = declared?.type ?? this.program.inferred(cell);
    if (type === null) return;
    this.onDefinition({ cell, type: x.show(type), declared: declared !== null, span });
  }

  #defineTyped(x: Inference, core: DefCore, init: Core, forms: readonly unknown[], env: Env, scope: TypeScope): void {
    const { cell } = core;
    const span = spanOfForms(forms) ?? core.span;
    const actor = actorOf(init);
    if (actor !== null) {
      const protocol = scope.find(actor.protocol);
      if (protocol === null || !("messages" in protocol)) {
        x.report(typeError("unknown-protocol", { name: actor.protocol.text }, spanOf(actor.protocol) ?? span));
        return;
      }
      this.program.declare(cell, { type: { kind: "actor", protocol }, span, params: [] });
      const mail = mailType(protocol);
      for (const local of actor.receives.flatMap((receive) => receive.mail)) {
        x.given.set(local, mail);
        x.parameters.set(local, { name: protocol.name, type: mail, span: protocol.span });
      }
      const types = x.inferEach(init, env);
      checkActor(x, actor, protocol, core.span);
      checkReplies(x, actor, protocol, types);
      return;
    }
    if (coreName(init) === "-named-type") return this.#defineType(x, cell, init as CallCore, forms, scope, span);
    const written = this.#read(x, forms, scope);
    if (written === null) {
      x.infer(init, env);
      return;
    }
    const type = init.kind === "fn" && written.kind === "fn" ? withUndeclared(written, init) : written;
    this.program.declare(cell, { type, span, params: paramSpans(forms, type) });
    if (init.kind === "fn" && written.kind === "fn" && written.arities.length > 0) {
      return checkFunction(x, cell.name, init, written.arities, env, span, paramSpans(forms, written));
    }
    const value = x.infer(init, env);
    checkValue(x, cell.name, type, value, spanOfCore(init) ?? core.span, span, init);
  }

  #read(x: Inference, forms: readonly unknown[], scope: TypeScope): Type | null {
    try {
      return parseType(forms, scope, spanOfForms(forms));
    } catch (error) {
      if (!(error instanceof TypeMistake)) throw error;
      x.report(error.diagnostic);
      return null;
    }
  }

  /** `(deftype Name type)`; it may name itself. */
  #defineType(
    x: Inference,
    cell: Var,
    init: CallCore,
    forms: readonly unknown[],
    scope: TypeScope,
    span: Span | null,
  ): void {
    const given = init.args[1];
    const params = given?.kind === "const" ? [...given.value as Iterable<Sym>].map((s) => s.name) : []; // the macro hands in symbols
    let body: Type | null = null;
    const definition: Definition = {
      name: cell.name,
      params,
      body: () => body ??= parseType(forms, scope, span),
      span,
    };
    this.program.nameType(cell, definition);
    try {
      definition.body();
    } catch (error) {
      if (!(error instanceof TypeMistake)) throw error;
      x.report(error.diagnostic);
      body = { kind: "any", of: null };
    }
  }

  #defineProtocol(cell: Var, init: CallCore, scope: TypeScope, span: Span | null, x: Inference): void {
    const [, names, , types] = init.args;
    if (names.kind !== "const" || types.kind !== "const") return;
    const forms = [...types.value as Iterable<unknown>]; // the macro hands in vectors
    const messages: { name: string; type: Arity; span: Span | null }[] = [];
    // A message may name the protocol itself.
    const protocol = this.program.nameProtocol(cell, span);
    protocol.messages = messages;
    [...names.value as Iterable<Sym>].forEach((name, i) => {
      const type = this.#read(x, [forms[i]], scope);
      if (type?.kind === "fn") messages.push({ name: name.name, type: type.arities[0], span });
    });
  }

  #answerTypes(core: Core, x: Inference): Core {
    const answers = new Map<Span | null, Core>();
    for (const [call, type] of x.typesAsked) answers.set(call.span, { kind: "const", value: typeAsData(x.show(type)) });
    return mapCore(core, (part) => {
      if (part.kind !== "call" || coreName(part) !== "type-of") return part;
      return answers.get(part.span) ?? part;
    });
  }

  #scopeOf(ns: Namespace): TypeScope {
    const varOf = (symbol: Sym): Var | undefined =>
      symbol.ns === null ? ns.find(symbol.name) : findByPrefix(ns, symbol.ns)?.get(symbol.name);
    const scope: TypeScope = {
      find: (symbol) => {
        const cell = varOf(symbol);
        return cell === undefined ? null : this.program.typeNamed(cell) ?? this.#known(cell, scope);
      },
      isKnown: (symbol) => varOf(symbol) !== undefined,
      near: (name) => nearestName(name, [...SIMPLE_NAMES, ...OPAQUE, ...Object.keys(HOLDERS), ...ns.names()]),
    };
    return scope;
  }

  /** A type that was named before anybody checked types. */
  #known(cell: Var, scope: TypeScope): Definition | null {
    const value = cell.peek();
    if (!(value instanceof NamedType)) return null;
    let body: Type | null = null;
    const definition: Definition = {
      name: cell.name,
      params: value.params,
      body: () => body ??= parseType([value.form], scope, null),
      span: cell.place,
    };
    this.program.nameType(cell, definition);
    return definition;
  }
}

/** What `type-of` answers: a type as it is written, as data. */
function typeAsData(text: string): unknown {
  const { forms, diagnostics } = readForms(new Source("<type>", text), ANY_CONTEXT);
  if (diagnostics.length > 0) return text;
  return forms.length === 1 ? toDatum(forms[0]) : list(...forms.map(toDatum));
}

function spanOfForm(core: Core): Span | null {
  return core.kind === "def" ? core.span : spanOfCore(core);
}

/** Whether a macro is defined in the text it is used in. */
function isOwnMacro(
  head: { readonly ns: string | null; readonly name: string },
  ns: Namespace,
  at: Span | null,
): boolean {
  const cell = head.ns === null ? ns.find(head.name) : findByPrefix(ns, head.ns)?.get(head.name);
  return cell?.place !== null && cell?.place !== undefined && cell.place.source === at?.source;
}

function spanOfForms(forms: readonly unknown[]): Span | null {
  const first = spanOf(forms[0]);
  const last = spanOf(forms[forms.length - 1]);
  return first === null || last === null ? first : { source: first.source, start: first.start, end: last.end };
}

/** Where the types of the parameters stand, when each is one form. */
function paramSpans(forms: readonly unknown[], type: Type): readonly (Span | null)[] {
  if (forms.length !== 1 || type.kind !== "fn" || type.arities.length !== 1) return [];
  const parts = forms[0] instanceof Vec ? partsOf(forms[0]) : [];
  const kids = spansOf(forms[0]);
  const spans: Span[] = [];
  for (let i = 0; i < parts.length && kids[i] !== undefined; i++) {
    const sign = parts[i] instanceof Sym ? (parts[i] as Sym).text : "";
    if (sign === "->" || sign === "&") break;
    const last = spans.length - 1;
    if (sign === "|" && last >= 0 && kids[i + 1] !== undefined) spans[last] = { ...spans[last], end: kids[++i].end };
    else spans.push(kids[i]);
  }
  return spans.length === type.arities[0].params.length ? spans : [];
}

/** The declared type of a function, with the arities of its code of which nothing is declared. */
function withUndeclared(type: FnType, { arities, hidden }: FnCore): FnType {
  if (type.arities.length === 0) return type;
  const others = arities.filter((a) =>
    !type.arities.some((d) => d.params.length === a.params.length - hidden && (d.rest !== null) === (a.rest !== null))
  );
  if (others.length === 0 || others.length === arities.length) return type;
  const open = others.map(({ params, rest }): Arity => ({
    params: params.map(() => ANY),
    rest: rest === null ? null : ANY,
    result: ANY,
  }));
  return { kind: "fn", arities: [...type.arities, ...open] };
}

/** Placeholders are there to be replaced. */
function canChange(type: Type): boolean {
  return type.kind === "any" || (type.kind === "named" && type.name === "Nil");
}

/** Whether code that uses a value of this type is worth a look although it has no annotations. */
function tellsMuch(type: Type): boolean {
  return type.kind === "pid" || type.kind === "actor" || type.kind === "defined";
}
