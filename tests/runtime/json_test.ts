/** Notation: `read("[1]")` parses and prints the value readably; `wrong("[")` is the message of the failure. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { BatutaError, equals, get, kw, printReadably, toArray } from "../../lib/data/mod.ts";
import { call, failureIn, primitive, run } from "./primitives.ts";
import { anyJson } from "./values.ts";

function parse(text: unknown, options: unknown = null): unknown {
  return primitive("parse", "batuta.json")(text, options);
}

function write(value: unknown, options: unknown = null): Promise<unknown> {
  return run(() => primitive("write", "batuta.json")(value, options));
}

function read(text: string): string {
  return printReadably(parse(text));
}

function bytes(...values: number[]): Uint8Array {
  return new Uint8Array(values);
}

function failureOf(text: unknown): BatutaError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof BatutaError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

function wrong(text: unknown): string {
  return failureOf(text).message;
}

// What RFC 8259 calls JSON, what it does not, and what it leaves open; the names say which rule.
const ACCEPTED: Record<string, readonly [text: string, value: string]> = {
  array_empty: ["[]", "[]"],
  array_in_arrays: ["[[],[[]]]", "[[] [[]]]"],
  array_with_spaces: [" [ 1 , 2 ] ", "[1 2]"],
  array_with_all_white_space: ["\t[\r\n1\n,\t2 ]\r", "[1 2]"],
  array_of_all_kinds: ['[null,true,false,1,"a",{},[]]', '[nil true false 1 "a" {} []]'],
  array_ending_in_line_break: ["[1\n]\n", "[1]"],
  array_of_null: ["[null]", "[nil]"],
  array_of_empty_string: ['[""]', '[""]'],
  object_empty: ["{}", "{}"],
  object_with_spaces: [' { "a" : 1 , "b" : [ ] } ', '{"a" 1 "b" []}'],
  object_with_line_breaks: ['{\n"a"\r:\t"b"\n}', '{"a" "b"}'],
  object_in_object: ['{"a":{"b":{}}}', '{"a" {"b" {}}}'],
  object_duplicate_key_and_value: ['{"a":1,"a":1}', '{"a" 1}'],
  object_null_in_key: ['{"a\\u0000b":1}', '{"a\\u0000b" 1}'],
  object_extreme_numbers: ['{"min":-1.0e+28,"max":1.0e+28}', '{"min" -1.0e28 "max" 1.0e28}'],
  object_empty_key: ['{"":0}', '{"" 0}'],
  object_duplicate_keys: ['{"a":1,"b":2,"a":3}', '{"a" 3 "b" 2}'],
  object_escaped_key: ['{"\\u0061":1,"a":2}', '{"a" 2}'],
  object_of_proto: ['{"__proto__":1,"constructor":2}', '{"__proto__" 1 "constructor" 2}'],
  object_number_like_keys_keep_their_order: ['{"b":1,"2":2,"1":3}', '{"b" 1 "2" 2 "1" 3}'],
  lonely_null: ["null", "nil"],
  lonely_true: ["true", "true"],
  lonely_false: ["false", "false"],
  lonely_empty_string: ['""', '""'],
  lonely_value_in_space: [" \r\n\t1\t", "1"],
  lonely_string: ['"a"', '"a"'],
  lonely_number: ["42", "42"],
  lonely_negative: ["-42", "-42"],
  number_zero: ["0", "0"],
  number_minus_zero: ["[-0]", "[0]"],
  number_minus_zero_float: ["[-0.0]", "[-0.0]"],
  number_whole_float: ["[1.0]", "[1.0]"],
  number_exponent: ["[1e3,1E3,1e+3,1e-3,1.5e3]", "[1000.0 1000.0 1000.0 0.001 1500.0]"],
  number_zero_exponent: ["[0e1,0e+1]", "[0.0 0.0]"],
  number_small_digits: ["[0.0000000000000000000000001]", "[1.0e-25]"],
  number_underflow: ["[1e-400]", "[0.0]"],
  number_capital_exponent: ["[1E22,1E-2,1.5E+2]", "[1.0e22 0.01 150.0]"],
  number_fraction: ["[123.456789,-0.5]", "[123.456789 -0.5]"],
  number_close_to_zero: ["[-4.9e-324]", "[-5.0e-324]"],
  number_largest_float: ["[1.7976931348623157e308]", "[1.7976931348623157e308]"],
  number_after_space: ["[ 4]", "[4]"],
  number_safe: [
    "[9007199254740991,9007199254740992,9007199254740993]",
    "[9007199254740991 9007199254740992 9007199254740993]",
  ],
  number_big: ["[-123456789012345678901234567890]", "[-123456789012345678901234567890]"],
  string_escapes: ['["\\"\\\\\\/\\b\\f\\n\\r\\t"]', '["\\"\\\\/\\b\\f\\n\\r\\t"]'],
  string_unicode_escape: ['["\\u00e9\\u00E9"]', '["éé"]'],
  string_of_two_three_and_four_bytes: ['"é€𝄞"', '"é€𝄞"'],
  string_backslash_then_u: ['"\\\\u0041"', '"\\\\u0041"'],
  string_escaped_quote_at_end: ['"a\\""', '"a\\""'],
  string_escaped_control: ['"\\u0012"', '"\\u0012"'],
  string_escaped_letters_of_both_cases: ['"\\uA66D\\ua66d"', '"\ua66d\ua66d"'],
  string_escaped_non_characters: ['"\\uffff\\uDBFF\\uDFFF"', '"\uffff\u{10ffff}"'],
  string_no_break_space: ['"\u00a0"', '"\u00a0"'],
  string_word_joiner: ['"\u2060"', '"\u2060"'],
  string_byte_order_mark_inside: ['"\ufeff"', '"\ufeff"'],
  string_private_use: ['"\ue000"', '"\ue000"'],
  string_reserved: ['"\u{1bfff}"', '"\u{1bfff}"'],
  string_like_a_word: ['["null","1","[]"]', '["null" "1" "[]"]'],
  string_surrogates: ['["\\ud83d\\ude00"]', '["😀"]'],
  string_lone_surrogate: ['["\\ud83d"]', '["\\ud83d"]'],
  string_null_escape: ['["\\u0000"]', '["\\u0000"]'],
  string_delete_and_separators: ['["\x7f\u2028\u2029"]', '["\\u007f\\u2028\\u2029"]'],
  string_non_characters: ['["\uffff\u{10ffff}"]', '["\uffff\u{10ffff}"]'],
  string_comment_inside: ['["a/*b*/"]', '["a/*b*/"]'],
};

