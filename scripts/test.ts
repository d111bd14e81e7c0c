/**
 * All tests: those of `deno test`, those of `batuta test`, then the conformance cases (where they are: in a folder beside the project), both run
 * by Batuta from source and by the executable, which is built first.
 * Out: what failed, and `N passed, N failed` as the last line; exit status 1 when anything failed.
 * @module
 */

import { join, resolve } from "node:path";
import { build } from "./build.ts";

const CONFORMANCE = "../shared/conformance";
/** The files whose every case holds. */
const CONFORMANCE_FILES = [
  "01-reader.bat",
  "02-numbers.bat",
  "03-collections.bat",
  "04-functions.bat",
  "05-control.bat",
  "06-errors.bat",
  "07-matching.bat",
  "08-pipelines.bat",
  "09-strings.bat",
  "10-macros.bat",
  "11-state.bat",
  "20-actors.bat",
  "21-supervision.bat",
  "30-log.bat",
  "31-queries.bat",
  "32-time-travel.bat",
  "40-types.bat",
  "41-spec.bat",
];

const LAST_LINE = /(\d+) passed, (\d+) failed\s*$/;

interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** Tests of the standard library that it runs itself. */
const SUITE = join("tests", "lang", "suite");

/** Runs a command, shows what it prints, and reads the tally from its text. A run that gives none counts as one failure. */
async function runAndCount(
  title: string,
  [program, ...args]: readonly string[],
  pattern: RegExp,
  env: Readonly<Record<string, string>> = {},
): Promise<Tally> {
  console.log(`\n── ${title}`);
  const child = new Deno.Command(program, {
    args,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let text = "";
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += part;
    // One line for all dots, not one line for each.
    Deno.stdout.writeSync(new TextEncoder().encode(part.replace(/^\.\n/gm, ".")));
  }
  const { success } = await child.status;
  const tally = text.match(pattern);
  if (!tally) return { passed: 0, failed: 1 };
  const [passed, failed] = [Number(tally[1]), Number(tally[2])];
  return { passed, failed: success ? failed : Math.max(failed, 1) };
}

function runUnitTests(): Promise<Tally> {
  const args = ["test", "-A", "--no-check", "--parallel", "--reporter=dot", "--preload", "tests/seed.ts", "tests"];
  // Whole programs are run by the executable, which starts in a tenth of the time.
  const env = { BATUTA_EXECUTABLE: resolve("dist/batuta") };
  return runAndCount("deno test", [Deno.execPath(), ...args], /(\d+) passed(?: \(\d+ steps?\))? \| (\d+) failed/, env);
}

function runSuite(title: string, batuta: readonly string[]): Promise<Tally> {
  return runAndCount(title, [...batuta, "test", "--seed", "1", SUITE], LAST_LINE);
}

function runConformance(title: string, batuta: string): Promise<Tally> {
  const files = CONFORMANCE_FILES.map((name) => join(CONFORMANCE, name));
  const jobs = String(navigator.hardwareConcurrency);
  const args = [
    Deno.execPath(),
    "run",
    "-A",
    join(CONFORMANCE, "run.mjs"),
    "--batuta",
    batuta,
    "--jobs",
    jobs,
    ...files,
  ];
  return runAndCount(title, args, LAST_LINE);
}

function buildExecutable(): Tally {
  console.log("\n── build");
  try {
    console.log(build(false));
    return { passed: 0, failed: 0 };
  } catch (error) {
    console.log(String(error));
    return { passed: 0, failed: 1 };
  }
}

function hasConformance(): boolean {
  try {
    return Deno.statSync(CONFORMANCE).isDirectory;
  } catch {
    return false;
  }
}

const EXECUTABLE = join("dist", "batuta");

// What tests leave among the temporary files goes with this folder. Some run programs as other users.
const temporary = Deno.makeTempDirSync({ prefix: "batuta-tests-" });
Deno.chmodSync(temporary, 0o755);
Deno.env.set("TMPDIR", temporary);

const tallies = [buildExecutable(), await runUnitTests()];
tallies.push(await runSuite("batuta test, from source", [Deno.execPath(), "run", "-A", "--quiet", "main.ts"]));
tallies.push(await runSuite("batuta test, from the executable", [EXECUTABLE]));
if (hasConformance()) {
  tallies.push(await runConformance("conformance, from source", `${Deno.execPath()} run -A --quiet main.ts`));
  tallies.push(await runConformance("conformance, from the executable", EXECUTABLE));
}
const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
Deno.removeSync(temporary, { recursive: true });
console.log(`\n${passed} passed, ${failed} failed`);
if (failed > 0) Deno.exit(1);
