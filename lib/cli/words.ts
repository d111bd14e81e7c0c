/**
 * The words after a command's name, read by a table of what they may be; the table makes the help too.
 * In: the table, words. Out: what the command makes of them, a text to show, or a Diagnostic.
 * @module
 */
import { Command as Parser, InvalidArgumentError, Option } from "commander";
import type { Diagnostic } from "../source/mod.ts";
import { parseWith } from "./help.ts";
import { helpText, shownUsage } from "./help_text.ts";
import type { DenoHost } from "./host.ts";
import { report } from "./report.ts";

const BAD_USAGE = 2;

/** An option. */
export interface OptionRow {
  /** As commander takes it: `--rows <n>`, `-o, --output <path>`. */
  readonly flags: string;
  /** What it does, in one line. */
  readonly help: string;
  /** What may stand behind it; anything else is refused. */
  readonly choices?: readonly string[];
  /** What it is unless given. */
  readonly usual?: unknown;
  /** The value of the text behind it, which `refuse` refuses; `before` is that of the same option earlier in the line. */
  readonly read?: (text: string, before: never) => unknown;
  /** Its line in the help where it shares that with the options of the next rows, which are hidden. */
  readonly line?: readonly [flags: string, help: string];
  readonly hidden?: boolean;
}

/** What the words of a command may be, and what it makes of them. */
export interface CommandWords<Given, Task> {
  /** `batuta fmt`. */
  readonly tool: string;
  /** What follows the name, for people. */
  readonly usage: string;
  /** One line. */
  readonly summary: string;
  /** Operands, as commander takes them: `<file>`, `[paths...]`. */
  readonly operands: string;
  readonly options: readonly OptionRow[];
  /** What the help says below the options, at last an example. */
  readonly details: string;
  /** The options by their names; commander sees to what the table says of each. */
  task(operands: readonly string[], given: Given): Task | Diagnostic;
}

/** Refuses the text behind an option; the reason ends the sentence. */
export function refuse(reason: string): never {
  throw new InvalidArgumentError(reason);
}

/** A whole number behind an option, in [least, most]. */
export function numberIn(text: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  return number >= least && number <= most ? number : refuse(`it is no whole number from ${least} to ${most}.`);
}

/** The texts of an option that may be given several times. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** The help of a command. */
export function helpOf<Given, Task>({ tool, usage, summary, options, details }: CommandWords<Given, Task>): string {
  const rows = options.filter(({ hidden }) => !hidden).map(({ flags, help, line }) =>
    line ?? [shownUsage(flags), help] as const
  );
  return helpText({ usage: `${tool} ${usage}`, summary, rows, below: details });
}

function optionOf({ flags, help, choices, usual, read }: OptionRow): Option {
  const option = new Option(flags, help);
  if (choices !== undefined) option.choices([...choices]);
  if (usual !== undefined) option.default(usual);
  if (read !== undefined) option.argParser(read as (text: string, before: unknown) => unknown); // commander has what `read` answered
  return option;
}

/** The option parser of a table, which shows help by `show`. */
export function parserOf<Given, Task>(
  words: CommandWords<Given, Task>,
  show: (text: string) => void = () => {},
): Parser {
  const parser = new Parser(words.tool)
    .helpOption("-h, --help", "show this help")
    .exitOverride()
    .configureOutput({ writeOut: show, writeErr: () => {} })
    .configureHelp({ formatHelp: () => helpOf(words) });
  if (words.operands !== "") parser.argument(words.operands);
  for (const row of words.options) parser.addOption(optionOf(row));
  return parser;
}

/** A task, a text to show, or a mistake. */
export function readWords<Given, Task extends object>(
  command: CommandWords<Given, Task>,
  words: readonly string[],
): Task | string | Diagnostic {
  let text = "";
  let task: Task | Diagnostic | null = null;
  const parser = parserOf(command, (part) => text += part);
  parser.action(() => {
    task = command.task(parser.args, parser.opts() as Given); // the table's options make it
  });
  return parseWith(parser, command.tool, words) ?? task ?? text;
}

/** What is wrong with the words of a command, if anything is. */
export function mistakesIn<Given, Task extends object>(
  command: CommandWords<Given, Task>,
  words: readonly string[],
): readonly Diagnostic[] {
  const asked = readWords(command, words);
  return isMistake(asked) ? [asked] : [];
}

function isMistake(asked: unknown): asked is Diagnostic {
  return typeof asked === "object" && asked !== null && "severity" in asked;
}

/** The task that was read; or the exit status, when a text was shown or a mistake reported. */
export function taskFrom<Task extends object>(host: DenoHost, asked: Task | string | Diagnostic): Task | number {
  if (typeof asked === "string") {
    host.write(asked);
    return 0;
  }
  if (!isMistake(asked)) return asked;
  report(host, [asked]);
  return BAD_USAGE;
}

/** Reads words and answers the task; or the exit status, when there is nothing to do any more. */
export function taskOf<Given, Task extends object>(
  host: DenoHost,
  command: CommandWords<Given, Task>,
  words: readonly string[],
): Task | number {
  return taskFrom(host, readWords(command, words));
}
