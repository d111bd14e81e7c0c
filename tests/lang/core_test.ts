/** The cases of `tests/lang/core/`. When one fails, suspect `stdlib/` and `lib/runtime/core_*.ts`. */
import { deepStrictEqual } from "node:assert/strict";
import { casesOf, whyWrong } from "./cases.ts";

async function wrongCases(file: string, slice?: number): Promise<string[]> {
  const wrong: string[] = [];
  for (const c of casesOf(Deno.readTextFileSync(new URL(`./core/${file}`, import.meta.url)))) {
    if (slice !== undefined && /\blong\b/.test(c.title)) continue; // seconds, when every call of thousands is suspended
    const why = await whyWrong(c, slice);
    if (why !== null) wrong.push(`${c.title}: ${why}`);
  }
  return wrong;
}

for (const { name } of Deno.readDirSync(new URL("./core", import.meta.url))) {
  Deno.test(`the core library: ${name}`, async () => deepStrictEqual(await wrongCases(name), []));

  Deno.test(`the core library, pre-empted at every call: ${name}`, async () =>
    deepStrictEqual(await wrongCases(name, 1), []));
}
