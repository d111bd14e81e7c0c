/** Helps: each fits a screen, and what stands below its `Example:` works when it is pasted into a shell, in an empty folder. */
import { deepStrictEqual as is, ok } from "node:assert/strict";
import { batuta, paste } from "./batuta.ts";

/** Lines and columns of a screen. */
const LINES = 24;
const COLUMNS = 80;

/** The names that a help lists. */
function namesIn(help: string): string[] {
  return [...help.matchAll(/^ {2}([a-z]+)(?: [A-Z[].*?)?(?= {2})/gm)].map(([, name]) => name);
}

/** The command lines of all helps. */
async function allHelps(): Promise<string[][]> {
  const commands = namesIn((await batuta(["--help"])).out);
  const ofLogs = namesIn((await batuta(["log", "--help"])).out);
  const words = [[], ...commands.map((name) => [name]), ...ofLogs.map((name) => ["log", name])];
  return [...words.map((each) => [...each, "--help"]), ["help", "options"]];
}

/** Whether a help fits and its example works. */
async function tryHelp(words: readonly string[]): Promise<void> {
  const { status, out, err } = await batuta(words);
  is([status, err], [0, ""], words.join(" "));
  const lines = out.trimEnd().split("\n");
  ok(lines.length <= LINES && lines.every((line) => line.length <= COLUMNS), out);
  const [, example] = /\nExample:\n([^]+)$/.exec(out) ?? [];
  ok(example !== undefined, out);
  const pasted = await paste(example);
  is(pasted.status, 0, `${example}\n${pasted.out}`);
}

const HELPS = await allHelps();

Deno.test("all commands have a help", () => {
  is(HELPS.length, 1 + 13 + 11 + 1);
});

for (const words of HELPS) {
  Deno.test(`batuta ${words.join(" ")} fits a screen, and its example works`, () => tryHelp(words));
}

Deno.test("`batuta help COMMAND` says what the command's --help says", async () => {
  for (const command of ["fmt", "run"]) {
    is(await batuta(["help", command]), await batuta([command, "--help"]));
  }
});
