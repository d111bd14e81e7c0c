/**
 * Vars and namespaces. A var is a cell: emitted code holds the cell and calls `cell.f(…)`, so redefinition is seen by every
 * existing caller at once.
 * Invariant: `f` is always a function that behaves like a call of `value`.
 * @module
 */
import { EMPTY_MAP, Entity, kw, Obj, type PMap, type Printer } from "../data/mod.ts";
import { type Span, spanText } from "../source/mod.ts";
import { callPinned, machine } from "./machine.ts";
import { Callable, invoke } from "./call.ts";
import { runtimeFailure } from "./errors.ts";
import type { Bindings } from "./process.ts";

/** Any Batuta function, seen from TypeScript. */
export type Fn = (...args: unknown[]) => unknown;

/** The value of a var that is declared and not yet defined. */
export class Unbound extends Obj {
  constructor(readonly name: string) {
    super();
  }
  equals(other: unknown): boolean {
    return this === other;
  }
  hash(): number {
    return 0;
  }
  override print(printer: Printer): void {
    printer.text(`#<unbound ${this.name}>`);
  }
}

/** Told of each definition; null while nobody wants to know. */
let definitionWatch: ((cell: Var) => void) | null = null;

export function onDefinition(watch: (cell: Var) => void): void {
  definitionWatch = watch;
}

export class Var extends Callable {
  #value: unknown;
  /** Makes the value on first need; null once it is made. */
  #make: (() => unknown) | null = null;
  f: Fn;
  macro = false;
  dynamic = false;
  private = false;
  /** Never suspends: emitted code calls it without a check. Only set for primitives. */
  leaf = false;
  /** The user's metadata map, or a function that makes it on first need. */
  #meta: unknown = null;
  /** Where it was defined last; null for primitives and what was compiled ahead of time. */
  place: Span | null = null;

  constructor(readonly ns: string, readonly name: string) {
    super();
    this.#value = new Unbound(this.fullName);
    this.f = () => {
      throw runtimeFailure("unbound", { name: this.fullName });
    };
  }

  call(args: readonly unknown[]): unknown {
    return this.f(...args);
  }

  get fullName(): string {
    return this.ns === "" ? this.name : `${this.ns}/${this.name}`;
  }

  get bound(): boolean {
    return this.#make !== null || !(this.#value instanceof Unbound);
  }

  get value(): unknown {
    if (this.#make !== null) this.#settle();
    return this.#value;
  }

  set value(value: unknown) {
    this.#make = null;
    this.#value = value;
  }

  /** The value if it has been made; undefined otherwise. */
  peek(): unknown {
    return this.#make === null ? this.#value : undefined;
  }

  /**
   * Lets `make` make the value when somebody reads it or calls it. Functions are defined this way: reading a file costs
   * nothing for those it never calls. Nobody sees a difference, since nothing else stands for the value before.
   */
  defer(make: () => unknown): void {
    this.#make = make;
    this.f = (...args) => {
      this.#settle();
      return this.f(...args);
    };
    definitionWatch?.(this);
  }

  #settle(): void {
    const make = this.#make;
    if (make === null) return;
    this.#make = null;
    let value: unknown;
    try {
      value = make();
    } catch (error) {
      // It fails for whoever reads it, not only for the first.
      this.#make = make;
      throw error;
    }
    this.set(value);
  }

