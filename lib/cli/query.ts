/**
 * The words of `batuta query`: code, and how its rows are to be written.
 * In: the words after `query`. Out: what is to be done, for `run.ts`; or an exit status when there is nothing to do any more.
 * @module
 */
import { cliError } from "./errors.ts";
import type { DenoHost } from "./host.ts";
import { type CommandWords, refuse, taskOf } from "./words.ts";

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
  /** The data directory; null: the usual one. */
  readonly data: string | null;
}

const DETAILS = `
CODE is a program whose last value is a query, a file or a collection of rows;
the name of a log stands for its records. \`(stdin)\` is standard input, whose
format is guessed unless --from says it. A table shows the first rows and says
how many more there are; other formats are written as the rows come. Of
\`(plot query)\` only the chart is printed. Exit status: 0, 1 the query failed,
2 the words make no sense, or CODE does not read.

Example:
  printf 'zone,fare\\n1,50\\n2,70\\n1,9\\n' > trips.csv
  batuta query '(from (file "trips.csv") (where (> :fare 10)) (order-by :fare))'
  batuta query '(from (stdin) (group-by :zone) (aggregate :n (count *)))' \\
    < trips.csv
  batuta query '(file "trips.csv")' --as parquet > trips.parquet
  # batuta query :orders              the records of a log`;

function rowsOf(text: string): number {
  if (text === "all") return Infinity;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  return refuse(`${text} is neither a number of rows nor \`all\`.`);
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
  readonly data?: string;
}

export const QUERY_WORDS: CommandWords<Given, QueryWords> = {
  tool: "batuta query",
  usage: "CODE [options]",
  summary: "Run a query and print its rows.",
  operands: "<code>",
  options: [
    {
      flags: "--as <format>",
      help: "table, unless given; csv, json, ndjson, edn, parquet, arrow",
      choices: OUTPUTS,
      usual: "table",
    },
    { flags: "--from <format>", help: "of standard input: csv, json, ndjson, edn, parquet, arrow", choices: INPUTS },
    {
      flags: "--rows <n>",
      help: "how many rows a table shows, 40 unless given, or `all`",
      read: rowsOf,
      usual: USUAL_ROWS,
    },
    { flags: "--data <folder>", help: "where the logs are; else BATUTA_DATA, .batuta" },
  ],
  details: DETAILS,
  task([code], { as, from, rows, data }) {
    if ((as === "parquet" || as === "arrow") && Deno.stdout.isTerminal()) {
      return cliError("bytes-to-terminal", { format: as });
    }
    return { code: programOf(code), as, from: from ?? null, rows, data: data ?? null };
  },
};

/** What the words ask for; an exit status when they asked for help, or a mistake was reported. */
export function readQuery(host: DenoHost, words: readonly string[]): QueryWords | number {
  const wanted = taskOf(host, QUERY_WORDS, words.length === 0 ? ["--help"] : words);
  if (typeof wanted !== "number" && wanted.data !== null) host.data = wanted.data;
  return wanted;
}
