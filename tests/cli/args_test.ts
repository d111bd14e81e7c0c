/**
 * `chosen("run a.bat -x")` says which part of a small tool a command line starts, and with which words.
 * The files `prog.bat`, `rnu` and `repl` exist; standard input is a terminal unless said otherwise.
 */

import assert from "node:assert/strict";
import { choose, type Command, type Start, type Tool } from "../../lib/cli/mod.ts";

function part(name: string): Start {
  return Object.defineProperty(() => Promise.resolve(0), "name", { value: name });
}

function command(name: string, operands: string): Command {
  return { name, operands, summary: "", details: "", start: part(name) };
}

const tool: Tool = {
  commands: [command("run", "<file> [args...]"), command("repl", "")],
  runFile: part("file"),
  runCode: part("code"),
  runAttached: part("attached"),
  showVersion: part("version"),
  startRepl: part("prompt"),
};
const files = ["prog.bat", "rnu", "repl"];

function chosen(line: string, inputIsTerminal = true): string {
  const argv = line.split(" ").filter((word) => word !== "");
  const choice = choose(tool, argv, { inputIsTerminal, exists: (path) => files.includes(path) });
  return choice === null ? "parser" : [choice.start.name, ...choice.operands].join(" ");
}

Deno.test("a file runs with everything behind it as its arguments", () => {
  assert.equal(chosen("prog.bat -x --help run"), "file prog.bat -x --help run");
  assert.equal(chosen("run prog.bat -x --help"), "run prog.bat -x --help");
});

Deno.test("`-` and no words at all without a terminal are a program from standard input", () => {
  assert.equal(chosen("- a"), "file - a");
  assert.equal(chosen("", false), "file -");
  assert.equal(chosen("run - a"), "run - a");
});

Deno.test("no words at all on a terminal start the REPL", () => assert.equal(chosen(""), "prompt"));

Deno.test("an executable with a program runs that, whatever its words are", () => {
  assert.equal(chosen("--attached ./app 10 20 --version"), "attached ./app 10 20 --version");
  assert.equal(chosen("--attached ./app"), "parser");
});

Deno.test("-e takes code, even code that looks like an option", () => {
  assert.equal(chosen("-e -1 a"), "code -1 a");
  assert.equal(chosen("--eval 1"), "code 1");
  assert.equal(chosen("-e"), "parser");
});

Deno.test("a command wins over a file of its name, a file over a mistyped command", () => {
  assert.equal(chosen("repl"), "repl");
  assert.equal(chosen("rnu a"), "file rnu a");
  assert.equal(chosen("rpel"), "parser");
});

Deno.test("a word that looks like a path is one, so that its absence can be named", () => {
  assert.equal(chosen("missing.bat"), "file missing.bat");
  assert.equal(chosen("bin/missing"), "file bin/missing");
  assert.equal(chosen("prog"), "file prog");
});

Deno.test("help, options and wrong numbers of words are the parser's", () => {
  for (const line of ["--help", "-h", "help", "help run", "run", "run --help", "run -x", "repl extra", "--wat"]) {
    assert.equal(chosen(line), "parser", line);
  }
});
