/**
 * Kills a process that writes to a log, at random moments, again and again, and looks each time whether every record that it was told
 * to be durable is there, once and in order.
 *
 *     deno run -A scripts/crash_log.ts [--times N] [--folder DIR] [--seed N]
 *
 * The writer is this file with `--write`: it appends records of all sizes in all sync modes, erases some, begins new segments, and says after
 * each acknowledgement how many records the log has. It ends by a SIGKILL (what a power cut does is tested on a disk in memory).
 * @module
 */
import { checkLog, compact, KIND, Store, type SyncMode } from "../lib/log/mod.ts";

const LOG = "crash";
const MODES: readonly SyncMode[] = ["batch", "batch", "always", "os"];
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Numbers in [0, 1) from a seed (Mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function payload(n: number, size: number): Uint8Array {
  const text = encoder.encode(`${n};`);
  const bytes = new Uint8Array(Math.max(size, text.length)).fill(n % 251);
  bytes.set(text);
  return bytes;
}

/** Whether a payload is that of record `n`, to its last byte. */
function isPayload(bytes: Uint8Array, n: number): boolean {
  const text = `${n};`;
  return decoder.decode(bytes.subarray(0, text.length)) === text &&
    bytes.subarray(text.length).every((byte) => byte === n % 251);
}

function say(text: string): void {
  Deno.stdout.writeSync(encoder.encode(`${text}\n`));
}

/** Appends for ever. */
async function write(folder: string, seed: number): Promise<never> {
  const chance = chanceOf(seed);
  const store = await Store.open(folder, { write: true });
  await store.create(LOG, { segmentBytes: 100_000 });
  const writer = await store.writer(LOG);
  say(`ready ${writer.durable}`);
  const appendSome = async () => {
    const first = writer.next;
    const count = 1 + Math.floor(chance() ** 3 * 40);
    const size = Math.floor(chance() ** 4 * 30_000);
    const producer = chance() < 0.2 ? { id: `p${first}`, seq: 0 } : undefined;
    const entries = Array.from({ length: count }, (_, i) => ({
      payload: payload(first + i, size),
      producer: i === 0 ? producer : undefined,
    }));
    await writer.append(entries, { sync: MODES[Math.floor(chance() * MODES.length)] });
    say(`acknowledged ${first + count}`);
  };
  const erase = async () => {
    const from = Math.floor(chance() * writer.durable);
    const notice = () => ({ payload: encoder.encode("erased") });
    await compact(store, LOG, (offset) => offset < from || offset > from + 50 || offset % 3 > 0, { notice });
  };
  const streams = Array.from({ length: 4 }, async () => {
    while (true) await (chance() < 0.01 ? erase() : appendSome());
  });
  return await Promise.race(streams);
}

/** What one kill found. */
export interface Crash {
  /** Records that the writer was told to be durable, and those that were there afterwards. */
  readonly acknowledged: number;
  readonly found: number;
  readonly cutBytes: number;
  /** What is wrong; empty where all is well. */
  readonly problems: readonly string[];
}

/** Lets a writer run in a folder for `ms` after it is ready, kills it, and looks at the log. */
export async function crashOnce(folder: string, { seed, ms }: { seed: number; ms: number }): Promise<Crash> {
  const args = ["run", "-A", "--quiet", import.meta.filename ?? "", "--write", folder, String(seed)];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "inherit" }).spawn();
  let text = "";
  let killing: Promise<void> | null = null;
  for await (const chunk of child.stdout) {
    text += decoder.decode(chunk, { stream: true });
    if (!text.startsWith("ready")) continue;
    killing ??= new Promise((resolve) => setTimeout(resolve, ms)).then(() => child.kill("SIGKILL"));
  }
  const { signal } = await child.status;
  await killing;
  const whole = text.slice(0, text.lastIndexOf("\n")).split("\n").map((line) => Number(line.split(" ")[1]));
  const acknowledged = Math.max(0, ...whole);
  const crash = await look(folder, acknowledged);
  const problems = signal === "SIGKILL"
    ? crash.problems
    : [...crash.problems, `the writer ended with ${signal}: ${text}`];
  return { ...crash, problems };
}

async function look(folder: string, acknowledged: number): Promise<Crash> {
  const problems: string[] = [];
  const store = await Store.open(folder, { write: true });
  const writer = await store.writer(LOG);
  const reader = await store.reader(LOG);
  let found = 0;
  for (const { offset, kind, payload } of reader.read()) {
    if (offset !== found++) problems.push(`record ${offset} stands where ${found - 1} is next`);
    if (kind === KIND.record && !isPayload(payload, offset)) problems.push(`record ${offset} has another payload`);
  }
  if (found < acknowledged) problems.push(`${acknowledged} records were acknowledged, ${found} are there`);
  const cutBytes = writer.report.cut?.bytes ?? 0;
  if (writer.report.lost > 0) problems.push(`${writer.report.lost} records are lost`);
  await store.close();
  const { findings } = checkLog(`${folder}/logs/${LOG}`);
  problems.push(...findings.map(({ path, position, problem }) => `${path} at ${position}: ${problem}`));
  return { acknowledged, found, cutBytes, problems };
}

function option(name: string, otherwise: string): string {
  const at = Deno.args.indexOf(name);
  return at < 0 ? otherwise : Deno.args[at + 1] ?? otherwise;
}

async function main(): Promise<void> {
  const times = Number(option("--times", "500"));
  const seed = Number(option("--seed", String(Date.now() % 1_000_000)));
  const folder = option("--folder", "") || await Deno.makeTempDir({ prefix: "batuta-crash-" });
  const chance = chanceOf(seed);
  let cuts = 0;
  console.log(`Seed ${seed}, folder ${folder}`);
  for (let i = 1, fresh = 0; i <= times; i++) {
    if (i % 20 === 1) fresh++; // a new log now and then, so that none gets too long
    const data = `${folder}/${fresh}`;
    const { acknowledged, found, cutBytes, problems } = await crashOnce(data, {
      seed: seed + i,
      ms: chance() ** 2 * 300,
    });
    if (cutBytes > 0) cuts++;
    for (const problem of problems) console.error(`Kill ${i}: ${problem}`);
    if (problems.length > 0) Deno.exit(1);
    if (i % 20 === 0) {
      console.log(`${i} kills: ${acknowledged} acknowledged, ${found} found, ${cuts} torn tails so far`);
    }
    if (i % 20 === 0) await Deno.remove(data, { recursive: true });
  }
  await Deno.remove(folder, { recursive: true });
}

if (import.meta.main) {
  if (Deno.args[0] === "--write") await write(Deno.args[1], Number(Deno.args[2]));
  else await main();
}
