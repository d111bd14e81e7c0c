/**
 * The mistakes of this room: how the command was called, and the file it was to run.
 * `example` is the smallest command line that causes the mistake. What the option parser finds itself (an unknown
 * option, a missing argument) keeps the parser's sentence; `help.ts` turns it into a Diagnostic.
 * @module
 */

import { type Diagnostic, diagnostic, type ErrorEntry } from "../source/mod.ts";

interface CliErrors {
  "no-file": { path: string };
  "directory": { path: string };
  "unreadable": { path: string; reason: string };
  "unknown-command": { name: string };
  "unknown-subcommand": { tool: string; name: string };
  "nothing-to-run": Record<never, never>;
  "bad-seed": { text: string };
  "unknown-code": { code: string };
  "unknown-documentation": { name: string };
  "one-name": { name: string };
  "bad-lines": { text: string };
  "range-of-many": Record<never, never>;
  "input-and-files": Record<never, never>;
  "unknown-shell": { shell: string };
  "bad-address": { text: string };
  "listen-and-connect": Record<never, never>;
  "cannot-listen": { address: string; reason: string };
  "cannot-connect": { address: string; reason: string };
  "connection-lost": { address: string; reason: string };
  "unauthorized": { address: string };
  "unwritable": { path: string; reason: string };
  "bytes-to-terminal": { format: string };
  "no-executable": Record<never, never>;
  "calls-unchecked": Record<never, never>;
  "bad-project-name": { name: string };
  "project-exists": { path: string };
  "bad-run-name": { name: string };
  "no-run": { path: string };
  "bad-run": { path: string };
}

type Table = { readonly [Code in keyof CliErrors]: ErrorEntry<CliErrors[Code]> };

