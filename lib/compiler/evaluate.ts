/**
 * Core code → a function that runs it, through the JavaScript compiler of the host.
 * @module
 */
import { PMap } from "../data/mod.ts";
import type { Core, DefCore, FnCore } from "../expander/mod.ts";
import { Code, type Fn, runNow } from "../runtime/mod.ts";
import type { Span } from "../source/mod.ts";
import { emitResume, type Emitted, emitUnit } from "./emit.ts";
import { HELPERS } from "./helpers.ts";
import { lowerUnit } from "./lower.ts";
import type { Body, Unit } from "./unit.ts";

/** Compiles a form; the answer runs it. The definition of a function is compiled when the function is first needed. */
export function compile(core: Core): () => unknown {
  switch (core.kind) {
    case "const":
      return () => core.value;
    case "def":
      return deferredDefinition(core) ?? compileNow(core);
    default:
      return compileNow(core);
  }
}

/** What defines a function without compiling it; null for definitions of other values, and of macros, which are needed at once. */
function deferredDefinition({ cell, init, meta, macro }: DefCore): (() => unknown) | null {
  if (init?.kind !== "fn" || macro || (meta !== null && meta.kind !== "const")) return null;
  const known = meta?.value ?? null;
  if (known !== null && !(known instanceof PMap)) return null;
  return () => {
    cell.defer(() => compileNow(init)());
    return HELPERS.declare(cell, known);
  };
}

/** A form as a unit; its last body is the form's own. */
export function unitOf(core: Core): Unit {
  return lower(core).unit;
}

function lower(core: Core): ReturnType<typeof lowerUnit> {
  const lowered = lowerUnit(core, (body, name, fn) => lazyCode(body, name, fn, () => lowered.unit.constants));
  for (const { code } of lowered.unit.bodies) code.home = lowered.unit;
  return lowered;
}

function compileNow(core: Core): () => unknown {
  const { unit, main } = lower(core);
  // A unit's text is a function whose value is the function that runs the form.
  return load(emitUnit(unit, main), unit.constants) as () => unknown;
}

/** Runs code while a form is being expanded. */
export function evaluateNow(core: Core): unknown {
  return runNow("a macro", compile(core));
}

/** A code whose resume function is compiled when a frame of it is resumed for the first time. */
function lazyCode(body: () => Body, name: string, fn: FnCore | null, constants: () => unknown[]): Code {
  const arities = fn === null ? [] : fn.arities.map((a) => a.params.length - fn.hidden);
  const variadic = fn !== null && fn.arities.some((a) => a.rest !== null);
  const placeOf = (pc: number) => body().sites.find((site) => site.pc === pc)?.span ?? null;
  return resumingCode({ name, placeOf, arities, variadic }, () => emitResume(body()), constants);
}

/** A code whose resume function is loaded when a frame of it is resumed for the first time. */
export function resumingCode(
  { name, placeOf, arities, variadic }: Pick<Code, "name" | "placeOf" | "arities" | "variadic">,
  text: () => Emitted,
  constants: () => unknown[],
): Code {
  const code: Code = new Code(
    name,
    (frame, value, thrown) => {
      code.resume = load(text(), constants()) as Code["resume"]; // what emitResume's text answers
      return code.resume(frame, value, thrown);
    },
    placeOf,
    arities,
    variadic,
  );
  return code;
}

/** Every loaded text, for the places of its lines, by the number in its name. */
const loaded: Pick<Emitted, "places">[] = [];

/** What the text answers for its constants: a function in all cases, of a unit or a resume function. */
export function load(emitted: Emitted, constants: unknown[]): Fn {
  const id = loaded.push(emitted) - 1;
  // Indirect eval: the text sees nothing of this module.
  const factory = (0, eval)(`${emitted.text}\n//# sourceURL=batuta-unit-${id}`);
  return factory(HELPERS, constants);
}

/** The place in the program of a line of an emitted text (1-based, as in a JavaScript stack). */
export function placeOfLine(unit: number, line: number): Span | null {
  return loaded[unit]?.places[line - 1] ?? null;
}
