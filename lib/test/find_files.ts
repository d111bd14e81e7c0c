/**
 * Which files have tests, or benches. In: words of a command line and a look at the disk. Out: jobs, without the selection that holds for all.
 * In folders, files of programs that contain `(deftest`, whatever they are called: other programs are not loaded, since that runs them. A file that is
 * named is taken as it is.
 * @module
 */
import type { Job } from "./protocol.ts";

/** A look at the disk. */
export interface Disk {
  /** What is at a path; null: nothing. */
  kindOf(path: string): "file" | "folder" | null;
  /** The names in a folder, sorted, without those that begin with a dot; empty when it cannot be read. */
  namesIn(folder: string): readonly string[];
  /** Null when it cannot be read as text. */
  textOf(path: string): string | null;
}

/** What is looked for. */
export interface Wanted {
  /** Paths, `path:line`, and names of tests. */
  readonly words: readonly string[];
  /** Whether examples in docstrings and Markdown count as well. */
  readonly docs: boolean;
  /** What a program has that is looked for; definitions of tests, unless given. */
  readonly defines?: RegExp;
  /** Folders that are looked through when no path is given; otherwise, or where there are none, the current one. */
  readonly folders?: readonly string[];
}

/** What was found. */
export interface Found {
  readonly jobs: readonly Pick<Job, "file" | "kind">[];
  /** Lines by file, where some were named. */
  readonly lines: ReadonlyMap<string, readonly number[]>;
  /** Words that are names of tests. */
  readonly names: readonly string[];
  /** Words that look like files, but there are none. */
  readonly missing: readonly string[];
}

const PROGRAM = /\.(bat|batuta|cljc)$/;
const MARKDOWN = /\.md$/;
/** Definitions of tests, under whatever alias. */
const DEFINES_TESTS = /\((?:[\w.*+!?<>=-]+\/)?(?:deftest-?|defproperty|with-test)[\s)]/;
/** The same of benches. */
export const DEFINES_BENCHES = /\((?:[\w.*+!?<>=-]+\/)?defbench[\s)]/;
const HAS_EXAMPLE = /`[^`]*? ;(?:=>|~>|err>) /;
const HAS_BLOCK = /^(```|~~~)\s*(clojure|batuta|clj)\b/m;
const USUAL_FOLDERS = ["test", "tests"];

function join(folder: string, name: string): string {
  return folder === "." ? name : `${folder.replace(/[/\\]$/, "")}/${name}`;
}

function* filesBelow(folder: string, disk: Disk): Generator<string> {
  for (const name of disk.namesIn(folder)) {
    if (name === "node_modules") continue;
    const path = join(folder, name);
    const kind = disk.kindOf(path);
    if (kind === "folder") yield* filesBelow(path, disk);
    else if (kind === "file") yield path;
  }
}

/** The jobs of a file that stands in a folder. */
function jobsFor(file: string, { docs, defines = DEFINES_TESTS }: Wanted, disk: Disk): Pick<Job, "file" | "kind">[] {
  if (PROGRAM.test(file)) {
    const text = disk.textOf(file) ?? "";
    const jobs: Pick<Job, "file" | "kind">[] = defines.test(text) ? [{ file, kind: "tests" }] : [];
    if (docs && HAS_EXAMPLE.test(text)) jobs.push({ file, kind: "docs" });
    return jobs;
  }
  const isDoc = docs && MARKDOWN.test(file) && HAS_BLOCK.test(disk.textOf(file) ?? "");
  return isDoc ? [{ file, kind: "docs" }] : [];
}

/** The jobs of a file that is named. */
function jobsNamed(file: string, wanted: Wanted, disk: Disk): Pick<Job, "file" | "kind">[] {
  if (MARKDOWN.test(file)) return [{ file, kind: "docs" }];
  const found = jobsFor(file, wanted, disk);
  return found.length > 0 ? found : [{ file, kind: wanted.docs ? "docs" : "tests" }];
}

/** A word as a path and a line, where it is one. */
function splitLine(word: string, disk: Disk): { readonly path: string; readonly line: number | null } {
  const [, path, line] = /^(.+):(\d{1,9})$/.exec(word) ?? [];
  return path !== undefined && disk.kindOf(word) === null ? { path, line: Number(line) } : { path: word, line: null };
}

/** Where to look when nobody says. With examples, everywhere: they stand in programs. */
function usualPlaces({ docs, folders: usual = USUAL_FOLDERS }: Wanted, disk: Disk): readonly string[] {
  const folders = usual.filter((folder) => disk.kindOf(folder) === "folder");
  return docs || folders.length === 0 ? ["."] : folders;
}

export function findTests(wanted: Wanted, disk: Disk): Found {
  const { words } = wanted;
  const jobs = new Map<string, Pick<Job, "file" | "kind">>();
  const lines = new Map<string, number[]>();
  const [names, missing]: string[][] = [[], []];
  const add = (found: readonly Pick<Job, "file" | "kind">[]) => {
    for (const job of found) jobs.set(`${job.kind} ${job.file}`, job);
  };
  const look = (word: string) => {
    const { path, line } = splitLine(word, disk);
    const kind = disk.kindOf(path);
    if (kind === "folder") { for (const file of filesBelow(path, disk)) add(jobsFor(file, wanted, disk)); }
    else if (kind === "file") {
      add(jobsNamed(path, wanted, disk));
      if (line !== null) lines.set(path, [...lines.get(path) ?? [], line]);
    } else if (PROGRAM.test(path) || MARKDOWN.test(path) || line !== null) missing.push(word);
    else names.push(word);
  };
  words.forEach(look);
  const anyPath = words.length > names.length;
  if (!anyPath) usualPlaces(wanted, disk).forEach(look);
  return { jobs: [...jobs.values()], lines, names, missing };
}

/** Programs below the current folder that are neither tests nor benches, for those whose lines are counted. */
export function findPrograms(disk: Disk): string[] {
  return [...filesBelow(".", disk)].filter((file) => {
    const text = PROGRAM.test(file) ? disk.textOf(file) : null;
    return text !== null && !DEFINES_TESTS.test(text) && !DEFINES_BENCHES.test(text);
  });
}
