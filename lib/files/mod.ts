/**
 * The files room: what programs call of files of records, as sources of queries and as what takes their results.
 * Reading order: `file_value.ts` (what names a file) · `disk_file.ts` (its bytes) · `formats.ts` (how the formats room is loaded) ·
 * `standard_input.ts` · `reading.ts`, `writing.ts` · `printing.ts`, `plotting.ts` (rows for people) · `core_files.ts` (the names and their documentation).
 * @module
 */
import "./core_files.ts";
