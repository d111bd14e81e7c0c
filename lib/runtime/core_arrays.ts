/**
 * Arrays for portable code: places with a fixed number of elements, changed one at a time. Batuta's own programs take vectors
 * and transients.
 * In: lengths, or collections of elements. Out: JavaScript arrays; bytes are a `Uint8Array`, the type Bytes.
 * Names that tell the kind of the elements apart say only what those are before they are set.
 * @module
 */
import { char, fail, mkFloat } from "../data/mod.ts";
import { between, defineLeaves, definePrimitives, document, manyFrom } from "./core_install.ts";
import { collect } from "./core_walk.ts";
import type { Fn } from "./var.ts";

function bytesOf(op: string, x: unknown): Uint8Array {
  return x instanceof Uint8Array ? x : fail("bad-argument", { op, expected: "bytes", value: x });
}

type Items = unknown[] | Uint8Array;

function array(op: string, x: unknown): Items {
  return Array.isArray(x) || x instanceof Uint8Array ? x : fail("bad-argument", { op, expected: "an array", value: x });
}

function indexIn(op: string, items: Items, i: unknown): number {
  if (!Number.isSafeInteger(i)) return fail("bad-argument", { op, expected: "an index", value: i });
  const index = i as number; // Number.isSafeInteger has looked
  return index >= 0 && index < items.length
    ? index
    : fail("out-of-bounds", { index, kind: "array", count: items.length });
}

/** The element behind one index, or behind one in each of nested arrays. */
function aget(args: readonly unknown[]): unknown {
  return args.slice(1).reduce((at, i) => {
    const items = array("aget", at);
    return items[indexIn("aget", items, i)];
  }, args[0]);
}

function aset(args: readonly unknown[]): unknown {
  const value = args[args.length - 1];
  const items = array("aset", aget(args.slice(0, -2)));
  items[indexIn("aset", items, args[args.length - 2])] = value;
  return value;
}

/** `(make n)`, `(make n element)`, `(make n elements)` or `(make elements)`. */
function maker(op: string, empty: unknown): Fn {
  const filled = (n: number, items: readonly unknown[], otherwise: unknown) =>
    Array.from({ length: n }, (_, i) => i < items.length ? items[i] : otherwise);
  return between(1, 2, (first: unknown, second?: unknown) => {
    if (typeof first !== "number") return collect(first, (items) => items);
    if (first < 0) return fail("bad-argument", { op, expected: "a length", value: first });
    if (second === undefined || second === null) return filled(first, [], empty);
    if (typeof second !== "object") return filled(first, [], second);
    return collect(second, (items) => filled(first, items, empty));
  });
}

const EMPTY: Readonly<Record<string, unknown>> = {
  object: null,
  int: 0,
  long: 0,
  short: 0,
  float: mkFloat(0),
  double: mkFloat(0),
  boolean: false,
  char: char(0),
};

for (const [kind, empty] of Object.entries(EMPTY)) {
  definePrimitives({ [`${kind}-array`]: maker(`${kind}-array`, empty) });
  if (kind === "object") continue;
  defineLeaves({
    [`${kind}s`]: (x) => array(`${kind}s`, x),
    [`aset-${kind}`]: manyFrom(3, aset),
  });
}

definePrimitives({
  "to-array": (coll) => collect(coll, (items) => items),
  "into-array": between(
    1,
    2,
    (first: unknown, second?: unknown) => collect(second === undefined ? first : second, (items) => items),
  ),
  "byte-array": between(
    1,
    2,
    (first: unknown, second?: unknown) =>
      typeof first === "number"
        ? new Uint8Array(first).fill(Number(second ?? 0))
        : collect(first, (items) => Uint8Array.from(items, Number)),
  ),
});

defineLeaves({
  "aget": manyFrom(2, aget),
  "aset": manyFrom(3, aset),
  "alength": (x) => array("alength", x).length,
  "hex": (x) => bytesOf("hex", x).toHex(),
  "unhex": (x) => {
    if (typeof x === "string" && /^([0-9a-fA-F]{2})*$/.test(x)) return Uint8Array.fromHex(x);
    return fail("bad-argument", { op: "unhex", expected: "pairs of hexadecimal digits", value: x });
  },
  "aclone": (x) => array("aclone", x).slice(),
  "bytes": (x) => array("bytes", x),
  "aset-byte": manyFrom(3, aset),
});

document(() => `
to-array [coll]
The array of a collection's elements. \`(alength (to-array [1 2])) ;=> 2\`

into-array [coll] [type coll]
The array of a collection's elements; a type says nothing. \`(alength (into-array [1 2])) ;=> 2\`

byte-array [n-or-coll] [n element]
Bytes, 0 to 255 each: n of them, or those of a collection. \`(vec (byte-array [1 255])) ;=> [1 255]\`

bytes [x]
The bytes themselves. \`(alength (bytes (byte-array 2))) ;=> 2\`

aset-byte [array i & is-and-value]
The same as \`aset\`. \`(aset-byte (byte-array 2) 0 7) ;=> 7\`

aget [array i] [array i & is]
The element at an index, of nested arrays at one index each. \`(aget (int-array [5 6]) 1) ;=> 6\`

aset [array i value] [array i & is-and-value]
Puts a value at an index of an array. \`(let [a (int-array 2)] (aset a 0 7) (vec a)) ;=> [7 0]\`

alength [array]
How many elements an array has. \`(alength (int-array 3)) ;=> 3\`

hex [bytes]
Bytes as a string of hexadecimal digits. \`(hex (byte-array [1 255])) ;=> "01ff"\`

unhex [text]
The Bytes that hexadecimal digits stand for. \`(vec (unhex "01ff")) ;=> [1 255]\`

aclone [array]
A copy of an array. \`(vec (aclone (int-array [1 2]))) ;=> [1 2]\`

object-array [n-or-coll]
An array of n nils, or of a collection's elements. \`(vec (object-array 2)) ;=> [nil nil]\`
`);

document(() =>
  Object.entries(EMPTY).filter(([kind]) => kind !== "object").flatMap(([kind]) => [
    `${kind}-array [n-or-coll] [n element-or-coll]
An array of n elements of a kind, or of a collection's; the kind is not kept. \`(alength (${kind}-array 2)) ;=> 2\``,
    `${kind}s [x]\nThe array itself. \`(alength (${kind}s (${kind}-array 2))) ;=> 2\``,
    `aset-${kind} [array i & is-and-value]\nThe same as \`aset\`. \`(alength (doto (${kind}-array 2) (aset-${kind} 0 nil))) ;=> 2\``,
  ]).join("\n\n")
);
