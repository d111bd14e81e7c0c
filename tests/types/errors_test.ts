/** The smallest program of each mistake causes it, when it is run: before its form runs. */
import assert from "node:assert/strict";
import { TYPE_ERRORS, TYPE_WARNINGS } from "../../lib/types/mod.ts";
import { Source } from "../../lib/source/mod.ts";
import { newSession } from "./checking.ts";

for (const [code, { example }] of Object.entries({ ...TYPE_ERRORS, ...TYPE_WARNINGS })) {
  Deno.test(`the example of ${code} causes it`, async () => {
    const warnings: string[] = [];
    const outcome = await newSession().run(new Source("t.bat", example), { onWarning: (w) => warnings.push(w.code) });
    const errors = outcome.status === 0 ? [] : outcome.diagnostics.map((d) => d.code);
    assert.ok([...errors, ...warnings].includes(code), `${example}: ${[...errors, ...warnings]}`);
  });
}
