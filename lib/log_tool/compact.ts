/**
 * `batuta log compact`: erases the payloads that need not be kept.
 * @module
 */
import { kw, type PMap } from "../data/mod.ts";
import { operationsOn } from "../log/mod.ts";
import { counted, durationText, sizeText } from "./amounts.ts";
import { nameOfLog, shown, withLogs } from "./open.ts";
import { ProgressScreen } from "./progress.ts";
import type { World } from "./world.ts";

export function compactOne(world: World, log: string): Promise<number> {
  return withLogs(world, async (logs) => {
    const name = nameOfLog(log);
    const reader = await logs.reader(name);
    const { key, retain } = reader.files.created;
    if (key === null && retain === null) {
      world.write(`Nothing to erase: ${shown(log)} has neither a key nor :retain, so all is kept\n`);
      return 0;
    }
    const total = reader.count();
    const screen = new ProgressScreen(world, `Compacting ${shown(log)}`);
    const report = (offset: number) => screen.report({ done: offset, total, records: offset });
    const answer = await operationsOn(logs).compact(name, report) as PMap; // what it gives
    screen.end();
    const [erased, bytes] = [kw("erased"), kw("bytes")].map((field) => Number(answer.get(field, 0)));
    const what = `the payload${erased === 1 ? "" : "s"} of ${counted(erased, "record")}`;
    world.write(
      erased === 0
        ? `Nothing to erase in ${shown(log)}\n`
        : `Erased ${what} of ${shown(log)}, ${sizeText(bytes)}, in ${durationText(screen.ms)}; their hashes are kept\n`,
    );
    return 0;
  });
}
