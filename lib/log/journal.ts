/**
 * What counters and transactions need of the log they are kept in.
 * @module
 */
import type { PMap } from "../data/mod.ts";

/** A log of records that one file of the room writes and reads as a whole. */
export interface Journal {
  /** Resolved when the records are durable. */
  append(records: readonly PMap[]): Promise<void>;
  /** Shows all records in their order. */
  read(visit: (record: PMap) => void): Promise<void>;
}
