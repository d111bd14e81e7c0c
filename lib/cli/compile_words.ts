/**
 * What the words after `batuta compile` may be.
 * @module
 */
import { basename } from "node:path";
import type { CommandWords } from "./words.ts";

const DETAILS = `
The executable runs where there is neither Batuta nor Deno: the program, the
namespaces it requires and the files named by --include are inside; \`(resource
"name")\` gives the text of such a file. While it is compiled, definitions are
made and macros run, the rest of the program does not; types are checked as
where it runs.
Exit status: 0, 1 the file could not be written, 2 the program does not
compile.

Example:
  echo '(println "It runs.")' > app.bat
  batuta compile app.bat --lib && batuta run app.batc
  # batuta compile app.bat -o app && ./app            an executable
  # batuta compile app.bat --include templates        with the files of a folder`;

/** What is asked for. */
export interface CompileTask {
  readonly path: string;
  readonly output: string;
  /** A compiled file, not an executable. */
  readonly lib: boolean;
  readonly include: readonly string[];
}

/** Options by their names. */
interface Given {
  readonly output?: string;
  readonly lib?: boolean;
  readonly include?: readonly string[];
}

export const COMPILE_WORDS: CommandWords<Given, CompileTask> = {
  tool: "batuta compile",
  usage: "[options] FILE",
  summary: "Make an executable of a program.",
  operands: "<file>",
  options: [
    { flags: "-o, --output <path>", help: "where to write it; FILE without its ending, unless given" },
    { flags: "--lib", help: "write a compiled file for `batuta run` instead, FILE.batc" },
    { flags: "--include <paths...>", help: "files and folders that go along" },
  ],
  details: DETAILS,
  task([path], { output, lib = false, include = [] }) {
    const stem = basename(path).replace(/\.(bat|batuta|cljc)$/, "");
    return { path, output: output ?? (lib ? `${stem}.batc` : stem), lib, include };
  },
};
