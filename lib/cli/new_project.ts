/**
 * `batuta new NAME`: a project that runs, with a test and a file for continuous integration.
 * In: the words after `new`. Out: the exit status: 0, 1 when a file could not be written, 2 when the words make no sense or something is there
 * already. Nothing that is there is changed.
 * @module
 */

import { basename, dirname, join } from "node:path";
import { type Diagnostic } from "../source/mod.ts";
import { cliError } from "./errors.ts";
import type { DenoHost } from "./host.ts";
import { report } from "./report.ts";

const FAILED = 1;
const BAD = 2;

/** Names of namespaces, and of executables. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What the README says of a project's commands, each with what it does, in columns. */
function commandLines(name: string): string {
  const rows = [
    ["batuta main.bat Ada", "run it"],
    ["batuta test", "run its tests"],
    ["batuta fmt", "format it"],
    [`batuta compile main.bat -o ${name}`, "make an executable of it"],
  ];
  const width = Math.max(...rows.map(([command]) => command.length));
  return rows.map(([command, meaning]) => `${command.padEnd(width)}   # ${meaning}\n`).join("");
}

/** The files of a project, by their paths in its folder. */
export function projectFiles(name: string): Readonly<Record<string, string>> {
  const folder = name.replaceAll("-", "_");
  return {
    "batuta.edn": `;; Where namespaces are found.\n{:paths ["src" "test"]}\n`,
    "main.bat": `;; batuta main.bat Ada
(ns main
  (:require [${name}.core :as core]))

(println (core/greeting (or (first *command-line-args*) "world")))
`,
    [`src/${folder}/core.bat`]: `(ns ${name}.core
  (:require [batuta.spec :as s]))

(defn greeting
  "What to say to somebody. \`(greeting \\"Ada\\") ;=> \\"Hello, Ada!\\"\`"
  [who]
  (str "Hello, " who "!"))

(s/fdef greeting :args (s/cat :who String) :ret String)
`,
    [`test/${folder}/core_test.bat`]: `(ns ${name}.core-test
  (:require [batuta.test :refer [deftest is]]
            [batuta.spec :as s]
            [${name}.core :as core]))

(deftest greets-by-name
  (is (= "Hello, Ada!" (core/greeting "Ada"))))

(deftest greets-whoever-it-is
  (is (every? :passed (s/check #'core/greeting))))
`,
    ".github/workflows/test.yml": `name: test
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      # Batuta is one executable: have it in the folder tools, or fetch it here from where you keep it.
      - run: echo "$PWD/tools" >> "$GITHUB_PATH"
      - run: batuta fmt --check
      - run: batuta test
`,
    ".gitignore": `# Logs, and the executable of \`batuta compile main.bat -o ${name}\`.\n/.batuta/\n/${name}\n`,
    "README.md": `# ${name}

\`\`\`sh
${commandLines(name)}\`\`\`
`,
  };
}

function isFree(folder: string): boolean {
  try {
    return [...Deno.readDirSync(folder)].length === 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return true;
    if (error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

/** What is wrong with the words after `new`, if anything is. */
export function mistakesOfProject([folder]: readonly string[]): readonly Diagnostic[] {
  const name = basename(folder);
  if (!NAME.test(name)) return [cliError("bad-project-name", { name })];
  return isFree(folder) ? [] : [cliError("project-exists", { path: folder })];
}

/** `batuta new NAME`. */
export function newProject(host: DenoHost, words: readonly string[]): number {
  const [folder] = words;
  try {
    const wrong = mistakesOfProject(words);
    if (wrong.length > 0) {
      report(host, wrong);
      return BAD;
    }
    for (const [path, text] of Object.entries(projectFiles(basename(folder)))) {
      const file = join(folder, path);
      Deno.mkdirSync(dirname(file), { recursive: true });
      Deno.writeTextFileSync(file, text, { createNew: true });
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/: \w+ '.*'$/s, "") : String(error);
    report(host, [cliError("unwritable", { path: folder, reason })]);
    return FAILED;
  }
  host.write(
    `${folder}: main.bat, src, test and .github/workflows. Next:\n\n  cd ${folder}\n  batuta main.bat Ada\n  batuta test\n`,
  );
  return 0;
}
