/**
 * The few static functions of Clojure's host classes that portable code calls, in namespaces named like the classes. Everything else
 * of them means nothing here.
 * @module
 */
import {
  Char,
  charsOf,
  equals,
  fail,
  isInt,
  parseDecimal,
  parseInteger,
  parseUuid,
  regex,
  truncate,
} from "../data/mod.ts";
import { between, defineLeaves, defineValues, onFirstNeed } from "./core_install.ts";
import { host } from "./host.ts";

function whole(op: string): (text: unknown, radix?: unknown) => unknown {
  return (text, radix = 10) => {
    const n = typeof text === "string" ? parseInteger(text, Number(radix)) : isInt(text) ? text : undefined;
    return n ?? fail("bad-argument", { op, expected: "the digits of an Int", value: text });
  };
}

function float(text: unknown): unknown {
  return (typeof text === "string" ? parseDecimal(text.trim()) : undefined) ??
    fail("bad-argument", { op: "parseDouble", expected: "the digits of a Float", value: text });
}

/** The expression is made when it is used: making those with classes of characters would cost each start half a millisecond. */
function matching(pattern: () => RegExp): (c: unknown) => unknown {
  return (c) => pattern().test(c instanceof Char ? c.toText() : String.fromCodePoint(Number(truncate(c))));
}

const SPECIAL = /[\\^$.*+?()[\]{}|/-]/g;

function classOf(
  name: string,
  functions: Parameters<typeof defineLeaves>[0],
  values: Record<string, unknown> = {},
): void {
  onFirstNeed(name, () => {
    defineLeaves(functions, name);
    defineValues(values, name);
  });
}

classOf("java.lang.Long", { valueOf: between(1, 2, whole("valueOf")), parseLong: between(1, 2, whole("parseLong")) }, {
  MAX_VALUE: 9223372036854775807n,
  MIN_VALUE: -9223372036854775808n,
});
classOf("java.lang.Integer", { valueOf: between(1, 2, whole("valueOf")), parseInt: between(1, 2, whole("parseInt")) }, {
  MAX_VALUE: 2147483647,
  MIN_VALUE: -2147483648,
});
classOf("java.lang.Double", { valueOf: float, parseDouble: float }, {
  MAX_VALUE: Number.MAX_VALUE,
  POSITIVE_INFINITY: Infinity,
  NEGATIVE_INFINITY: -Infinity,
  NaN: NaN,
});
classOf("java.lang.Character", {
  isDigit: matching(() => /\p{Nd}/u),
  isLetter: matching(() => /\p{L}/u),
  isLetterOrDigit: matching(() => /[\p{L}\p{Nd}]/u),
  isUpperCase: matching(() => /\p{Lu}/u),
  isLowerCase: matching(() => /\p{Ll}/u),
  isWhitespace: matching(() => /\s/u),
});
classOf("java.lang.String", { valueOf: (x: unknown) => x instanceof Char ? x.toText() : String(x) });
classOf("java.lang.System", {
  currentTimeMillis: () => Math.trunc(host.now()),
  nanoTime: () => Math.trunc(host.clock() * 1e6),
});
classOf("java.util.UUID", {
  randomUUID: () => parseUuid(crypto.randomUUID()),
  fromString: (text) =>
    parseUuid(String(text)) ?? fail("bad-argument", { op: "UUID", expected: "a UUID", value: text }),
});
classOf("java.util.regex.Pattern", {
  quote: (text) =>
    typeof text === "string"
      ? text.replace(SPECIAL, "\\$&")
      : fail("not-a-collection", { op: "quote", value: text, kind: "text" }),
  compile: (text) => typeof text === "string" ? regex(text) : text,
});

/** Characters of a text at an index, and where one text stands in another: for method calls of portable code. */
defineLeaves({
  "-index-of": (x, part) => {
    if (typeof x === "string") return x.indexOf(part instanceof Char ? part.toText() : String(part));
    let i = 0;
    for (
      const item of typeof x === "object" && x !== null && Symbol.iterator in x ? x as Iterable<unknown> : charsOf("")
    ) {
      if (equals(item, part)) return i;
      i++;
    }
    return -1;
  },
});
