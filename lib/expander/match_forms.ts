/**
 * The special form `match`, and how its clauses are written: `pattern [when guard] -> expression …`.
 * @module
 */
import { printReadably } from "../data/mod.ts";
import { spanOf, spansOf } from "../reader/mod.ts";
import type { Span } from "../source/mod.ts";
import { type Core, coreCall, Local } from "./core.ts";
import { isSymbolNamed } from "./destructure.ts";
import { reject, warning } from "./errors.ts";
import { defineSpecial, type SpecialCall } from "./expand.ts";
import { type Clause, compileMatch } from "./match.ts";
import { parsePattern } from "./pattern.ts";
import { type Alternative, alternativesOf, takes } from "./shape.ts";

/** The clauses in the parts of a form, from an index on. */
export function parseClauses(c: SpecialCall, from: number): Clause[] {
  const clauses: Clause[] = [];
  const { parts } = c;
  const place = (i: number): Span | null => spanOf(parts[i]) ?? spansOf(c.form)[i] ?? c.span;
  for (let i = from; i < parts.length;) {
    const start = i;
    const pattern = parsePattern(parts[i++]);
    let guard: readonly [unknown] | null = null;
    if (isSymbolNamed(parts[i], "when")) {
      guard = [parts[i + 1]];
      i += 2;
    }
    if (!isSymbolNamed(parts[i], "->") || i + 1 >= parts.length) {
      return reject("bad-form", {
        form: printReadably(c.parts[0]),
        expected: "clauses of the form `pattern -> expression` or `pattern when guard -> expression`",
      }, place(Math.min(i, parts.length - 1)));
    }
    const at = i + 1;
    const body = (env: Parameters<Clause["body"]>[0]) => c.x.branch(parts[at], env, c.tail, place(at), place(at));
    clauses.push({ pattern, guard, body, span: place(start) });
    i += 2;
  }
  return clauses;
}

/** Looks at the clauses as far as it is known what the value can be. */
function warnOfCases(c: SpecialCall, alternatives: readonly Alternative[], clauses: readonly Clause[]): void {
  if (alternatives.length === 0 || alternatives.some(({ kind }) => kind === "any")) return;
  const reached = new Set<Clause>();
  const missing = alternatives.filter((alternative) => {
    const possible = clauses.filter(({ pattern }) => takes(pattern, alternative) !== "no");
    const last = possible.findIndex(({ pattern, guard }) => guard === null && takes(pattern, alternative) === "yes");
    (last < 0 ? possible : possible.slice(0, last + 1)).forEach((clause) => reached.add(clause));
    return possible.length === 0;
  });
  const values = (some: readonly Alternative[]) => some.map(shown).join(", ");
  if (missing.length > 0) c.x.warn(warning("missing-case", { values: values(missing) }, spansOf(c.form)[1] ?? c.span));
  for (const clause of clauses) {
    // A last clause for all else does no harm.
    if (reached.has(clause) || clause.pattern.kind === "any" || clause.pattern.kind === "name") continue;
    c.x.warn(warning("impossible-clause", { values: values(alternatives) }, clause.span));
  }
}

/** An alternative as a pattern that takes it. */
function shown(x: Alternative): string {
  switch (x.kind) {
    case "any":
      return "_";
    case "value":
      return printReadably(x.value);
    case "vector":
      return `[${x.items.map(shown).join(" ")}]`;
    case "tuple":
      return `{${[printReadably(x.tag), ...x.items.map(shown)].join(" ")}}`;
    case "map":
      return `{${x.entries.map(([key, value]) => `${printReadably(key)} ${shown(value)}`).join(" ")}}`;
  }
}

function expandMatch(c: SpecialCall): Core {
  if (c.parts.length < 3) return reject("bad-form", { form: "match", expected: "a value and clauses" }, c.span);
  const value = c.x.expand(c.parts[1], c.env, null, spansOf(c.form)[1] ?? c.span);
  const held = value.kind === "local" || value.kind === "const" ? null : new Local("matched", null);
  const subject: Core = held === null ? value : { kind: "local", local: held };
  const clauses = parseClauses(c, 2);
  const { core, unreachable } = compileMatch({
    x: c.x,
    subject,
    clauses,
    env: c.env,
    span: c.span,
    otherwise: coreCall("match-failed*", [subject], c.span),
  });
  for (const clause of unreachable) c.x.warn(warning("unreachable-clause", {}, clause.span));
  // Whoever matches a constant is trying something out.
  if (value.kind !== "const") {
    warnOfCases(
      c,
      alternativesOf(value),
      clauses.filter((clause) => !unreachable.includes(clause)),
    );
  }
  return held === null ? core : { kind: "let", bindings: [{ local: held, init: value }], body: core };
}

/** Makes `match` a special form. */
export function installMatch(): void {
  defineSpecial("match", expandMatch);
}
