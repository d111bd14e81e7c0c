/**
 * Queries made by chance answer what the plainest evaluator answers (`chance/naive.ts`), and SQLite where it knows what they ask: over
 * collections and over logs, as they are written and optimised. When one differs, suspect `lib/query/`.
 */
import { besideSqlite, overCollections, overLogs } from "./chance/differential.ts";

Deno.test("queries by chance answer what a naive evaluator answers, optimised or not", () =>
  overCollections({ numRuns: 600 }));

Deno.test("queries by chance over logs answer what a naive evaluator answers", () => overLogs({ numRuns: 60 }));

Deno.test("queries by chance answer what SQLite answers", () => besideSqlite({ numRuns: 300 }));
