/**
 * Makes a data directory with the tables of TPC-H as logs, for `examples/tpch/run.bat`.
 * In: `--data DIR`, `--scale N` (0.01 unless given: 60,000 lines of orders), `--seed N`. Out: how many rows each log has.
 * @module
 */
import { parseArgs } from "node:util";
import { loadLogs } from "./tpch/load.ts";
import { tables } from "./tpch/tables.ts";

const { values } = parseArgs({
  options: { data: { type: "string" }, scale: { type: "string" }, seed: { type: "string" } },
});
const [scale, seed] = [Number(values.scale ?? 0.01), values.seed === undefined ? undefined : Number(values.seed)];
if (values.data === undefined || !(scale > 0) || Number.isNaN(seed)) {
  console.error("Usage: deno run -A scripts/tpch.ts --data DIR [--scale N] [--seed N]");
  Deno.exit(2);
}
const made = tables(scale, seed);
await loadLogs(values.data, made);
for (const { name, rows } of made) console.log(`:${name} ${rows.length}`);
