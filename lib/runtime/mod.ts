/**
 * The runtime room: what emitted code calls.
 * Reading order: `machine.ts` (the suspension protocol) · `process.ts` (the trampoline) · `scheduler.ts` (whose turn it is) ·
 * `var.ts` (cells and namespaces) · `call.ts` · `lazy.ts` · `stage.ts` (map and filter) · `primitive.ts` · the primitives in `core_*.ts`.
 * @module
 */
export { andThen, callPinned, Code, Frame, guarded, machine, restartable, type Resume, save, wait } from "./machine.ts";
export { type Bindings, caught, type Ending, FRAME_LIMIT, Process, runNow, runSlice, type Trace } from "./process.ts";
export { failStandstill, runToEnd, spawnProcess, wake, wakeThrowing } from "./scheduler.ts";
export {
  allNamespaces,
  CORE,
  core,
  type Definition,
  definitionOf,
  dynamicValue,
  findBinding,
  findByPrefix,
  findNamespace,
  type Fn,
  getNamespace,
  Namespace,
  removeNamespace,
  setCompiledDefinitions,
  Unbound,
  Var,
} from "./var.ts";
export { invoke, invoke0, invoke1, invoke2, invoke3, RestTail, wrongArity } from "./call.ts";
export { first, force, next, rest, seq } from "./lazy.ts";
export { type ArrayFn, installLeaves, installPrimitives, type Primitives, variadic } from "./primitive.ts";
export {
  type FileInfo,
  type Files,
  type Host,
  host,
  type OpenFile,
  type ProgramCall,
  type ProgramEnd,
  type RunningProgram,
  setHost,
} from "./host.ts";
export { isThrowable, typeOfClass } from "./types.ts";
export { findConstructorVar, findMethodVar } from "./core_methods.ts";
export { RUNTIME_ERRORS, runtimeFailure } from "./errors.ts";
export {
  arityOf,
  currentNamespace,
  LineReader,
  printedReadably,
  recordLiteral,
  setCurrentNamespace,
} from "./core_library.ts";
export { between, defineLeaves, definePrimitives, document, documented, manyFrom } from "./core_install.ts";
export { ALL_RUNTIME_ERRORS, type AnyErrors, LIBRARY_ERRORS } from "./error_tables.ts";
export { documentationText, namespaceText, summariesOf } from "./documentation.ts";
