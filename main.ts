/**
 * `batuta`: the table of commands. What is not in the table is a program's file, code after `-e`, or an option.
 * @module
 */

import {
  type Command,
  compileFile,
  explainCode,
  makeProject,
  runAttached,
  runCheck,
  runCode,
  runFile,
  runFormatter,
  runLog,
  runQuery,
  runTests,
  showCompletions,
  showDocumentation,
  showVersion,
  start,
  startRepl,
  type Tool,
} from "./lib/cli/mod.ts";

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
    operands: "[options...]",
    summary: "Read forms and print their values, here or by nREPL",
    details: "At a terminal with history and completion; `batuta repl --listen 7888` lets editors in.\n" +
      "`batuta repl --help` says more.",
    start: startRepl,
  },
  {
    name: "doc",
    operands: "[name...]",
    summary: "Show or write documentation",
    details: "`batuta doc NAME` shows what a name means, `batuta doc --html FOLDER` writes pages on a project.\n" +
      "`batuta doc --help` says more.",
    start: showDocumentation,
  },
  {
    name: "log",
    operands: "[command] [words...]",
    summary: "Look into logs, fill and verify them",
    details: "The commands are ls, info, cat, append, import, export, check, verify, proof, checkpoint and compact.\n" +
      "`batuta log --help` says more about them, `batuta log COMMAND --help` about one.",
    start: runLog,
  },
  {
    name: "query",
    operands: "[code] [words...]",
    summary: "Run a query and print its rows",
    details: "CODE is a query, or anything whose value is rows: '(from :orders (where (> :total 10)))'.\n" +
      "`batuta query --help` says more.",
    start: runQuery,
  },
  {
    name: "fmt",
    operands: "[paths...]",
    summary: "Format programs",
    details: "PATHS are files and folders, the current folder unless given; `-` is standard input.\n" +
      "`batuta fmt --help` says more.",
    start: runFormatter,
  },
  {
    name: "test",
    operands: "[paths...]",
    summary: "Run tests",
    details:
      "PATHS are files, folders, FILE:LINE and names of tests; without them, all tests in test, tests, or here.\n" +
      "`batuta test --help` says more.",
    start: runTests,
  },
  {
    name: "check",
    operands: "[paths...]",
    summary: "Check programs without running them",
    details:
      "PATHS are files and folders, the current folder unless given. Types are inferred; what cannot work is an error.\n" +
      "`batuta check --help` says more.",
    start: runCheck,
  },
  {
    name: "new",
    operands: "<name>",
    summary: "Make a project",
    details:
      "NAME is the folder to make, such as `my-app`. It has a program, a namespace with a test, and a file for continuous\n" +
      "integration.",
    start: makeProject,
  },
  {
    name: "compile",
    operands: "[file] [options...]",
    summary: "Make an executable of a program",
    details:
      "`batuta compile app.bat -o app` makes one file that runs where there is no Batuta; with --lib, a compiled file that\n" +
      "`batuta run` takes. `batuta compile --help` says more.",
    start: compileFile,
  },
  {
    name: "explain",
    operands: "[code]",
    summary: "Explain an error",
    details: "CODE is what an error shows in brackets. `batuta explain` lists the codes.",
    start: (operands) => explainCode(TOOL, operands),
  },
  {
    name: "completions",
    operands: "<shell> [words...]",
    summary: "Print the completions of command lines for a shell",
    details: 'SHELL is bash, zsh or fish. Try it in bash: eval "$(batuta completions bash)"\n' +
      "zsh takes the same; for fish: batuta completions fish > ~/.config/fish/completions/batuta.fish\n" +
      "With `words` as SHELL, how the last of WORDS can go on: batuta completions words log c",
    start: (operands) => showCompletions(TOOL, operands),
  },
];

const TOOL: Tool = { commands: COMMANDS, runFile, runCode, runAttached, showVersion, startRepl };

// Not awaited: Deno would end a program that waits for ever before `lib/cli/standstill.ts` can say so.
start(TOOL, Deno.args);
