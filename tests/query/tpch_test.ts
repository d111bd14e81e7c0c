/**
 * The 22 questions of TPC-H (`examples/tpch/`), asked of logs, have the answers that SQLite gives over the same data: the same rows in the same
 * order, exact numbers to the last digit. When one differs, suspect `lib/query/`; when all do, `scripts/tpch/`.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { loadLogs, loadSqlite } from "../../scripts/tpch/load.ts";
import { tables } from "../../scripts/tpch/tables.ts";
import { batuta, ROOT } from "../cli/batuta.ts";
import { type Column, QUESTIONS } from "./tpch_sql.ts";

/** A number as JSON writes it, digits and all. */
class Digits {
  constructor(readonly text: string) {}
}

/** What `run.bat` prints: for each question the values of its rows. */
function answersOf(printed: string): unknown[][][] {
  const lines = printed.trimEnd().split("\n");
  const answers: unknown[][][] = [];
  for (let at = 0; at < lines.length;) {
    const [number, count] = lines[at++].split(" ").map(Number);
    assert.equal(number, answers.length + 1);
    answers.push(lines.slice(at, at += count).map(rowOf));
  }
  return answers;
}

function rowOf(line: string): unknown[] {
  // Numbers keep their text, which says more than a double can.
  const revive = (_: string, value: unknown, context?: { source: string }) =>
    typeof value === "number" ? new Digits(context?.source ?? String(value)) : value;
  return Object.values(JSON.parse(line, revive as Parameters<typeof JSON.parse>[1]));
}

/** An integer of the last digit's units as a number with so many digits behind the point, without zeros at its end. */
function withPoint(x: number | bigint, digits: number): string {
  const text = String(x).replace("-", "").padStart(digits + 1, "0");
  return trimmed(`${x < 0 ? "-" : ""}${text.slice(0, -digits)}.${text.slice(-digits)}`);
}

function trimmed(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** Both values in one form, so that they are equal exactly when they are equal as that column is to be. */
function comparable(column: Column, got: unknown, wanted: unknown): [unknown, unknown] {
  if (wanted === null || got === null) return [got, wanted];
  if (column === "date") return [String(got).slice(0, 10), wanted];
  if (column === "same") return [got instanceof Digits ? Number(got.text) : got, wanted];
  if (column !== "float") return [trimmed((got as Digits).text), withPoint(wanted as number, column.exact)];
  const [a, b] = [Number((got as Digits).text), Number(wanted)];
  return Math.abs(a - b) <= 1e-9 * Math.abs(b) ? [b, b] : [a, b];
}

Deno.test("the 22 questions of TPC-H have the answers of SQLite", async () => {
  const data = Deno.makeTempDirSync({ prefix: "batuta-tpch-" });
  try {
    const made = tables(0.01);
    await loadLogs(data, made);
    const run = join(ROOT, "examples", "tpch", "run.bat");
    const { status, out, err } = await batuta(["--data", data, run]);
    assert.deepEqual([status, err], [0, ""]);
    const answers = answersOf(out);
    const database = new DatabaseSync(":memory:");
    loadSqlite(database, made);
    for (const [i, { sql, columns }] of QUESTIONS.entries()) {
      const wanted = database.prepare(sql).all().map((row) => Object.values(row));
      assert.ok(wanted.length > 0 && wanted[0].at(-1) !== null, `question ${i + 1} has an answer`);
      const pairs = wanted.map((row, r) => row.map((value, c) => comparable(columns[c], answers[i][r]?.[c], value)));
      assert.deepEqual(
        [answers[i].length, pairs.map((row) => row.map(([got]) => got))],
        [wanted.length, pairs.map((row) => row.map(([, value]) => value))],
        `question ${i + 1}`,
      );
    }
    database.close();
  } finally {
    Deno.removeSync(data, { recursive: true });
  }
});
