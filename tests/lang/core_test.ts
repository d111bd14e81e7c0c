/**
 * The cases of `tests/lang/core/`, `library/` and `actors/`. When one fails, suspect `stdlib/` and `lib/runtime/core_*.ts`; for actors,
 * `lib/actor/`.
 */
import { deepStrictEqual } from "node:assert/strict";
import { casesOf, type How, whyWrong } from "./cases.ts";

async function wrongCases(file: string, how: How = {}): Promise<string[]> {
  const wrong: string[] = [];
  for (const c of casesOf(Deno.readTextFileSync(new URL(`./${file}`, import.meta.url)))) {
    if (how.slice !== undefined && /\blong\b/.test(c.title)) continue; // seconds, when every call of thousands is suspended
    const why = await whyWrong(c, how);
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
    deepStrictEqual(await wrongCases(file, { slice: 1 }), []));
}

// Replayed, time passes only while everything waits, so that a busy machine changes nothing.
for (const file of filesIn("actors")) {
  for (const seed of [1, 2, 3, 4]) {
    Deno.test(`${file}, schedule ${seed}`, async () => deepStrictEqual(await wrongCases(file, { seed }), []));
  }

  Deno.test(`${file}, pre-empted at every call`, async () =>
    deepStrictEqual(await wrongCases(file, { slice: 1, seed: 1 }), []));
}
