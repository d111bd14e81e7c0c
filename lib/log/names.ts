/**
 * Names of logs. In a program `:events`, `"events"` and `'events` mean the same log; it is shown as a keyword.
 * @module
 */
import { fail, Keyword, kw, Sym } from "../data/mod.ts";

/** The log's name as text, without a colon. Fails with `bad-argument`. */
export function logName(op: string, x: unknown): string {
  if (x instanceof Keyword) return x.text;
  if (x instanceof Sym) return x.ns === null ? x.name : `${x.ns}/${x.name}`;
  return typeof x === "string" && x !== ""
    ? x
    : fail("bad-argument", { op, expected: "the name of a log, a keyword or a string", value: x });
}

/** The log's name as programs see it. */
export function shownLog(name: string): Keyword {
  return kw(name);
}
