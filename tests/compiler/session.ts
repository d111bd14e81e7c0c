/**
 * Notation of tests that run programs: `value("(+ 1 2)")` is what the last form prints as, `mistake("(if)")` the code and place
 * of what a program is refused or fails with. Every program gets a namespace `user` of its own and a host in memory.
 * @module
 */
import { type Host, Session } from "../../lib/compiler/mod.ts";
import { machine, removeNamespace } from "../../lib/runtime/mod.ts";
import { type Diagnostic, renderDiagnostic, Source } from "../../lib/source/mod.ts";

export interface Ran {
  /** 0: it ran, 1: it failed, 2: it was refused. */
  readonly status: 0 | 1 | 2;
  /** The last value as it prints; "" when there is none. */
  readonly value: string;
  /** What it printed. */
  readonly output: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface RanOptions {
  /** Reductions until a process is pre-empted; 1 suspends it at every call and turn of a loop. */
  readonly slice?: number;
}

/** A host without a world: output goes to `sink`, there is no input, time stands still. */
export function memoryHost(sink: (text: string) => void): Host {
  return {
    write: sink,
    writeError: sink,
    flush() {},
    readLine: () => null,
    readFile(path) {
      throw new Deno.errors.NotFound(path);
    },
    writeFile() {},
    now: () => 0,
    clock: () => performance.now(),
    random: () => 0.5,
    args: [],
    env: () => undefined,
    exit(status) {
      throw new Error(`exit ${status}`);
    },
  };
}

/** Runs a program. */
export async function run(code: string, options: RanOptions = {}): Promise<Ran> {
  let output = "";
  removeNamespace("user");
  const session = new Session(memoryHost((text) => output += text));
  const [usual, turns] = [machine.slice, machine.turns];
  machine.slice = options.slice ?? usual;
  if (options.slice !== undefined) machine.turns = 0;
  try {
    const outcome = await session.run(new Source("t.bat", code));
    if (outcome.status !== 0) return { status: outcome.status, value: "", output, diagnostics: outcome.diagnostics };
    const text = await session.print(outcome.value);
    if (text.status !== 0) return { status: text.status, value: "", output, diagnostics: text.diagnostics };
    return { status: 0, value: String(text.value), output, diagnostics: [] };
  } finally {
    machine.slice = usual;
    machine.turns = turns;
  }
}

/** The value of a program's last form as it prints; the rendered mistake when it has none. */
export async function value(code: string, options: RanOptions = {}): Promise<string> {
  const ran = await run(code, options);
  return ran.status === 0 ? ran.value : renderDiagnostic(ran.diagnostics[0], { color: false });
}

/** `code line:column` of a program's mistake. */
export async function mistake(code: string, options: RanOptions = {}): Promise<string> {
  const ran = await run(code, options);
  return ran.status === 0 ? `no mistake: ${ran.value}` : shortly(ran.diagnostics[0]);
}

export function shortly({ code, span }: Diagnostic): string {
  if (span === null) return `${code} nowhere`;
  const { line, col } = span.source.lineCol(span.start);
  return `${code} ${line}:${col}`;
}
