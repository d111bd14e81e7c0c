/**
 * What a program's files of records are read and written with, and what draws charts; loaded when it first has one.
 * @module
 */
export * as charts from "../plot/mod.ts";
export { guessFormat, openRecords, openSink } from "../formats/mod.ts";
