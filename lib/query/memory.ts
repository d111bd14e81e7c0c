/**
 * How many bytes a query may take for what it keeps while it runs, and for its results.
 * @module
 */

/** 2 GB: about half of what a process has without being told otherwise. */
let limit = 2 * 2 ** 30;

/** Bytes. */
export function memoryLimit(): number {
  return limit;
}

/** Allows queries that begin from now on so many bytes. */
export function setMemoryLimit(bytes: number): void {
  limit = bytes;
}
