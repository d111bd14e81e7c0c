/**
 * What a program's files of records are read and written with, loaded when it first has one.
 * @module
 */
export { guessFormat, openRecords, openSink } from "../formats/mod.ts";
