/**
 * The command line: from the arguments to an exit status.
 *
 * Reading order: `args.ts` (which part of the tool a command line asks for) · `commands.ts` (the parts) · `run.ts`
 * (a program in a Session) · `program.ts` (its text) · `host.ts` with `output.ts` and `input.ts` (the world it sees) ·
 * `explain.ts`, `doc.ts` (what codes and names mean) · `repl.ts` with `terminal.ts`, `local.ts`, `remote.ts`, `listen.ts` (the REPL, here and elsewhere) · `completions.ts` (for shells) · `log.ts` (the commands of `batuta log`) · `query.ts` (the words of `batuta query`) · `compile.ts` (executables of programs) · `new_project.ts` (a project to begin with) · `fmt.ts` with `replace_file.ts` and `required.ts` (the formatter over files) · `test.ts` with `test_options.ts`, `test_processes.ts` and `test_child.ts` (tests, and the processes that run them) · `bench.ts` with `bench_words.ts` (benches) · `help.ts` (help and mistaken command lines) · `report.ts` and `errors.ts` · `start.ts` (all of it as one process).
 *
 * ```ts
 * import { choose, type Tool } from "./mod.ts";
 *
 * const part = (name: string) => (operands: readonly string[]) => (console.log(name, operands), Promise.resolve(0));
 * const tool: Tool = {
 *   commands: [],
 *   runFile: part("file"),
 *   runCode: part("code"),
 *   runAttached: part("attached"),
 *   showVersion: part("version"),
 *   startRepl: part("repl"),
 * };
 * const choice = choose(tool, ["-e", "(+ 1 2)"], { inputIsTerminal: false, exists: () => false });
 * await choice?.start(choice.operands); // code [ "(+ 1 2)" ]
 * ```
 *
 * Omits: `lsp`.
 * @module
 */

export {
  type Choice,
  choose,
  type Command,
  type ErrorFormat,
  type Start,
  type Surroundings,
  takeSettings,
  type Tool,
} from "./args.ts";
export {
  compileFile,
  explainCode,
  host,
  makeProject,
  runAttached,
  runBenches,
  runCheck,
  runCode,
  runFile,
  runFormatter,
  runLog,
  runQuery,
  runTests,
  showCompletions,
  showDocumentation,
  showVersion,
  startRepl,
} from "./commands.ts";
export { CLI_ERRORS, PARSER_ERRORS } from "./errors.ts";
export { type ByteSource, Input } from "./input.ts";
export { Output, type OutputOptions, type Sink } from "./output.ts";
export { type Files, readProgram } from "./program.ts";
export { start } from "./start.ts";
export { VERSION } from "./version.ts";
