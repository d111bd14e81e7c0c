/**
 * Primitives that need the compiler: `eval`, `read-string`, `macroexpand`, `require`, `in-ns` and what they stand on.
 * @module
 */
import { BatutaError, fail, Keyword, kw, PMap, Seq, Sym, toArray, Vec } from "../data/mod.ts";
import { Expander, SyntaxError, toDatum } from "../expander/mod.ts";
import { END, Placed, Reader, spanOf } from "../reader/mod.ts";
import {
  between,
  currentNamespace,
  definePrimitives,
  document,
  findByPrefix,
  findNamespace,
  getNamespace,
  type Namespace,
} from "../runtime/mod.ts";
import { type Diagnostic, showPlace, Source, span as spanIn } from "../source/mod.ts";
import { compile, evaluateNow } from "./evaluate.ts";

/** A mistake in code that a running program hands to the compiler, as an error it can catch. */
function asError(diagnostic: Diagnostic): BatutaError {
  const place = diagnostic.span === null ? "" : ` (${showPlace(diagnostic.span)})`;
  return new BatutaError(diagnostic.code, diagnostic.message + place, { hint: diagnostic.hint });
}

function rejecting<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof SyntaxError ? asError(error.diagnostic) : error;
  }
}

/** Code made at run time has no place of its own: mistakes in it point at the text it prints as. */
function placedForm(form: unknown): unknown {
  if (form instanceof Seq && spanOf(form) === null) {
    const source = Source.missing("<eval>");
    return form.withMeta(new Placed(form.meta, spanIn(source, 0, 0)));
  }
  return form;
}

function evaluate(form: unknown): unknown {
  const main = rejecting(() => compile(new Expander(currentNamespace(), evaluateNow).topLevel(placedForm(form))));
  return main();
}

/** Reads the first form of a text; `missing` is answered for a text without one. */
function readOne(text: unknown): unknown {
  if (typeof text !== "string") return fail("bad-argument", { op: "read-string", expected: "a string", value: text });
  const ns = currentNamespace();
  const reader = new Reader(new Source("<string>", text), {
    ns: ns.name,
    aliases: (alias) => findByPrefix(ns, alias)?.name,
  });
  const form = reader.next();
  if (reader.diagnostics.length > 0) throw asError(reader.diagnostics[0]);
  if (form === END) {
    return fail("bad-argument", { op: "read-string", expected: "a text with a form in it", value: text });
  }
  return toDatum(form);
}

function expandStep(form: unknown): unknown {
  return rejecting(() => new Expander(currentNamespace(), evaluateNow).expandStep(placedForm(form), null));
}

/** Expands the form itself until it is no macro call; its parts stay as they are. */
function expandFully(form: unknown): unknown {
  for (let at = form;;) {
    const next = expandStep(at);
    if (next === at || next === placedForm(at)) return at;
    if (!(next instanceof Seq)) return next;
    if (next.equals(at)) return next;
    at = next;
  }
}

// ---- namespaces

/** One `require` specification: a name, or a vector of a name and options. */
function requireOne(here: Namespace, spec: unknown): void {
  const [name, ...rest] = spec instanceof Vec ? toArray(spec) : [spec];
  if (!(name instanceof Sym)) {
    return fail("bad-argument", {
      op: "require",
      expected: "names or vectors such as [batuta.str :as str]",
      value: spec,
    });
  }
  const ns = findNamespace(name.text);
  if (ns === undefined) {
    return fail("bad-argument", { op: "require", expected: "a namespace that exists", value: name });
  }
  const options = new Map<unknown, unknown>();
  for (let i = 0; i + 1 < rest.length; i += 2) options.set(rest[i], rest[i + 1]);
  const as = options.get(kw("as"));
  if (as instanceof Sym) here.aliases.set(as.name, ns);
  const refer = options.get(kw("refer"));
  const rename = options.get(kw("rename"));
  const names = refer === kw("all")
    ? ns.names()
    : refer === undefined
    ? []
    : toArray(refer).map((s) => (s as Sym).name);
  for (const wanted of names) {
    const cell = ns.get(wanted);
    if (cell === undefined) {
      return fail("bad-argument", { op: "require", expected: `a name of ${ns.name}`, value: new Sym(null, wanted) });
    }
    const renamed = rename instanceof PMap ? rename.get(new Sym(null, wanted), null) : null;
    here.refers.set(renamed instanceof Sym ? renamed.name : wanted, cell);
  }
}

definePrimitives({
  "eval": (form) => evaluate(form),
  "read-string": (text) => readOne(text),
  "macroexpand-1": (form) => toDatum(expandStep(form)),
  "macroexpand": (form) => toDatum(expandFully(form)),
  "-require": (specs) => {
    for (const spec of toArray(specs)) if (!(spec instanceof Keyword)) requireOne(currentNamespace(), spec);
    return null;
  },
  "-namespace": between(1, 1, (name) => getNamespace((name as Sym).text)),
});

document(`
eval [form]
Evaluates a form. (eval '(+ 1 2)) ;=> 3

read-string [text]
Reads the first form of a text. (read-string "(+ 1 2)") ;=> (+ 1 2)

macroexpand-1 [form]
The form after one step of expansion, or itself when it is no macro call. (macroexpand-1 '(when-not x 1)) ;=> (if x nil (do 1))

macroexpand [form]
The form after expanding it until it is no macro call. (macroexpand '(when-not x 1)) ;=> (if x nil (do 1))
`);
