/**
 * Arithmetic in words of a fixed number of bits, as hosts have it: what does not fit falls off. Ints themselves have no limit;
 * hashes, checksums and random numbers are written with these.
 * In and out: Ints.
 * @module
 */
import {
  add,
  Char,
  char,
  fail,
  isInt,
  isNumber,
  mkFloat,
  mul,
  quot,
  rem,
  sub,
  toDouble,
  truncate,
  wrap,
} from "../data/mod.ts";
import { defineLeaves, document } from "./core_install.ts";

type Binary = (a: unknown, b: unknown) => unknown;

function both(name: string, f: Binary, bits: number): Binary {
  return (a, b) => wrap(f(wrap(a, bits, name), wrap(b, bits, name)), bits, name);
}

/** An Int within the bounds of a word; what is outside fails. */
function within(op: string, bits: number): (x: unknown) => unknown {
  return (x) => {
    const n = x instanceof Char ? x.cp : truncate(isNumber(x) ? x : fail("not-a-number", { op, value: x }));
    return wrap(n, bits, op) === n ? n : fail("bad-argument", { op, expected: `an Int of ${bits} bits`, value: x });
  };
}

function wrapping(op: string, bits: number): (x: unknown) => unknown {
  return (x) => wrap(x instanceof Char ? x.cp : x, bits, op);
}

defineLeaves({
  "byte": within("byte", 8),
  "short": within("short", 16),
  "unchecked-byte": wrapping("unchecked-byte", 8),
  "unchecked-short": wrapping("unchecked-short", 16),
  "unchecked-int": wrapping("unchecked-int", 32),
  "unchecked-long": wrapping("unchecked-long", 64),
  "unchecked-char": (x) => char(Number(BigInt.asUintN(16, BigInt(truncate(x))))),
  "unchecked-float": (x) => mkFloat(Math.fround(toDouble(x))),
  "unchecked-double": (x) => mkFloat(toDouble(x)),
  "unchecked-add": both("unchecked-add", add, 64),
  "unchecked-subtract": both("unchecked-subtract", sub, 64),
  "unchecked-multiply": both("unchecked-multiply", mul, 64),
  "unchecked-inc": (x) => wrap(add(x, 1), 64, "unchecked-inc"),
  "unchecked-dec": (x) => wrap(sub(x, 1), 64, "unchecked-dec"),
  "unchecked-negate": (x) => wrap(sub(0, x), 64, "unchecked-negate"),
  "unchecked-add-int": both("unchecked-add-int", add, 32),
  "unchecked-subtract-int": both("unchecked-subtract-int", sub, 32),
  "unchecked-multiply-int": both("unchecked-multiply-int", mul, 32),
  "unchecked-divide-int": both("unchecked-divide-int", quot, 32),
  "unchecked-remainder-int": both("unchecked-remainder-int", rem, 32),
  "unchecked-inc-int": (x) => wrap(add(x, 1), 32, "unchecked-inc-int"),
  "unchecked-dec-int": (x) => wrap(sub(x, 1), 32, "unchecked-dec-int"),
  "unchecked-negate-int": (x) => wrap(sub(0, x), 32, "unchecked-negate-int"),
  "biginteger": (x) => isInt(x) ? x : truncate(x),
});

document(() => `
byte [x]
An Int of 8 bits; what does not fit is an error. \`(byte 127) ;=> 127\`

short [x]
An Int of 16 bits; what does not fit is an error. \`(short 5) ;=> 5\`

biginteger [x]
The same as \`int\`: Ints have no limit. \`(biginteger 2.0) ;=> 2\`

unchecked-byte [x]
The last 8 bits of an Int. \`(unchecked-byte 200) ;=> -56\`

unchecked-short [x]
The last 16 bits of an Int. \`(unchecked-short 40000) ;=> -25536\`

unchecked-int [x]
The last 32 bits of an Int. \`(unchecked-int 4294967297) ;=> 1\`

unchecked-long [x]
The last 64 bits of an Int. \`(unchecked-long 18446744073709551615) ;=> -1\`

unchecked-char [x]
The character of the last 16 bits of an Int. \`(unchecked-char 65) ;=> \\A\`

unchecked-float [x]
The Float of single precision nearest to a number. \`(unchecked-float 0.5) ;=> 0.5\`

unchecked-double [x]
The same as \`float\`. \`(unchecked-double 1) ;=> 1.0\`

unchecked-add [x y]
The sum in a word of 64 bits. \`(unchecked-add 9223372036854775807 1) ;=> -9223372036854775808\`

unchecked-subtract [x y]
The difference in a word of 64 bits. \`(unchecked-subtract 1 2) ;=> -1\`

unchecked-multiply [x y]
The product in a word of 64 bits. \`(unchecked-multiply 9223372036854775807 3) ;=> 9223372036854775805\`

unchecked-inc [x]
One more in a word of 64 bits. \`(unchecked-inc 9223372036854775807) ;=> -9223372036854775808\`

unchecked-dec [x]
One less in a word of 64 bits. \`(unchecked-dec 1) ;=> 0\`

unchecked-negate [x]
The negation in a word of 64 bits. \`(unchecked-negate 1) ;=> -1\`

unchecked-add-int [x y]
The sum in a word of 32 bits. \`(unchecked-add-int 2147483647 1) ;=> -2147483648\`

unchecked-subtract-int [x y]
The difference in a word of 32 bits. \`(unchecked-subtract-int 1 2) ;=> -1\`

unchecked-multiply-int [x y]
The product in a word of 32 bits. \`(unchecked-multiply-int 2147483647 2) ;=> -2\`

unchecked-divide-int [x y]
The quotient in a word of 32 bits. \`(unchecked-divide-int 7 2) ;=> 3\`

unchecked-remainder-int [x y]
The remainder in a word of 32 bits. \`(unchecked-remainder-int 7 2) ;=> 1\`

unchecked-inc-int [x]
One more in a word of 32 bits. \`(unchecked-inc-int 2147483647) ;=> -2147483648\`

unchecked-dec-int [x]
One less in a word of 32 bits. \`(unchecked-dec-int 1) ;=> 0\`

unchecked-negate-int [x]
The negation in a word of 32 bits. \`(unchecked-negate-int 1) ;=> -1\`
`);
