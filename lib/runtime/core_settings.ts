/**
 * Dynamic vars that change how programs are read, compiled and printed; some stand here so that portable code can set them.
 * @module
 */
import { EMPTY_MAP, kw, mapOf, type PrintLimits, printPlain, printReadably } from "../data/mod.ts";
import { defineValues, document } from "./core_install.ts";
import { CORE, dynamicValue, getNamespace } from "./var.ts";

const SETTINGS: Readonly<Record<string, unknown>> = {
  "*file*": null,
  "*data-readers*": EMPTY_MAP,
  "*default-data-reader-fn*": null,
  "*print-length*": null,
  "*print-level*": null,
  "*print-readably*": true,
  "*print-meta*": false,
  "*print-namespace-maps*": false,
  "*assert*": true,
  "*warn-on-reflection*": false,
  "*unchecked-math*": false,
  "*compile-files*": false,
  "*print-dup*": false,
  "*flush-on-newline*": true,
  "*clojure-version*": mapOf(kw("major"), 1, kw("minor"), 11, kw("incremental"), 1, kw("qualifier"), null),
};

defineValues(SETTINGS, CORE, { dynamic: true });

const lengthVar = getNamespace(CORE).intern("*print-length*");
const levelVar = getNamespace(CORE).intern("*print-level*");
const readablyVar = getNamespace(CORE).intern("*print-readably*");

/** How much of a value is printed in the running program; undefined for all of it. */
function limits(): PrintLimits | undefined {
  const length = dynamicValue(lengthVar);
  const level = dynamicValue(levelVar);
  if (length === null && level === null) return undefined;
  return { items: length === null ? Infinity : Number(length), depth: level === null ? Infinity : Number(level) };
}

/** Whether the running program has collections printed up to some number of elements only. */
export function printsInPart(): boolean {
  return dynamicValue(lengthVar) !== null;
}

/** A value as `pr` prints it in the running program. */
export function printedReadably(x: unknown): string {
  return dynamicValue(readablyVar) === false ? printPlain(x, limits()) : printReadably(x, limits());
}

/** A value as `print` prints it in the running program. */
export function printedPlain(x: unknown): string {
  return printPlain(x, limits());
}

document(`
*file* 
The file that is being loaded, or nil. \`*file* ;=> nil\`

*data-readers* 
Functions by tag: what \`#my/tag form\` gives in a program's text. \`(binding [*data-readers* {'my/inc inc}] (read-string "#my/inc 1")) ;=> 2\`

*default-data-reader-fn* 
A function of a tag and a form that reads what no other reader knows, or nil. \`(binding [*default-data-reader-fn* vector] (read-string "#my/tag 1")) ;=> [my/tag 1]\`

*print-length* 
How many elements of each collection are printed, or nil for all. \`(binding [*print-length* 2] (pr-str (range))) ;=> "(0 1 ...)"\`

*print-level* 
How deep collections are printed, or nil for all; \`#\` stands for deeper ones. \`(binding [*print-level* 1] (pr-str [1 [2]])) ;=> "[1 #]"\`

*print-readably* 
Whether \`pr\` prints so that it reads back. \`(binding [*print-readably* false] (pr-str :a)) ;=> ":a"\`

*print-meta* 
For portable code; metadata is never printed. \`*print-meta* ;=> false\`

*print-namespace-maps* 
For portable code; keys are always printed in full. \`*print-namespace-maps* ;=> false\`

*assert* 
For portable code; nothing depends on it. \`*assert* ;=> true\`

*warn-on-reflection* 
For portable code; nothing depends on it. \`*warn-on-reflection* ;=> false\`

*unchecked-math* 
For portable code; nothing depends on it. \`*unchecked-math* ;=> false\`

*compile-files* 
For portable code; nothing depends on it. \`*compile-files* ;=> false\`

*print-dup* 
For portable code; nothing depends on it. \`*print-dup* ;=> false\`

*flush-on-newline* 
For portable code; nothing depends on it. \`*flush-on-newline* ;=> true\`

*clojure-version* 
The version of Clojure whose core library this one follows. \`(:minor *clojure-version*) ;=> 11\`
`);
