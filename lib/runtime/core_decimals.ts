/**
 * Decimals for programs: `bigdec`, `decimal?`, and the precision that `with-precision` sets for a while.
 * @module
 */
import {
  Decimal,
  fail,
  isInt,
  isNumber,
  Keyword,
  parseExact,
  type Precision,
  type Rounding,
  setPrecisionSource,
  Sym,
  toDecimal,
  Vec,
  vec,
} from "../data/mod.ts";
import { defineLeaves, defineValues, document } from "./core_install.ts";
import { CORE, dynamicValue, getNamespace } from "./var.ts";

defineValues({ "*math-context*": null });
const contextVar = getNamespace(CORE).intern("*math-context*");
contextVar.dynamic = true;

const ROUNDINGS = new Set(["UP", "DOWN", "CEILING", "FLOOR", "HALF_UP", "HALF_DOWN", "HALF_EVEN", "UNNECESSARY"]);

setPrecisionSource((): Precision | null => {
  const context = dynamicValue(contextVar);
  if (!(context instanceof Vec)) return null;
  return { digits: context.nth(0) as number, rounding: context.nth(1) as Rounding }; // `-math-context` made it
});

function bigdec(x: unknown): Decimal {
  if (typeof x === "string") {
    return parseExact(x) ?? fail("bad-argument", { op: "bigdec", expected: 'a text such as "1.50"', value: x });
  }
  return isNumber(x) ? toDecimal(x) : fail("not-a-number", { op: "bigdec", value: x });
}

function mathContext(digits: unknown, rounding: unknown): unknown {
  const name = rounding === null
    ? "HALF_UP"
    : rounding instanceof Sym || rounding instanceof Keyword
    ? rounding.name
    : "";
  const known = name.toUpperCase().replaceAll("-", "_");
  if (!isInt(digits) || digits < 0) {
    return fail("bad-argument", { op: "with-precision", expected: "a number of digits", value: digits });
  }
  return ROUNDINGS.has(known)
    ? vec([digits, known])
    : fail("bad-argument", { op: "with-precision", expected: [...ROUNDINGS].join(", "), value: rounding });
}

defineLeaves({
  "bigdec": bigdec,
  "decimal?": (x) => x instanceof Decimal,
  "-math-context": mathContext,
});

document(() => `
*math-context* 
The precision that \`with-precision\` has set, or nil. \`*math-context* ;=> nil\`

bigdec [x]
The Decimal of a number or of the text of one. \`(bigdec "1.50") ;=> 1.50M\`

decimal? [x]
Whether a value is a Decimal. \`(decimal? 1.5M) ;=> true\`
`);
