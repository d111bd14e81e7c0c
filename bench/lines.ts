/**
 * Going through a text line by line: a lazy pipeline over `line-seq` beside the loop of Python that does the same.
 * In: how Batuta is started, where the text comes from, its size. Out: milliseconds, and the memory Batuta took at most.
 * @module
 */

import { join } from "node:path";
import { median } from "./figures.ts";
import { type CommandLine, isInstalled } from "./programs.ts";

const TURNS = 3;

const BATUTA = `(require '[batuta.str :as str])
(println (->> (line-seq (or (first *command-line-args*) :stdin))
              (filter (fn [line] (str/includes? line "beta")))
              (map count)
              (reduce + 0)))
`;

const PYTHON = `import sys
print(sum(len(line) - 1 for line in (open(sys.argv[1]) if len(sys.argv) > 1 else sys.stdin) if "beta" in line))
`;

/** How the text reaches the programs. */
export type Source = "a file" | "standard input";

/** Lines of 20 to 60 characters, a quarter of them with "beta". */
function block(): Uint8Array {
  const line = (i: number) =>
    `line ${i} ${["alpha", "beta", "gamma", "delta"][(i * 7919) % 4]} ${"x".repeat(i % 41)}\n`;
  return new TextEncoder().encode(Array.from({ length: 25_000 }, (_, i) => line(i)).join(""));
}

function writeText(path: string, bytes: number): void {
  const part = block();
  using file = Deno.openSync(path, { write: true, create: true });
  for (let written = 0; written < bytes; written += part.length) file.writeSync(part);
}

/** Runs a command on a file: what it answers, how long it took, and its largest size in memory, 0 where that cannot be told. */
function run([command, ...args]: CommandLine, file: string, from: Source) {
  const measured = isInstalled("time") ? ["time", "-f", "%M", command, ...args] : [command, ...args];
  const words = from === "a file" ? [...measured, file] : measured;
  const start = performance.now();
  const { success, stdout, stderr } = new Deno.Command("sh", {
    args: ["-c", 'exec "$@" < "$FILE"', "sh", ...words],
    env: { FILE: from === "a file" ? "/dev/null" : file },
  }).outputSync();
  const ms = performance.now() - start;
  const [answer, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes).trim());
  if (!success) throw new Error(`bench: ${command} ${args.join(" ")} failed: ${errors}`);
  return { answer, ms, peakMB: measured[0] === "time" ? Number(errors.split("\n").at(-1)) / 1024 : 0 };
}

/** Medians of programs that take turns and must agree. */
export function lineTimes(batuta: CommandLine, from: Source, megabytes: number) {
  const folder = Deno.makeTempDirSync({ prefix: "batuta-bench-" });
  try {
    const [text, program] = [join(folder, "lines.txt"), join(folder, "lines.bat")];
    writeText(text, megabytes * 1e6);
    Deno.writeTextFileSync(program, BATUTA);
    const turns = Array.from({ length: TURNS }, () => {
      const [own, python] = [run([...batuta, program], text, from), run(["python3", "-c", PYTHON], text, from)];
      if (own.answer !== python.answer) throw new Error(`bench: lines gave ${own.answer} instead of ${python.answer}`);
      return { own, python };
    });
    return {
      batutaMs: median(turns.map(({ own }) => own.ms)),
      pythonMs: median(turns.map(({ python }) => python.ms)),
      batutaPeakMB: Math.max(...turns.map(({ own }) => own.peakMB)),
    };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
