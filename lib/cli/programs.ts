/**
 * Other programs, run by Deno. In: what to run. Out: a running program whose end is a promise.
 * @module
 */
import type { ProgramCall, ProgramEnd, RunningProgram } from "../runtime/mod.ts";

const NOTHING = new Uint8Array(0);

/** Hands a program its input. One that ends before it has read everything has what it wanted. */
async function feed(child: Deno.ChildProcess, input: Uint8Array): Promise<void> {
  const writer = child.stdin.getWriter();
  try {
    await writer.write(input);
    await writer.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

async function listen(stream: ReadableStream<Uint8Array>, hear: (bytes: Uint8Array) => void): Promise<void> {
  for await (const bytes of stream) hear(bytes);
}

async function endOf(child: Deno.ChildProcess, call: ProgramCall): Promise<ProgramEnd> {
  const fed = call.input === null ? null : feed(child, call.input);
  if (call.inheritOutput) {
    const [{ code, signal }] = await Promise.all([child.status, fed]);
    return { status: code, signal, out: NOTHING, err: NOTHING };
  }
  const hear = call.onOutput;
  if (hear !== null) {
    const heard = [
      listen(child.stdout, (bytes) => hear("out", bytes)),
      listen(child.stderr, (bytes) => hear("err", bytes)),
    ];
    await Promise.all([fed, ...heard]);
    const { code, signal } = await child.status;
    return { status: code, signal, out: NOTHING, err: NOTHING };
  }
  const [{ code, signal, stdout, stderr }] = await Promise.all([child.output(), fed]);
  return { status: code, signal, out: stdout, err: stderr };
}

/** Starts a program; throws Deno's errors when it cannot be started. */
export function startProgram(call: ProgramCall): RunningProgram {
  const output = call.inheritOutput ? "inherit" : "piped";
  const child = new Deno.Command(call.program, {
    args: [...call.args],
    cwd: call.folder ?? undefined,
    env: call.environment,
    clearEnv: call.onlyThisEnvironment,
    stdin: call.input === null ? "null" : "piped",
    stdout: output,
    stderr: output,
  }).spawn();
  return {
    pid: child.pid,
    ended: endOf(child, call),
    kill: (signal) => {
      try {
        child.kill(signal as Deno.Signal); // Deno refuses names that are none
      } catch (error) {
        if (!(error instanceof TypeError) || !/already terminated/.test(error.message)) throw error;
      }
    },
  };
}
