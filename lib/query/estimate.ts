/**
 * About how many rows come out of the nodes of a plan.
 * In: what is known of sources: their sizes, some of their rows, their keys. Out: numbers of rows, null where nobody knows.
 * A condition right over a source is tried on the sample; a join with rows of which each key has one is a look-up. Everything else is a
 * guess, after Selinger and others, "Access path selection in a relational database management system", SIGMOD 1979.
 * @module
 */
import { BatutaError, type Keyword, PSet, Vec } from "../data/mod.ts";
import { compileTest } from "./evaluate.ts";
import { conjuncts, type Expr } from "./expr.ts";
import { type Row, sideOf, splitColumn } from "./layout.ts";
import { inputsOf, type Node } from "./plan.ts";
import { aliasOf, layoutOf } from "./plan_layout.ts";
import { isKnownPure } from "./known_functions.ts";

type Scan = Extract<Node, { kind: "scan" }>;
type Join = Extract<Node, { kind: "join" }>;

/** What is known of sources. */
export interface Facts {
  /** About how many rows a scan has. */
  rows(scan: Scan): number | null;
  /** Rows from all over it, as a scan pushes them; null when nobody has looked. */
  sample(scan: Scan): readonly Row[] | null;
  /** The column that no two rows of a scan share. */
  key(scan: Scan): Keyword | null;
  /** Whether a record may have a column `:timestamp` of its own, which stands before the time of the record. */
  hasOwnTimes?(scan: Scan): boolean;
}

/** Of rows that a condition is about, so many hold where nothing is known. */
const EQUAL = 1 / 10;
const OTHER = 1 / 3;

function guess(test: Expr): number {
  const equal = conjuncts(test).some((part) =>
    part.kind === "operator" && (part.name === "=" || (part.name === "in" && part.args[1].kind === "constant"))
  );
  return equal ? EQUAL : OTHER;
}

/** The scan below nodes that leave each row what it is, and the conditions on the way. */
function below(
  node: Node,
): { readonly scan: Scan; readonly tests: readonly Extract<Node, { kind: "where" }>[] } | null {
  if (node.kind === "scan") return { scan: node, tests: [] };
  if (node.kind === "alias" || node.kind === "parallel") return below(node.input);
  if (node.kind !== "where") return null;
  const found = below(node.input);
  return found === null ? null : { scan: found.scan, tests: [...found.tests, node] };
}

/** Which share of a sample fulfils conditions; null where they cannot be tried. */
function tried(sample: readonly Row[], tests: readonly Extract<Node, { kind: "where" }>[]): number | null {
  if (sample.length === 0 || !tests.every(({ test }) => isKnownPure(test))) return null;
  try {
    const compiled = tests.map(({ test, input }) =>
      compileTest(test, { layout: layoutOf(input), clause: "", choices: new Map() })
    );
    const hits = sample.filter((row) => compiled.every((test) => test(row) === true)).length;
    // Of few rows none may hold by chance.
    return Math.max(hits, 0.5) / sample.length;
  } catch (error) {
    if (error instanceof BatutaError) return null;
    throw error;
  }
}

/** Whether a condition asks about the rows of queries, which a sample is not tried with. */
function asksQueries(test: Expr): boolean {
  if (test.kind !== "operator") return false;
  const among = test.name === "in" ? test.args[1] : null;
  if (among !== null && !(among.kind === "constant" && (among.value instanceof Vec || among.value instanceof PSet))) {
    return true;
  }
  return test.args.some(asksQueries);
}

/** Names without the qualifier of the rows that they are columns of. */
function unqualified(names: readonly Keyword[], alias: string | null): Keyword[] {
  return names.map((name) => {
    const split = splitColumn(name);
    return split !== null && split.alias === alias ? split.column : name;
  });
}

/** Estimates for the nodes of one plan; each is made once. */
export class Estimates {
  readonly #rows = new Map<Node, number | null>();
  /** Whether conditions are tried on samples; without, all is guessed. */
  #samples = false;

  constructor(readonly facts: Facts, readonly keysOf: (join: Join) => readonly (readonly [Expr, Expr])[]) {}

  /** From here on samples are taken: where it is worth that. */
  takeSamples(): void {
    this.#samples = true;
  }

