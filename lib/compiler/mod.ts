/**
 * The compiler room: core forms → JavaScript, and the session that runs programs.
 * Reading order: `owned.ts` (maps that loops own) · `ir.ts` · `types.ts`, `operators.ts` (what arithmetic is known to be) ·
 * `lower.ts` (core → IR) · `live.ts` · `room.ts`, `invariants.ts` (what loops know of their numbers) ·
 * `structured.ts`, `flat.ts` (IR → JavaScript, twice) · `emit.ts` · `evaluate.ts` · `form.ts` (text → forms that run) ·
 * `loader.ts` (files and namespaces) · `core_compiler.ts` (what programs ask the compiler for) · `session.ts`, `live_check.ts`,
 * `seat.ts` (who works in a running program), `interruption.ts` · `outcome.ts` ·
 * `failure.ts` (errors as diagnostics) · `blame.ts` (where they point) · `explanations.ts` (what their codes mean) ·
 * `library.ts`, `ahead.ts`, `constants.ts` (the standard library, compiled when the executable is built) · `unit_places.ts`,
 * `travel.ts` (functions and frames on other workers).
 * @module
 */
export { ARCHIVE_ERRORS, type CompiledProgram, decodeProgram, encodeProgram } from "./archive.ts";
export { AheadLibrary, escapeToAscii } from "./ahead.ts";
export { compileLibrary, isLibraryFile, LIBRARY } from "./library.ts";
export { lookAt, type Looking } from "./typing.ts";
export type { Outcome } from "./outcome.ts";
export { LiveCheck } from "./live_check.ts";
export { type CheckOptions, type RunOptions, Session } from "./session.ts";
export { Seat, type Surroundings } from "./seat.ts";
export { explain, type Explanation, explanations } from "./explanations.ts";
export { failureDiagnostic } from "./failure.ts";
export { compileForm, formsIn, formsOf } from "./form.ts";
export {
  codeAt,
  type CodeRef,
  codeRef,
  hasUnit,
  loadUnit,
  makeClosure,
  type Origin,
  originOf,
  unitText,
  varsOf,
} from "./travel.ts";
export { countPlaces, nearestName } from "../expander/mod.ts";
export type { Host } from "../runtime/mod.ts";
