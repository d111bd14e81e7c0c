/**
 * Primitives that need the compiler: `eval`, `read-string`, `macroexpand`, `require`, `load-file` and what they stand on.
 * @module
 */
import {
  BatutaError,
  fail,
  get,
  isSequential,
  Keyword,
  kw,
  mapOf,
  PMap,
  printReadably,
  Seq,
  Sym,
  toArray,
  Vec,
  vec,
} from "../data/mod.ts";
import { Expander, nearestName, SpecialForm, SyntaxError, toDatum } from "../expander/mod.ts";
import { END, Placed, Reader, spanOf } from "../reader/mod.ts";
import {
  andThen,
  between,
  caught,
  core,
  currentNamespace,
  definePrimitives,
  document,
  getNamespace,
  LineReader,
  manyFrom,
  type Namespace,
} from "../runtime/mod.ts";
import { type Diagnostic, renderDiagnostic, showPlace, Source, span as spanIn } from "../source/mod.ts";
import { compile, evaluateNow } from "./evaluate.ts";
import { CURRENT_CONTEXT, formsIn } from "./form.ts";
import { failureDiagnostic } from "./failure.ts";
import { loadFailure } from "./load_errors.ts";
import { diagnosticOf, ensureNamespace, loadBelowRoots, loadFile, loadSource, resourceBytes } from "./loader.ts";

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

/** Runs work that may suspend on each of some values, one after the other; answers what it gave for the last, or nil. */
function inTurn(values: readonly unknown[], work: (x: unknown) => unknown): unknown {
  const from = (i: number, before: unknown): unknown =>
    i === values.length ? before : andThen(work(values[i]), (answer) => from(i + 1, answer));
  return from(0, null);
}

function evaluateOne(form: unknown): unknown {
  const main = rejecting(() => compile(new Expander(currentNamespace(), evaluateNow).topLevel(placedForm(form))));
  return main();
}

function evaluate(form: unknown): unknown {
  return inTurn([...formsIn(form)], evaluateOne);
}

const MISSING = Symbol("no value");

/** The features that `:features` among the options of a reading names, for reader conditionals. */
function featuresIn(options: unknown): string[] {
  return toArray(get(options, kw("features"), null)).map((f) => f instanceof Keyword ? f.name : "");
}

function readerOf(text: string, options: unknown): Reader {
  return new Reader(new Source("<string>", text), { ...CURRENT_CONTEXT, features: [...featuresIn(options), "batuta"] });
}

/** What a reading answers that found nothing: `:eof` among the options, or a failure. */
function atEnd(op: string, options: unknown): unknown {
  const eof = get(options, kw("eof"), MISSING);
  return eof === MISSING || eof === kw("eofthrow")
    ? fail("bad-argument", { op, expected: "a text with a form in it", value: "" })
    : eof;
}

/** Reads the first form of a text. */
function readOne(first: unknown, second?: unknown): unknown {
  const [options, text] = second === undefined ? [null, first] : [first, second];
  if (typeof text !== "string") return fail("bad-argument", { op: "read-string", expected: "a string", value: text });
  const reader = readerOf(text, options);
  const form = reader.next();
  if (reader.diagnostics.length > 0) throw asError(reader.diagnostics[0]);
  return form === END ? atEnd("read-string", options) : toDatum(form);
}