const REJECTED: Record<string, string> = {
  nothing: "",
  only_space: " ",
  byte_order_mark: "\ufeff[]",
  form_feed: "[\f]",
  no_break_space: "[\u00a0]",
  array_open: "[",
  array_open_after_value: "[1",
  array_open_after_comma: "[1,",
  array_closed_twice: "[1]]",
  array_extra_comma: "[1,]",
  array_double_comma: "[1,,2]",
  array_leading_comma: "[,1]",
  array_only_comma: "[,]",
  array_without_comma: "[1 2]",
  array_colon: "[1:2]",
  array_closed_by_brace: "[1}",
  array_in_array_without_comma: "[3[4]]",
  array_open_after_line_break: '["a",\n4\n,1,',
  array_open_in_word: "[ false, nul",
  array_open_string: "['",
  array_star: "[*]",
  array_angle: "[<null>]",
  array_line_break_escape: '[\\u000A""]',
  array_word_joiner: "[\u2060]",
  array_null_unit: "[\0]",
  closed_only: "]",
  closed_array_then_open_object: "[]{",
  closed_value: "1]",
  two_values: "1 2",
  two_arrays: "[][]",
  two_objects: "{}{}",
  value_then_null_unit: "123\0",
  angle_word: "<null>",
  letter: "å",
  value_then_garbage: "[1]x",
  comment_line: "[1] // x",
  comment_block: "/* x */ [1]",
  object_open: "{",
  object_open_after_key: '{"a"',
  object_open_after_colon: '{"a":',
  object_open_after_value: '{"a":1',
  object_extra_comma: '{"a":1,}',
  object_double_comma: '{"a":1,,"b":2}',
  object_without_colon: '{"a" 1}',
  object_double_colon: '{"a"::1}',
  object_without_key: "{:1}",
  object_without_value: '{"a":}',
  object_number_key: "{1:1}",
  object_bare_key: "{a:1}",
  object_single_quotes: "{'a':1}",
  object_closed_by_bracket: '{"a":1]',
  object_closed_only: "}",
  object_only_comma: "{,}",
  object_open_key: '{"a',
  object_open_single_quote: "{'a",
  object_array_as_key: '{[: "x"}',
  object_word_keys: "{null:null}",
  object_key_without_value: '{"a":1,"b"}',
  object_without_key_and_colon: '{"a":1,"b",}',
  object_comma_for_colon: '{"x",null}',
  object_value_then_garbage: '{"a":"a" 123}',
  object_comment_inside: '{"a":/* x */1}',
  object_comment_after: '{"a":1}/**/',
  object_hash_comment_after: '{"a":1}#',
  object_several_commas: '{"a":1,,,,}',
  object_then_string: '{"a":true} "x"',
  object_semicolon: '{"a":1;"b":2}',
  word_false_short: "[fals]",
  word_null_short: "[nul]",
  word_in_two: "[tr ue]",
  word_capital: "[True]",
  word_short: "[tru]",
  word_long: "[nulls]",
  word_undefined: "[undefined]",
  number_plus: "[+1]",
  number_double_plus: "[++1]",
  number_sum: "[1+2]",
  number_minus_letter: "[-a]",
  number_minus_infinity: "[-Infinity]",
  number_minus_nan: "[-NaN]",
  number_minus_no_fraction: "[-2.]",
  number_letter_after: "[1a]",
  number_minus_letter_after: "[-1x]",
  number_letter_after_fraction: "[1.2a-3]",
  number_letter_in_exponent: "[1ea]",
  number_double_exponent: "[1eE2]",
  number_exponent_minus_only: "[1.0e-]",
  number_exponent_fraction: "[1e1.5]",
  number_zero_no_exponent: "[0e]",
  number_zero_fraction_no_exponent: "[0.3e+]",
  number_space_inside: "[1 000.0]",
  number_double_zero: "[00]",
  number_null_unit_after: "[1\0]",
  number_leading_zero: "[01]",
  number_minus_leading_zero: "[-01]",
  number_only_minus: "[-]",
  number_minus_space: "[- 1]",
  number_double_minus: "[--1]",
  number_no_whole_part: "[.5]",
  number_minus_no_whole_part: "[-.5]",
  number_no_fraction: "[1.]",
  number_no_fraction_exponent: "[1.e1]",
  number_no_exponent: "[1e]",
  number_no_exponent_sign: "[1e+]",
  number_two_dots: "[1.2.3]",
  number_hex: "[0x1]",
  number_infinity: "[Infinity]",
  number_nan: "[NaN]",
  number_too_large: "[1e400]",
  number_underscore: "[1_000]",
  number_big_suffix: "[1n]",
  number_full_width: "[１]",
  string_open: '["a',
  string_only_quote: '"',
  string_escaped_last_quote: '["\\"]',
  string_surrogate_then_escaped_quote: '["\\ud800\\"]',
  string_surrogate_then_no_digits: '["\\ud800\\u"]',
  string_surrogate_then_short_escape: '["\\ud834\\udd"]',
  string_surrogates_then_bad_escape: '["\\ud800\\ud800\\x"]',
  string_escape_of_space: '["\\ "]',
  string_escape_of_four_byte_letter: '["\\🌀"]',
  string_escape_of_control: '["\\\0"]',
  string_escape_outside: '[\\u0020"a"]',
  string_letter_escape: '["\\a"]',
  string_backtick: "[`a`]",
  string_unit_separator: '["\x1f"]',
  string_joined: '["a" "b"]',
  string_open_at_escape: '["\\',
  string_single_quotes: "['a']",
  string_bare: "[a]",
  string_control: '["a\x00b"]',
  string_tab: '["\t"]',
  string_line_break: '["a\nb"]',
  string_bad_escape: '["\\x41"]',
  string_octal_escape: '["\\101"]',
  string_short_escape: '["\\u00e"]',
  string_escape_not_hex: '["\\u00eg"]',
  string_escape_braces: '["\\u{41}"]',
  string_capital_escape: '["\\U0041"]',
};

