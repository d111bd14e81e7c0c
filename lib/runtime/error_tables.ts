/**
 * All failures that the primitives know, by code, for those who explain them.
 * @module
 */
import { type ErrorEntry, show } from "../data/mod.ts";
import { ASYNC_ERRORS } from "./core_async.ts";
import { TIME_RANGE } from "./core_durations.ts";
import { EDN_ERRORS } from "./core_edn.ts";
import { FILE_ERRORS } from "./core_io.ts";
import { NOT_UTF8 } from "./core_json.ts";
import { PROCESS_ERRORS } from "./core_process.ts";
import { EDN_SYNTAX } from "./edn_reader.ts";
import { RUNTIME_ERRORS } from "./errors.ts";
import { JSON_SYNTAX } from "./json_parse.ts";
import { NOT_JSON } from "./json_print.ts";
import { SPEC_ERRORS } from "./core_spec.ts";

/** A table whose entries take different data. */
// deno-lint-ignore no-explicit-any -- each entry takes data of its own; who explains gives placeholders
export type AnyErrors = Readonly<Record<string, ErrorEntry<any>>>;

/** Its sentence is made where it is thrown, for the type at hand. */
const NO_IMPLEMENTATION: ErrorEntry<{ method: string; protocol: string; type: string; value: unknown }> = {
  message: (d) => `No implementation of \`${d.method}\` of ${d.protocol} for ${d.type}: ${show(d.value)}`,
  hint: "`(extend-type TYPE PROTOCOL …)` gives the type one",
  example: "(defprotocol Shape (area [x])) (area 5)",
};

export const ALL_RUNTIME_ERRORS: AnyErrors = { ...RUNTIME_ERRORS, "no-implementation": NO_IMPLEMENTATION };

/** Failures of the library's namespaces. */
export const LIBRARY_ERRORS: AnyErrors = {
  ...FILE_ERRORS,
  ...ASYNC_ERRORS,
  ...EDN_ERRORS,
  ...PROCESS_ERRORS,
  ...SPEC_ERRORS,
  "edn-syntax": EDN_SYNTAX,
  "json-syntax": JSON_SYNTAX,
  "not-json": NOT_JSON,
  "not-utf8": NOT_UTF8,
  "time-range": TIME_RANGE,
};
