/**
 * Checking a text again and again while it is edited: only forms that have changed are looked at anew, and those that use what they define.
 * What has a declared type, and keeps it, changes nothing for those that use it.
 * In: a text, each time as it is now. Out: all that is wrong with it, at its place in this text.
 * Invariant: what is found is what a check of the whole text would find. So everything is looked at again where a form changes how others are
 * read, expanded or named (a macro, a type, a protocol, `ns`), where one could not be expanded, and where a definition has gone or stands twice.
 * @module
 */
import { SyntaxError } from "../expander/mod.ts";
import { spanOf } from "../reader/mod.ts";
import { getNamespace, removeNamespace, setCurrentNamespace, type Var } from "../runtime/mod.ts";
import type { Diagnostic, Source, Span } from "../source/mod.ts";
import type { Names } from "../types/mod.ts";
import { formsOf } from "./form.ts";
import { featuresFor, setScript } from "./loader.ts";
import type { Session } from "./session.ts";
import { currentChecker, lookAt, prepareTypes } from "./typing.ts";

/** A form that has been looked at. */
interface Entry {
  readonly text: string;
  /** Where it stood when it was looked at. */
  readonly at: Span;
  /** Where it begins now. */
  start: number;
  readonly found: readonly Diagnostic[];
  /** Null where it could not be expanded, which other forms may change. */
  readonly names: Names | null;
}

/** A form as it stands in the text now, and what was found when it was looked at; null when it has not been. */
interface Standing {
  readonly form: unknown;
  readonly text: string;
  readonly span: Span;
  readonly known: Entry | null;
}

/** Forms after which nothing can be taken over. */
const FRAME = /^\((?:ns|in-ns|require|use|import|refer|alias|load|set!)[\s)]/;

export class LiveCheck {
  #entries: readonly Entry[] = [];
  /** How many forms the last check looked at. */
  looked = 0;

  constructor(readonly session: Session, readonly strict = false) {}

  /** What is wrong with a text. */
  async check(source: Source): Promise<readonly Diagnostic[]> {
    setScript(source.name);
    lookAt({ everything: true, strict: this.strict, checkCalls: false });
    await prepareTypes(source);
    this.looked = 0;
    if (this.#entries.length > 0 && this.#entries.every(({ names }) => names !== null)) {
      const { forms, diagnostics } = formsOf(source, featuresFor(source));
      if (diagnostics.length > 0) return diagnostics;
      let read: unknown[];
      try {
        read = [...forms];
      } catch (error) {
        if (error instanceof SyntaxError) return [error.diagnostic];
        throw error;
      }
      const standing = this.#compare(source, read);
      const gone = this.#gone(standing);
      if (gone !== null) return await this.#again(source, standing, gone);
    }
    return await this.#whole(source);
  }

  /** The forms of a text beside those that were looked at: equal texts, in their order. */
  #compare(source: Source, forms: readonly unknown[]): Standing[] {
    const left = new Map<string, Entry[]>();
    for (const entry of this.#entries) left.set(entry.text, [...left.get(entry.text) ?? [], entry]);
    return forms.flatMap((form) => {
      const span = spanOf(form);
      if (span === null) return [];
      const text = source.text.slice(span.start, span.end);
      return [{ form, text, span, known: left.get(text)?.shift() ?? null }];
    });
  }

