/**
 * What `stdlib/spec/*.bat` needs of the machine: a type of value that specs are, their failures, and names that look alike.
 * In: a node, the map that says what a spec is made of. Out: a value that prints as the form that makes it.
 * Deliberately absent: what a spec means, which Batuta says.
 * @module
 */
import {
  closest,
  Entity,
  type ErrorEntry,
  failureOf,
  get,
  Keyword,
  kw,
  type PMap,
  type Printer,
  printReadably,
  show,
  toArray,
} from "../data/mod.ts";
import { defineLeaves, definePrimitives, onFirstNeed } from "./core_install.ts";
import { restartable } from "./machine.ts";
import { getNamespace, Unbound, type Var } from "./var.ts";

const SPEC = "batuta.spec";

/** Failures of specs, in the form of `data/errors.ts`. */
export const SPEC_ERRORS = {
  "spec-failed": {
    message: (d: { message: string }) => d.message,
    hint: "`(s/explain SPEC VALUE)` prints all that is wrong; `ex-data` of the error has it as data",
    example: '(require \'[batuta.spec :as s]) (s/assert Int "a")',
  } satisfies ErrorEntry<{ message: string }>,
  "no-spec": {
    message: (d: { name: unknown; nearest: string | null }) => `No spec is named ${show(d.name)}`,
    hint: "`(s/def NAME SPEC)` names one; `(s/registry)` has all names",
    hintFor: (d: { name: unknown; nearest: string | null }) =>
      d.nearest === null ? undefined : `did you mean ${d.nearest}?`,
    example: "(require '[batuta.spec :as s]) (s/valid? :my/user {})",
  } satisfies ErrorEntry<{ name: unknown; nearest: string | null }>,
  "not-a-spec": {
    message: (d: { value: unknown; expected: string }) => `${show(d.value)} is no spec: expected ${d.expected}`,
    hint:
      "a spec is the name of a type or of a spec, a predicate, a set of values, a map of specs by key, or what `s/…` makes",
    example: "(require '[batuta.spec :as s]) (s/valid? [] 1)",
  } satisfies ErrorEntry<{ value: unknown; expected: string }>,
  "no-examples": {
    message: (d: { form: unknown; reason: string }) => `No examples of ${show(d.form)} can be made: ${d.reason}`,
    hint: "`(s/with-gen SPEC (fn [] GENERATOR))` says how",
    example: "(require '[batuta.spec :as s]) (s/sample (s/and Int string?))",
  } satisfies ErrorEntry<{ form: unknown; reason: string }>,
};

/** A spec as a value. What it is made of is its node, a map; `:form` there is what it prints as. */
export class Spec extends Entity {
  constructor(readonly node: PMap) {
    super();
  }
  override get typeName(): string {
    return "Spec";
  }
  override print(printer: Printer): void {
    printer.value(get(this.node, kw("form"), null));
  }
  override toText(): string {
    return printReadably(get(this.node, kw("form"), null));
  }
}

/** Where the meanings of names are. */
const NAMES = "batuta.spec.names";
/** What a name means, by the value that its var had when this was last asked. */
interface Meaning {
  readonly cell: Var;
  value: unknown;
  /** The compiled test, or null where the name means nothing. */
  test: unknown;
}

/** By identity of keywords; kept so that asking for a name costs little. */
const meanings = new Map<unknown, Meaning>();

function meaningOf(name: unknown): Meaning {
  let meaning = meanings.get(name);
  if (meaning === undefined) {
    meaning = { cell: getNamespace(NAMES).intern(printReadably(name)), value: undefined, test: null };
    if (name instanceof Keyword) meanings.set(name, meaning);
  }
  return meaning;
}

/** The node that a name means, or null. */
function namedNode(name: unknown): unknown {
  const { value } = meaningOf(name).cell;
  return value instanceof Unbound ? null : value;
}

/** The test of the node that a name means, or null. */
function namedTest(name: unknown): unknown {
  const meaning = meaningOf(name);
  const { value } = meaning.cell;
  if (meaning.value !== value) {
    meaning.value = value;
    meaning.test = value instanceof Unbound ? null : get(value, kw("valid"), null);
  }
  return meaning.test;
}

/** Shorter names, such as `:a`, say nothing about what was meant. */
const LEAST = 2;

/** A key may be meant that is written as a string, so both are compared by their letters. */
function lettersOf(name: unknown): string {
  return name instanceof Keyword ? name.text : typeof name === "string" ? name : show(name);
}

/** The name in a sequence of names that differs least from one; null when none is near. */
function nearest(name: unknown, names: unknown): unknown {
  const known = toArray(names);
  const letters = lettersOf(name);
  if (letters.length < LEAST) return null;
  const near = closest(letters, known.map(lettersOf));
  return known.find((other) => lettersOf(other) === near) ?? null;
}

onFirstNeed(SPEC, () => {
  defineLeaves({
    "-named": namedNode,
    "-test": namedTest,
    "-value": (cell) => {
      const node = (cell as Var).value; // of the namespace of names
      return node instanceof Unbound ? null : node;
    },
    "-spec": (node) => new Spec(node as PMap), // only the library makes nodes
    "-node": (x) => x instanceof Spec ? x.node : null,
    "-show": show,
    "-failed": (message, data) => {
      throw failureOf(SPEC_ERRORS, "spec-failed", { message: String(message) }, { data });
    },
    "-unknown": (name, near) => {
      throw failureOf(SPEC_ERRORS, "no-spec", { name, nearest: near === null ? null : show(near) });
    },
    "-not-a-spec": (value, expected) => {
      throw failureOf(SPEC_ERRORS, "not-a-spec", { value, expected: String(expected) });
    },
    "-no-examples": (form, reason) => {
      throw failureOf(SPEC_ERRORS, "no-examples", { form, reason: String(reason) });
    },
  }, SPEC);
  definePrimitives({ "-nearest": (name, names) => restartable(() => nearest(name, names)) }, SPEC);
});
