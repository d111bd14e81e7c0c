/** The files for editors: JSON that reads, expressions that are some, and the words of the language among them. */
import { deepStrictEqual as is, ok } from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../cli/batuta.ts";

const FOLDER = join(ROOT, "examples", "editors", "vscode");

function read(name: string) {
  return JSON.parse(Deno.readTextFileSync(join(FOLDER, name)));
}

/** All expressions of a grammar. */
function* expressions(x: unknown): Generator<string> {
  if (typeof x !== "object" || x === null) return;
  for (const [key, value] of Object.entries(x)) {
    if (typeof value === "string" && /^(match|begin|end|firstLineMatch)$/.test(key)) yield value;
    else yield* expressions(value);
  }
}

function matchOf(rule: string): RegExp {
  return new RegExp(read("syntaxes/batuta.tmLanguage.json").repository[rule].match);
}

Deno.test("the extension names files that are there", () => {
  const { contributes: { languages: [language], grammars: [grammar] } } = read("package.json");
  is(language.extensions, [".bat", ".batuta"]);
  ok(read(language.configuration).comments.lineComment === ";");
  is(read(grammar.path).scopeName, grammar.scopeName);
});

Deno.test("every expression of the grammar is one", () => {
  // Only the beginning of the text is written in another way.
  for (const text of expressions(read("syntaxes/batuta.tmLanguage.json"))) new RegExp(text.replace("\\A", "^"));
});

Deno.test("numbers, keywords, characters and tags are told apart", () => {
  for (const text of ["42", "-1", "0xff", "2r1010", "1/3", "1.5e10", "7N"]) is(matchOf("number").exec(text)?.[0], text);
  is(matchOf("number").exec("a1"), null);
  for (const text of [":a", "::b", ":ns/k"]) is(matchOf("keyword").exec(text)?.[0], text);
  for (const text of ["\\a", "\\newline", "\\u0041"]) is(matchOf("character").exec(text)?.[0], text);
  is(matchOf("tag").exec('#inst "2026-01-01"')?.[0], "#inst");
});
