/**
 * The words of `batuta query`: code, and how its rows are to be written.
 * In: the words after `query`. Out: what is to be done, for `run.ts`; or an exit status when there is nothing to do any more.
 * @module
 */
import { Command as Parser, CommanderError, InvalidArgumentError, Option } from "commander";
import { cliError } from "./errors.ts";
import { mistakeOf } from "./help.ts";
import type { DenoHost } from "./host.ts";
import { report } from "./report.ts";

const BAD_USAGE = 2;
/** Rows of a table. */
const USUAL_ROWS = 40;

const OUTPUTS = ["table", "csv", "json", "ndjson", "edn", "parquet", "arrow"] as const;
const INPUTS = ["csv", "json", "ndjson", "edn", "parquet", "arrow"] as const;

export interface QueryWords {
  readonly code: string;
  readonly as: typeof OUTPUTS[number];
  /** The format of standard input; null: what it looks like. */
  readonly from: typeof INPUTS[number] | null;
  /** Rows of a table that are shown. */
  readonly rows: number;
}

const EXAMPLES = `
CODE is a program whose last value is a query, a file or a collection of rows; the name of a log stands for its records. \`(stdin)\` is
standard input, whose format is guessed unless \`--from\` says it. A table shows the first rows and says how many more there are; all other
formats are written as the rows come.

Examples:
  batuta query :orders
  batuta query '(from :orders (where (> :total 10)) (order-by :total :desc))'
  batuta query '(from (file "trips.csv") (group-by :zone) (aggregate :n (count *)))' --as csv > zones.csv
  cat trips.csv | batuta query '(from (stdin) (where (> :fare 50)))' --as ndjson | head
  batuta query :orders --as parquet > orders.parquet

Exit status: 0 fine, 1 the query failed, 2 the command line makes no sense, or the code does not read or resolve.`;

function rowsOf(text: string): number {
  if (text === "all") return Infinity;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`${text} is neither a number of rows nor \`all\`.`);
}

/** A lone keyword is the name of a log. */
function programOf(code: string): string {
  const text = code.trim();
  return /^:[^\s()[\]{}"';,]+$/.test(text) ? `(from ${text})` : code;
}

interface Given {
  readonly as: QueryWords["as"];
  readonly from?: (typeof INPUTS)[number];
  readonly rows: number;
}

function buildParser(host: DenoHost, choose: (wanted: QueryWords) => void, show: (text: string) => void): Parser {
  return new Parser("batuta query")
    .usage("CODE [options]")
    .description("Runs a query and prints its rows.")
    .argument("<code>")
    .addOption(new Option("--as <format>", "how rows are written").choices([...OUTPUTS]).default("table"))
    .addOption(new Option("--from <format>", "the format of standard input").choices([...INPUTS]))
    .addOption(
      new Option("--rows <n>", "how many rows a table shows, or `all`").argParser(rowsOf).default(USUAL_ROWS, "40"),
    )
    .option("--data <folder>", "where the logs are; BATUTA_DATA or .batuta, unless given")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", EXAMPLES)
    .exitOverride()
    .configureOutput({ writeOut: show, writeErr: () => {} })
    .on("option:data", (folder: string) => host.data = folder)
    .action((code: string, { as, from, rows }: Given) =>
      choose({ code: programOf(code), as, from: from ?? null, rows })
    );
}

/** What the words ask for; an exit status when they asked for help, or a mistake was reported. */
export function readQuery(host: DenoHost, words: readonly string[]): QueryWords | number {
  let text = "";
  let wanted: QueryWords | null = null;
  const parser = buildParser(host, (given) => wanted = given, (part) => text += part);
  try {
    parser.parse(words.length === 0 ? ["--help"] : [...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) {
      report(host, [mistakeOf(error, "batuta query", words)]);
      return BAD_USAGE;
    }
  }
  const found = wanted as QueryWords | null; // the parser's action sets it
  if (found === null) {
    host.write(text);
    return 0;
  }
  if ((found.as === "parquet" || found.as === "arrow") && Deno.stdout.isTerminal()) {
    report(host, [cliError("bytes-to-terminal", { format: found.as })]);
    return BAD_USAGE;
  }
  return found;
}
