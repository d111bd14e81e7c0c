/**
 * How what reads and writes files of records is loaded when a program first needs it.
 * @module
 */
import type { DenoHost } from "./host.ts";

export function giveFormats(host: DenoHost): void {
  host.formats = () => import("./file_formats.ts");
}
