/**
 * Logs as what queries read: `(from :users)` finds the log of that name.
 * @module
 */
import { setTables } from "../query/mod.ts";
import { andThen } from "../runtime/mod.ts";
import { operate } from "./operate.ts";
import { withColumns } from "./specs.ts";

setTables((name) => andThen(operate("-table", [name]), withColumns), () => operate("logs", []));
