/**
 * The intermediate representation: JavaScript with its suspension points explicit.
 * A body is a tree of statements; expressions never contain a call that may suspend, such calls are statements of their own
 * with a site number. So a body can be emitted twice: as structured code (`direct.ts`), and as code that can be entered at
 * any site (`resume.ts`).
 * Expressions are kept as trees because they print in two ways: with the inferred types, or trusting nothing but `flt`.
 * @module
 */
import type { Span } from "../source/mod.ts";
import type { FnUnit } from "./lower.ts";

/**
 * What is known of a value and how it is held:
 * `int` a JS number that is a safe integer; `i32` one that fits 32 bits (a loop counter); `integer` an Int, held as any value; `flt` a Float, held as a raw double even when
 * integral; `bool` a JS boolean; `never` no value, control goes elsewhere; `number` a raw JS number, an Int or a Float (known of
 * a variable only in some stretch of code, see `invariants.ts`).
 * Only `flt` is held differently from `any`, and it is never given up, so the two printings agree on what variables hold.
 */
export type Type = "any" | "integer" | "int" | "i32" | "flt" | "bool" | "never" | "number";

/** Whether the value is held as a JS number that is a safe integer. */
export function isRawInt(type: Type): boolean {
  return type === "int" || type === "i32";
}

/** Whether the value is an Int, however held. */
export function isIntType(type: Type): boolean {
  return isRawInt(type) || type === "integer";
}

export type Expr =
  | { readonly k: "name"; readonly name: string; readonly type: Type }
  /** JavaScript text that is the same everywhere: numbers, strings, null. */
  | { readonly k: "lit"; readonly js: string; readonly type: Type }
  /** A Float known at compile time: its double, and the constant that holds it boxed (-1 when raw and boxed are one). */
  | { readonly k: "float"; readonly js: string; readonly index: number; readonly type: "flt" }
  /** The unit's constant of this index. */
  | { readonly k: "const"; readonly index: number; readonly type: Type }
  /** A function of the runtime. */
  | { readonly k: "helper"; readonly name: string; readonly type: Type }
  /** Text with expressions in it; runs once where it stands. */
  | { readonly k: "join"; readonly parts: readonly (string | Expr)[]; readonly type: Type; readonly span: Span | null }
  | {
    readonly k: "op";
    readonly op: string;
    readonly args: readonly Expr[];
    readonly type: Type;
    readonly span: Span | null;
  }
  /** A call of the function whose body this is, past its wrapper. */
  | {
    readonly k: "self-call";
    readonly fn: FnUnit;
    readonly args: readonly Expr[];
    readonly type: "any";
    readonly span: Span | null;
  }
  /** A new closure. */
  | { readonly k: "closure"; readonly fn: FnUnit; readonly type: "any" };

export type Stmt =
  | { readonly k: "set"; readonly name: string; readonly e: Expr }
  | { readonly k: "effect"; readonly e: Expr }
  /** `name = e`, which may suspend. */
  | { readonly k: "call"; readonly name: string; readonly e: Expr; readonly site: Site }
  | { readonly k: "return"; readonly e: Expr }
  | { readonly k: "throw"; readonly e: Expr }
  | { readonly k: "if"; readonly test: Expr; readonly then: readonly Stmt[]; readonly otherwise: readonly Stmt[] }
  | LoopStmt
  | { readonly k: "recur"; readonly loop: LoopStmt; readonly values: readonly Expr[] }
  /** Runs the entry; a `goto` in it goes on at a target instead of at its end. What follows comes after either. */
  | LabelsStmt
  | { readonly k: "goto"; readonly target: Target }
  | {
    readonly k: "try";
    readonly body: readonly Stmt[];
    /** The variable that holds the error in the handler. */
    readonly error: string;
    readonly handler: readonly Stmt[];
  };

export interface LabelsStmt {
  readonly k: "labels";
  readonly entry: readonly Stmt[];
  readonly targets: readonly Target[];
}

/** Code that several places go to. */
export interface Target {
  /** Unique in the unit. */
  readonly id: number;
  body: readonly Stmt[];
}

export interface LoopStmt {
  readonly k: "loop";
  readonly vars: readonly Variable[];
  body: readonly Stmt[];
  /** The point where a turn begins. */
  readonly site: Site;
  /** Whether the body may leave it for the resume version: not inside a `try`, whose handler would then stand twice. */
  readonly leavable: boolean;
}

export interface Variable {
  readonly name: string;
  readonly type: Type;
}

