import assert from "node:assert/strict";
import { codes, read, readOne } from "./notation.ts";

Deno.test("numbers of every notation", () => {
  assert.equal(
    read("42 -7 +7 0 99999999999999999999 42N 0xff 2r1010 36rZZ 017"),
    "42 -7 7 0 99999999999999999999 42 255 10 1295 15",
  );
  assert.equal(read("1.5 1e3 -1.5e-3 1/3 2/4 4/2"), "1.5 1000.0 -0.0015 1/3 1/2 2");
  assert.equal(read("##Inf ##-Inf ##NaN"), "##Inf ##-Inf ##NaN");
  assert.equal(
    read("123456789012345 1234567890123456 9007199254740993"),
    "123456789012345 1234567890123456 9007199254740993",
  );
});

Deno.test("what only looks like a number is a symbol, or a mistake", () => {
  assert.equal(read("+ - -a +a .5 ->x"), "+ - -a +a .5 ->x");
  assert.deepEqual(codes("12ab 1/0 0x 2r3 1.2.3"), Array(5).fill("bad-number"));
  assert.deepEqual(codes("1.5M 2M"), []);
  assert.deepEqual(codes("##inf ## Inf"), ["bad-symbolic", "bad-symbolic"]);
});

Deno.test("strings know their escapes and may span lines", () => {
  assert.equal(readOne('"a\\n\\t\\r\\\\\\"\\b\\f\\0"'), 'a\n\t\r\\"\b\f\0');
  assert.equal(readOne('"\\u0041\\u{1F600}\\o101\\101\\033["'), "A\u{1F600}AA\x1b[");
  assert.equal(readOne('"\\ud83d\\ude00"'), "\u{1F600}");
  assert.equal(readOne('"ab\ncd"'), "ab\ncd");
  assert.equal(readOne('"; #_ ( not code"'), "; #_ ( not code");
});

Deno.test("every wrong escape of a string is reported", () => {
  assert.deepEqual(codes('"\\q \\u12 \\u{110000} \\x41"'), Array(4).fill("bad-escape"));
});

Deno.test("characters", () => {
  assert.equal(
    read('[\\a \\newline \\u0041 \\( \\; \\\\ \\" \\, \\o101 \\é \\\u{1F600} \\space]'),
    '[\\a \\newline \\A \\( \\; \\\\ \\" \\, \\A \\é \\\u{1F600} \\space]',
  );
  assert.equal(read("[\\a\\b](\\))"), "[\\a \\b] (\\))");
  assert.deepEqual(codes("\\newlin \\uD800 \\o777 \\"), Array(4).fill("bad-char"));
});

Deno.test("keywords", () => {
  assert.equal(
    read(":a :a/b ::a ::str/b :users.id :a1 :1 :-> :/ :a//"),
    ":a :a/b :user/a :batuta.str/b :users.id :a1 :1 :-> :/ :a//",
  );
  assert.deepEqual(codes(": :a/ :/a :a: ::str/ :::a"), Array(6).fill("bad-keyword"));
  assert.deepEqual(codes("::nowhere/a"), ["unknown-alias"]);
});

Deno.test("symbols", () => {
  const names = "/ + -> a/b foo' |> % %1 a.b/c.d x# *x* &  :: <= a->b ns// nilly true? é λ";
  assert.equal(read(names), names.replace("  ", " "));
  assert.equal(read("nil true false"), "nil true false");
  assert.deepEqual(codes("a/ /a name:"), Array(3).fill("bad-symbol"));
  assert.deepEqual(codes("a\u200bb :a\u202eb"), ["invisible", "invisible"]);
});

Deno.test("regular expressions keep their backslashes, a quote is written with one", () => {
  assert.equal(read('#"\\d+\\\\" #"a\\"b"'), '#"\\d+\\\\" #"a\\"b"');
  assert.deepEqual(codes('#"(a"'), ["bad-regex"]);
});

Deno.test("points in time and UUIDs", () => {
  assert.equal(read('#inst "2026-01-02T03:04:05Z"'), '#inst "2026-01-02T03:04:05.000Z"');
  assert.equal(
    read('#uuid "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"'),
    '#uuid "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"',
  );
  assert.deepEqual(codes('#inst "soon" #inst 5 #uuid "1" #what [1]'), [
    "bad-inst",
    "bad-inst",
    "bad-uuid",
    "unknown-tag",
  ]);
});

Deno.test("processes are read where the context knows how", () => {
  assert.equal(read("#actor<a.1.2>", { actor: (id) => id }), '"a.1.2"');
  assert.deepEqual(codes("#actor<a.1.2>"), ["unknown-tag"]);
  assert.deepEqual(codes("#<fn"), ["unreadable"]);
});

Deno.test("white space: commas, no-break spaces, a byte order mark; comments; a first line for the shell", () => {
  assert.equal(read("\ufeff[1, 2,,3\u00a04\r\n5]"), "[1 2 3 4 5]");
  assert.equal(read("1 ; one ) \r\n2 ;"), "1 2");
  assert.equal(read("#!/usr/bin/env batuta\n1"), "1");
  assert.deepEqual(codes("1\n#!x"), ["bad-dispatch"]);
});
