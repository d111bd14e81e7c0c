/** A journal in memory, which can be made to fail. */
import type { PMap } from "../../lib/data/mod.ts";
import type { Journal } from "../../lib/log/journal.ts";

export class MemoryJournal implements Journal {
  readonly records: PMap[] = [];
  /** Appends that were asked for. */
  appends = 0;
  /** The next append fails with this. */
  failure: Error | null = null;

  async append(records: readonly PMap[]): Promise<void> {
    this.appends++;
    await Promise.resolve();
    const failure = this.failure;
    this.failure = null;
    if (failure !== null) throw failure;
    this.records.push(...records);
  }

  read(visit: (record: PMap) => void): Promise<void> {
    this.records.forEach(visit);
    return Promise.resolve();
  }
}
