/**
 * `batuta log check`: everything that a log, or all logs, have on the disk, looked at by the independent checker.
 * In: logs. Out: what is wrong, each finding with its file and byte, and a line for each log. Nothing is changed.
 * @module
 */
import { join } from "node:path";
import { canonicalise, type Checked, checkLog, type Disk, type DiskFile, folderName, hostDisk } from "../log/mod.ts";
import { counted, durationText, sizeText } from "./amounts.ts";
import { nameOfLog, shown, withStore } from "./open.ts";
import { ProgressScreen } from "./progress.ts";
import type { World } from "./world.ts";

/** The disk, with a word about each reading of a segment. */
function watchedDisk(readBytes: (count: number) => void): Disk {
  return {
    ...hostDisk,
    open(path, mode) {
      const file = hostDisk.open(path, mode);
      if (!path.endsWith(".log")) return file;
      const watched: DiskFile = {
        path,
        readAt(into, position) {
          const count = file.readAt(into, position);
          readBytes(count);
          return count;
        },
        writeAt: (bytes, position) => file.writeAt(bytes, position),
        size: () => file.size(),
        truncate: (length) => file.truncate(length),
        sync: () => file.sync(),
        syncNow: () => file.syncNow(),
        close: () => file.close(),
      };
      return watched;
    },
  };
}

/** Bytes of a log's segments. */
function segmentBytes(folder: string): number {
  return hostDisk.list(folder).filter((name) => name.endsWith(".log")).reduce((sum, name) => {
    const file = hostDisk.open(join(folder, name), "read");
    const size = file.size();
    file.close();
    return sum + size;
  }, 0);
}

function tell(
  world: World,
  log: string,
  { findings, count, root, tailBytes }: Checked,
  bytes: number,
  ms: number,
): void {
  for (const { path, position, problem, offset } of findings) {
    world.write(`${path}, byte ${position}: ${problem}${offset === undefined ? "" : ` (record ${offset})`}\n`);
  }
  const verdict = findings.length === 0 ? "all is well" : counted(findings.length, "problem");
  const tail = tailBytes === 0 ? "" : `; ${sizeText(tailBytes)} behind them were never acknowledged`;
  const size = `${counted(count, "record")}, ${sizeText(bytes)}`;
  const took = `checked in ${durationText(ms)}`;
  world.write(`${shown(log)}: ${verdict}. ${size}, ${took}${tail}\n`);
  if (root !== null) world.write(`  Merkle root ${root.toHex()}\n`);
}

export function checkLogs(world: World, log: string | undefined): Promise<number> {
  return withStore(world, { write: false }, (store) => {
    const logs = log === undefined ? store.logs() : [nameOfLog(log)];
    if (log !== undefined && !store.has(logs[0])) store.info(logs[0]); // fails, and says which there are
    let status = 0;
    for (const name of logs) {
      const folder = join(world.folder, "logs", folderName(name));
      const total = segmentBytes(folder);
      const screen = new ProgressScreen(world, `Checking ${shown(name)}`);
      let done = 0;
      const disk = watchedDisk((count) => {
        done += count;
        screen.report({ done, total, bytes: done });
      });
      const checked = checkLog(folder, { canonical: canonicalise, disk });
      screen.end();
      tell(world, name, checked, total, screen.ms);
      if (checked.findings.length > 0) status = 1;
    }
    if (logs.length === 0) world.note(`There are no logs in ${world.folder}.\n`);
    return status;
  });
}