/** A point where a body can be resumed. */
export interface Site {
  readonly pc: number;
  readonly span: Span | null;
  /** Variables still needed when the body goes on here; `live.ts` fills it. */
  live: readonly string[];
}

/** The names of variables an expression reads. */
export function namesIn(e: Expr, add: (name: string) => void): void {
  switch (e.k) {
    case "name":
      add(e.name);
      break;
    case "join":
      for (const part of e.parts) if (typeof part !== "string") namesIn(part, add);
      break;
    case "op":
      for (const arg of e.args) namesIn(arg, add);
      break;
    case "self-call":
      for (const name of e.fn.held) add(name);
      for (const arg of e.args) namesIn(arg, add);
      break;
    case "closure":
      for (const name of e.fn.captures) add(name);
      break;
  }
}

/** Whether the expression may be printed several times and anywhere before the variables change. */
export function isAtom(e: Expr): boolean {
  return e.k === "name" || e.k === "lit" || e.k === "const" || e.k === "float" ||
    (e.k === "closure" && e.fn.captures.length === 0);
}

/** Calls back with every statement in the list, and those inside of them. */
export function eachStmt(stmts: readonly Stmt[], visit: (s: Stmt) => void): void {
  for (const s of stmts) {
    visit(s);
    if (s.k === "if") {
      eachStmt(s.then, visit);
      eachStmt(s.otherwise, visit);
    } else if (s.k === "labels") {
      eachStmt(s.entry, visit);
      for (const target of s.targets) eachStmt(target.body, visit);
    } else if (s.k === "loop") eachStmt(s.body, visit);
    else if (s.k === "try") {
      eachStmt(s.body, visit);
      eachStmt(s.handler, visit);
    }
  }
}

/** The variables that statements set. */
export function assignedIn(stmts: readonly Stmt[]): Set<string> {
  const names = new Set<string>();
  eachStmt(stmts, (s) => {
    if (s.k === "set" || s.k === "call") names.add(s.name);
    else if (s.k === "loop") { for (const v of s.vars) names.add(v.name); }
    else if (s.k === "try") names.add(s.error);
  });
  return names;
}

/** Whether control never comes out at the end of the statements. */
export function endsInReturn(stmts: readonly Stmt[]): boolean {
  const last = stmts.at(-1);
  if (last === undefined) return false;
  if (last.k === "if") return endsInReturn(last.then) && endsInReturn(last.otherwise);
  if (last.k === "loop") return endsInReturn(last.body);
  if (last.k === "labels") return [last.entry, ...last.targets.map((t) => t.body)].every(endsInReturn);
  if (last.k === "goto") return true;
  return last.k === "return" || last.k === "throw" || last.k === "recur";
}

/** Whether statements call something that may run long. */
export function callsIn(stmts: readonly Stmt[]): boolean {
  let found = false;
  eachStmt(stmts, (s) => found ||= s.k === "call" || (s.k === "return" && isCall(s.e)));
  return found;
}

/** Whether an expression in return position calls something that may run long. */
function isCall(e: Expr): boolean {
  if (e.k === "self-call") return true;
  return e.k === "join" &&
    e.parts.some((part) =>
      typeof part === "string"
        ? part.startsWith(".f(") || part.startsWith(".value(")
        : part.k === "closure" || (part.k === "helper" && part.name.startsWith("invoke"))
    );
}

/** Whether evaluating the expression does nothing but give a value, or fail. */
export function isPure(e: Expr): boolean {
  return isAtom(e) || (e.k === "op" && e.args.every(isPure)) ||
    (e.k === "join" &&
      e.parts.every((part) =>
        typeof part === "string" ? !part.includes("(") || part === "(" : part.k !== "helper" && isPure(part)
      ));
}

/** The expressions of one statement, not of those inside. */
export function expressionsOf(s: Stmt): readonly Expr[] {
  switch (s.k) {
    case "if":
      return [s.test];
    case "recur":
      return s.values;
    case "loop":
    case "try":
    case "labels":
    case "goto":
      return [];
    default:
      return [s.e];
  }
}

/** Whether the body can be entered inside this statement. */
export function hasSite(s: Stmt): boolean {
  switch (s.k) {
    case "call":
    case "loop":
      return true;
    case "if":
      return s.then.some(hasSite) || s.otherwise.some(hasSite);
    case "try":
      return s.body.some(hasSite) || s.handler.some(hasSite);
    case "labels":
      return s.entry.some(hasSite) || s.targets.some((target) => target.body.some(hasSite));
    default:
      return false;
  }
}
