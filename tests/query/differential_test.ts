/**
 * Queries made by chance answer what the plainest evaluator answers (`chance/naive.ts`), and SQLite where it knows what they ask: over
 * collections and over logs, as they are written and optimised. When one differs, suspect `lib/query/`. They are the same
 * in each run; `deno task query-differential` takes others.
 */
import { besideSqlite, joinsInARow, overCollections, overColumns, overLogs } from "./chance/differential.ts";

Deno.test("queries by chance answer what a naive evaluator answers, optimised or not", () =>
  overCollections({ numRuns: 500, seed: 1 }));

Deno.test("joins in a row answer the same in whatever order they are done", () =>
  joinsInARow({ numRuns: 500, seed: 1 }));

Deno.test("queries by chance over logs answer what a naive evaluator answers", () =>
  overLogs({ numRuns: 60, seed: 1 }));

Deno.test("queries by chance answer what SQLite answers", () => besideSqlite({ numRuns: 300, seed: 1 }));

Deno.test("queries by chance over columns answer what a naive evaluator answers", () =>
  overColumns({ numRuns: 300, seed: 1 }));
