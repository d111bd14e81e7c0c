/**
 * Functions and frames that travel: what they are made of, so that another worker can make them anew.
 * A function is a unit's id, an index and the values it holds; a frame's code is a unit's id and an index. A unit travels as a text
 * that needs nothing but the standard library, and is loaded there once. Its id is the hash of that text, so the same code has the
 * same id everywhere. Text and id are made when they are first asked for, from what a unit keeps anyway.
 * In: functions, codes. Out: ids and indexes, texts; and back.
 * Deliberately absent: how values are written, which may hold functions and be held by them (the caller's).
 * @module
 */
import { blake3 } from "@noble/hashes/blake3.js";
import { setUnits } from "../actor/mod.ts";
import type { PMap } from "../data/mod.ts";
import { Code, describedFn, descriptionOf, findNamespace, type Fn, reveal, Var } from "../runtime/mod.ts";
import type { Span } from "../source/mod.ts";
import { constantText, CONSTRUCTORS, Unwritable } from "./constants.ts";
import { emitResume, type Emitted, emitUnit } from "./emit.ts";
import { load, resumingCode } from "./evaluate.ts";
import { LIBRARY } from "./library.ts";
import { type Home, LibraryUnit, Unit } from "./unit.ts";
import { type PlacesFile, PlaceWriter, readPlaces } from "./unit_places.ts";

/** What a function is made of. */
export type Origin =
  /** The value of a var of the standard library, which every worker has. */
  | { readonly kind: "var"; readonly ns: string; readonly name: string }
  /**
   * A closure of a unit. The captured values are as compiled code holds them: beside the program's values there may be any double as a
   * number, and plain JavaScript arrays, each a place of its own: functions that know each other (`letfn`) stand in one that is filled
   * after they are made, and the library gathers elements in some.
   */
  | { readonly kind: "closure"; readonly unit: string; readonly fn: number; readonly captured: readonly unknown[] }
  /** Another function with metadata: `describedFn` of the runtime makes it anew. */
  | { readonly kind: "described"; readonly of: Fn; readonly meta: PMap | null };

/** Where a code stands: the unit's id, and the index among its constants. */
export interface CodeRef {
  readonly unit: string;
  readonly index: number;
}

/** A unit that came from another worker. */
class LoadedUnit implements Home {
  constants: unknown[] = [];
  /** Runs the form. */
  run: Fn = () => null;
  constructor(readonly id: string, readonly text: string) {}
}

/** Units that have an id here, by it; those of the library apart. */
const known = new Map<string, Unit | LoadedUnit>();
/** Ids of units compiled here; null when one cannot be written. */
const ids = new WeakMap<Unit, string | null>();
/** Texts of units compiled here that have an id. */
const texts = new WeakMap<Unit, string>();
const refs = new WeakMap<Code, CodeRef | null>();

// ---- what a function is made of ------------------------------------------------------------------------------------------

/**
 * What a function is made of; null when it cannot travel: a function of JavaScript's that no var of the library holds, or one
 * whose unit has a constant that cannot be written. Of one with metadata, `of` may still turn out to be such.
 */
export function originOf(f: Fn): Origin | null {
  const described = descriptionOf(f);
  if (described !== undefined) return { kind: "described", ...described };
  const made = reveal(f);
  const cell = libraryVar(f, made === null ? f.name : made.code.name, made !== null);
  if (cell !== null) return { kind: "var", ns: cell.ns, name: cell.name };
  if (made === null) return null;
  const ref = codeRef(made.code);
  return ref === null ? null : { kind: "closure", unit: ref.unit, fn: ref.index, captured: made.captured };
}

const LIBRARY_NAMESPACES = new Set(LIBRARY.map(([ns]) => ns));

/** The var of the library whose value the function is, by the name it goes by; null when there is none. */
function libraryVar(f: Fn, qualified: string, compiled: boolean): Var | null {
  const slash = qualified.indexOf("/");
  const ns = qualified.slice(0, slash);
  // What a program defines in other namespaces is unknown elsewhere; primitives are everywhere.
  if (slash < 1 || (compiled && !LIBRARY_NAMESPACES.has(ns))) return null;
  const cell = findNamespace(ns)?.get(qualified.slice(slash + 1));
  if (cell === undefined) return null;
  // A primitive also goes about without the check of its arguments.
  return cell.peek() === f || (!compiled && cell.f === f) ? cell : null;
}

