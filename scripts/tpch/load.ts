/**
 * The tables of TPC-H as logs of a data directory, and in SQLite.
 * In logs money is exact decimals and dates are instants; SQLite has neither, so there it is whole cents and text like `1995-03-15`.
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { Decimal, Instant, kw, mapOf, rowOf, vec } from "../../lib/data/mod.ts";
import { Logs, operationsOn } from "../../lib/log/mod.ts";
import type { Kind, Table } from "./tables.ts";

const DAY_MS = 86_400_000;
/** Rows of one append. */
const BATCH = 5000;

const VALUES: Readonly<Record<Kind, (x: number | string) => unknown>> = {
  int: (x) => x,
  text: (x) => x,
  cents: (x) => new Decimal(BigInt(x), 2),
  date: (x) => new Instant(Number(x) * DAY_MS),
};

/** Appends the tables to logs of a data directory that has none yet; tables with a key of one column become logs with it. */
export async function loadLogs(folder: string, tables: readonly Table[]): Promise<void> {
  const logs = new Logs(folder);
  const operations = operationsOn(logs);
  for (const { name, key, columns, rows } of tables) {
    const names = columns.map(([column]) => kw(column));
    const makers = columns.map(([, kind]) => VALUES[kind]);
    await operations.create(kw(name), key === null ? mapOf() : mapOf(kw("key"), kw(key)));
    for (let at = 0; at < rows.length; at += BATCH) {
      const records = rows.slice(at, at + BATCH).map((row) =>
        rowOf(row.flatMap((value, i) => [names[i], makers[i](value)]))
      );
      await operations["-append-chunk"](kw(name), vec(records), null);
    }
  }
  await logs.close();
}

const SQL_TYPES: Readonly<Record<Kind, string>> = { int: "INTEGER", text: "TEXT", cents: "INTEGER", date: "TEXT" };

function dateText(days: number | string): string {
  return new Date(Number(days) * DAY_MS).toISOString().slice(0, 10);
}

/** Makes the tables in a database, with the indexes that its plans need. */
export function loadSqlite(database: DatabaseSync, tables: readonly Table[]): void {
  for (const { name, prefix, columns, rows } of tables) {
    const names = columns.map(([column]) => prefix + column.replaceAll("-", ""));
    database.exec(
      `CREATE TABLE ${name} (${columns.map(([, kind], i) => `${names[i]} ${SQL_TYPES[kind]}`).join(", ")})`,
    );
    const insert = database.prepare(`INSERT INTO ${name} VALUES (${names.map(() => "?").join(", ")})`);
    database.exec("BEGIN");
    for (const row of rows) {
      insert.run(...row.map((value, i) => columns[i][1] === "date" ? dateText(value) : value));
    }
    database.exec("COMMIT");
    for (const column of names.filter((column) => column.endsWith("key"))) {
      database.exec(`CREATE INDEX ${name}_${column} ON ${name} (${column})`);
    }
  }
  database.exec("ANALYZE");
}
