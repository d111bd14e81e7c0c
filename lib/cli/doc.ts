/**
 * `batuta doc`: documentation of names and namespaces.
 * In: a name as programs write it (`map`, `str/trim`), a namespace (`str/`, `batuta.str`), or nothing. Out: text.
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
  type Var,
} from "../runtime/mod.ts";
import type { Diagnostic } from "../source/mod.ts";
import { cliError } from "./errors.ts";
import type { DenoHost } from "./host.ts";
import { report } from "./report.ts";

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

/** `batuta doc`, `batuta doc NAME`, `batuta doc NAMESPACE/`. */
export function showDocumentation(host: DenoHost, asked: string | undefined): number {
  new Session(host); // loads the library
  const text = asked === undefined ? listed() : documentation(asked);
  if (text === null) {
    report(host, [unknown(asked ?? "")]);
    return BAD_USAGE;
  }
  host.write(text);
  return 0;
}
