/**
 * Crashes by chance under supervision, at full load, on two workers, for as long as is wanted: runs `soak.bat` and judges what it prints.
 *
 *     deno task soak [--minutes N] [--executable FILE]
 *
 * Out: a line for each round, and what is wrong; exit status 1 then.
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { median } from "../bench/figures.ts";
import { batutaCommand } from "../bench/programs.ts";

/** What `soak.bat` prints of a round. */
export interface Round {
  readonly round: number;
  readonly ms: number;
  readonly messages: number;
  readonly actions: number;
  readonly actors: number;
  /** Bytes on each worker, after a collection. */
  readonly heap: readonly number[];
  readonly wrong: readonly string[];
}

/** And in the end. */
interface Rest {
  readonly left: readonly string[];
  readonly members: number;
}

/** The heap is only judged over so many rounds: workers remember the last ten thousand ends, which takes a while to fill up. */
const ROUNDS_FOR_HEAP = 12;
/** How much larger it may be in the end. */
const GROWTH = 1.1;

export interface Soak {
  readonly rounds: number;
  readonly seconds: number;
  /** Of Batuta; null from source. */
  readonly executable: string | null;
  readonly onRound: (round: Round) => void;
}

/** Runs the program; answers what was wrong. */
export async function soak({ rounds, seconds, executable, onRound }: Soak): Promise<string[]> {
  const [command, ...args] = batutaCommand(executable);
  const program = join(import.meta.dirname!, "soak.bat"); // this module is a file
  const child = new Deno.Command(command, {
    args: [...args, "--workers", "2", program, `${rounds}`, `${seconds}`],
    env: { NO_COLOR: "1", DENO_V8_FLAGS: "--expose-gc" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [lastErrors, seen] = await Promise.all([lastText(child.stderr), readRounds(child.stdout, onRound)]);
  const { code } = await child.status;
  const wrong = seen.rounds.flatMap(({ round, wrong }) => wrong.map((text) => `round ${round}: ${text}`));
  if (code !== 0 || seen.rest === null) wrong.push(`it ended with status ${code}:\n${lastErrors}`);
  else {
    if (seen.rest.left.length > 2) wrong.push(`in the end there are still ${seen.rest.left.join(", ")}`);
    if (seen.rest.members > 0) wrong.push(`in the end a group still has ${seen.rest.members} members`);
  }
  return [...wrong, ...growth(seen.rounds)];
}

/** Crashes are reported there, so there is much of it. */
async function lastText(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) text = (text + part).slice(-2000);
  return text;
}

async function readRounds(
  stream: ReadableStream<Uint8Array>,
  onRound: (round: Round) => void,
): Promise<{ rounds: Round[]; rest: Rest | null }> {
  const rounds: Round[] = [];
  let rest: Rest | null = null;
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    text += part;
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      const said = JSON.parse(line) as Round | Rest; // as `soak.bat` writes it
      if ("round" in said) {
        rounds.push(said);
        onRound(said);
      } else rest = said;
    }
  }
  return { rounds, rest };
}

/** Compares the heap of the last rounds with that after the first quarter. */
function growth(rounds: readonly Round[]): string[] {
  if (rounds.length < ROUNDS_FOR_HEAP) return [];
  const first = Math.floor(rounds.length / 4);
  const heap = (some: readonly Round[], worker: number) => median(some.map((round) => round.heap[worker]));
  return rounds[0].heap.flatMap((_, worker) => {
    const before = heap(rounds.slice(first, first + 3), worker);
    const after = heap(rounds.slice(-3), worker);
    if (after <= GROWTH * before) return [];
    return [`the heap of worker ${worker + 1} has grown from ${megabytes(before)} to ${megabytes(after)}`];
  });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function show({ round, ms, messages, actions, actors, heap, wrong }: Round): void {
  const perSecond = Math.round(messages / ms * 1000);
  const ok = wrong.length === 0 ? "ok" : wrong.join("; ");
  console.log(
    `round ${round}: ${messages} messages (${perSecond}/s), ${actions} interventions, ${actors} actors, heap ${
      heap.map(megabytes).join(" and ")
    }, ${ok}`,
  );
}

const SECONDS = 15;

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "1" },
      executable: { type: "string", default: join("dist", "batuta") },
    },
  });
  const rounds = Math.max(1, Math.round(Number(values.minutes) * 60 / SECONDS));
  const wrong = await soak({ rounds, seconds: SECONDS, executable: values.executable, onRound: show });
  for (const text of wrong) console.log(`WRONG: ${text}`);
  console.log(wrong.length === 0 ? "nothing is wrong" : `${wrong.length} things are wrong`);
  if (wrong.length > 0) Deno.exit(1);
}
