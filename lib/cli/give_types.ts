/**
 * How what checks types is loaded when a program first declares one.
 * @module
 */
import type { DenoHost } from "./host.ts";

export function giveTypes(host: DenoHost): void {
  host.types = () => import("./type_room.ts");
}
