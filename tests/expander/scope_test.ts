/**
 * Scope sets. Notation: `id("x", [a, b])` is the symbol x with the scopes a and b; `inside(env, symbol)` binds it in a new scope.
 */
import assert from "node:assert/strict";
import { Sym } from "../../lib/data/mod.ts";
import { Local } from "../../lib/expander/core.ts";
import { Env, type Expansion, freshScope, namesIn, resolveLocal, type Scope } from "../../lib/expander/scope.ts";
import { expandedPlace } from "../../lib/expander/place.ts";
import { Placed } from "../../lib/reader/mod.ts";
import { Source, span } from "../../lib/source/mod.ts";

const PLACE = span(new Source("t.bat", ""), 0, 0);

function id(name: string, scopes: readonly Scope[] | null = null, at: Expansion | null = null): Sym {
  return new Sym(null, name, new Placed(null, PLACE, null, null, scopes, at));
}

/** An environment in which the symbol means a local that is called `label`. */
function inside(env: Env | null, symbol: Sym, label: string): Env {
  const made = new Env(env);
  made.bind(symbol, { kind: "local", local: new Local(label, null) });
  return made;
}

/** A call of a macro whose name is written as `head`. */
function call(env: Env | null, head: Sym = id("m")): Expansion {
  return {
    scopes: [freshScope()],
    env: new Env(env, "call"),
    span: expandedPlace(PLACE, head),
    head,
    depth: 1,
    generated: 0,
  };
}

/** A symbol as a template introduces it. */
function introduced(name: string, expansion: Expansion, scopes: readonly Scope[] = []): Sym {
  return id(name, [...scopes, ...expansion.scopes], expansion);
}

/** A symbol that a macro made without a template. */
function deliberate(name: string, expansion: Expansion): Sym {
  return id(name, null, expansion);
}

function meaning(symbol: Sym, env: Env | null): string {
  const found = resolveLocal(symbol, env);
  if (found === null) return "none";
  const name = found.meaning.kind === "local" ? found.meaning.local.name : "macro";
  return found.beyond ? `${name} beyond` : name;
}

Deno.test("a written name means the innermost binding of that name", () => {
  const env = inside(inside(inside(null, id("x"), "1"), id("x"), "2"), id("y"), "3");
  assert.equal(meaning(id("x"), env), "2");
  assert.equal(meaning(id("y"), env), "3");
  assert.equal(meaning(id("z"), env), "none");
});

Deno.test("a qualified name is never local", () => {
  assert.equal(meaning(new Sym("a", "x"), inside(null, id("x"), "1")), "none");
});

Deno.test("an introduced name does not mean what is bound around the macro call", () => {
  const env = inside(null, id("x"), "1");
  assert.equal(meaning(introduced("x", call(env)), env), "none");
});

Deno.test("an introduced binder is seen by names of the same expansion only", () => {
  const one = call(null);
  const two = call(one.env);
  const env = inside(two.env, introduced("x", one), "1");
  assert.equal(meaning(introduced("x", one), env), "1");
  assert.equal(meaning(introduced("x", two), env), "none");
  assert.equal(meaning(id("x"), env), "none");
});

Deno.test("a written binder inside a macro call does not capture an introduced name", () => {
  const expansion = call(null);
  const outer = inside(expansion.env, introduced("x", expansion), "template's");
  const env = inside(inside(outer, id("y"), "other"), id("x"), "caller's");
  assert.equal(meaning(introduced("x", expansion), env), "template's");
  assert.equal(meaning(id("x"), env), "caller's");
});

Deno.test("the largest subset wins over a later binding", () => {
  const a = freshScope();
  const b = freshScope();
  const env = inside(null, id("x", [a, b]), "large");
  env.bind(id("x", [a]), { kind: "local", local: new Local("small", null) });
  assert.equal(meaning(id("x", [a, b]), env), "large");
  assert.equal(meaning(id("x", [a]), env), "small");
  assert.equal(meaning(id("x", [b]), env), "none");
});

Deno.test("a deliberate name means what it means where the macro is called", () => {
  const env = inside(null, id("x"), "caller's");
  const expansion = call(env);
  assert.equal(meaning(deliberate("x", expansion), expansion.env), "caller's");
});

Deno.test("a deliberate binder is seen by written names and by those of every macro it came through", () => {
  const outer = call(null);
  const inner = call(outer.env, introduced("m", outer));
  const env = inside(inner.env, deliberate("it", inner), "it");
  assert.equal(meaning(id("it"), env), "it");
  assert.equal(meaning(introduced("it", outer), env), "it");
  assert.equal(meaning(deliberate("it", outer), env), "it");
  assert.equal(meaning(introduced("it", inner), env), "none");
});

Deno.test("a deliberate head leads to the call that it came from", () => {
  const outer = call(null);
  const inner = call(outer.env, deliberate("m", outer));
  const env = inside(inside(null, id("it"), "1").parent, deliberate("it", inner), "it");
  assert.equal(meaning(id("it"), env), "it");
});

Deno.test("a name bound outside of a phase is found and told apart", () => {
  const env = new Env(inside(null, id("x"), "1"), "phase");
  assert.equal(meaning(id("x"), env), "1 beyond");
  assert.equal(meaning(id("x"), inside(env, id("x"), "2")), "2");
});

Deno.test("a name bound for all is seen however the identifier came there", () => {
  const expansion = call(null);
  const env = new Env(inside(expansion.env, id("y"), "y"));
  env.bindForAll("%", { kind: "local", local: new Local("result", null) });
  assert.equal(meaning(id("%"), env), "result");
  assert.equal(meaning(introduced("%", expansion), env), "result");
});

Deno.test("namesIn() has the names that written code can use, up to a phase", () => {
  const expansion = call(null);
  const env = inside(inside(inside(expansion.env, id("a"), "1"), introduced("b", expansion), "2"), id("c"), "3");
  assert.equal(String(namesIn(env)?.count()), "2");
  assert.equal(namesIn(null), null);
  assert.equal(namesIn(new Env(new Env(env, "phase"), "call")), null);
});

Deno.test("a chain of 100,000 scopes is walked without a stack", () => {
  let env = inside(null, id("x"), "far");
  for (let i = 0; i < 100_000; i++) env = new Env(env);
  assert.equal(meaning(id("x"), env), "far");
  assert.equal(namesIn(env)?.count(), 1);
});
