/**
 * The types room: gradual types, inferred and checked before a form runs.
 * Reading order: `type.ts` (what types are) · `show.ts`, `parse.ts` (as text) · `relate.ts` (within, overlaps, what is left) · `env.ts` ·
 * `code.ts` · `infer.ts` (the walk over code) · `flow.ts` (branches, loops) · `calls.ts`, `arguments.ts` · `closures.ts` (functions whose code
 * is known) · `promises.ts` (declared types kept) · `origin.ts` (why) · `narrow.ts` (what tests teach) · `generic.ts` (calls of generic functions) ·
 * `signatures.ts`, `signatures_*.ts`, `special.ts` (the library) · `logs.ts`, `queries.ts`, `query_expr.ts` (declared logs, columns) · `messages.ts` (protocols of actors) · `program.ts`, `check.ts`
 * (a program, form by form) · `errors.ts`.
 * Invariant: an error means that no run gets past the place; where only some would fail there is a warning, and only where somebody has
 * written down a type. Programs without annotations are inferred and left alone.
 *
 * Omits: types of rows of queries whose log has no declared schema.
 * @module
 */
export { type Asked, Checker, type Found, type Names } from "./check.ts";
export { TYPE_ERRORS, TYPE_WARNINGS } from "./errors.ts";
export { allSignatures, signatureOf } from "./signatures.ts";
