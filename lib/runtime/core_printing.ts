/**
 * What `print-method` and `print-dup` stand on: values printed in ways that a program gives them.
 * The printer asks a multimethod once that has a method beside its default one; before, printing costs what it did.
 * Deliberately absent: the multimethods, which are the library's (`stdlib/core/printing.bat`).
 * @module
 */
import { fail, type Keyword, printOrdinarily } from "../data/mod.ts";
import { defineLeaves, definePrimitives } from "./core_install.ts";
import { StringWriter, Writer } from "./core_io.ts";
import { ownPrinting, printLimits, printsReadably } from "./core_settings.ts";
import { whenRealised } from "./core_strings.ts";
import { toFn } from "./core_walk.ts";
import { callPinned } from "./machine.ts";

function writer(x: unknown): Writer {
  return x instanceof Writer ? x : fail("bad-argument", { op: "print-method", expected: "a writer", value: x });
}

/** Has values printed by what a function finds for them: a function of the value and a writer, or nil for the ordinary way. */
function printWith(kind: unknown, find: unknown): null {
  const place = (kind as Keyword).name === "dup" ? "dup" : "method"; // the library hands in one of two keywords
  ownPrinting[place] = find === null ? null : (x) =>
    callPinned("a method of `print-method`", () => {
      const method = toFn(find)(x);
      if (method === null) return null;
      const out = new StringWriter();
      toFn(method)(x, out);
      return out.text;
    });
  return null;
}

definePrimitives({
  "-print-ordinarily": (x, out) =>
    whenRealised([x], () => {
      writer(out).write(printOrdinarily(x, { readably: printsReadably(), limits: printLimits() }));
      return null;
    }),
});

defineLeaves({
  "-print-with": printWith,
  "-write-to": (out, text) => {
    writer(out).write(String(text));
    return null;
  },
});
