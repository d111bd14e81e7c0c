/**
 * Constants of units as text, and back: what a module that was compiled ahead of time builds its constants with.
 * `constantText` writes JavaScript that calls `CONSTRUCTORS`, which stands in the module as `c`.
 * @module
 */
import {
  Char,
  char,
  Decimal,
  Flt,
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
  Regex,
  regex,
  setLiteral,
  Sym,
  toArray,
  Tuple,
  Vec,
  vec,
} from "../data/mod.ts";
import { syntaxOf } from "../expander/mod.ts";
import { Placed, placedOf } from "../reader/mod.ts";
import { Code, getNamespace, type Resume, Var } from "../runtime/mod.ts";
import { Source, span } from "../source/mod.ts";

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
  tuple: (tag: Keyword, ...items: unknown[]) => new Tuple(tag, items),
  sym: (ns: string | null, name: string) => new Sym(ns, name),
  /** A symbol of a template: it remembers its home. */
  template: (ns: string | null, name: string, home: string) =>
    new Sym(ns, name, new Placed(null, LIBRARY_PLACE, null, null, null, null, home)),
  with: (x: { withMeta(meta: unknown): unknown }, meta: unknown) => x.withMeta(meta),
  var: (ns: string, name: string) => getNamespace(ns).intern(name),
  code: (name: string, arities: number[], variadic: boolean, resume: () => unknown): Code => {
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
    return code;
  },
};

/** JavaScript that makes an equal value, in the scope of a variable `c` that holds `CONSTRUCTORS`. */
export function constantText(value: unknown): string {
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
  if (value instanceof Sym) return symbolText(value);
  if (value instanceof Tuple) return withMeta(`c.tuple(${texts([value.tag, ...value.items])})`, value.meta);
  if (value instanceof Vec) return withMeta(`c.vec([${texts(toArray(value))}])`, value.meta);
  if (value instanceof List) return withMeta(`c.list(${texts(toArray(value))})`, value.meta);
  if (value instanceof PSet) return withMeta(`c.set(${texts(toArray(value))})`, value.meta);
  if (value instanceof PMap) {
    const parts: unknown[] = [];
    value.forEach((k, v) => parts.push(k, v));
    return withMeta(`c.map(${texts(parts)})`, value.meta);
  }
  throw new Error(`constants.ts: a constant that cannot be written: ${Object.prototype.toString.call(value)}`);
}

function texts(values: readonly unknown[]): string {
  return values.map(constantText).join(",");
}

function symbolText(symbol: Sym): string {
  const names = `${JSON.stringify(symbol.ns)},${JSON.stringify(symbol.name)}`;
  const { home } = syntaxOf(symbol);
  const text = placedOf(symbol) === null || home === null
    ? `c.sym(${names})`
    : `c.template(${names},${JSON.stringify(home)})`;
  return withMeta(text, symbol.meta);
}

function withMeta(text: string, slot: unknown): string {
  const meta = metaOf(slot);
  return meta === null ? text : `c.with(${text},${constantText(meta)})`;
}
