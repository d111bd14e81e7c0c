/**
 * The documentation in a program's text, without running it.
 * In: a Source that reads without a mistake. Out: its namespace with the public definitions that stand at top level.
 * @module
 */
import { kw, List, PMap, printReadably, Sym, toArray, Vec } from "../data/mod.ts";
import { ANY_CONTEXT, placedOf, readForms, spanOf } from "../reader/mod.ts";
import type { Diagnostic, Source } from "../source/mod.ts";
import { dedent, type Definition, type NamespaceDoc } from "./definition.ts";

/** Defining forms → what they define; others that begin with `def` define values. Null: nothing that a page shows. */
const KINDS: Readonly<Record<string, string | null>> = {
  "defn": "function",
  "defn-": null,
  "defmacro": "macro",
  "defactor": "actor",
  "defquery": "query",
  "defmulti": "multimethod",
  "defmethod": null,
  "defprotocol": "protocol",
  "defrecord": "record",
  "deftype": "type",
  "deftest": null,
  "defbench": null,
  "declare": null,
};

const PRIVATE = kw("private");
const DOC = kw("doc");
/** Tags mean something only where a program runs. */
const ANY_TAG = { ...ANY_CONTEXT, tagged: (_tag: unknown, form: unknown) => form };

function metadataOf(name: Sym): PMap | null {
  const meta = placedOf(name)?.meta;
  return meta instanceof PMap ? meta : null;
}

function callOf(name: string, parameters: Vec): string {
  return `(${[name, ...toArray(parameters).map((p) => printReadably(p))].join(" ")})`;
}

/** What stands behind the name of a definition. */
class Parts {
  type: string | null = null;
  doc = "";
  attributes: PMap | null;
  rest: readonly unknown[];

  constructor(name: Sym, parts: readonly unknown[]) {
    let rest = parts;
    if (rest[0] instanceof Sym && rest[0].text === "::") {
      this.type = printReadably(rest[1]);
      rest = rest.slice(2);
    }
    if (typeof rest[0] === "string" && rest.length > 1) {
      this.doc = rest[0];
      rest = rest.slice(1);
    }
    this.attributes = metadataOf(name);
    if (rest[0] instanceof PMap && rest.length > 1) {
      this.attributes = rest[0];
      rest = rest.slice(1);
    }
    const said = this.attributes?.get(DOC, null);
    if (this.doc === "" && typeof said === "string") this.doc = said;
    this.rest = rest;
  }

  get isPrivate(): boolean {
    const value = this.attributes?.get(PRIVATE, null) ?? null;
    return value !== null && value !== false;
  }

  /** The parameter lists of a function. */
  signatures(name: string): string[] {
    const [first] = this.rest;
    if (first instanceof Vec) return [callOf(name, first)];
    return this.rest.flatMap((arity) => {
      const parameters = arity instanceof List ? arity.first() : null;
      return parameters instanceof Vec ? [callOf(name, parameters)] : [];
    });
  }
}

/** The functions of a protocol: `(area [shape] "doc")`, or `(increment :: [-> Unit])`. */
function methods(parts: Parts, line: number | null): Definition[] {
  return parts.rest.flatMap((form): Definition[] => {
    const [name, ...rest] = form instanceof List ? toArray(form) : [];
    if (!(name instanceof Sym)) return [];
    const typed = rest[0] instanceof Sym && rest[0].text === "::";
    const signatures = rest.filter((part) => part instanceof Vec).map((part) => callOf(name.text, part));
    const doc = rest.find((part) => typeof part === "string");
    return [{
      name: name.text,
      kind: "protocol function",
      signatures: typed ? [] : signatures,
      type: typed ? printReadably(rest[1]) : null,
      doc: typeof doc === "string" ? dedent(doc) : "",
      line,
    }];
  });
}

function definitionsOf(form: unknown): Definition[] {
  if (!(form instanceof List)) return [];
  const [head, name, ...rest] = toArray(form);
  if (!(head instanceof Sym) || !head.name.startsWith("de") || !(name instanceof Sym)) return [];
  const kind = head.name in KINDS ? KINDS[head.name] : head.name.startsWith("def") ? "value" : null;
  if (kind === null) return [];
  const parts = new Parts(name, rest);
  if (parts.isPrivate) return [];
  const span = spanOf(form);
  const line = span === null ? null : span.source.lineCol(span.start).line;
  const signatures = kind === "value" || kind === "protocol" ? [] : parts.signatures(name.text);
  const own = { name: name.text, kind, signatures, type: parts.type, doc: dedent(parts.doc), line };
  return kind === "protocol" ? [own, ...methods(parts, line)] : [own];
}

/** What `(ns name "doc" {:doc …})` says. */
function namespaceOf(forms: readonly unknown[]): { name: string; doc: string } | null {
  for (const form of forms) {
    if (!(form instanceof List)) continue;
    const [head, name, ...rest] = toArray(form);
    if (head instanceof Sym && head.name === "ns" && name instanceof Sym) {
      return { name: name.text, doc: dedent(new Parts(name, [...rest, null]).doc) };
    }
  }
  return null;
}

/** The comment at the top of a file that has no namespace to say what it is for. */
function openingComment(text: string): string {
  const lines = text.replace(/^#!.*\n/, "").split("\n");
  const end = lines.findIndex((line) => !/^;+/.test(line));
  return lines.slice(0, Math.max(end, 0)).map((line) => line.replace(/^;+ ?/, "")).join("\n").trim();
}

/** The documentation of a program; `file` is its path as readers know it. A program without `ns` is called by that path. */
export function documentSource(
  source: Source,
  file: string,
): NamespaceDoc | { readonly diagnostics: readonly Diagnostic[] } {
  const { forms, diagnostics } = readForms(source, ANY_TAG);
  if (diagnostics.length > 0) return { diagnostics };
  const { name, doc } = namespaceOf(forms) ?? { name: file, doc: "" };
  return { name, doc: doc === "" ? openingComment(source.text) : doc, file, definitions: forms.flatMap(definitionsOf) };
}
