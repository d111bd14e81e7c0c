import assert from "node:assert/strict";
import fc from "fast-check";
import { documentSource, type NamespaceDoc, siteOf } from "../../lib/doc/mod.ts";
import { codeHtml, docstringHtml, markdownHtml } from "../../lib/doc/html.ts";
import { Source } from "../../lib/source/mod.ts";

function documented(text: string): NamespaceDoc {
  const found = documentSource(new Source("a.bat", text), "src/a.bat");
  assert(!("diagnostics" in found));
  return found;
}

function kinds(text: string): string[] {
  return documented(text).definitions.map(({ name, kind }) => `${kind} ${name}`);
}

Deno.test("functions, macros, actors, protocols and values are found, private ones and tests are not", () => {
  assert.deepEqual(
    kinds(`(ns a) (defn f [x] x) (defmacro m [& body]) (defactor counter [n] :inc -> (become (inc n)))
      (def pi 3) (defn- hidden [] 1) (def ^:private secret 1) (deftest t (is true)) (defrecord P [x y])
      (defprotocol Shape (area [s] "How large it is.")) (println "no definition")`),
    [
      "function f",
      "macro m",
      "actor counter",
      "value pi",
      "record P",
      "protocol Shape",
      "protocol function area",
    ],
  );
});

Deno.test("a function's calls, type, docstring and line are shown", () => {
  const [f] =
    documented('(ns a)\n\n(defn f :: [Int -> Int]\n  "Adds.\n  More."\n  ([x] x)\n  ([x y] (+ x y)))').definitions;
  assert.deepEqual(f, {
    name: "f",
    kind: "function",
    signatures: ["(f x)", "(f x y)"],
    type: "[Int -> Int]",
    doc: "Adds.\nMore.",
    line: 3,
  });
});

Deno.test("a file says what it is for in its namespace or in the comment at its top", () => {
  assert.equal(documented('(ns a "Sums.") (def x 1)').doc, "Sums.");
  const script = documented("#!/usr/bin/env batuta\n;; Counts words.\n;; Slowly.\n\n(def x 1)");
  assert.deepEqual([script.name, script.doc], ["src/a.bat", "Counts words.\nSlowly."]);
});

Deno.test("a program that does not read is reported", () => {
  const found = documentSource(new Source("a.bat", "(defn f"), "a.bat");
  assert("diagnostics" in found && found.diagnostics.length === 1);
});

Deno.test("code keeps its text, whatever it is", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (code) => {
    const text = codeHtml(code).replace(/<\/?span[^>]*>/g, "")
      .replace(
        /&(amp|lt|gt|quot|#39);/g,
        (_, name) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name as "lt"],
      );
    assert.equal(text, code);
  }));
});

Deno.test("nothing of a docstring becomes a tag, and links run no scripts", () => {
  assert.equal(markdownHtml("a <script>alert(1)</script>"), "<p>a &lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
  assert.match(markdownHtml("[x](javascript:alert(1))"), /href="#"/);
});

Deno.test("examples of a docstring stand behind its text as code", () => {
  assert.equal(
    docstringHtml("Adds. `(add 1 2) ;=> 3`"),
    '<p>Adds.</p>\n<pre><code>(add <span class="number">1</span> <span class="number">2</span>)\n' +
      '<span class="comment">;=&gt; 3</span></code></pre>\n',
  );
});

Deno.test("a site has a page for each namespace with definitions, and every link leads somewhere", () => {
  const docs = [
    documented('(ns b.c "Last.") (defn odd?! "Odd." [x] x) (defn -> [x] x)'),
    documented("(ns a) (println 1)"),
  ];
  const site = siteOf(docs, { title: "x", readme: "# My project\n\nHello." });
  assert.deepEqual([...site.keys()], ["index.html", "b.c.html", "names.js", "search.js", "style.css"]);
  assert.match(site.get("index.html")!, /<title>My project<\/title>[^]*<h1>My project<\/h1>/);
  const ids = new Set([...site.get("b.c.html")!.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
  for (const [, href] of site.get("b.c.html")!.matchAll(/href="#([^"]*)"/g)) {
    assert(ids.has(decodeURIComponent(href).replaceAll(">", "&gt;")), href);
  }
});
