/**
 * All files of a project's documentation.
 * In: its namespaces and its README. Out: file names with texts, to be put into one folder.
 * @module
 */
import type { NamespaceDoc } from "./definition.ts";
import { indexPage, namespacePage, namesScript, pageName, type Project, SEARCH_SCRIPT, STYLE } from "./page.ts";

/** The first heading of a Markdown text, or null. */
export function titleIn(readme: string): string | null {
  return /^#\s+(.+?)\s*#*\s*$/m.exec(readme)?.[1] ?? null;
}

/** `title` names the project where its README does not. Namespaces without public definitions are left out. */
export function siteOf(
  all: readonly NamespaceDoc[],
  { title, readme }: { readonly title: string; readonly readme: string | null },
): ReadonlyMap<string, string> {
  const namespaces = all.filter(({ definitions }) => definitions.length > 0)
    .toSorted((a, b) => a.name < b.name ? -1 : 1);
  const project: Project = { title: (readme === null ? null : titleIn(readme)) ?? title, namespaces };
  return new Map([
    ["index.html", indexPage(project, readme)],
    ...namespaces.map((ns): [string, string] => [pageName(ns), namespacePage(project, ns)]),
    ["names.js", namesScript(project)],
    ["search.js", SEARCH_SCRIPT],
    ["style.css", STYLE],
  ]);
}
