/** Command lines that are being typed, and shells that complete them, where these are installed. */
import { deepStrictEqual as is, match } from "node:assert/strict";
import { batuta, commandFolder, Folder } from "./batuta.ts";

/** How the last of some words can go on, each with what it is. */
async function ways(...words: string[]): Promise<[string, string][]> {
  const { out } = await batuta(["completions", "words", ...words]);
  return out.split("\n").filter((line) => line !== "").map((line) => line.split("\t") as [string, string]);
}

Deno.test("commands go on, and their options, with a line on each", async () => {
  is(await ways("exp"), [["explain", "Explain an error"]]);
  is((await ways("repl", "--l"))[0], ["--listen", "let editors and others work in this program, by nREPL"]);
  is((await ways("log", "chec")).map(([text]) => text), ["check", "checkpoint"]);
  is(await ways("--errors", ""), [["text"], ["json"]] as never);
  is((await ways("log", "cat", "x", "--as", "e")).map(([text]) => text), ["edn"]);
  is((await ways("explain", "no-matc")).map(([text]) => text), ["no-match"]);
  is((await ways("doc", "str/joi")).map(([text]) => text), ["str/join"]);
  is(await ways("run", "a"), []);
});

Deno.test("every command of the help goes on, and each option of each help", async () => {
  const commands = (await ways("")).map(([text]) => text);
  const { out } = await batuta(["--help"]);
  is(commands, [...out.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name).filter((name) => name !== "batuta"));
  for (const command of ["bench", "check", "compile", "doc", "fmt", "query", "repl", "test"]) {
    const { out: help } = await batuta([command, "--help"]);
    const [, table] = /\n\n([^]*?)\n\n/.exec(help) ?? [];
    const options = (await ways(command, "x", "--")).map(([text]) => text);
    // A row of the table may have two.
    const known = [...table.matchAll(/(?<=^ {2}|^ {2}-\w, |^ {2}--[a-zA-Z -]+, )--[a-z-]+/gm)].map(([option]) =>
      option
    );
    const hidden = command === "test" ? ["--workers"] : [];
    is(options.toSorted(), [...known, ...hidden, "--help"].toSorted());
  }
});

Deno.test("an unknown shell is a mistake", async () => {
  const { status, err } = await batuta(["completions", "csh"]);
  is(status, 2);
  match(err, /error\[unknown-shell\]: There are no completions for `csh`/);
});

async function has(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["-c", "true"], stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}

/** Runs a script of a shell that has an empty home and in which `batuta` is this one. */
async function shell(program: string, script: string): Promise<string> {
  const home = new Folder().path;
  const { stdout, stderr } = await new Deno.Command(program, {
    args: ["-c", script],
    cwd: home,
    env: { PATH: `${commandFolder()}:${Deno.env.get("PATH")}`, HOME: home },
  }).output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

const BASH = `
eval "$(batuta completions bash)"
COMP_WORDS=(batuta log chec); COMP_CWORD=2
_batuta
echo "\${COMPREPLY[@]}"
`;

const ZSH = `
autoload -U compinit; compinit -u
_describe() { print -l "\${(@)found}" }
eval "$(batuta completions zsh)"
words=(batuta log chec); CURRENT=3
_batuta
`;

const FISH = `
batuta completions fish | source
complete -C "batuta log chec"
`;

const SHELLS: readonly [string, string, RegExp][] = [
  ["bash", BASH, /^check checkpoint$/m],
  ["zsh", ZSH, /^check:look for damage.*\ncheckpoint:/m],
  ["fish", FISH, /^check\tlook for damage.*\ncheckpoint\t/m],
];

for (const [program, script, expected] of SHELLS) {
  Deno.test(`${program} completes a command of \`batuta log\``, async () => {
    if (!await has(program)) return console.log(`${program} is not installed here: skipped`);
    match(await shell(program, script), expected);
  });
}
