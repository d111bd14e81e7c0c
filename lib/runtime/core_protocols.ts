/**
 * Protocols: functions whose implementation is chosen by the type of their first argument. And the values that programs make for
 * them: records, opaque objects of a type, objects of no type.
 * In: types (symbols, nil), methods by name. Out: the implementation for a value.
 * A method finds it by the class of the value: it keeps the first three classes that came along at hand, the others in a table;
 * whatever is extended later empties both. Measured: 12 ns for one of the three, 40 for another one.
 * Deliberately absent: the macros, which are the library's (`stdlib/core/protocols.bat`).
 * @module
 */
import {
  EMPTY_MAP,
  Entity,
  fail,
  Keyword,
  listFrom,
  metaOf,
  PMap,
  type Printer,
  Rec,
  RecordType,
  Sym,
  symbolFrom,
  toArray,
  toText,
  Vec,
} from "../data/mod.ts";
import { Callable } from "./call.ts";
import { between, defineLeaves, document, manyFrom } from "./core_install.ts";
import { toFn } from "./core_walk.ts";
import { typeSymbol } from "./core_reflection.ts";
import { Spec } from "./core_spec.ts";
import { callPinned, machine } from "./machine.ts";
import { runtimeFailure } from "./errors.ts";
import { typesAbove } from "./types.ts";
import { core, findNamespace, type Fn, valueChanged } from "./var.ts";

// ---- dispatch --------------------------------------------------------------------------------------------------------

/** What stands for the types whose values are no objects. */
const INT = Symbol("Int");
const FLOAT = Symbol("Float");
const NOTHING = Symbol("nothing");

/** What values of one type share and others do not: a class, or a mark. */
function keyOf(x: unknown): unknown {
  switch (typeof x) {
    case "object":
      return x === null ? null : x.constructor;
    case "number":
      return Number.isInteger(x) ? INT : FLOAT;
    case "bigint":
      return INT;
    default:
      return typeof x;
  }
}

/** One function of a protocol. */
class Method extends Entity {
  /** The first three keys that came along, with their implementations. */
  key0: unknown = NOTHING;
  key1: unknown = NOTHING;
  key2: unknown = NOTHING;
  f0: Fn | null = null;
  f1: Fn | null = null;
  f2: Fn | null = null;
  /** Implementations by key. */
  readonly known = new Map<unknown, Fn>();

  constructor(readonly protocol: Protocol, readonly name: string) {
    super();
  }
  forget(): void {
    this.key0 = this.key1 = this.key2 = NOTHING;
    this.known.clear();
  }
  remember(key: unknown, f: Fn): void {
    this.known.set(key, f);
    if (this.key0 === NOTHING) {
      this.key0 = key;
      this.f0 = f;
    } else if (this.key1 === NOTHING) {
      this.key1 = key;
      this.f1 = f;
    } else if (this.key2 === NOTHING) {
      this.key2 = key;
      this.f2 = f;
    }
  }
}

/** What a program has added to the tables of this file, for workers that run the same program. */
export type Extension =
  | {
    readonly kind: "protocol";
    readonly name: string;
    readonly methods: readonly string[];
    readonly byMetadata: boolean;
  }
  | { readonly kind: "record" | "object"; readonly name: string; readonly fields: readonly Keyword[] }
  /** `protocol` by name, or the name of what is none. */
  /** A call of a function of the core library that changed a table of the library's. */
  | { readonly kind: "call"; readonly name: string; readonly args: readonly unknown[] }
  | { readonly kind: "extend"; readonly type: string; readonly protocol: string; readonly functions: PMap };

/** All of them in order, and who is told of the next; the library's own are everywhere. */
export const extensions: { readonly all: Extension[]; onNew: ((added: Extension) => void) | null } = {
  all: [],
  onNew: null,
};

let replaying = false;

function record(added: Extension): void {
  if (replaying || (machine.pinned > 0 && machine.pinnedBy === "the standard library")) return;
  extensions.all.push(added);
  extensions.onNew?.(added);
}

const protocols = new Map<string, Protocol>();

/** The protocol of a name, or null. */
export function protocolOf(name: string): Protocol | null {
  const known = protocols.get(name);
  if (known !== undefined) return known;
  // One of the library's that nobody has asked for yet.
  const [ns, own] = name.split("/");
  const value = own === undefined ? null : findNamespace(ns)?.get(own)?.value;
  return value instanceof Protocol ? value : null;
}

