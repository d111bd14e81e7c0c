/**
 * What checks types, loaded when a program first declares one.
 * @module
 */
export { Checker } from "../types/mod.ts";
