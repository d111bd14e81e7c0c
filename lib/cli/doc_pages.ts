/**
 * `batuta doc --html`: the documentation of a project, or of the language, as pages.
 * In: a folder to write to, files and folders of programs. Out: the exit status: 0, or 2 when something could not be read or written.
 * Programs are read, not run.
 * @module
 */
import { basename, join, relative, resolve } from "node:path";
import { dedent, type Definition, documentSource, type NamespaceDoc, siteOf } from "../doc/mod.ts";
import { describe, type Namespace, publicVars, purposeOf } from "../runtime/mod.ts";
import { Source } from "../source/mod.ts";
import { cliError } from "./errors.ts";
import type { DenoHost } from "./host.ts";
import { readProgram } from "./program.ts";
import { isFolder, programsIn, reasonOf } from "./program_files.ts";
import { report } from "./report.ts";

const FAILED = 2;

/** The namespaces of the language, from their vars. */
export function libraryDocs(namespaces: readonly Namespace[]): NamespaceDoc[] {
  return namespaces.map((ns) => ({
    name: ns.name,
    doc: dedent(purposeOf(ns)),
    file: null,
    definitions: publicVars(ns).map((cell): Definition => ({ ...describe(cell), line: null })),
  }));
}

/** The namespaces of the programs below these paths; what cannot be read is reported and counted. */
function projectDocs(host: DenoHost, paths: readonly string[], out: string): { docs: NamespaceDoc[]; failed: number } {
  const docs: NamespaceDoc[] = [];
  let failed = 0;
  const document = (path: string) => {
    const source = readProgram(host, path);
    const found = source instanceof Source ? documentSource(source, relative(".", path)) : { diagnostics: [source] };
    if (!("diagnostics" in found)) return void docs.push(found);
    failed++;
    report(host, found.diagnostics);
  };
  const missed = (mistake: ReturnType<typeof cliError>) => {
    failed++;
    report(host, [mistake]);
  };
  for (const path of paths) {
    if (!isFolder(path)) document(path);
    else for (const file of programsIn(path, missed)) if (!resolve(file).startsWith(`${out}/`)) document(file);
  }
  return { docs, failed };
}

function readReadme(): string | null {
  try {
    return Deno.readTextFileSync("README.md");
  } catch {
    return null; // there need be none
  }
}

function write(host: DenoHost, folder: string, site: ReadonlyMap<string, string>): boolean {
  let path = folder;
  try {
    Deno.mkdirSync(folder, { recursive: true });
    for (const [name, text] of site) {
      path = join(folder, name);
      Deno.writeTextFileSync(path, text);
    }
    return true;
  } catch (error) {
    report(host, [cliError("unwritable", { path, reason: reasonOf(error) })]);
    return false;
  }
}

function counted(count: number, thing: string): string {
  return count === 1 ? `1 ${thing}` : `${count} ${thing}s`;
}

/** Writes the pages on programs, or on these namespaces of the language. */
export function writePages(
  host: DenoHost,
  folder: string,
  { paths, library }: { readonly paths: readonly string[]; readonly library: readonly Namespace[] | null },
): number {
  const { docs, failed } = library === null
    ? projectDocs(host, paths.length === 0 ? ["."] : paths, resolve(folder))
    : { docs: libraryDocs(library), failed: 0 };
  const title = library === null ? basename(resolve(".")) : "Batuta";
  const site = siteOf(docs, { title, readme: library === null ? readReadme() : null });
  if (!write(host, folder, site)) return FAILED;
  const names = docs.reduce((sum, { definitions }) => sum + definitions.length, 0);
  const pages = docs.filter(({ definitions }) => definitions.length > 0).length;
  host.write(`${join(folder, "index.html")}: ${counted(names, "name")} in ${counted(pages, "namespace")}\n`);
  return failed > 0 ? FAILED : 0;
}