  /** The user's metadata with the place of the definition. */
  get meta(): PMap | null {
    if (typeof this.#meta === "function") this.#meta = this.#meta();
    const own = this.#meta as PMap | null; // only `setMeta` writes it
    const at = definitionOf(this);
    if (at === null) return own;
    const place = [[kw("file"), at.file], [kw("line"), at.line], [kw("column"), at.column]] as const;
    return place.reduce<PMap>((meta, [key, value]) => meta.assoc(key, value) as PMap, own ?? EMPTY_MAP); // of a map
  }

  /** Takes a map or a function that makes one. */
  setMeta(meta: PMap | null | (() => PMap)): void {
    this.#meta = meta;
  }

  set(value: unknown): void {
    this.value = value;
    if (typeof value !== "function") this.f = (...args) => invoke(this.value, args);
    // Callers of a leaf do not check for suspension, so its replacement must not suspend either.
    else if (this.leaf) {
      this.f = (...args) => callPinned(`a replacement of ${this.fullName}`, () => (value as Fn)(...args));
    } else this.f = value as Fn;
    definitionWatch?.(this);
  }

  override print(printer: Printer): void {
    printer.text(`#'${this.fullName}`);
  }
}

/** The text of a definition, and where it stands. */
export interface Definition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

let findCompiled: (ns: string, name: string) => Definition | null = () => null;

/** Says where the definitions stand that were compiled ahead of time. */
export function setCompiledDefinitions(find: (ns: string, name: string) => Definition | null): void {
  findCompiled = find;
}

/** The definition of a var, as far as it is known; null for primitives. */
export function definitionOf({ place, ns, name }: Var): Definition | null {
  if (place === null) return findCompiled(ns, name);
  if (!place.source.known) return null;
  const { line, col } = place.source.lineCol(place.start);
  return { file: place.source.name, line, column: col, text: spanText(place) };
}

/** The value of a dynamic var for the running process. */
export function dynamicValue(cell: Var): unknown {
  const bound = findBinding(cell);
  return bound === null ? cell.value : bound.value;
}

/** The innermost binding of a dynamic var in the running process. */
export function findBinding(cell: Var): Bindings | null {
  let bound = machine.current === null ? null : machine.current.bindings;
  while (bound !== null && bound.owner !== cell) bound = bound.next;
  return bound;
}

/** What a var of this name holds has changed within. */
export function valueChanged(value: unknown, name: string): void {
  if (definitionWatch === null) return;
  for (const ns of namespaces.values()) {
    const cell = ns.get(name);
    if (cell !== undefined && cell.peek() === value) definitionWatch(cell);
  }
}

export class Namespace extends Entity {
  /** Names that mean vars of other namespaces. */
  readonly refers = new Map<string, Var>();
  /** Short names of other namespaces. */
  readonly aliases = new Map<string, Namespace>();
  /** Definitions whose names a macro introduced: the expander's, by name. */
  readonly hidden = new Map<string, unknown[]>();
  meta: unknown = null;
  readonly #vars = new Map<string, Var>();
  /** Definitions that run when somebody first asks for the name: see `defer`. */
  readonly #deferred = new Map<string, (name: string) => void>();
  /** What may know more names, asked once when a name is not found: see `deferAll`. */
  #sources: (() => void)[] = [];

  constructor(readonly name: string) {
    super();
  }

  /** Lets `define` make the var of a name on first need. The library starts this way: most programs use little of it. */
  defer(name: string, define: (name: string) => void): void {
    this.#deferred.set(name, define);
  }

  /** Lets `define` make or defer vars when somebody first asks for a name that is not here. */
  deferAll(define: () => void): void {
    this.#sources.push(define);
  }

  #settleAll(): void {
    for (const define of this.#sources.splice(0)) define();
  }

  #settle(name: string): void {
    const define = this.#deferred.get(name);
    if (define === undefined) return;
    this.#deferred.delete(name);
    define(name);
  }

