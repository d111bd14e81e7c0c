/**
 * Units and resume functions as JavaScript text.
 * A unit's text is a function of the runtime helpers and the constants; it answers the function that runs the form, and has
 * given each `Code` the function that rebuilds its closures. The text of a resume function has the same shape.
 * @module
 */
import { bodyName, Chunk, TYPED } from "./chunk.ts";
import { FlatPrinter } from "./flat.ts";
import type { Span } from "../source/mod.ts";
import { mangle } from "../data/mod.ts";
import { endsInReturn } from "./ir.ts";
import { siteFunction, StructuredPrinter } from "./structured.ts";
import type { Body, FnUnit, Unit } from "./unit.ts";

export interface Emitted {
  readonly text: string;
  /** The place in the program of each line, by line number from 0. */
  readonly places: readonly (Span | null)[];
}

/** The text of a whole unit. */
export function emitUnit(unit: Unit, main: Body): Emitted {
  const chunk = new Chunk(false);
  const parts = unit.fns.map((fn) => emitFn(fn, chunk));
  const body = emitBody(main, chunk, "main");
  return assemble(chunk, [...parts, body].join(""), "return main;");
}

/** The text of the resume function of a body. */
export function emitResume(body: Body): Emitted {
  const chunk = new Chunk(true);
  const printer = new FlatPrinter(chunk, body);
  const text = printer.print();
  const name = body.name === "" ? "" : ` ${mangle(body.name)}`;
  return assemble(chunk, printer.functions.join(""), `return ${text.replace(/^function/, `function${name}`)};`);
}

function nowhere(): never {
  throw new Error("emit.ts: a jump without its loop or target");
}

/** A body as a function named `name`. */
function emitBody(body: Body, chunk: Chunk, name: string): string {
  const printer = new StructuredPrinter(chunk, body, TYPED, { recur: nowhere, goto: nowhere });
  const end = endsInReturn(body.stmts) ? "" : "return null;";
  const vars = body.vars.length === 0 ? "" : `let ${body.vars.map((v) => v.name).join(",")};`;
  const stmts = body.entry === null ? printer.list(body.stmts) : printer.counted(body.stmts, body.entry);
  return `function ${name}(${body.params.join(",")}){${vars}${stmts}${end}}\n`;
}

/** A function: its bodies, and how closures of it are made. */
function emitFn(fn: FnUnit, chunk: Chunk): string {
  const bodies = fn.arities.map(({ body }) => emitBody(body, chunk, bodyName(fn, body))).join("");
  const wrapper = emitWrapper(fn, chunk);
  const self = fn.self ?? "self";
  const code = chunk.constant(fn.arities[0].body.codeIndex);
  const marked = fn.arities.some((a) => a.variadic) ? `${chunk.helper("takesRest")}(${self});` : "";
  const made = `const ${self}=${wrapper};${marked}`;
  if (fn.captures.length === 0) {
    return `${bodies}const f${fn.id}=(()=>{${made}return ${self};})();${code}.make=()=>f${fn.id};\n`;
  }
  return `${bodies}const m${fn.id}=${code}.make=(${fn.captures.join(",")})=>{${made}return ${self};};\n`;
}

/**
 * The function callers see: it chooses the arity and passes on to the body. What it refuses it hands on with the values the
 * closure holds, since that is how they are learned (`reveal`); one that takes any number of arguments looks whether it is asked.
 */
function emitWrapper(fn: FnUnit, chunk: Chunk): string {
  const name = `${mangle(fn.name)}$w`;
  const code = chunk.constant(fn.arities[0].body.codeIndex);
  const given = `arguments.length${fn.hidden === 0 ? "" : `-${fn.hidden}`}`;
  const wrong = `return ${chunk.helper("wrongArity")}(${[code, given, ...fn.captures].join(",")})`;
  const params = (count: number) => Array.from({ length: count }, (_, i) => `a${i}`);
  const callBody = (body: Body, args: readonly string[]) =>
    `return ${bodyName(fn, body)}(${[...fn.held, ...args].join(",")});`;
  const fixed = fn.arities.filter((a) => !a.variadic);
  const rest = fn.arities.find((a) => a.variadic);
  if (rest === undefined && fixed.length === 1) {
    const [{ count, body }] = fixed;
    return `function ${name}(${params(count).join(",")}){if(arguments.length!==${count})${wrong};${
      callBody(body, params(count))
    }}`;
  }
  const most = rest === undefined ? Math.max(...fixed.map((a) => a.count)) : rest.count;
  const cases = fixed.map(({ count, body }) => `case ${count}:${callBody(body, params(count))}`).join("");
  const choose = fixed.length === 0 ? "" : `switch(arguments.length){${cases}}`;
  if (rest === undefined) return `function ${name}(${params(most).join(",")}){${choose}${wrong};}`;
  const call = callBody(rest.body, [...params(most), `${chunk.helper("restOf")}(r)`]);
  const asked = `${chunk.helper("machine")}.revealing`;
  const check = `if(${most === 0 ? asked : `arguments.length<${most}||${asked}`})${wrong};`;
  return `function ${name}(${[...params(most), "...r"].join(",")}){${choose}${check}${call}}`;
}

/** Puts the declarations of what the text uses before it. */
function assemble(chunk: Chunk, text: string, last: string): Emitted {
  const sites: string[] = [];
  for (const [name, { body, site }] of chunk.sites) sites.push(siteFunction(name, body, site, chunk));
  const closures = chunk.resuming ? [...chunk.closures].map((fn) => declareClosure(fn, chunk)) : [];
  const constants = [...chunk.constants].map((i) => `k${i}=K[${i}]`);
  const helpers = [...chunk.helpers].map((name) => `${name}=rt.${name}`);
  const declared = [...helpers, ...constants];
  const prologue = declared.length === 0 ? "" : `const ${declared.join(",")};`;
  const whole = `(function(rt,K){"use strict";${prologue}\n${closures.join("")}${sites.join("")}${text}${last}\n})`;
  const { text: lines, places } = chunk.lines(whole);
  return { text: lines, places };
}

/** In resume functions closures are made by the unit's own makers. */
function declareClosure(fn: FnUnit, chunk: Chunk): string {
  const code = chunk.constant(fn.arities[0].body.codeIndex);
  return fn.captures.length === 0 ? `const f${fn.id}=${code}.make();\n` : `const m${fn.id}=${code}.make;\n`;
}
