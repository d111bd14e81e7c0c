/**
 * A piece of JavaScript that is evaluated as a whole: a unit, or the resume function of one body.
 * It remembers which constants, helpers, closures and site functions its text uses and declares just these; and it knows
 * the place in the program of each line, since every operation that can fail begins a line of its own.
 * @module
 */
import { mangle } from "../data/mod.ts";
import type { Span } from "../source/mod.ts";
import { type Expr, isRawInt, type Site, type Type } from "./ir.ts";
import { type Operand, printOperator } from "./operators.ts";
import type { Body, FnUnit } from "./unit.ts";

/** What may be trusted where code is printed. */
export interface Mode {
  /** Variables inferred to be `int` hold numbers; otherwise they may hold any Int. */
  readonly typed: boolean;
  /** Variables of unknown type that are known to hold a raw number here. */
  readonly numbers: ReadonlySet<string>;
}

export const TYPED: Mode = { typed: true, numbers: new Set() };
export const GENERIC: Mode = { typed: false, numbers: new Set() };

/** Stands on both sides of an index in `spans`, where a line must begin that stands for a place. No program text contains it. */
const MARK = "\u0001";

export class Chunk {
  readonly constants = new Set<number>();
  readonly helpers = new Set<string>();
  readonly closures = new Set<FnUnit>();
  readonly sites = new Map<string, { body: Body; site: Site }>();
  readonly #spans: Span[] = [];

  /** @param resuming whether the text is a resume function's */
  constructor(readonly resuming: boolean) {}

  mark(span: Span | null): string {
    return span === null ? "" : `${MARK}${this.#spans.push(span) - 1}${MARK}`;
  }

  /** The text with each mark as the beginning of a line, and the place of each line. */
  lines(text: string): { text: string; places: (Span | null)[] } {
    const places: (Span | null)[] = [];
    const pieces: string[] = [];
    let place: Span | null = null;
    let from = 0;
    const add = (piece: string) => {
      for (let at = piece.indexOf("\n"); at >= 0; at = piece.indexOf("\n", at + 1)) places.push(place);
      pieces.push(piece);
    };
    for (let mark = text.indexOf(MARK); mark >= 0; mark = text.indexOf(MARK, from)) {
      add(text.slice(from, mark));
      const end = text.indexOf(MARK, mark + 1);
      places.push(place);
      pieces.push("\n");
      place = this.#spans[Number(text.slice(mark + 1, end))];
      from = end + 1;
    }
    add(text.slice(from));
    places.push(place);
    return { text: pieces.join(""), places };
  }

  constant(index: number): string {
    this.constants.add(index);
    return `k${index}`;
  }

  helper = (name: string): string => {
    this.helpers.add(name);
    return name;
  };

  /** Saves a frame for a site, and gives a number: see `machine.ts`. */
  suspend(body: Body, site: Site): string {
    const name = `s${body.id}_${site.pc}`;
    this.sites.set(name, { body, site });
    return `${name}(${site.live.join(",")}),0`;
  }

  print(e: Expr, mode: Mode): string {
    switch (e.k) {
      case "name":
        return e.name;
      case "lit":
        return e.js;
      case "float":
        return e.js;
      case "const":
        return this.constant(e.index);
      case "helper":
        return this.helper(e.name);
      case "join":
        return this.mark(e.span) +
          e.parts.map((part) => typeof part === "string" ? part : this.print(part, mode)).join("");
      case "op": {
        const operands = e.args.map((arg) => this.#operand(arg, mode));
        return this.mark(e.span) + printOperator(e.op, operands, this.helper);
      }
      case "self-call": {
        const args = e.args.map((arg) => this.print(arg, mode));
        const arity = e.fn.arities.find((a) => !a.variadic && a.count === args.length);
        // The bodies stand in the unit only; elsewhere the function is called as anybody calls it.
        const call = this.resuming || arity === undefined
          ? `${e.fn.self}(${args.join(",")})`
          : `${bodyName(e.fn, arity.body)}(${[...e.fn.held, ...args].join(",")})`;
        return this.mark(e.span) + call;
      }
      case "closure": {
        this.closures.add(e.fn);
        return e.fn.captures.length === 0 ? `f${e.fn.id}` : `m${e.fn.id}(${e.fn.captures.join(",")})`;
      }
    }
  }

  #operand(e: Expr, mode: Mode): Operand {
    const literal = e.k === "lit" && isRawInt(e.type) ? Number(e.js.replace(/[()]/g, "")) : null;
    return {
      js: this.print(e, mode),
      type: typeIn(e, mode),
      literal: literal !== null && Math.abs(literal) < 2 ** 31 ? literal : null,
    };
  }
}

/** The name of the function that is one arity of `fn`. */
export function bodyName(fn: FnUnit, body: Body): string {
  return `${mangle(fn.name)}$b${body.id}`;
}

/** What is known of an expression in a mode. */
export function typeIn(e: Expr, mode: Mode): Type {
  if (e.k === "name" && e.type === "any" && mode.numbers.has(e.name)) return "number";
  return !mode.typed && isRawInt(e.type) && e.k !== "lit" ? "any" : e.type;
}
