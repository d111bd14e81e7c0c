/**
 * Dynamic vars that change how programs are read, compiled and printed; some stand here so that portable code can set them.
 * @module
 */
import { EMPTY_MAP, kw, mapOf } from "../data/mod.ts";
import { defineValues, document } from "./core_install.ts";
import { CORE, getNamespace } from "./var.ts";

const SETTINGS: Readonly<Record<string, unknown>> = {
  "*file*": null,
  "*data-readers*": EMPTY_MAP,
  "*default-data-reader-fn*": null,
  "*assert*": true,
  "*warn-on-reflection*": false,
  "*unchecked-math*": false,
  "*compile-files*": false,
  "*print-dup*": false,
  "*flush-on-newline*": true,
  "*clojure-version*": mapOf(kw("major"), 1, kw("minor"), 11, kw("incremental"), 1, kw("qualifier"), null),
};

defineValues(SETTINGS);
for (const name of Object.keys(SETTINGS)) getNamespace(CORE).intern(name).dynamic = true;

document(`
*file* 
The file that is being loaded, or nil. \`*file* ;=> nil\`

*data-readers* 
Functions by tag: what \`#my/tag form\` gives in a program's text. \`(binding [*data-readers* {'my/inc inc}] (read-string "#my/inc 1")) ;=> 2\`

*default-data-reader-fn* 
A function of a tag and a form that reads what no other reader knows, or nil. \`(binding [*default-data-reader-fn* vector] (read-string "#my/tag 1")) ;=> [my/tag 1]\`

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