// What a parser may decide: a value, or the code of the failure.
const LEFT_OPEN: Record<string, readonly [text: string | Uint8Array, outcome: string]> = {
  lone_high_surrogate: ['"\\ud800"', '"\\ud800"'],
  lone_low_surrogate: ['"\\udc00a"', '"\\udc00a"'],
  surrogates_in_wrong_order: ['"\\udd1e\\ud834"', '"\\udd1e\\ud834"'],
  high_surrogate_then_letter: ['"\\ud800a"', '"\\ud800a"'],
  number_too_large_for_a_float: ["1e309", "json-syntax"],
  number_too_small_for_a_float: ["-1e-999", "-0.0"],
  number_of_many_digits: ["100000000000000000000", "100000000000000000000"],
  number_exponent_of_many_digits: ["0.4e00669999999999999999999999999999999999999969", "json-syntax"],
  nested_500_deep: ["[".repeat(500) + "]".repeat(500), "[".repeat(500) + "]".repeat(500)],
  byte_order_mark: ["\ufeff{}", "json-syntax"],
  bytes_with_byte_order_mark: [bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d), "json-syntax"],
  bytes_overlong: [bytes(0x22, 0xc0, 0xaf, 0x22), "not-utf8"],
  bytes_overlong_of_six: [bytes(0x22, 0xfc, 0x83, 0xbf, 0xbf, 0xbf, 0xbf, 0x22), "not-utf8"],
  bytes_cut_off: [bytes(0x22, 0xe0, 0xff, 0x22), "not-utf8"],
  bytes_lone_continuation: [bytes(0x22, 0x81, 0x22), "not-utf8"],
  bytes_surrogate: [bytes(0x22, 0xed, 0xa0, 0x80, 0x22), "not-utf8"],
  bytes_beyond_unicode: [bytes(0x22, 0xf4, 0xbf, 0xbf, 0xbf, 0x22), "not-utf8"],
  bytes_latin_1: [bytes(0x22, 0xe9, 0x22), "not-utf8"],
  bytes_utf_16: [bytes(0x5b, 0, 0x5d, 0), "json-syntax"],
  bytes_of_nothing: [bytes(), "json-syntax"],
};

