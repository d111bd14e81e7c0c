/**
 * Batuta as a process of its own, in a fresh folder: the executable that BATUTA_EXECUTABLE names, as `deno task test` does, or from source.
 * `new Folder({"a.bat": "(+ 1 2)"}).run(["a.bat"], {input: "…"})` gives exit status, output and errors.
 */

import fs from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

const EXECUTABLE = Deno.env.get("BATUTA_EXECUTABLE");

/** The command line that starts Batuta. */
export const BATUTA: readonly string[] = EXECUTABLE === undefined
  ? [Deno.execPath(), "run", "-A", "--quiet", "--config", join(ROOT, "deno.json"), join(ROOT, "main.ts")]
  : [EXECUTABLE];

/** How a process ended. */
export interface Run {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

const folders: string[] = [];
globalThis.addEventListener("unload", () => {
  for (const path of folders) fs.rmSync(path, { recursive: true, force: true }); // a test may have removed it
});

/** A fresh folder with these files, given as text or bytes; it goes when all tests of the file have run. */
export class Folder {
  readonly path: string = Deno.makeTempDirSync({ prefix: "batuta-test-" });

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    folders.push(this.path);
    for (const [name, content] of Object.entries(files)) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      Deno.writeFileSync(join(this.path, name), bytes);
    }
  }

  /** Runs Batuta here; without `input`, standard input is empty. */
  async run(
    words: readonly string[],
    options: { input?: string | ReadableStream<Uint8Array>; env?: Record<string, string> } = {},
  ): Promise<Run> {
    const [program, ...args] = [...BATUTA, ...words];
    const child = new Deno.Command(program, {
      args,
      cwd: this.path,
      env: { NO_COLOR: "1", ...options.env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const { input = "" } = options;
    // A program may end before it has read everything.
    (typeof input === "string" ? new Blob([input]).stream() : input).pipeTo(child.stdin).catch(() => {});
    const { code, stdout, stderr } = await child.output();
    return { status: code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * A folder with a command `batuta` that starts this one, to be put in front of PATH. What it has unpacked or loaded before is found again
 * where a shell has a home of its own: from source all libraries would be fetched anew.
 */
export function commandFolder(): string {
  const tools = new Folder();
  const home = Deno.env.get("HOME");
  const words = [...home === undefined ? [] : [`HOME=${quoted(home)}`], "exec", ...BATUTA.map(quoted), '"$@"'];
  Deno.writeTextFileSync(join(tools.path, "batuta"), `#!/bin/sh\n${words.join(" ")}\n`, { mode: 0o755 });
  return tools.path;
}

/** Runs a script of a shell in a folder, where `batuta` is this one, up to the first command that fails. */
export async function paste(script: string, folder: Folder = new Folder()): Promise<Omit<Run, "err">> {
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-e", "-c", script],
    cwd: folder.path,
    env: { PATH: `${commandFolder()}:${Deno.env.get("PATH")}`, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  return { status: code, out: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

/** Runs Batuta in an empty folder. */
export function batuta(words: readonly string[], input = ""): Promise<Run> {
  return new Folder().run(words, { input });
}
