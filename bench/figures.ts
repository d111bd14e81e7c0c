/**
 * Figures of benchmarks: which tasks there are, what programs print about them, and the table made of it.
 * In: text with lines of "task nanoseconds". Out: text for people. Pure.
 * @module
 */

/** A task all sides know by this name, and what Batuta's time is to be at most, as a multiple of a peer's. */
export interface Task {
  readonly name: string;
  readonly targets: Readonly<Record<string, number>>;
}

/** In the order of the table. The work of each is in `tasks.bat` and the peers' programs. */
export const TASKS: readonly Task[] = [
  { name: "call", targets: { clojure: 1.0 } },
  { name: "loop-int", targets: { clojure: 3.5, elixir: 0.6 } },
  { name: "float-mandelbrot-200", targets: { clojure: 1.0 } },
  { name: "map-get-1000", targets: { clojure: 1.2 } },
  { name: "map-update-1000", targets: { clojure: 1.2 } },
  { name: "map-update-small", targets: { clojure: 1.3 } },
  { name: "map-build-1M", targets: { clojure: 1.0 } },
  { name: "vector-conj-1M", targets: { clojure: 4.0 } },
  { name: "vector-sum-1M", targets: { clojure: 1.0 } },
  { name: "pipeline-1M", targets: { clojure: 1.0 } },
  { name: "string-join-100k", targets: { clojure: 1.5 } },
  { name: "sort-100k", targets: { clojure: 1.0 } },
  { name: "match", targets: { clojure: 1.0, elixir: 2.0 } },
  { name: "send", targets: { elixir: 1.0 } },
  { name: "ping-pong", targets: { elixir: 0.5 } },
  { name: "spawn-100k", targets: { elixir: 0.3 } },
  { name: "ring-1000-100k-hops", targets: { elixir: 0.6 } },
];

/** Nanoseconds by task. */
export type Figures = ReadonlyMap<string, number>;

/** The figures a program has printed; other lines are not looked at. */
export function parseFigures(text: string): Figures {
  const lines = text.matchAll(/^(\S+) ([0-9.]+(?:e[+-]?\d+)?)$/gm);
  return new Map([...lines].map(([, task, ns]) => [task, Number(ns)]));
}

/** The middle one of some numbers; of an even count the upper of the two. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

/** Per task the median over rounds. */
export function medians(rounds: readonly Figures[]): Figures {
  const tasks = new Set(rounds.flatMap((round) => [...round.keys()]));
  const over = (task: string) => median(rounds.flatMap((round) => round.get(task) ?? []));
  return new Map([...tasks].map((task) => [task, over(task)]));
}

/** Three digits that count: 0.52, 6.83, 133, 1118. */
export function threeDigits(x: number): string {
  return x < 10 ? x.toFixed(2) : x < 100 ? x.toFixed(1) : x.toFixed(0);
}

/** Columns as wide as their widest cell; the first is text, the others numbers. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])).join("  ").trimEnd();
  const [head, ...body] = rows;
  return [line(head), widths.map((width) => "─".repeat(width)).join("  "), ...body.map(line)].join("\n");
}

/** "≤ 1.2 ok", "≤ 1.2 OVER", or nothing without a target or a figure. */
function verdict(task: Task, peer: string, ratio: number | undefined): string {
  const target = task.targets[peer];
  if (target === undefined || ratio === undefined) return "";
  return `≤ ${target} ${ratio <= target ? "ok" : "OVER"}`;
}

/** The table of tasks: Batuta's time, then of each peer its time, Batuta's as a multiple of it, and the target. */
export function taskTable(tasks: readonly Task[], batuta: Figures, peers: ReadonlyMap<string, Figures>): string {
  const head = ["ns per operation", "batuta", ...[...peers.keys()].flatMap((peer) => [peer, "ratio", "target"])];
  const rows = tasks.map((task) => {
    const own = batuta.get(task.name);
    const cells = [...peers].flatMap(([peer, figures]) => {
      const theirs = figures.get(task.name);
      const ratio = own === undefined || theirs === undefined ? undefined : own / theirs;
      return [show(theirs), show(ratio), verdict(task, peer, ratio)];
    });
    return [task.name, show(own), ...cells];
  });
  return renderTable([head, ...rows]);
}

function show(x: number | undefined): string {
  return x === undefined ? "–" : threeDigits(x);
}
