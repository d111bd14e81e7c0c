/**
 * `batuta log`: its commands, their options and help; the one file that the command line loads for them.
 * In: the words after `log`. Out: the exit status: 0, 1 where the work failed or found something wrong, 2 for words that make no sense.
 * @module
 */
import { Command as Parser, Option } from "commander";
import { BatutaError } from "../data/mod.ts";
import { FORMATS } from "../formats/mod.ts";
import {
  appendRecords,
  checkLogs,
  compactOne,
  exportLog,
  importFile,
  listLogs,
  showCheckpoint,
  showInfo,
  showProof,
  showRecords,
  USAGE_CODES,
  verifyCheckpoint,
  verifyReceipt,
  type World,
} from "../log_tool/mod.ts";
import { diagnostic } from "../source/mod.ts";
import { parseWith } from "./help.ts";
import { helpText, shownUsage } from "./help_text.ts";
import type { DenoHost } from "./host.ts";
import { report } from "./report.ts";

const BAD_USAGE = 2;
const FAILED = 1;

/** Characters of a line on standard error; null where that is no terminal that can go back in a line. */
function screenWidth(): number | null {
  if (!Deno.stderr.isTerminal() || Deno.env.get("TERM") === "dumb") return null;
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 80; // a terminal that does not say
  }
}

function worldOf(host: DenoHost): World {
  return {
    folder: host.dataFolder,
    screenWidth: screenWidth(),
    write: (text) => host.write(text),
    flush: () => host.flush(),
    note: (text) => host.writeError(text),
    nextLine: () => host.nextLine(),
    read: (into) => Deno.stdin.read(into),
    clock: () => host.clock(),
  };
}

const BELOW = `
LOG is the name of a log, as \`events\` or \`:events\`. \`batuta log COMMAND --help\`
says more. Exit status: 0, 1 something is wrong or failed, 2 senseless words.

Example:
  batuta log append orders '{:id 1 :total 9.5}' '{"id": 2, "total": 7}'
  batuta log cat orders --as json
  batuta log checkpoint orders > orders.note
  batuta log verify orders --checkpoint orders.note`;

/** A command with its name, what follows it, and a line about it. */
type Define = (usage: string, summary: string, below: Below) => Parser;

/** What stands below the options in its help. */
interface Below {
  readonly details?: string;
  /** What works when it is pasted into a shell, behind what makes the log `orders`; a line is a command. */
  readonly example: string;
}

/** Makes a log that examples look at. */
const MAKES_LOG = `batuta log append orders '{:id 1 :total 9.5}'`;

function optionAs(formats: readonly string[], otherwise: string): Option {
  return new Option("--as <format>", "how it is written").choices([...formats]).default(otherwise);
}

const fileFormat = () => new Option("--as <format>", "unless the name says it").choices(FORMATS);

/** What a log is created with, if it is not there yet. */
function creating(command: Parser): Parser {
  return command
    .option("--key <column>", "if it makes the log: the column that is its key")
    .addOption(new Option("--hash <name>", "the hash of its Merkle tree").choices(["blake3", "sha256"]))
    .addOption(new Option("--sync <mode>", "when a record counts as durable").choices(["batch", "always", "os"]))
    .option("--segment-bytes <n>", "the size of its files");
}

function range(command: Parser): Parser {
  return command
    .option("--from <place>", "the first record: an offset, or an instant")
    .option("--to <place>", "the first record that is not meant any more")
    .option("--meta", "with offset and time; deletions, notices too")
    .option("--salvage", "leave out what is damaged, and say so");
}

/** What a command does when it is chosen. */
type Run = () => Promise<number>;

// deno-lint-ignore no-explicit-any -- commander knows the options by their declarations only
type Options = any;

