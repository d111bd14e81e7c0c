/** The cases of `tests/lang/core/` and `tests/lang/library/`. When one fails, suspect `stdlib/` and `lib/runtime/core_*.ts`. */
import { deepStrictEqual } from "node:assert/strict";
import { casesOf, whyWrong } from "./cases.ts";

async function wrongCases(file: string, slice?: number): Promise<string[]> {
  const wrong: string[] = [];
  for (const c of casesOf(Deno.readTextFileSync(new URL(`./${file}`, import.meta.url)))) {
    if (slice !== undefined && /\blong\b/.test(c.title)) continue; // seconds, when every call of thousands is suspended
    const why = await whyWrong(c, slice);
    if (why !== null) wrong.push(`${c.title}: ${why}`);
  }
  return wrong;
}

function filesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(new URL(`./${folder}`, import.meta.url)), ({ name }) => `${folder}/${name}`)
    .sort();
}

for (const file of [...filesIn("core"), ...filesIn("library")]) {
  Deno.test(`the standard library: ${file}`, async () => deepStrictEqual(await wrongCases(file), []));

  Deno.test(`the standard library, pre-empted at every call: ${file}`, async () =>
    deepStrictEqual(await wrongCases(file, 1), []));
}
