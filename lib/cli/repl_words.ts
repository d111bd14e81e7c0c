/**
 * What the words after `batuta repl` ask for.
 * In: words. Out: a task, a text to show, or a mistake.
 * @module
 */
import { Command as Parser, CommanderError } from "commander";
import type { Diagnostic } from "../source/mod.ts";
import { cliError } from "./errors.ts";
import { mistakeOf } from "./help.ts";
import { type Address, addressOf } from "./sockets.ts";

const DETAILS = `
At a terminal a line editor helps: Tab completes, F1 documents, Ctrl-C stops what runs, Ctrl-D leaves, \`:help\` says
more. The history is kept in ~/.local/state/batuta/history, or in the file that BATUTA_HISTORY names.
Without a terminal forms are read from standard input and their values printed as they read back.

ADDRESS is [HOST:]PORT; port 0 is any free one. --listen serves nREPL, which editors speak (Calva, CIDER,
Conjure); the port stands in .nrepl-port. Unless HOST is given only programs of this machine can come. With
another HOST clients have to show a token: BATUTA_TOKEN, or one that is made and printed.

Examples:
  echo '(+ 1 2)' | batuta repl
  batuta repl --listen 7888
  batuta repl --connect 7888
  BATUTA_TOKEN=secret batuta repl --connect cluster.example.com:7888

Exit status: 0 fine, 1 the connection could not be made or was lost, 2 the command line makes no sense.`;

/** What is asked for. */
export interface Task {
  readonly listen: Address | null;
  readonly connect: Address | null;
}

const LOOPBACK = "127.0.0.1";

function taskOf({ listen, connect }: { listen?: string; connect?: string }): Task | Diagnostic {
  if (listen !== undefined && connect !== undefined) return cliError("listen-and-connect", {});
  const text = listen ?? connect ?? "";
  const address = addressOf(text, LOOPBACK);
  if (address === null) return cliError("bad-address", { text });
  return listen !== undefined ? { listen: address, connect: null } : { listen: null, connect: address };
}

/** What the words may be; help goes to `show`. */
export function optionParser(show: (text: string) => void = () => {}): Parser {
  return new Parser("batuta repl")
    .usage("[options]")
    .description("Read forms and print their values.")
    .option("--listen <address>", "let editors and others work in this program, by nREPL")
    .option("--connect <address>", "work in another program, which listens there")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", DETAILS)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: show, writeErr: () => {} });
}

/** A task, a text to show, or a mistake. */
export function readWords(words: readonly string[]): Task | string | Diagnostic {
  let text = "";
  let task: Task | Diagnostic | null = null;
  const parser = optionParser((part) => text += part)
    .action((options) => {
      task = taskOf(options);
    });
  try {
    parser.parse([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) return mistakeOf(error, "batuta repl", words);
  }
  return task ?? text;
}

/** What is wrong with the words after `repl`, if anything is. */
export function mistakesOfWords(words: readonly string[]): readonly Diagnostic[] {
  const asked = words.length === 0 ? "" : readWords(words);
  return typeof asked !== "string" && "code" in asked ? [asked] : [];
}
