/**
 * Makes `dist/batuta`, one file that needs no Deno, no other files and no network when it runs, and says which way.
 *
 * `deno compile` makes it where its base program `denort` is at hand: named by DENORT_BIN, or fetched before; with
 * `--fetch` Deno may fetch it now. Otherwise the Deno that runs this script and the same modules are packed into a
 * self-extracting file.
 * @module
 */

import { basename, join, resolve } from "node:path";
import { pathToFileURL as toFileUrl } from "node:url";
import { VERSION } from "../lib/cli/mod.ts";
import { AheadLibrary, compileLibrary, escapeToAscii, LIBRARY } from "../lib/compiler/mod.ts";
import { DEFINITIONS_FILE, INDEX_FILE, RESUME_FILE, TEXT_FILE } from "../lib/compiler/library_built.ts";
import { type Definition, definitionOf, getNamespace } from "../lib/runtime/mod.ts";
import { LATER_EXPORT, LATER_FILE } from "../lib/compiler/later_built.ts";
import { compileEagerly } from "./eager.ts";
import { importsOf, scriptOf, sharedModule, withScript } from "./later.ts";
import { pack } from "./pack.ts";
import { DENO_FLAGS, V8_FLAGS } from "./flags.ts";

const DIST = "dist";
const TARGET = join(DIST, "batuta");
const BUNDLE = join(DIST, "bundle");

/** Usual starts: what they call is compiled ahead. Logs are in a folder that is empty at first. */
function starts(logs: string): string[][] {
  const fill =
    '(dlog/append-all :sales (map (fn [i] {:id i :shop (mod i 7) :kind (if (even? i) "a" "b")}) (range 5000)))';
  const ask =
    '(count (execute (->> (from :sales) (where (= :kind "a")) (group-by :shop) (aggregate :n (count) :sum (sum :id)))))';
  return [
    ["-e", "1"],
    ["examples/word_count.bat", "README.md"],
    ["--data", logs, "-e", fill],
    // Columns are made, then read.
    ["--data", logs, "-e", ask],
    ["--data", logs, "-e", ask],
  ];
}

