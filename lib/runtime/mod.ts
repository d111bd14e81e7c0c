/**
 * The runtime room: what emitted code calls.
 * Reading order: `machine.ts` (the suspension protocol) · `process.ts` (the trampoline) · `scheduler.ts` (whose turn it is) ·
 * `var.ts` (cells and namespaces) · `call.ts` · `reveal.ts` · `lazy.ts` · `stage.ts` (map and filter) · `promises.ts` (what the host has begun) · `primitive.ts` · the primitives in `core_*.ts`.
 * @module
 */
export { atRow, ClausePlace, inClause, ofEngine, type RowPlace, type Site, siteOf, waitingInClause } from "./blame.ts";
export {
  andThen,
  callPinned,
  Code,
  Frame,
  guarded,
  machine,
  restartable,
  type Resume,
  rootOfRestarts,
  save,
  wait,
} from "./machine.ts";
export {
  type Bindings,
  caught,
  type Ending,
  FRAME_LIMIT,
  Process,
  runNow,
  runSlice,
  START,
  type Trace,
} from "./process.ts";
export {
  drain,
  enqueue,
  ensureTurn,
  failStandstill,
  forgetMain,
  runApart,
  runIn,
  runnable,
  runningMain,
  runToEnd,
  scheduling,
  spawnProcess,
  takeIn,
  takeTurn,
  unqueue,
  wake,
  wakeThrowing,
} from "./scheduler.ts";
export { isReplaying, replay, stopReplaying } from "./replay.ts";
export { after, cancel, clock, now, Timer, timerCount } from "./timers.ts";
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
  onDefinition,
  removeNamespace,
  setCompiledDefinitions,
  Unbound,
  Var,
} from "./var.ts";
export { Callable, invoke, invoke0, invoke1, invoke2, invoke3, RestTail, wrongArity } from "./call.ts";
export { type Described, describedFn, descriptionOf, reveal, type Revealed } from "./reveal.ts";
export { first, force, next, rest, seq } from "./lazy.ts";
export { type ArrayFn, installLeaves, installPrimitives, type Primitives, variadic } from "./primitive.ts";
export {
  type FileInfo,
  type Files,
  type Host,
  host,
  type HttpArrival,
  type HttpHeaders,
  type HttpListener,
  type HttpRequest,
  type HttpResponse,
  type Memory,
  type Network,
  type NetworkFailure,
  type OpenFile,
  type Pieces,
  type ProgramCall,
  type ProgramEnd,
  type RunningProgram,
  setHost,
  type Welcome,
  type WorkerEvents,
  type WorkerLink,
  type WorkerNote,
} from "./host.ts";
export { isThrowable, typeOfClass } from "./types.ts";
export { findConstructorVar, findMethodVar } from "./core_methods.ts";
export { RUNTIME_ERRORS, runtimeFailure } from "./errors.ts";
export {
  addExtension,
  arityOf,
  currentNamespace,
  customParts,
  Delay,
  type Extension,
  extensions,
  LineReader,
  makeCustom,
  NamedType,
  printedReadably,
  printLimits,
  Protocol,
  protocolOf,
  recordLiteral,
  recordTypeOf,
  setCallCheck,
  setCurrentNamespace,
} from "./core_library.ts";
export {
  between,
  defineLeaves,
  definePrimitives,
  document,
  documented,
  manyFrom,
  onFirstNeed,
} from "./core_install.ts";
export { AwaitedInput, onFile, Writer } from "./core_io.ts";
export { whenRealised } from "./core_strings.ts";
export { collect, mustYield, toFn, walk } from "./core_walk.ts";
export { Future } from "./core_async.ts";
export { readJson, writeJson } from "./core_json.ts";
export { JSON_SYNTAX, JsonParser, type JsonReading } from "./json_parse.ts";
export { printJson } from "./json_print.ts";
export { EDN_END, EDN_SYNTAX, EdnReader } from "./edn_reader.ts";
export { placeIn, type TextPlace } from "./text_place.ts";
export { reached, testing, type TestRunner } from "./core_testing.ts";
export { awaitPromise } from "./promises.ts";
export {
  begun,
  currentHolders,
  hold,
  type Holder,
  holding,
  hostWork,
  release,
  stopHolders,
  whenReleased,
} from "./holding.ts";
export { ALL_RUNTIME_ERRORS, type AnyErrors, LIBRARY_ERRORS } from "./error_tables.ts";
export {
  describe,
  type Description,
  docOf,
  documentationText,
  namespaceText,
  parameterLists,
  publicVars,
  purposeOf,
  summariesOf,
  summary,
} from "./documentation.ts";
