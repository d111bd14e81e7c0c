/**
 * `batuta doc`: documentation of names and namespaces.
 * In: a name as programs write it (`map`, `str/trim`), a namespace (`str/`, `batuta.str`), or nothing. Out: text; with `--html`, pages.
 * @module
 */

import { nearestName, Session } from "../compiler/mod.ts";
import {
  allNamespaces,
  core,
  currentNamespace,
  documentationText,
  findByPrefix,
  findNamespace,
  type Namespace,
  namespaceText,
  summariesOf,
  summary,
  type Var,
} from "../runtime/mod.ts";
import type { Diagnostic } from "../source/mod.ts";
import { cliError } from "./errors.ts";
import { writePages } from "./doc_pages.ts";
import type { DenoHost } from "./host.ts";
import { report } from "./report.ts";
import { type CommandWords, readWords, taskFrom } from "./words.ts";

const BAD_USAGE = 2;

function libraryNamespaces(): Namespace[] {
  return [...allNamespaces()].filter(({ name }) => name.startsWith("batuta."));
}

function listed(): string {
  return `${summariesOf(libraryNamespaces())}
\`batuta doc NAMESPACE/\` lists its names, \`batuta doc NAME\` says what a name is.
`;
}

/** The namespace that a prefix means, here or in the library: `str`, `core`, `batuta.time`. */
function namespaceOf(prefix: string): Namespace | undefined {
  return findByPrefix(currentNamespace(), prefix) ?? findNamespace(`batuta.${prefix}`);
}

function publicVar(ns: Namespace, name: string): Var | null {
  const cell = ns.get(name);
  return cell === undefined || cell.private || cell.ns !== ns.name ? null : cell;
}

/** The vars that a name can mean: the core library's, else those of all namespaces that have it. */
function varsNamed(name: string): Var[] {
  // `/` is a name too.
  const slash = name.length > 1 ? name.indexOf("/", 1) : -1;
  if (slash > 0) {
    const ns = namespaceOf(name.slice(0, slash));
    const cell = ns === undefined ? null : publicVar(ns, name.slice(slash + 1));
    return cell === null ? [] : [cell];
  }
  const known = publicVar(core, name);
  if (known !== null) return [known];
  return libraryNamespaces().flatMap((ns) => publicVar(ns, name) ?? []);
}

function unknown(name: string): Diagnostic {
  const slash = name.length > 1 ? name.indexOf("/") : -1;
  const ns = slash < 0 ? undefined : namespaceOf(name.slice(0, slash));
  const names = ns === undefined
    ? libraryNamespaces().flatMap((each) => each === core ? each.names() : [each.name, ...each.names()])
    : ns.names();
  const near = nearestName(
    name.slice(ns === undefined ? 0 : slash + 1),
    names.filter((other) => !other.startsWith("-")),
  );
  const meant = ns === undefined ? near : `${name.slice(0, slash)}/${near}`;
  return cliError("unknown-documentation", { name }, near === null ? undefined : `did you mean \`${meant}\`?`);
}

/** The documentation of what was asked for; null when nothing is known of it. */
function documentation(asked: string): string | null {
  const vars = varsNamed(asked);
  if (vars.length > 0) return vars.map(documentationText).join("\n");
  const ns = namespaceOf(asked.replace(/(?<=.)\/$/, ""));
  return ns === undefined ? null : namespaceText(ns);
}

/** All names that have documentation, as `batuta doc` takes them, each with a line on what it is. */
export function documentedNames(host: DenoHost): { readonly text: string; readonly summary: string }[] {
  new Session(host); // loads the library
  return libraryNamespaces().flatMap((ns) => {
    const prefix = ns === core ? "" : `${ns.name.replace(/^batuta\./, "")}/`;
    const cells = ns.names().filter((name) => !name.startsWith("-") || name.startsWith("->")).map((name) =>
      publicVar(ns, name)
    );
    return cells.filter((cell) => cell !== null).map((cell) => ({ text: prefix + cell.name, summary: summary(cell) }));
  });
}

/** What is asked for. */
type Task =
  | { readonly kind: "name"; readonly asked: string | undefined }
  | { readonly kind: "pages"; readonly folder: string; readonly paths: readonly string[]; readonly library: boolean };

const DETAILS = `
NAME is written as in a program: \`map\`, \`str/trim\`, \`match\`. \`batuta doc str/\`
lists the names of a namespace, \`batuta doc\` the namespaces. In a program: (doc
map), (source map), (apropos "map").

With --html, WORDS are programs and folders of programs, the current folder
unless given; their public names are documented in pages that begin with
index.html in that folder. A README.md becomes part of the first page. Programs
are read, not run.

Example:
  batuta doc map
  echo '(defn twice "Two times x." [x] (* 2 x))' > twice.bat
  batuta doc --html public twice.bat    # pages on a project: public/index.html`;

/** Options by their names. */
interface Given {
  readonly html?: string;
  readonly library?: boolean;
}

export const DOC_WORDS: CommandWords<Given, Task> = {
  tool: "batuta doc",
  usage: "[options] [WORDS...]",
  summary: "Show the documentation of a name, or write that of a project.",
  operands: "[words...]",
  options: [
    { flags: "--html <folder>", help: "write pages into a folder" },
    { flags: "--library", help: "the pages are on the language itself" },
  ],
  details: DETAILS,
  task(words, { html, library = false }) {
    if (html !== undefined) return { kind: "pages", folder: html, paths: words, library };
    return words.length > 1 ? cliError("one-name", { name: words[1] }) : { kind: "name", asked: words[0] };
  },
};

/** A task, a text to show, or a mistake. */
function readDocWords(words: readonly string[]): Task | string | Diagnostic {
  // The name of an operator is no option.
  if (words.length <= 1 && !/^(-h|--[a-z]+)$/.test(words[0] ?? "")) return { kind: "name", asked: words[0] };
  return readWords(DOC_WORDS, words);
}

/** What is wrong with the words after `doc`, if anything is; the library must be loaded. */
export function mistakesOfDocWords(words: readonly string[]): readonly Diagnostic[] {
  const task = readDocWords(words);
  if (typeof task === "string") return [];
  if ("code" in task) return [task];
  const { asked } = task.kind === "name" ? task : {};
  return asked === undefined || documentation(asked) !== null ? [] : [unknown(asked)];
}

/** `batuta doc`, `batuta doc NAME`, `batuta doc NAMESPACE/`, `batuta doc --html FOLDER …`. */
export function showDocumentation(host: DenoHost, words: readonly string[]): number {
  const task = taskFrom(host, readDocWords(words));
  if (typeof task === "number") return task;
  new Session(host); // loads the library
  if (task.kind === "pages") {
    return writePages(host, task.folder, { paths: task.paths, library: task.library ? libraryNamespaces() : null });
  }
  const { asked } = task;
  const text = asked === undefined ? listed() : documentation(asked);
  if (text === null) {
    report(host, [unknown(asked ?? "")]);
    return BAD_USAGE;
  }
  host.write(text);
  return 0;
}
