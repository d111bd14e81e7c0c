/**
 * The tests of a file that has been loaded, and which of them are wanted.
 * In: namespaces, a selection. Out: tests in the order in which they stand, or by chance that follows from a seed.
 * @module
 */
import { Keyword, kw, PMap, PSet, toArray } from "../data/mod.ts";
import { allNamespaces, type Var } from "../runtime/mod.ts";
import type { Selection } from "../test/mod.ts";

export interface LoadedTest {
  readonly id: string;
  readonly cell: Var;
  readonly ns: string;
  readonly line: number;
  readonly tags: ReadonlySet<string>;
  /** Milliseconds; null: the usual limit. */
  readonly timeoutMs: number | null;
  readonly skip: boolean;
  readonly mayLeak: boolean;
}

/** The keywords of a metadata map that stand for tags: those that are true, and the elements of `:tags`. */
function tagsIn(meta: unknown): string[] {
  if (!(meta instanceof PMap)) return [];
  const tags: string[] = [];
  meta.forEach((key, value) => {
    if (key instanceof Keyword && value === true) tags.push(key.name);
  });
  const more = meta.get(kw("tags"), null);
  const listed = more instanceof PSet || more !== null ? toArray(more) : [];
  return [...tags, ...listed.map((tag) => tag instanceof Keyword ? tag.name : String(tag))];
}

function isTrue(meta: PMap, key: string): boolean {
  const value = meta.get(kw(key), null);
  return value !== null && value !== false;
}

/**
 * The tests that stand in a file, or what else vars have in their metadata under `key`, in their order. A namespace with `test-ns-hook` has this one
 * alone as its test.
 */
export function testsIn(file: string, key: "test" | "bench" = "test"): LoadedTest[] {
  const found: LoadedTest[] = [];
  for (const ns of allNamespaces()) {
    if (ns.name.startsWith("batuta.")) continue;
    const own = [...ns.vars.values()].filter((cell) => cell.ns === ns.name && cell.place?.source.name === file);
    const hook = key === "test" ? own.find(({ name }) => name === "test-ns-hook") : undefined;
    const cells = hook === undefined ? own.filter((cell) => cell.meta?.has(kw(key))) : [hook];
    const shared = tagsIn(ns.meta);
    for (const cell of cells) found.push(testOf(cell, shared));
  }
  return found.sort((a, b) => a.line - b.line);
}

function testOf(cell: Var, shared: readonly string[]): LoadedTest {
  const { place, meta } = cell;
  const timeout = meta?.get(kw("timeout"), null);
  return {
    id: cell.fullName,
    cell,
    ns: cell.ns,
    line: place === null ? 0 : place.source.lineCol(place.start).line,
    tags: new Set([...shared, ...tagsIn(meta)]),
    timeoutMs: typeof timeout === "number" && timeout > 0 ? timeout : null,
    skip: meta !== null && isTrue(meta, "skip"),
    mayLeak: meta !== null && isTrue(meta, "leaks"),
  };
}

/** Whether a text has a part; `*` stands for anything, and then the whole must match. */
function hasName(id: string, pattern: string): boolean {
  if (!pattern.includes("*")) return id.includes(pattern);
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(id);
}

/** The tests on these lines: the last that begins there or before. */
function atLines(tests: readonly LoadedTest[], lines: readonly number[]): Set<LoadedTest> {
  const found = new Set<LoadedTest>();
  for (const line of lines) {
    const test = tests.findLast((each) => each.line <= line);
    if (test !== undefined) found.add(test);
  }
  return found;
}

/** Whether a test with these tags is wanted. */
export function wants(selection: Selection, id: string, tags: ReadonlySet<string>): boolean {
  const { names, tags: wanted, withoutTags, ids } = selection;
  return (names.length === 0 || names.some((name) => hasName(id, name))) &&
    (wanted.length === 0 || wanted.some((tag) => tags.has(tag))) &&
    !withoutTags.some((tag) => tags.has(tag)) &&
    (ids === null || ids.includes(id));
}

/** The tests that are wanted, in the order in which they stand. */
export function selectTests(tests: readonly LoadedTest[], selection: Selection): LoadedTest[] {
  const lines = selection.lines.length === 0 ? null : atLines(tests, selection.lines);
  return tests.filter((test) => (lines === null || lines.has(test)) && wants(selection, test.id, test.tags));
}
