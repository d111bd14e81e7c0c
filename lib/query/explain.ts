/**
 * Plans for people: a tree of steps, with what is known of their sizes, or what they did.
 * In: an optimised plan, estimates or measures. Out: text, or maps.
 * @module
 */
import { closest, Instant, type Keyword, kw, mapOf, mkFloat, type PMap, printReadably, vec } from "../data/mod.ts";
import { type Measure, splitCondition } from "./compile.ts";
import { columnsOf, exprText } from "./expr.ts";
import { type Estimate, estimated } from "./optimise.ts";
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

/** One step in words. */
function stepText(node: Node): string {
  switch (node.kind) {
    case "scan": {
      const columns = node.columns === null ? "" : ` columns ${names(node.columns)}`;
      return `scan ${printReadably(sourceForm(node))}${timeText(node.time)}${columns}`;
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
    case "parallel":
      return `${clauseText(node)}, computed by one worker`;
    default:
      return clauseText(node);
  }
}

function lines(node: Node, note: (node: Node) => string): string[] {
  const inputs = inputsOf(node);
  const below = inputs.flatMap((input, i) => {
    const last = i === inputs.length - 1;
    return lines(input, note).map((line, j) => (j === 0 ? (last ? "└─ " : "├─ ") : last ? "   " : "│  ") + line);
  });
  return [stepText(node) + note(node), ...below];
}

type Scan = Extract<Node, { kind: "scan" }>;
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

/** A plan as a tree, the last step first, each with about how many rows come out of it. */
export function explainText(
  plan: Node,
  estimate: Estimate,
  known: Known,
): string {
  const note = (node: Node): string => {
    const rows = estimated(node, estimate);
    return rows === null ? "" : `  ~${rows} row${rows === 1 ? "" : "s"}`;
  };
  return [...lines(plan, note), ...hints(plan, known)].join("\n");
}

/** What each step did: the same tree as maps. */
export function measuredData(node: Node, measures: ReadonlyMap<Node, Measure>, totalMs: number): PMap {
  const inputs = inputsOf(node);
  const of = (each: Node): Measure => measures.get(each) ?? { rows: 0, aboveMs: 0 };
  // A step runs while its input pushes, less what the steps above it take.
  const withinMs = inputs.length === 0 ? totalMs : inputs.reduce((sum, input) => sum + of(input).aboveMs, 0);
  const ms = Math.max(0, withinMs - of(node).aboveMs);
  const data = mapOf(
    kw("step"),
    stepText(node),
    kw("rows"),
    of(node).rows,
    kw("ms"),
    mkFloat(Math.round(ms * 1000) / 1000),
  );
  if (inputs.length === 0) return data;
  return data.assoc(kw("inputs"), vec(inputs.map((input) => measuredData(input, measures, totalMs / inputs.length))));
}
