/**
 * How a program's logs are loaded when it first asks for them.
 * @module
 */
import type { DenoHost } from "./host.ts";

export function giveLogs(host: DenoHost): void {
  host.loadLogs = () => import("./logs.ts");
}
