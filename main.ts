/**
 * `batuta`: the table of commands. What is not in the table is a program's file, code after `-e`, or an option.
 * @module
 */

import { type Command, runCode, runFile, showVersion, start, startRepl } from "./lib/cli/mod.ts";

const COMMANDS: readonly Command[] = [
  {
    name: "run",
    operands: "<file> [args...]",
    summary: "Run a program",
    details: "The program finds ARGS in *command-line-args*. `-` as FILE reads the program from standard input.\n" +
      "Exit status: 0 fine, 1 the program failed, 2 it could not be read, expanded or resolved.",
    start: runFile,
  },
  {
    name: "repl",
    operands: "",
    summary: "Read forms and print their values",
    details: "A form may take several lines. Ctrl-D leaves. When standard input is not a terminal, its forms are\n" +
      "evaluated and their values printed, without prompts.",
    start: startRepl,
  },
];

await start({ commands: COMMANDS, runFile, runCode, showVersion, startRepl }, Deno.args);
