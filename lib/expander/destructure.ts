/**
 * Taking values apart in `let`, `loop` and parameters.
 * In: a binding form and the core form of its value. Out: bindings in order, and the environment in which they are seen.
 * Vectors and maps are taken apart as in Clojure: what is missing is nil, what is more is ignored.
 * A tuple or a literal must be what is written: anything else fails, as where no clause of a `match` matches.
 * @module
 */
import { Char, Keyword, kw, PMap, printReadably, Sym, symbolFrom, Tuple, Vec } from "../data/mod.ts";
import { spanOf, spansOf } from "../reader/mod.ts";
import type { Span } from "../source/mod.ts";
import { type Binding, type Core, coreCall, Local, NIL } from "./core.ts";
import { reject } from "./errors.ts";
import type { Expander } from "./expand.ts";
import { Env } from "./scope.ts";
import { partsOf, toDatum } from "./syntax.ts";

/** Where bindings are collected while a pattern is taken apart. */
export interface Destructuring {
  readonly x: Expander;
  readonly bindings: Binding[];
}

const constant = (value: unknown): Core => ({ kind: "const", value });
const REST = "&";

export function isSymbolNamed(form: unknown, name: string): boolean {
  return form instanceof Sym && form.ns === null && form.name === name;
}

/** Binds one name in a scope of its own. */
export function bindName(d: Destructuring, symbol: Sym, init: Core, env: Env | null): Env {
  if (symbol.ns !== null) {
    reject("bad-pattern", { pattern: symbol.text, reason: "a local name has no namespace" }, spanOf(symbol));
  }
  const local = new Local(symbol.name, spanOf(symbol));
  d.bindings.push({ local, init });
  const inside = new Env(env);
  inside.bind(symbol, { kind: "local", local });
  return inside;
}

/** Binds a pattern to a value; `at` is the place of a pattern that has none of its own. */
export function bindPattern(d: Destructuring, pattern: unknown, init: Core, env: Env | null, at: Span | null): Env {
  if (pattern instanceof Sym) return bindName(d, pattern, init, env);
  if (pattern instanceof Vec) return bindVector(d, pattern, init, env);
  if (pattern instanceof PMap) return bindMap(d, pattern, init, env);
  if (pattern instanceof Tuple) return bindTuple(d, pattern, init, env);
  if (isScalar(pattern)) return bindScalar(d, pattern, init, env, at);
  reject(
    "bad-pattern",
    { pattern: printReadably(pattern), reason: "a name, a vector or a map is bound" },
    spanOf(pattern) ?? at,
  );
}

/** Holds the value of a pattern without a name of its own. */
function hold(d: Destructuring, name: string, init: Core): Core {
  if (init.kind === "local") return init;
  const local = new Local(name, null);
  d.bindings.push({ local, init });
  return { kind: "local", local };
}

function bindVector(d: Destructuring, pattern: Vec, init: Core, env: Env | null): Env {
  const span = spanOf(pattern);
  const kids = spansOf(pattern);
  const parts = partsOf(pattern);
  const whole = hold(d, "vec", init);
  let inside = env;
  const rest = parts.findIndex((part) => isSymbolNamed(part, REST));
  const as = parts.findIndex((part) => part === kw("as"));
  const fixed = parts.slice(0, rest >= 0 ? rest : as >= 0 ? as : parts.length);
  if (rest < 0) {
    fixed.forEach((part, i) => {
      inside = bindPattern(d, part, coreCall("nth", [whole, constant(i), NIL], span), inside, kids[i] ?? span);
    });
  } else {
    let left = hold(d, "seq", coreCall("seq", [whole], span));
    for (const [i, part] of fixed.entries()) {
      inside = bindPattern(d, part, coreCall("first", [left], span), inside, kids[i] ?? span);
      left = hold(d, "seq", coreCall("next", [left], span));
    }
    if (rest + 1 >= parts.length) {
      reject("bad-pattern", { pattern: printReadably(pattern), reason: "a name must follow `&`" }, span);
    }
    inside = bindPattern(d, parts[rest + 1], left, inside, kids[rest + 1] ?? span);
  }
  if (as < 0) return inside ?? new Env(null);
  if (as + 1 >= parts.length) {
    reject("bad-pattern", { pattern: printReadably(pattern), reason: "a name must follow `:as`" }, span);
  }
  return bindPattern(d, parts[as + 1], whole, inside, kids[as + 1] ?? span);
}