  /** The var of this name defined here. */
  get(name: string): Var | undefined {
    if (this.#deferred.size > 0) this.#settle(name);
    const cell = this.#vars.get(name);
    if (cell !== undefined || this.#sources.length === 0) return cell;
    this.#settleAll();
    return this.get(name);
  }

  /** The var of this name defined here, made when missing. */
  intern(name: string): Var {
    let cell = this.get(name);
    if (cell === undefined) {
      cell = new Var(this.name, name);
      this.#vars.set(name, cell);
    }
    return cell;
  }

  /** What an unqualified name means here: own vars, then referred ones, then the core library. */
  find(name: string): Var | undefined {
    return this.get(name) ?? this.refers.get(name) ?? core.get(name);
  }

  remove(name: string): void {
    this.#settleAll();
    this.#deferred.delete(name);
    this.#vars.delete(name);
  }

  /** All names defined here. */
  names(): string[] {
    this.#settleAll();
    return [...new Set([...this.#vars.keys(), ...this.#deferred.keys()])];
  }

  /** All vars defined here, by name. */
  get vars(): ReadonlyMap<string, Var> {
    this.#settleAll();
    for (const name of [...this.#deferred.keys()]) this.#settle(name);
    return this.#vars;
  }

  override print(printer: Printer): void {
    printer.text(this.name);
  }
}

const namespaces = new Map<string, Namespace>();

/** Namespaces that portable code knows, by the names of the standard library's that stand for them. */
const CLOJURE: Readonly<Record<string, string>> = {
  "clojure.core": "batuta.core",
  "clojure.string": "batuta.str",
  "clojure.set": "batuta.set",
  "clojure.walk": "batuta.walk",
  "clojure.edn": "batuta.edn",
  "clojure.test": "batuta.test",
  "clojure.spec.alpha": "batuta.spec",
  "clojure.spec.gen.alpha": "batuta.spec.gen",
  "clojure.spec.test.alpha": "batuta.spec",
  "clojure.template": "batuta.template",
  "clojure.math": "batuta.math",
  "Math": "batuta.math",
  "java.lang.Math": "batuta.math",
  "Long": "java.lang.Long",
  "Integer": "java.lang.Integer",
  "Double": "java.lang.Double",
  "Float": "java.lang.Double",
  "Boolean": "java.lang.Boolean",
  "Thread": "java.lang.Thread",
  "Objects": "java.util.Objects",
  "URLEncoder": "java.net.URLEncoder",
  "URLDecoder": "java.net.URLDecoder",
  "PersistentQueue": "clojure.lang.PersistentQueue",
  "StrictMath": "batuta.math",
  "Character": "java.lang.Character",
  "String": "java.lang.String",
  "System": "java.lang.System",
  "Runtime": "java.lang.Runtime",
  "Pattern": "java.util.regex.Pattern",
  "UUID": "java.util.UUID",
};

function ownName(name: string): string {
  return Object.hasOwn(CLOJURE, name) ? CLOJURE[name] : name;
}

export function findNamespace(name: string): Namespace | undefined {
  return namespaces.get(ownName(name));
}

export function getNamespace(given: string): Namespace {
  const name = ownName(given);
  let found = namespaces.get(name);
  if (found === undefined) {
    found = new Namespace(name);
    namespaces.set(name, found);
  }
  return found;
}

export function removeNamespace(name: string): void {
  namespaces.delete(name);
}

export function allNamespaces(): Iterable<Namespace> {
  return namespaces.values();
}

/** Namespaces of the standard library that every file knows by a short name; a file's own alias wins. */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  blake3: "batuta.blake3",
  dlog: "batuta.dlog",
  str: "batuta.str",
  set: "batuta.set",
  walk: "batuta.walk",
  async: "batuta.async",
  edn: "batuta.edn",
  env: "batuta.env",
  fs: "batuta.fs",
  http: "batuta.http",
  json: "batuta.json",
  math: "batuta.math",
  process: "batuta.process",
  query: "batuta.query",
  s: "batuta.spec",
  time: "batuta.time",
};

/** The namespace a prefix means in a namespace: an alias there, a full name, or a well-known short name. */
export function findByPrefix(ns: Namespace, prefix: string): Namespace | undefined {
  return ns.aliases.get(prefix) ?? findNamespace(prefix) ??
    (Object.hasOwn(WELL_KNOWN, prefix) ? namespaces.get(WELL_KNOWN[prefix]) : undefined);
}

export const CORE = "batuta.core";
/** The namespace every other one sees without asking. */
export const core: Namespace = getNamespace(CORE);
