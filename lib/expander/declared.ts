/**
 * What a program declares beside its code: types of locals, protocols of actors.
 * In: forms as they are written. Out: what whoever checks types finds by the local or the code it belongs to; nothing here runs.
 * @module
 */
import { Sym } from "../data/mod.ts";
import type { Span } from "../source/mod.ts";
import type { Core, Local } from "./core.ts";
import type { Pattern } from "./pattern.ts";

const types = new WeakMap<Local, readonly unknown[]>();

/** The forms of the type that is declared for a local, or null. */
export function declaredType(local: Local): readonly unknown[] | null {
  return types.get(local) ?? null;
}

export function declareType(local: Local, forms: readonly unknown[]): void {
  types.set(local, forms);
}

/** The clauses of a receive in the place of an actor's loop. */
export interface HandledReceive {
  readonly patterns: readonly { readonly pattern: Pattern; readonly guarded: boolean; readonly span: Span | null }[];
  readonly span: Span | null;
}

/** An actor that names a protocol. */
export interface HandledActor {
  readonly name: string;
  readonly protocol: Sym;
  readonly receives: readonly HandledReceive[];
}

const actors = new WeakMap<Core, HandledActor>();

/** What is known of an actor by the code that makes its definition, or null. */
export function actorOf(core: Core): HandledActor | null {
  return actors.get(core) ?? null;
}

export function rememberActor(core: Core, actor: HandledActor): void {
  actors.set(core, actor);
}

const isNamed = (form: unknown, name: string) => form instanceof Sym && form.ns === null && form.name === name;

/** Whether a form begins a type: `::`. */
export function isTypeMark(form: unknown): boolean {
  return isNamed(form, "::");
}

/** The forms of a type from an index on, several where `|` or `&` stands between them, and the index behind them. */
export function typeForms(forms: readonly unknown[], from: number): { type: readonly unknown[]; end: number } {
  let end = from + 1;
  while (end + 1 < forms.length && (isNamed(forms[end], "|") || isNamed(forms[end], "&"))) end += 2;
  return { type: forms.slice(from, end), end };
}