/** Runs Deno and answers what it prints. */
function runDeno(args: readonly string[]): string {
  const { success, stdout, stderr } = new Deno.Command(Deno.execPath(), {
    args: [...args],
    stdout: "piped",
    stderr: "piped",
  })
    .outputSync();
  if (!success) throw new Error(`deno ${args[0]} failed:\n${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** The standard library compiled ahead of time, beside the program. */
function writeLibrary(folder: string): void {
  const library = new AheadLibrary();
  compileLibrary((file) => Deno.readTextFileSync(join("stdlib", file)), (core) => library.add(core));
  Deno.writeTextFileSync(join(folder, INDEX_FILE), JSON.stringify(library.index));
  Deno.writeTextFileSync(join(folder, TEXT_FILE), library.text);
  Deno.writeTextFileSync(join(folder, RESUME_FILE), library.resumeText);
  Deno.writeTextFileSync(join(folder, DEFINITIONS_FILE), JSON.stringify(libraryDefinitions()));
}

/** The definitions of the library that has just been compiled, by namespace and name. */
function libraryDefinitions(): Record<string, Record<string, Definition | null>> {
  return Object.fromEntries(LIBRARY.map(([ns]) => {
    const vars = [...getNamespace(ns).vars.values()].filter((cell) => cell.place !== null);
    return [ns, Object.fromEntries(vars.map((cell) => [cell.name, definitionOf(cell)]))];
  }));
}

/** The project's import map with files that only a build has in place of others. */
function writeImportMap(path: string, built: Readonly<Record<string, string>>): void {
  const imports: Record<string, string> = { ...JSON.parse(Deno.readTextFileSync("deno.json")).imports, ...built };
  const absolute = Object.entries(imports)
    .map(([name, target]) => [name, target.startsWith("./") ? toFileUrl(resolve(target)).href : target]);
  Deno.writeTextFileSync(path, JSON.stringify({ imports: Object.fromEntries(absolute) }));
}

/** Escapes what is not ASCII, in string literals and comments only: V8 takes ASCII texts as they are and copies others. */
function escapeModules(folder: string): void {
  for (const { name } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    Deno.writeTextFileSync(path, escapeToAscii(Deno.readTextFileSync(path)));
  }
}

const LOADED_LATER = /\bimport\("\.\/(\w+)\.ts"\)/g;

/** What the command line loads on first need: files of `lib/cli`. */
function findParts(): string[] {
  const sources = [...Deno.readDirSync("lib/cli")].map(({ name }) => Deno.readTextFileSync(join("lib/cli", name)));
  const found = sources.flatMap((text) => [...text.matchAll(LOADED_LATER)].map(([, name]) => name));
  return [...new Set(found)];
}

/** What other threads run. */
const WORKER = "worker";
/** What threads run that only run loops over columns. */
const LOOP_WORKER = "loop_worker";
/** What runs programs. */
const RUN = "run";
/** What runs tests. */
const TESTS = "test_child";
/** Parts that hold the language. */
const WITH_ROOMS = [RUN, WORKER, TESTS];

/**
 * Parts that a program loads while it runs. They, and the script of `later.ts`, share these doors with what runs the program (`run.js`, for tests
 * `test_child.js`, on another worker `worker.js`) and import them from there: a file of what is shared would cost every start 1 ms.
 */
const ROOMS = ["logs", "file_formats", "loop_workers", "type_room"];
/** What a part loads on first need itself; it is bundled with that part. */
const INNER = [
  "terminal",
  "listen",
  "remote",
  "repl_words",
  "bench_words",
  "check_words",
  "compile_words",
  "test_options",
];
const SHARED = ["../data/mod.ts", "../reader/mod.ts", "../runtime/mod.ts", "../actor/mod.ts", "../expander/mod.ts"];
/** Other threads compile nothing of which types are checked. */
const NOT_IN_WORKERS = ["type_room"];

/** More, and a start loads what it does not need. */
const MAIN_BYTES = 50_000;

/** How to bundle, with these files in place of others; the import map is written under this name. */
function bundling(name: string, built: Readonly<Record<string, string>>): string[] {
  const importMap = join(DIST, name);
  writeImportMap(importMap, built);
  const options = ["--quiet", "--minify", "--platform", "deno", "--code-splitting"];
  return ["bundle", ...options, "--import-map", importMap, "--outdir", BUNDLE];
}

/**
 * `main.js` and a file for each part, besides what a part loads on first need itself. Modules that several parts need stand in
 * each: to load a common file costs more than a few functions twice, and a process runs one part.
 */
function bundle(): void {
  Deno.mkdirSync(BUNDLE, { recursive: true });
  for (const { name } of Deno.readDirSync(BUNDLE)) Deno.removeSync(join(BUNDLE, name));
  const library = { "batuta/library": "./lib/compiler/library_built.ts" };
  const to = bundling("imports.json", library);
  const parts = findParts().filter((part) => !ROOMS.includes(part) && !INNER.includes(part));
  for (const part of parts) if (!WITH_ROOMS.includes(part)) runDeno([...to, `lib/cli/${part}.ts`]);
  bundleProgramParts((shared) =>
    bundling("imports_run.json", {
      ...library,
      "batuta/later": "./lib/compiler/later_built.ts",
      "batuta/shared": shared,
    })
  );
  runDeno([...to.filter((option) => option !== "--code-splitting"), `lib/cli/${LOOP_WORKER}.ts`]);
  runDeno([...to, ...parts.map((part) => `--external=./${part}.ts`), "main.ts"]);
  const main = join(BUNDLE, "main.js");
  const text = Deno.readTextFileSync(main).replace(LOADED_LATER, (_, part) => hidden(part));
  if (text.length > MAIN_BYTES) {
    throw new Error(`main.js has ${text.length} bytes: what does it import that commands could load?`);
  }
  Deno.writeTextFileSync(main, text);
  escapeModules(BUNDLE);
  writeLibrary(BUNDLE);
  compileEagerly(BUNDLE, starts);
}

/** Bundles in one file, with these doors left out: what it loads itself would share the names of its parts with those of another bundle. */
function bundleApart(entry: string, to: readonly string[], doors: readonly string[]): string {
  const whole = to.filter((option) => option !== "--code-splitting");
  runDeno([...whole, ...doors.map((door) => `--external=${door}`), entry]);
  const path = join(BUNDLE, `${basename(entry, ".ts")}.js`);
  const text = escapeToAscii(Deno.readTextFileSync(path));
  Deno.removeSync(path);
  return text;
}

/** What runs programs here and on other workers, and beside it what both load while a program runs. */
function bundleProgramParts(to: (shared: string) => readonly string[]): void {
  const apart = to("./lib/cli/shared.ts");
  const rooms = ROOMS.map((room) => bundleApart(`lib/cli/${room}.ts`, apart, SHARED));
  const script = scriptOf(bundleApart("lib/compiler/later.ts", apart, SHARED), SHARED);
  Deno.writeTextFileSync(join(BUNDLE, LATER_FILE), `${LATER_EXPORT}${script.text}`);
  const names = JSON.parse(runDeno(["run", "-A", "scripts/later_names.ts"]));
  const shared = join(DIST, "shared.ts");
  Deno.writeTextFileSync(shared, sharedModule([...rooms.map(importsOf), script.imports]));
  for (const part of WITH_ROOMS) {
    runDeno([...to(`./${shared}`), ...ROOMS.map((room) => `--external=./${room}.ts`), `lib/cli/${part}.ts`]);
    rewrite(`${part}.js`, (text) => {
      const hiding = ROOMS.reduce(
        (text, room) => text.replaceAll(`import("./${room}.ts")`, hidden(`${part}_${room}`)),
        text,
      );
      return withScript(hiding, names, script.imports);
    });
    ROOMS.forEach((room, i) => {
      if (part === WORKER && NOT_IN_WORKERS.includes(room)) return;
      const text = SHARED.reduce((text, door) => text.replaceAll(`from"${door}"`, `from"./${part}.js"`), rooms[i]);
      Deno.writeTextFileSync(join(BUNDLE, `${part}_${room}.js`), text);
    });
  }
}

function rewrite(file: string, change: (text: string) => string): void {
  const path = join(BUNDLE, file);
  Deno.writeTextFileSync(path, change(Deno.readTextFileSync(path)));
}

/** A name that is written out would be read and analysed before anything runs: 4 ms of each start. */
function hidden(part: string): string {
  return `import(["./${part}","js"].join("."))`;
}

/** Where Deno keeps what it fetched. */
function cacheFolder(): string {
  const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"], stderr: "null" }).outputSync();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

/** What lets `deno compile` work without the network, or null. */
function findBaseProgram(): string | null {
  const named = Deno.env.get("DENORT_BIN");
  if (named) return named;
  const fetched = join(cacheFolder(), "dl", "release", `v${Deno.version.deno}`, `denort-${Deno.build.target}.zip`);
  try {
    Deno.statSync(fetched);
    return fetched;
  } catch {
    return null;
  }
}

function compile(): string {
  // Beside, then renamed: Deno does not replace a file that it has not made itself.
  const fresh = `${TARGET}.new`;
  const options = [
    V8_FLAGS,
    DENO_FLAGS,
    "--quiet",
    "-A",
    "--no-config",
    "--no-lock",
    "--include",
    BUNDLE,
    "--output",
    fresh,
  ];
  runDeno(["compile", ...options, join(BUNDLE, "main.js")]);
  Deno.renameSync(fresh, TARGET);
  return "compiled by deno compile";
}

function packHere(): string {
  const scratch = join(DIST, "runtime");
  pack({ version: VERSION, runtime: Deno.execPath(), bundle: BUNDLE, scratch }, TARGET);
  return `packed with Deno ${Deno.version.deno} as a self-extracting file, as deno compile lacks its base program ` +
    "denort (name one with DENORT_BIN, or let Deno fetch it: deno task build --fetch)";
}

/** An executable that does not start is none. Its first run leaves nothing behind. */
function checkStart(): void {
  const cache = Deno.makeTempDirSync();
  try {
    const env = { XDG_CACHE_HOME: cache };
    const { stdout, stderr } = new Deno.Command(TARGET, { args: ["--version"], env }).outputSync();
    const said = new TextDecoder().decode(stdout);
    if (said !== `Batuta ${VERSION}\n`) {
      throw new Error(`${TARGET} does not start: ${said}${new TextDecoder().decode(stderr)}`);
    }
  } finally {
    Deno.removeSync(cache, { recursive: true });
  }
}

/** Makes the executable and answers a sentence on how. */
export function build(mayFetch: boolean): string {
  bundle();
  const way = mayFetch || findBaseProgram() !== null ? compile() : packHere();
  checkStart();
  const megabytes = (Deno.statSync(TARGET).size / 1e6).toFixed(1);
  return `${TARGET}: ${megabytes} MB, ${way}`;
}

if (import.meta.main) console.log(build(Deno.args.includes("--fetch")));
