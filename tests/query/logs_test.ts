/**
 * The cases of `clauses.bat` and `time.bat` over real logs: what tables in memory answer, logs answer too; and `errors.bat`, what they say of mistakes,
 * and `plans.bat`, what they are asked for,
 * and `cancel.bat`, how they are ended before they are done. When one fails here only, suspect
 * `lib/log/table.ts` and `lib/dlog/`.
 */
import { deepStrictEqual } from "node:assert/strict";
import { casesOf, whyWrong } from "../lang/cases.ts";

for (const file of ["clauses.bat", "time.bat", "errors.bat", "plans.bat", "cancel.bat"]) {
  Deno.test(`queries over logs: ${file}`, async () => {
    const wrong: string[] = [];
    for (const c of casesOf(Deno.readTextFileSync(new URL(file, import.meta.url)))) {
      const why = await whyWrong(c);
      if (why !== null) wrong.push(`${c.title}: ${why}`);
    }
    deepStrictEqual(wrong, []);
  });
}
