/**
 * What went wrong at run time, as a diagnostic: the place is where the innermost function of the user stood, the trace what it
 * came through. The JavaScript stack of an error gives the frames that were running, the process those that were on the heap.
 * @module
 */
import { setTraceDescription } from "../actor/mod.ts";
import { BatutaError, Coll, kw, mangle, PMap, printReadably, show, toArray, unmangle } from "../data/mod.ts";
import { CallPlace, expansionNote } from "../expander/mod.ts";
import { caught, core, findNamespace, type RowPlace, siteOf, type Trace } from "../runtime/mod.ts";
import { type Diagnostic, diagnostic, type Note, showPlace, type Span, type TraceFrame } from "../source/mod.ts";
import { blame, inWordsOfCall, inWordsOfPattern } from "./blame.ts";
import { placeOfClause } from "./clause_places.ts";
import { placeOfLine } from "./evaluate.ts";
import { isLibraryFile } from "./library.ts";

/** JavaScript frames an error remembers: several stand between two of the program's functions where primitives call them. */
Error.stackTraceLimit = 64;

/** Frames kept of a deep recursion. */
const TRACE_LIMIT = 64;
/** Units of a message that are shown: programs throw texts of any length. */
const MESSAGE_UNITS = 1_000;
/** Errors that caused each other, as far as they are shown. */
const CAUSE_LIMIT = 16;

/** Where a program stood when nothing better is known. */
export interface Circumstances {
  /** The form at top level that was running. */
  readonly form: Span | null;
  /** Whether its value was being printed: what is lazy in it is computed then. */
  readonly printing: boolean;
}

const UNKNOWN: Circumstances = { form: null, printing: false };

/** The diagnostic of an uncaught error. Its place is the innermost one that the user wrote. */
export function failureDiagnostic(error: unknown, heap: Trace, where: Circumstances = UNKNOWN): Diagnostic {
  const thrown = caught(error);
  const trace = calling(
    thrown,
    [...stackFrames(thrown), ...heap.map(({ name, place }) => frameAt(name, place as Span | null))],
  );
  const standing = ownPlace(trace);
  const direct = trace.length > 0 && !trace[0].library;
  const own = trace.findIndex(({ library }) => !library);
  const query = querySite(thrown);
  const failure = inWordsOfPattern(thrown, standing) ??
    inWordsOfCall(thrown, standing, direct, trace.slice(0, Math.max(own, 0)).map(({ name }) => name));
  const inner = query === null ? standing : query.inner;
  const place = inner === null ? query?.clause ?? null : blame(inner, failure, direct);
  const notes = [expansionNote(inner), dataNote(failure), ...queryNotes(query, standing), ...causeNotes(failure)];
  if (standing === null && where.printing) {
    notes.push({
      message: "It happened when the value of this form was printed: what is lazy is computed then",
      span: null,
    });
  }
  return diagnostic(failure.code, messageOf(failure), place ?? standing ?? where.form, {
    hint: hidingHint(failure, standing) ?? outsideHint(failure, standing) ?? failure.hint ?? signatureHint(failure),
    notes: notes.filter((note) => note !== null),
    trace: trace.slice(0, TRACE_LIMIT),
  });
}

/** The diagnostic with the place in the user's macro at which expanding failed. */
export function withMacroPlace(given: Diagnostic, cause: unknown): Diagnostic {
  if (!(cause instanceof BatutaError)) return given;
  const frames = stackFrames(cause);
  const place = ownPlace(frames);
  const hint = given.hint ?? signatureHint(cause);
  if (place === null) return { ...given, hint };
  const note = { message: "This failed in the macro", span: blame(place, cause, !frames[0].library) };
  return { ...given, hint, notes: [...given.notes, note] };
}

/** Where a failure of a query belongs. */
interface QuerySite {
  /** Where the program stood inside of the clause, null where the engine itself, or the library, found the mistake. */
  readonly inner: Span | null;
  readonly clause: Span | null;
  readonly row: RowPlace | null;
}

function querySite(error: BatutaError): QuerySite | null {
  const site = siteOf(error);
  if (site === undefined) return null;
  const frames = stackFrames(error);
  const engine = framesIn(site.stack);
  // The stack of the failure is the deeper one, so it may be cut where the engine's goes on.
  const isEngine = (from: number) =>
    frames.length - from <= engine.length && frames.slice(from).every((frame, i) => isSameFrame(frame, engine[i]));
  let inside = 0;
  while (!isEngine(inside)) inside++;
  return {
    inner: ownPlace(frames.slice(0, inside)),
    clause: site.at === null ? null : placeOfClause(site.at),
    row: site.row,
  };
}

function isSameFrame(a: TraceFrame, b: TraceFrame): boolean {
  return a.name === b.name && a.span === b.span;
}

function rowText({ source, number, kind }: RowPlace): string {
  switch (kind) {
    case "log":
      return `At offset ${number} of the log ${show(source)}`;
    case "file":
      return `At row ${number} of ${source}`;
    case "collection":
      return `At row ${number} of the collection`;
  }
}

/** Whether a range of the program holds another one. */
function holds(outer: Span, inner: Span): boolean {
  return outer.source === inner.source && outer.start <= inner.start && inner.end <= outer.end;
}

/** @param standing where the program runs the query */
function queryNotes(query: QuerySite | null, standing: Span | null): Note[] {
  if (query === null) return [];
  const { inner, clause, row } = query;
  const notes: Note[] = row === null ? [] : [{ message: rowText(row), span: null }];
  if (clause === null) return notes;
  if (inner !== null) notes.push({ message: "In this clause of a query", span: clause });
  else if (standing !== null && !holds(standing, clause)) notes.push({ message: "The query ran here", span: standing });
  return notes;
}

