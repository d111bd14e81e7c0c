/**
 * `batuta log proof` and `batuta log checkpoint`: what others can verify, as `dlog/prove` and `dlog/checkpoint` give it.
 * @module
 */
import { kw, type PMap } from "../data/mod.ts";
import { operationsOn } from "../log/mod.ts";
import { countOf, nameOfLog, withLogs } from "./open.ts";
import { printValue, type ValueFormat } from "./print.ts";
import type { World } from "./world.ts";

function ask(world: World, op: "prove" | "checkpoint", args: readonly unknown[]): Promise<PMap> {
  return withLogs(world, async (logs) => await operationsOn(logs)[op](...args) as PMap); // as these two give
}

const sizeOf = (text: string | undefined) => text === undefined ? null : countOf("--size", text);

/** The receipt of a record, which `batuta log verify --receipt` takes. */
export async function showProof(
  world: World,
  log: string,
  offset: string,
  { size, as }: { readonly size?: string; readonly as: ValueFormat },
): Promise<number> {
  const receipt = await ask(world, "prove", [nameOfLog(log), countOf("OFFSET", offset), sizeOf(size)]);
  world.write(printValue(receipt, as));
  return 0;
}

/** The signed note of a log, which `batuta log verify --checkpoint` takes. */
export async function showCheckpoint(
  world: World,
  log: string,
  { size, as }: { readonly size?: string; readonly as: ValueFormat | "note" },
): Promise<number> {
  const checkpoint = await ask(world, "checkpoint", [nameOfLog(log), sizeOf(size)]);
  world.write(as === "note" ? String(checkpoint.get(kw("note"), "")) : printValue(checkpoint, as));
  return 0;
}
