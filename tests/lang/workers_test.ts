/**
 * The cases of `tests/lang/workers/`: programs whose actors run on two workers. When one fails, suspect `lib/actor/`: `carry.ts` for what
 * arrives wrong, `peer.ts` for what does not arrive, `requests.ts` for what is not answered.
 */
import { deepStrictEqual } from "node:assert/strict";
import { casesOf, useWorkers, whyWrong } from "./cases.ts";

useWorkers(2);

for (const { name } of Deno.readDirSync(new URL("./workers", import.meta.url))) {
  const cases = casesOf(Deno.readTextFileSync(new URL(`./workers/${name}`, import.meta.url)));
  // The pool stays for the next program.
  Deno.test({
    name: `actors on two workers: ${name}`,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      const wrong: string[] = [];
      for (const c of cases) {
        const why = await whyWrong(c);
        if (why !== null) wrong.push(`${c.title}: ${why}`);
      }
      deepStrictEqual(wrong, []);
    },
  });
}
