/**
 * JSON beside what the host would do: `JSON.parse` with a conversion to Batuta's values, and `JSON.stringify` after one from
 * them. The conversion takes numbers as they come, so that it is the fastest there can be.
 * In: nothing. Out: lines of "what ratio", the median over rounds in which both take turns.
 * @module
 */

import { Flt, MapBuilder, mkFloat, PMap, Vec, vec } from "../lib/data/mod.ts";
import { parseJson } from "../lib/runtime/json_parse.ts";
import { printJson } from "../lib/runtime/json_print.ts";
import { median } from "./figures.ts";

const ROUNDS = 15;
const WARM_UPS = 5;

function fromHost(x: unknown): unknown {
  if (typeof x === "number") return Number.isInteger(x) ? x : mkFloat(x);
  if (typeof x !== "object" || x === null) return x;
  if (Array.isArray(x)) return vec(x.map(fromHost));
  const builder = new MapBuilder();
  for (const key of Object.keys(x)) builder.assoc(key, fromHost((x as Record<string, unknown>)[key])); // from JSON.parse
  return builder.done();
}

function toHost(x: unknown): unknown {
  if (x instanceof Vec) return x.toArray().map(toHost);
  if (x instanceof Flt) return x.v;
  if (!(x instanceof PMap)) return x;
  const object: Record<string, unknown> = {};
  x.forEach((key, value) => object[String(key)] = toHost(value));
  return object;
}

function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

const PROSE = "All happy families are alike; each unhappy family is unhappy in its own way. ";

function nested(depth: number): unknown {
  return depth === 0
    ? [1, "leaf", null]
    : { left: nested(depth - 1), right: [nested(depth - 1), depth], name: `n${depth}` };
}

/** Some hundred kilobytes of each kind. */
const DOCUMENTS: Readonly<Record<string, unknown>> = {
  "integers": times(50_000, (i) => (i * 7919) % 100_003),
  "fractions": times(30_000, (i) => [i / 7, -i / 1000]),
  "long strings": times(300, (i) => PROSE.repeat(20) + i),
  "strings with escapes": times(2_000, (i) => `line ${i}\n\t"quoted" \\ naïve ${PROSE}`),
  "objects with text": times(1_500, (i) => ({ id: i, text: `${PROSE}"${i}"\n${PROSE}`, by: { name: "naïve", at: i } })),
  "small objects": times(
    8_000,
    (i) => ({ id: i, name: `user ${i}`, active: i % 2 === 0, score: i / 4, tags: ["a", "b"] }),
  ),
  "one large object": Object.fromEntries(times(20_000, (i) => [`key ${i}`, i])),
  "nested": nested(11),
};

/** How many times as long the first takes as the second. */
function ratio(ours: () => unknown, theirs: () => unknown): number {
  const spent: [number[], number[]] = [[], []];
  for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
    [ours, theirs].forEach((work, i) => {
      const start = performance.now();
      work();
      if (round >= WARM_UPS) spent[i].push(performance.now() - start);
    });
  }
  return median(spent[0]) / median(spent[1]);
}

for (const [kind, document] of Object.entries(DOCUMENTS)) {
  const text = JSON.stringify(document);
  const reading = { keyOf: (key: string) => key, decimals: false, linesBefore: 0 };
  const value = parseJson(text, reading);
  const name = kind.replaceAll(" ", "-");
  console.log(`read-${name} ${ratio(() => parseJson(text, reading), () => fromHost(JSON.parse(text)))}`);
  console.log(`write-${name} ${ratio(() => printJson(value, ""), () => JSON.stringify(toHost(value)))}`);
}