function makeProtocol(name: string, methods: readonly string[], byMetadata: boolean): Protocol {
  const protocol = new Protocol(name, byMetadata);
  for (const method of methods) protocol.methods.set(method, new Method(protocol, method));
  protocols.set(name, protocol);
  return protocol;
}

/** Does here what a program has done elsewhere. */
export function addExtension(added: Extension): void {
  if (added.kind === "call") {
    replaying = true;
    try {
      callPinned("a definition of another worker", () => core.get(added.name)?.f(...added.args));
    } finally {
      replaying = false;
    }
  } else if (added.kind === "extend") {
    const protocol = protocolOf(added.protocol);
    if (protocol === null) extendOwn(added.type, added.functions);
    else implement(protocol, added.type, added.functions);
  } else if (added.kind === "protocol") makeProtocol(added.name, added.methods, added.byMetadata);
  else if (added.kind === "record") recordTypeOf(added.name, added.fields);
  else types.set(added.name, new ObjectType(added.name, added.fields));
}

/** A set of functions that types can implement. */
export class Protocol extends Entity {
  readonly methods = new Map<string, Method>();
  /** Type → function by method name. */
  readonly implementations = new Map<string, ReadonlyMap<string, Fn>>();
  /** Messages of actors by name, and how many arguments each has; null for a protocol of functions. */
  messages: ReadonlyMap<string, number> | null = null;

  /** @param name qualified */
  constructor(readonly name: string, readonly byMetadata: boolean) {
    super();
  }
  override get typeName(): string {
    return "Protocol";
  }
  override print(printer: Printer): void {
    printer.text(`#<protocol ${this.name}>`);
  }
}

/** The types to look at for a value, its own first. */
function typesOf(x: unknown): readonly string[] {
  const own = typeSymbol(x).name;
  return [own, ...typesAbove(own, x instanceof Rec), ...(x === null ? [] : ["Any"])];
}

/** The implementation for the type of a value, or null. */
function findForType(method: Method, x: unknown): Fn | null {
  for (const type of typesOf(x)) {
    const f = method.protocol.implementations.get(type)?.get(method.name);
    if (f !== undefined) return f;
  }
  return null;
}

function metaOfAny(x: unknown): unknown {
  return typeof x === "object" && x !== null && "meta" in x ? metaOf(x.meta) : null;
}

/** An implementation that a value carries in its metadata, or null. */
function findInMeta(method: Method, x: unknown): Fn | null {
  const meta = metaOfAny(x);
  if (!(meta instanceof PMap)) return null;
  const [ns] = method.protocol.name.split("/");
  // A template writes the name without its namespace.
  const f = meta.get(symbolFrom(`${ns}/${method.name}`), null) ?? meta.get(symbolFrom(method.name), null);
  return f === null ? null : toFn(f);
}

function findSlowly(method: Method, x: unknown, key: unknown): Fn {
  if (x instanceof Reified) {
    const own = x.methods.get(method);
    if (own !== undefined) return own;
  }
  if (method.protocol.byMetadata) {
    const carried = findInMeta(method, x);
    if (carried !== null) return carried;
  }
  const known = method.known.get(key);
  if (known !== undefined) return known;
  const f = findForType(method, x) ?? missing(method, x);
  // What a value brings along itself says nothing about the next one.
  if (!(x instanceof Reified) && !method.protocol.byMetadata) method.remember(key, f);
  return f;
}

function missing(method: Method, x: unknown): never {
  const type = typeSymbol(x).name;
  throw runtimeFailure("no-implementation", { method: method.name, protocol: method.protocol.name, type, value: x });
}

/** The function that a method means for a value. */
function implementation(method: unknown, x: unknown): Fn {
  const m = method as Method; // only the code that `defprotocol` writes calls this
  const key = keyOf(x);
  // A key and its function are set together.
  if (key === m.key0) return m.f0 as Fn;
  if (key === m.key1) return m.f1 as Fn;
  if (key === m.key2) return m.f2 as Fn;
  return findSlowly(m, x, key);
}

// ---- values that programs make -----------------------------------------------------------------------------------------

/** What an object of a program's own does, by method of a protocol, or by name for what the language itself asks. */
type Own = ReadonlyMap<Method | string, Fn>;

