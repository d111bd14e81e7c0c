/**
 * Documentation as text: of a name, of a namespace.
 * In: vars with metadata, namespaces. Out: lines for people. Examples, in docstrings "`(f x) ;=> y`", stand apart.
 * @module
 */
import { Coll, fail, kw, PMap, printReadably, Sym, toArray, typeName } from "../data/mod.ts";
import { defineLeaves } from "./core_install.ts";
import { currentNamespace } from "./core_reflection.ts";
import { CORE, definitionOf, findByPrefix, findNamespace, type Namespace, type Var } from "./var.ts";

/** What the namespaces of the library are for; other namespaces say so themselves: `(ns name "…")`. */
const NAMESPACES: Readonly<Record<string, string>> = {
  "batuta.core": "The core library, there without asking.",
  "batuta.async": "Futures and promises: what is computed beside the program.",
  "batuta.bench": "How long code takes.",
  "batuta.blake3": "BLAKE3 hashes.",
  "batuta.dlog": "Logs that records are appended to, and proofs of what is in them.",
  "batuta.edn": "Values as text in Clojure's notation, and back.",
  "batuta.env": "The environment the program runs in.",
  "batuta.fs": "Files and folders.",
  "batuta.http": "Servers and requests over HTTP.",
  "batuta.json": "JSON, read and written.",
  "batuta.math": "Functions of real numbers.",
  "batuta.process": "Other programs, run from this one.",
  "batuta.query": "Plans of queries; the words of queries are in the core library.",
  "batuta.set": "Sets and relations.",
  "batuta.spec": "What values are like: checked, explained, taken apart, made by chance.",
  "batuta.spec.gen": "Generators: values made by chance.",
  "batuta.str": "Texts.",
  "batuta.template": "Forms with names to fill in.",
  "batuta.test": "Tests of programs.",
  "batuta.time": "Points in time, durations, calendars.",
  "batuta.walk": "Values taken apart and put together, at any depth.",
};

const EXAMPLE = /\s*`([^`]*?)\s+(;[=~]>) ([^\n]*?)`(?=\s|$)/g;
const SUMMARY_LENGTH = 90;

/** The documentation string of a var; "" for none. */
export function docOf(cell: Var): string {
  const doc = cell.meta?.get(kw("doc"), null);
  // Lines of a docstring are indented as its definition is.
  return typeof doc === "string" ? doc.replace(/\n[ \t]+/g, "\n").trim() : "";
}

function proseOf(doc: string): string {
  return doc.replace(EXAMPLE, "").trim();
}

const LIBRARY_PREFIX = "batuta.";

/** The name as programs write it where nothing else is arranged. */
function shownName({ ns, name, fullName }: Var): string {
  if (ns === CORE || ns === currentNamespace().name) return name;
  return ns.startsWith(LIBRARY_PREFIX) ? `${ns.slice(LIBRARY_PREFIX.length)}/${name}` : fullName;
}

function kindOf(cell: Var): string {
  if (typeName(cell.peek() ?? null) === "SpecialForm") return ", a special form";
  return cell.macro ? ", a macro" : "";
}

/** The parameter lists of a function or macro, each as text: `[x & more]`. */
export function parameterLists(cell: Var): string[] {
  const lists = cell.meta?.get(kw("arglists"), null);
  return lists instanceof Coll ? toArray(lists).map((list) => printReadably(list)) : [];
}

/** How it is called: `(map f coll)`. */
function signatures(cell: Var): string[] {
  return parameterLists(cell).map((list) =>
    `(${[shownName(cell), list.slice(1, -1)].filter((part) => part !== "").join(" ")})`
  );
}

function typeOf(cell: Var): string | null {
  const type = cell.meta?.get(kw("type"), null) ?? null;
  return type === null ? null : printReadably(type);
}

/** What is known of a var, in parts. */
export interface Description {
  readonly name: string;
  readonly kind: string;
  readonly signatures: readonly string[];
  readonly type: string | null;
  readonly doc: string;
}

export function describe(cell: Var): Description {
  const calls = signatures(cell);
  const kind = kindOf(cell).replace(/^, an? /, "") || (calls.length > 0 ? "function" : "value");
  return { name: cell.name, kind, signatures: calls, type: typeOf(cell), doc: docOf(cell) };
}

function exampleLines(doc: string): string[] {
  return [...doc.matchAll(EXAMPLE)].flatMap(([, code, kind, value]) => {
    // What only has to match is shown without the value.
    const lines = code.split("\n").map((line) => `  ${line}`);
    return kind === ";=>" ? [...lines, `  ;=> ${value}`] : lines;
  });
}

/** All that is known of a name. */
export function documentationText(cell: Var): string {
  const doc = docOf(cell);
  const type = typeOf(cell);
  const prose = proseOf(doc);
  const examples = exampleLines(doc);
  const blocks = [
    [
      `${cell.fullName}${kindOf(cell)}`,
      ...signatures(cell).map((call) => `  ${call}`),
      ...type === null ? [] : [`  :: ${type}`],
    ],
    prose === "" ? [] : prose.split("\n").map((line) => `  ${line}`),
    examples,
  ];
  return blocks.filter((lines) => lines.length > 0).map((lines) => lines.join("\n") + "\n").join("\n");
}

/** What is said of a name in one line; "" where nothing is. */
export function summary(cell: Var): string {
  const prose = proseOf(docOf(cell)).replaceAll("\n", " ");
  const sentence = /^(.*?[.:])(\s|$)/.exec(prose)?.[1].slice(0, -1) ?? prose;
  return sentence.length > SUMMARY_LENGTH ? `${sentence.slice(0, SUMMARY_LENGTH)}…` : sentence;
}

/** Lines of two columns. */
function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.min(24, Math.max(0, ...rows.map(([name]) => name.length)));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`.trimEnd() + "\n").join("");
}

