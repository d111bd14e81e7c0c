/**
 * What a program declares beside its code: types of locals, protocols of actors.
 * In: forms as they are written. Out: what whoever checks types finds by the local or the code it belongs to; nothing here runs.
 * @module
 */
import { listFrom, mapLiteral, PMap, PSet, Seq, setFrom, Sym, Tuple, Vec, vec } from "../data/mod.ts";
import type { Span } from "../source/mod.ts";
import type { Core, Local } from "./core.ts";
import type { Pattern } from "./pattern.ts";
import { partsOf, toDatum } from "./syntax.ts";

const types = new WeakMap<Local, readonly unknown[]>();

/** The forms of the type that is declared for a local, or null. */
export function declaredType(local: Local): readonly unknown[] | null {
  return types.get(local) ?? null;
}

export function declareType(local: Local, forms: readonly unknown[]): void {
  types.set(local, forms);
}

/** A clause of a receive: what it takes, and its code, as often as that stands there. */
export interface HandledClause {
  readonly pattern: Pattern;
  readonly guarded: boolean;
  readonly span: Span | null;
  readonly bodies: readonly Core[];
}

/** The clauses of a receive in the place of an actor's loop. */
export interface HandledReceive {
  readonly patterns: readonly HandledClause[];
  /** The locals that hold a message while the clauses look at it. */
  readonly mail: readonly Local[];
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

/** A type as plain data, in which `A | B` within a map is one value, `(A | B)`: a map as data could not hold the sign twice. */
export function typeDatum(form: unknown): unknown {
  if (form instanceof Sym) return toDatum(form);
  if (form instanceof Vec) return vec(partsOf(form).map(typeDatum));
  if (form instanceof Seq) return listFrom(partsOf(form).map(typeDatum));
  if (form instanceof PSet) return setFrom(partsOf(form).map(typeDatum));
  if (form instanceof Tuple) return new Tuple(form.tag, form.items.map(typeDatum));
  if (!(form instanceof PMap)) return form;
  const parts: unknown[] = [];
  const written = partsOf(form);
  for (let i = 0; i + 1 < written.length; i += 2) {
    const [key, value] = [written[i], typeDatum(written[i + 1])];
    if (i > 0 && isNamed(key, "|")) parts.push(listFrom([parts.pop(), toDatum(key), value]));
    else parts.push(typeDatum(key), value);
  }
  return mapLiteral(...parts);
}

/** The forms of a type from an index on, several where `|` or `&` stands between them, and the index behind them. */
export function typeForms(forms: readonly unknown[], from: number): { type: readonly unknown[]; end: number } {
  let end = from + 1;
  while (end + 1 < forms.length && (isNamed(forms[end], "|") || isNamed(forms[end], "&"))) end += 2;
  return { type: forms.slice(from, end), end };
}
