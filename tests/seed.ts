/**
 * Loaded before all tests: properties are tried with the same values in each run, so that a test which passes here passes everywhere.
 * `SEED=N deno task test` tries others; `SEED=random` those of a seed that fast-check names when a property fails.
 * @module
 */
import fc from "fast-check";

const USUAL = 20_261_126;

const asked = Deno.env.get("SEED") ?? String(USUAL);
if (asked !== "random") fc.configureGlobal({ seed: Number(asked) });