for (const [rule, [text, outcome]] of Object.entries(LEFT_OPEN)) {
  Deno.test(`JSON decides: ${rule}`, () => {
    const refused = outcome === "json-syntax" || outcome === "not-utf8";
    strictEqual(refused ? failureOf(text).code : printReadably(parse(text)), outcome);
  });
}

for (const [rule, [text, value]] of Object.entries(ACCEPTED)) {
  Deno.test(`JSON accepts: ${rule}`, () => strictEqual(read(text), value));
}

for (const [rule, text] of Object.entries(REJECTED)) {
  Deno.test(`JSON rejects: ${rule}`, () => strictEqual(failureOf(text).code, "json-syntax"));
}

Deno.test("failures say where and what, lines and columns from 1, columns in code points", () => {
  strictEqual(wrong('{"a": 1,\n  "b" 2}'), "JSON, line 2, column 7: expected `:` after a key, got `2`");
  strictEqual(wrong('["😀" x]'), "JSON, line 1, column 6: expected `,` or `]`, got `x`");
  strictEqual(wrong("[1,"), "JSON, line 1, column 4: expected a value, got the end of the text");
  strictEqual(wrong('\n"abc'), "JSON, line 2, column 1: this string is never closed");
  strictEqual(wrong("[1e999]"), "JSON, line 1, column 2: the number is too large for a Float");
  strictEqual(wrong("[] null"), "JSON, line 1, column 4: `null` after the value");
  strictEqual(printReadably(failureOf("\n ?").data), "{:line 2 :column 2}");
});

Deno.test("nesting of 100,000 levels is read, written and compared in no more stack than any other", async () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  strictEqual(await write(parse(deep)), deep);
  strictEqual(wrong("[".repeat(100_000)), "JSON, line 1, column 100001: expected a value, got the end of the text");
  const objects = '{"a":'.repeat(100_000) + "1" + "}".repeat(100_000);
  strictEqual(await write(parse(objects)), objects);
});

