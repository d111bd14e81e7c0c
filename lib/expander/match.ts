/**
 * Pattern matching: clauses → a decision tree that tests nothing twice.
 * In: a subject that is already held, clauses in order. Out: core code whose leaves go to the clauses' bodies.
 * Each path through the tree knows what was tested on it: where a test is done, the rows it decides are resolved in both
 * branches. A body that several leaves go to stands once.
 * Source: Maranget, "Compiling Pattern Matching to Good Decision Trees", 2008; the order of tests is the order of the text.
 * @module
 */
import { Coll, equals, type Keyword, printReadably, type Sym, Tuple } from "../data/mod.ts";
import type { Span } from "../source/mod.ts";
import { type Binding, type Core, coreCall, Label, Local } from "./core.ts";
import { reject } from "./errors.ts";
import type { Expander } from "./expand.ts";
import type { Pattern } from "./pattern.ts";
import { Env } from "./scope.ts";

export interface Clause {
  readonly pattern: Pattern;
  /** The form of the guard, as a list of one, or null. */
  readonly guard: readonly [unknown] | null;
  /** The body, in the environment that has the pattern's names. */
  readonly body: (env: Env | null) => Core;
  readonly span: Span | null;
}

export interface Match {
  readonly x: Expander;
  /** A constant or a local: it is read many times. */
  readonly subject: Core;
  readonly clauses: readonly Clause[];
  readonly env: Env | null;
  readonly span: Span | null;
  /** What happens when no clause matches. */
  readonly otherwise: Core;
}

/** The code of a match, and the clauses that nothing can reach. */
export function compileMatch(m: Match): { core: Core; unreachable: readonly Clause[] } {
  const root: Place = { local: null, core: m.subject, parent: null, extract: null, parts: new Map() };
  const targets = m.clauses.map((clause): ClauseTarget => {
    const names: Sym[] = [];
    collectNames(clause.pattern, names);
    return { clause, label: new Label(), names };
  });
  const tree = new Tree(m);
  const rows = targets.flatMap((target) =>
    tree.normalise({ target, goals: [{ place: root, pattern: target.clause.pattern }], names: new Map(), equal: [] })
  );
  const entry = tree.build(rows, new Set([root]));
  const bodies = targets.filter(({ label }) => label.uses > 0).map(({ clause, label, names }) => {
    const { env, locals } = bindNames(names, m.env);
    return { label, params: locals, body: clause.body(env) };
  });
  if (tree.fail.uses > 0) bodies.push({ label: tree.fail, params: [], body: m.otherwise });
  const unreachable = targets.filter(({ label }) => label.uses === 0).map(({ clause }) => clause);
  return { core: { kind: "labels", entry, targets: bodies }, unreachable };
}

/** A part of the subject: how it is got from the part around it, and the local that holds it once it was. */
interface Place {
  readonly local: Local | null;
  readonly core: Core;
  readonly parent: Place | null;
  readonly extract: ((parent: Core) => Core) | null;
  readonly parts: Map<string, Place>;
}

/** The part of this name; the same name is the same part. */
function partOf(parent: Place, name: string, extract: (parent: Core) => Core): Place {
  let part = parent.parts.get(name);
  if (part === undefined) {
    const local = new Local("part", null);
    part = { local, core: { kind: "local", local }, parent, extract, parts: new Map() };
    parent.parts.set(name, part);
  }
  return part;
}

/** Something that can be asked about a place. */
type Test =
  /** Whether it is sequential; `elements` is the part that holds its first elements then, and else nil. */
  | { readonly kind: "sequence"; readonly elements: Place }
  | { readonly kind: "size"; readonly exact: boolean; readonly count: number }
  | { readonly kind: "map" }
  | { readonly kind: "found" }
  | { readonly kind: "tuple"; readonly tag: Keyword; readonly count: number }
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "same"; readonly form: unknown; readonly span: Span | null };

/** A test a row wants at a place, and what it wants when the answer is yes. */
interface TestGoal {
  readonly place: Place;
  readonly test: Test;
  readonly then: readonly Goal[];
}

type Goal = TestGoal | { readonly place: Place; readonly pattern: Pattern };

