/**
 * What the words after `batuta repl` ask for.
 * In: words. Out: a task, or a mistake.
 * @module
 */
import { cliError } from "./errors.ts";
import { type Address, addressOf } from "./sockets.ts";
import type { DenoHost } from "./host.ts";
import { type CommandWords, taskOf } from "./words.ts";

const DETAILS = `
At a terminal a line editor helps: Tab completes, F1 documents, Ctrl-C stops
what runs, Ctrl-D leaves, \`:help\` says more. The history is kept in
~/.local/state/batuta/history, or in the file that BATUTA_HISTORY names.
Without a terminal forms are read from standard input, their values printed as
they read back.

ADDRESS is [HOST:]PORT; port 0 is any free one. --listen serves nREPL, which
editors speak (Calva, CIDER, Conjure); the port stands in .nrepl-port. Unless
HOST is given only programs of this machine can come. With another HOST clients
have to show a token: BATUTA_TOKEN, or one that is made and printed.
Exit status: 0, 1 the connection could not be made or was lost, 2 words without
sense.

Example:
  echo '(+ 1 2)' | batuta repl
  # batuta repl --listen 7888      then, elsewhere: batuta repl --connect 7888`;

/** What is asked for. */
export interface Task {
  readonly listen: Address | null;
  readonly connect: Address | null;
}

const LOOPBACK = "127.0.0.1";

/** Options by their names. */
interface Given {
  readonly listen?: string;
  readonly connect?: string;
}

export const REPL_WORDS: CommandWords<Given, Task> = {
  tool: "batuta repl",
  usage: "[options]",
  summary: "Read forms and print their values.",
  operands: "",
  options: [
    { flags: "--listen <address>", help: "let editors and others work in this program, by nREPL" },
    { flags: "--connect <address>", help: "work in another program, which listens there" },
  ],
  details: DETAILS,
  task(_, { listen, connect }) {
    if (listen !== undefined && connect !== undefined) return cliError("listen-and-connect", {});
    const text = listen ?? connect;
    if (text === undefined) return { listen: null, connect: null };
    const address = addressOf(text, LOOPBACK);
    if (address === null) return cliError("bad-address", { text });
    return listen !== undefined ? { listen: address, connect: null } : { listen: null, connect: address };
  },
};

/** Reads the words; or the exit status, when there is nothing to do any more. */
export function readReplWords(host: DenoHost, words: readonly string[]): Task | number {
  return taskOf(host, REPL_WORDS, words);
}
