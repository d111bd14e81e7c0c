/**
 * Batuta in a terminal of its own, by way of `script`, which Linux systems have: `const t = await Terminal.open(["repl"])`,
 * `t.type("(+ 1 2)\r")`, `await t.until("3")`. What is shown is compared without what steers the terminal.
 */
import { join } from "node:path";
import { BATUTA, Folder } from "./batuta.ts";

/** Whether there is a way to make terminals here. */
export async function hasTerminals(): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  try {
    const { stdout } = await new Deno.Command("script", { args: ["--version"], stderr: "null" }).output();
    return new TextDecoder().decode(stdout).includes("util-linux");
  } catch {
    return false;
  }
}

// deno-lint-ignore no-control-regex -- what steers a terminal
const STEERING = /\x1b\[[0-9;?]*[A-Za-z]|\r/g;

const PATIENCE_MS = 20_000;

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

export class Terminal {
  readonly folder: Folder;
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  #seen = "";
  /** What was waited for already. */
  #from = 0;
  #ended = false;
  #overdue = false;
  #changed = () => {};

  constructor(words: readonly string[], { folder = new Folder(), env = {}, size = "rows 24 cols 80" } = {}) {
    this.folder = folder;
    const program = [...BATUTA, ...words];
    this.#child = new Deno.Command("script", {
      args: ["-qec", `stty ${size}; exec ${program.map(quoted).join(" ")}`, "/dev/null"],
      cwd: folder.path,
      env: { TERM: "xterm-256color", NO_COLOR: "1", BATUTA_HISTORY: join(folder.path, "history"), ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#read();
  }

  async #read(): Promise<void> {
    for await (const part of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      this.#seen += part;
      this.#changed();
    }
    this.#ended = true;
    this.#changed();
  }

  type(text: string): void {
    this.#writer.write(new TextEncoder().encode(text)).catch(() => {});
  }

  /** Resolves when a text is shown, after what was waited for before; answers all that was shown since then. */
  async until(text: string): Promise<string> {
    // A test that waits in vain says for what.
    const alarm = setTimeout(() => {
      this.#overdue = true;
      this.#changed();
    }, PATIENCE_MS);
    for (;;) {
      const shown = this.#seen.replace(STEERING, "");
      const at = shown.indexOf(text, this.#from);
      if (at >= 0 || this.#ended || this.#overdue) clearTimeout(alarm);
      if (at >= 0) {
        const since = shown.slice(this.#from, at + text.length);
        this.#from = at + text.length;
        return since;
      }
      if (this.#ended || this.#overdue) {
        throw new Error(`${JSON.stringify(text)} is not shown:\n${shown.slice(this.#from)}`);
      }
      await new Promise<void>((resolve) => this.#changed = resolve);
    }
  }

  /** Ends it and takes its folder away. Answers its exit status. */
  async close({ keepFolder = false } = {}): Promise<number> {
    // Whatever is typed is dropped first: Ctrl-D ends only an empty entry.
    this.type("\x03\x04");
    await this.#writer.close().catch(() => {});
    return await this.ended({ keepFolder });
  }

  /** The exit status, once the program has ended by itself. */
  async ended({ keepFolder = false } = {}): Promise<number> {
    const alarm = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE_MS);
    const { code } = await this.#child.status;
    clearTimeout(alarm);
    if (!keepFolder) Deno.removeSync(this.folder.path, { recursive: true });
    return code;
  }
}
