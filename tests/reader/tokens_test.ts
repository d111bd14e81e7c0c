import assert from "node:assert/strict";
import { tokenize } from "../../lib/reader/mod.ts";
import { Source } from "../../lib/source/mod.ts";

/** `kind:text` of each token that is no space. */
function tokens(text: string): string[] {
  return tokenize(new Source("t", text)).filter((t) => t.kind !== "space").map((t) =>
    `${t.kind}:${text.slice(t.start, t.end)}`
  );
}

Deno.test("tokens of every kind", () => {
  assert.deepEqual(tokens('(a #{1} "s" #"r" \\c :k)'), [
    "open:(",
    "symbol:a",
    "open:#{",
    "number:1",
    "close:}",
    'string:"s"',
    'regex:#"r"',
    "char:\\c",
    "keyword::k",
    "close:)",
  ]);
  assert.deepEqual(tokens("'`~~@@#'^#^#_#?#?@##Inf"), [
    "prefix:'",
    "prefix:`",
    "prefix:~",
    "prefix:~@",
    "prefix:@",
    "prefix:#'",
    "prefix:^",
    "prefix:#^",
    "prefix:#_",
    "prefix:#?",
    "prefix:#?@",
    "prefix:##",
    "symbol:Inf",
  ]);
  assert.deepEqual(tokens("#inst #:a{ #::{ #actor<n.1>"), [
    "tag:#inst",
    "namespace:#:a",
    "open:{",
    "namespace:#::",
    "open:{",
    "tag:#actor<n.1>",
  ]);
});

Deno.test("a comment ends before its line ending", () => {
  assert.deepEqual(tokens("; a\r\n;b\n;"), ["comment:; a", "comment:;b", "comment:;"]);
});

Deno.test("names go on through quotes, hashes and colons", () => {
  assert.deepEqual(tokens("foo' x# a:b -1 +a 1'"), [
    "symbol:foo'",
    "symbol:x#",
    "symbol:a:b",
    "number:-1",
    "symbol:+a",
    "number:1'",
  ]);
});

Deno.test("an unclosed string reaches to the end", () => {
  assert.deepEqual(tokens('1 "a) \\"'), ["number:1", 'string:"a) \\"']);
  assert.deepEqual(tokens('"\\'), ['string:"\\']);
});