/** Code → sentence, hint, smallest command line that causes it. */
export const CLI_ERRORS: Table = {
  "no-file": {
    message: ({ path }) => `There is no file \`${path}\``,
    hint: "check the name and the folder you are in",
    example: "batuta missing.bat",
  },
  "directory": {
    message: ({ path }) => `\`${path}\` is a folder, not a program`,
    hint: "name the file to run",
    example: "batuta .",
  },
  "unreadable": {
    message: ({ path, reason }) => `Cannot read \`${path}\`: ${reason}`,
    hint: "check that you may read it",
    example: "batuta /proc/1/mem",
  },
  "unknown-command": {
    message: ({ name }) => `\`${name}\` is neither a command nor a file`,
    hint: "`batuta --help` lists the commands",
    example: "batuta rnu",
  },
  "unknown-subcommand": {
    message: ({ tool, name }) => `\`${tool}\` has no command \`${name}\``,
    hint: "its `--help` lists them",
    example: "",
  },
  "nothing-to-run": {
    message: () => "The command line does not say what to run",
    hint: "`batuta --help` shows what can be given",
    example: "batuta -e1",
  },
  "bad-seed": {
    message: ({ text }) => `\`${text}\` in BATUTA_SEED is no seed; nothing is replayed`,
    hint: "a seed is a whole number of up to 9 digits",
    example: "",
  },
  "unknown-code": {
    message: ({ code }) => `There is no error with the code \`${code}\``,
    hint: "`batuta explain` lists the codes",
    example: "batuta explain zero-divide",
  },
  "unknown-documentation": {
    message: ({ name }) => `Nothing is known of \`${name}\``,
    hint: "`batuta doc` lists the namespaces, `batuta doc NAMESPACE/` its names",
    example: "batuta doc no-such-name",
  },
  "one-name": {
    message: ({ name }) => `\`batuta doc\` takes one name, and \`${name}\` is another`,
    hint: "pages on several programs are written with `--html FOLDER`",
    example: "batuta doc map filter",
  },
  "bad-lines": {
    message: ({ text }) => `\`${text}\` is no range of lines`,
    hint: "`--range 10:20` means lines 10 to 20, both included; the first line is 1",
    example: "batuta fmt --range 3 hello.bat",
  },
  "range-of-many": {
    message: () => "A range of lines needs one file, or `-` for standard input",
    hint: "name the file behind the range: `batuta fmt --range 10:20 hello.bat`",
    example: "batuta fmt --range 1:2",
  },
  "input-and-files": {
    message: () => "Standard input cannot be formatted together with files",
    hint: "give `-` alone, or only files and folders",
    example: "batuta fmt - hello.bat",
  },
  "unknown-shell": {
    message: ({ shell }) => `There are no completions for \`${shell}\``,
    hint: "the shells are bash, zsh and fish",
    example: "batuta completions csh",
  },
  "bad-address": {
    message: ({ text }) => `\`${text}\` is no address`,
    hint: "write [HOST:]PORT: `7888`, `localhost:7888`, `[::1]:7888`",
    example: "batuta repl --listen everywhere",
  },
  "listen-and-connect": {
    message: () => "A REPL either listens or connects",
    hint: "start two of them: `batuta repl --listen 7888`, then `batuta repl --connect 7888`",
    example: "batuta repl --listen 1 --connect 2",
  },
  "cannot-listen": {
    message: ({ address, reason }) => `Cannot listen on ${address}: ${reason}`,
    hint: "another program may have the port; port 0 is any free one",
    example: "",
  },
  "cannot-connect": {
    message: ({ address, reason }) => `Cannot connect to ${address}: ${reason}`,
    hint: "`batuta repl --listen PORT` there lets others in",
    example: "",
  },
  "connection-lost": {
    message: ({ address, reason }) => `The connection to ${address} is lost: ${reason}`,
    hint: "what has been defined there is kept as long as that program runs",
    example: "",
  },
  "unauthorized": {
    message: ({ address }) => `${address} wants a token`,
    hint: "it was printed when that program began to listen; give it as BATUTA_TOKEN",
    example: "",
  },
  "bad-project-name": {
    message: ({ name }) => `\`${name}\` cannot be the name of a project`,
    hint: "it is small letters and digits, with dashes between, such as `my-app`: its namespaces begin with it",
    example: "batuta new My_App",
  },
  "project-exists": {
    message: ({ path }) => `\`${path}\` is there already, and is not an empty folder`,
    hint: "choose another name, or remove it",
    example: "batuta new /usr",
  },
  "bad-run-name": {
    message: ({ name }) => `\`${name}\` cannot be the name of a saved run`,
    hint: "it becomes the name of a file: letters, digits, dots and dashes, such as `before`",
    example: "batuta bench --save a/b",
  },
  "no-run": {
    message: ({ path }) => `There is no saved run \`${path}\``,
    hint: "`batuta bench --save NAME` saves one to compare with",
    example: "batuta bench --compare no-such-run",
  },
  "bad-run": {
    message: ({ path }) => `\`${path}\` is no run that this Batuta has saved`,
    hint: "save one again: `batuta bench --save NAME`",
    example: "",
  },
  "no-executable": {
    message: () => "An executable is made of the executable of Batuta, which does not run here",
    hint: "`deno task build` makes dist/batuta; `--lib` writes a compiled file instead",
    example: "",
  },
  "calls-unchecked": {
    message: () =>
      "`--check-calls` cannot look at the calls of a compiled program: where it runs, nothing is known of types",
    hint: "leave it out; or run the text with it, `batuta --check-calls FILE`",
    example: "",
  },
  "unwritable": {
    message: ({ path, reason }) => `Cannot write \`${path}\`: ${reason}`,
    hint: "it is left as it was; check that you may write to its folder",
    example: "",
  },
  "bytes-to-terminal": {
    message: ({ format }) => `A terminal cannot show ${format}`,
    hint: "send it to a file: `> rows.FORMAT`, or to another program",
    example: "",
  },
};

/** What the option parser finds: its own sentence, which names what was given, takes the place of the message here. */
export const PARSER_ERRORS: Readonly<Record<string, ErrorEntry<Record<never, never>>>> = {
  "unknown-option": {
    message: () => "Unknown option",
    hint: "`batuta --help` shows what can be given",
    example: "batuta --hlp",
  },
  "missing-argument": {
    message: () => "A command needs an argument that is not there",
    hint: "`batuta help COMMAND` shows what it takes",
    example: "batuta run",
  },
  "excess-arguments": {
    message: () => "A command got more arguments than it takes",
    hint: "`batuta help COMMAND` shows what it takes",
    example: "batuta explain one two",
  },
  "option-missing-argument": {
    message: () => "An option needs an argument that is not there",
    hint: "`batuta --help` shows what can be given",
    example: "batuta -e",
  },
  "invalid-argument": {
    message: () => "An option does not know the argument",
    hint: "`batuta --help` shows what can be given",
    example: "batuta --errors xml",
  },
};

/** A Diagnostic of the table, without a place; `hint` replaces the table's. */
export function cliError<Code extends keyof CliErrors>(code: Code, data: CliErrors[Code], hint?: string): Diagnostic {
  const entry: ErrorEntry<CliErrors[Code]> = CLI_ERRORS[code];
  return diagnostic(code, entry.message(data), null, { hint: hint ?? entry.hint });
}
