/**
 * Pages of documentation: HTML that needs no server, no network and, but for the search, no scripts.
 * In: namespaces. Out: the text of each page, of the style sheet and of the search.
 * @module
 */
import { type Definition, firstSentence, type NamespaceDoc } from "./definition.ts";
import { codeHtml, docstringHtml, escape, markdownHtml } from "./html.ts";

/** What all pages of a project share. */
export interface Project {
  readonly title: string;
  /** In the order of the list beside each page. */
  readonly namespaces: readonly NamespaceDoc[];
}

/** The file name of a namespace's page. */
export function pageName({ name }: NamespaceDoc): string {
  return `${name.replace(/[^\w.-]/g, "_")}.html`;
}

/** The fragment of a definition in its page; names may hold anything. */
function anchor(name: string): string {
  return encodeURIComponent(name);
}

function frame(project: Project, title: string, current: NamespaceDoc | null, body: string): string {
  const list = project.namespaces.map((ns) => {
    const here = ns === current ? ' aria-current="page"' : "";
    return `<li><a href="${pageName(ns)}"${here}>${escape(ns.name)}</a></li>`;
  }).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<nav>
<a class="title" href="index.html">${escape(project.title)}</a>
<input id="search" type="search" placeholder="Search" aria-label="Search names" autocomplete="off" hidden>
<ul id="found" hidden></ul>
<ul id="namespaces">
${list}
</ul>
</nav>
<main>
${body}</main>
<script src="names.js"></script>
<script src="search.js"></script>
</body>
</html>
`;
}

function definitionHtml(definition: Definition, file: string | null): string {
  const { name, kind, signatures, type, doc, line } = definition;
  const place = file === null || line === null ? "" : ` · ${escape(file)}:${line}`;
  const calls = [...signatures, ...(type === null ? [] : [`:: ${type}`])].map(codeHtml).join("\n");
  return `<section id="${escape(name)}">
<h2><a href="#${anchor(name)}">${escape(name)}</a> <small>${kind}${place}</small></h2>
${calls === "" ? "" : `<pre class="signature"><code>${calls}</code></pre>\n`}${docstringHtml(doc)}</section>
`;
}

/** The page of a namespace. */
export function namespacePage(project: Project, ns: NamespaceDoc): string {
  const contents = ns.definitions.map(({ name }) => `<a href="#${anchor(name)}">${escape(name)}</a>`).join(" ");
  const body = `<h1>${escape(ns.name)}</h1>
${docstringHtml(ns.doc)}<p class="contents">${contents}</p>
${ns.definitions.map((definition) => definitionHtml(definition, ns.file)).join("")}`;
  return frame(project, `${ns.name} · ${project.title}`, ns, body);
}

/** The first page: what the project says of itself, and its namespaces. */
export function indexPage(project: Project, readme: string | null): string {
  const rows = project.namespaces.map((ns) =>
    `<tr><td><a href="${pageName(ns)}">${escape(ns.name)}</a></td><td>${escape(firstSentence(ns.doc))}</td></tr>`
  ).join("\n");
  const intro = readme === null ? `<h1>${escape(project.title)}</h1>\n` : markdownHtml(readme);
  return frame(project, project.title, null, `${intro}<h2>Namespaces</h2>\n<table>\n${rows}\n</table>\n`);
}

/** What the search knows: the names, where they are, and a sentence on each. */
export function namesScript(project: Project): string {
  const names = project.namespaces.flatMap((ns) =>
    ns.definitions.map(({ name, doc }) => [name, ns.name, `${pageName(ns)}#${anchor(name)}`, firstSentence(doc)])
  );
  return `const NAMES = ${JSON.stringify(names)};\n`;
}

export const SEARCH_SCRIPT = `const input = document.getElementById("search");
const found = document.getElementById("found");
const namespaces = document.getElementById("namespaces");
input.hidden = false;

/** How well a name fits; 0: not at all. */
function fit(name, words) {
  if (name === words) return 4;
  if (name.startsWith(words)) return 3;
  return name.includes(words) ? 2 : 0;
}

input.addEventListener("input", () => {
  const words = input.value.trim().toLowerCase();
  found.hidden = words === "";
  namespaces.hidden = words !== "";
  const hits = NAMES.map((entry) => [fit(entry[0].toLowerCase(), words) || (entry[3].toLowerCase().includes(words) ? 1 : 0), entry])
    .filter(([how]) => how > 0).sort((a, b) => b[0] - a[0]).slice(0, 40);
  found.replaceChildren(...hits.map(([, [name, ns, href]]) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const home = document.createElement("small");
    link.href = href;
    link.textContent = name;
    home.textContent = " " + ns;
    item.append(link, home);
    return item;
  }));
});
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter") found.querySelector("a")?.click();
  if (event.key === "Escape") { input.value = ""; input.dispatchEvent(new Event("input")); }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== input) { event.preventDefault(); input.focus(); }
});
`;

export const STYLE =
  `:root { color-scheme: light dark; --line: #8884; --quiet: #6b6f76; --accent: #0b63c4; --paper: #fff; --code: #f5f6f8; --ink: #1b1d21; }
@media (prefers-color-scheme: dark) { :root { --quiet: #9aa0a8; --accent: #79b8ff; --paper: #16181c; --code: #1f2228; --ink: #e4e6ea; } }
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 15rem minmax(0, 46rem); gap: 3rem; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); font-size: .9rem; }
nav ul { list-style: none; margin: .8rem 0; padding: 0; }
nav li { padding: .1rem 0; overflow-wrap: anywhere; }
nav [aria-current] { font-weight: 600; }
nav .title { font-size: 1.1rem; font-weight: 600; color: inherit; }
nav input { width: 100%; margin-top: .8rem; padding: .35rem .5rem; font: inherit; color: inherit; background: var(--code); border: 1px solid var(--line); border-radius: 5px; }
main { padding: 1.5rem 1rem 6rem; min-width: 0; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
h1 { font-size: 1.7rem; margin: .2rem 0 1rem; overflow-wrap: anywhere; }
section { border-top: 1px solid var(--line); margin-top: 1.6rem; }
section h2 { font: 600 1.1rem ui-monospace, monospace; margin: 1.2rem 0 .5rem; overflow-wrap: anywhere; }
section h2 a { color: inherit; }
section:target h2 { color: var(--accent); }
small { color: var(--quiet); font: .8rem system-ui, sans-serif; }
.contents { line-height: 1.9; font-family: ui-monospace, monospace; font-size: .85rem; }
.contents a { margin-right: .8rem; white-space: nowrap; }
code { font: .88em/1.5 ui-monospace, monospace; background: var(--code); border-radius: 3px; padding: .1em .25em; }
pre { background: var(--code); border-radius: 6px; padding: .7rem .9rem; overflow-x: auto; }
pre code { background: none; padding: 0; }
pre.signature { background: none; border: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); }
.comment { color: var(--quiet); } .string { color: #0a7d4f; } .number { color: #a04b00; } .keyword { color: #7a3fb5; } .form { color: var(--accent); }
@media (prefers-color-scheme: dark) { .string { color: #7ee0b0; } .number { color: #f0b072; } .keyword { color: #c9a4f5; } }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); } }
`;
