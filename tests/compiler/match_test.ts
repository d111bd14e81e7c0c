/**
 * Patterns against a model that tries clause after clause.
 * Notation: `node(kind, text, …parts)` is a value or a pattern. Both: `is` a text, `vec`, `list`, `tuple` of items, `map` of
 * entries, whose text is the key. Patterns only: `any`, a `name`, `rest` (items, and what takes the others), `or`.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { run, value } from "./session.ts";

interface Tree {
  readonly kind: string;
  readonly text: string;
  readonly parts: readonly Tree[];
}

const node = (kind: string, text: string, ...parts: readonly Tree[]): Tree => ({ kind, text, parts });

/** What bound names stand for, as text. */
type Names = ReadonlyMap<string, string>;

function show({ kind, text, parts }: Tree): string {
  const items = parts.map(show).join(" ");
  switch (kind) {
    case "list":
      return `(${items})`;
    case "vec":
      return `[${items}]`;
    case "rest":
      return `[${parts.slice(0, -1).map(show).join(" ")} & ${show(parts[parts.length - 1])}]`;
    case "tuple":
      return `{:t ${items}}`;
    case "map":
      return `{${items}}`;
    case "entry":
      return `${text} ${items}`;
    case "or":
      return `(or ${items})`;
    default:
      return text;
  }
}

/** Lists and vectors with the same elements are equal. */
const withoutKinds = (text: string) => text.replaceAll("(", "[").replaceAll(")", "]");

function bind(names: Names, name: string, x: Tree): Names | null {
  const text = withoutKinds(show(x));
  const known = names.get(name);
  return known === undefined ? new Map(names).set(name, text) : known === text ? names : null;
}

function each(patterns: readonly Tree[], values: readonly Tree[], names: Names): Names | null {
  return patterns.reduce<Names | null>((found, p, i) => found === null ? null : matched(p, values[i], found), names);
}

/** The names that a pattern binds; null when it does not match. */
function matched({ kind, text, parts }: Tree, x: Tree, names: Names): Names | null {
  const sequential = x.kind === "vec" || x.kind === "list";
  switch (kind) {
    case "any":
      return names;
    case "name":
      return bind(names, text, x);
    case "vec":
      return sequential && x.parts.length === parts.length ? each(parts, x.parts, names) : null;
    case "rest": {
      const count = parts.length - 1;
      if (!sequential || x.parts.length < count) return null;
      const left = x.parts.slice(count);
      return each(parts, [...x.parts.slice(0, count), left.length === 0 ? NIL : node("list", "", ...left)], names);
    }
    case "tuple":
      return x.kind === "tuple" && x.parts.length === parts.length ? each(parts, x.parts, names) : null;
    case "map":
      if (x.kind !== "map") return null;
      return parts.reduce<Names | null>((found, wanted) => {
        const entry = x.parts.find((e) => e.text === wanted.text);
        return found === null || entry === undefined ? null : matched(wanted.parts[0], entry.parts[0], found);
      }, names);
    case "or":
      return parts.map((option) => matched(option, x, names)).find((found) => found !== null) ?? null;
    default:
      return withoutKinds(text.replace("'", "")) === withoutKinds(show(x)) ? names : null;
  }
}

const NIL = node("is", "nil");

/** What values and patterns are both made of. */
function branches(part: fc.Arbitrary<Tree>): fc.Arbitrary<Tree>[] {
  const items = fc.array(part, { maxLength: 3 });
  const entry = fc.tuple(fc.constantFrom(":a", ":b"), part).map(([key, p]) => node("entry", key, p));
  return [
    items.map((parts) => node("vec", "", ...parts)),
    fc.uniqueArray(entry, { maxLength: 2, selector: (e) => e.text }).map((parts) => node("map", "", ...parts)),
    fc.tuple(part, part).map((parts) => node("tuple", "", ...parts)),
  ];
}

