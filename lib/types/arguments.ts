/**
 * One argument beside what is expected in its place: an error when they share no value, a warning when a promise is broken by some.
 * In: both types, the call. Out: null, or the type of a call that certainly fails.
 * @module
 */
import { printReadably } from "../data/mod.ts";
import { declaredNote, hintFor, missingKey, partNote, textOfArgument } from "./blame.ts";
import { textAt } from "./code.ts";
import { typeError, typeWarning } from "./errors.ts";
import type { Inference } from "./infer.ts";
import { declaredOrigin, whyArgument } from "./origin.ts";
import { isWithin, outside, overlaps } from "./relate.ts";
import type { Site } from "./site.ts";
import { isNever, type Type } from "./type.ts";

/** Checks one argument; the type of the call when it certainly fails. */
export function checkArgument(x: Inference, i: number, arg: Type, param: Type, site: Site): Type | null {
  if (!overlaps(arg, param) && !isNever(arg)) return wrongArgument(x, i, arg, param, site);
  if (isNever(arg) || isWithin(arg, param, x.relating) || x.isMuted) return null;
  const odd = outside(arg, param, x.relating);
  if (isNever(odd) || !(isPromise(x, site, i) || x.looking.strict)) return null;
  x.report(
    typeWarning(
      "maybe-argument",
      {
        f: site.name,
        position: i + 1,
        expected: x.words(param),
        what: textAt(site.spanOf(i)),
        given: x.words(arg),
        odd: x.words(odd),
      },
      site.spanOf(i),
      { notes: [...whyArgument(x, site, i), ...declaredNote(site, i)], hint: hintFor(odd, param) },
    ),
  );
  const core = site.args[i];
  if (core?.kind === "local") site.env?.set(core.local, param);
  return null;
}

/** Whether somebody has written down either what is taken or what is given. */
function isPromise(x: Inference, site: Site, i: number): boolean {
  if (site.declared !== null) return true;
  const core = site.args[i];
  return core !== null && core !== undefined && declaredOrigin(x, core) !== null;
}

function wrongArgument(x: Inference, i: number, arg: Type, param: Type, site: Site): Type {
  const written = textAt(site.spanOf(i));
  const missing = missingKey(arg, param);
  const position = i + 1;
  const notes = [
    ...site.by === undefined ? [] : [{ message: `\`${site.by}\` calls it with ${x.words(arg)}`, span: null }],
    ...partNote(arg, param, (t) => x.words(t)),
    ...whyArgument(x, site, i),
    ...declaredNote(site, i),
  ];
  if (missing !== null) {
    return x.fail(
      typeError(
        "missing-key",
        {
          f: site.name,
          key: printReadably(missing),
          position,
          expected: x.words(param),
          given: textOfArgument(site, i) ?? x.words(arg),
        },
        site.spanOf(i),
        { notes },
      ),
    );
  }
  return x.fail(
    typeError(
      "type-argument",
      {
        f: site.name,
        position,
        expected: x.words(param),
        given: x.words(arg),
        // Elements of a collection stand nowhere, and what is threaded stands elsewhere.
        what: site.by === undefined && written !== site.name ? written : null,
      },
      site.spanOf(i),
      { notes, hint: hintFor(arg, param) },
    ),
  );
}
