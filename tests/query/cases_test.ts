/**
 * The cases of `clauses.bat` and `time.bat` over tables in memory. When one fails, suspect `lib/query/` and `stdlib/core/queries.bat`; only when
 * pre-empted: `flow.ts` and the steps that make several rows of one.
 */
import { deepStrictEqual } from "node:assert/strict";
import { casesOf, type How, whyWrong } from "../lang/cases.ts";
import { clearTables } from "./memory.ts";

async function wrongCases(file: string, how: How = {}): Promise<string[]> {
  const wrong: string[] = [];
  for (const c of casesOf(Deno.readTextFileSync(new URL(file, import.meta.url)))) {
    clearTables();
    const why = await whyWrong(c, how);
    if (why !== null) wrong.push(`${c.title}: ${why}`);
  }
  return wrong;
}

for (const file of ["clauses.bat", "time.bat"]) {
  Deno.test(`queries: ${file}`, async () => deepStrictEqual(await wrongCases(file), []));

  Deno.test(`queries, pre-empted at every call: ${file}`, async () =>
    deepStrictEqual(await wrongCases(file, { slice: 1 }), []));
}
