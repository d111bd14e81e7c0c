/** What people see of long work: amounts, tables, the line of progress. */
import assert from "node:assert/strict";
import {
  counted,
  durationText,
  grouped,
  progressLine,
  ProgressScreen,
  rateText,
  sizeText,
  textTable,
  type World,
} from "../../lib/log_tool/mod.ts";

Deno.test("amounts are written as people read them", () => {
  assert.deepEqual([0, 999, 1000, 1234567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
  assert.deepEqual([0, 999, 1000, 12_345_678, 999_949, 999_999, 1.5e12].map(sizeText), [
    "0 B",
    "999 B",
    "1.0 kB",
    "12.3 MB",
    "999.9 kB",
    "1.0 MB",
    "1.5 TB",
  ]);
  assert.deepEqual([12, 4200, 59_949, 59_951, 125_000, 3_725_000].map(durationText), [
    "0.0 s",
    "4.2 s",
    "59.9 s",
    "1 min 0 s",
    "2 min 5 s",
    "1 h 2 min",
  ]);
  assert.deepEqual([counted(1, "record"), counted(2000, "record"), counted(2, "entry", "entries")], [
    "1 record",
    "2,000 records",
    "2 entries",
  ]);
  assert.deepEqual([rateText(620_123, 2000, "record"), rateText(3, 1000, "record"), rateText(0, 0, "record")], [
    "310,000 records/s",
    "3 records/s",
    "0 records/s",
  ]);
});

Deno.test("tables have columns as wide as what stands in them", () => {
  assert.equal(
    textTable([["LOG", "SIZE"], [":é", "1 B"], [":events", "20 B"]], [false, true]),
    "LOG      SIZE\n:é        1 B\n:events  20 B\n",
  );
});

Deno.test("the line of progress fits the screen: a shorter bar, then no counts", () => {
  const progress = { done: 25, total: 100, bytes: 25_000_000, records: 300_000 };
  const line = (width: number) => progressLine("Importing a.csv", progress, 1000, width);
  assert.equal(
    line(120),
    "Importing a.csv  ━━━━━━──────────────────   25%  25.0 MB  300,000 records  300,000 records/s  3.0 s left",
  );
  assert.equal(line(90), "Importing a.csv  ━━━───────   25%  25.0 MB  300,000 records  300,000 records/s  3.0 s left");
  assert.equal(line(79), "Importing a.csv  ━━━───────   25%  25.0 MB  300,000 records/s  3.0 s left");
  assert.equal(line(60), "Importing a.csv   25%  300,000 records/s  3.0 s left");
  assert.equal(line(20).length, 20);
  assert.equal(progressLine("Reading", { done: 5, total: null, bytes: 5 }, 1000, 79), "Reading  5 B");
});

Deno.test("the line is written ten times a second at most, after a while, and taken away at the end", () => {
  let now = 0;
  const notes: string[] = [];
  const world = {
    screenWidth: 80,
    clock: () => now,
    note: (text: string) => void notes.push(text),
  } as unknown as World;
  const screen = new ProgressScreen(world, "Work");
  for (now = 0; now < 1000; now += 10) screen.report({ done: now, total: 1000 });
  assert.equal(notes.length, 7);
  screen.end();
  screen.report({ done: 1000, total: 1000 });
  assert.equal(notes.at(-1), "\r\x1b[K");
  assert.equal(notes.length, 8);
});

Deno.test("nothing is written where nobody watches", () => {
  let now = 0;
  const world = { screenWidth: null, clock: () => now, note: () => assert.fail() } as unknown as World;
  const screen = new ProgressScreen(world, "Work");
  for (now = 0; now < 1000; now += 10) screen.report({ done: now, total: 1000 });
  screen.end();
});
