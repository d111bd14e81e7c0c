/**
 * The expander room: forms → core forms.
 * Reading order: `core.ts` (what comes out) · `scope.ts` (what a name means locally) · `names.ts` (and at top level) · `expand.ts`
 * (the driver) · `literal.ts` · `core_forms.ts`, `fn_forms.ts`, `try_form.ts` (the special forms) · `destructure.ts` ·
 * `pattern.ts`, `match.ts`, `match_forms.ts` (patterns) · `template.ts` (syntax-quote) · `expansion.ts` (the macro call under way) ·
 * `syntax.ts` (data ↔ code) · `place.ts` · `errors.ts`.
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Expander, installSpecialForms } from "./mod.ts";
 * import { ANY_CONTEXT, readForms } from "../reader/mod.ts";
 * import { getNamespace } from "../runtime/mod.ts";
 * import { Source } from "../source/mod.ts";
 *
 * installSpecialForms();
 * const { forms } = readForms(new Source("a.bat", "(let [x 1] (if x x 2))"), ANY_CONTEXT);
 * const code = new Expander(getNamespace("user"), () => null).topLevel(forms[0]);
 * assert.equal(code.kind, "let");
 * ```
 *
 * Omits: `receive`.
 * @module
 */
export * from "./core.ts";
export type { Pattern } from "./pattern.ts";
export { countPlaces, Expander, SpecialForm } from "./expand.ts";
export { installSpecialForms } from "./core_forms.ts";
export { EXPANDER_ERRORS, EXPANDER_WARNINGS, reject, SyntaxError } from "./errors.ts";
export { CallPlace, ExpandedPlace, expansionNote } from "./place.ts";
export { nearestName } from "./suggest.ts";
export { partsOf, toDatum } from "./syntax.ts";
export { actorOf, declaredType, type HandledActor, type HandledClause } from "./declared.ts";
export { syntaxOf } from "./scope.ts";
