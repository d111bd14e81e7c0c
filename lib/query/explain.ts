/**
 * Plans for people: a tree of steps, with what is known of their sizes, or what they did.
 * In: an optimised plan, estimates or measures. Out: text, or maps.
 * @module
 */
import { closest, Instant, type Keyword, kw, mapOf, mkFloat, type PMap, printReadably, vec } from "../data/mod.ts";
import { columnar } from "./columnar.ts";
import { type Execution, type Measure, splitCondition } from "./compile.ts";
import { columnsOf, exprText } from "./expr.ts";
import type { Facts } from "./estimate.ts";
import { estimatesOf } from "./optimise.ts";
import { clauseText, exprsOf, inputsOf, type Node, sourceForm, type Time, visitPlan } from "./plan.ts";
import { access, hasAlias, type Layout, splitColumn } from "./layout.ts";
import { layoutOf } from "./plan_layout.ts";

function timeText({ asOf, since, validAt, history }: Time): string {
  const at = (ms: number) => printReadably(new Instant(ms));
  return [
    asOf === null ? "" : ` as of ${at(asOf)}`,
    since === null ? "" : ` since ${at(since)}`,
    validAt === null ? "" : ` valid at ${at(validAt)}`,
    history === null ? "" : ` history from ${at(history.from)} to ${at(history.to)}`,
  ].join("");
}

function names(columns: readonly Keyword[]): string {
  return `[${columns.map(({ text }) => `:${text}`).join(" ")}]`;
}

type Scan = Extract<Node, { kind: "scan" }>;

/** The columns that are read of a source; null for all. */
type ColumnsRead = (scan: Scan) => readonly Keyword[] | null;

const asAsked: ColumnsRead = ({ columns }) => columns;

/**
 * The columns that are read of each log: what none of its records has costs nothing, and is left out where a record of another log has it.
 * A name that no log has stays: somebody may look for it. Only for what is shown: plans ask for all, since a log may get a column before they run.
 */
export function columnsRead(plan: Node, { tables }: Execution): ColumnsRead {
  const has = ({ isTable, source }: Scan, name: Keyword): boolean | null =>
    (isTable ? tables.get(source)?.hasColumn?.(name) : undefined) ?? null;
  const scans: Scan[] = [];
  visitPlan(plan, (node) => node.kind === "scan" && scans.push(node));
  // Whoever reads one source only is told what it was asked for.
  if (scans.length < 2) return asAsked;
  return (scan) =>
    scan.columns?.filter((name) =>
      has(scan, name) !== false ||
      !scans.some((other) => other.columns?.includes(name) === true && has(other, name) === true)
    ) ?? null;
}

/** One step in words. */
function stepText(node: Node, read: ColumnsRead): string {
  switch (node.kind) {
    case "scan": {
      const named = read(node);
      const columns = named === null ? "" : ` columns ${names(named)}`;
      const keys = node.keys === undefined ? "" : ` keys ${printReadably(vec([...node.keys]), { length: 60 })}`;
      return `scan ${printReadably(sourceForm(node))}${timeText(node.time)}${keys}${columns}`;
    }
    case "where":
      if (node.lenient !== null) return `${clauseText(node)}, tested early`;
      return node.unless === null ? clauseText(node) : `${clauseText(node)}, for rows the early test failed on`;
    case "order":
      return node.top === null ? clauseText(node) : `${clauseText(node)}, the first ${node.top} only`;
    case "join": {
      const { keys } = splitCondition(node.on, layoutOf(node.left), layoutOf(node.right));
      const how = keys.length === 0
        ? "every pair is tested"
        : `by hash of ${keys.map(([, key]) => exprText(key)).join(", ")}`;
      return `${clauseText(node)}, ${how}, the ${node.build} side is kept`;
    }
    default:
      return clauseText(node);
  }
}

function lines(node: Node, line: (node: Node) => string): string[] {
  const inputs = inputsOf(node);
  const below = inputs.flatMap((input, i) => {
    const last = i === inputs.length - 1;
    return lines(input, line).map((text, j) => (j === 0 ? (last ? "└─ " : "├─ ") : last ? "   " : "│  ") + text);
  });
  return [line(node), ...below];
}

/** The columns that records have, as far as somebody has looked. */
type Known = (scan: Scan) => ReadonlySet<Keyword> | null;

/** Whether a name stands for a column of records, whatever columns they have. */
function isOpen(layout: Layout, name: Keyword): boolean {
  if (layout.kind === "pair") return layout.over && !access(layout.right, name) && isOpen(layout.left, name);
  return layout.kind !== "columns";
}

/** The names in expressions that are columns of the records of one scan; null above a step that makes other rows of them. */
function askedOf(node: Node, asked: Set<Keyword>): Scan | null {
  if (node.kind === "scan") return node;
  const inputs = inputsOf(node);
  const scan = inputs.length === 1 ? askedOf(inputs[0], asked) : null;
  if (scan === null) return null;
  const layout = layoutOf(inputs[0]);
  for (const expr of exprsOf(node)) {
    for (const name of columnsOf(expr) ?? []) {
      const split = splitColumn(name);
      const plain = split !== null && hasAlias(layout, split.alias) ? split.column : name;
      if (isOpen(layout, plain)) asked.add(plain);
    }
  }
  const makesRows = (node.kind === "each" && node.how !== "filter" && node.how !== "remove") || node.kind === "pivot" ||
    node.kind === "json-path";
  return makesRows ? null : scan;
}

