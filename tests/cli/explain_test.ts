/**
 * Every code that any room can report is explained, and its smallest example causes it. Codes are gathered from the sources,
 * so that a table which `batuta explain` does not know is found.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { allExplanations, diagnose } from "../../lib/cli/explain.ts";
import { type Command, host, type Tool } from "../../lib/cli/mod.ts";
import { FORMAT_ERRORS } from "../../lib/formats/mod.ts";
import { LOG_TOOL_ERRORS } from "../../lib/log_tool/mod.ts";
import { TEST_ERRORS } from "../../lib/test/mod.ts";
import { batuta, ROOT } from "./batuta.ts";

function command(name: string, operands: string): Command {
  return { name, operands, summary: "", details: "", start: () => Promise.resolve(0) };
}

const tool: Tool = {
  commands: [
    command("run", "<file> [args...]"),
    command("repl", "[options...]"),
    command("doc", "[name...]"),
    command("fmt", "[paths...]"),
    command("bench", "[paths...]"),
    command("new", "<name>"),
    command("explain", "[code]"),
    command("completions", "<shell> [words...]"),
  ],
  runFile: () => Promise.resolve(0),
  runCode: () => Promise.resolve(0),
  runAttached: () => Promise.resolve(0),
  showVersion: () => Promise.resolve(0),
  startRepl: () => Promise.resolve(0),
};

/** What needs a file beside the program, or a process that ends, the environment, is told while the program goes on, or is a fault of Batuta itself. */
const WITHOUT_EXAMPLE = new Set([
  "internal",
  "standstill",
  "mailbox-flood",
  // Found only with --check-calls.
  "broken-type",
  "bad-seed",
  "not-utf8",
  "cyclic-load",
  "foreign",
  "other-namespace",
  "bad-configuration",
  // Several workers and, some of them, a fault of the machine.
  "worker-lost",
  "lost-worker",
  "stays-elsewhere",
  "untravelable",
  "message-too-large",
  "malformed-batch",
  // Files, words and logs that `batuta log` is given.
  "unknown-subcommand",
  ...Object.keys({ ...FORMAT_ERRORS, ...LOG_TOOL_ERRORS }),
  // Tests that fail so, which the process of `batuta test` finds.
  ...Object.keys(TEST_ERRORS),
  // A disk that is full, locked or damaged, or a log that another program closes.
  "disk-full",
  "disk-read-only",
  "disk-denied",
  "disk-missing",
  "not-a-folder",
  "not-a-file",
  "name-too-long",
  "too-many-files",
  "disk-failed",
  "log-locked",
  "log-lock-lost",
  "log-not-writable",
  "log-bad-name",
  "log-closed",
  "log-dropped",
  "log-bad-entry",
  "log-producer-old",
  "log-poisoned",
  "log-damaged",
  "log-root-differs",
  "log-bad-file",
  "log-newer",
  "malformed-value",
  "bad-note",
  "bad-signature",
  "not-signed",
  "bad-checkpoint",
  "wrong-origin",
  "log-no-record",
  "log-recovered",
  "unwritable",
  // Another program, a terminal, or somebody at one.
  "bytes-to-terminal",
  "cannot-listen",
  "cannot-connect",
  "connection-lost",
  "unauthorized",
  "interrupted",
  "format-fault",
  // It takes gigabytes.
  "query-memory",
  // Compiled programs, and the executable they are put behind.
  "not-compilable",
  "not-compiled",
  "compiled-newer",
  "compiled-elsewhere",
  "compiled-damaged",
  "no-executable",
  "calls-unchecked",
  // A file of a saved run that something has changed.
  "bad-run",
]);

for (const row of allExplanations()) {
  Deno.test(`${row.code}, ${row.stage.toLowerCase()}: its smallest example causes it`, async () => {
    assert.match(row.code, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    if (WITHOUT_EXAMPLE.has(row.code)) return;
    const codes = (await diagnose(tool, host, row)).map(({ code }) => code);
    assert.ok(codes.includes(row.code), `${row.example} causes ${codes}`);
  });
}

Deno.test("hints begin small, as they stand behind a colon", () => {
  const large = allExplanations().filter(({ hint }) => hint !== null && /^[A-Z][a-z]* /.test(hint));
  assert.deepEqual(large.map(({ hint }) => hint), []);
});

function* sourcesIn(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* sourcesIn(join(folder, name));
    else if (name.endsWith(".ts")) yield Deno.readTextFileSync(join(folder, name));
  }
}

Deno.test("every code that stands in the sources is explained", () => {
  const known = new Set(allExplanations().map(({ code }) => code));
  const found = [...sourcesIn(join(ROOT, "lib"))].flatMap((text) =>
    [...text.matchAll(/(?:new BatutaError|raise|fail|reject|diagnostic)\(\s*"([a-z0-9-]+)"/g)].map(([, code]) => code)
  );
  assert.ok(found.length > 50);
  assert.deepEqual([...new Set(found)].filter((code) => !known.has(code)), []);
});

Deno.test("explain lists the codes", async () => {
  const { status, out } = await batuta(["explain"]);
  assert.equal(status, 0);
  for (const { code } of allExplanations()) assert.match(out, new RegExp(`^  ${code}( |$)`, "m"));
});

Deno.test("explain shows message, hint, example and what the example looks like", async () => {
  const { status, out, err } = await batuta(["explain", "not-a-number"]);
  assert.deepEqual([status, err], [0, ""]);
  assert.match(out, /`OP` needs numbers, got VALUE\n\n {2}hint: text becomes/);
  assert.match(out, /\(\+ 1 "2"\)\n\n {2}error\[not-a-number\].*\n.*example\.bat:1:6/);
});

Deno.test("a program that waits for nothing is explained too", async () => {
  assert.match((await batuta(["explain", "standstill"])).out, /error\[standstill\]/);
});

Deno.test("a code may be given as messages and programs show it", async () => {
  assert.match((await batuta(["explain", "error[no-match]:"])).out, /^no-match/);
  assert.match((await batuta(["explain", ":no-match"])).out, /^no-match/);
});

Deno.test("a misspelt code is answered with the one that was meant", async () => {
  const { status, out, err } = await batuta(["explain", "no-macth"]);
  assert.deepEqual([status, out], [2, ""]);
  assert.match(err, /^error\[unknown-code\].*`no-macth`\nhint: did you mean `no-match`\?/);
});
