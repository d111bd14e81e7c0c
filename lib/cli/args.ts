/**
 * Which part of the tool a command line asks for, decided without loading the option parser, which would cost more than
 * a small program takes to run. Everything this file does not recognise at once (help, options, mistakes) is left to
 * `help.ts`.
 * @module
 */

/** Runs a part of the tool to its end; the answer is the exit status. */
export type Start = (operands: readonly string[]) => Promise<number>;

/** One row of the table in `main.ts`. */
export interface Command {
  readonly name: string;
  /** What follows the name, as help shows it: `<file> [args...]`. */
  readonly operands: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Further paragraphs of its help; null: it takes \`--help\` itself. */
  readonly details: string | null;
  readonly start: Start;
}

/** The whole tool. */
export interface Tool {
  readonly commands: readonly Command[];
  /** `batuta FILE args…`; `-` is standard input. */
  readonly runFile: Start;
  /** `batuta -e CODE args…`. */
  readonly runCode: Start;
  /** What an executable that `batuta compile` has made begins with: where it is, where in it the program begins, its size; arguments. */
  readonly runAttached: Start;
  /** `batuta --version`. */
  readonly showVersion: Start;
  /** `batuta` alone on a terminal. */
  readonly startRepl: Start;
}

/** What must be known of the world to choose. */
export interface Surroundings {
  /** Whether somebody types the input. */
  readonly inputIsTerminal: boolean;
  exists(path: string): boolean;
}

/** A part of the tool and what it is given; null: ask the option parser. */
export type Choice = { readonly start: Start; readonly operands: readonly string[] } | null;

/** Whether the operands can be right without a look at options: as many as the command takes, none like an option. */
function fits(command: Command, operands: readonly string[]): boolean {
  const wanted = command.operands.split(" ").filter((word) => word !== "");
  const required = wanted.filter((word) => word.startsWith("<")).length;
  const most = command.operands.includes("...") ? Infinity : wanted.length;
  // Behind the first operand of a command that takes any number, all belongs to the program.
  const own = most === Infinity ? operands.slice(0, required) : operands;
  return operands.length >= required && operands.length <= most &&
    own.every((operand) => operand === "-" || !operand.startsWith("-"));
}

/** `foo.bat` and `bin/foo` were meant as files, `foo` may be a mistyped command if there is no `foo.bat` either. */
function isMeantAsFile(word: string, { exists }: Surroundings): boolean {
  return /[./\\]/.test(word) || exists(word) || exists(`${word}.bat`);
}

/** How diagnostics are written: for people, or one JSON object a line. */
export type ErrorFormat = "text" | "json";

/** What holds for everything that a command line starts. */
export interface Settings {
  readonly errors: ErrorFormat;
  /** The schedule to replay; null for none. */
  readonly seed: number | null;
  /** How many workers run actors; null: as many as there are cores. */
  readonly workers: number | null;
  /** Whether what types make doubtful is an error. */
  readonly strict: boolean;
  /** Whether functions with declared types check what they are called with. */
  readonly checkCalls: boolean;
  /** The data directory; null: what the environment says, or the usual one. */
  readonly data: string | null;
}

/** The seed that a text writes, or null. */
export function seedOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** The number of workers that a text writes, or null. */
export function workersOf(text: string | undefined): number | null {
  const count = text !== undefined && /^\d{1,2}$/.test(text) ? Number(text) : 0;
  return count >= 1 && count <= 64 ? count : null;
}

/** Takes `--errors FORMAT`, `--seed N`, `--workers N`, `--data DIR`, `--strict` and `--check-calls` off the beginning of a command line, or from behind a command's name. */
export function takeSettings(tool: Tool, given: readonly string[]): Settings & { readonly argv: readonly string[] } {
  const at = tool.commands.some(({ name }) => name === given[0]) ? 1 : 0;
  let argv = given;
  let errors: ErrorFormat = "text";
  let seed: number | null = null;
  let workers: number | null = null;
  let data: string | null = null;
  let strict = false;
  let checkCalls = false;
  for (;;) {
    const [option, inline] = argv[at]?.split(/=(.*)/s, 2) ?? [];
    // `batuta check` has a `--strict` of its own, which means the same.
    if (inline === undefined && (option === "--strict" || option === "--check-calls") && given[0] !== "check") {
      if (option === "--strict") strict = true;
      else checkCalls = true;
      argv = argv.toSpliced(at, 1);
      continue;
    }
    const value = inline ?? argv[at + 1];
    if (option === "--errors" && (value === "text" || value === "json")) errors = value;
    else if (option === "--seed" && seedOf(value) !== null) seed = seedOf(value);
    else if (option === "--workers" && workersOf(value) !== null) workers = workersOf(value);
    else if (option === "--data" && value !== undefined && value !== "") data = value;
    // Anything else is no setting, or a mistake, which the option parser explains.
    else return { argv, errors, seed, workers, data, strict, checkCalls };
    argv = argv.toSpliced(at, inline === undefined ? 2 : 1);
  }
}

/** What `argv` asks for. A command's name wins over a file of that name, a file over a mistyped command. */
export function choose(tool: Tool, argv: readonly string[], surroundings: Surroundings): Choice {
  const [first, ...rest] = argv;
  if (first === undefined) {
    return surroundings.inputIsTerminal
      ? { start: tool.startRepl, operands: [] }
      : { start: tool.runFile, operands: ["-"] };
  }
  if (first === "-") return { start: tool.runFile, operands: argv };
  if (first === "--attached" && rest.length >= 3) return { start: tool.runAttached, operands: rest };
  if (first === "--version" && rest.length === 0) return { start: tool.showVersion, operands: [] };
  if ((first === "-e" || first === "--eval") && rest.length > 0) return { start: tool.runCode, operands: rest };
  if (first.startsWith("-")) return null;
  const command = tool.commands.find(({ name }) => name === first);
  if (command) return fits(command, rest) ? { start: command.start, operands: rest } : null;
  if (first === "help") return null;
  return isMeantAsFile(first, surroundings) ? { start: tool.runFile, operands: argv } : null;
}