Deno.test("a number of 100,000 digits is exact", async () => {
  const digits = "7".repeat(100_000);
  strictEqual(await write(parse(`[${digits}]`)), `[${digits}]`);
});

Deno.test("keys become keywords when asked", () => {
  strictEqual(printReadably(parse('{"a":{"b c":1}}', call("hash-map", kw("keywords"), true))), "{:a {:b c 1}}");
});

Deno.test("Bytes are read as UTF-8, and nothing else", () => {
  strictEqual(printReadably(parse(new TextEncoder().encode('["é"]'))), '["é"]');
  strictEqual(failureOf(new Uint8Array([0x22, 0xff, 0x22])).code, "not-utf8");
  strictEqual(failureOf(new Uint8Array([0xef, 0xbb, 0xbf, 0x31])).code, "json-syntax");
});

Deno.test("what has no form in JSON is named", async () => {
  const message = async (x: unknown) => (await failureIn(write(x))).message;
  strictEqual(await message(NaN), "JSON has no number like ##NaN");
  strictEqual(await message(Infinity), "JSON has no number like ##Inf");
  strictEqual(await message(call("vector", call("hash-map", null, 1))), "JSON has no key like nil");
  strictEqual(/^JSON has no value like #<fn/.test(await message(primitive("inc"))), true);
});

Deno.test("pretty text has a line for each part", async () => {
  const value = parse('{"a":[1,{"b":[]}],"c":{}}');
  const options = call("hash-map", kw("pretty"), true);
  strictEqual(await write(value, options), '{\n  "a": [\n    1,\n    {\n      "b": []\n    }\n  ],\n  "c": {}\n}');
});

Deno.test("lines are read when they are needed, their number counted", async () => {
  const lines = primitive("parse-lines", "batuta.json")("[1]\n\n{}\n[") as Iterable<unknown>;
  const seen = await run(() => {
    const it = lines[Symbol.iterator]();
    return [printReadably(it.next().value), printReadably(it.next().value)];
  }).catch((e) => e);
  strictEqual(seen instanceof BatutaError && seen.message.startsWith("JSON, line 4, column 2"), true);
});

Deno.test("values survive being written and read", async () => {
  await fc.assert(
    fc.asyncProperty(anyJson, fc.boolean(), async (value, pretty) => {
      const options = pretty ? call("hash-map", kw("pretty"), true) : null;
      return equals(parse(await write(value, options)), value);
    }),
    { numRuns: 300 },
  );
});

Deno.test("text means what it means to JSON.parse, or is rejected by both", () => {
  const plain = (x: unknown): unknown =>
    x instanceof Object && "cursor" in x
      ? Object.fromEntries(toArray(x).map((e) => toArray(e)).map(([k, v]) => [String(k), plain(v)]))
      : x instanceof Object && Symbol.iterator in x
      ? toArray(x).map(plain)
      : x instanceof Object && "v" in x
      ? x.v
      : typeof x === "bigint"
      ? Number(x)
      : x;
  const outcome = (f: () => unknown) => {
    try {
      return { value: f() };
    } catch {
      return "rejected";
    }
  };
  // A value's text with one place changed is JSON about half of the time.
  const nearly = fc.tuple(
    fc.json(),
    fc.nat(),
    fc.constantFrom("", ",", "]", "}", '"', "0", ".", "e", "-", "\\", " ", "1"),
  )
    .map(([text, at, put]) => text.slice(0, at % text.length) + put + text.slice(at % text.length + 1));
  fc.assert(
    fc.property(fc.oneof(fc.json(), nearly), (text) => {
      const expected = outcome(() => JSON.parse(text, (_, v) => Object.is(v, -0) ? 0 : v));
      const got = outcome(() => plain(parse(text)));
      const normal = JSON.stringify(got);
      // Numbers beyond Floats are Infinity to JSON.parse.
      if (/e\+?\d{3}/i.test(text)) return true;
      deepStrictEqual(JSON.parse(normal), JSON.parse(JSON.stringify(expected)));
      return get(null, 1) === null;
    }),
    { numRuns: 1000 },
  );
});