/** The public vars that a namespace defines, by name. */
export function publicVars(ns: Namespace): Var[] {
  const own = [...ns.vars.values()].filter((cell) => !cell.private && cell.ns === ns.name);
  return own.sort((a, b) => a.name < b.name ? -1 : 1);
}

/** What a namespace is for, as it or the library says; "" when nothing does. */
export function purposeOf(ns: Namespace): string {
  const doc = ns.meta instanceof PMap ? ns.meta.get(kw("doc"), null) : null;
  return typeof doc === "string" ? doc : NAMESPACES[ns.name] ?? "";
}

/** A namespace and its public names, a line for each. */
export function namespaceText(ns: Namespace): string {
  const rows = publicVars(ns).map((cell) => [cell.name, summary(cell)] as const);
  const purpose = purposeOf(ns);
  return `${ns.name}\n${purpose === "" ? "" : `  ${purpose}\n`}\n${columns(rows)}`;
}

/** Namespaces, a line for each. */
export function summariesOf(namespaces: readonly Namespace[]): string {
  const sorted = namespaces.toSorted((a, b) => a.name < b.name ? -1 : 1);
  return columns(sorted.map((ns) => [ns.name, purposeOf(ns)] as const));
}

/** The var that a name means in the current namespace, or null. */
function varOf(symbol: Sym): Var | null {
  const here = currentNamespace();
  if (symbol.ns === null) return here.find(symbol.name) ?? null;
  return findByPrefix(here, symbol.ns)?.get(symbol.name) ?? null;
}

function asSymbol(op: string, x: unknown): Sym {
  return x instanceof Sym ? x : fail("bad-argument", { op, expected: "a name", value: x });
}

function documentationOf(name: unknown): string {
  const symbol = asSymbol("doc", name);
  const cell = varOf(symbol);
  if (cell !== null) return documentationText(cell);
  const ns = findNamespace(symbol.text);
  return ns === undefined ? `There is no '${symbol.text}' here\n` : namespaceText(ns);
}

function sourceOf(name: unknown): string {
  const symbol = asSymbol("source", name);
  const cell = varOf(symbol);
  if (cell === null) return `There is no '${symbol.text}' here\n`;
  const definition = definitionOf(cell);
  return definition === null ? `'${symbol.text}' is built in: it has no source in Batuta\n` : `${definition.text}\n`;
}

defineLeaves({ "-documentation": documentationOf, "-source-text": sourceOf });
