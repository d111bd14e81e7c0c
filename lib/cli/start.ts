/**
 * The process from its command line to its exit status. Every path out of Batuta leads through here, so that output is
 * flushed, and a JavaScript exception that escapes is one sentence, never a stack.
 * @module
 */

import { choose, type Surroundings, takeSettings, type Tool } from "./args.ts";
import { host } from "./commands.ts";

/** A command line that makes no sense. */
const BAD_USAGE = 2;
/** The program failed, or Batuta did. */
const FAILED = 1;

const surroundings: Surroundings = {
  get inputIsTerminal() {
    return Deno.stdin.isTerminal();
  },
  exists(path) {
    try {
      Deno.statSync(path);
      return true;
    } catch {
      return false;
    }
  },
};

async function askParser(tool: Tool, argv: readonly string[]): Promise<number> {
  const { readCommandLine } = await import("./help.ts");
  const reading = readCommandLine(tool, argv);
  switch (reading.kind) {
    case "start":
      return await reading.choice.start(reading.choice.operands);
    case "text":
      host.write(reading.text);
      return 0;
    case "mistake": {
      const { report } = await import("./report.ts");
      report(host, [reading.diagnostic]);
      return BAD_USAGE;
    }
  }
}

async function endByFault(error: unknown): Promise<never> {
  const { reportInternal } = await import("./report.ts");
  reportInternal(host, error);
  host.exit(FAILED);
}

/** Does what the command line asks and ends the process. */
export async function start(tool: Tool, given: readonly string[]): Promise<never> {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    endByFault(event.reason);
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    endByFault(event.error);
  });
  const { argv, errors, seed, workers, data, strict, checkCalls } = takeSettings(tool, given);
  host.errors = errors;
  host.seed = seed;
  host.workers = workers;
  host.data = data;
  host.strict = strict;
  host.checkCalls = checkCalls;
  try {
    const choice = choose(tool, argv, surroundings);
    host.exit(choice === null ? await askParser(tool, argv) : await choice.start(choice.operands));
  } catch (error) {
    return await endByFault(error);
  }
}