/** An object that programs made: of a type of `deftype`, or of none, by `reify`. */
abstract class Custom extends Callable {
  abstract readonly methods: Own;

  call(args: readonly unknown[]): unknown {
    const f = this.methods.get("invoke");
    return f === undefined ? fail("not-callable", { value: this }) : f(this, ...args);
  }
  deref(): unknown {
    const f = this.methods.get("deref");
    if (f === undefined) return fail("bad-argument", { op: "deref", expected: "an atom, var or delay", value: this });
    return f(this);
  }
  override toText(): string | null {
    return ownText(this.methods, this);
  }
  override equals(other: unknown): boolean {
    const f = this.methods.get("equals") ?? this.methods.get("equiv");
    if (this === other || f === undefined) return this === other;
    return callPinned("equals", () => f(this, other)) === true;
  }
  override hash(): number {
    const f = this.methods.get("hashCode") ?? this.methods.get("hasheq");
    return f === undefined ? super.hash() : Number(callPinned("hashCode", () => f(this))) | 0;
  }
  override compareTo(other: unknown): number | undefined {
    const f = this.methods.get("compareTo");
    return f === undefined ? undefined : Number(callPinned("compareTo", () => f(this, other)));
  }
}

function ownText(methods: Own, x: unknown): string | null {
  const f = methods.get("toString");
  return f === undefined ? null : toText(callPinned("toString", () => f(x)));
}

class Reified extends Custom {
  constructor(readonly methods: Own) {
    super();
  }
  override print(printer: Printer): void {
    printer.text("#<reified>");
  }
}

/** A type of `deftype`: values with fields that are nobody else's business. */
class ObjectType {
  readonly methods = new Map<string, Fn>();
  readonly make: new (values: readonly unknown[]) => Typed;
  constructor(readonly name: string, readonly fields: readonly Keyword[]) {
    this.make = class extends Typed {};
    Object.defineProperty(this.make.prototype, "type", { value: this });
  }
}

export abstract class Typed extends Custom {
  declare readonly type: ObjectType;
  constructor(readonly values: readonly unknown[]) {
    super();
  }
  get methods(): Own {
    return this.type.methods;
  }
  override get typeName(): string {
    return this.type.name;
  }
  override print(printer: Printer): void {
    printer.text(`#<${this.type.name}>`);
  }
}

const types = new Map<string, RecordType | ObjectType>();

/** The record type of a name such as `user.Point`, or undefined. */
export function findRecordType(name: string): RecordType | undefined {
  const type = types.get(name);
  return type instanceof RecordType ? type : undefined;
}

/** The record type of a name with these fields, made when there is none: records come from elsewhere before their definition does. */
export function recordTypeOf(name: string, fields: readonly Keyword[]): RecordType {
  const known = findRecordType(name);
  if (known?.fields.length === fields.length && known.fields.every((field, i) => field === fields[i])) return known;
  const type = new RecordType(name, fields);
  types.set(name, type);
  return type;
}

/** The record that `#user.Point{…}` or `#user.Point[…]` writes; undefined when there is no such type, or no such record. */
export function recordLiteral(tag: string, form: unknown): Rec | undefined {
  const type = findRecordType(tag);
  if (type === undefined) return undefined;
  if (form instanceof PMap) return type.from(form);
  return form instanceof Vec && form.n === type.fields.length ? type.of(form.toArray()) : undefined;
}

function keywordsOf(x: unknown): Keyword[] {
  return toArray(x) as Keyword[]; // the macros hand in keywords
}

function fieldOf(x: unknown, i: unknown): unknown {
  return (x as Rec | Typed).values[i as number]; // the macros write it into methods of the type only
}

// ---- extending ---------------------------------------------------------------------------------------------------------

function typeText(x: unknown): string {
  if (x === null) return "Nil";
  return x instanceof Sym
    ? x.name
    : fail("bad-argument", { op: "extend", expected: "a type such as String or nil", value: x });
}

function asProtocol(op: string, x: unknown): Protocol {
  return x instanceof Protocol ? x : fail("bad-argument", { op, expected: "a protocol", value: x });
}