/** Where a code stands; null for the machinery's own, and where the unit cannot be written. */
export function codeRef(code: Code): CodeRef | null {
  let ref = refs.get(code);
  if (ref === undefined) {
    const home = code.home as Unit | LoadedUnit | LibraryUnit | null; // nothing else is put there
    const unit = home === null ? null : idOf(home);
    ref = home === null || unit === null ? null : { unit, index: home.constants.indexOf(code) };
    refs.set(code, ref);
  }
  return ref;
}

function idOf(home: Unit | LoadedUnit | LibraryUnit): string | null {
  if (!(home instanceof Unit)) return home.id;
  const id = ids.get(home);
  return id === undefined ? name(home) : id;
}

/** Writes a unit and gives it its id. */
function name(unit: Unit): string | null {
  let id: string | null = null;
  try {
    const text = writeUnit(unit);
    id = hashOf(text);
    texts.set(unit, text);
    // Where a namespace was removed and loaded again, the newest has the vars that count.
    known.set(id, unit);
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
  }
  ids.set(unit, id);
  return id;
}

/** 128 bits in hexadecimal. */
function hashOf(text: string): string {
  const bytes = blake3(new TextEncoder().encode(text), { dkLen: 16 });
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// ---- units as text -------------------------------------------------------------------------------------------------------

interface TextFile {
  readonly text: string;
  /** The place of each line. */
  readonly lines: readonly number[];
}

interface CodeFile {
  readonly name: string;
  readonly arities: readonly number[];
  readonly variadic: boolean;
  /** Resume point and place in turn. */
  readonly sites: readonly number[];
  readonly resume: TextFile;
}

/** A unit as JSON. */
interface UnitFile {
  readonly main: TextFile;
  readonly codes: readonly CodeFile[];
  /** JavaScript: an array, in the scope of `c` (`CONSTRUCTORS`), `codes`, `closure` (`makeClosure`) and `describe` (`describedFn`). */
  readonly constants: string;
  /** Id and text of units whose functions stand among the constants. */
  readonly units: readonly (readonly [id: string, text: string])[];
  readonly places: PlacesFile;
}

function writeUnit(unit: Unit): string {
  const places = new PlaceWriter();
  const textFile = ({ text, places: lines }: Emitted): TextFile => ({
    text,
    lines: lines.map((at) => places.index(at)),
  });
  const codes = new Map(unit.bodies.map((body, i) => [body.code, i]));
  const units = new Map<string, string>();
  const constants = constantsText(unit.constants, codes, units);
  const main = textFile(emitUnit(unit, unit.bodies[unit.bodies.length - 1])); // the form's body is lowered last
  const codeFiles = unit.bodies.map((body): CodeFile => ({
    name: body.name,
    arities: body.code.arities,
    variadic: body.code.variadic,
    sites: body.sites.flatMap(({ pc, span }) => [pc, places.index(span)]),
    resume: textFile(emitResume(body)),
  }));
  const indexes = new Map(unit.constants.map((value, i) => [value, i]));
  const file: UnitFile = {
    main,
    codes: codeFiles,
    constants,
    units: [...units],
    places: places.done((value) => indexes.get(value) ?? -1),
  };
  return JSON.stringify(file);
}

/** @param units gets what functions among the constants need */
function constantsText(
  constants: readonly unknown[],
  codes: ReadonlyMap<Code, number>,
  units: Map<string, string>,
): string {
  const own = (value: unknown): string | null => {
    if (value instanceof Code) return `codes[${codes.get(value)}]`;
    const origin = typeof value === "function" ? originOf(value as Fn) : null;
    if (origin === null) return null;
    if (origin.kind === "var") return `c.var(${JSON.stringify(origin.ns)},${JSON.stringify(origin.name)}).value`;
    if (origin.kind === "described") {
      return `describe(${constantText(origin.of, own)},${constantText(origin.meta, own)})`;
    }
    if (!(findUnit(origin.unit) instanceof LibraryUnit)) units.set(origin.unit, unitText(origin.unit));
    const captured = origin.captured.map((x) => constantText(x, own));
    return `closure(${JSON.stringify(origin.unit)},${origin.fn},[${captured}])`;
  };
  return `[${constants.map((x) => constantText(x, own))}]`;
}

// ---- units here ----------------------------------------------------------------------------------------------------------

function findUnit(unit: string): Home | undefined {
  return known.get(unit) ?? LibraryUnit.get(unit);
}

function getUnit(unit: string): Home {
  const found = findUnit(unit);
  if (found === undefined) throw new Error(`travel.ts: the unit ${unit} is not known here`);
  return found;
}

/** Whether functions of the unit can be made here. */
export function hasUnit(unit: string): boolean {
  return findUnit(unit) !== undefined;
}

/** What `loadUnit` takes. The library's own units, which all executables of one build share, have no text. */
export function unitText(unit: string): string {
  const found = getUnit(unit);
  const text = found instanceof LoadedUnit ? found.text : found instanceof Unit ? texts.get(found) : undefined;
  if (text === undefined) throw new Error(`travel.ts: the unit ${unit} belongs to the executable`);
  return text;
}

/** Makes a unit known by the text that `unitText` gave for it elsewhere. Runs nothing of the program. */
export function loadUnit(unit: string, text: string): void {
  if (!hasUnit(unit)) makeUnit(unit, text);
}

/** A unit's id and its text, for a file; fails with `Unwritable` where a constant cannot be written. */
export function writtenUnit(unit: Unit): readonly [id: string, text: string] {
  const text = writeUnit(unit);
  return [hashOf(text), text];
}

/** What runs the form of a unit that `writtenUnit` has written. */
export function runnerOf(id: string, text: string): Fn {
  const found = known.get(id);
  return (found instanceof LoadedUnit ? found : makeUnit(id, text)).run;
}

function makeUnit(unit: string, text: string): LoadedUnit {
  const file = JSON.parse(text) as UnitFile; // what `writeUnit` has written
  for (const [id, inner] of file.units) loadUnit(id, inner);
  const loaded = new LoadedUnit(unit, text);
  // Nobody asks for places until something fails.
  let read: readonly Span[] | null = null;
  const places = () => read ??= readPlaces(file.places, loaded.constants);
  const emitted = ({ text, lines }: TextFile): Emitted => ({
    text,
    get places() {
      return lines.map((at) => places()[at] ?? null);
    },
  });
  const codes = file.codes.map(({ name, arities, variadic, sites, resume }) => {
    const placeOf = (pc: number) => {
      for (let i = 0; i < sites.length; i += 2) if (sites[i] === pc) return places()[sites[i + 1]] ?? null;
      return null;
    };
    const code = resumingCode({ name, placeOf, arities, variadic }, () => emitted(resume), () => loaded.constants);
    code.home = loaded;
    return code;
  });
  // Indirect eval: the text sees nothing of this module.
  const constants = (0, eval)(`(function(c,codes,closure,describe){return ${file.constants};})`);
  loaded.constants = constants(CONSTRUCTORS, codes, makeClosure, describedFn);
  loaded.run = load(emitted(file.main), loaded.constants);
  known.set(unit, loaded);
  return loaded;
}

/** The code at an index of a unit. */
export function codeAt(unit: string, index: number): Code {
  const code = getUnit(unit).constants[index];
  if (!(code instanceof Code)) throw new Error(`travel.ts: the unit ${unit} has no code at ${index}`);
  return code;
}

/** The function that `originOf` took apart. An array among the captured values may be filled afterwards. */
export function makeClosure(unit: string, fn: number, captured: readonly unknown[]): Fn {
  const { make } = codeAt(unit, fn);
  if (make === null) throw new Error(`travel.ts: the unit ${unit} makes no closures of ${fn}`);
  return make(...captured) as Fn; // what the emitter's makers answer
}

/** The vars that code of the unit refers to, and code of the functions among its constants. */
export function varsOf(unit: string): readonly Var[] {
  const vars = new Set<Var>();
  const collect = (value: unknown) => {
    if (value instanceof Var) vars.add(value);
    const origin = typeof value === "function" ? originOf(value as Fn) : null;
    if (origin?.kind === "described") collect(origin.of);
    if (origin?.kind !== "closure") return;
    for (const cell of varsOf(origin.unit)) vars.add(cell);
    origin.captured.forEach(collect);
  };
  getUnit(unit).constants.forEach(collect);
  return [...vars];
}

setUnits({
  originOf,
  makeClosure,
  codeRef,
  codeAt,
  hasUnit,
  unitText,
  loadUnit,
  varsOf,
  isLibrary: (ns) => ns.startsWith("batuta.") || ns.startsWith("java."),
});