function defineReading(define: Define, world: World, choose: (run: Run) => void): void {
  define("ls", "list the logs", { example: "batuta log ls" })
    .addOption(optionAs(["text", "edn", "json"], "text"))
    .action(({ as }: Options) => choose(() => listLogs(world, as)));
  define("info <log>", "show what is known of a log", { example: "batuta log info orders --as json" })
    .addOption(optionAs(["text", "edn", "json"], "text"))
    .action((log: string, { as }: Options) => choose(() => showInfo(world, log, as)));
  range(
    define("cat <log>", "print the records, one on a line", {
      example: "batuta log cat orders --from 0 --to 10 --as json",
    }),
  )
    .addOption(optionAs(["edn", "json", "csv"], "edn"))
    .option("-f, --follow", "go on with those that are appended later")
    .action((log: string, options: Options) => choose(() => showRecords(world, log, options)));
  range(
    define("export <log> <file>", "write the records into a file; - is standard output", {
      example: "batuta log export orders orders.csv",
    }),
  )
    .addOption(fileFormat())
    .option("--separator <char>", "between fields of CSV; a comma, unless given")
    .action((log: string, file: string, options: Options) => choose(() => exportLog(world, log, file, options)));
}

function defineWriting(define: Define, world: World, choose: (run: Run) => void): void {
  creating(
    define(
      "append <log> [record...]",
      "append records",
      {
        details: "A record is a map in EDN or an object in JSON. Without one, each line of\n" +
          "standard input is a record. The log is made if it is not there.",
        example: `echo '{"id": 2, "total": 7}' | batuta log append orders`,
      },
    ),
  )
    .option("--expect <offset>", "append only if the first record gets this offset")
    .action((log: string, records: string[], options: Options) =>
      choose(() => appendRecords(world, log, records, options))
    );
  creating(
    define(
      "import <log> <file>",
      "append the records of a file; - is standard input",
      {
        details: "Files are CSV with a header, JSON (an array of objects), NDJSON, EDN (maps) or\n" +
          "Parquet; the name says which. Of CSV, fields become numbers, booleans and\n" +
          "instants where they look like them, an empty one nil; a field in quotes stays\n" +
          "text. A malformed record ends the import; what was imported before it stays.",
        example: "batuta log export orders orders.csv\nbatuta log import copy orders.csv --key id",
      },
    ),
  )
    .addOption(fileFormat())
    .option("--text", "fields of CSV stay text")
    .option("--separator <char>", "between fields of CSV; a comma, unless given")
    .action((log: string, file: string, options: Options) => choose(() => importFile(world, log, file, options)));
  define(
    "compact <log>",
    "erase the payloads that need not be kept",
    {
      details: "In a log with a key these are the versions that newer ones have replaced, in any\n" +
        "what its option :retain does not keep. Their hashes stay, so proofs of all other\n" +
        "records hold; the erasure is recorded in the log.",
      example: "batuta log compact orders",
    },
  ).action((log: string) => choose(() => compactOne(world, log)));
}

function defineProving(define: Define, world: World, choose: (run: Run) => void): void {
  define(
    "check [log]",
    "look for damage in a log, or in all logs",
    {
      details: "Reads everything again, with other code than wrote it; changes nothing.",
      example: "batuta log check",
    },
  ).action((log: string | undefined) => choose(() => checkLogs(world, log)));
  define("checkpoint <log>", "sign what a log is, as a note that others can verify", {
    example: "batuta log checkpoint orders",
  })
    .option("--size <n>", "as it was with so many records")
    .addOption(optionAs(["note", "edn", "json"], "note"))
    .action((log: string, options: Options) => choose(() => showCheckpoint(world, log, options)));
  define("proof <log> <offset>", "print the receipt of a record, which proves it", {
    example: "batuta log proof orders 0",
  })
    .option("--size <n>", "in the log as it was with so many records")
    .addOption(optionAs(["edn", "json"], "edn"))
    .action((log: string, offset: string, options: Options) => choose(() => showProof(world, log, offset, options)));
  const verify = define(
    "verify [log]",
    "verify a log by a checkpoint, or a receipt",
    {
      details: "FILE is what `checkpoint` or `proof` printed; - is standard input. The log's\n" +
        "records are hashed anew.",
      example: "batuta log checkpoint orders > orders.note\nbatuta log verify orders --checkpoint orders.note",
    },
  );
  verify
    .option("--checkpoint <file>", "the signed note that the log must fit")
    .option("--receipt <file>", "the receipt that must be true; it needs no log")
    .option("--key <line>", "the public key; the data directory's, unless given")
    .action((log: string | undefined, { checkpoint, receipt, key }: Options) => {
      const one = (checkpoint === undefined) !== (receipt === undefined);
      if (!one || (log === undefined) !== (checkpoint === undefined)) {
        verify.error("error: verify needs LOG and --checkpoint FILE, or --receipt FILE", {
          code: "commander.missingArgument",
        });
      }
      choose(() =>
        receipt === undefined ? verifyCheckpoint(world, log!, checkpoint, key) : verifyReceipt(world, receipt, key)
      ); // seen above
    });
}

