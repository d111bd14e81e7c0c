/**
 * Dynamic vars that change how programs are read, compiled and printed; some stand here so that portable code can set them.
 * @module
 */
import { EMPTY_MAP, kw, mapOf, type PrintLimits, printPlain, printReadably } from "../data/mod.ts";
import { defineValues, document } from "./core_install.ts";
import { machine } from "./machine.ts";
import { CORE, dynamicValue, getNamespace } from "./var.ts";

const SETTINGS: Readonly<Record<string, unknown>> = {
  "*1": null,
  "*2": null,
  "*3": null,
  "*e": null,
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
  get "*clojure-version*"() {
    return mapOf(kw("major"), 1, kw("minor"), 11, kw("incremental"), 1, kw("qualifier"), null);
  },
};

defineValues(SETTINGS, CORE, { dynamic: true });

const lengthVar = getNamespace(CORE).intern("*print-length*");
const levelVar = getNamespace(CORE).intern("*print-level*");
const readablyVar = getNamespace(CORE).intern("*print-readably*");

const metaVar = getNamespace(CORE).intern("*print-meta*");
const dupVar = getNamespace(CORE).intern("*print-dup*");

type Own = (x: unknown) => string | null;

/** What programs print in a way of their own: by `print-method`, and by `print-dup` while `*print-dup*` holds. Null for nothing. */
export const ownPrinting: { method: Own | null; dup: Own | null } = { method: null, dup: null };

function holds(setting: unknown): boolean {
  return setting !== null && setting !== false;
}

/** How values are printed in the running program; undefined where nothing is special. */
export function printLimits(): PrintLimits | undefined {
  const length = dynamicValue(lengthVar);
  const level = dynamicValue(levelVar);
  const meta = holds(dynamicValue(metaVar));
  const own = holds(dynamicValue(dupVar)) ? ownPrinting.dup : ownPrinting.method;
  if (length === null && level === null && !meta && own === null) return undefined;
  return {
    items: length === null ? Infinity : Number(length),
    depth: level === null ? Infinity : Number(level),
    meta,
    own: own ?? undefined,
  };
}

/** Whether the running program has collections printed up to some number of elements only. */
export function printsInPart(): boolean {
  return dynamicValue(lengthVar) !== null;
}

/** Whether `pr` prints so that it reads back, in the running program. */
export function printsReadably(): boolean {
  return holds(dynamicValue(readablyVar));
}

/** A value as `pr` prints it in the running program. */
export function printedReadably(x: unknown): string {
  return printsReadably() ? printReadably(x, printLimits()) : printPlain(x, printLimits());
}

/** A value as `print` prints it in the running program. */
export function printedPlain(x: unknown): string {
  const limits = printLimits();
  return printPlain(x, limits?.own === undefined ? limits : { ...limits, own: plainly(limits.own) });
}

/** The program's own way of printing, told that the text is for people. */
function plainly(own: Own): Own {
  return (x) => {
    const process = machine.current;
    if (process === null) return own(x);
    const outer = process.bindings;
    process.bindings = { owner: readablyVar, value: false, next: outer };
    try {
      return own(x);
    } finally {
      process.bindings = outer;
    }
  };
}

document(() => `
*1 
The value that the REPL gave last. \`*1 ;=> nil\`

*2 
The value that the REPL gave before the last one. \`*2 ;=> nil\`

*3 
The value that the REPL gave two before the last one. \`*3 ;=> nil\`

*e 
The error that the REPL showed last. \`*e ;=> nil\`

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
Whether \`pr\` and \`print\` show metadata. \`(binding [*print-meta* true] (pr-str ^:a [1])) ;=> "^{:a true} [1]"\`

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
Whether values are printed by \`print-dup\` instead of \`print-method\`. \`*print-dup* ;=> false\`

*flush-on-newline* 
For portable code; nothing depends on it. \`*flush-on-newline* ;=> true\`

*clojure-version* 
The version of Clojure whose core library this one follows. \`(:minor *clojure-version*) ;=> 11\`
`);
