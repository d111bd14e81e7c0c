/**
 * `ways("(str/jo|")` are the candidates at the mark, in a namespace that has `my-name`, a data directory with the log `:users`, and a folder with
 * `notes.txt` and `src/`.
 */
import { deepStrictEqual as is, match, ok } from "node:assert/strict";
import { host } from "../../lib/cli/mod.ts";
import { Session } from "../../lib/compiler/mod.ts";
import { indentAt } from "../../lib/repl/indent.ts";
import { nameAt } from "../../lib/repl/language.ts";
import { complete, documentationOf, highlight } from "../../lib/repl/mod.ts";
import { getNamespace } from "../../lib/runtime/mod.ts";

new Session(host);
const namespace = getNamespace("completion-test");
namespace.intern("my-name").set(1);
namespace.intern("-inner").set(1);

const knowledge = {
  namespace,
  logs: () => ["users"],
  list: (folder: string) => folder === "" ? ["notes.txt", "src/", ".hidden"] : folder === "src/" ? ["main.bat"] : [],
};

function at(marked: string) {
  const cursor = marked.indexOf("|");
  return { text: marked.replace("|", ""), cursor };
}

function ways(marked: string): string[] {
  const { text, cursor } = at(marked);
  return complete(text, cursor, knowledge).candidates.map((each) => each.text);
}

Deno.test("names of the namespace, the core library and namespaces go on", () => {
  is(ways("(my-n|"), ["my-name"]);
  is(ways("(-in|"), ["-inner"]);
  ok(ways("(red|").includes("reduce"));
  is(ways("(str/joi|"), ["str/join"]);
  ok(ways("(st|").includes("str/"));
  ok(ways("(batuta.st|").includes("batuta.str/"));
  is(ways("(nothing-begins-like-this|"), []);
});

Deno.test("a candidate says in a line what it is", () => {
  const { candidates } = complete("(redu", 5, knowledge);
  match(candidates.find(({ text }) => text === "reduce")?.summary ?? "", /^Combines/);
});

Deno.test("keywords: logs first of all, then those that are known", () => {
  is(complete("(from :", 7, knowledge).candidates, [{ text: ":users", summary: "a log" }]);
  is(ways("(from :use|").includes(":users"), true);
});

Deno.test("files go on within a string", () => {
  is(ways('(slurp "no|'), ["notes.txt"]);
  is(ways('(slurp "src/|'), ["src/main.bat"]);
  is(ways('(slurp "|'), ["src/", "notes.txt"]);
  is(ways('(slurp ".h|'), [".hidden"]);
  is(ways('(slurp "a" |'), []);
});

Deno.test("names that stand in the text go on too, the one that is typed apart", () => {
  is(ways("(fn [accumulated] accu|"), ["accumulated"]);
});

Deno.test("a place is about the name that stands there, else about the form around it", () => {
  const about = (marked: string) => nameAt(at(marked).text, at(marked).cursor);
  is(about("(red|uce + [])"), "reduce");
  is(about("(reduce |"), "reduce");
  is(about("(reduce [1 |"), "reduce");
  is(about("|"), null);
  match(documentationOf(namespace, "str/join") ?? "", /^batuta.str\/join/);
  match(documentationOf(namespace, "str") ?? "", /str/);
  is(documentationOf(namespace, "no-such-name"), null);
});

Deno.test("a new line begins within the innermost form", () => {
  const indent = (text: string) => indentAt(text, text.length);
  is(indent("(let [a 1"), 6);
  is(indent("(defn f [x]"), 2);
  is(indent("{:a 1"), 1);
  is(indent("(foo)"), 0);
  is(indent('(str "abc'), 0);
  is(indent('(str "abc"'), 2);
});

Deno.test("colours cover the whole text; the brackets of a form stand out at the cursor", () => {
  const text = '(map inc [1 "x" :k]) ; end';
  const parts = highlight(text, text.indexOf("]") + 1);
  is(parts.map((part) => part.text).join(""), text);
  const marked = parts.filter(({ on }) => on.includes("4m")).map((part) => part.text);
  is(marked, ["[", "]"]);
});
