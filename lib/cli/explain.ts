/**
 * `batuta explain`: what the codes of errors mean, with the smallest example of each and what it looks like.
 * In: the tables of errors of all rooms. Out: text. An example is rendered by running it.
 * @module
 */

import { explain, type Explanation, explanations, nearestName, Session } from "../compiler/mod.ts";
import { FORMATTER_ERRORS } from "../format/mod.ts";
import { FORMAT_ERRORS } from "../formats/mod.ts";
import { HTTP_ERRORS } from "../http/mod.ts";
import { LOG_TOOL_ERRORS } from "../log_tool/mod.ts";
import { QUERY_ERRORS } from "../query/mod.ts";
import { decodeSource, type Diagnostic, renderDiagnostic, Source } from "../source/mod.ts";
import { TEST_ERRORS } from "../test/mod.ts";
import { reportActors } from "./actor_reports.ts";
import { choose, takeSettings, type Tool } from "./args.ts";
import { CLI_ERRORS, cliError, PARSER_ERRORS } from "./errors.ts";
import { mistakesOfDocWords } from "./doc.ts";
import { BENCH_WORDS } from "./bench_words.ts";
import { FMT_WORDS } from "./fmt.ts";
import { REPL_WORDS } from "./repl_words.ts";
import { mistakesIn } from "./words.ts";
import { readCommandLine } from "./help.ts";
import type { DenoHost } from "./host.ts";
import { mistakesOfProject } from "./new_project.ts";
import { readProgram } from "./program.ts";
import { CBOR_ERRORS, LOG_ERRORS, LOG_PROGRAM_ERRORS, NOTE_ERRORS } from "../log/mod.ts";
import { Checker, TYPE_ERRORS, TYPE_WARNINGS } from "../types/mod.ts";
import { report } from "./report.ts";
import "./standstill.ts";

const BAD_USAGE = 2;
/** Characters of an example that are shown; some need thousands of brackets. */
const EXAMPLE_LENGTH = 200;
/** Characters of a message in the list of codes. */
const LINE_LENGTH = 90;

/** What is known of all codes. */
export function allExplanations(): Explanation[] {
  const stage = "On the command line";
  return [
    ...explanations(),
    ...explain("In the library's namespaces", { ...HTTP_ERRORS, ...QUERY_ERRORS }),
    ...[LOG_ERRORS, LOG_PROGRAM_ERRORS, CBOR_ERRORS, NOTE_ERRORS].flatMap((table) => explain("In a log", table)),
    ...explain(stage, CLI_ERRORS, "command line"),
    ...explain(stage, PARSER_ERRORS, "command line"),
    ...explain("While types are checked, before a form runs", TYPE_ERRORS),
    ...explain("As a warning, while types are checked", TYPE_WARNINGS),
    ...explain("In `batuta fmt`", FORMATTER_ERRORS, "command line"),
    ...explain("In `batuta log`", LOG_TOOL_ERRORS, "command line"),
    ...explain("In tests", TEST_ERRORS, "command line"),
    ...explain("In a file of records", FORMAT_ERRORS, "command line"),
  ];
}

/** The mistakes of a command line, without running what it asks for. */
function mistakesOfCommandLine(tool: Tool, host: DenoHost, line: string): readonly Diagnostic[] {
  const { argv } = takeSettings(tool, line.split(" ").slice(1));
  const choice = choose(tool, argv, { inputIsTerminal: false, exists: () => false });
  if (choice === null) {
    const reading = readCommandLine(tool, argv);
    return reading.kind === "mistake" ? [reading.diagnostic] : [];
  }
  const [operand] = choice.operands;
  if (choice.start === tool.runFile) {
    const source = readProgram(host, operand);
    return source instanceof Source ? [] : [source];
  }
  if (argv[0] === "repl") return mistakesIn(REPL_WORDS, choice.operands);
  if (argv[0] === "fmt") return mistakesIn(FMT_WORDS, choice.operands);
  if (argv[0] === "bench") return mistakesIn(BENCH_WORDS, choice.operands);
  if (argv[0] === "new") return mistakesOfProject(choice.operands);
  if (argv[0] === "explain") return [unknownCode(operand)];
  if (argv[0] === "completions") return [cliError("unknown-shell", { shell: operand })];
  if (argv[0] === "doc") return mistakesOfDocWords(choice.operands);
  return [];
}

