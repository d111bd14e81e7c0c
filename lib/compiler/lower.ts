/**
 * Lowering: core code → bodies of statements in which every call that may suspend is a statement of its own.
 * In: core code of one top-level form. Out: a unit with the bodies of its functions and of the form itself.
 * Closures are lifted: a body takes what it captures as leading parameters, so resuming it needs no environment, and a
 * closure can be rebuilt from its code and its captured values.
 * A call in tail position is returned as it is: whoever waits for it is the caller's caller, so no frame is kept.
 * Source: A-normal form (Flanagan et al., PLDI 1993); lambda lifting (Johnsson 1985).
 * @module
 */
import { Char, Flt, isInt, Keyword, PMap } from "../data/mod.ts";
import type {
  Binding,
  CallCore,
  Core,
  DefCore,
  FnCore,
  Label,
  LabelsCore,
  Local,
  LoopCore,
  RecurTarget,
  TryCore,
} from "../expander/mod.ts";
import { arityOf, type Code, CORE, type Var } from "../runtime/mod.ts";
import type { Span } from "../source/mod.ts";
import {
  callsIn,
  endsInReturn,
  type Expr,
  isAtom,
  isIntType,
  isRawInt,
  type LoopStmt,
  namesIn,
  type Site,
  type Stmt,
  type Target,
  type Type,
  type Variable,
} from "./ir.ts";
import { fillLive } from "./live.ts";
import { callType, foldOperands, operatorOf, printsOnce, resultType } from "./operators.ts";
import { owning } from "./owned.ts";
import { knownTest, typeOfValue, Types } from "./types.ts";
import { type Body, DefinitionMeta, FnUnit, NULL, Unit } from "./unit.ts";

export { FnUnit } from "./unit.ts";

/** Where the value of a piece of code goes. */
type Dest = { readonly to: "return" } | { readonly to: "nowhere" } | {
  readonly to: "var";
  readonly name: string;
  readonly type: Type;
};

const RETURN: Dest = { to: "return" };
const NOWHERE: Dest = { to: "nowhere" };

/** Makes the resume function of a body; given by the emitter so that it runs on first use. */
export type MakeCode = (body: () => Body, name: string, fn: FnCore | null, span: Span | null) => Code;

/** Lowers one top-level form. */
export function lowerUnit(core: Core, makeCode: MakeCode): { unit: Unit; main: Body } {
  const unit = new Unit();
  const main = new BodyLowering(unit, makeCode, null, "").form(core);
  return { unit, main };
}

/** Lowers one body. */
class BodyLowering {
  readonly #types = new Types();
  /** What a local of this body, or one captured by it, is printed as. */
  readonly #places = new Map<Local, Expr>();
  readonly #captures: string[] = [];
  readonly #captureTypes = new Map<string, Type>();
  readonly #vars: Variable[] = [];
  readonly #sites: Site[] = [];
  readonly #loops = new Map<RecurTarget, LoopStmt>();
  readonly #targets = new Map<Label, { readonly target: Target; readonly params: readonly string[] }>();
  /** The function this is a body of, when it knows itself by name. */
  #own: { readonly core: FnCore; readonly fn: FnUnit } | null = null;
  /** Depth of surrounding `try` bodies: no returns and no typed loops there. */
  #tries = 0;

  constructor(
    readonly unit: Unit,
    readonly makeCode: MakeCode,
    readonly outer: BodyLowering | null,
    readonly name: string,
  ) {}

  form(core: Core): Body {
    const out: Stmt[] = [];
    this.#lower(core, RETURN, out);
    return this.#finish([], out, null, null, false);
  }

