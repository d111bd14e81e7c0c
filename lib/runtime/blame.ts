/**
 * Where failures of queries belong: the clause in the program, and the row that was looked at.
 * In: errors on their way up through an execution. Out: what is known of each, for whoever shows it (`siteOf`).
 * Invariant: nothing here runs while all goes well; what is noted first stays, since whoever is nearest to the mistake notes first.
 * Deliberately absent: files and lines. The macros put what stands in the meta slot of a form into a `ClausePlace`; whoever made the slot knows.
 * @module
 */
import { BatutaError, Entity, kw, mapOf, type MetaSlot, PMap, type Printer } from "../data/mod.ts";
import { guarded } from "./machine.ts";

/** The place of a clause: a constant in the code that the macros make. */
export class ClausePlace extends Entity {
  /**
   * @param slot the meta slot of a form of the program
   * @param part which part of that form is meant, the head is 0; null for all of it
   */
  constructor(readonly slot: MetaSlot, readonly part: number | null = null) {
    super();
  }
  override get typeName(): string {
    return "ClausePlace";
  }
  override print(printer: Printer): void {
    printer.text("#<place>");
  }
}

/** A row that was looked at: where it comes from, and which one. */
export interface RowPlace {
  /** The name of a log, or the path of a file; null for a collection. */
  readonly source: unknown;
  /** Of a log the offset; of anything else the number of the row, from 1. */
  readonly number: number;
  readonly kind: "log" | "file" | "collection";
}

/** What is known of a failure beside its own message. */
export interface Site {
  at: ClausePlace | null;
  row: RowPlace | null;
  /** The JavaScript stack where the engine stood: frames that the failure has above these are the program's inside the clause. */
  stack: string;
}

const sites = new WeakMap<BatutaError, Site>();
/** Failures that the engine itself has found. */
const own = new WeakSet<BatutaError>();

/** What is known of where a failure belongs; undefined for failures of anything else than queries. */
export function siteOf(error: BatutaError): Site | undefined {
  return sites.get(error);
}

/** Notes that the engine itself has found a failure, at this clause; answers the failure. */
export function ofEngine(error: BatutaError, at: ClausePlace | null | undefined): BatutaError {
  own.add(error);
  inClause(error, at);
  return error;
}

/** Notes the clause that a failure belongs to; answers the failure, to be thrown again. */
export function inClause(error: unknown, at: ClausePlace | null | undefined): unknown {
  if (!(error instanceof BatutaError)) return error;
  const site = sites.get(error);
  if (site === undefined) sites.set(error, { at: at ?? null, row: null, stack: new Error().stack ?? "" });
  else site.at ??= at ?? null;
  return error;
}

/** Notes the clause where what is waited for fails. */
export function waitingInClause(value: unknown, at: ClausePlace | null | undefined): unknown {
  return guarded(() => value, (arrived) => arrived, (error) => {
    throw inClause(error, at);
  });
}

const [LOG, OFFSET, FILE, ROW] = ["log", "offset", "file", "row"].map(kw);

function placeData({ source, number, kind }: RowPlace): PMap {
  if (kind === "log") return mapOf(LOG, source, OFFSET, number);
  return kind === "file" ? mapOf(FILE, source, ROW, number) : mapOf(ROW, number);
}

/** Notes the row that a failure belongs to; answers the failure. The data of the engine's own has it as metadata. */
export function atRow(error: unknown, row: RowPlace): unknown {
  if (!(error instanceof BatutaError)) return error;
  const site = sites.get(error) ?? { at: null, row: null, stack: new Error().stack ?? "" };
  if (site.row !== null) return error;
  site.row = row;
  sites.set(error, site);
  if (!own.has(error)) return error;
  const { code, message, hint, data, about } = error;
  const known = data instanceof PMap ? data : mapOf();
  const placed = new BatutaError(code, message, {
    hint,
    about,
    data: known.withMeta(placeData(row)),
  });
  placed.stack = error.stack;
  sites.set(placed, site);
  return placed;
}