function rowsOf({ options }: Parser): [string, string][] {
  return options.map(({ flags, description, argChoices }) => {
    const choices = argChoices === undefined ? "" : `: ${argChoices.join(", ")}`;
    return [shownUsage(flags), description + choices];
  });
}

/** The help of `batuta log`. */
function ownHelp(parser: Parser): string {
  const commands = parser.commands.map((each) => {
    const operands = each.registeredArguments.map((operand) => {
      const name = operand.name() + (operand.variadic ? "..." : "");
      return operand.required ? `<${name}>` : `[${name}]`;
    });
    return [shownUsage([each.name(), ...operands].join(" ")), each.summary()] as [string, string];
  });
  const rows = [...commands, ...rowsOf(parser)];
  return helpText({ usage: "batuta log COMMAND [...]", summary: "Append-only, verifiable logs.", rows, below: BELOW });
}

/** The help of a command. */
function helpOfCommand(usage: string, command: Parser, { details, example }: Below): string {
  const summary = command.summary();
  const lines = [MAKES_LOG, ...example.split("\n")].map((line) => `  ${line}\n`).join("");
  return helpText({
    usage: shownUsage(`batuta log ${usage}`),
    summary: `${summary[0].toUpperCase()}${summary.slice(1)}.`,
    rows: rowsOf(command),
    below: `${details === undefined ? "" : `${details}\n\n`}Example:\n${lines}`,
  });
}

function buildParser(world: World, choose: (run: Run) => void, show: (text: string) => void): Parser {
  const parser: Parser = new Parser("batuta log")
    .option("--data <folder>", "where the logs are; else BATUTA_DATA, .batuta")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show help for a command")
    .configureHelp({ formatHelp: () => ownHelp(parser) })
    .exitOverride()
    .configureOutput({ writeOut: show, writeErr: () => {} });
  const define: Define = (usage, summary, below) => {
    const command = parser.command(usage)
      .summary(summary)
      .helpOption("-h, --help", "show this help");
    return command.configureHelp({ formatHelp: () => helpOfCommand(usage, command, below) });
  };
  defineReading(define, world, choose);
  defineWriting(define, world, choose);
  defineProving(define, world, choose);
  return parser;
}

/** What the words may be. */
export function optionParser(host: DenoHost): Parser {
  return buildParser(worldOf(host), () => {}, () => {});
}

/** What the words ask for; a text to show, or an exit status after a mistake was reported. */
function readWords(host: DenoHost, words: readonly string[]): Run {
  let text = "";
  let chosen: Run | null = null;
  const world = {
    ...worldOf(host),
    get folder() {
      return host.dataFolder;
    },
  };
  const parser = buildParser(world, (run) => chosen = run, (part) => text += part);
  parser.on("option:data", (folder: string) => host.data = folder);
  const mistake = parseWith(parser, "batuta log", words.length === 0 ? ["--help"] : words);
  if (mistake !== null) {
    report(host, [mistake]);
    return () => Promise.resolve(BAD_USAGE);
  }
  return chosen ?? (() => {
    host.write(text);
    return Promise.resolve(0);
  });
}

/** `batuta log WORDS…`. */
export async function runLog(host: DenoHost, words: readonly string[]): Promise<number> {
  try {
    return await readWords(host, words)();
  } catch (error) {
    if (!(error instanceof BatutaError)) throw error;
    report(host, [diagnostic(error.code, error.message, null, { hint: error.hint })]);
    return USAGE_CODES.has(error.code) ? BAD_USAGE : FAILED;
  }
}
