/**
 * Conditions on the time of records as ranges of time, for which a log has an index.
 * In: a condition, its scan. Out: the scan that reads no record outside of the range; the condition stays and is tested on what is read.
 * Only the first tests of a conjunction count, and those behind tests that cannot fail: so no failure is lost. Of a table with a key the newest
 * versions are chosen before anything is tested, so nothing can be left out.
 * @module
 */
import { Instant, type Keyword } from "../data/mod.ts";
import { conjuncts, type Expr } from "./expr.ts";
import { TIMESTAMP } from "./layout.ts";
import type { Node } from "./plan.ts";

type Scan = Extract<Node, { kind: "scan" }>;

/** Milliseconds: `after < time ≤ upTo`. */
interface Range {
  readonly after: number;
  readonly upTo: number;
}

const TURNED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=" };

/** Times of records are whole milliseconds. */
function rangeOf(op: string, { ms, nanos }: Instant): Range {
  switch (op) {
    case ">":
      return { after: ms, upTo: Infinity };
    case ">=":
      return { after: ms - 1, upTo: Infinity };
    case "<":
      return { after: -Infinity, upTo: nanos > 0 ? ms : ms - 1 };
    case "<=":
      return { after: -Infinity, upTo: ms };
    default:
      return { after: ms - 1, upTo: ms };
  }
}

/** The range that a test allows; null where it is about something else. */
function allowed(test: Expr, isTime: (name: Keyword) => boolean): Range | null {
  if (test.kind !== "operator") return null;
  const [a, b, c] = test.args;
  const time = (expr: Expr) => expr.kind === "column" && isTime(expr.name);
  const point = (expr: Expr) => expr.kind === "constant" && expr.value instanceof Instant ? expr.value : null;
  if (test.name === "between" && time(a)) {
    const [from, to] = [point(b), point(c)];
    return from === null || to === null ? null : { after: from.ms - 1, upTo: to.ms };
  }
  if (!Object.hasOwn(TURNED, test.name) || test.args.length !== 2) return null;
  const [column, op, at] = time(a) ? [a, test.name, point(b)] : [b, TURNED[test.name], point(a)];
  return at === null || !time(column) ? null : rangeOf(op, at);
}

/** The scan without the records for which a condition on their time cannot hold. */
export function withTimeRange(
  scan: Scan,
  test: Expr,
  isTotal: (test: Expr) => boolean,
  alias: string | null,
): Scan {
  const isTime = ({ text }: Keyword) => text === TIMESTAMP.text || text === `${alias}.${TIMESTAMP.text}`;
  let { after, upTo }: Range = { after: scan.time.since ?? -Infinity, upTo: scan.time.asOf ?? Infinity };
  for (const part of conjuncts(test)) {
    const range = allowed(part, isTime);
    if (range !== null) [after, upTo] = [Math.max(after, range.after), Math.min(upTo, range.upTo)];
    else if (!isTotal(part)) break;
  }
  const [since, asOf] = [after === -Infinity ? null : after, upTo === Infinity ? null : upTo];
  if (since === scan.time.since && asOf === scan.time.asOf) return scan;
  return { ...scan, time: { ...scan.time, since, asOf } };
}
