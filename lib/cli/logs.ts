/**
 * The logs of a program, loaded when it first asks for them.
 * @module
 */
import type { BatutaError } from "../data/mod.ts";
import { Logs, type Operations, operationsOn } from "../log/mod.ts";

/** The operations on the logs in a folder; `warn` is told what opening them has mended. */
export function operationsIn(folder: string, warn: (found: BatutaError) => void = () => {}): Operations {
  return operationsOn(new Logs(folder, warn));
}
