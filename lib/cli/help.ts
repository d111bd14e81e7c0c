/**
 * Help, and what is wrong with a command line, from the table of commands; the only file that loads the option parser.
 * In: the tool's table and a command line that `args.ts` did not recognise. Out: a part of the tool to start, a text to
 * show, or a Diagnostic.
 * @module
 */

import { Command as Parser, CommanderError, InvalidArgumentError, Option } from "commander";
import { type Diagnostic, diagnostic } from "../source/mod.ts";
import type { Choice, Command as ToolCommand, Tool } from "./args.ts";
import { cliError } from "./errors.ts";
import { helpText, shownUsage, twoColumns } from "./help_text.ts";
import { VERSION } from "./version.ts";

/** What a command line comes to. */
export type Reading =
  | { readonly kind: "start"; readonly choice: NonNullable<Choice> }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "mistake"; readonly diagnostic: Diagnostic };

const USAGE = "Usage: batuta FILE [ARGS...], batuta -e CODE [ARGS...], batuta COMMAND [...]";

const OPTIONS: readonly (readonly [flags: string, help: string])[] = [
  ["-e, --eval CODE; --version", "evaluate CODE, print its last value; the version"],
  ["--errors json", "errors as lines of JSON"],
  ["--seed N, --workers N", "replay a schedule; how many cores run actors"],
  ["--strict, --check-calls", "how hard types are looked at"],
  ["--data FOLDER", "where logs are; else BATUTA_DATA, .batuta"],
];

const BELOW = `\`batuta help COMMAND\` says more, \`batuta help options\` about options.

Example:
  batuta -e '(reduce + (range 10))'`;

/** \`batuta help options\`. */
const ON_OPTIONS = `These options stand before anything else, or behind a command's name.

--errors json  Every error and warning is one line of JSON on standard error: an
  object with code, severity ("error" or "warning"), message, file, line, col,
  endLine, endCol, hint, notes and trace. Lines and columns start at 1, the end
  is exclusive; what is not known is null.
--seed N       Chance follows from N, as from BATUTA_SEED: which actor goes on
  and for how long, and what \`rand\` gives. Time counts what is computed and
  jumps when everything waits; all runs on one core.
--workers N    Actors run on N cores, as with BATUTA_WORKERS. The first runs the
  program; others start when something computes while others wait.
--strict       What breaks a declared type on some path only is an error.
--check-calls  Functions with declared types check what they are called with.
  Programs that are compiled ahead cannot: nothing is known of types there.
--data FOLDER  Where logs are, as with BATUTA_DATA; .batuta, unless given.
BATUTA_QUERY_MEMORY in the environment: MB that a query may keep, else 2048.

Example:
  batuta --seed 1 -e '(rand-int 100)'
`;

/** The help of the whole tool. */
function toolHelp(tool: Tool): string {
  const commands = tool.commands.map(({ name, operands, summary }) =>
    [shownUsage(`${name} ${operands}`.trim()), summary] as const
  );
  return `${USAGE}\n\n${twoColumns([...commands, ...OPTIONS])}${BELOW}\n`;
}

/** The help of a command that has no options of its own. */
function commandHelp({ name, operands, summary, details }: ToolCommand): string {
  const usage = shownUsage(`batuta ${name} ${operands}`.trim());
  return helpText({ usage, summary: `${summary}.`, rows: [], below: details ?? "" });
}

function buildParser(tool: Tool, accept: (choice: NonNullable<Choice>) => void, show: (text: string) => void): Parser {
  const parser = new Parser("batuta")
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
    .configureHelp({ formatHelp: () => toolHelp(tool) })
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: show, writeErr: () => {} });
  for (const command of tool.commands) {
    const sub = parser.command(`${command.name} ${command.operands}`.trim())
      .summary(command.summary)
      .helpOption("-h, --help", "show this help")
      .configureHelp({ formatHelp: () => commandHelp(command) })
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
function mistakeOf(error: CommanderError, tool: string, words: readonly string[]): Diagnostic {
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

/** Reads words with a parser whose actions take what they are; the mistake, if there is one. */
export function parseWith(parser: Parser, tool: string, words: readonly string[]): Diagnostic | null {
  try {
    parser.parse([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) return mistakeOf(error, tool, words);
  }
  return null;
}

/** Reads a whole command line with the option parser. */
export function readCommandLine(tool: Tool, argv: readonly string[]): Reading {
  if (argv[0] === "help" && argv.length === 2) {
    if (argv[1] === "options") return { kind: "text", text: ON_OPTIONS };
    const asked = tool.commands.find(({ name }) => name === argv[1]);
    if (asked?.details === null) return { kind: "start", choice: { start: asked.start, operands: ["--help"] } };
  }
  let text = "";
  let choice: Choice = null;
  const parser = buildParser(tool, (chosen) => choice = chosen, (part) => text += part);
  const mistake = parseWith(parser, "batuta", argv);
  if (mistake !== null) return { kind: "mistake", diagnostic: mistake };
  return choice === null ? { kind: "text", text } : { kind: "start", choice };
}
