/**
 * The processes that run tests: this Batuta again, however it was started, with a data directory of its own that is removed afterwards.
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Child, ChildStart } from "../test/mod.ts";
import { SERVE_TESTS } from "./serve_tests.ts";

/** How V8 is started, for tests: they may ask for garbage to be collected. */
const V8_FLAGS = "--v8-flags=--expose-gc";

/** The command that starts this Batuta again. */
function command(): { readonly program: string; readonly args: readonly string[] } {
  const program = Deno.execPath();
  if (Deno.build.standalone) return { program, args: [] };
  const main = fileURLToPath(Deno.mainModule);
  if (main.endsWith(".js")) {
    const flags = ["-A", "-q", "--no-config", "--no-lock", "--no-remote", "--no-npm", "--cached-only"];
    return { program, args: ["run", ...flags, "--unstable-no-legacy-abort", V8_FLAGS, main] };
  }
  const config = join(main.replace(/[^/\\]*$/, ""), "deno.json");
  return { program, args: ["run", "-A", "--quiet", "--config", config, V8_FLAGS, main] };
}

function removeFolder(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch {
    // The system removes what is temporary.
  }
}

/** Starts a process for tests. */
export function startTestProcess(start: Omit<ChildStart, "data">, data: string | null): Child {
  const own = data === null ? Deno.makeTempDirSync({ prefix: "batuta-data-" }) : null;
  const { program, args } = command();
  const child = new Deno.Command(program, {
    args: [...args, "test", SERVE_TESTS],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const encoder = new TextEncoder();
  let errors = "";
  const heard = (async () => {
    for await (const part of child.stderr.pipeThrough(new TextDecoderStream())) errors += part;
  })();
  const send = (line: string) => {
    // A process that is gone is noticed by its output.
    writer.write(encoder.encode(`${line}\n`)).catch(() => {});
  };
  send(JSON.stringify({ ...start, data: data ?? own }));
  return {
    send,
    output: child.stdout.pipeThrough(new TextDecoderStream()),
    errors: () => errors,
    ended: (async () => {
      const { code, signal } = await child.status;
      await heard;
      if (own !== null) removeFolder(own);
      return { code, signal };
    })(),
    kill() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      writer.abort().catch(() => {});
    },
  };
}
