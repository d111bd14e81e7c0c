/**
 * Logs as what queries read: `(from :users)` finds the log of that name.
 * @module
 */
import { setTables } from "../query/mod.ts";
import { operate } from "./operate.ts";

setTables((name) => operate("-table", [name]), () => operate("logs", []));
