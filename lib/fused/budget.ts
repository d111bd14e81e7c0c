/**
 * How much memory a query may take for what it keeps: groups, rows to be sorted or joined, results.
 * In: bytes as they are taken. Out: a failure that says what to do, once it is too much.
 * @module
 */
import { queryFail } from "../query/mod.ts";

export class Budget {
  #taken = 0;

  /** `limit` in bytes. */
  constructor(readonly limit: number) {}

  take(bytes: number): void {
    this.#taken += bytes;
    if (this.#taken > this.limit) queryFail("query-memory", { limit: this.limit });
  }
}
