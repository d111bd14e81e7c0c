/**
 * The special form behind `defactor`: `(actor* name [state…] section…)`.
 * In: sections `(init [] …)`, `(terminate [reason] …)`, `(migrate [state] …)` and free forms, the last of which may be or end in a
 * receive. Out: a call that makes an `ActorDefinition` of functions: one that begins or goes on, and the others where they are.
 * The functions share their parameters: the state, by the same locals.
 * @module
 */
import { printReadably, Seq, Sym, Vec } from "../data/mod.ts";
import { spanOf, spansOf } from "../reader/mod.ts";
import { type Binding, type Core, coreCall, type FnCore, Local, NIL, type RecurTarget } from "./core.ts";
import { type HandledReceive, isTypeMark, rememberActor } from "./declared.ts";
import { bindPattern, type Destructuring, isSymbolNamed } from "./destructure.ts";
import { reject } from "./errors.ts";
import { defineSpecial, type SpecialCall } from "./expand.ts";
import { Env } from "./scope.ts";
import { partsOf } from "./syntax.ts";

const constant = (value: unknown): Core => ({ kind: "const", value });
const local = (of: Local): Core => ({ kind: "local", local: of });

/** The state: its parameters, what is taken out of them, and the environment that has both. */
interface State {
  readonly params: readonly Local[];
  readonly parts: readonly Binding[];
  readonly env: Env;
}

function stateOf(c: SpecialCall, vector: Vec): State {
  const d: Destructuring = { x: c.x, bindings: [] };
  let env = new Env(c.env);
  const complex: { form: unknown; param: Local }[] = [];
  const params = partsOf(vector).map((form) => {
    if (isSymbolNamed(form, "&")) {
      reject("bad-form", { form: "defactor", expected: "a fixed number of state values" }, spanOf(vector) ?? c.span);
    }
    const param = new Local(form instanceof Sym ? form.name : "state", spanOf(form));
    if (form instanceof Sym) env.bind(form, { kind: "local", local: param });
    else complex.push({ form, param });
    return param;
  });
  for (const { form, param } of complex) env = bindPattern(d, form, local(param), env, spanOf(form) ?? c.span);
  return { params, parts: d.bindings, env };
}

/** A section: its parameters and body. */
interface Section {
  readonly params: Vec;
  readonly body: readonly unknown[];
  readonly form: Seq;
}

/** `(name [parameters] body…)`, or null for any other form. */
function sectionOf(form: unknown, name: string): Section | null {
  if (!(form instanceof Seq)) return null;
  const [head, params, ...body] = partsOf(form);
  return isSymbolNamed(head, name) && params instanceof Vec ? { params, body, form } : null;
}

const SECTIONS: Readonly<Record<string, number>> = { init: 0, terminate: 1, migrate: 1 };

/** Takes the sections out of the forms of the body. */
function takeSections(c: SpecialCall, forms: readonly unknown[]): { sections: Map<string, Section>; free: unknown[] } {
  const sections = new Map<string, Section>();
  const free: unknown[] = [];
  for (const form of forms) {
    const name = Object.keys(SECTIONS).find((name) => sectionOf(form, name) !== null);
    const section = name === undefined ? null : sectionOf(form, name);
    if (name === undefined || section === null) {
      free.push(form);
      continue;
    }
    const wrong = sections.has(name)
      ? `one \`${name}\` section`
      : section.params.count() !== SECTIONS[name]
      ? `\`(${name} ${SECTIONS[name] === 0 ? "[]" : name === "migrate" ? "[state]" : "[reason]"} …)\``
      : null;
    if (wrong !== null) reject("bad-form", { form: "defactor", expected: wrong }, spanOf(form) ?? c.span);
    sections.set(name, section);
  }
  return { sections, free };
}

function fn(name: string, params: readonly Local[], body: Core, c: SpecialCall): FnCore {
  const target: RecurTarget = { kind: "fn", count: params.length, used: false };
  return { kind: "fn", name, self: null, arities: [{ params, rest: null, target, body }], hidden: 0, span: c.span };
}

function withParts(parts: readonly Binding[], body: Core): Core {
  return parts.length === 0 ? body : { kind: "let", bindings: parts, body };
}

/** The state of an actor as one value: nil, the only one, or a vector. */
export function stateValue(params: readonly Local[]): Core {
  const values = params.map(local);
  return values.length === 0 ? NIL : values.length === 1 ? values[0] : { kind: "vector", items: values, span: null };
}