/** What an example causes: its errors, or its warnings. */
export async function diagnose(tool: Tool, host: DenoHost, row: Explanation): Promise<readonly Diagnostic[]> {
  const { example, exampleKind } = row;
  if (exampleKind === "command line") return mistakesOfCommandLine(tool, host, example);
  if (exampleKind === "bytes") {
    const read = decodeSource("example.bat", Uint8Array.from([...example], (unit) => unit.charCodeAt(0)));
    return read instanceof Source ? [] : [read];
  }
  const warnings: Diagnostic[] = [];
  reportActors((found) => warnings.push(found), () => {});
  host.types = () => Promise.resolve({ Checker });
  const session = new Session(host);
  return await withoutLogs(host, async () => {
    const ran = await session.run(new Source("example.bat", example), { onWarning: (found) => warnings.push(found) });
    const outcome = ran.status === 0 ? await session.print(ran.value) : ran;
    return outcome.status === 0 ? warnings : outcome.diagnostics;
  });
}

/** Runs an example that finds no logs, and whose own are removed. */
async function withoutLogs<T>(host: DenoHost, run: () => Promise<T>): Promise<T> {
  const folder = Deno.makeTempDirSync({ prefix: "batuta-explain-" });
  host.logs = async () => (await import("./logs.ts")).operationsIn(folder);
  try {
    return await run();
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

function shortened(text: string): string {
  return text.length <= EXAMPLE_LENGTH ? text : `${text.slice(0, EXAMPLE_LENGTH)}…`;
}

/** One row as text. */
async function explained(tool: Tool, host: DenoHost, row: Explanation): Promise<string> {
  const found = row.example === "" ? [] : await diagnose(tool, host, row);
  const shown = found.find((diagnostic) => diagnostic.code === row.code);
  const blocks = [`${row.code}: ${row.stage.toLowerCase()}`];
  if (row.form !== null) blocks.push(indented(row.form));
  if (row.hint !== null) blocks.push(indented(`hint: ${row.hint}`));
  if (row.example !== "") blocks.push(`For example:\n\n${indented(printable(shortened(row.example)))}`);
  if (shown !== undefined) blocks.push(indented(renderDiagnostic(shown, { color: false })));
  return blocks.join("\n\n") + "\n";
}

/** What no terminal shows, and bytes that are no text, as escapes. */
function printable(text: string): string {
  return text.replace(
    /(?!\n)[\p{Cc}\p{Cf}\u0080-\u00ff]/gu,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function listed(rows: readonly Explanation[]): string {
  const width = Math.max(...rows.map(({ code }) => code.length));
  const stages = Map.groupBy(rows, ({ stage }) => stage);
  const parts = [...stages].map(([stage, members]) => {
    const lines = members.map(({ code, form, hint }) => {
      const [line] = (form ?? hint ?? "").split("\n");
      const cut = line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH)}…` : line;
      return `  ${code.padEnd(width)}  ${cut}`.trimEnd() + "\n";
    });
    return `${stage}:\n${lines.join("")}`;
  });
  return `${parts.join("\n")}\n\`batuta explain CODE\` says what to try, with an example.\n`;
}

/** All codes, each with what it means in a line. */
export function codesWithLines(): { readonly text: string; readonly summary: string }[] {
  return allExplanations().map(({ code, form, hint }) => ({
    text: code,
    summary: (form ?? hint ?? "").split("\n")[0],
  }));
}

function unknownCode(code: string): Diagnostic {
  const near = nearestName(code, allExplanations().map((row) => row.code));
  return cliError("unknown-code", { code }, near === null ? undefined : `did you mean \`${near}\`?`);
}

/** `batuta explain` and `batuta explain CODE`. */
export async function explainCode(tool: Tool, host: DenoHost, given: string | undefined): Promise<number> {
  const rows = allExplanations();
  if (given === undefined) {
    host.write(listed(rows));
    return 0;
  }
  // Codes are copied from messages: `error[no-match]:`, or from programs: `:no-match`.
  const code = given.replace(/^:|^(error|warning)\[|\]:?$/g, "");
  const found = rows.filter((row) => row.code === code);
  if (found.length === 0) {
    report(host, [unknownCode(code)]);
    return BAD_USAGE;
  }
  for (const [i, row] of found.entries()) host.write((i === 0 ? "" : "\n") + await explained(tool, host, row));
  return 0;
}
