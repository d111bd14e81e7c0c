/**
 * The static functions of Clojure's host classes that portable code calls, in namespaces named like the classes. Everything else
 * of them means nothing here.
 * @module
 */
import {
  Char,
  char,
  compare,
  EMPTY_QUEUE,
  Entity,
  equals,
  fail,
  isInt,
  isNumber,
  parseDecimal,
  parseInteger,
  parseUuid,
  regex,
  toDouble,
  toText,
  truncate,
} from "../data/mod.ts";
import { between, defineLeaves, definePrimitives, defineValues, manyFrom, onFirstNeed } from "./core_install.ts";
import { host } from "./host.ts";
import { core, findNamespace } from "./var.ts";
import { clock, now } from "./timers.ts";

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
  return (c) => pattern().test(textOfChar(c));
}

function textOfChar(c: unknown): string {
  return c instanceof Char ? c.toText() : String.fromCodePoint(Number(truncate(c)));
}

/** A character or its code changed, as what it was. */
function changed(change: (text: string) => string): (c: unknown) => unknown {
  return (c) => {
    const text = change(textOfChar(c));
    const code = text.codePointAt(0) ?? 0;
    // What becomes two characters stays as it is.
    return text.length > String.fromCodePoint(code).length ? c : c instanceof Char ? char(code) : code;
  };
}

function digitValue(c: unknown, base: unknown): unknown {
  const value = /^[0-9a-z]$/i.test(textOfChar(c)) ? parseInt(textOfChar(c), 36) : -1;
  return value < Number(base) ? value : -1;
}

const SPECIAL = /[\\^$.*+?()[\]{}|/-]/g;

function classOf(
  name: string,
  functions: Parameters<typeof defineLeaves>[0],
  values: Record<string, unknown> = {},
  waiting: Parameters<typeof definePrimitives>[0] = {},
): void {
  onFirstNeed(name, () => {
    defineLeaves(functions, name);
    definePrimitives(waiting, name);
    defineValues(values, name);
  });
}

/** The digits of a whole number in a base; those of a negative number as the bits of its `width`. */
function digits(op: string, base: number, width: bigint): (n: unknown) => unknown {
  return (n) =>
    isInt(n) ? BigInt.asUintN(Number(width), BigInt(n)).toString(base) : fail("not-an-int", { op, value: n });
}

function textOfNumber(n: unknown, base: unknown = 10): unknown {
  return isInt(n) ? BigInt(n).toString(Number(base)) : toText(n);
}

function wholeNumbers(width: bigint): Parameters<typeof defineLeaves>[0] {
  return {
    valueOf: between(1, 2, whole("valueOf")),
    compare: (a, b) => compare(a, b),
    toString: between(1, 2, textOfNumber),
    toHexString: digits("toHexString", 16, width),
    toOctalString: digits("toOctalString", 8, width),
    toBinaryString: digits("toBinaryString", 2, width),
    bitCount: (n) => BigInt.asUintN(Number(width), BigInt(n as number)).toString(2).replaceAll("0", "").length,
    signum: (n) => Math.sign(Number(n)),
  };
}

classOf("java.lang.Long", { ...wholeNumbers(64n), parseLong: between(1, 2, whole("parseLong")) }, {
  MAX_VALUE: 9223372036854775807n,
  MIN_VALUE: -9223372036854775808n,
});
classOf("java.lang.Integer", { ...wholeNumbers(32n), parseInt: between(1, 2, whole("parseInt")) }, {
  MAX_VALUE: 2147483647,
  MIN_VALUE: -2147483648,
});
classOf("java.lang.Boolean", {
  parseBoolean: (text) => typeof text === "string" && text.toLowerCase() === "true",
  valueOf: (x: unknown) => x === true || (typeof x === "string" && x.toLowerCase() === "true"),
  toString: (x: unknown) => toText(x),
}, { TRUE: true, FALSE: false });
classOf("java.lang.Double", {
  valueOf: float,
  parseDouble: float,
  compare: (a, b) => compare(a, b),
  toString: (x: unknown) => toText(x),
  isNaN: (x) => isNumber(x) && Number.isNaN(toDouble(x, "isNaN")),
  isInfinite: (x) => isNumber(x) && Math.abs(toDouble(x, "isInfinite")) === Infinity,
}, {
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
  isAlphabetic: matching(() => /\p{Alphabetic}/u),
  toUpperCase: changed((text) => text.toUpperCase()),
  toLowerCase: changed((text) => text.toLowerCase()),
  toString: (c: unknown) => textOfChar(c),
  valueOf: (c: unknown) => c,
  getNumericValue: (c) => digitValue(c, 36),
  digit: digitValue,
});
classOf("java.lang.String", { valueOf: (x: unknown) => x === null ? "null" : toText(x) }, {}, {
  format: manyFrom(1, (args) => core.get("format")?.f(...args)),
  join: (separator, texts) => findNamespace("batuta.str")?.get("join")?.f(separator, texts),
});
classOf("java.lang.System", {
  getenv: (name) => core.get("getenv")?.f(name),
  getProperty: between(1, 2, (name, otherwise: unknown = null) => name === "line.separator" ? "\n" : otherwise),
  lineSeparator: () => "\n",
  identityHashCode: (x) => core.get("hash")?.f(x),
  exit: (status) => core.get("exit")?.f(status),
  currentTimeMillis: () => Math.trunc(now()),
  nanoTime: () => Math.trunc(clock() * 1e6),
  gc: collectGarbage,
});

/** What runs this worker: `(Runtime/getRuntime)`. Its methods are in `core_methods.ts`. */
class Runtime extends Entity {}
const RUNTIME = new Runtime();

/** A hint, as on Clojure's hosts. */
function collectGarbage(): null {
  host.collect?.();
  return null;
}
classOf("java.lang.Runtime", { getRuntime: () => RUNTIME });
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
  matches: (pattern, text) =>
    core.get("re-matches")?.f(typeof pattern === "string" ? regex(pattern) : pattern, text) !== null,
  compile: (text) => typeof text === "string" ? regex(text) : text,
});

classOf("java.lang.Thread", {}, {}, { sleep: (ms) => core.get("sleep")?.f(ms) });
classOf("java.util.Objects", { equals: (a, b) => equals(a, b) });
classOf("clojure.lang.PersistentQueue", {}, { EMPTY: EMPTY_QUEUE });
classOf("java.net.URLEncoder", {
  // A form's encoding, which is not quite that of `encodeURIComponent`.
  encode: between(1, 2, (text) =>
    encodeURIComponent(toText(text)).replaceAll("%20", "+").replace(
      /[!'()~]/g,
      (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
    )),
});
classOf("java.net.URLDecoder", {
  decode: between(1, 2, (text) => decodeURIComponent(toText(text).replaceAll("+", " "))),
});
