/**
 * Calls: what the called value gives for the types of the arguments.
 * In: the code of a call, or the type of a function with types of arguments. Out: the type of the result; on the way, what cannot work and
 * what a call that comes back has taught about its arguments.
 * @module
 */
import type { CallCore } from "../expander/mod.ts";
import { checkArgument } from "./arguments.ts";
import { counts, declaredNote, hasUnknown, isOneOfFew, isTold, withoutMistake } from "./blame.ts";
import { coreName, plain } from "./code.ts";
import { Env } from "./env.ts";
import { typeError, typeWarning } from "./errors.ts";
import { Generic } from "./generic.ts";
import type { Inference } from "./infer.ts";
import { checkSent } from "./messages.ts";
import { declaredOrigin, whyArgument } from "./origin.ts";
import { isWithin, overlaps, paramAt, type Relating, takesCount } from "./relate.ts";
import { signatureOf } from "./signatures.ts";
import { type Site, siteOf } from "./site.ts";
import { specialOf } from "./special.ts";
import { ANY, type Arity, exposed, isNever, partsOfType, type Type, union, unweak, variablesIn } from "./type.ts";

export function inferCall(x: Inference, core: CallCore, env: Env): Type {
  const f = x.infer(core.f, env);
  // The mark that leaves an element out is no value of the program's.
  if (isNever(f)) return f;
  const args: Type[] = [];
  for (const arg of core.args) {
    const type = x.infer(arg, env);
    if (isNever(type)) return type;
    args.push(type);
  }
  takeStock(x, core, args);
  if (coreName(core) === "match-failed*" && args.length === 1) missingCase(x, core, args[0]);
  if (coreName(core) === "type-of") x.typesAsked.set(core, args[0] ?? ANY);
  const result = apply(x, f, args, siteOf(x, core, env));
  return checkSent(x, core, args) ?? result;
}

/** Whether the arguments of a call of a function with a declared type are certainly right. */
function takeStock(x: Inference, core: CallCore, args: readonly Type[]): void {
  const declared = core.f.kind === "var" ? x.program.declared(core.f.cell)?.type : undefined;
  if (declared === undefined || declared.kind !== "fn") return;
  const strict: Relating = { ...x.relating, strict: true };
  const right = declared.arities.some((arity) =>
    takesCount(arity, args.length) &&
    args.every((arg, i) =>
      isTold(arg) && variablesIn(paramAt(arity, i)).size === 0 && isWithin(arg, paramAt(arity, i), strict)
    )
  );
  (right ? x.proven : x.unproven).add(core);
}

/** Where a `match` fails, what is left of its value is what no clause takes. */
function missingCase(x: Inference, core: CallCore, left: Type): void {
  const origin = declaredOrigin(x, core.args[0]);
  if (origin === null || hasUnknown(left) || isNever(left) || !partsOfType(left).every(isOneOfFew)) return;
  x.report(
    typeWarning("missing-type-case", { type: x.words(origin.type), missing: x.words(left) }, plain(core.span), {
      notes: origin.span === null ? [] : [{ message: `\`${origin.name}\` is declared here`, span: origin.span }],
    }),
  );
}

/** What a value gives when it is called. */
export function apply(x: Inference, given: Type, args: readonly Type[], site: Site): Type {
  const f = exposed(unweak(given));
  switch (f.kind) {
    case "any":
    case "variable":
    case "never":
      return ANY;
    case "fn":
      return f.arities.length === 0 ? ANY : applyArities(x, f.arities, args, site);
    case "closure":
      return x.closures.apply(f, args, site);
    case "library":
      return applyLibrary(x, f.name, args, site);
    case "union": {
      const callable = f.parts.filter((part) => overlaps(part, { kind: "fn", arities: [] }));
      if (callable.length === 0) break;
      return union(callable.map((part) => x.muted(() => withoutMistake(apply(x, part, args, site)))));
    }
    default: {
      if (!overlaps(f, { kind: "fn", arities: [] })) break;
      const lookup = specialOf("batuta.core/get");
      if (lookup === null || args.length === 0 || args.length > 2) return ANY;
      const isKey = f.kind === "literal" || f.kind === "named";
      if (f.kind === "fixed" || f.kind === "list") return lookup(x, [f, args[0]], site) ?? ANY;
      if (isKey && (f.kind !== "literal" && f.name !== "Keyword")) return ANY;
      return lookup(x, isKey ? [args[0], f, ...args.slice(1)] : [f, ...args], site) ?? ANY;
    }
  }
  const at = site.span;
  return x.fail(
    typeError("type-call", { what: site.name, type: x.words(f) }, at, { notes: whyArgument(x, site, null) }),
  );
}

function applyLibrary(x: Inference, name: string, args: readonly Type[], site: Site): Type {
  const signature = signatureOf(name);
  const special = specialOf(name);
  if (signature === null) return special?.(x, args, site) ?? ANY;
  const usual = applyArities(x, signature.arities, args, site);
  if (isNever(usual) && usual.mistake !== null) return usual;
  return special?.(x, args, site) ?? usual;
}

function applyArities(x: Inference, arities: readonly Arity[], args: readonly Type[], site: Site): Type {
  const fitting = arities.filter((arity) => takesCount(arity, args.length));
  if (fitting.length === 0) {
    if (site.declared === null) return ANY;
    return x.fail(
      typeError("type-count", { f: site.name, expected: counts(arities), given: args.length }, site.span, {
        notes: declaredNote(site, null),
      }),
    );
  }
  if (fitting.length === 1) return applyArity(x, fitting[0], args, site);
  // Of several, those that the arguments fit; together they say what may come out.
  const possible = fitting.filter((arity) => args.every((arg, i) => overlaps(arg, paramAt(arity, i))));
  const sure = possible.find((arity) =>
    args.every((arg, i) => !hasUnknown(arg) && isWithin(arg, paramAt(arity, i), x.relating))
  );
  if (sure !== undefined) return applyArity(x, sure, args, site);
  if (possible.length === 0) return applyArity(x, fitting[0], args, site);
  return union(possible.map((arity) => x.muted(() => applyArity(x, arity, args, site))));
}

function applyArity(x: Inference, arity: Arity, args: readonly Type[], site: Site): Type {
  const generic = variablesIn({ kind: "fn", arities: [arity] }).size === 0 ? null : new Generic(x, arity, args, site);
  const params = args.map((_, i) => generic === null ? paramAt(arity, i) : generic.param(i));
  for (let i = 0; i < args.length; i++) {
    const wrong = checkArgument(x, i, args[i], params[i], site);
    if (wrong !== null) return wrong;
  }
  if (generic !== null && generic.failed !== null) return generic.failed;
  learn(x, args, params, arity, site);
  return generic === null ? arity.result : generic.result();
}

/** After a call has come back, its arguments were what it takes. */
function learn(x: Inference, args: readonly Type[], params: readonly Type[], arity: Arity, site: Site): void {
  if (site.env === null) return;
  args.forEach((arg, i) => {
    const core = site.args[i];
    if (core?.kind !== "local" || arg.kind !== "any" || params[i].kind === "any") return;
    const plain = variablesIn(paramAt(arity, i)).size === 0;
    if (plain) site.env?.set(core.local, params[i]);
    else if (arg.of !== null) x.closures.want(arg.of, params[i]);
  });
}
