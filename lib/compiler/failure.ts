/**
 * What went wrong at run time, as a diagnostic: the place is where the innermost function of the user stood, the trace what it
 * came through. The JavaScript stack of an error gives the frames that were running, the process those that were on the heap.
 * @module
 */
import { BatutaError, unmangle } from "../data/mod.ts";
import { caught, type Trace } from "../runtime/mod.ts";
import { type Diagnostic, diagnostic, type Span, type TraceFrame } from "../source/mod.ts";
import { placeOfLine } from "./evaluate.ts";

/** JavaScript frames an error remembers: several stand between two of the program's functions where primitives call them. */
Error.stackTraceLimit = 64;

/** Frames shown of a deep recursion. */
const TRACE_LIMIT = 24;

/** The diagnostic of an uncaught error. */
export function failureDiagnostic(error: unknown, heap: Trace): Diagnostic {
  const failure = caught(error);
  const frames = [...stackFrames(failure), ...heap.map(({ name, place }) => ({ name, span: place as Span | null }))];
  const trace = frames.filter((frame) => frame.name !== "");
  const place = frames.find((frame) => frame.span !== null)?.span ?? null;
  const notes = [];
  for (let cause = failure.cause; cause instanceof BatutaError; cause = cause.cause) {
    const at = stackFrames(cause).find((frame) => frame.span !== null)?.span ?? null;
    notes.push({ message: `Caused by: ${cause.message}`, span: at });
  }
  return diagnostic(failure.code, failure.message, place, {
    hint: failure.hint,
    notes,
    trace: trace.slice(0, TRACE_LIMIT),
  });
}

/** `at name [as property] (file:line:column)`, or `at file:line:column`. */
const FRAME = /^\s+at (?:(?:new |async )?(\S+) (?:\[as [^\]]*\] )?)?\(?(.*?)(?::(\d+):\d+)?\)?$/;

/** The Batuta functions in an error's JavaScript stack, innermost first. */
export function stackFrames(error: Error): TraceFrame[] {
  const frames: TraceFrame[] = [];
  for (const line of (error.stack ?? "").split("\n")) {
    const found = FRAME.exec(line);
    if (found === null) continue;
    const [, identifier = "", file, row] = found;
    const unit = /^batuta-unit-(\d+)/.exec(file);
    // V8 writes the receiver before the name: `Var._user$2ff$b0`.
    const name = unmangle(identifier.slice(identifier.lastIndexOf(".") + 1));
    if (unit === null && name === null) continue;
    // Wrappers only choose the arity: the call site is the caller's line.
    if (identifier.endsWith("$w")) continue;
    const span = unit === null ? null : placeOfLine(Number(unit[1]), Number(row));
    frames.push({ name: name ?? "", span });
  }
  return frames;
}