/** Failures that are not of the innermost function: it only found no implementation, or no room on the stack. */
const OF_THE_CALLER: ReadonlySet<string> = new Set(["no-implementation", "stack-overflow", "broken-type"]);

/** The frames from the one on that is to blame. */
function calling({ code }: BatutaError, trace: TraceFrame[]): TraceFrame[] {
  return OF_THE_CALLER.has(code) && trace.length > 1 ? trace.slice(1) : trace;
}

/** What to say when a local name was called that the core library has a function for. */
function hidingHint({ code }: BatutaError, place: Span | null): string | null {
  const f = code === "not-callable" && place instanceof CallPlace ? place.call?.f : undefined;
  const name = f?.kind === "local" ? f.local.name : null;
  return name === null || typeof core.get(name)?.peek() !== "function"
    ? null
    : `the local name \`${name}\` hides the function \`${name}\` here; give it another name`;
}

/** What to say where a call is written `f(x)`. */
function outsideHint({ code }: BatutaError, place: Span | null): string | null {
  if (code !== "not-callable" || place === null) return null;
  const name = /[^\s()[\]{}"';`~@#^,]+$/.exec(place.source.text.slice(Math.max(0, place.start - 80), place.start));
  return name === null ? null : `the function stands inside of its call: \`(${name[0]} …)\``;
}

function messageOf(failure: BatutaError): string {
  const isValue = failure.code === "thrown" && typeof failure.value !== "string";
  const message = isValue ? show(failure.value) : failure.message;
  return message.length > MESSAGE_UNITS ? `${message.slice(0, MESSAGE_UNITS)}…` : message;
}

/** The innermost place that does not belong to the standard library. */
function ownPlace(frames: readonly TraceFrame[]): Span | null {
  const own = frames.flatMap(({ span, library }) => span === null || library ? [] : [span]);
  // Code that the program made itself has no text to point at.
  return own.find((span) => span.source.known) ?? own[0] ?? null;
}

function dataNote({ code, data }: BatutaError): Note | null {
  const empty = !(data instanceof PMap) || data.count() === 0;
  return code !== "ex-info" || empty ? null : { message: `With the data ${show(data)}`, span: null };
}

function causeNotes(failure: BatutaError): Note[] {
  const notes: Note[] = [];
  let cause = failure.cause;
  while (notes.length < CAUSE_LIMIT && cause instanceof BatutaError) {
    const frames = stackFrames(cause);
    const place = ownPlace(frames);
    const at = place === null ? null : blame(place, cause, !frames[0].library);
    notes.push({ message: `Caused by: ${messageOf(cause)}`, span: at });
    cause = cause.cause;
  }
  return notes;
}

/** How a function is called that got a wrong number of arguments. */
function signatureHint({ code, about }: BatutaError): string | null {
  if (code !== "wrong-arity") return null;
  const { name } = about as { name: string }; // what the table's entry takes
  const slash = name.length > 1 ? name.indexOf("/") : -1;
  const cell = slash < 0 ? core.get(name) : findNamespace(name.slice(0, slash))?.get(name.slice(slash + 1));
  const lists = cell?.meta?.get(kw("arglists"), null);
  if (!(lists instanceof Coll)) return null;
  const calls = toArray(lists).map((list) =>
    `\`(${[cell?.name, ...toArray(list).map((x) => printReadably(x))].join(" ")})\``
  );
  return `it is called as ${calls.join(" or ")}`;
}

/** Whether a frame belongs to the standard library: one compiled ahead of time has no place. */
function frameAt(name: string, span: Span | null): TraceFrame {
  const library = name.startsWith("batuta.") && (span === null || isLibraryFile(span.source.name));
  return library ? { name, span, library } : { name, span };
}

/** `at name [as property] (file:line:column)`, or `at file:line:column`. */
const FRAME = /^\s+at (?:(?:new |async )?(\S+) (?:\[as [^\]]*\] )?)?\(?(.*?)(?::(\d+):\d+)?\)?$/;

/** `/` in a JavaScript identifier. */
const SLASH = mangle("/").slice(1);

/** Where the host's own functions stand; their names can look like the program's. */
const HOST_FILE = /^(ext|node):/;

/** The Batuta functions in an error's JavaScript stack, innermost first. */
export function stackFrames(error: Error): TraceFrame[] {
  return framesIn(error.stack ?? "");
}

function framesIn(stack: string): TraceFrame[] {
  const frames: TraceFrame[] = [];
  for (const line of stack.split("\n")) {
    const found = FRAME.exec(line);
    if (found === null) continue;
    const [, identifier = "", file, row] = found;
    const unit = /^batuta-unit-(\d+)/.exec(file);
    // Outside of units only the library's functions count, whose names have a namespace: a minifier makes names like `_P`.
    const ours = unit !== null || identifier.includes(SLASH);
    // V8 writes the receiver before the name: `Var._user$2ff$b0`.
    const name = ours ? unmangle(identifier.slice(identifier.lastIndexOf(".") + 1)) : null;
    if ((unit === null && name === null) || HOST_FILE.test(file)) continue;
    // Wrappers only choose the arity: the call site is the caller's line.
    if (identifier.endsWith("$w")) continue;
    const span = unit === null ? null : placeOfLine(Number(unit[1]), Number(row));
    frames.push(frameAt(name ?? "", span));
  }
  return frames;
}

function frameText({ name, span }: TraceFrame): string {
  return span === null || !span.source.known ? name : `${name} (${showPlace(span)})`;
}

// The reason of an actor that failed says where.
setTraceDescription((error, trace) => failureDiagnostic(error, trace).trace?.map(frameText) ?? []);
