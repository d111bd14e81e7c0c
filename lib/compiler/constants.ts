/**
 * Constants of units as text, and back: what a unit builds its constants with that was compiled ahead of time or on another worker.
 * `constantText` writes JavaScript that calls `CONSTRUCTORS`, which stands in its scope as `c`.
 * Deliberately absent: values with an identity, such as atoms, and sorted collections, whose order is a function.
 * @module
 */
import {
  Char,
  char,
  Decimal,
  Duration,
  Flt,
  Instant,
  Keyword,
  kw,
  List,
  listFrom,
  mapLiteral,
  metaOf,
  mkFloat,
  PMap,
  PSet,
  Ratio,
  ratio,
  Rec,
  RecordType,
  Regex,
  regex,
  setLiteral,
  SortedMap,
  SortedSet,
  Sym,
  toArray,
  Tuple,
  Uuid,
  Vec,
  vec,
} from "../data/mod.ts";
import { syntaxOf } from "../expander/mod.ts";
import { Placed, placedOf } from "../reader/mod.ts";
import { ClausePlace, Code, getNamespace, Namespace, recordTypeOf, type Resume, Var } from "../runtime/mod.ts";
import { Source, span } from "../source/mod.ts";
import { type ClauseFile, readClausePlace, writeClausePlace } from "./clause_places.ts";
import { DefinitionMeta, type LibraryUnit } from "./unit.ts";

/** Where templates of the library stand for whoever asks: in a source whose text is not shown. */
const LIBRARY_PLACE = span(Source.missing("the standard library"), 0, 0);

/** What the text of `constantText` calls. */
export const CONSTRUCTORS = {
  kw,
  char,
  ratio,
  regex,
  vec,
  float: mkFloat,
  decimal: (unscaled: bigint, scale: number) => new Decimal(unscaled, scale),
  list: (...items: unknown[]) => listFrom(items),
  map: mapLiteral,
  set: setLiteral,
  uuid: (text: string) => new Uuid(text),
  instant: (ms: number, nanos: number) => new Instant(ms, nanos),
  duration: (ms: number, nanos: number) => new Duration(ms, nanos),
  recordType: (name: string, ...fields: string[]) => recordTypeOf(name, fields.map(kw)),
  record: (type: RecordType, values: unknown[], more: PMap | null) => new type.make(values, more, null),
  tuple: (tag: Keyword, ...items: unknown[]) => new Tuple(tag, items),
  sym: (ns: string | null, name: string) => new Sym(ns, name),
  /** A symbol of a template: it remembers its home. */
  template: (ns: string | null, name: string, home: string) =>
    new Sym(ns, name, new Placed(null, LIBRARY_PLACE, null, null, null, null, home)),
  with: (x: { withMeta(meta: unknown): unknown }, meta: unknown) => x.withMeta(meta),
  clause: (...file: ClauseFile) => readClausePlace(file),
  var: (ns: string, name: string) => getNamespace(ns).intern(name),
  namespace: getNamespace,
  /** Of a library unit. */
  code: (home: LibraryUnit, name: string, arities: number[], variadic: boolean, resume: () => unknown): Code => {
    const code: Code = new Code(
      name,
      (frame, value, thrown) => {
        code.resume = resume() as Resume; // the module's text of a resume function
        return code.resume(frame, value, thrown);
      },
      () => null,
      arities,
      variadic,
    );
    code.home = home;
    return code;
  },
};

/** What cannot be written as text. */
export class Unwritable extends Error {
  constructor(readonly value: unknown) {
    super(`constants.ts: a constant that cannot be written: ${Object.prototype.toString.call(value)}`);
  }
}

/** Writes what only a unit in a worker has, such as functions; null for anything else. */
export type WriteOwn = (value: unknown) => string | null;

/** JavaScript that makes an equal value, in the scope of a variable `c` that holds `CONSTRUCTORS`. */
export function constantText(value: unknown, own: WriteOwn = () => null): string {
  const texts = (values: readonly unknown[]) => values.map((x) => constantText(x, own)).join(",");
  const withMeta = (text: string, slot: unknown) => {
    const meta = metaOf(slot);
    return meta === null ? text : `c.with(${text},${constantText(meta, own)})`;
  };
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Keyword) return `c.kw(${JSON.stringify(value.text)})`;
  if (value instanceof Flt) return `c.float(${Object.is(value.v, -0) ? "-0" : value.v})`;
  if (value instanceof Ratio) return `c.ratio(${value.n}n,${value.d}n)`;
  if (value instanceof Decimal) return `c.decimal(${value.unscaled}n,${value.scale})`;
  if (value instanceof Char) return `c.char(${value.cp})`;
  if (value instanceof Regex) return `c.regex(${JSON.stringify(value.source)})`;
  if (value instanceof Var) return `c.var(${JSON.stringify(value.ns)},${JSON.stringify(value.name)})`;
  if (value instanceof ClausePlace) {
    const file = writeClausePlace(value);
    return file === null ? "null" : `c.clause(${file.map((part) => JSON.stringify(part))})`;
  }
  if (value instanceof Namespace) return `c.namespace(${JSON.stringify(value.name)})`;
  if (value instanceof Uuid) return `c.uuid(${JSON.stringify(value.text)})`;
  if (value instanceof Instant) return `c.instant(${value.ms},${value.nanos})`;
  if (value instanceof Duration) return `c.duration(${value.ms},${value.nanos})`;
  if (value instanceof RecordType) {
    return `c.recordType(${[value.name, ...value.fields.map((field) => field.text)].map((x) => JSON.stringify(x))})`;
  }
  if (value instanceof DefinitionMeta) {
    // Flags at once, the rest when somebody asks.
    return `{flags:${JSON.stringify(value.flags)},map:()=>${constantText(value.value, own)}}`;
  }
  if (value instanceof Sym) return withMeta(symbolText(value), value.meta);
  if (value instanceof Tuple) return withMeta(`c.tuple(${texts([value.tag, ...value.items])})`, value.meta);
  if (value instanceof Vec) return withMeta(`c.vec([${texts(toArray(value))}])`, value.meta);
  if (value instanceof List) return withMeta(`c.list(${texts(toArray(value))})`, value.meta);
  if (value instanceof Rec) {
    return withMeta(`c.record(${texts([value.type])},[${texts(value.values)}],${texts([value.more])})`, value.meta);
  }
  if (value instanceof PSet && !(value instanceof SortedSet)) {
    return withMeta(`c.set(${texts(toArray(value))})`, value.meta);
  }
  if (value instanceof PMap && !(value instanceof SortedMap)) {
    const parts: unknown[] = [];
    value.forEach((k, v) => parts.push(k, v));
    return withMeta(`c.map(${texts(parts)})`, value.meta);
  }
  const text = own(value);
  if (text === null) throw new Unwritable(value);
  return text;
}

/** A symbol without its metadata. */
function symbolText(symbol: Sym): string {
  const names = `${JSON.stringify(symbol.ns)},${JSON.stringify(symbol.name)}`;
  const { home } = syntaxOf(symbol);
  return placedOf(symbol) === null || home === null
    ? `c.sym(${names})`
    : `c.template(${names},${JSON.stringify(home)})`;
}