/** Fails with the value unless it passes a test. */
function require(d: Destructuring, pattern: unknown, value: Core, test: Core, span: Span | null): void {
  const otherwise = coreCall("match-refused*", [constant(toDatum(pattern)), value], span);
  d.bindings.push({ local: new Local("matched", null), init: { kind: "if", test, then: NIL, otherwise } });
}

/** `{:tag p q}`. */
function bindTuple(d: Destructuring, pattern: Tuple, init: Core, env: Env | null): Env {
  const span = spanOf(pattern);
  const whole = hold(d, "tuple", init);
  const test = coreCall("match-tuple?*", [whole, constant(pattern.tag), constant(pattern.items.length)], span);
  require(d, pattern, whole, test, span);
  let inside = env;
  pattern.items.forEach((item, i) => {
    inside = bindPattern(d, item, coreCall("match-item*", [whole, constant(i)], span), inside, span);
  });
  return inside ?? new Env(null);
}

function isScalar(form: unknown): boolean {
  return form === null || typeof form !== "object" || form instanceof Keyword || form instanceof Char;
}

function bindScalar(d: Destructuring, form: unknown, init: Core, env: Env | null, at: Span | null): Env {
  const whole = hold(d, "value", init);
  require(d, form, whole, coreCall("=", [whole, constant(form)], at), at);
  return env ?? new Env(null);
}

/** `{pattern key}`, `{:key pattern}`, `:keys`, `:strs`, `:syms`, `:or`, `:as`. */
function bindMap(d: Destructuring, pattern: PMap, init: Core, env: Env | null): Env {
  const span = spanOf(pattern);
  const kids = spansOf(pattern);
  const parts = partsOf(pattern);
  const whole = hold(d, "map", coreCall("destructured-map*", [init], span));
  const defaults = defaultsOf(parts);
  let inside: Env | null = env;
  const bind = (target: unknown, key: Core, at: Span | null) => {
    const args = [whole, key];
    const fallback = target instanceof Sym ? defaults.get(target.name) : undefined;
    if (fallback !== undefined) args.push(d.x.expand(fallback, inside, null, at));
    inside = bindPattern(d, target, coreCall("get", args, at), inside, at);
  };
  for (let i = 0; i < parts.length; i += 2) {
    const [key, value] = [parts[i], parts[i + 1]];
    const at = kids[i] ?? span;
    if (key instanceof Keyword && key.name === "keys") {
      bindEach(value, (s) => kw(key.ns ?? s.ns ? `${key.ns ?? s.ns}/${s.name}` : s.name));
    } else if (key instanceof Keyword && key.name === "syms") {
      bindEach(value, (s) => symbolFrom(key.ns ? `${key.ns}/${s.name}` : s.text));
    } else if (key === kw("strs")) bindEach(value, (s) => s.name);
    else if (key === kw("as") || key === kw("or")) continue;
    else if (key instanceof Keyword) bind(value, constant(key), at);
    else bind(key, d.x.expand(value, inside, null, at), at);
  }
  const as = parts.findIndex((part, i) => i % 2 === 0 && part === kw("as"));
  if (as >= 0) inside = bindPattern(d, parts[as + 1], whole, inside, kids[as + 1] ?? span);
  return inside ?? new Env(null);

  function bindEach(names: unknown, keyOf: (symbol: Sym) => unknown): void {
    if (!(names instanceof Vec)) {
      reject("bad-pattern", { pattern: printReadably(pattern), reason: "a vector of names is expected" }, span);
    }
    partsOf(names).forEach((name, j) => {
      // `:keys [:a]` is written too.
      const symbol = name instanceof Keyword ? new Sym(name.ns, name.name, names.meta) : name;
      if (!(symbol instanceof Sym)) {
        reject("bad-pattern", { pattern: printReadably(names), reason: "only names can stand here" }, spanOf(names));
      }
      bind(
        symbol.ns === null ? symbol : new Sym(null, symbol.name, symbol.meta),
        constant(keyOf(symbol)),
        spansOf(names)[j] ?? span,
      );
    });
  }
}

function defaultsOf(parts: readonly unknown[]): Map<string, unknown> {
  const defaults = new Map<string, unknown>();
  for (let i = 0; i < parts.length; i += 2) {
    if (parts[i] !== kw("or") || !(parts[i + 1] instanceof PMap)) continue;
    const pairs = partsOf(parts[i + 1] as PMap); // tested on the line above
    for (let j = 0; j < pairs.length; j += 2) {
      const name = pairs[j];
      if (name instanceof Sym || name instanceof Keyword) defaults.set(name.name, pairs[j + 1]);
    }
  }
  return defaults;
}
