/**
 * The documentation of a project as pages: a program's text → definitions → HTML.
 * Reading order: `definition.ts` · `from_source.ts` · `html.ts` · `page.ts` · `site.ts`.
 *
 * ```ts
 * import { strictEqual as is } from "node:assert/strict";
 * import { Source } from "../source/mod.ts";
 * import { documentSource, siteOf } from "./mod.ts";
 *
 * const source = new Source("a.bat", '(ns a "Sums.") (defn add "Adds. `(add 1 2) ;=> 3`" [x y] (+ x y))');
 * const found = documentSource(source, "a.bat");
 * if ("diagnostics" in found) throw new Error("it does not read");
 * const pages = siteOf([found], { title: "Sums", readme: null });
 * is(pages.get("a.html")!.includes('<section id="add">'), true);
 * ```
 * @module
 */
export { dedent, type Definition, type NamespaceDoc } from "./definition.ts";
export { documentSource } from "./from_source.ts";
export { siteOf } from "./site.ts";
