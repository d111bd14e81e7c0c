/**
 * Every mistake the reader knows: code → sentence, hint, the smallest program that causes it. A test runs each example.
 * @module
 */

import { type Diagnostic, diagnostic, type ErrorEntry, type Note, type Span } from "../source/mod.ts";

/** How many brackets and prefixes may be open at once. */
export const DEPTH_LIMIT = 2_000;
/** How many mistakes of one text are reported; after that many, it is not a program. */
export const ERROR_LIMIT = 1_000;

function entry<Data>(
  message: (data: Data) => string,
  hint: string | null,
  example: string,
): ErrorEntry<Data> {
  return { message, hint, example };
}

/** Code → sentence, hint, example. */
export const READER_ERRORS = {
  "unclosed": entry<{ open: string; close: string }>(
    (d) => `\`${d.open}\` is unclosed: the text ends before its \`${d.close}\``,
    "close it, or look for the bracket before it that took its place",
    "(+ 1 2",
  ),
  "unclosed-string": entry<{ what: string }>(
    (d) => `The ${d.what} is unclosed: the text ends before its \`"\``,
    'a quote inside a string is written `\\"`',
    '(println "hello)',
  ),
  "unmatched": entry<{ close: string }>(
    (d) => `\`${d.close}\` is unmatched: no bracket is open here`,
    "remove it, or look for the bracket that closes too early before it",
    "(+ 1 2))",
  ),
  "mismatched": entry<{ open: string; close: string; wanted: string }>(
    (d) => `\`${d.close}\` is mismatched: \`${d.open}\` is open here and ends with \`${d.wanted}\``,
    "one of the two is of the wrong kind, or a closer is missing before it",
    "(]",
  ),
  "missing-form": entry<{ prefix: string; wanted: string }>(
    (d) => `\`${d.prefix}\` needs ${d.wanted} after it`,
    "write the form, or remove the prefix",
    "(a ')",
  ),
  "too-deep": entry<{ limit: number }>(
    (d) => `Brackets are nested more than ${d.limit} deep`,
    "build such data with code, or split it",
    "(".repeat(DEPTH_LIMIT + 1),
  ),
  "too-many-errors": entry<{ limit: number }>(
    (d) => `More than ${d.limit} mistakes, the rest of the text was not read`,
    "is this a Batuta file?",
    ")".repeat(ERROR_LIMIT + 1),
  ),
  "odd-map": entry<{ count: number }>(
    (d) => `A map needs a value for every key, got ${d.count} ${d.count === 1 ? "form" : "forms"}`,
    "an odd number of forms is a tagged tuple when the first is a keyword: `{:tag a b}`",
    '{"a" 1 "b"}',
  ),
  "duplicate-key": entry<{ key: string }>(
    (d) => `The map has a duplicate key: \`${d.key}\``,
    "keep one of the two",
    "{:a 1 :a 2}",
  ),
  "duplicate-element": entry<{ element: string }>(
    (d) => `The set has a duplicate element: \`${d.element}\``,
    "keep one of the two",
    "#{1 1}",
  ),
  "bad-number": entry<{ text: string }>(
    (d) => `\`${d.text}\` is not a number`,
    "names do not start with a digit; numbers look like 42, 1.5e3, 1/3, 0xff, 2r1010",
    "12ab",
  ),
  "bad-symbolic": entry<{ text: string }>(
    (d) => `\`##${d.text}\` is no number`,
    "there are `##Inf`, `##-Inf` and `##NaN`",
    "##Infinity",
  ),
  "bad-escape": entry<{ text: string }>(
    (d) => `\`${d.text}\` is no escape that strings know`,
    'known: \\n \\t \\r \\\\ \\" \\b \\f \\0 \\u0041 \\u{1F600} \\o101; a backslash itself is written `\\\\`',
    '"\\q"',
  ),
  "bad-char": entry<{ text: string }>(
    (d) => `\`${d.text}\` is no character`,
    "one character after the backslash, or one of newline space tab return backspace formfeed nul u0041 o101",
    "\\newlin",
  ),
  "bad-keyword": entry<{ text: string }>(
    (d) => `\`${d.text}\` is not a keyword`,
    "keywords look like :name, :ns/name, ::name, ::alias/name",
    ":",
  ),
  "bad-symbol": entry<{ text: string }>(
    (d) => `\`${d.text}\` is not a name`,
    "a name is `name` or `ns/name`; a keyword has its colon in front: `:name`",
    "name:",
  ),
  "invisible": entry<{ text: string; code: string }>(
    (d) => `The name \`${d.text}\` holds an invisible character, ${d.code}`,
    "delete the name and type it again",
    "a\u200bb",
  ),
  "unknown-alias": entry<{ alias: string; text: string }>(
    (d) => `\`${d.text}\`: no namespace is known as \`${d.alias}\` here`,
    "name it first: `(ns … (:require [some.namespace :as alias]))`",
    "::nowhere/a",
  ),
  "bad-regex": entry<{ reason: string }>(
    (d) => d.reason,
    "the syntax is JavaScript's, with the `u` flag",
    '#"(a"',
  ),
  "bad-inst": entry<{ text: string }>(
    (d) => `\`${d.text}\` is not a point in time`,
    'write `#inst "2026-01-31T12:00:00Z"`',
    '#inst "yesterday"',
  ),
  "bad-uuid": entry<{ text: string }>(
    (d) => `\`${d.text}\` is not a UUID`,
    'write `#uuid "00000000-0000-0000-0000-000000000000"`',
    '#uuid "1-2"',
  ),
  "bad-duration": entry<{ text: string }>(
    (d) => `\`${d.text}\` is not a duration`,
    'write `#duration "PT1H30M5S"`',
    '#duration "1 hour"',
  ),
  "unknown-tag": entry<{ tag: string }>(
    (d) => `No reader knows the tag \`#${d.tag}\``,
    "known tags: #inst, #uuid, #duration",
    "#point [1 2]",
  ),
  "unreadable": entry<{ text: string }>(
    (d) => `\`${d.text}\` is how a value without a written form is shown; it cannot be read`,
    "name the value instead, or print what it was made from",
    "#<fn user/f>",
  ),
  "bad-dispatch": entry<{ text: string }>(
    (d) => `\`${d.text}\` begins nothing`,
    "after `#` come: { ( \" ' _ ^ ? # : or a tag; `#!` only at the start of the file",
    "# a",
  ),
  "nested-fn": entry<Record<never, never>>(
    () => "`#()` inside `#()` has no clear `%`",
    "write the inner or the outer one as `(fn [x] …)`",
    "#(map #(inc %) %)",
  ),
  "bad-parameter": entry<{ text: string }>(
    (d) => `\`${d.text}\` is no parameter of \`#()\``,
    "parameters are % %1 … %20 and %&",
    "#(+ %0 1)",
  ),
  "bad-meta": entry<{ what: string }>(
    (d) => `Metadata is a keyword, symbol, string, vector or map, not ${d.what}`,
    "write `^:flag x` or `^{:key value} x`",
    "^5 x",
  ),
  "no-meta": entry<{ what: string }>(
    (d) => `${d.what} cannot carry metadata`,
    "symbols and collections can",
    "^:a 5",
  ),
  "bad-conditional": entry<{ prefix: string }>(
    (d) => `\`${d.prefix}\` takes pairs of a feature and a form in parentheses`,
    "write `#?(:batuta 1 :default 2)`",
    "#?(:batuta)",
  ),
  "bad-splice": entry<Record<never, never>>(
    () => "`#?@` puts the elements of a vector or list into the collection around it; here is none",
    "write it inside a collection: `[#?@(:batuta [1 2])]`",
    "#?@(:batuta [1 2])",
  ),
  "bad-namespace-map": entry<{ text: string }>(
    (d) => `\`${d.text}\` needs a namespace and then a map`,
    "write `#:user{:name 1}` or `#::{:name 1}`",
    "#:user [1]",
  ),
} as const;

/** A code of the reader. */
export type ReaderErrorCode = keyof typeof READER_ERRORS;

/** What the sentence of a code is made of. */
export type ReaderErrorData<Code extends ReaderErrorCode> = Parameters<(typeof READER_ERRORS)[Code]["message"]>[0];

/** The diagnostic of a code at a place. */
export function readerError<Code extends ReaderErrorCode>(
  code: Code,
  data: ReaderErrorData<Code>,
  at: Span | null,
  notes: readonly Note[] = [],
): Diagnostic {
  // The table pairs each code with its own data type; a union of codes loses that pairing, the parameters keep it.
  const { message, hint } = READER_ERRORS[code] as ErrorEntry<ReaderErrorData<Code>>;
  return diagnostic(code, message(data), at, { hint, notes });
}
