/**
 * What a program says about the indentation of its macros, and whose macros it uses, without running it.
 * In: nodes. Out: styles by name, and the namespaces it requires.
 * @module
 */

import type { Node } from "./node.ts";
import { declaredStyle, type DeclaredStyles, localName, type Style } from "./styles.ts";

/** A namespace that a program uses. */
interface Requirement {
  readonly ns: string;
  readonly alias: string | null;
  /** Names that need no prefix; null: all. */
  readonly referred: readonly string[] | null;
}

/** What the text of one file says. */
export interface Declarations {
  readonly styles: ReadonlyMap<string, Style>;
  readonly requires: readonly Requirement[];
}

function visibleItems(node: Node): Node[] {
  return node.items.filter((item) => !item.silent);
}

/** The node behind prefixes, and the metadata on the way. */
function unwrap(node: Node, metadata: Node[]): Node {
  let at = node;
  while (at.kind === "prefix") {
    const parts = visibleItems(at);
    if (at.text.endsWith("^") && parts.length === 2) metadata.push(parts[0]);
    const inner = parts[parts.length - 1];
    if (inner === undefined) break;
    at = inner;
  }
  return at;
}

function findValue(map: Node, key: string): Node | null {
  const parts = visibleItems(map);
  for (let i = 0; i + 1 < parts.length; i += 2) if (parts[i].text === key) return parts[i + 1];
  return null;
}

/** The style that a value of `:style/indent` describes, or null. */
function styleOf(value: Node): Style | null {
  if (value.text === ":defn") return declaredStyle("defn", false);
  if (/^\d{1,2}$/.test(value.text)) return declaredStyle(Number(value.text), false);
  if (value.text !== "[") return null;
  const [own, inside] = visibleItems(value);
  if (own === undefined) return null;
  return declaredStyle(/^\d{1,2}$/.test(own.text) ? Number(own.text) : "defn", inside?.text === ":defn");
}

/** The arguments before `& body`, or null when there is no body. */
function argumentsBeforeBody(parameters: Node | undefined): number | null {
  if (parameters?.text !== "[") return null;
  const names = visibleItems(parameters);
  const at = names.length - 2;
  return at >= 0 && names[at].text === "&" && names[at + 1].text === "body" ? at : null;
}

/** The style that a definition gives to its name. */
function declare(definition: Node, styles: Map<string, Style>): void {
  const [head, named, ...rest] = visibleItems(definition);
  if (named === undefined) return;
  const metadata: Node[] = [];
  const { text: name } = unwrap(named, metadata);
  const parts = rest[0]?.token === "string" ? rest.slice(1) : rest;
  const [attributes] = parts;
  if (attributes?.text === "{") metadata.push(attributes);
  for (const map of metadata) {
    const value = findValue(map, ":style/indent");
    const style = value === null ? null : styleOf(value);
    if (style !== null) return void styles.set(name, style);
  }
  if (localName(head.text) !== "defmacro") return;
  const before = argumentsBeforeBody(attributes?.text === "{" ? parts[1] : attributes);
  if (before !== null) styles.set(name, declaredStyle(before, false));
}

/** `[a.lib :as lib :refer [x]]`, or `a.lib`. */
function requirementOf(node: Node, all: boolean): Requirement | null {
  const spec = unwrap(node, []);
  if (spec.token === "symbol") return { ns: spec.text, alias: null, referred: all ? null : [] };
  const [ns, ...options] = spec.text === "[" ? visibleItems(spec) : [];
  if (ns?.token !== "symbol") return null;
  let alias: string | null = null;
  let referred: readonly string[] | null = all ? null : [];
  for (let i = 0; i + 1 < options.length; i += 2) {
    const [{ text: key }, value] = [options[i], options[i + 1]];
    if (key === ":as" || key === ":as-alias") alias = value.text;
    if (key === ":refer") referred = value.text === "[" ? visibleItems(value).map(({ text }) => text) : null;
  }
  return { ns: ns.text, alias, referred };
}

function addRequirements(specs: readonly Node[], all: boolean, to: Requirement[]): void {
  for (const spec of specs) {
    const requirement = requirementOf(spec, all);
    if (requirement !== null) to.push(requirement);
  }
}

/** What a program declares and requires. */
export function findDeclarations(root: Node): Declarations {
  const styles = new Map<string, Style>();
  const requires: Requirement[] = [];
  for (const form of root.items) {
    if (form.text !== "(") continue;
    const [head, ...rest] = visibleItems(form);
    if (head?.token !== "symbol") continue;
    const name = localName(head.text);
    if (name.startsWith("def")) declare(form, styles);
    else if (name === "require" || name === "use") addRequirements(rest, name === "use", requires);
    else if (name === "ns") {
      for (const clause of rest) {
        const [kind, ...specs] = clause.text === "(" ? visibleItems(clause) : [];
        if (/^:(require|require-macros|use)$/.test(kind?.text ?? "")) {
          addRequirements(specs, kind.text === ":use", requires);
        }
      }
    }
  }
  return { styles, requires };
}

/** The styles of names as a program writes them; `others` knows the declarations of the namespaces it requires. */
export function resolveStyles(
  own: Declarations,
  others: (ns: string) => Declarations | undefined,
): DeclaredStyles {
  if (own.styles.size === 0 && own.requires.length === 0) return () => undefined;
  const styles = new Map<string, Style>();
  for (const { ns, alias, referred } of own.requires) {
    for (const [name, style] of others(ns)?.styles ?? []) {
      styles.set(`${ns}/${name}`, style);
      if (alias !== null) styles.set(`${alias}/${name}`, style);
      if (referred === null || referred.includes(name)) styles.set(name, style);
    }
  }
  for (const [name, style] of own.styles) styles.set(name, style);
  return (name) => styles.get(name);
}
