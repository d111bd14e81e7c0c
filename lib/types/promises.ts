/**
 * Declared types kept: the code of a function beside its declared type, a value beside that of its name.
 * In: code and declaration. Out: errors where no run keeps the promise, warnings where some path breaks it.
 * @module
 */
import type { Arity as FnArity, Core, FnCore } from "../expander/mod.ts";
import type { Note, Span } from "../source/mod.ts";
import { arityOfCode, counts, hintFor, partNote, tails } from "./blame.ts";
import { macroAt, spanOfCore, textAt, userPlace } from "./code.ts";
import { Env } from "./env.ts";
import { typeError, typeWarning } from "./errors.ts";
import type { Inference } from "./infer.ts";
import { why } from "./origin.ts";
import { isWithin, outside, overlaps } from "./relate.ts";
import { type Arity, isNever, listOf, NIL, same, type Type, union } from "./type.ts";

/** Checks the code of a function against its declared type. */
export function checkFunction(
  x: Inference,
  name: string,
  fn: FnCore,
  declared: readonly Arity[],
  env: Env,
  at: Span | null,
  spans: readonly (Span | null)[] = [],
): void {
  x.closures.settle(fn);
  for (const arity of fn.arities) {
    const count = arity.params.length - fn.hidden;
    const mine = declared.filter((d) => d.params.length === count && (d.rest !== null) === (arity.rest !== null));
    for (const promise of mine) checkBody(x, name, arity, promise, env, at, spans);
    // Of an arity that nobody has declared nothing is known.
    if (mine.length === 0) {
      x.closures.runUnknown(
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
      x.report(
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

function checkBody(
  x: Inference,
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
    x.parameters.set(local, { name: local.name, type: promise.params[i], span: spans[i] ?? at });
  });
  if (arity.rest !== null && promise.rest !== null) inside.set(arity.rest, union([listOf(promise.rest), NIL]));
  const outer = x.leaves;
  const before = x.here;
  x.leaves = new Map();
  x.here = inside;
  x.turns.set(arity.target, { passed: [] });
  try {
    const result = x.infer(arity.body, inside);
    checkPassed(x, name, arity, promise, at);
    if (!isNever(result)) checkResult(x, name, arity.body, result, promise.result, at);
  } finally {
    x.leaves = outer;
    x.here = before;
    x.turns.delete(arity.target);
  }
}

/** A `recur` is a call of the function itself. */
function checkPassed(x: Inference, name: string, arity: FnArity, promise: Arity, at: Span | null): void {
  const { passed } = x.turns.get(arity.target) ?? { passed: [] };
  passed.forEach((type, i) => {
    const expected = promise.params[i];
    if (expected === undefined || type === undefined || overlaps(type, expected) || isNever(type)) return;
    x.report(typeError("type-argument", {
      f: name,
      position: i + 1,
      expected: x.words(expected),
      given: x.words(type),
      what: "recur",
    }, at));
  });
}

function checkResult(x: Inference, name: string, body: Core, result: Type, expected: Type, at: Span | null): void {
  if (isWithin(result, expected, x.relating)) return;
  const leaves = x.leaves ?? new Map<Core, Type>();
  const wrong: { core: Core; type: Type; certain: boolean }[] = [];
  let right = 0;
  for (const core of tails(body)) {
    const type = leaves.get(core);
    if (type === undefined || isNever(type)) continue;
    const certain = !overlaps(type, expected);
    if (certain || !isWithin(type, expected, x.relating)) wrong.push({ core, type, certain });
    else right++;
  }
  const declared: Note[] = at === null ? [] : [{ message: `\`${name}\` is declared here`, span: at }];
  for (const { core, type, certain } of wrong) {
    const span = userPlace(spanOfCore(core)) ?? at;
    const hint = same(type, NIL) ? "`| Nil` in the type says that there may be nothing" : hintFor(type, expected);
    const notes = [...partNote(type, expected, (t) => x.words(t)), ...why(x, core, span), ...declared];
    const data = {
      name,
      expected: x.words(expected),
      given: x.words(type),
      what: macroAt(spanOfCore(core)) !== null || span === at ? null : textAt(span),
    };
    if (certain && right === 0 && wrong.every((w) => w.certain)) {
      x.report(typeError("type-result", data, span, { notes, hint }));
      return;
    }
    if (certain) x.report(typeWarning("path-result", data, span, { notes, hint }));
    else {
      const odd = outside(type, expected, x.relating);
      const full = { ...data, odd: x.words(odd) };
      x.report(typeWarning("maybe-result", full, span, { notes, hint: hintFor(odd, expected) }));
    }
  }
}

/** Checks a value against what its name is declared as. */
export function checkValue(
  x: Inference,
  name: string,
  declared: Type,
  type: Type,
  span: Span | null,
  at: Span | null,
  core: Core | null,
): void {
  if (isNever(type) || isWithin(type, declared, x.relating)) return;
  const notes: Note[] = [
    ...partNote(type, declared, (t) => x.words(t)),
    ...core === null ? [] : why(x, core, span),
    ...at === null || at === span ? [] : [{ message: `\`${name}\` is declared here`, span: at }],
  ];
  const data = { name, expected: x.words(declared), given: x.words(type), what: textAt(span) };
  if (!overlaps(type, declared)) {
    x.report(typeError("type-value", data, span ?? at, { notes, hint: hintFor(type, declared) }));
    return;
  }
  const odd = outside(type, declared, x.relating);
  x.report(
    typeWarning("maybe-value", { ...data, odd: x.words(odd) }, span ?? at, {
      notes,
      hint: hintFor(odd, declared),
    }),
  );
}