/** Methods of what is no protocol are for the language itself: `toString` and the like. */
function extendOwn(type: string, functions: PMap): void {
  const known = types.get(type);
  functions.forEach((name, f) => {
    const method = (name as Keyword).name; // the macros hand in keywords
    if (known instanceof ObjectType) known.methods.set(method, f as Fn);
    else if (known !== undefined && method === "toString") {
      known.toText = (record) => toText(callPinned("toString", () => (f as Fn)(record)));
    }
  });
}

function extend(type: unknown, x: unknown, functions: unknown): null {
  if (!(functions instanceof PMap)) {
    return fail("bad-argument", { op: "extend", expected: "a map of functions", value: functions });
  }
  const name = typeText(type);
  if (x instanceof Sym) {
    extendOwn(name, functions);
    record({ kind: "extend", type: name, protocol: x.name, functions });
    return null;
  }
  const protocol = asProtocol("extend", x);
  implement(protocol, name, functions);
  record({ kind: "extend", type: name, protocol: protocol.name, functions });
  return null;
}

function implement(protocol: Protocol, type: string, functions: PMap): void {
  const table = new Map<string, Fn>();
  functions.forEach((key, f) => table.set(key instanceof Keyword ? key.name : toText(key), f as Fn));
  protocol.implementations.set(type, table);
  for (const method of protocol.methods.values()) method.forget();
}

// ---- taking apart ------------------------------------------------------------------------------------------------------

/** What an object of a program's own is made of, so that it can be made anew elsewhere; null for any other value. */
export interface CustomParts {
  /** What it is: the name of a type of `deftype`; else one of these words. */
  readonly type: string | null;
  /** The protocol and the method that each value implements, for an object of no type; "" as protocol for the language's own. */
  readonly names: readonly (readonly [protocol: string, method: string])[];
  readonly values: readonly unknown[];
}

const METHOD = "a method";
const RECORD_TYPE = "a record type";
const OBJECT_TYPE = "an object type";
const SPEC = "a spec";

export function customParts(x: object): CustomParts | null {
  if (x instanceof Typed) return { type: x.type.name, names: [], values: x.values };
  if (x instanceof Reified) {
    const names: [string, string][] = [];
    const values: unknown[] = [];
    for (const [method, f] of x.methods) {
      if (method instanceof Method) names.push([method.protocol.name, method.name]);
      else if (method.includes("/")) continue; // that it implements a protocol follows from its methods
      else names.push(["", method]);
      values.push(f);
    }
    return { type: null, names, values };
  }
  if (x instanceof Method) return { type: METHOD, names: [[x.protocol.name, x.name]], values: [] };
  if (x instanceof Spec) return { type: SPEC, names: [], values: [x.node] };
  if (x instanceof RecordType) return { type: RECORD_TYPE, names: [["", x.name]], values: x.fields };
  if (x instanceof ObjectType) return { type: OBJECT_TYPE, names: [["", x.name]], values: x.fields };
  return null;
}

/** The inverse of `customParts`, where the program's protocols and types are known. */
export function makeCustom({ type, names, values }: CustomParts): unknown {
  const [[protocolName, name]] = names.length === 0 ? [["", ""]] : names;
  if (type === SPEC) return new Spec(values[0] as PMap); // as it was taken apart
  if (type === METHOD) return protocolOf(protocolName)?.methods.get(name) ?? null;
  if (type === RECORD_TYPE) return recordTypeOf(name, values as Keyword[]); // as it was taken apart
  if (type === OBJECT_TYPE) return types.get(name) ?? null;
  if (type !== null) {
    const known = types.get(type);
    return known instanceof ObjectType ? new known.make(values) : null;
  }
  const methods = new Map<Method | string, Fn>();
  names.forEach(([protocol, name], i) => {
    const method = protocol === "" ? name : protocolOf(protocol)?.methods.get(name);
    if (method !== undefined) methods.set(method, values[i] as Fn); // as above
    if (protocol !== "") methods.set(protocol, () => true);
  });
  return new Reified(methods);
}

/** Makes an object from protocols and their functions in turn. */
function reify(args: readonly unknown[]): Reified {
  const methods = new Map<Method | string, Fn>();
  for (let i = 0; i < args.length; i += 2) {
    const protocol = args[i];
    (args[i + 1] as PMap).forEach((key, f) => { // the macro hands in maps by keyword
      const { name } = key as Keyword;
      const method = protocol instanceof Protocol ? protocol.methods.get(name) : name;
      if (method === undefined) return;
      methods.set(method, f as Fn);
    });
    if (protocol instanceof Protocol) methods.set(protocol.name, () => true);
  }
  return new Reified(methods);
}

