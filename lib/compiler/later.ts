/**
 * The rooms whose primitives most programs do not name: servers, logs, files of records, queries and their loops over columns. Importing this file makes their vars.
 * In a build they are a file that is run when a program first names one of them (`later_built.ts`); the import map's entry
 * `batuta/later` says which way.
 * @module
 */
import "../http/mod.ts";
import "../dlog/mod.ts";
import "../files/mod.ts";
import "../query/mod.ts";
import "../fused/mod.ts";