  /** Completes a body whose statements are known. */
  #finish(
    params: readonly string[],
    stmts: readonly Stmt[],
    fn: FnCore | null,
    span: Span | null,
    entered: boolean,
  ): Body {
    const unit = this.unit;
    const box: { body: Body | null } = { body: null };
    const code = this.makeCode(() => box.body!, this.name, fn, span); // set below, before anything can run
    const entry: Site | null = entered ? { pc: 0, span, live: params } : null;
    const body: Body = {
      id: unit.bodies.length,
      name: this.name,
      params,
      stmts,
      vars: this.#vars,
      sites: entry === null ? this.#sites : [entry, ...this.#sites],
      entry,
      code,
      codeIndex: unit.constant(code),
    };
    box.body = body;
    fillLive(stmts);
    unit.bodies.push(body);
    return body;
  }

  // ---- names

  #fresh(hint: string, type: Type): string {
    const name = this.unit.name(hint);
    this.#vars.push({ name, type });
    return name;
  }

  #site(span: Span | null): Site {
    const site: Site = { pc: this.#sites.length + 1, span, live: [] };
    this.#sites.push(site);
    return site;
  }

  /** What a local is printed as here; captures it from the surrounding bodies when it is not ours. */
  place(local: Local): Expr {
    const own = this.#places.get(local);
    if (own !== undefined) return own;
    if (this.outer === null) throw new Error(`lower.ts: \`${local.name}\` is bound nowhere`);
    const outside = this.outer.place(local);
    const inside = this.#captured(outside);
    this.#places.set(local, inside);
    return inside;
  }

  #captured(e: Expr): Expr {
    // An int of the outer body can become a bigint where that body gives up its types.
    const seen = e.k === "name" && e.type !== "flt" ? { ...e, type: "any" as Type } : e;
    namesIn(e, (name) => {
      if (this.#captureTypes.has(name)) return;
      this.#captureTypes.set(name, seen.k === "name" ? seen.type : "any");
      this.#captures.push(name);
    });
    return seen;
  }

  // ---- values

  /** The value as an expression; statements it needs first go to `out`. */
  #value(core: Core, out: Stmt[]): Expr {
    switch (core.kind) {
      case "const":
        return this.#constant(core.value);
      case "local":
        return this.place(core.local);
      case "var":
        return this.#varValue(core.cell, core.span);
      case "the-var":
        return { k: "const", index: this.unit.constant(core.cell), type: "any" };
      case "call":
        return this.#call(core, out);
      case "fn":
        return this.#fn(core);
      case "def":
        return this.#def(core, out);
      case "vector":
      case "set":
      case "map":
      case "tuple":
        return this.#collection(core, out);
      case "do":
      case "let":
      case "letfn":
      case "if":
      case "loop":
      case "labels":
      case "try": {
        const type = this.#types.infer(core);
        const name = this.#fresh("t", type === "never" || isIntType(type) ? "any" : type);
        const held: Type = type === "flt" || type === "bool" ? type : isIntType(type) ? "integer" : "any";
        this.#lower(core, { to: "var", name, type: held === "integer" ? "any" : held }, out);
        return { k: "name", name, type: held };
      }
      case "throw":
      case "recur":
      case "goto":
        this.#lower(core, NOWHERE, out);
        return NULL;
    }
  }

  /** The value, held as any value is. */
  #any(core: Core, out: Stmt[]): Expr {
    return this.#boxed(this.#value(core, out));
  }

  #boxed(e: Expr): Expr {
    if (e.type !== "flt") return e;
    if (e.k === "float") {
      return e.index < 0 ? { k: "lit", js: e.js, type: "any" } : { k: "const", index: e.index, type: "any" };
    }
    return { k: "join", parts: [{ k: "helper", name: "mkFloat", type: "any" }, "(", e, ")"], type: "any", span: null };
  }

  /** The expression, in a form that can be printed twice. */
  #atom(e: Expr, out: Stmt[]): Expr {
    if (isAtom(e)) return e;
    const type: Type = e.type === "flt" || e.type === "bool" ? e.type : "any";
    const name = this.#fresh("t", type);
    out.push({ k: "set", name, e });
    return { k: "name", name, type: isIntType(e.type) ? "integer" : type };
  }

  /** Values of several pieces of code, evaluated from left to right. */
  #values(cores: readonly Core[], out: Stmt[], boxed = true): Expr[] {
    const parts = cores.map((core) => {
      const before: Stmt[] = [];
      const e = boxed ? this.#any(core, before) : this.#value(core, before);
      return { before, e };
    });
    let later = parts.length;
    // A value must be held when a later one needs statements: they would run before it.
    while (later > 0 && parts[later - 1].before.length === 0) later--;
    return parts.map(({ before, e }, i) => {
      out.push(...before);
      return i < later - 1 ? this.#atom(e, out) : e;
    });
  }

  /**
   * Any number of values, to stand between the brackets of a call or an array. Many that calls give are gathered group by group:
   * a frame saved on the way holds what was gathered, where it would hold as many variables as there are values.
   */
  #gathered(cores: readonly Core[], out: Stmt[]): readonly (string | Expr)[] {
    if (cores.length <= GROUP || cores.every(isSimple)) return commas(this.#values(cores, out));
    const name = this.#fresh("gathered", "any");
    const gathered: Expr = { k: "name", name, type: "any" };
    for (let i = 0; i < cores.length; i += GROUP) {
      const items = commas(this.#values(cores.slice(i, i + GROUP), out));
      const before: readonly (string | Expr)[] = i === 0 ? [] : ["...", gathered, ","];
      out.push({ k: "set", name, e: { k: "join", parts: ["[", ...before, ...items, "]"], type: "any", span: null } });
    }
    return ["...", gathered];
  }

  #constant(value: unknown): Expr {
    if (value === null || typeof value === "boolean") return { k: "lit", js: String(value), type: typeOfValue(value) };
    if (value instanceof Flt) {
      const js = Object.is(value.v, -0) ? "(-0)" : value.v < 0 ? `(${value.v})` : String(value.v);
      return { k: "float", js, index: this.unit.constant(value), type: "flt" };
    }
    if (typeof value === "number") {
      const js = value < 0 ? `(${value})` : String(value);
      if (Number.isInteger(value)) return { k: "lit", js, type: typeOfValue(value) };
      return { k: "float", js, index: -1, type: "flt" };
    }
    if (typeof value === "string" && value.length < 200) return { k: "lit", js: literalText(value), type: "any" };
    return { k: "const", index: this.unit.constant(value), type: isInt(value) ? "integer" : "any" };
  }

  #varValue(cell: Var, span: Span | null): Expr {
    const held: Expr = { k: "const", index: this.unit.constant(cell), type: "any" };
    if (!cell.dynamic) return { k: "join", parts: [held, ".value"], type: "any", span };
    return {
      k: "join",
      parts: [{ k: "helper", name: "dynamicValue", type: "any" }, "(", held, ")"],
      type: "any",
      span,
    };
  }

  // ---- calls

  /** A call as a value: through a site, unless it cannot suspend. */
  #call(core: CallCore, out: Stmt[]): Expr {
    const direct = this.#directCall(core, out);
    if (direct.leaf) return direct.e;
    const name = this.#fresh("t", "any");
    out.push({ k: "call", name, e: direct.e, site: this.#site(core.span) });
    return { k: "name", name, type: callType(core) };
  }

  /** The call as an expression, and whether it is sure not to suspend. */
  #directCall(given: CallCore, out: Stmt[]): { e: Expr; leaf: boolean } {
    const core = foldOperands(given);
    const op = operatorOf(core);
    if (op !== null) {
      const e = this.#operator(op, core, out);
      if (e !== null) return { e, leaf: true };
    }
    const { f, args, span } = core;
    const lookup = lookupOf(core);
    if (lookup !== null) return { e: this.#lookup(lookup, span, out), leaf: true };
    if (f.kind === "var" && !f.cell.dynamic) {
      const values = this.#gathered(args, out);
      const held: Expr = { k: "const", index: this.unit.constant(f.cell), type: "any" };
      // A primitive's `f` trusts its callers to have counted; its value counts itself.
      const arity = arityOf(f.cell.peek());
      const fits = arity === null || (args.length >= arity.least && args.length <= arity.most);
      const parts = [held, fits ? ".f(" : ".value(", ...values, ")"];
      return { e: { k: "join", parts, type: "any", span }, leaf: f.cell.leaf };
    }
    if (f.kind === "local" && this.#own !== null && f.local === this.#own.core.self && this.#ownTakes(args.length)) {
      return { e: { k: "self-call", fn: this.#own.fn, args: this.#values(args, out), type: "any", span }, leaf: false };
    }
    const [callee, ...values] = this.#values([f, ...args], out);
    const atoms = [callee, ...values].map((e) => this.#atom(e, out));
    return { e: this.#unknownCall(atoms[0], atoms.slice(1), span), leaf: false };
  }

  /** A collection is asked at this place, so that V8 sees which kinds come here: a third of the time of asking in one shared place. */
  #lookup(operands: readonly Core[], span: Span | null, out: Stmt[]): Expr {
    const [held, key, missing] = this.#values(operands, out).map((e) => this.#atom(e, out));
    const rest = [key, ",", missing, ")"];
    const direct = [held, " instanceof ", helper("Coll"), "?(", held, ").get(", ...rest];
    return { k: "join", parts: ["(", ...direct, ":", helper("get"), "(", held, ",", ...rest, ")"], type: "any", span };
  }

  #ownTakes(count: number): boolean {
    return this.#own !== null && this.#own.core.arities.some((a) => a.rest === null && a.params.length === count);
  }

  #unknownCall(f: Expr, args: readonly Expr[], span: Span | null): Expr {
    if (f.k === "closure") return { k: "join", parts: [f, "(", ...commas(args), ")"], type: "any", span };
    if (args.length > 3) {
      return { k: "join", parts: [helper("invoke"), "(", f, ",[", ...commas(args), "])"], type: "any", span };
    }
    const slow = [helper(`invoke${args.length}`), "(", f, args.length === 0 ? "" : ",", ...commas(args), ")"];
    const fast = [f, "(", ...commas(args), ")"];
    return { k: "join", parts: ["(typeof ", f, '==="function"?', ...fast, ":", ...slow, ")"], type: "any", span };
  }

  /** An operator, or null where the library's function must be called. */
  #operator(op: string, core: CallCore, out: Stmt[]): Expr | null {
    if (op === "=" && !core.args.some((arg) => this.#comparesByIdentity(arg))) return null;
    const values = this.#values(core.args, out, false);
    const types = values.map((e) => e.type);
    // What is handed to a function has to say that it is a Float.
    const divides = (op === "quot" || op === "rem" || op === "mod") && types.includes("flt");
    const boxed = divides || op === "=" || op === "identical?" || op === "nil?" || op === "some?";
    const args = values.map((e) => {
      const held = boxed ? this.#boxed(e) : e;
      return printsOnce(op, types) ? held : this.#atom(held, out);
    });
    return { k: "op", op, args, type: resultType(op, types), span: core.span };
  }

  /** Whether `=` with this operand is the same as `===`. */
  #comparesByIdentity(core: Core): boolean {
    if (core.kind === "const") {
      const v = core.value;
      return v === null || typeof v === "boolean" || typeof v === "string" || v instanceof Keyword ||
        v instanceof Char ||
        (typeof v === "number" && Number.isInteger(v));
    }
    return core.kind === "local" && this.#isInt(core.local);
  }

  #isInt(local: Local): boolean {
    return isRawInt(this.place(local).type);
  }

  // ---- functions

  #fn(core: FnCore, selfPlace: Expr | null = null): Expr {
    const unit = this.unit;
    const self = core.self === null || selfPlace !== null ? null : unit.name(core.self.name);
    const fn = new FnUnit(unit.fns.length, core.name, self, core.hidden);
    unit.fns.push(fn);
    const lowerings = core.arities.map((arity) => {
      const lowering = new BodyLowering(unit, this.makeCode, this, core.name);
      if (core.self !== null && self !== null) {
        lowering.#own = { core, fn };
        lowering.#places.set(core.self, { k: "name", name: self, type: "any" });
      }
      return { arity, lowering, ...lowering.#arityStmts(arity) };
    });
    // All arities of a closure hold the same values.
    const captures = new Set<string>();
    for (const { lowering } of lowerings) for (const name of lowering.#captures) captures.add(name);
    fn.captures = [...captures];
    for (const { arity, lowering, params, stmts } of lowerings) {
      const all = [...fn.held, ...params];
      const body = lowering.#finish(all, stmts, core, core.span, !arity.target.used && callsIn(stmts));
      fn.arities.push({ count: arity.params.length, variadic: arity.rest !== null, body });
    }
    return { k: "closure", fn, type: "any" };
  }

  #arityStmts(arity: FnCore["arities"][number]): { params: string[]; stmts: Stmt[] } {
    const locals = arity.rest === null ? arity.params : [...arity.params, arity.rest];
    const params = locals.map((local) => {
      const name = this.unit.name(local.name);
      this.#places.set(local, { k: "name", name, type: "any" });
      return name;
    });
    const stmts: Stmt[] = [];
    if (!arity.target.used) {
      this.#lower(arity.body, RETURN, stmts);
      return { params, stmts };
    }
    const loop: LoopStmt = {
      k: "loop",
      vars: params.map((name) => ({ name, type: "any" })),
      body: [],
      site: this.#site(null),
      leavable: true,
    };
    this.#loops.set(arity.target, loop);
    const turn: Stmt[] = [];
    this.#lower(arity.body, RETURN, turn);
    loop.body = turn;
    stmts.push(loop);
    return { params, stmts };
  }

  // ---- other values

  #def(core: DefCore, out: Stmt[]): Expr {
    const [init, given] = this.#values([core.init ?? NIL_CORE, core.meta ?? NIL_CORE], out);
    const meta: Expr = core.meta?.kind === "const" && core.meta.value instanceof PMap
      ? { k: "const", index: this.unit.constant(new DefinitionMeta(core.meta.value)), type: "any" }
      : given;
    const cell: Expr = { k: "const", index: this.unit.constant(core.cell), type: "any" };
    const parts = core.init === null
      ? [helper("declare"), "(", cell, ",", meta, ")"]
      : [helper("define"), "(", cell, ",", init, ",", meta, ")"];
    return { k: "join", parts, type: "any", span: core.span };
  }

  #collection(core: Core & { kind: "vector" | "set" | "map" | "tuple" }, out: Stmt[]): Expr {
    const items = this.#gathered(core.items, out);
    const parts = core.kind === "vector"
      ? [helper("vec"), "([", ...items, "])"]
      : [helper(`${core.kind}Literal`), "(", ...items, ")"];
    return { k: "join", parts, type: "any", span: core.span };
  }

  // ---- statements

  /** Lowers code whose value goes to `dest`. */
  #lower(core: Core, dest: Dest, out: Stmt[]): void {
    switch (core.kind) {
      case "do":
        core.body.forEach((part, i) => this.#lower(part, i === core.body.length - 1 ? dest : NOWHERE, out));
        return;
      case "let":
        this.#bind(core.bindings, out);
        return this.#lower(core.body, dest, out);
      case "letfn":
        this.#letfn(core, out);
        return this.#lower(core.body, dest, out);
      case "if":
        return this.#branches(core, dest, out);
      case "loop":
        return this.#loop(core, dest, out);
      case "recur": {
        const loop = this.#loops.get(core.target);
        if (loop === undefined) throw new Error("lower.ts: recur outside of its loop");
        const values = this.#values(core.args, out, false).map((e, i) =>
          loop.vars[i].type === "flt" ? e : this.#boxed(e)
        );
        out.push({ k: "recur", loop, values });
        return;
      }
      case "labels":
        return this.#labels(core, dest, out);
      case "goto": {
        const { target, params } = this.#targets.get(core.label)!; // the labels around it have been lowered before
        const values = this.#values(core.args, out);
        params.forEach((name, i) => out.push({ k: "set", name, e: values[i] }));
        out.push({ k: "goto", target });
        return;
      }
      case "throw": {
        const value = this.#any(core.value, out);
        out.push({
          k: "throw",
          e: { k: "join", parts: [helper("thrown"), "(", value, ")"], type: "any", span: core.span },
        });
        return;
      }
      case "try":
        return this.#try(core, dest, out);
      case "call":
        return this.#lowerCall(core, dest, out);
      default:
        this.#give(this.#value(core, out), dest, out);
    }
  }

  /**
   * Tests one after the other. What follows a branch that leaves stands behind it, not inside, so that many tests, as `cond` and
   * `match` make them, are no depth; where branches do not leave, many of them go to an end that is made for them.
   */
  #branches(core: Core, dest: Dest, out: Stmt[]): void {
    const end: Target | null = dest.to !== "return" && chainLength(core) > LONG_CHAIN
      ? { id: this.unit.nextId(), body: [] }
      : null;
    const entry: Stmt[] = end === null ? out : [];
    let at = entry;
    let rest = core;
    while (rest.kind === "if") {
      const known = knownTest(rest.test);
      if (known !== null) {
        rest = known ? rest.then : rest.otherwise;
        continue;
      }
      const test = this.#test(rest.test, at);
      const then: Stmt[] = [];
      this.#lower(rest.then, dest, then);
      if (end !== null && !endsInReturn(then)) then.push({ k: "goto", target: end });
      const otherwise: Stmt[] = [];
      at.push({ k: "if", test, then, otherwise });
      if (!endsInReturn(then)) at = otherwise;
      rest = rest.otherwise;
    }
    this.#lower(rest, dest, at);
    if (end !== null) out.push({ k: "labels", entry, targets: [end] });
  }

  #lowerCall(core: CallCore, dest: Dest, out: Stmt[]): void {
    if (dest.to === "return") {
      const { e } = this.#directCall(core, out);
      out.push({ k: "return", e: this.#boxed(e) });
      return;
    }
    const { e, leaf } = this.#directCall(core, out);
    if (leaf) return this.#give(e, dest, out);
    if (dest.to === "var" && dest.type === "any") {
      out.push({ k: "call", name: dest.name, e, site: this.#site(core.span) });
      return;
    }
    const name = this.#fresh("t", "any");
    out.push({ k: "call", name, e, site: this.#site(core.span) });
    if (dest.to === "var") this.#give({ k: "name", name, type: dest.type === "bool" ? "bool" : "any" }, dest, out);
  }

  #give(e: Expr, dest: Dest, out: Stmt[]): void {
    if (dest.to === "return") out.push({ k: "return", e: this.#boxed(e) });
    else if (dest.to === "nowhere") {
      if (!isAtom(e)) out.push({ k: "effect", e });
    } else {
      if (dest.type === "flt" && e.type !== "flt") throw new Error("lower.ts: a Float was expected");
      out.push({ k: "set", name: dest.name, e: dest.type === "flt" ? e : this.#boxed(e) });
    }
  }

  /** A condition: a JavaScript boolean. */
  #test(core: Core, out: Stmt[]): Expr {
    const e = this.#value(core, out);
    if (e.type === "bool") return e;
    if (isIntType(e.type) || e.type === "flt") {
      this.#give(e, NOWHERE, out);
      return { k: "lit", js: "true", type: "bool" };
    }
    const atom = this.#atom(e, out);
    return { k: "join", parts: ["(", atom, "!==false&&", atom, "!==null)"], type: "bool", span: null };
  }

  #bind(bindings: readonly Binding[], out: Stmt[]): void {
    for (const { local, init } of bindings) {
      const e = this.#value(init, out);
      this.#types.set(local, e.type);
      if (isAtom(e)) {
        this.#places.set(local, e);
        continue;
      }
      const held: Type = e.type === "flt" || e.type === "bool" ? e.type : "any";
      const name = this.#fresh(local.name, held);
      out.push({ k: "set", name, e });
      this.#places.set(local, { k: "name", name, type: isRawInt(e.type) ? "integer" : e.type });
    }
  }

  /** Functions that know each other live in one array, which each of them captures. */
  #letfn(core: Core & { kind: "letfn" }, out: Stmt[]): void {
    const group = this.#fresh("group", "any");
    out.push({ k: "set", name: group, e: { k: "join", parts: ["[]"], type: "any", span: null } });
    const place = (i: number): Expr => ({
      k: "join",
      parts: [{ k: "name", name: group, type: "any" }, `[${i}]`],
      type: "any",
      span: null,
    });
    core.fns.forEach(({ local, fn }, i) => {
      this.#places.set(local, place(i));
      if (fn.self !== null) this.#places.set(fn.self, place(i));
    });
    core.fns.forEach(({ fn }, i) => {
      const made = this.#fn(fn, place(i));
      out.push({ k: "effect", e: { k: "join", parts: [place(i), "=", made], type: "any", span: null } });
    });
  }

  #loop(given: LoopCore, dest: Dest, out: Stmt[]): void {
    const core = owning(given);
    this.#types.loop(core);
    const vars = core.bindings.map(({ local, init }) => {
      let type = this.#types.of(local);
      if (isRawInt(type) && this.#tries > 0) type = "any";
      this.#types.set(local, type);
      let e = this.#value(init, out);
      if (type !== "flt") e = this.#boxed(e);
      const name = this.#fresh(local.name, type);
      out.push({ k: "set", name, e });
      this.#places.set(local, { k: "name", name, type });
      return { name, type };
    });
    const loop: LoopStmt = { k: "loop", vars, body: [], site: this.#site(core.span), leavable: this.#tries === 0 };
    this.#loops.set(core.target, loop);
    const turn: Stmt[] = [];
    this.#lower(core.body, dest, turn);
    loop.body = turn;
    out.push(loop);
  }

  #labels(core: LabelsCore, dest: Dest, out: Stmt[]): void {
    const targets = core.targets.map(({ label, params }) => {
      const names = params.map((local) => {
        const name = this.#fresh(local.name, "any");
        this.#places.set(local, { k: "name", name, type: "any" });
        return name;
      });
      const target: Target = { id: this.unit.nextId(), body: [] };
      this.#targets.set(label, { target, params: names });
      return target;
    });
    const entry: Stmt[] = [];
    this.#lower(core.entry, dest, entry);
    core.targets.forEach(({ body }, i) => {
      const stmts: Stmt[] = [];
      this.#lower(body, dest, stmts);
      targets[i].body = stmts;
    });
    out.push({ k: "labels", entry, targets });
  }

  #try(core: TryCore, dest: Dest, out: Stmt[]): void {
    const inner: Dest = dest.to === "return" ? { to: "var", name: this.#fresh("t", "any"), type: "any" } : dest;
    this.#tries++;
    if (core.cleanup === null) this.#tryCatch(core, inner, out);
    else {
      // The cleanup stands once, so that one inside another does not double the code: the error, if any, waits in a variable.
      const error = this.#fresh("error", "any");
      const held: Expr = { k: "name", name: error, type: "any" };
      const body: Stmt[] = [];
      out.push({ k: "set", name: error, e: NULL });
      this.#tryCatch(core, inner, body);
      out.push({ k: "try", body, error, handler: [] });
      this.#lower(core.cleanup, NOWHERE, out);
      const failed: Expr = { k: "join", parts: ["(", held, "!==null)"], type: "bool", span: null };
      out.push({ k: "if", test: failed, then: [{ k: "throw", e: held }], otherwise: [] });
    }
    this.#tries--;
    if (dest.to === "return" && inner.to === "var") {
      out.push({ k: "return", e: { k: "name", name: inner.name, type: "any" } });
    }
  }

  #tryCatch(core: TryCore, dest: Dest, out: Stmt[]): void {
    if (core.handler === null) return this.#lower(core.body, dest, out);
    const body: Stmt[] = [];
    this.#lower(core.body, dest, body);
    const error = this.#fresh("error", "any");
    this.#places.set(core.handler.local, { k: "name", name: error, type: "any" });
    const handler: Stmt[] = [];
    this.#lower(core.handler.body, dest, handler);
    out.push({ k: "try", body, error, handler });
  }
}

/** Tests in a row that are no longer nested in the code: below, nesting is what V8 knows best. */
const LONG_CHAIN = 64;

/** How many tests follow each other, each where the one before does not hold. */
function chainLength(core: Core): number {
  let length = 0;
  for (let rest = core; rest.kind === "if"; rest = rest.otherwise) length++;
  return length;
}

/** More values than this are gathered in groups of as many. */
const GROUP = 128;

/** Code that needs no statement. */
function isSimple(core: Core): boolean {
  return core.kind === "const" || core.kind === "local" || core.kind === "var";
}

const NIL_CORE: Core = { kind: "const", value: null };

/** The operands of `(get coll key missing)` when a call comes to that with a key whose hash is known not to wait, or null. */
function lookupOf({ f, args }: CallCore): [Core, Core, Core] | null {
  if (f.kind === "const" && f.value instanceof Keyword && (args.length === 1 || args.length === 2)) {
    return [args[0], f, args[1] ?? NIL_CORE];
  }
  if (f.kind !== "var" || f.cell.ns !== CORE || f.cell.name !== "get" || args.length < 2 || args.length > 3) {
    return null;
  }
  const [coll, key] = args;
  return key.kind === "const" && isScalar(key.value) ? [coll, key, args[2] ?? NIL_CORE] : null;
}

function isScalar(x: unknown): boolean {
  return typeof x !== "object" || x === null || x instanceof Keyword;
}

function helper(name: string): Expr {
  return { k: "helper", name, type: "any" };
}

function commas(values: readonly Expr[]): (string | Expr)[] {
  return values.flatMap((e, i) => i === 0 ? [e] : [",", e]);
}

function literalText(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
