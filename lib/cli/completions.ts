/**
 * `batuta completions`: how a command line that is being typed can go on, for shells.
 * In: a shell's name, or the words behind `batuta` up to the one at the cursor, which may be empty. Out: a script that asks for them; or a line
 * for each way to go on, the word and, after a tab, what it is. Without any, the shell completes names of files.
 * The words come from the option parsers, so that what is completed is what is understood.
 * @module
 */
import type { Command as Parser, Option } from "commander";
import type { Tool } from "./args.ts";
import { cliError } from "./errors.ts";
import type { DenoHost } from "./host.ts";
import { logsIn } from "./knowledge.ts";
import { report } from "./report.ts";
import { parserOf } from "./words.ts";

const BAD_USAGE = 2;

const BASH = `# Completion of batuta for bash: eval "$(batuta completions bash)" in ~/.bashrc
_batuta() {
  local word quoted
  COMPREPLY=()
  while IFS=$'\\t' read -r word _; do
    printf -v quoted %q "$word"
    COMPREPLY+=("$quoted")
  done < <("\${COMP_WORDS[0]}" completions words "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o bashdefault -o default -F _batuta batuta
`;

const ZSH = `#compdef batuta
# Completion of batuta for zsh: eval "$(batuta completions zsh)" in ~/.zshrc, after compinit
_batuta() {
  local word summary
  local -a found
  while IFS=$'\\t' read -r word summary; do
    found+=("\${word//:/\\\\:}\${summary:+:$summary}")
  done < <("\${words[1]}" completions words "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then _describe batuta found; else _files; fi
}
if [[ "\${funcstack[1]}" = _batuta ]]; then _batuta "$@"; else compdef _batuta batuta; fi
`;

const FISH = `# Completion of batuta for fish: batuta completions fish > ~/.config/fish/completions/batuta.fish
function __batuta_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  $words[1] completions words $words[2..-1] "$current" 2>/dev/null
end
complete -c batuta -a '(__batuta_complete)'
`;

const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

/** A way to go on. */
export interface Word {
  readonly text: string;
  /** What it is; "" where it says that itself. */
  readonly summary: string;
}

/** The parser of a command's own words, where it has one. */
async function ownParser(host: DenoHost, command: string): Promise<Parser | null> {
  switch (command) {
    case "bench":
      return parserOf((await import("./bench_words.ts")).BENCH_WORDS);
    case "check":
      return parserOf((await import("./check_words.ts")).CHECK_WORDS);
    case "compile":
      return parserOf((await import("./compile_words.ts")).COMPILE_WORDS);
    case "doc":
      return parserOf((await import("./doc.ts")).DOC_WORDS);
    case "fmt":
      return parserOf((await import("./fmt.ts")).FMT_WORDS);
    case "log":
      return (await import("./log.ts")).optionParser(host);
    case "query":
      return parserOf((await import("./query.ts")).QUERY_WORDS);
    case "repl":
      return parserOf((await import("./repl_words.ts")).REPL_WORDS);
    case "test":
      return parserOf((await import("./test_options.ts")).TEST_WORDS);
    default:
      return null;
  }
}

function optionsOf(parser: Parser): Word[] {
  const help = { text: "--help", summary: "show help" };
  return [...parser.options.map(({ long, description }) => ({ text: long ?? "", summary: description })), help]
    .filter(({ text }) => text !== "");
}

function optionNamed(parser: Parser, word: string): Option | undefined {
  return parser.options.find(({ long, short }) => word === long || word === short);
}

/** What can stand for an operand, by its name in the usage. */
async function operands(host: DenoHost, command: string, operand: string): Promise<Word[]> {
  if (operand === "log") return logsIn(host).map((text) => ({ text, summary: "a log" }));
  if (operand === "shell") return Object.keys(SCRIPTS).map((text) => ({ text, summary: "" }));
  if (command === "explain") return (await import("./explain.ts")).codesWithLines();
  if (command === "doc") return (await import("./doc.ts")).documentedNames(host);
  return [];
}

/** How the last of the words can go on. */
export async function completeWords(tool: Tool, host: DenoHost, words: readonly string[]): Promise<Word[]> {
  const current = words.at(-1) ?? "";
  const begun = (ways: readonly Word[]) => ways.filter(({ text }) => text.startsWith(current) && text !== "");
  let parser: Parser = (await import("./help.ts")).optionParser(tool);
  let command = "";
  let count = 0;
  for (let i = 0; i < words.length - 1; i++) {
    const word = words[i];
    const option = word.startsWith("-") ? optionNamed(parser, word) : undefined;
    if (option !== undefined) {
      const takes = option.required || option.optional;
      // bash has `=` as a word.
      if (takes && words[i + 1] === "=") i++;
      if (takes && i + 1 === words.length - 1) {
        return begun((option.argChoices ?? []).map((text) => ({ text, summary: "" })));
      }
      if (takes) i++;
      if (option.long === "--data") host.data = words[i];
      continue;
    }
    const inner: Parser | undefined = count === 0 ? parser.commands.find((each) => each.name() === word) : undefined;
    if (inner === undefined) {
      count++;
      continue;
    }
    parser = command === "" ? await ownParser(host, word) ?? inner : inner;
    command = command === "" ? word : command;
  }
  if (current.startsWith("-") && !(command === "doc" && count === 0)) return begun(optionsOf(parser));
  const commands = parser.commands.map((each) => ({ text: each.name(), summary: each.summary() }));
  if (count === 0 && commands.length > 0) return begun(commands);
  const operand = parser.registeredArguments[count] ?? parser.registeredArguments.find(({ variadic }) => variadic);
  return operand === undefined ? [] : begun(await operands(host, command, operand.name()));
}

/** `batuta completions SHELL`. */
export async function showCompletions(
  tool: Tool,
  host: DenoHost,
  [shell, ...words]: readonly string[],
): Promise<number> {
  if (shell === "words") {
    const found = await completeWords(tool, host, words);
    host.write(found.map(({ text, summary }) => (summary === "" ? text : `${text}\t${summary}`) + "\n").join(""));
    return 0;
  }
  if (!Object.hasOwn(SCRIPTS, shell)) {
    report(host, [cliError("unknown-shell", { shell })]);
    return BAD_USAGE;
  }
  host.write(SCRIPTS[shell]);
  return 0;
}
