/**
 * Help, and what is wrong with a command line, from the table of commands; the only file that loads the option parser.
 * In: the tool's table and a command line that `args.ts` did not recognise. Out: a part of the tool to start, a text to
 * show, or a Diagnostic.
 * @module
 */

import { Command as Parser, CommanderError, InvalidArgumentError, Option } from "commander";
import { type Diagnostic, diagnostic } from "../source/mod.ts";
import type { Choice, Tool } from "./args.ts";
import { cliError } from "./errors.ts";
import { VERSION } from "./version.ts";

/** What a command line comes to. */
export type Reading =
  | { readonly kind: "start"; readonly choice: NonNullable<Choice> }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "mistake"; readonly diagnostic: Diagnostic };

const USAGE = `FILE [ARGS...]
       batuta -e CODE [ARGS...]
       batuta COMMAND [...]`;

const EXAMPLES = `
FILE is a Batuta program; \`-\` reads it from standard input. Without arguments batuta starts
the REPL, or reads a program from standard input when that is not a terminal.

Examples:
  batuta hello.bat           run a program
  batuta -e '(+ 1 2)'        evaluate, print the last value
  echo '(println 42)' | batuta -
  batuta help run            more about a command
  batuta doc map             what the documentation says about a name
  batuta explain no-match    what an error means

With \`--seed N\`, or N in the environment as BATUTA_SEED, chance follows from N: which actor goes on and for how long, and
what \`rand\` gives. Time counts what is computed and jumps when everything waits; all runs on one core.

With \`--workers N\`, or N in the environment as BATUTA_WORKERS, actors run on N cores. The first runs the program; the others are
started when something computes while others wait, or when a program asks for them.

A query may keep 2048 MB: groups, rows to be sorted or joined, results. BATUTA_QUERY_MEMORY in the environment says another number.

With \`--errors json\`, before anything else, every error and warning is one line of JSON on standard error: an object
with code, severity ("error" or "warning"), message, file, line, col, endLine, endCol, hint, notes and trace. Lines and
columns start at 1, the end is exclusive; what is not known is null. A note is a message with a place, an element of the
trace a name with a place and whether it is the standard library's.`;

function buildParser(tool: Tool, accept: (choice: NonNullable<Choice>) => void, show: (text: string) => void): Parser {
  const parser = new Parser("batuta")
    .usage(USAGE)
    .description("Batuta, a functional language with actors and an append-only log.")
    .option("-e, --eval <code>", "evaluate CODE and print its last value")
    .addOption(
      new Option("--errors <format>", "how errors are written to standard error").choices(["text", "json"]).default(
        "text",
      ),
    )
    .addOption(
      new Option("--seed <n>", "replay a schedule: the same number gives the same order of events").argParser(
        (text) => {
          throw new InvalidArgumentError(`${text} is no whole number of up to 9 digits.`);
        },
      ),
    )
    .addOption(
      new Option("--workers <n>", "how many cores run actors; all of them, unless given").argParser((text) => {
        throw new InvalidArgumentError(`${text} is no number from 1 to 64.`);
      }),
    )
    .option("--strict", "what breaks a declared type on some path only is an error, not a warning")
    .option("--check-calls", "functions with a declared type check what they are called with")
    .option("--data <folder>", "where logs are; BATUTA_DATA or .batuta, unless given")
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show help for a command")
    .addHelpText("after", EXAMPLES)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: show, writeErr: () => {} });
  for (const command of tool.commands) {
    const sub = parser.command(`${command.name} ${command.operands}`.trim())
      .summary(command.summary)
      .description(`${command.summary}.`)
      .helpOption("-h, --help", "show this help")
      .addHelpText("after", command.details && `\n${command.details}`)
      .passThroughOptions();
    sub.action(() => accept({ start: command.start, operands: sub.args }));
  }
  return parser;
}

/** What the whole command line may hold, for who asks what that is. */
export function optionParser(tool: Tool): Parser {
  return buildParser(tool, () => {}, () => {});
}

/** `unknownOption` → `unknown-option`. */
function codeOf(error: CommanderError): string {
  return error.code.replace("commander.", "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A mistake that the option parser has found in the words after `tool`. */
export function mistakeOf(error: CommanderError, tool: string, words: readonly string[]): Diagnostic {
  const [sentence, guess] = error.message.replace(/^error: /, "").split("\n");
  const meant = guess?.match(/^\(Did you mean (?:one of )?(.*)\?\)$/)?.[1];
  const hint = meant && `did you mean ${meant.split(", ").map((name) => `\`${name}\``).join(" or ")}?`;
  if (error.code === "commander.unknownCommand") {
    return tool === "batuta"
      ? cliError("unknown-command", { name: words[0] }, hint)
      : cliError("unknown-subcommand", { tool, name: /'([^']*)'/.exec(sentence)?.[1] ?? "" }, hint);
  }
  // The parser's own answer to options without anything to run, and to `help nope`, is to show its help.
  if (error.code === "commander.help") {
    if (words[0] !== "help") return cliError("nothing-to-run", {}, `\`${tool} --help\` shows what can be given`);
    return tool === "batuta"
      ? cliError("unknown-command", { name: words[1] })
      : cliError("unknown-subcommand", { tool, name: words[1] });
  }
  const quoted = sentence.replace(/'([^']*)'/g, "`$1`");
  const message = quoted[0].toUpperCase() + quoted.slice(1).replace(/\.$/, "");
  return diagnostic(codeOf(error), message, null, { hint: hint ?? `\`${tool} --help\` shows what can be given` });
}

/** Reads a whole command line with the option parser. */
export function readCommandLine(tool: Tool, argv: readonly string[]): Reading {
  let text = "";
  let choice: Choice = null;
  const parser = buildParser(tool, (chosen) => choice = chosen, (part) => text += part);
  try {
    parser.parse([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) return { kind: "mistake", diagnostic: mistakeOf(error, "batuta", argv) };
  }
  return choice === null ? { kind: "text", text } : { kind: "start", choice };
}
