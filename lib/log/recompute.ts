/**
 * The Merkle roots of a log, from its records: nothing that is stored of the tree is read.
 * In: a reader, and sizes. Out: the root at each size. Costs a reading of the log and a hash for each record.
 * @module
 */
import { entryLeaf, FLAG, KIND } from "./entry.ts";
import type { Canonical } from "./log_files.ts";
import type { Reader } from "./reader.ts";
import { Tree } from "./tree.ts";

/** Records between two reports. */
const STEP = 10_000;

/** The roots over the first so many records, in the order of `sizes`, each at most the count of the log. */
export function recomputeRoots(
  reader: Reader,
  canonical: Canonical,
  sizes: readonly number[],
  report: (records: number) => void = () => {},
): Uint8Array[] {
  const { hash } = reader.files;
  const tree = new Tree(hash);
  const ascending = [...new Set(sizes)].sort((a, b) => a - b);
  const roots = new Map<number, Uint8Array>();
  for (const size of ascending) {
    while (tree.size < size) {
      reader.scan(tree.size, Math.min(tree.size + STEP, size), (cursor) => {
        const { bytes, start, end, payload, kind, flags } = cursor;
        const isCanonical = (flags & FLAG.canonical) !== 0 || kind === KIND.erased;
        const form = isCanonical ? null : canonical(bytes.subarray(payload, end));
        tree.append(entryLeaf(hash, bytes, start, end, payload, form));
      });
      report(tree.size);
    }
    roots.set(size, tree.root());
  }
  return sizes.map((size) => roots.get(size) as Uint8Array); // each is among the ascending ones
}
