/** Notation: `Row` is a collection of this test, printed in square brackets, as rooms and files outside print theirs. */
import { deepStrictEqual as same, ok, strictEqual as is } from "node:assert/strict";
import fc from "fast-check";
import { char, parseChar, printChar } from "../../lib/data/char.ts";
import { BatutaError } from "../../lib/data/errors.ts";
import { kw } from "../../lib/data/keyword.ts";
import { mkFloat as f, ratio } from "../../lib/data/number.ts";
import { Entity, Obj, type Printer, typeName } from "../../lib/data/object.ts";
import { printPlain, printReadably, printString, toText } from "../../lib/data/print.ts";
import { regex } from "../../lib/data/regex.ts";
import { sym } from "../../lib/data/symbol.ts";
import { tuple } from "../../lib/data/tuple.ts";

class Row extends Obj {
  constructor(readonly items: Iterable<unknown>) {
    super();
  }
  equals(): boolean {
    return false;
  }
  hash(): number {
    return 0;
  }
  override print(printer: Printer): void {
    printer.sequence("[", this.items, "]");
  }
}

class Thing extends Entity {
  override get typeName(): string {
    return "Thing";
  }
}

class Tagged extends Row {
  override print(printer: Printer): void {
    printer.text("#tag");
    printer.value(1);
    printer.text("/");
    printer.entries("{", [["k", kw("v")], [kw("l"), 2]], "}");
    printer.text("!");
  }
}

Deno.test("each kind prints as its literal", () => {
  const cases: [unknown, string][] = [
    [null, "nil"],
    [true, "true"],
    [42, "42"],
    [f(3), "3.0"],
    [NaN, "##NaN"],
    [ratio(-1, 3), "-1/3"],
    [2n ** 64n, "18446744073709551616"],
    ['a"b\\\n\u0000é', '"a\\"b\\\\\\n\\u0000é"'],
    [kw("ns/k"), ":ns/k"],
    [sym("ns", "s"), "ns/s"],
    [char(10), "\\newline"],
    [char(0xa0), "\\u00a0"],
    [char(0x1f600), "\\😀"],
    [regex('(?i)a"\\d'), '#"(?i)a\\"\\d"'],
    [tuple(kw("compute"), 1, 2), "{:compute 1 2}"],
    [tuple(kw("shutdown")), "{:shutdown}"],
    [new Uint8Array([1, 255]), "#<bytes 01ff>"],
    [new BatutaError("x", "bad"), "#<error bad>"],
    [new Thing(), "#<Thing>"],
    [function go() {}, "#<fn go>"],
    [(() => () => 1)(), "#<fn>"],
    [new URL("a:b"), "#<URL>"],
  ];
  for (const [value, text] of cases) is(printReadably(value), text);
});

Deno.test("strings and characters inside collections: quoted by pr-str and str, raw by println", () => {
  const row = new Row(["s", char(97), new Row(["t"]), null]);
  is(printReadably(row), '["s" \\a ["t"] nil]');
  is(toText(row), '["s" \\a ["t"] nil]');
  is(printPlain(row), "[s a [t] nil]");
});

Deno.test("str of a value is its text", () => {
  same(["s", null, char(97), kw("k"), f(2), regex("a"), sym(null, "y")].map(toText), [
    "s",
    "",
    "a",
    ":k",
    "2.0",
    "a",
    "y",
  ]);
});

Deno.test("a value's parts are printed in the order in which it names them", () => {
  is(printReadably(new Row([new Tagged([]), 3])), '[#tag1/{"k" :v :l 2}! 3]');
});

Deno.test("a million levels of nesting do not overflow the stack", () => {
  let deep: unknown = 1;
  for (let i = 0; i < 1_000_000; i++) deep = new Row([deep]);
  is(printReadably(deep).length, 2_000_001);
});

Deno.test("a limit cuts endless values", () => {
  const endless = new Row({
    *[Symbol.iterator]() {
      for (;;) yield 1;
    },
  });
  is(printReadably(endless, { length: 8 }), "[1 1 1 1…");
  is(printReadably(new Row([1, 2]), { length: 5 }), "[1 2]");
});

Deno.test("string literals hold any text in printable, well-formed characters", () => {
  fc.assert(fc.property(fc.string({ unit: fc.nat(0xffff).map((u) => String.fromCharCode(u)) }), (text) => {
    const literal = printString(text);
    ok(literal.isWellFormed());
    is(
      JSON.parse(literal.replace(/[\u0080-\uffff]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"))),
      text,
    );
  }));
});

Deno.test("characters print and parse back", () => {
  fc.assert(fc.property(fc.oneof(fc.nat(0x2ff), fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff })), (cp) => {
    is(parseChar(printChar(char(cp)).slice(1)), char(cp));
  }));
  same([parseChar("u0041"), parseChar("o101"), parseChar("space"), parseChar("nul")], [65, 65, 32, 0].map(char));
  for (const bad of ["", "ab", "u004", "ud800", "o777", "\ud800"]) is(parseChar(bad), undefined);
});

Deno.test("type names are those users write", () => {
  const values = [
    1,
    2n ** 64n,
    f(1),
    0.5,
    ratio(1, 2),
    "s",
    kw("k"),
    sym(null, "s"),
    char(97),
    true,
    null,
    () => 1,
    regex("a"),
  ];
  is(
    values.map(typeName).join(" "),
    "Int Int Float Float Ratio String Keyword Symbol Char Bool Nil Fn Regex",
  );
  same([tuple(kw("t")), new Uint8Array(), new BatutaError("x", "y")].map(typeName), ["Tuple", "Bytes", "Error"]);
});
