/**
 * Notation: `serving(words, async ({ url, signal }) => …)` runs Batuta with a program whose first line of output names its server's URL;
 * the answer is how it ended, after a signal usually.
 */
import { BATUTA } from "../cli/batuta.ts";

export interface Program {
  readonly url: string;
  readonly port: number;
  readonly signal: (signal: Deno.Signal) => void;
  /** The next line it prints. */
  readonly line: () => Promise<string>;
}

export interface End {
  readonly status: number;
  /** What it printed after the lines that were read. */
  readonly out: string;
  readonly err: string;
}

export async function serving(words: readonly string[], use: (program: Program) => Promise<void>): Promise<End> {
  const [program, ...args] = [...BATUTA, ...words];
  const child = new Deno.Command(program, {
    args,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const err = new Response(child.stderr).text();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const line = async () => {
    while (!text.includes("\n")) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`it ended with ${text}${await err}`);
      text += value;
    }
    const end = text.indexOf("\n");
    const found = text.slice(0, end);
    text = text.slice(end + 1);
    return found;
  };
  const [url] = /http:\S+/.exec(await line()) ?? [""];
  const signal = (name: Deno.Signal) => child.kill(name);
  try {
    await use({ url, port: Number(new URL(url).port), signal, line });
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
  return { status: (await child.status).code, out: text, err: await err };
}
