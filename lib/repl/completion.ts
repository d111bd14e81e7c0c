/**
 * How a name, a keyword or the name of a file that is being typed can go on.
 * In: text, where the cursor stands, what is known there. Out: candidates for a part of the text, each with a line on what it is.
 * Deliberately absent: locals of enclosing forms beyond the names that stand in the text already.
 * @module
 */
import { knownKeywords } from "../data/mod.ts";
import type { Candidate, Completions } from "../line_editor/mod.ts";
import type { Token } from "../reader/mod.ts";
import { allNamespaces, core, findByPrefix, type Namespace, summary, type Var } from "../runtime/mod.ts";
import { tokensOf } from "./tokens.ts";

/** What can be known beside the program. */
export interface Knowledge {
  /** Where names are looked up. */
  readonly namespace: Namespace;
  /** The logs there are, as texts of keywords. */
  logs(): readonly string[];
  /** What a folder holds, folders with a slash behind; empty when it cannot be read. `""` is the current one. */
  list(folder: string): readonly string[];
}

/** Candidates that are looked up at most. */
const MOST = 300;

const NAME: ReadonlySet<string> = new Set(["symbol", "keyword", "number", "unknown"]);

/** The token that ends at the cursor, or holds it. */
export function tokenAt(text: string, at: number, kinds: ReadonlySet<string> = NAME): Token | null {
  let found: Token | null = null;
  for (const token of tokensOf(text)) {
    if (token.start > at) break;
    if (token.end >= at && kinds.has(token.kind)) found = token;
  }
  return found;
}

function summaryOf(cell: Var): string {
  const line = summary(cell);
  return line !== "" || !cell.bound
    ? line
    : cell.macro
    ? "a macro"
    : typeof cell.peek() === "function"
    ? "a function"
    : "";
}

function candidatesOf(ns: Namespace, prefix: string, typed: string, here: boolean): Candidate[] {
  return ns.names().filter((name) => name.startsWith(typed) && (here || !name.startsWith("-"))).flatMap((name) => {
    const cell = ns.get(name);
    return cell === undefined || (cell.private && !here) ? [] : [{ text: prefix + name, summary: summaryOf(cell) }];
  });
}

function sorted(candidates: Iterable<Candidate>): Candidate[] {
  const byText = new Map<string, Candidate>();
  for (const candidate of candidates) if (!byText.has(candidate.text)) byText.set(candidate.text, candidate);
  // The shorter first: what is typed often is short.
  return [...byText.values()].sort((a, b) => a.text.length - b.text.length || (a.text < b.text ? -1 : 1)).slice(
    0,
    MOST,
  );
}

/** Namespaces by the prefixes they are known by: `str/`. */
function prefixes(ns: Namespace, typed: string): Candidate[] {
  const names = [
    ...ns.aliases.keys(),
    ...[...allNamespaces()].flatMap(({ name }) => [name, name.replace(/^batuta\./, "")]),
  ];
  return names
    .filter((name) => name.startsWith(typed) && findByPrefix(ns, name) !== undefined && name !== "core")
    .map((name) => ({ text: `${name}/`, summary: "a namespace" }));
}

function namesIn(text: string, except: Token | null): Candidate[] {
  return tokensOf(text)
    .filter((token) => token.kind === "symbol" && token.start !== except?.start)
    .map(({ start, end }) => ({ text: text.slice(start, end), summary: "" }));
}

/** Names of vars that go on from `typed`. */
export function completeName(ns: Namespace, typed: string): Candidate[] {
  const slash = typed.indexOf("/", 1);
  if (slash > 0) {
    const other = findByPrefix(ns, typed.slice(0, slash));
    return other === undefined
      ? []
      : sorted(candidatesOf(other, typed.slice(0, slash + 1), typed.slice(slash + 1), other === ns));
  }
  const referred = [...ns.refers].filter(([name]) => name.startsWith(typed))
    .map(([name, cell]) => ({ text: name, summary: summaryOf(cell) }));
  return sorted([
    ...candidatesOf(ns, "", typed, true),
    ...referred,
    ...candidatesOf(core, "", typed, false),
    ...prefixes(ns, typed),
  ]);
}

/** Keywords that go on from `typed`, which begins with a colon. */
export function completeKeyword(typed: string, logs: readonly string[]): Candidate[] {
  const begin = typed.slice(1);
  const found = (text: string) => text.startsWith(begin) && text !== "";
  return sorted([
    ...logs.filter(found).map((text) => ({ text: `:${text}`, summary: "a log" })),
    ...(begin === ""
      ? []
      : [...knownKeywords()].filter((text) => found(text) && /^[\p{L}_*+!?<>=.][^\s()]*$/u.test(text))
        .map((text) => ({ text: `:${text}`, summary: "" }))),
  ]);
}

function completePath(knowledge: Knowledge, typed: string): Candidate[] {
  const slash = typed.lastIndexOf("/") + 1;
  const folder = typed.slice(0, slash);
  const begin = typed.slice(slash);
  return sorted(
    knowledge.list(folder)
      .filter((name) => name.startsWith(begin) && (begin.startsWith(".") || !name.startsWith(".")))
      .map((name) => ({ text: folder + name, summary: name.endsWith("/") ? "a folder" : "" })),
  );
}

const TEXTS: ReadonlySet<string> = new Set(["string"]);

/** How the text before the cursor can go on. */
export function complete(text: string, at: number, knowledge: Knowledge): Completions {
  const before = text.slice(0, at);
  const inText = tokenAt(before, at, TEXTS);
  if (inText !== null && !/^"(?:[^"\\]|\\.)*"$/s.test(before.slice(inText.start))) {
    const from = inText.start + 1;
    return { from, to: at, candidates: completePath(knowledge, text.slice(from, at)) };
  }
  const token = tokenAt(before, at);
  const from = token === null ? at : token.start;
  const typed = text.slice(from, at);
  if (typed.startsWith(":")) return { from, to: at, candidates: completeKeyword(typed, knowledge.logs()) };
  if (typed === "") return { from, to: at, candidates: [] };
  const names = completeName(knowledge.namespace, typed);
  const local = namesIn(text, token).filter(({ text }) => text.startsWith(typed) && text !== typed);
  return { from, to: at, candidates: sorted([...names, ...local]) };
}