/** The bindings that give the parameters what `init` gives and say that it is over, when the actor is new. */
function initial(c: SpecialCall, name: string, fresh: Local, init: Section, state: State): Binding[] {
  const { params, parts, env } = state;
  const value = withParts(parts, c.x.body(init.body, env, null, spanOf(init.form) ?? c.span));
  const ifFresh = (then: Core, otherwise: Core): Core => ({ kind: "if", test: local(fresh), then, otherwise });
  const over: Binding = {
    local: new Local("started", null),
    init: ifFresh(coreCall("started*", [stateValue(params)], c.span), NIL),
  };
  if (params.length === 1) return [{ local: params[0], init: ifFresh(value, local(params[0])) }, over];
  const given = new Local("given", null);
  const values = params.map((param, i): Binding => ({
    local: param,
    init: ifFresh(
      coreCall("init-value*", [constant(name), constant(params.length), local(given), constant(i)], c.span),
      local(param),
    ),
  }));
  return [{ local: given, init: ifFresh(value, NIL) }, ...values, over];
}

function expandActor(c: SpecialCall): Core {
  const symbol = c.parts[1];
  const typed = isTypeMark(c.parts[2]);
  const [vector, ...forms] = c.parts.slice(typed ? 4 : 2);
  if (!(symbol instanceof Sym) || !(vector instanceof Vec)) {
    return reject("bad-form", {
      form: "defactor",
      expected: "a name and a vector of state: `(defactor name [state] …)`",
    }, c.span);
  }
  const name = `${c.x.ns.name}/${symbol.name}`;
  const { sections, free } = takeSections(c, forms);
  const state = stateOf(c, vector);
  const { params, parts, env } = state;
  const fresh = new Local("new", null);
  // A `recur` outside of any receive runs the free forms again.
  const receives: HandledReceive[] = [];
  const actor = { params, parts, receives };
  const target: RecurTarget = { kind: "loop", count: params.length, used: false, actor };
  const once = withParts(parts, c.x.body(free, env, target, spansOf(c.form)[3] ?? c.span));
  const same: Binding[] = params.map((param) => ({ local: param, init: local(param) }));
  const loop: Core = target.used ? { kind: "loop", bindings: same, target, body: once, span: c.span } : once;
  const init = sections.get("init");
  const begin: Core = init === undefined
    ? loop
    : { kind: "let", bindings: initial(c, printReadably(symbol), fresh, init, state), body: loop };
  const optional = (section: string, make: (s: Section) => Core): Core => {
    const found = sections.get(section);
    return found === undefined ? NIL : make(found);
  };
  const protocol = typed ? c.parts[3] : null;
  if (protocol !== null && !(protocol instanceof Sym)) {
    return reject("bad-form", { form: "defactor", expected: "the name of a protocol behind `::`" }, c.span);
  }
  const made = coreCall("actor-definition*", [
    constant(c.x.ns.name),
    constant(symbol.name),
    constant(params.length),
    fn(name, [fresh, ...params], begin, c),
    optional("terminate", (s) => {
      const reason = new Local("reason", null);
      const d: Destructuring = { x: c.x, bindings: [] };
      const inside = bindPattern(d, partsOf(s.params)[0], local(reason), env, spanOf(s.form));
      const body = withParts(d.bindings, c.x.body(s.body, inside, null, spanOf(s.form) ?? c.span));
      return fn(`${name} terminate`, [reason, ...params], withParts(parts, body), c);
    }),
    optional("migrate", (s) => {
      const old = new Local("old", null);
      const d: Destructuring = { x: c.x, bindings: [] };
      const inside = bindPattern(d, partsOf(s.params)[0], local(old), new Env(c.env), spanOf(s.form));
      const body = c.x.body(s.body, inside, null, spanOf(s.form) ?? c.span);
      return fn(`${name} migrate`, [old], withParts(d.bindings, body), c);
    }),
    constant(init !== undefined),
    protocol === null ? NIL : c.x.expand(protocol, c.env, null, c.span),
  ], c.span);
  if (protocol !== null) rememberActor(made, { name: symbol.name, protocol, receives });
  return made;
}

/** Makes `actor*` a special form. */
export function installActors(): void {
  defineSpecial("actor*", expandActor);
}
