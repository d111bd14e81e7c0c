/**
 * How many bytes a query may take for what it keeps while it runs, and for its results.
 * In: BATUTA_QUERY_MEMORY of the environment, in megabytes. Out: bytes; a failure that says what to do, once there are too many rows.
 * Rows that are kept as values are counted, not weighed: what a row of few columns takes is taken for all.
 * @module
 */
import { host } from "../runtime/mod.ts";
import { queryFail } from "./errors.ts";

const MB = 2 ** 20;
/** About half of what a process has without being told otherwise. */
const DEFAULT_MB = 2048;
/** What a row takes as a value of the program, and its place in a list. */
const ROW_BYTES = 120;

let limit: number | null = null;

/** Bytes. */
export function memoryLimit(): number {
  if (limit === null) {
    const megabytes = Number(host.env("BATUTA_QUERY_MEMORY") ?? NaN);
    limit = (megabytes > 0 ? megabytes : DEFAULT_MB) * MB;
  }
  return limit;
}

/** Allows so many bytes; null: what the environment says. */
export function setMemoryLimit(bytes: number | null): void {
  limit = bytes;
}

/** Fails where so many rows that one step keeps are too many. Looks only at every thousandth. */
export function checkKept(rows: number): void {
  if ((rows & 1023) !== 0 || rows * ROW_BYTES <= memoryLimit()) return;
  queryFail("query-memory", { limit: memoryLimit() });
}

/** What values take that gather without being rows: weighed as they come. */
export class Weight {
  #bytes = 0;
  #checked = 0;

  /** Fails where all together are too many; looks only at every megabyte. */
  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes - this.#checked < MB) return;
    this.#checked = this.#bytes;
    if (this.#bytes > memoryLimit()) queryFail("query-memory", { limit: memoryLimit() });
  }
}
