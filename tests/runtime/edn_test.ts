/** Notation: `read("[1]")` reads a value and prints it readably; `wrong("[")` is the message of the failure. */
import { strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { BatutaError, equals, get, kw, mapOf, printReadably, symbolFrom, vecOf } from "../../lib/data/mod.ts";
import { machine, wait, wake } from "../../lib/runtime/mod.ts";
import { call, failureIn, primitive, run } from "./primitives.ts";
import { anyValue } from "./values.ts";

const EDN = "batuta.edn";

function readString(...args: unknown[]): Promise<unknown> {
  return run(() => primitive("read-string", EDN)(...args));
}

async function read(text: string): Promise<string> {
  return printReadably(await readString(text));
}

async function wrong(text: string): Promise<string> {
  const error = await readString(text).catch((e) => e);
  return error instanceof BatutaError ? error.message.replace(/^EDN, line /, "") : `read: ${printReadably(error)}`;
}

Deno.test("values survive being written and read", async () => {
  await fc.assert(
    fc.asyncProperty(anyValue, async (value) => {
      const text = await run(() => primitive("write", EDN)(value));
      return equals(await readString(text), value);
    }),
    { numRuns: 300 },
  );
});

Deno.test("every kind of value is read", async () => {
  strictEqual(
    await read("[nil true false 1 -2 +3 4N 0xff 2r101 1/2 1.5 1e3 ##Inf]"),
    "[nil true false 1 -2 3 4 255 5 1/2 1.5 1000.0 ##Inf]",
  );
  strictEqual(
    await read("(a a/b / :k :a/b \\a \\newline \\u0041 \\space \\( \\,)"),
    "(a a/b / :k :a/b \\a \\newline \\A \\space \\( \\,)",
  );
  strictEqual(await read('"a\\n\\"\\\\\\u00e9\\u{1F600}\\101"'), '"a\\n\\"\\\\é😀A"');
  strictEqual(await read("{:a 1, :b {} :c #{1} :d [] :e ()}"), "{:a 1 :b {} :c #{1} :d [] :e ()}");
  strictEqual(await read("{:compute 1 2}"), "{:compute 1 2}");
  strictEqual(await read('#inst "2026-01-02"'), '#inst "2026-01-02T00:00:00.000Z"');
  strictEqual(await read("#:a{:b 1 :c/d 2 :_/e 3}"), "{:a/b 1 :c/d 2 :e 3}");
  strictEqual(await read('#"a\\d\\"b"'), '#"a\\d\\"b"');
});

Deno.test("comments and what is discarded are no values", async () => {
  strictEqual(await read("; a\n[1 #_ 2 #_ #_ 3 4 #_ [5 #unknown 6] ; b\n 7] ignored"), "[1 7]");
});

Deno.test("metadata is attached", async () => {
  const value = await readString("^:a ^{:b 2} [1]");
  strictEqual(printReadably(call("meta", value)), "{:b 2 :a true}");
});

Deno.test("failures say where and what", async () => {
  strictEqual(await wrong("\n  [1 2"), "2, column 3: this vector is never completed");
  strictEqual(await wrong("(1 2]"), "1, column 5: expected `)`, got `]`");
  strictEqual(await wrong("]"), "1, column 1: `]` closes nothing");
  strictEqual(await wrong("{1 2 3}"), "1, column 1: a map needs a value for every key");
  strictEqual(await wrong("{1 2 1 3}"), "1, column 1: a map holds the key 1 twice");
  strictEqual(await wrong("#{1 1}"), "1, column 1: a set holds the same value twice");
  strictEqual(await wrong('["abc'), "1, column 2: this string is never closed");
  strictEqual(await wrong('"a\\qb"'), "1, column 3: `\\q` is no escape");
  strictEqual(await wrong("[#_]"), "1, column 2: a value must follow, got `]`");
  strictEqual(await wrong("12ab"), "1, column 1: `12ab` is no number");
  strictEqual(await wrong("[::a]"), "1, column 2: `::a` depends on a namespace, so it is no data");
  strictEqual(await wrong("'a"), "1, column 1: `'` belongs to code, not to data");
  strictEqual(await wrong('#inst "yesterday"'), '1, column 1: "yesterday" is nothing that `#inst` can be');
  strictEqual(await wrong("#point [1]"), "1, column 1: nobody knows the tag `#point`; `:readers` and `:default` can");
});

Deno.test("functions for tags may wait, and outer ones see what inner ones gave", async () => {
  const slowly = (x: unknown) => {
    const process = machine.current;
    if (process === null) throw new Error("run() starts a process");
    setTimeout(() => wake(process, vecOf(kw("slow"), x)));
    return wait();
  };
  const options = mapOf(
    kw("readers"),
    mapOf(symbolFrom("slow"), slowly, symbolFrom("my/quick"), (x: unknown) => vecOf(x)),
  );
  strictEqual(printReadably(await readString(options, "[#slow 1 #my/quick #slow 2]")), "[[:slow 1] [[:slow 2]]]");
});

Deno.test("a function for all other tags gets tag and value; built-in tags can be replaced", async () => {
  const options = mapOf(
    kw("default"),
    (tag: unknown, x: unknown) => vecOf(tag, x),
    kw("readers"),
    mapOf(symbolFrom("inst"), (x: unknown) => x),
  );
  strictEqual(printReadably(await readString(options, '[#a/b 1 #inst "x"]')), '[[a/b 1] "x"]');
});

Deno.test("the end of the text is nil, a value of one's own, or a failure", async () => {
  strictEqual(await readString(" ; nothing"), null);
  strictEqual(await readString(mapOf(kw("eof"), 1), ""), 1);
  strictEqual((await failureIn(readString(mapOf(), ""))).code, "edn-end");
});

Deno.test("nesting of 100,000 levels is read and written in no more stack than any other", async () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  strictEqual(await run(() => primitive("write", EDN)(primitive("read-string", EDN)(deep))), deep);
  strictEqual(await wrong("(".repeat(100_000)), "1, column 100000: this list is never completed");
});

Deno.test("a string, a comment and white space of a million characters are read", async () => {
  const long = "x\\\\".repeat(300_000);
  const value = await readString(`;${long}\n${" ".repeat(500_000)}"${long}"`);
  strictEqual(String(value).length, 600_000);
});

Deno.test("a reader is read form by form, across lines, and keeps what it did not need", async () => {
  const reader = call("-string-reader", '{:a\n 1} 2 ; x\n"a\nb"');
  const next = () => run(() => primitive("read", EDN)(reader));
  strictEqual(printReadably(await next()), "{:a 1}");
  strictEqual(await next(), 2);
  strictEqual(await next(), "a\nb");
  strictEqual((await failureIn(next())).code, "edn-end");
});

Deno.test("what does not read back is not written", async () => {
  const error = await failureIn(run(() => primitive("write", EDN)(vecOf(mapOf(kw("a"), primitive("inc"))))));
  strictEqual(error.message, "#<fn batuta.core/inc> cannot be written so that it reads back");
  strictEqual(await run(() => primitive("write", EDN)("#<x>")), '"#<x>"');
  strictEqual(get(mapOf(), 1, 2), 2);
});