/** Reads lines until they hold a form; gives back what follows it. Answers the form and its text. */
function readFrom(source: unknown, options: unknown): unknown {
  if (!(source instanceof LineReader)) {
    return fail("bad-argument", { op: "read", expected: "a reader such as *in*", value: source });
  }
  let text = "";
  for (let line = source.readLine(); line !== null; line = source.readLine()) {
    text += line + "\n";
    const reader = readerOf(text, options);
    const form = reader.next();
    if (reader.incomplete) continue;
    if (reader.diagnostics.length > 0) throw asError(reader.diagnostics[0]);
    if (form === END) continue;
    const { end } = reader.formSpan;
    source.unread(text.slice(end));
    return vec([toDatum(form), text.slice(0, end).trim()]);
  }
  if (text.trim() === "") return vec([atEnd("read", options), ""]);
  const reader = readerOf(text, options);
  reader.next();
  if (reader.diagnostics.length > 0) throw asError(reader.diagnostics[0]);
  return vec([atEnd("read", options), ""]);
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

/** The options of one `require` specification, each as it is written. */
type Options = ReadonlyMap<string, unknown>;

const ALL = kw("all");
/** What may stand behind a name; the last ones are for portable code. */
const OPTIONS = "as as-alias refer only exclude rename reload reload-all verbose refer-macros include-macros default"
  .split(
    " ",
  );

function badRequire(wrong: unknown): never {
  throw loadFailure("bad-require", { wrong: printReadably(wrong) });
}

/** The options behind the name in a vector. */
function optionsIn(spec: Vec): Options {
  const [, ...rest] = toArray(spec);
  if (rest.length % 2 === 1) return badRequire(spec);
  const options = new Map<string, unknown>();
  for (let i = 0; i < rest.length; i += 2) {
    const key = rest[i];
    if (!(key instanceof Keyword) || !OPTIONS.includes(key.name)) return badRequire(key);
    options.set(key.name, rest[i + 1]);
  }
  return options;
}

/** The specifications in one: a list `(a.b [c :as c] d)` stands for `a.b.c` and `a.b.d`. */
function* singleSpecs(spec: unknown): Generator<{ name: string; options: Options }> {
  if (spec instanceof Sym) return yield { name: spec.text, options: new Map() };
  if (spec instanceof Vec && !(spec.n > 1 && !(spec.nth(1) instanceof Keyword))) {
    const name = spec.n === 0 ? null : spec.nth(0);
    return name instanceof Sym ? yield { name: name.text, options: optionsIn(spec) } : badRequire(spec);
  }
  if (!isSequential(spec)) return badRequire(spec);
  const [prefix, ...rest] = toArray(spec);
  if (!(prefix instanceof Sym)) return badRequire(spec);
  for (const one of rest) {
    // An option without its colon.
    if (one instanceof Sym && OPTIONS.includes(one.text)) return badRequire(spec);
    for (const { name, options } of singleSpecs(one)) yield { name: `${prefix.text}.${name}`, options };
  }
}

/** Makes one namespace known in another. */
function applySpec(here: Namespace, name: string, options: Options): void {
  const ns = getNamespace(name);
  for (const option of ["as", "as-alias"]) {
    const alias = options.get(option);
    if (alias instanceof Sym) here.aliases.set(alias.name, ns);
  }
  const renames = options.get("rename");
  const unwanted = new Set(namesIn(options.get("exclude")));
  for (const wanted of wantedNames(ns, options)) {
    if (unwanted.has(wanted)) continue;
    const cell = ns.get(wanted);
    if (cell === undefined || cell.private) {
      const near = nearestName(wanted, ns.names());
      const hint = cell === undefined && near !== null ? `did you mean \`${near}\`?` : null;
      throw loadFailure("not-in-namespace", { ns: ns.name, name: wanted, private: cell !== undefined }, hint);
    }
    const renamed = renames instanceof PMap ? renames.get(new Sym(null, wanted), null) : null;
    here.refers.set(renamed instanceof Sym ? renamed.name : wanted, cell);
  }
}

function wantedNames(ns: Namespace, options: Options): string[] {
  const refer = options.get("refer");
  if (refer === ALL) return [...ns.vars.values()].filter((v) => !v.private && v.ns === ns.name).map((v) => v.name);
  const renamed = refer === undefined && options.get("rename") instanceof PMap
    ? [...(options.get("rename") as PMap).entries()].map(([name]) => name)
    : [];
  return [
    ...namesIn(refer),
    ...namesIn(options.get("refer-macros")),
    ...namesIn(options.get("only")),
    ...namesIn(renamed),
  ];
}

function namesIn(x: unknown): string[] {
  if (x === undefined || x === null) return [];
  return toArray(x).map((s) => s instanceof Sym ? s.name : badRequire(s));
}

/** Loads what has to be loaded, one after the other, then makes it known here. */
function require(specs: readonly unknown[]): unknown {
  const flags = new Set(specs.filter((spec) => spec instanceof Keyword).map((spec) => (spec as Keyword).name));
  const all = specs.filter((spec) => !(spec instanceof Keyword)).flatMap((spec) => [...singleSpecs(spec)]);
  const here = currentNamespace();
  const from = (i: number): unknown => {
    if (i === all.length) return null;
    const { name, options } = all[i];
    const known = () => {
      applySpec(here, name, options);
      return from(i + 1);
    };
    if (options.has("as-alias") && !options.has("as")) return known();
    const reload = flags.has("reload") || flags.has("reload-all") || options.get("reload") === true;
    return andThen(ensureNamespace(name, { reload }), known);
  };
  return from(0);
}

function asText(op: string, x: unknown): string {
  return typeof x === "string" ? x : fail("bad-argument", { op, expected: "a string", value: x });
}

/** A path below the roots without ending; one that begins with a slash, or one beside the current namespace. */
function stemOf(path: string): string {
  if (path.startsWith("/")) return path.slice(1);
  const here = currentNamespace().name.replaceAll(".", "/");
  return here.includes("/") ? here.replace(/[^/]*$/, path) : path;
}

/** Where a form stands, as a map of file, line and column, or nil. */
function placeOf(form: unknown): unknown {
  const span = spanOf(form);
  if (span === null) return null;
  const { line, col } = span.source.lineCol(span.start);
  return mapOf(kw("file"), span.source.name, kw("line"), line, kw("column"), col);
}

definePrimitives({
  "eval": (form) => evaluate(form),
  "read-string": between(1, 2, readOne),
  "-read-from": (source, options) => readFrom(source, options),
  "macroexpand-1": (form) => toDatum(expandStep(form)),
  "macroexpand": (form) => toDatum(expandFully(form)),
  "-require": (specs) => require(toArray(specs)),
  "form-place": (form) => placeOf(form),
  "error-text": (error) => {
    const failure = diagnosticOf(caught(error)) ?? failureDiagnostic(error, []);
    return renderDiagnostic(failure, { color: false }).trimEnd();
  },
  "load-file": (path) => loadFile(asText("load-file", path)),
  "resource": (name) => {
    const bytes = resourceBytes(asText("resource", name));
    return bytes === null ? null : new TextDecoder().decode(bytes);
  },
  "load-string": (text) => loadSource(new Source("<string>", asText("load-string", text))),
  "load": manyFrom(0, (paths) => inTurn(paths, (path) => loadBelowRoots(stemOf(asText("load", path))))),
  "special-symbol?": (x) =>
    x instanceof Sym &&
    (core.get(x.name)?.peek() instanceof SpecialForm || x.name === "&" || x.name === "catch" || x.name === "finally"),
  "-namespace": between(1, 1, (name) => getNamespace((name as Sym).text)),
});

document(() => `
eval [form]
Evaluates a form. \`(eval '(+ 1 2)) ;=> 3\`

load-file [path]
Runs the forms of a file, in the current namespace, and gives the value of the last. \`(try (load-file "no/such.bat") (catch _ e (ex-code e))) ;=> :cannot-load\`

resource [name]
The text of a file that the program brings along, or nil: of one that \`batuta compile --include\` has put into it, else below \`resources\` beside the
program. \`(resource "no-such-file.txt") ;=> nil\`

form-place [form]
Where a form of a macro call stands, as a map of \`:file\`, \`:line\` and \`:column\`, or nil. \`(form-place 1) ;=> nil\`

error-text [e]
An error as it is shown when nothing catches it. \`(error-text (ex-info "no" {})) ;~> no\`

load-string [text]
Runs the forms of a text and gives the value of the last. \`(load-string "(def a 1) (+ a 1)") ;=> 2\`

load [& paths]
Runs files below the roots of the program, named without their endings, beside the current namespace unless they begin with a slash. \`(load) ;=> nil\`

special-symbol? [x]
Whether a symbol names a special form. \`(special-symbol? 'if) ;=> true\`

read-string [text] [options text]
Reads the first form of a text, without running it. Among the options \`:eof\` is the value for a text without one, \`:features\` what
reader conditionals take beside \`:batuta\`. \`(read-string "(+ 1 2)") ;=> (+ 1 2)\`

macroexpand-1 [form]
The form after one step of expansion, or itself when it is no macro call. \`(macroexpand-1 '(when-not x 1)) ;=> (if x nil (do 1))\`

macroexpand [form]
The form after expanding it until it is no macro call. \`(macroexpand '(when-not x 1)) ;=> (if x nil (do 1))\`
`);
