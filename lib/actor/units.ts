/**
 * What the actor room needs to know of compiled code, so that functions and suspended calls can travel. The compiler fills it in;
 * see `lib/compiler/travel.ts`.
 * @module
 */
import type { PMap } from "../data/mod.ts";
import type { Code, Fn, Var } from "../runtime/mod.ts";

/** What a function is made of. */
export type FnOrigin =
  | { readonly kind: "var"; readonly ns: string; readonly name: string }
  | { readonly kind: "closure"; readonly unit: string; readonly fn: number; readonly captured: readonly unknown[] }
  | { readonly kind: "described"; readonly of: Fn; readonly meta: PMap | null };

export interface Units {
  originOf(f: Fn): FnOrigin | null;
  makeClosure(unit: string, fn: number, captured: readonly unknown[]): Fn;
  codeRef(code: Code): { readonly unit: string; readonly index: number } | null;
  codeAt(unit: string, index: number): Code;
  hasUnit(unit: string): boolean;
  unitText(unit: string): string;
  loadUnit(unit: string, text: string): void;
  varsOf(unit: string): readonly Var[];
  /** Whether every worker has the var without being told. */
  isLibrary(ns: string): boolean;
}

/** Set before the first worker is started. */
export let units: Units;

export function setUnits(given: Units): void {
  units = given;
}
