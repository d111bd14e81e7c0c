/**
 * How the rooms that few programs need are loaded when a program first asks for something of them.
 * @module
 */
import { diagnostic } from "../source/mod.ts";
import type { DenoHost } from "./host.ts";
import { report } from "./report.ts";

/** Logs, whose findings are reported; files of records and charts; workers for loops over columns. */
export function giveRooms(host: DenoHost): void {
  host.logs = async () => {
    const { operationsIn } = await import("./logs.ts");
    return operationsIn(host.dataFolder, ({ code, message, hint }) => {
      report(host, [diagnostic(code, message, null, { severity: "warning", hint })]);
    });
  };
  host.formats = () => import("./file_formats.ts");
  host.loops = () => import("./loop_workers.ts");
}

/** What checks types; where programs are compiled. */
export function giveTypes(host: DenoHost): void {
  host.types = () => import("./type_room.ts");
}