const { anyValue, anyPattern } = fc.letrec<{ anyValue: Tree; anyPattern: Tree }>((tie) => ({
  anyValue: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom("0", "1", ":a", "nil", '"s"').map((text) => node("is", text)),
    fc.array(tie("anyValue"), { maxLength: 3 }).map((parts) => node("list", "", ...parts)),
    ...branches(tie("anyValue")),
  ),
  anyPattern: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom("0", "1", ":a", "nil", '"s"', "'[0 1]", "'(0)", "'{:a 0}").map((text) => node("is", text)),
    fc.constantFrom(node("any", "_"), node("name", "x"), node("name", "y")),
    fc.tuple(fc.array(tie("anyPattern"), { maxLength: 3 }), fc.constantFrom(node("any", "_"), node("name", "z")))
      .map(([parts, rest]) => node("rest", "", ...parts, rest)),
    fc.subarray([node("is", "0"), node("is", ":a"), node("vec", ""), node("map", "")], { minLength: 1 })
      .map((parts) => node("or", "", ...parts)),
    ...branches(tie("anyPattern")),
  ),
}));

interface Clause {
  readonly pattern: Tree;
  readonly guard: string;
}

/** What the model answers: the number of the first clause that matches, and its names. */
function expected(clauses: readonly Clause[], x: Tree): string {
  for (const [i, { pattern, guard }] of clauses.entries()) {
    const names = matched(pattern, x, new Map());
    if (names !== null && guard !== "when false ") return answer(i, [...names].sort(([a], [b]) => a < b ? -1 : 1));
  }
  return "[:none]";
}

const answer = (i: number, names: readonly (readonly [string, string])[]) =>
  `[${[i, ...names.map(([, bound]) => bound)].join(" ")}]`;

function namesOf({ kind, text, parts }: Tree): string[] {
  return kind === "name" ? [text] : parts.flatMap(namesOf);
}

function program(clauses: readonly Clause[], values: readonly Tree[]): string {
  const rows = clauses.map(({ pattern, guard }, i) =>
    `${show(pattern)} ${guard}-> [${[i, ...new Set(namesOf(pattern).sort())].join(" ")}]`
  );
  const quoted = values.map((x) => `(f '${show(x)})`).join(" ");
  return `(defn f [v] (match v ${rows.join(" ")} _ -> [:none])) [${quoted}]`;
}

Deno.test("match answers what trying clause after clause answers", async () => {
  const clause = fc.record({ pattern: anyPattern, guard: fc.constantFrom("", "", "when true ", "when false ") });
  await fc.assert(
    fc.asyncProperty(
      fc.array(clause, { minLength: 1, maxLength: 5 }),
      fc.array(anyValue, { minLength: 1, maxLength: 6 }),
      async (clauses, values) => {
        const code = program(clauses, values);
        const { status, value: found, diagnostics } = await run(code);
        assert.equal(status, 0, `${code}\n${diagnostics[0]?.message}`);
        const model = `[${values.map((x) => expected(clauses, x)).join(" ")}]`;
        assert.equal(withoutKinds(found), model, code);
      },
    ),
    { numRuns: 400 },
  );
});

Deno.test("a quoted collection matches what is equal to it, also after patterns of its kind", async () => {
  assert.equal(await value("(match {:a 1} {:b x} -> x '{:a 1} -> :yes _ -> :no)"), ":yes");
  assert.equal(await value("(match [1] [a b] -> a '(1) -> :yes _ -> :no)"), ":yes");
});

Deno.test("literals match without being values that have parts", async () => {
  for (const literal of ["1", "-1", "1.0", "1.5", "nil", '"s"', ":k", "1e300"]) {
    const code = `(match ${literal} {:a x} -> x {:t y} -> y [z] -> z ${literal} -> :same)`;
    assert.equal(await value(code), ":same", literal);
  }
});

Deno.test("elements beyond the first run of a vector are found, and those of endless sequences", async () => {
  const names = Array.from({ length: 40 }, (_, i) => `x${i}`).join(" ");
  assert.equal(await value(`(match (vec (range 40)) [${names}] -> [x0 x31 x32 x39])`), "[0 31 32 39]");
  assert.equal(
    await value(`(match (vec (range 100)) [${names} & more] -> [x0 x31 x32 x39 (count more)])`),
    "[0 31 32 39 60]",
  );
  assert.equal(await value("(match (iterate inc 0) [a] -> a [a b & _] -> [a b])"), "[0 1]");
});
