/** Programs made by chance: what is well typed is left alone and runs, and one argument of another type is found. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { renderDiagnostic } from "../../lib/source/mod.ts";
import { TYPE_ERRORS, TYPE_WARNINGS } from "../../lib/types/mod.ts";
import { found, ran } from "./checking.ts";
import { Maker } from "./program.ts";

/** The expander has warnings of its own, about clauses that a constant never reaches. */
const CODES = { ...TYPE_ERRORS, ...TYPE_WARNINGS };

/** A program from a list of numbers, which stand for choices. */
function make(choices: readonly number[], mistake: boolean): string {
  let at = 0;
  const maker = new Maker((n) => n <= 1 ? 0 : (choices[at++ % choices.length] + at * 7) % n);
  return maker.program(3, mistake);
}

const choices = fc.array(fc.nat({ max: 1000 }), { minLength: 40, maxLength: 120 });

Deno.test("well-typed programs are left alone, even strictly, and run", async () => {
  await fc.assert(
    fc.asyncProperty(choices, async (numbers) => {
      const code = make(numbers, false);
      const ofTypes = (await found(code, true)).filter((d) => d.code in CODES);
      const said = ofTypes.map((d) => renderDiagnostic(d, { color: false }));
      assert.deepEqual(said, [], code);
      const value = await ran(code);
      assert.match(value, /^"/, code);
      assert.match(await ran(code, { checkCalls: true }), /^"/, code);
    }),
    { seed: 20261126, numRuns: 60, endOnFailure: Deno.env.get("SHRINK") !== "1" },
  );
});

Deno.test("an argument of another type is found", async () => {
  await fc.assert(
    fc.asyncProperty(choices, async (numbers) => {
      const code = make(numbers, true);
      const errors = (await found(code)).filter((d) => d.severity === "error" && d.code.startsWith("type-"));
      assert.ok(errors.length > 0, code);
    }),
    { seed: 20261126, numRuns: 60, endOnFailure: Deno.env.get("SHRINK") !== "1" },
  );
});
