/**
 * Queries by chance for as long as one likes: the tests of `tests/query/differential_test.ts` with other seeds each time.
 * In: `--runs N` (20,000 unless given), perhaps `--seed N`. Out: the smallest query found whose answers differ, or nothing.
 * @module
 */
import { parseArgs } from "node:util";
import {
  besideSqlite,
  joinsInARow,
  overCollections,
  overColumns,
  overLogs,
} from "../tests/query/chance/differential.ts";

const { values } = parseArgs({ options: { runs: { type: "string" }, seed: { type: "string" } } });
const numRuns = Number(values.runs ?? 20_000);
const seed = values.seed === undefined ? {} : { seed: Number(values.seed) };
await overCollections({ numRuns, ...seed });
await joinsInARow({ numRuns: Math.ceil(numRuns / 2), ...seed });
await besideSqlite({ numRuns: Math.ceil(numRuns / 2), ...seed });
await overColumns({ numRuns: Math.ceil(numRuns / 4), ...seed });
await overLogs({ numRuns: Math.ceil(numRuns / 20), ...seed });
console.log(`${numRuns} queries, no difference`);
