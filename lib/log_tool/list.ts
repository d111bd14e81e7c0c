/**
 * `batuta log ls` and `batuta log info`: which logs there are, and what is known of one.
 * @module
 */
import { Instant, kw, type PMap, printInstant, rowOf, vec } from "../data/mod.ts";
import { isLogFailure, keyColumn, type LogInfo, type Store } from "../log/mod.ts";
import { counted, grouped, sizeText } from "./amounts.ts";
import { nameOfLog, shown, withStore } from "./open.ts";
import { printValue, type ValueFormat } from "./print.ts";
import { textTable } from "./table.ts";
import type { World } from "./world.ts";

/** What is known of a log, as `dlog/info` has it. */
function infoMap(info: LogInfo, firstTime: number | null): PMap {
  const { name, count, sizeBytes, segments, hash, sync, lastTime, root } = info;
  const instant = (ms: number | null) => count === 0 || ms === null ? null : new Instant(ms);
  return rowOf([
    kw("log"),
    kw(name),
    kw("count"),
    count,
    kw("bytes"),
    sizeBytes,
    kw("segments"),
    segments,
    kw("key"),
    keyColumn(info),
    kw("hash"),
    kw(hash),
    kw("sync"),
    kw(sync),
    kw("first-time"),
    instant(firstTime),
    kw("last-time"),
    instant(lastTime),
    kw("root"),
    root.toHex(),
  ]);
}

/** The time of the first record; null where there is none, or none that can be read. */
async function firstTimeOf(store: Store, { name }: LogInfo): Promise<number | null> {
  let first: number | null = null;
  const reader = await store.reader(name, { salvage: true });
  reader.scan(0, 1, ({ time }) => void (first = time));
  return first;
}

const lastTimeText = ({ count, lastTime }: LogInfo) => count === 0 ? "" : printInstant(new Instant(lastTime));

export function listLogs(world: World, format: ValueFormat | "text"): Promise<number> {
  return withStore(world, { write: false }, (store) => {
    const infos: LogInfo[] = [];
    let status = 0;
    for (const name of store.logs()) {
      try {
        infos.push(store.info(name));
      } catch (error) {
        if (!isLogFailure(error)) throw error;
        world.note(`${shown(name)}: ${error.message}\n`);
        status = 1;
      }
    }
    if (format !== "text") {
      world.write(printValue(vec(infos.map((info) => infoMap(info, null).dissoc(kw("first-time")))), format));
      return status;
    }
    if (infos.length === 0 && status === 0) world.note(`There are no logs in ${world.folder}.\n`);
    if (infos.length === 0) return status;
    const rows = infos.map((info) => [
      shown(info.name),
      grouped(info.count),
      sizeText(info.sizeBytes),
      info.key ?? "",
      lastTimeText(info),
    ]);
    world.write(
      textTable([["LOG", "RECORDS", "SIZE", "KEY", "LAST RECORD"], ...rows], [false, true, true, false, false]),
    );
    return status;
  });
}

/** What files of columns take, where there are some. */
function columnsRow({ columns: { files, bytes } }: LogInfo): string[][] {
  return files === 0
    ? []
    : [["Columns", `${sizeText(bytes)} in ${counted(files, "file")}, made from the records for queries`]];
}

export function showInfo(world: World, log: string, format: ValueFormat | "text"): Promise<number> {
  return withStore(world, { write: false }, async (store) => {
    const info = store.info(nameOfLog(log));
    const firstTime = await firstTimeOf(store, info);
    if (format !== "text") {
      world.write(printValue(infoMap(info, firstTime), format));
      return 0;
    }
    const rows = [
      ["Log", shown(info.name)],
      ["Records", grouped(info.count)],
      ["Size", `${sizeText(info.sizeBytes)} in ${counted(info.segments, "segment")}`],
      ...columnsRow(info),
      ["First record", firstTime === null ? "" : printInstant(new Instant(firstTime))],
      ["Last record", lastTimeText(info)],
      ["Key", info.key ?? "none"],
      ["Durable", SYNC[info.sync]],
      ["Retention", info.retain ?? "everything"],
      ["Created", printInstant(new Instant(info.createdMs))],
      ["Id", info.id],
      ["Hash", info.hash],
      ["Merkle root", info.root.toHex()],
    ];
    world.write(textTable(rows, [false, false]));
    return 0;
  });
}

const SYNC = {
  batch: "by batch: appends that come together share a sync",
  always: "always: each append has its own sync",
  os: "when the system writes it",
} as const;
