/** `batuta doc`, and `doc`, `source`, `apropos` in programs. */

import assert from "node:assert/strict";
import { batuta, Folder } from "./batuta.ts";

async function shown(...words: string[]): Promise<string> {
  const { status, out, err } = await batuta(words);
  assert.deepEqual([status, err], [0, ""]);
  return out;
}

Deno.test("doc shows how a name is called, what it does, and examples", async () => {
  const out = await shown("doc", "map");
  assert.match(out, /^batuta\.core\/map\n {2}\(map f\)\n/);
  assert.match(out, /\n\n {2}\(map .*\)\n {2};=> \(.*\)\n$/);
});

Deno.test("macros and special forms are documented as such", async () => {
  assert.match(await shown("doc", "when"), /^batuta\.core\/when, a macro\n/);
  assert.match(await shown("doc", "if"), /^batuta\.core\/if, a special form\n/);
});

Deno.test("names of other namespaces are found with and without it, names with dashes and slashes too", async () => {
  for (const name of ["str/trim", "batuta.str/trim", "trim"]) {
    assert.match(await shown("doc", name), /^batuta\.str\/trim\n {2}\(str\/trim s\)\n/);
  }
  assert.match(await shown("doc", "->"), /^batuta\.core\/->, a macro/);
  assert.match(await shown("doc", "/"), /^batuta\.core\/\/\n/);
  assert.match(await shown("doc", "-"), /^batuta\.core\/-\n/);
});

Deno.test("doc lists namespaces, and the names of one", async () => {
  const all = await shown("doc");
  for (const ns of ["core", "str", "set", "walk"]) assert.match(all, new RegExp(`^  batuta\\.${ns} +[A-Z]`, "m"));
  for (const name of ["set/", "batuta.set"]) {
    assert.match(await shown("doc", name), /^batuta\.set\n.*\n\n(.*\n)* {2}union +\S/);
  }
});

Deno.test("a misspelt name is answered with the one that was meant", async () => {
  const { status, out, err } = await batuta(["doc", "str/trm"]);
  assert.deepEqual([status, out], [2, ""]);
  assert.match(err, /^error\[unknown-documentation\].*`str\/trm`\nhint: did you mean `str\/trim`\?/);
  assert.match((await batuta(["doc", "mpa"])).err, /did you mean `map`/);
});

Deno.test("--help names the commands", async () => {
  const out = await shown("--help");
  for (const words of [/^ {2}doc \[NAME\.\.\.\]/m, /^ {2}explain \[CODE\]/m, /--errors/]) assert.match(out, words);
  assert.match(await shown("help", "options"), /--errors json[^]*endCol/);
  assert.match(await shown("doc", "--help"), /Usage: batuta doc/);
});

Deno.test("programs ask with doc and source; definitions know where they stand", async () => {
  const folder = new Folder({
    "a.bat": `(defn twice "Doubles. \`(twice 2) ;=> 4\`" [x]
  (* 2 x)) ; done
(doc twice)
(source twice)
(source +)
(source nobody)
(prn (select-keys (meta #'twice) [:file :line :column]))
(def twice 2)
(source twice)
(prn (:line (meta #'twice)) (apropos "group-b"))`,
  });
  assert.equal(
    (await folder.run(["a.bat"])).out,
    `user/twice
  (twice x)

  Doubles.

  (twice 2)
  ;=> 4
(defn twice "Doubles. \`(twice 2) ;=> 4\`" [x]
  (* 2 x))
'+' is built in: it has no source in Batuta
There is no 'nobody' here
{:file "a.bat" :line 1 :column 1}
(def twice 2)
8 (batuta.core/group-by)
`,
  );
});

Deno.test("the library's own definitions have a source", async () => {
  assert.match(await shown("-e", "(source when)"), /^\(defmacro when\n/);
  assert.match(await shown("-e", "(prn (:file (meta #'when)))"), /^"stdlib\/core\.bat"\n/);
});

Deno.test("namespaces of the library are known by their short names", async () => {
  assert.match(await shown("doc", "core/map"), /^batuta\.core\/map\n/);
  assert.match(await shown("doc", "template/"), /^batuta\.template\n/);
});

Deno.test("the documentation of a project is written as pages, without running it", async () => {
  const folder = new Folder({
    "README.md": "# Shapes\n",
    "shapes.bat": '(ns shapes "Areas.") (defn area "Of a square." [side] (* side side)) (println "ran")',
    "broken.bat": "(defn",
  });
  const { status, out, err } = await folder.run(["doc", "--html", "public"]);
  assert.equal(status, 2);
  assert.equal(out, "public/index.html: 1 name in 1 namespace\n");
  assert.match(err, /broken\.bat:1:1/);
  assert.match(Deno.readTextFileSync(`${folder.path}/public/shapes.html`), /<section id="area">[^]*shapes\.bat:1/);
});

Deno.test("one name at a time is looked up", async () => {
  const { status, err } = await new Folder().run(["doc", "map", "filter"]);
  assert.equal(status, 2);
  assert.match(err, /one name, and `filter` is another/);
});