interface ClauseTarget {
  readonly clause: Clause;
  readonly label: Label;
  /** The names the pattern binds, each once. */
  readonly names: readonly Sym[];
}

interface Row<G = Goal> {
  readonly target: ClauseTarget;
  readonly goals: readonly G[];
  /** Where each name of the pattern was found, by its text. */
  readonly names: ReadonlyMap<string, Place>;
  /** Places that stand under the same name. */
  readonly equal: readonly (readonly [Place, Place])[];
}

type TestRow = Row<TestGoal>;
type Refutable = Exclude<Pattern, { kind: "any" | "name" | "and" | "or" }>;

const constant = (value: unknown): Core => ({ kind: "const", value });

class Tree {
  readonly fail = new Label();
  /** The longest sequence pattern at a place: no more elements are looked at, so that endless sequences can be matched. */
  readonly #longest = new Map<Place, number>();
  #keys: unknown[] = [];

  constructor(readonly m: Match) {}

  /** Takes patterns apart until only tests are left. An `or` makes several rows. */
  normalise(row: Row): TestRow[] {
    const goals: TestGoal[] = [];
    const names = new Map(row.names);
    const equal = [...row.equal];
    const pending = [...row.goals];
    for (let goal = pending.shift(); goal !== undefined; goal = pending.shift()) {
      if ("test" in goal) {
        goals.push(goal);
        continue;
      }
      const { place, pattern } = goal;
      if (pattern.kind === "name") {
        const known = names.get(pattern.symbol.name);
        if (known === undefined) names.set(pattern.symbol.name, place);
        else equal.push([known, place]);
      } else if (pattern.kind === "and") {
        pending.unshift(...pattern.parts.map((part) => ({ place, pattern: part })));
      } else if (pattern.kind === "or") {
        return pattern.options.flatMap((option) =>
          this.normalise({ ...row, goals: [...goals, { place, pattern: option }, ...pending], names, equal })
        );
      } else if (pattern.kind !== "any") goals.push(this.#testGoal(place, pattern));
    }
    return [{ ...row, goals, names, equal }];
  }

  /** The first test of a pattern, and what it wants then. */
  #testGoal(place: Place, pattern: Refutable): TestGoal {
    switch (pattern.kind) {
      case "value":
        return { place, test: { kind: "value", value: pattern.value }, then: [] };
      case "same":
        return { place, test: { kind: "same", form: pattern.form, span: pattern.span }, then: [] };
      case "tuple": {
        const then = pattern.items.map((item, i) => ({ place: this.#part(place, "item", i), pattern: item }));
        return { place, test: { kind: "tuple", tag: pattern.tag, count: pattern.items.length }, then };
      }
      case "sequence":
        return this.#sequenceGoal(place, pattern);
      case "map":
        return { place, test: { kind: "map" }, then: pattern.entries.map((entry) => this.#entryGoal(place, entry)) };
    }
  }

  #part(place: Place, kind: "item" | "nth", i: number): Place {
    return partOf(place, `${kind} ${i}`, (whole) => coreCall(`match-${kind}*`, [whole, constant(i)], null));
  }

  #sequenceGoal(place: Place, pattern: Pattern & { kind: "sequence" }): TestGoal {
    const count = pattern.items.length;
    this.#longest.set(place, Math.max(count, this.#longest.get(place) ?? 0));
    const elements = partOf(
      place,
      "elements",
      (whole) => coreCall("match-elements*", [whole, constant((this.#longest.get(place) ?? 0) + 1)], this.m.span),
    );
    const then: Goal[] = pattern.items.map((item, i) => ({ place: this.#part(elements, "nth", i), pattern: item }));
    if (pattern.rest !== null) {
      const rest = partOf(
        place,
        `rest ${count}`,
        (whole) => coreCall("nthnext", [whole, constant(count)], this.m.span),
      );
      then.push({ place: rest, pattern: pattern.rest });
    }
    const size: TestGoal = { place: elements, test: { kind: "size", exact: pattern.rest === null, count }, then };
    return { place, test: { kind: "sequence", elements }, then: [size] };
  }

  #entryGoal(place: Place, { key, pattern, fallback }: (Pattern & { kind: "map" })["entries"][number]): Goal {
    const id = this.#keyNumber(key);
    if (fallback === null) {
      const value = partOf(place, `key ${id}`, (map) => coreCall("match-key*", [map, constant(key)], null));
      return { place: value, test: { kind: "found" }, then: [{ place: value, pattern }] };
    }
    const otherwise = this.m.x.expand(fallback[0], this.m.env, null, this.m.span);
    return {
      place: partOf(place, `key or ${id}`, (map) => coreCall("get", [map, constant(key), otherwise], null)),
      pattern,
    };
  }

  /** Equal keys have the same number. */
  #keyNumber(key: unknown): number {
    const known = this.#keys.findIndex((other) => equals(other, key));
    return known >= 0 ? known : this.#keys.push(key) - 1;
  }

  /** The tree of rows in order; `held` are the places whose locals have values here. */
  build(rows: readonly TestRow[], held: ReadonlySet<Place>): Core {
    if (rows.length === 0) return goTo(this.fail, []);
    const [row, ...rest] = rows;
    if (row.goals.length === 0) return this.#leaf(row, rest, held);
    const { place, test } = row.goals[0];
    return this.#holding([test.kind === "sequence" ? test.elements : place], held, (now) => {
      const yes = rows.flatMap((r) => this.#decided(r, place, test, true));
      const no = rows.flatMap((r) => this.#decided(r, place, test, false));
      return { kind: "if", test: this.#ask(place, test), then: this.build(yes, now), otherwise: this.build(no, now) };
    });
  }

  /** Code in which places have been extracted. */
  #holding(places: readonly Place[], held: ReadonlySet<Place>, code: (held: ReadonlySet<Place>) => Core): Core {
    const bindings: Binding[] = [];
    const now = new Set(held);
    const hold = (place: Place) => {
      if (now.has(place) || place.parent === null || place.local === null || place.extract === null) return;
      hold(place.parent);
      bindings.push({ local: place.local, init: place.extract(place.parent.core) });
      now.add(place);
    };
    places.forEach(hold);
    const body = code(now);
    return bindings.length === 0 ? body : { kind: "let", bindings, body };
  }

  #ask(place: Place, test: Test): Core {
    switch (test.kind) {
      case "sequence":
        return coreCall("some?", [test.elements.core], null);
      case "size":
        return coreCall(test.exact ? "match-size*" : "match-least*", [place.core, constant(test.count)], null);
      case "map":
        return coreCall("match-map?*", [place.core], null);
      case "found":
        return coreCall("match-found?*", [place.core], null);
      case "tuple":
        return coreCall("match-tuple?*", [place.core, constant(test.tag), constant(test.count)], null);
      case "value":
        return coreCall("=", [place.core, constant(test.value)], this.m.span);
      case "same":
        return coreCall("=", [place.core, this.m.x.expand(test.form, this.m.env, null, test.span)], test.span);
    }
  }

  /** What is left of a row when a test at a place was answered: nothing when it cannot match any more. */
  #decided(row: TestRow, place: Place, test: Test, answer: boolean): TestRow[] {
    const decides = (goal: TestGoal) => goal.place === place && follows(test, answer, goal.test) !== null;
    if (!row.goals.some(decides)) return [row];
    const goals: Goal[] = [];
    for (const goal of row.goals) {
      const known = goal.place === place ? follows(test, answer, goal.test) : null;
      if (known === false) return [];
      if (known === true) goals.push(...goal.then);
      else goals.push(goal);
    }
    return this.normalise({ ...row, goals });
  }

  /** All of a row's tests were answered; its guard may still send on to the rows after it. */
  #leaf(row: TestRow, rest: readonly TestRow[], held: ReadonlySet<Place>): Core {
    const { clause, label, names } = row.target;
    const found = names.map((symbol) => {
      const place = row.names.get(symbol.name);
      if (place !== undefined) return place;
      return reject("bad-pattern", {
        pattern: `(or …)`,
        reason: `\`${printReadably(symbol)}\` is not bound by every alternative`,
      }, clause.span);
    });
    return this.#holding([...found, ...row.equal.flat()], held, (now) => {
      const conditions = row.equal.map(([a, b]) => coreCall("=", [a.core, b.core], clause.span));
      if (clause.guard !== null) conditions.push(this.#guard(clause.guard[0], names, found));
      const go = goTo(label, found.map((place) => place.core));
      if (conditions.length === 0) return go;
      const next = this.build(rest, now);
      if (conditions.length === 1) return { kind: "if", test: conditions[0], then: go, otherwise: next };
      const all = conditions.reduceRight<Core>(
        (then, test) => ({ kind: "if", test, then, otherwise: constant(false) }),
        constant(true),
      );
      return { kind: "if", test: all, then: go, otherwise: next };
    });
  }

  #guard(form: unknown, names: readonly Sym[], found: readonly Place[]): Core {
    const { env, locals } = bindNames(names, this.m.env);
    const body = this.m.x.expand(form, env, null, this.m.span);
    return { kind: "let", bindings: locals.map((local, i) => ({ local, init: found[i].core })), body };
  }
}

function goTo(label: Label, args: readonly Core[]): Core {
  label.uses++;
  return { kind: "goto", label, args };
}

function bindNames(names: readonly Sym[], env: Env | null): { env: Env | null; locals: Local[] } {
  let inside = env;
  const locals = names.map((symbol) => {
    const local = new Local(symbol.name, null);
    inside = new Env(inside);
    inside.bind(symbol, { kind: "local", local });
    return local;
  });
  return { env: inside, locals };
}

function collectNames(pattern: Pattern, names: Sym[]): void {
  switch (pattern.kind) {
    case "name":
      if (!names.some((known) => known.name === pattern.symbol.name)) names.push(pattern.symbol);
      break;
    case "sequence":
      for (const item of pattern.items) collectNames(item, names);
      if (pattern.rest !== null) collectNames(pattern.rest, names);
      break;
    case "tuple":
      for (const item of pattern.items) collectNames(item, names);
      break;
    case "map":
      for (const entry of pattern.entries) collectNames(entry.pattern, names);
      break;
    case "or":
      for (const option of pattern.options) collectNames(option, names);
      break;
    case "and":
      for (const part of pattern.parts) collectNames(part, names);
      break;
  }
}

/** What kind of value a test is about: kinds exclude each other. Null when it says nothing of that. */
function kindOf(test: Test): "sequence" | "map" | "tuple" | "scalar" | null {
  switch (test.kind) {
    case "sequence":
    case "map":
    case "tuple":
      return test.kind;
    case "value":
      return test.value instanceof Coll || test.value instanceof Tuple ? null : "scalar";
    default:
      return null;
  }
}

/** Whether the answer to one test at a place decides another at the same place; null when it does not. */
function follows(asked: Test, answer: boolean, wanted: Test): boolean | null {
  if (asked === wanted) return answer;
  if (asked.kind === "size" && wanted.kind === "size") return sizeFollows(asked, answer, wanted);
  if (sameTest(asked, wanted)) return answer;
  if (!answer) return null;
  if (asked.kind === wanted.kind) return asked.kind === "tuple" || asked.kind === "value" ? false : null;
  const [known, needed] = [kindOf(asked), kindOf(wanted)];
  return known === null || needed === null || known === needed ? null : false;
}

function sameTest(a: Test, b: Test): boolean {
  if (a.kind === "tuple" && b.kind === "tuple") return a.tag === b.tag && a.count === b.count;
  if (a.kind === "value" && b.kind === "value") return equals(a.value, b.value);
  return a.kind === b.kind && (a.kind === "sequence" || a.kind === "map" || a.kind === "found");
}

type Size = Test & { kind: "size" };

/** What is known of the size of a sequence: it lies in [least, most], or it is not `not`. */
function sizeFollows(asked: Size, answer: boolean, wanted: Size): boolean | null {
  const [least, most] = answer
    ? [asked.count, asked.exact ? asked.count : Infinity]
    : asked.exact
    ? [0, Infinity]
    : [0, asked.count - 1];
  if (!answer && asked.exact) return wanted.exact && wanted.count === asked.count ? false : null;
  if (wanted.exact) {
    if (least === most && least === wanted.count) return true;
    return wanted.count < least || wanted.count > most ? false : null;
  }
  if (least >= wanted.count) return true;
  return most < wanted.count ? false : null;
}
