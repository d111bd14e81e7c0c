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
  runBenches,
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
    details: `The program finds ARGS in *command-line-args*. \`-\` as FILE reads the program
from standard input; FILE.batc is one that \`batuta compile --lib\` has made.
Exit status: 0, 1 the program failed, 2 it could not be read, expanded or
resolved.

Example:
  echo '(println (str "Hello, " (first *command-line-args*)))' > hello.bat
  batuta run hello.bat Ada`,
    start: runFile,
  },
  {
    name: "repl",
    operands: "[options...]",
    summary: "Read forms and print their values",
    details: null,
    start: startRepl,
  },
  {
    name: "doc",
    operands: "[name...]",
    summary: "Show or write documentation",
    details: null,
    start: showDocumentation,
  },
  {
    name: "log",
    operands: "[command] [words...]",
    summary: "Look into logs, fill and verify them",
    details: null,
    start: runLog,
  },
  {
    name: "query",
    operands: "[code] [words...]",
    summary: "Run a query and print its rows",
    details: null,
    start: runQuery,
  },
  {
    name: "fmt",
    operands: "[paths...]",
    summary: "Format programs",
    details: null,
    start: runFormatter,
  },
  {
    name: "test",
    operands: "[paths...]",
    summary: "Run tests",
    details: null,
    start: runTests,
  },
  {
    name: "bench",
    operands: "[paths...]",
    summary: "Measure how long code takes",
    details: null,
    start: runBenches,
  },
  {
    name: "check",
    operands: "[paths...]",
    summary: "Check programs without running them",
    details: null,
    start: runCheck,
  },
  {
    name: "new",
    operands: "<name>",
    summary: "Make a project",
    details: `NAME is the folder to make, such as \`my-app\`: small letters and digits, with
dashes. It gets a program, a namespace with a test, and a file for continuous
integration.

Example:
  batuta new my-app && cd my-app && batuta test`,
    start: makeProject,
  },
  {
    name: "compile",
    operands: "[file] [options...]",
    summary: "Make an executable of a program",
    details: null,
    start: compileFile,
  },
  {
    name: "explain",
    operands: "[code]",
    summary: "Explain an error",
    details: `CODE is what an error shows in brackets. \`batuta explain\` lists the codes.

Example:
  batuta explain no-match`,
    start: (operands) => explainCode(TOOL, operands),
  },
  {
    name: "completions",
    operands: "<shell> [words...]",
    summary: "Print completions of command lines",
    details: `SHELL is bash, zsh or fish. In ~/.bashrc or ~/.zshrc:
  eval "$(batuta completions bash)"        # or zsh
For fish: batuta completions fish > ~/.config/fish/completions/batuta.fish With
\`words\` as SHELL, how the last of WORDS can go on.

Example:
  batuta completions words log c`,
    start: (operands) => showCompletions(TOOL, operands),
  },
];

const TOOL: Tool = { commands: COMMANDS, runFile, runCode, runAttached, showVersion, startRepl };

// Not awaited: Deno would end a program that waits for ever before `lib/cli/standstill.ts` can say so.
start(TOOL, Deno.args);
