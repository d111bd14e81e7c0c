/**
 * What the words after `batuta check` may be.
 * @module
 */
import type { CommandWords } from "./words.ts";

const DETAILS = `
PATHS are files and folders, the current one unless given; of a folder, all
.bat, .batuta and .cljc files below it, except in node_modules and what begins
with a dot. \`-\` reads standard input. Files that a program requires are checked
with it. An error is what cannot work in any run; a warning, what breaks a
declared type in some. Macros run, since they say what a program is; nothing
else does.
Exit status: 0 nothing is wrong, 2 something is.

Example:
  echo '(defn twice :: [Int -> Int] [x] (* 2 x))' > twice.bat
  batuta check --types twice.bat      # show the type of each definition
  batuta check --strict               # warnings are errors, here and below
  # batuta check --watch              again of each file that is saved`;

/** What is asked for. */
export interface CheckTask {
  readonly paths: readonly string[];
  readonly types: boolean;
  readonly strict: boolean;
  /** Whether to go on, and check files again when they are saved. */
  readonly watch: boolean;
}

/** Options by their names. */
interface Given {
  readonly types?: boolean;
  readonly strict?: boolean;
  readonly watch?: boolean;
}

export const CHECK_WORDS: CommandWords<Given, CheckTask> = {
  tool: "batuta check",
  usage: "[options] [PATHS...]",
  summary: "Check programs without running them.",
  operands: "[paths...]",
  options: [
    { flags: "--types", help: "show the types of definitions, inferred ones too" },
    { flags: "--strict", help: "warnings are errors, and what may be nil counts" },
    { flags: "--watch", help: "go on, and check each file again that is saved" },
  ],
  details: DETAILS,
  task: (paths, { types = false, strict = false, watch = false }) => ({
    paths: paths.length === 0 ? ["."] : paths,
    types,
    strict,
    watch,
  }),
};
