/**
 * `batuta log`: its commands, their options and help; the one file that the command line loads for them.
 * In: the words after `log`. Out: the exit status: 0, 1 where the work failed or found something wrong, 2 for words that make no sense.
 * @module
 */
import { Command as Parser, CommanderError, Option } from "commander";
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
import { mistakeOf } from "./help.ts";
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

const EXAMPLES = `
LOG is the name of a log, as \`events\` or \`:events\`. Logs are in the data directory: \`--data DIR\`, else BATUTA_DATA, else .batuta.

Examples:
  batuta log import orders orders.csv --key id
  batuta log cat orders --from 100 --to 110 --as json
  batuta log cat orders --follow | grep paid
  batuta log append orders '{:id 1 :total 9.5}' '{"id": 2, "total": 7}'
  batuta log checkpoint orders > orders.note
  batuta log verify orders --checkpoint orders.note

Exit status: 0 fine, 1 the work found something wrong or failed, 2 the command line makes no sense.`;

/** A command with its name, what follows it, and a line about it. */
type Define = (usage: string, summary: string, details?: string) => Parser;

function optionAs(formats: readonly string[], otherwise: string): Option {
  return new Option("--as <format>", "how it is written").choices([...formats]).default(otherwise);
}

const fileFormat = () => new Option("--as <format>", "the format, if the name does not say it").choices(FORMATS);

/** What a log is created with, if it is not there yet. */
function creating(command: Parser): Parser {
  return command
    .option("--key <column>", "if it makes the log: the column that is the key of its rows")
    .addOption(new Option("--hash <name>", "the hash of its Merkle tree").choices(["blake3", "sha256"]))
    .addOption(new Option("--sync <mode>", "when a record counts as durable").choices(["batch", "always", "os"]))
    .option("--segment-bytes <n>", "the size of its files");
}

function range(command: Parser): Parser {
  return command
    .option("--from <place>", "the first record: an offset, or an instant")
    .option("--to <place>", "the first record that is not meant any more")
    .option("--meta", "with offset and time, and what is no record: deletions, notices, what was erased")
    .option("--salvage", "leave out what is damaged, and say so");
}

/** What a command does when it is chosen. */
type Run = () => Promise<number>;

// deno-lint-ignore no-explicit-any -- commander knows the options by their declarations only
type Options = any;

function defineReading(define: Define, world: World, choose: (run: Run) => void): void {
  define("ls", "list the logs")
    .addOption(optionAs(["text", "edn", "json"], "text"))
    .action(({ as }: Options) => choose(() => listLogs(world, as)));
  define("info <log>", "show what is known of a log")
    .addOption(optionAs(["text", "edn", "json"], "text"))
    .action((log: string, { as }: Options) => choose(() => showInfo(world, log, as)));
  range(define("cat <log>", "print the records of a log, one on a line"))
    .addOption(optionAs(["edn", "json", "csv"], "edn"))
    .option("-f, --follow", "go on with those that are appended later")
    .action((log: string, options: Options) => choose(() => showRecords(world, log, options)));
  range(define("export <log> <file>", "write the records of a log into a file; - is standard output"))
    .addOption(fileFormat())
    .option("--separator <character>", "what stands between the fields of CSV; a comma, unless given")
    .action((log: string, file: string, options: Options) => choose(() => exportLog(world, log, file, options)));
}

function defineWriting(define: Define, world: World, choose: (run: Run) => void): void {
  creating(
    define(
      "append <log> [record...]",
      "append records",
      "A record is a map in EDN or an object in JSON. Without one, each line of standard input is a record. The log is made if it is not there.",
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
      "Files are CSV with a header, JSON (an array of objects), NDJSON, EDN (maps) or Parquet; the name says which.\n" +
        "Of CSV, fields become numbers, booleans and instants where they look like them, an empty one nil; a field in quotes\n" +
        "stays text. A malformed record ends the import; what was imported before it stays.",
    ),
  )
    .addOption(fileFormat())
    .option("--text", "fields of CSV stay text")
    .option("--separator <character>", "what stands between the fields of CSV; a comma, unless given")
    .action((log: string, file: string, options: Options) => choose(() => importFile(world, log, file, options)));
  define(
    "compact <log>",
    "erase the payloads that need not be kept",
    "In a log with a key these are the versions that newer ones have replaced, in any what its option :retain does not keep.\n" +
      "Their hashes stay, so proofs of all other records hold; the erasure is recorded in the log.",
  ).action((log: string) => choose(() => compactOne(world, log)));
}

function defineProving(define: Define, world: World, choose: (run: Run) => void): void {
  define(
    "check [log]",
    "look for damage in a log, or in all logs",
    "Reads everything again, with other code than wrote it, and compares. Changes nothing.",
  ).action((log: string | undefined) => choose(() => checkLogs(world, log)));
  define("checkpoint <log>", "sign what a log is, as a note that others can verify")
    .option("--size <n>", "as it was with so many records")
    .addOption(optionAs(["note", "edn", "json"], "note"))
    .action((log: string, options: Options) => choose(() => showCheckpoint(world, log, options)));
  define("proof <log> <offset>", "print the receipt of a record, which proves that it is in the log")
    .option("--size <n>", "in the log as it was with so many records")
    .addOption(optionAs(["edn", "json"], "edn"))
    .action((log: string, offset: string, options: Options) => choose(() => showProof(world, log, offset, options)));
  const verify = define(
    "verify [log]",
    "verify a log against a signed checkpoint, or a receipt",
    "FILE is what `checkpoint` or `proof` printed; - is standard input. The log's records are hashed anew.",
  );
  verify
    .option("--checkpoint <file>", "the signed note that the log must fit")
    .option("--receipt <file>", "the receipt that must be true; it needs no log")
    .option("--key <line>", "the public key to trust; that of the data directory, unless given")
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

function buildParser(world: World, choose: (run: Run) => void, show: (text: string) => void): Parser {
  const parser = new Parser("batuta log")
    .usage("COMMAND [...]")
    .description("Append-only, verifiable logs.")
    .option("--data <folder>", "where the logs are; BATUTA_DATA or .batuta, unless given")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show help for a command")
    .addHelpText("after", EXAMPLES)
    .exitOverride()
    .configureOutput({ writeOut: show, writeErr: () => {} });
  const define: Define = (usage, summary, details) => {
    const command = parser.command(usage)
      .summary(summary)
      .description(`${summary[0].toUpperCase()}${summary.slice(1)}.`)
      .helpOption("-h, --help", "show this help");
    return details === undefined ? command : command.addHelpText("after", `\n${details}`);
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
  try {
    parser.parse(words.length === 0 ? ["--help"] : [...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) {
      report(host, [mistakeOf(error, "batuta log", words)]);
      return () => Promise.resolve(BAD_USAGE);
    }
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