  /** About how many rows come out of a node. */
  rows(node: Node): number | null {
    let rows = this.#rows.get(node);
    if (rows === undefined) this.#rows.set(node, rows = this.#estimate(node));
    return rows;
  }

  /** Whether no two rows of a node have the same values in these columns. */
  isUnique(node: Node, columns: readonly Expr[]): boolean {
    return this.#isUnique(node, columns.flatMap((expr) => expr.kind === "column" ? [expr.name] : []));
  }

  #isUnique(node: Node, names: readonly Keyword[]): boolean {
    switch (node.kind) {
      case "scan": {
        const key = node.time.history === null ? this.facts.key(node) : null;
        return key !== null && unqualified(names, node.alias).includes(key);
      }
      case "alias":
        return this.#isUnique(node.input, unqualified(names, node.alias));
      case "where":
      case "order":
      case "limit":
      case "distinct":
      case "parallel":
        return this.#isUnique(node.input, names);
      case "group": {
        const plain = unqualified(names, aliasOf(layoutOf(node)));
        return node.keys.every(({ name }) => names.includes(name) || plain.includes(name));
      }
      case "select": {
        const plain = unqualified(names, aliasOf(layoutOf(node)));
        const below = node.columns.flatMap(({ name, expr }) =>
          expr.kind === "column" && (names.includes(name) || plain.includes(name)) ? [expr.name] : []
        );
        return this.#isUnique(node.input, below);
      }
      case "join": {
        const [left, right] = [layoutOf(node.left), layoutOf(node.right)];
        const ofLeft = names.filter((name) => sideOf(left, right, name) === "left");
        // A left row that has at most one partner stays one.
        const atMostOne = node.type === "semi" || node.type === "anti" ||
          this.isUnique(node.right, this.keysOf(node).map(([, key]) => key));
        return atMostOne && this.#isUnique(node.left, ofLeft);
      }
      default:
        return false;
    }
  }

  /** The rows that there would be without the conditions in a node. */
  #whole(node: Node): number | null {
    switch (node.kind) {
      case "where":
      case "select":
      case "with":
      case "order":
      case "alias":
      case "parallel":
        return this.#whole(node.input);
      case "join":
        return this.#whole(node.left);
      default:
        return this.rows(node);
    }
  }

  #where(node: Extract<Node, { kind: "where" }>, rows: number): number {
    const found = below(node);
    const sample = !this.#samples || found === null || found.tests.some(({ test }) => asksQueries(test))
      ? null
      : this.facts.sample(found.scan);
    const share = sample === null || found === null ? null : tried(sample, found.tests);
    const all = share === null || found === null ? null : this.facts.rows(found.scan);
    return share === null || all === null ? rows * guess(node.test) : all * share;
  }

  #join(node: Join, left: number, right: number): number {
    if (node.type === "semi" || node.type === "anti") return left / 2;
    const keys = this.keysOf(node);
    if (keys.length === 0) return left * right;
    const share = (side: Node, rows: number) => rows / Math.max(1, this.#whole(side) ?? rows);
    const [ofLeft, ofRight] = [keys.map(([key]) => key), keys.map(([, key]) => key)];
    const rows = this.isUnique(node.right, ofRight)
      ? left * Math.min(1, share(node.right, right))
      : this.isUnique(node.left, ofLeft)
      ? right * Math.min(1, share(node.left, left))
      : Math.max(left, right);
    return node.type === "left" ? Math.max(left, rows) : rows;
  }

  #estimate(node: Node): number | null {
    if (node.kind === "scan") return this.facts.rows(node);
    const inputs = inputsOf(node).map((input) => this.rows(input));
    if (inputs.includes(null)) return node.kind === "limit" ? node.count : null;
    const [first, second] = inputs as number[]; // just tested
    switch (node.kind) {
      case "where":
        return node.unless === null ? Math.ceil(this.#where(node, first)) : first;
      case "group":
      case "pivot":
        return node.keys.length === 0 ? 1 : Math.ceil(first / 10);
      case "limit":
        return Math.min(Math.max(first - node.offset, 0), node.count ?? Infinity);
      case "join":
        return Math.ceil(this.#join(node, first, second));
      case "union":
        return (inputs as number[]).reduce((sum, n) => sum + n, 0); // just tested
      default:
        return first;
    }
  }
}
