/**
 * The programs that do the tasks, one per language, run in turns: Batuta, a peer, the next, Batuta again. What slows the
 * machine down for a while then slows all of them.
 * @module
 */

import { V8_FLAGS } from "../scripts/flags.ts";
import { join } from "node:path";
import { type Figures, medians, parseFigures } from "./figures.ts";

/** How a program is started; the names of tasks follow as its arguments. */
export type CommandLine = readonly [command: string, ...args: string[]];

const here = import.meta.dirname!; // this module is a file
const root = join(here, "..");

/** Peers by name. */
const PEERS: Readonly<Record<string, CommandLine>> = {
  clojure: ["clojure", join(here, "peers.clj")],
  elixir: ["elixir", join(here, "peers.exs")],
  python3: ["python3", join(here, "peers.py")],
};

/** Batuta from source, or an executable of it. */
export function batutaCommand(executable: string | null): CommandLine {
  return executable === null
    ? [Deno.execPath(), "run", "-A", "--quiet", V8_FLAGS, join(root, "main.ts")]
    : [executable];
}

/** Whether a command can be found. */
export function isInstalled(command: string): boolean {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return folders.some((folder) => {
    try {
      return Deno.statSync(join(folder, command)).isFile;
    } catch {
      return false;
    }
  });
}

/** The peers this machine has. */
export function installedPeers(): Map<string, CommandLine> {
  return new Map(Object.entries(PEERS).filter(([, [command]]) => isInstalled(command)));
}

function runTasks([command, ...args]: CommandLine, tasks: readonly string[]): Figures {
  const { stdout, success } = new Deno.Command(command, {
    args: [...args, ...tasks],
    stdin: "null",
    stderr: "inherit",
    env: { NO_COLOR: "1" },
  }).outputSync();
  if (!success) console.error(`bench: ${command} ${args.join(" ")} failed`);
  return parseFigures(new TextDecoder().decode(stdout));
}

/** Runs each program once a round, in turns; answers by program the median over rounds. */
export function runInTurns(
  programs: ReadonlyMap<string, CommandLine>,
  options: { readonly rounds: number; readonly tasks: readonly string[]; readonly onTurn: (what: string) => void },
): Map<string, Figures> {
  const rounds = new Map<string, Figures[]>([...programs.keys()].map((name) => [name, []]));
  for (let round = 1; round <= options.rounds; round++) {
    for (const [name, command] of programs) {
      options.onTurn(`round ${round} of ${options.rounds}: ${name}`);
      rounds.get(name)?.push(runTasks(command, options.tasks));
    }
  }
  return new Map([...rounds].map(([name, figures]) => [name, medians(figures)]));
}
