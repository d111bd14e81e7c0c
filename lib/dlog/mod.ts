/**
 * The dlog room: what programs call of logs.
 * Reading order: `operate.ts` (how an operation of the log room is done, from any worker) · `core_dlog.ts` (the names and their
 * documentation) · `tables.ts` (queries over logs).
 * @module
 */
import "./core_dlog.ts";
import "./tables.ts";
