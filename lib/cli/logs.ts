/**
 * The logs of a program, loaded when it first asks for them.
 * @module
 */
import { Logs, type Operations, operationsOn } from "../log/mod.ts";

export function operationsIn(folder: string): Operations {
  return operationsOn(new Logs(folder));
}
