/**
 * The expander room: forms → core forms.
 * Reading order: `core.ts` (what comes out) · `scope.ts` (what a name means locally) · `names.ts` (and at top level) · `expand.ts`
 * (the driver) · `literal.ts` · `core_forms.ts` (the special forms) · `destructure.ts` · `template.ts` (syntax-quote) ·
 * `expansion.ts` (the macro call under way) · `syntax.ts` (data ↔ code) · `errors.ts`.
 *
 * Omits: `match` and `receive`, strict patterns.
 * @module
 */
export * from "./core.ts";
export { Expander, SpecialForm } from "./expand.ts";
export { installSpecialForms } from "./core_forms.ts";
export { EXPANDER_ERRORS, reject, SyntaxError } from "./errors.ts";
export { nearestName } from "./suggest.ts";
export { toDatum } from "./syntax.ts";
export { syntaxOf } from "./scope.ts";
