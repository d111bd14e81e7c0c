/**
 * How long whole programs take: starting, and printing a million lines.
 * In: how Batuta is started. Out: milliseconds, beside those of something anyone can judge by (Deno, awk).
 * @module
 */

import { join } from "node:path";
import { median } from "./figures.ts";
import type { CommandLine } from "./programs.ts";

const LINES = 1_000_000;

/** Milliseconds a command takes; what it prints is thrown away. */
function timeMs([command, ...args]: CommandLine, env: Record<string, string> = {}): number {
  const start = performance.now();
  const { success } = new Deno.Command(command, { args, env, stdin: "null", stdout: "null", stderr: "null" })
    .outputSync();
  if (!success) throw new Error(`bench: ${command} ${args.join(" ")} failed`);
  return performance.now() - start;
}

/** Medians of commands that take turns, in milliseconds, after one turn that does not count. */
function timeInTurns(commands: readonly CommandLine[], turns: number): number[] {
  const times = commands.map(() => [] as number[]);
  for (let turn = 0; turn <= turns; turn++) {
    commands.forEach((command, i) => {
      const ms = timeMs(command);
      if (turn > 0) times[i].push(ms);
    });
  }
  return times.map(median);
}

function inScratchFolder<T>(work: (folder: string) => T): T {
  const folder = Deno.makeTempDirSync({ prefix: "batuta-bench-" });
  try {
    return work(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Batuta evaluating `1` beside Deno running an empty file, both warm. */
export function startTimes(batuta: CommandLine): { readonly batutaMs: number; readonly denoMs: number } {
  return inScratchFolder((folder) => {
    const empty = join(folder, "empty.ts");
    Deno.writeTextFileSync(empty, "");
    const [batutaMs, denoMs] = timeInTurns([[...batuta, "-e", "1"], [Deno.execPath(), "run", "-A", empty]], 21);
    return { batutaMs, denoMs };
  });
}

/** The first run of an executable after it was installed: with an empty cache folder. */
export function firstRunMs(executable: string): number {
  return inScratchFolder((folder) => timeMs([executable, "-e", "1"], { XDG_CACHE_HOME: folder }));
}

/** A million lines printed by `println`, and by awk. */
export function printTimes(batuta: CommandLine): { readonly batutaMs: number; readonly awkMs: number } {
  const awk = `BEGIN { for (i = 0; i < ${LINES}; i++) print i }`;
  const [batutaMs, awkMs] = timeInTurns(
    [[...batuta, "-e", `(dotimes [i ${LINES}] (println i))`], ["awk", awk]],
    3,
  );
  return { batutaMs, awkMs };
}
