/**
 * Versions: which entries of a table are rows at a time, and how long each was true.
 * In: entries in the order in which they were appended. Out: entries, or versions with the intervals `[from, to)` in which they held.
 * An entry is true from its own time on, or in the interval that it names; later entries of a key replace earlier ones where they are
 * true, tombstones too.
 * Source: the bitemporal model of SQL:2011 and XTDB: system time (`time`) and valid time.
 * @module
 */
import { type Keyword, PMap } from "../data/mod.ts";
import { KeyTable } from "./key_table.ts";
import type { Entry } from "./table.ts";

/** An entry and the interval in which it is true, milliseconds; `to` null: without end. */
export interface Version {
  readonly entry: Entry;
  readonly from: number;
  readonly to: number | null;
}

function keyOf(entry: Entry, key: Keyword): unknown {
  if (entry.deleted) return entry.value;
  return entry.value instanceof PMap ? entry.value.get(key, null) : null;
}

/** The entries of some keys, deletions too. */
export function* entriesAmong(entries: Iterable<Entry>, key: Keyword, keys: readonly unknown[]): Generator<Entry> {
  const wanted = new KeyTable<true>();
  for (const each of keys) if (wanted.get(each) !== true) wanted.add(each, true);
  for (const entry of entries) if (wanted.get(keyOf(entry, key)) === true) yield entry;
}

function hasInterval(entry: Entry): boolean {
  return entry.validFrom !== null || entry.validTo !== null;
}

function holdsAt(entry: Entry, ms: number): boolean {
  return (entry.validFrom ?? entry.time) <= ms && (entry.validTo === null || ms < entry.validTo);
}

/**
 * The newest entry of each key among those that are true at a time, without those that are deleted; in the order in which the keys came
 * first. With `always`, entries that name no interval count whenever they were written.
 */
export function newestEntries(entries: Iterable<Entry>, key: Keyword, at: { ms: number; always: boolean }): Entry[] {
  const slots = new KeyTable<{ entry: Entry | null }>();
  const order: { entry: Entry | null }[] = [];
  for (const entry of entries) {
    if (!(at.always && !hasInterval(entry)) && !holdsAt(entry, at.ms)) continue;
    const id = keyOf(entry, key);
    let slot = slots.get(id);
    if (slot === undefined) {
      slots.add(id, slot = { entry: null });
      order.push(slot);
    }
    slot.entry = entry;
  }
  return order.flatMap(({ entry }) => entry === null || entry.deleted ? [] : [entry]);
}

/** The intervals of a key's versions, cut where a later entry is true. */
function cut(versions: readonly Version[], entry: Entry): Version[] {
  const from = entry.validFrom ?? entry.time;
  const to = entry.validTo;
  const kept: Version[] = [];
  for (const version of versions) {
    if ((version.to !== null && version.to <= from) || (to !== null && version.from >= to)) {
      kept.push(version);
      continue;
    }
    if (version.from < from) kept.push({ ...version, to: from });
    if (to !== null && (version.to === null || version.to > to)) kept.push({ ...version, from: to });
  }
  kept.push({ entry, from, to });
  return kept.sort((a, b) => a.from - b.from);
}

/** All versions of all keys that held at some time in `[from, to)`: by key in the order in which the keys came, then by time. */
export function history(entries: Iterable<Entry>, key: Keyword | null, from: number, to: number): Version[] {
  if (key === null) {
    // What happened is no version of anything: each event stands for itself.
    const events = [...entries].map((entry) => ({ entry, from: entry.validFrom ?? entry.time, to: entry.validTo }));
    return events.filter((version) =>
      version.from < to && (version.to === null ? version.from >= from : version.to > from)
    );
  }
  const table = new KeyTable<{ versions: Version[] }>();
  const order: { versions: Version[] }[] = [];
  for (const entry of entries) {
    const id = keyOf(entry, key);
    let slot = table.get(id);
    if (slot === undefined) {
      table.add(id, slot = { versions: [] });
      order.push(slot);
    }
    slot.versions = cut(slot.versions, entry);
  }
  return order.flatMap(({ versions }) =>
    versions.filter((v) => !v.entry.deleted && v.from < to && (v.to === null || v.to > from) && v.from !== v.to)
  );
}