  /** The forms that are not there any more; null when everything has to be looked at. */
  #gone(standing: readonly Standing[]): readonly Entry[] | null {
    const kept = new Set(standing.map(({ known }) => known));
    const gone = this.#entries.filter((entry) => !kept.has(entry));
    const added = standing.filter(({ known }) => known === null);
    if (gone.some(({ text, names }) => FRAME.test(text) || names?.changesOthers)) return null;
    if (added.some(({ text }) => FRAME.test(text))) return null;
    const order = standing.flatMap(({ known }) => known === null ? [] : [this.#entries.indexOf(known)]);
    return order.some((at, i) => i > 0 && at < order[i - 1]) ? null : gone;
  }

  async #again(
    source: Source,
    standing: readonly Standing[],
    gone: readonly Entry[],
  ): Promise<readonly Diagnostic[]> {
    const before = this.#entries;
    const declared = new Map<Var, string | null>();
    const asDeclared = (cell: Var): string | null => currentChecker()?.declaredAs(cell) ?? null;
    for (const { names } of before) for (const cell of names?.defined ?? []) declared.set(cell, asDeclared(cell));
    const lost = new Set(gone.flatMap(({ names }) => [...names?.defined ?? []]));
    const changed = new Set([...lost].filter((cell) => declared.get(cell) === null));
    const entries: (Entry | null)[] = standing.map(({ known, span }) => {
      if (known !== null) known.start = span.start;
      return known;
    });
    const defined = new Set<Var>();
    const looked = new Set<number>();
    // In the order of the text, as often as something that stands further down has changed what stands above.
    for (let again = true; again;) {
      again = false;
      for (const [i, { form, span, text }] of standing.entries()) {
        const known = entries[i];
        if (looked.has(i) || (known !== null && !usesAny(known, changed) && !pointsInto(known, gone))) continue;
        const entry = await this.#look(form, span, text);
        if (entry.names === null || entry.names.changesOthers) return await this.#whole(source);
        entries[i] = entry;
        looked.add(i);
        again = true;
        for (const cell of entry.names.defined) {
          defined.add(cell);
          const type = asDeclared(cell);
          if (type === null || type !== declared.get(cell)) changed.add(cell);
        }
      }
    }
    // What uses a name that is not defined any more has to be told so.
    if ([...lost].some((cell) => !defined.has(cell))) return await this.#whole(source);
    this.#entries = entries as Entry[]; // none is left out above
    if (!isInOrder(this.#entries)) return await this.#whole(source);
    return this.#found(source, [...before, ...this.#entries]);
  }

  async #whole(source: Source): Promise<readonly Diagnostic[]> {
    const own = new Set(this.#entries.flatMap(({ names }) => [...names?.defined ?? []].map((cell) => cell.ns)));
    for (const ns of [...own, "user"]) if (!ns.startsWith("batuta.")) removeNamespace(ns);
    setCurrentNamespace(getNamespace("user"));
    const { forms, diagnostics } = formsOf(source, featuresFor(source));
    this.#entries = [];
    if (diagnostics.length > 0) return diagnostics;
    const entries: Entry[] = [];
    let failed: Diagnostic | null = null;
    try {
      for (const form of forms) {
        const span = spanOf(form);
        if (span !== null) entries.push(await this.#look(form, span, source.text.slice(span.start, span.end)));
      }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      failed = error.diagnostic;
    }
    // After a text that could not be read to its end, everything is looked at again.
    if (failed === null) this.#entries = entries;
    return [...this.#found(source, entries, entries), ...failed === null ? [] : [failed]];
  }

  /** Looks at a form. */
  async #look(form: unknown, at: Span, text: string): Promise<Entry> {
    this.looked++;
    const found: Diagnostic[] = [];
    let all: Names | null = null;
    const checker = currentChecker();
    if (checker !== null) {
      checker.onNames = (names) => {
        all = all === null ? names : {
          defined: all.defined.union(names.defined),
          declared: all.declared.union(names.declared),
          used: all.used.union(names.used),
          changesOthers: all.changesOthers || names.changesOthers,
        };
      };
    }
    try {
      await this.session.checkForm(form, (d) => found.push(d));
    } finally {
      if (checker !== null) checker.onNames = null;
    }
    return { text, at, start: at.start, found, names: all };
  }

  /** All that was found, at its place in the text as it is now. */
  #found(source: Source, known: readonly Entry[], entries: readonly Entry[] = this.#entries): readonly Diagnostic[] {
    const moved = (span: Span | null): Span | null => {
      if (span === null || span.source.name !== source.name || span.source === source) return span;
      const entry = known.findLast(({ at }) =>
        at.source === span.source && at.start <= span.start && span.start <= at.end
      );
      if (entry === undefined) return null;
      const by = entry.start - entry.at.start;
      return { source, start: span.start + by, end: span.end + by };
    };
    return entries.flatMap(({ found }) => found).map((d) => ({
      ...d,
      span: moved(d.span),
      notes: d.notes.map((note) => ({ ...note, span: moved(note.span) })),
    }));
  }
}

function usesAny(entry: Entry, changed: ReadonlySet<Var>): boolean {
  return [...entry.names?.used ?? []].some((cell) => changed.has(cell));
}

/** Whether a note on what was found points into one of some forms. */
function pointsInto(entry: Entry, forms: readonly Entry[]): boolean {
  return entry.found.some(({ notes }) =>
    notes.some(({ span }) =>
      span !== null &&
      forms.some(({ at }) => at.source === span.source && at.start <= span.start && span.start <= at.end)
    )
  );
}

/** Whether each name is defined once, above its uses. */
function isInOrder(entries: readonly Entry[]): boolean {
  const first = new Map<Var, number>();
  const made = new Set<Var>();
  for (const [i, { names }] of entries.entries()) {
    for (const cell of names?.defined ?? []) {
      if (!first.has(cell)) first.set(cell, i);
      if (names?.declared.has(cell)) continue;
      if (made.has(cell)) return false;
      made.add(cell);
    }
  }
  return entries.every(({ names }, i) => [...names?.used ?? []].every((cell) => (first.get(cell) ?? 0) <= i));
}