/** `close` of what `with-open` holds: a method of its own, or what the language's own things have. */
function closeThing(x: unknown): null {
  const f = x instanceof Custom ? x.methods.get("close") : undefined;
  if (f !== undefined) callPinned("close", () => f(x));
  else if (typeof x === "object" && x !== null && "close" in x && typeof x.close === "function") x.close();
  return null;
}

function satisfies(x: unknown, value: unknown): boolean {
  const protocol = asProtocol("satisfies?", x);
  if (value instanceof Reified && value.methods.has(protocol.name)) return true;
  if (protocol.byMetadata) {
    for (const method of protocol.methods.values()) if (findInMeta(method, value) !== null) return true;
  }
  return typesOf(value).some((type) => protocol.implementations.has(type));
}

defineLeaves({
  "-protocol": (name, methods, byMetadata) => {
    const texts = toArray(methods).map((method) => (method as Sym).name); // the macro hands in symbols
    const protocol = makeProtocol(toText(name), texts, byMetadata === true);
    record({ kind: "protocol", name: protocol.name, methods: texts, byMetadata: protocol.byMetadata });
    return protocol;
  },
  "-messages": (protocol, names, counts, _types) => {
    const made = protocol as Protocol; // only the code that `defprotocol` writes calls this
    const all = toArray(counts);
    made.messages = new Map(toArray(names).map((name, i) => [(name as Sym).name, Number(all[i])]));
    return made;
  },
  "-method": (protocol, name) => (protocol as Protocol).methods.get((name as Sym).name),
  "-implementation": implementation,
  "-extend": extend,
  "-reify": manyFrom(0, reify),
  "satisfies?": satisfies,
  "extends?": (protocol, type) => asProtocol("extends?", protocol).implementations.has(typeText(type)),
  "extenders": (protocol) => {
    const names = [...asProtocol("extenders", protocol).implementations.keys()];
    return names.length === 0 ? null : listFrom(names.map((name) => name === "Nil" ? null : symbolFrom(name)));
  },
  "protocol?": (x) => x instanceof Protocol,

  "-record-type": (name, fields) => {
    const type = new RecordType(toText(name), keywordsOf(fields));
    types.set(type.name, type);
    record({ kind: "record", name: type.name, fields: type.fields });
    return type;
  },
  "-object-type": (name, fields) => {
    const type = new ObjectType(toText(name), keywordsOf(fields));
    types.set(type.name, type);
    record({ kind: "object", name: type.name, fields: type.fields });
    return type;
  },
  "-record": between(1, Infinity, (type, ...values) => new (type as RecordType).make(values, null, null)),
  "-record-from": (type, map) => {
    const given = map === null ? EMPTY_MAP : map;
    return given instanceof PMap
      ? (type as RecordType).from(given)
      : fail("bad-argument", { op: `map->${(type as RecordType).name}`, expected: "a map", value: map });
  },
  "-object": between(1, Infinity, (type, ...values) => new (type as ObjectType).make(values)),
  "-field": fieldOf,
  "-close": closeThing,
  "record?": (x) => x instanceof Rec,
  "-extended": (name, args) => {
    record({ kind: "call", name: toText(name), args: toArray(args) });
    return null;
  },
  "-value-changed": (value, name) => {
    valueChanged(value, toText(name));
    return null;
  },
});

document(() => `
satisfies? [protocol x]
Whether a value's type implements a protocol. \`(do (defprotocol Named? (name-of [x])) (satisfies? Named? 1)) ;=> false\`

extends? [protocol type]
Whether a type itself implements a protocol. \`(do (defprotocol Sized (size [x])) (extend-type String Sized (size [s] (count s))) (extends? Sized String)) ;=> true\`

extenders [protocol]
The types that implement a protocol, or nil. \`(do (defprotocol Sized (size [x])) (extend-type String Sized (size [s] (count s))) (extenders Sized)) ;=> (String)\`

protocol? [x]
Whether a value is a protocol. \`(do (defprotocol Sized (size [x])) (protocol? Sized)) ;=> true\`

record? [x]
Whether a value is a record. \`(do (defrecord Point [x y]) (record? (->Point 1 2))) ;=> true\`
`);