/** Columns that are asked for and that no record seems to have, with the name that may be meant. */
function hints(plan: Node, known: Known): string[] {
  const found: string[] = [];
  const asked = new Set<Keyword>();
  visitPlan(plan, (node) => {
    asked.clear();
    const scan = askedOf(node, asked);
    const there = scan === null ? null : known(scan);
    if (there === null || there.size === 0) return;
    for (const name of asked) {
      if (there.has(name)) continue;
      const near = closest(name.text, [...there].map(({ text }) => text));
      found.push(`hint: no record seen has :${name.text}${near === null ? "" : `; is :${near} meant?`}`);
    }
  });
  visitPlan(plan, (node) => {
    for (const expr of exprsOf(node)) {
      if (/\((=|not=) .*\bnil\b/.test(exprText(expr)) && columnsOf(expr)?.length !== 0) {
        found.push(`hint: nothing is equal to nil in \`${exprText(expr)}\`; (nil? :column) asks for it`);
      }
    }
  });
  return [...new Set(found)];
}

/** The nodes from which on a plan runs by columns. */
function columnarNodes(plan: Node, run: Execution): Set<Node> {
  const found = new Set<Node>();
  const look = (node: Node): void => {
    if (columnar()?.canRun(node, run) === true) found.add(node);
    else inputsOf(node).forEach(look);
  };
  look(plan);
  return found;
}

function partitionsOf(node: Node, run: Execution): number {
  return columnar()?.partitions(node, run) ?? 1;
}

/** The most partitions of a node and those below it. */
function partitionsIn(node: Node, run: Execution): number {
  let most = 1;
  visitPlan(node, (each) => most = Math.max(most, partitionsOf(each, run)));
  return most;
}

/** A plan as a tree, the last step first, each with about how many rows come out of it. */
export function explainText(plan: Node, facts: Facts, known: Known, run: Execution): string {
  const read = columnsRead(plan, run);
  const estimates = estimatesOf(facts);
  estimates.takeSamples();
  const inColumns = columnarNodes(plan, run);
  const note = (node: Node): string => {
    const rows = estimates.rows(node);
    const partitions = node.kind === "parallel" ? partitionsIn(node.input, run) : null;
    const isParted = node.kind === "group" && partitionsOf(node, run) > 1;
    return [
      partitions === null ? "" : partitions === 1 ? ", in one partition" : `, in ${partitions} partitions`,
      isParted ? ", each partition by itself, then together" : "",
      inColumns.has(node) ? ", in columns" : "",
      rows === null ? "" : `  ~${rows} row${rows === 1 ? "" : "s"}`,
    ].join("");
  };
  return [...lines(plan, (node) => stepText(node, read) + note(node)), ...hints(plan, known)].join("\n");
}

function rounded(ms: number): unknown {
  return mkFloat(Math.round(Math.max(0, ms) * 1000) / 1000);
}

/** Milliseconds in the loops of a node and those below it. */
function loopMs(node: Node, measures: ReadonlyMap<Node, Measure>): number {
  let sum = 0;
  visitPlan(node, (each) => sum += measures.get(each)?.loopMs ?? 0);
  return sum;
}

const NOTHING: Measure = { rows: 0, aboveMs: 0, inColumns: false, loopMs: 0, bytes: 0 };

/**
 * What each step did: the same tree as maps. A part that ran by columns says so at its first step; its steps have the milliseconds of the loops
 * that end with them, the first also what else there was to do, and the bytes that they kept.
 */
export function measuredData(
  node: Node,
  measures: ReadonlyMap<Node, Measure>,
  totalMs: number,
  { read = asAsked, within = false }: { readonly read?: ColumnsRead; readonly within?: boolean } = {},
): PMap {
  const inputs = inputsOf(node);
  const of = (each: Node): Measure => measures.get(each) ?? NOTHING;
  const own = of(node);
  // A step runs while its input pushes, less what the steps above it take.
  const belowMs = inputs.length === 0 || own.inColumns
    ? totalMs
    : inputs.reduce((sum, input) => sum + of(input).aboveMs, 0);
  const ms = within
    ? own.loopMs
    : own.inColumns
    ? belowMs - own.aboveMs - loopMs(node, measures) + own.loopMs
    : belowMs - own.aboveMs;
  const data = mapOf(kw("step"), stepText(node, read), kw("rows"), own.rows, kw("ms"), rounded(ms));
  const kept = own.bytes === 0 ? data : data.assoc(kw("bytes"), own.bytes);
  const said = own.inColumns ? kept.assoc(kw("in-columns"), true) : kept;
  if (inputs.length === 0) return said;
  const inside = within || own.inColumns;
  return said.assoc(
    kw("inputs"),
    vec(inputs.map((input) => measuredData(input, measures, totalMs / inputs.length, { read, within: inside }))),
  );
}
