/**
 * Tables held in memory, for tests, and a `dlog` namespace that appends to them as the log's does.
 */
import { Instant, Keyword, kw, mapOf, PMap, printReadably, toArray } from "../../lib/data/mod.ts";
import { between, definePrimitives } from "../../lib/runtime/mod.ts";
import { type Entry, setTables, type Table } from "../../lib/query/mod.ts";

export class MemoryTable implements Table {
  readonly kept: Entry[] = [];
  readonly #watchers = new Set<() => void>();

  constructor(readonly name: string, readonly key: Keyword | null = null) {}

  add(
    value: unknown,
    { time = Date.now(), deleted = false, validFrom = null, validTo = null }: Partial<Entry> = {},
  ): void {
    const before = this.kept.at(-1)?.time ?? -Infinity;
    if (time < before) throw new Error("earlier than the entry before");
    this.kept.push({ offset: this.kept.length, time, deleted, value, log: null, validFrom, validTo });
    for (const watcher of this.#watchers) watcher();
  }
  *scan(options: Parameters<Table["scan"]>[0]): Generator<Entry> {
    const { upTo = Infinity, since = -Infinity, from = 0, to = Infinity } = options;
    const end = Math.min(to, this.kept.length);
    for (let i = from; i < end; i++) {
      const entry = this.kept[i];
      if (entry.time <= upTo && entry.time > since) yield entry;
    }
  }
  count(): number {
    return this.kept.length;
  }
  checkpoint(): { log: unknown; size: number } {
    return { log: kw(this.name.slice(1)), size: this.kept.length };
  }
  watch(grown: () => void): () => void {
    this.#watchers.add(grown);
    return () => void this.#watchers.delete(grown);
  }
}

const tables = new Map<unknown, MemoryTable>();

export function clearTables(): void {
  tables.clear();
}

export function table(name: Keyword, key: Keyword | null = null): MemoryTable {
  let found = tables.get(name);
  if (found === undefined) tables.set(name, found = new MemoryTable(printReadably(name), key));
  return found;
}

function options(x: unknown): Partial<Entry> {
  if (!(x instanceof PMap)) return {};
  const ms = (key: string): number | null => {
    const at = x.get(kw(key), null);
    return at instanceof Instant ? at.ms : null;
  };
  const at = ms("at");
  return { ...(at === null ? {} : { time: at }), validFrom: ms("valid-from"), validTo: ms("valid-to") };
}

setTables((name) => tables.get(name) ?? null);

definePrimitives({
  "create": (name, about) => {
    table(name as Keyword, (about as PMap).get(kw("key"), null) as Keyword | null);
    return name;
  },
  "append": between(2, 3, (name, value, about) => {
    table(name as Keyword).add(value, options(about));
    return mapOf(kw("log"), name);
  }),
  "append-all": (name, values) => {
    for (const value of toArray(values)) table(name as Keyword).add(value);
    return null;
  },
  "delete": between(2, 3, (name, key, about) => {
    table(name as Keyword).add(key, { ...options(about), deleted: true });
    return null;
  }),
}, "dlog");
