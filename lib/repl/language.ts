/**
 * What a line editor asks of Batuta.
 * In: text and places in it. Out: whether it is whole, what it is about, what is known of that.
 * @module
 */
import type { Language } from "../line_editor/mod.ts";
import { isComplete } from "../reader/mod.ts";
import {
  documentationText,
  findByPrefix,
  findNamespace,
  type Namespace,
  namespaceText,
  type Var,
} from "../runtime/mod.ts";
import { tokenAt } from "./completion.ts";
import { indentAt } from "./indent.ts";
import { tokensOf } from "./tokens.ts";

/** The var that a name means in a namespace; null for none. */
export function findVar(ns: Namespace, name: string): Var | null {
  const slash = name.length > 1 ? name.indexOf("/", 1) : -1;
  if (slash < 0) return ns.find(name) ?? null;
  return findByPrefix(ns, name.slice(0, slash))?.get(name.slice(slash + 1)) ?? null;
}

/** What is known of a name, or of a namespace; null for nothing. */
export function documentationOf(ns: Namespace, name: string): string | null {
  const cell = findVar(ns, name);
  if (cell !== null) return documentationText(cell);
  const other = findByPrefix(ns, name) ?? findNamespace(name);
  return other === undefined ? null : namespaceText(other);
}

const SYMBOL: ReadonlySet<string> = new Set(["symbol"]);

/** The name that a place in a text is about: what stands there, else the head of the form around it. */
export function nameAt(text: string, at: number): string | null {
  const token = tokenAt(text, at, SYMBOL);
  if (token !== null) return text.slice(token.start, token.end);
  const heads: (string | null)[] = [];
  let opened = false;
  for (const { kind, start, end } of tokensOf(text.slice(0, at))) {
    if (kind === "open") heads.push(null);
    else if (kind === "close") heads.pop();
    else if (kind === "symbol" && opened) heads[heads.length - 1] = text.slice(start, end);
    opened = kind === "open";
  }
  return heads.findLast((head) => head !== null) ?? null;
}

/** What the editor asks while text is typed. */
export const BATUTA: Language = {
  // A mistake that more text cannot mend is shown at once.
  isWhole: (text) => isComplete(text) !== "incomplete",
  indentAt,
};
