/**
 * What can be wrong with what a program asks to be loaded, in the form of `data/errors.ts`.
 * @module
 */
import { BatutaError, type DetailsOf, type ErrorEntry, failureOf } from "../data/mod.ts";
import { nearestName } from "../expander/mod.ts";
import { allNamespaces } from "../runtime/mod.ts";

function entry<D>(message: (details: D) => string, hint: string | null, example: string): ErrorEntry<D> {
  return { message, hint, example };
}

export const LOAD_ERRORS = {
  "no-namespace": entry(
    (d: { name: string; paths: readonly string[]; roots: readonly string[] }) =>
      `There is no namespace \`${d.name}\`: no file ${d.paths.map((p) => `${p}.bat`).join(" or ")} below ${
        d.roots.map((r) => r === "" ? "." : r).join(", ")
      }`,
    '`{:paths ["src"]}` in batuta.edn says where to look; endings are .bat, .batuta and .cljc',
    "(require 'no.such)",
  ),
  "cyclic-load": entry(
    (d: { chain: readonly string[] }) => `Namespaces require each other in a circle: ${d.chain.join(" → ")}`,
    "move what both need into a third one",
    "",
  ),
  "other-namespace": entry(
    (d: { name: string; path: string }) => `${d.path} was loaded for \`${d.name}\`, but defines no such namespace`,
    "a file begins with `(ns name …)`, its own path as the name",
    "",
  ),
  "not-in-namespace": entry(
    (d: { ns: string; name: string; private: boolean }) =>
      d.private ? `\`${d.ns}/${d.name}\` is private to its namespace` : `\`${d.ns}\` has no name \`${d.name}\``,
    "`batuta doc the.namespace` lists its names",
    "(require '[batuta.set :refer [onion]])",
  ),
  "bad-require": entry(
    (d: { wrong: string }) => `\`require\` does not understand ${d.wrong}`,
    "it takes names and vectors such as `[batuta.str :as str :refer [join]]`; options are `:as`, `:refer`, `:exclude`, `:rename`",
    "(require '[batuta.set as set])",
  ),
  "cannot-load": entry(
    (d: { path: string; reason: string }) => `Cannot load "${d.path}": ${d.reason}`,
    "relative paths start at the folder in which batuta was started",
    '(load-file "no/such/file.bat")',
  ),
  "bad-configuration": entry(
    (d: { path: string }) =>
      `${d.path} must hold a map: \`:paths\` is a vector of folders, \`:features\` one of keywords`,
    '{:paths ["src" "test"]}',
    "",
  ),
};

/** The known namespace that was probably meant. */
function nearHint(details: object): string | null {
  if (!("name" in details && "roots" in details)) return null;
  const near = nearestName(String(details.name), [...allNamespaces()].map((ns) => ns.name));
  return near === null ? null : `did you mean \`${near}\`?`;
}

/** The failure of a code, to be thrown. */
export function loadFailure<C extends keyof typeof LOAD_ERRORS>(
  code: C,
  details: DetailsOf<typeof LOAD_ERRORS, C>,
  betterHint: string | null = null,
): BatutaError {
  const { hint } = LOAD_ERRORS[code];
  return failureOf(LOAD_ERRORS, code, details, { hint: betterHint ?? nearHint(details) ?? hint });
}
