/**
 * The boundary between code with types and code without: functions with a declared type look at their arguments, calls that are known to be
 * right go past that.
 * In: the code of a form that has been checked. Out: the code to run. `(defn f :: [Int -> Int] [x] …)` becomes a function that checks `x` and
 * calls the one that was written; a proven call asks for that one.
 * @module
 */
import {
  type Arity as FnArity,
  type CallCore,
  type Core,
  coreCall,
  type DefCore,
  type FnCore,
  Local,
} from "../expander/mod.ts";
import { runtimeFailure } from "../runtime/mod.ts";
import type { Program } from "./program.ts";
import { mapCore } from "./code.ts";
import { paramAt, takesCount } from "./relate.ts";
import { showType } from "./show.ts";
import { type Type, variablesIn } from "./type.ts";
import { isOfType } from "./value.ts";

const local = (of: Local): Core => ({ kind: "local", local: of });
/** A function of the core library as a value. */
const core = (name: string): Core => (coreCall(name, [], null) as CallCore).f; // it makes calls

/** An arity that checks its arguments and hands them on. */
function checkedArity({ params, rest }: FnArity, name: string, inner: Local): FnArity {
  const own = params.map((param) => new Local(param.name, param.span));
  const args = own.map(local);
  const constant: Core = { kind: "const", value: name };
  const more = rest === null ? null : new Local(rest.name, rest.span);
  const body: readonly Core[] = more === null
    ? [coreCall("-check-call", [constant, ...args], null), { kind: "call", f: local(inner), args, span: null }]
    : [
      coreCall("apply", [core("-check-call"), constant, ...args, local(more)], null),
      coreCall("apply", [local(inner), ...args, local(more)], null),
    ];
  const count = own.length + (more === null ? 0 : 1);
  return { params: own, rest: more, target: { kind: "fn", count, used: false }, body: { kind: "do", body } };
}

/** A definition whose function checks its arguments. */
function guarded(def: DefCore, fn: FnCore): DefCore {
  const inner = new Local(def.cell.name, null);
  const outer: FnCore = {
    ...fn,
    self: null,
    arities: fn.arities.map((arity) => checkedArity(arity, def.cell.fullName, inner)),
  };
  const init: Core = {
    kind: "let",
    bindings: [{ local: inner, init: fn }],
    body: coreCall("-remember-unchecked", [outer, local(inner)], null),
  };
  return { ...def, init };
}

/** The code of a form with checks at its boundary. */
export function withBoundary(code: Core, program: Program, isProven: (call: CallCore) => boolean): Core {
  return mapCore(code, (part, written) => {
    if (part.kind === "call" && written.kind === "call" && isProven(written)) {
      return { ...part, f: coreCall("-unchecked", [part.f], null) };
    }
    if (part.kind !== "def" || part.init?.kind !== "fn" || part.macro) return part;
    return program.declared(part.cell)?.type.kind === "fn" ? guarded(part, part.init) : part;
  });
}

/** Throws when an argument is not of the type that is declared for it. */
export function checkCall(type: Type, name: string, args: readonly unknown[]): void {
  if (type.kind !== "fn") return;
  const arity = type.arities.find((a) => takesCount(a, args.length));
  if (arity === undefined) return;
  args.forEach((value, i) => {
    const param = paramAt(arity, i);
    if (variablesIn(param).size > 0 || isOfType(param, value)) return;
    throw runtimeFailure("broken-type", { f: name, position: i + 1, expected: showType(param), value });
  });
}
