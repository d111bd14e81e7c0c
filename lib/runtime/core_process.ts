/**
 * `batuta.process` and `batuta.env`: running other programs, and what this one was started with.
 * A program that runs is a Future of how it ends, so that many can be waited for like anything else.
 * @module
 */
import {
  BatutaError,
  type ErrorEntry,
  fail,
  get,
  Keyword,
  kw,
  listFrom,
  mapFrom,
  mapOf,
  Pid,
  PMap,
  raise,
  toDouble,
  toText,
} from "../data/mod.ts";
import { Future } from "./core_async.ts";
import { between, defineLeaves, definePrimitives, document, onFirstNeed } from "./core_install.ts";
import { collect } from "./core_walk.ts";
import { host, type ProgramEnd, type RunningProgram } from "./host.ts";
import { andThen } from "./machine.ts";
import { caught } from "./process.ts";
import { core } from "./var.ts";

const PROCESS = "batuta.process";
const ENV = "batuta.env";

/** Failures of other programs, in the form of `data/errors.ts`. */
export const PROCESS_ERRORS = {
  "cannot-run": {
    message: (d: { program: string; reason: string }) => `Cannot run "${d.program}": ${d.reason}`,
    hint: "programs are looked for in the folders of the variable PATH",
    example: '(process/run "no-such-program")',
  } satisfies ErrorEntry<{ program: string; reason: string }>,
  "program-failed": {
    message: (d: { program: string; status: number; err: string }) =>
      `"${d.program}" ended with status ${d.status}${d.err === "" ? "" : `: ${d.err}`}`,
    hint: "`process/run` gives the status instead of failing",
    example: '(process/text "sh" ["-c" "exit 3"])',
  } satisfies ErrorEntry<{ program: string; status: number; err: string }>,
};

/** A program that runs: a future of its end. */
class RunningFuture extends Future {
  constructor(readonly program: string, readonly running: RunningProgram) {
    super(null);
  }
  override get typeName(): string {
    return "Program";
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Bytes that come in any pieces, as lines of text. */
class LineSplitter {
  readonly #decoder = new TextDecoder();
  #begun = "";
  constructor(readonly line: (text: string) => void) {}

  take(bytes: Uint8Array): void {
    this.#split(this.#decoder.decode(bytes, { stream: true }));
  }

  #split(text: string): void {
    const parts = text.split("\n");
    parts[0] = this.#begun + parts[0];
    this.#begun = parts.pop() ?? "";
    for (const part of parts) this.line(part.endsWith("\r") ? part.slice(0, -1) : part);
  }

  /** What stands behind the last line break is a line too. */
  end(): void {
    this.#split(this.#decoder.decode());
    if (this.#begun !== "") this.line(this.#begun);
  }
}

function inputOf(x: unknown): Uint8Array | null {
  if (x === null || x instanceof Uint8Array) return x;
  return typeof x === "string"
    ? encoder.encode(x)
    : fail("bad-argument", { op: "process/run", expected: "a string or Bytes as :in", value: x });
}

function environmentOf(x: unknown): Record<string, string> {
  const variables: Record<string, string> = {};
  if (x === null) return variables;
  if (!(x instanceof PMap)) return fail("bad-argument", { op: "process/run", expected: "a map as :env", value: x });
  x.forEach((name, value) => variables[toText(name).replace(/^:/, "")] = toText(value));
  return variables;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "NotFound") return "there is no such program or folder";
  return error.name === "PermissionDenied" ? "permission denied" : error.message;
}

/** The end of a program as programs see it. */
function endValue({ status, signal, out, err }: ProgramEnd, bytes: boolean): PMap {
  const shown = (output: Uint8Array) => bytes ? output : decoder.decode(output);
  const end = mapOf(kw("status"), status, kw("out"), shown(out), kw("err"), decoder.decode(err));
  return signal === null ? end : end.assoc(kw("signal"), signal);
}

function start(name: unknown, args: readonly unknown[], options: unknown): RunningFuture {
  const program = typeof name === "string"
    ? name
    : fail("bad-argument", { op: "process/run", expected: "the name of a program", value: name });
  if (options !== null && !(options instanceof PMap)) {
    return fail("bad-argument", { op: "process/run", expected: "a map of options", value: options });
  }
  const option = (key: string) => get(options, kw(key), null);
  if (host.startProgram === undefined) {
    return fail("bad-argument", { op: "process/run", expected: "a program that may run others", value: program });
  }
  const folder = option("dir");
  const output = option("out");
  const to = option("to");
  if (to !== null && !(to instanceof Pid || to instanceof Keyword || typeof to === "string")) {
    return fail("bad-argument", { op: "process/run", expected: "a pid or a registered name as :to", value: to });
  }
  if (to !== null && output !== null) {
    return fail("bad-argument", { op: "process/run", expected: ":to or :out, not both", value: options });
  }
  // Wherever the actor is: what a program would call.
  const tell = (what: string, value: unknown) => void core.get("send")?.f(to, mapOf(kw(what), value));
  const lines = {
    out: new LineSplitter((line) => tell("out", line)),
    err: new LineSplitter((line) => tell("err", line)),
  };
  const call = {
    program,
    args: args.map(toText),
    input: inputOf(option("in")),
    folder: folder === null ? null : toText(folder),
    environment: environmentOf(option("env")),
    onlyThisEnvironment: option("only-env") === true,
    inheritOutput: output === kw("inherit"),
    onOutput: to === null ? null : (from: "out" | "err", bytes: Uint8Array) => lines[from].take(bytes),
  };
  let running: RunningProgram;
  try {
    running = host.startProgram(call);
  } catch (error) {
    return raise("cannot-run", PROCESS_ERRORS["cannot-run"], { program, reason: reasonOf(error) });
  }
  const future = new RunningFuture(program, running);
  const limit = option("timeout");
  const timer = limit === null ? null : setTimeout(() => running.kill("SIGKILL"), toDouble(limit, "process/run"));
  const over = (settle: () => void) => {
    if (timer !== null) clearTimeout(timer);
    settle();
  };
  running.ended.then(
    (end) =>
      over(() => {
        future.settle(endValue(end, output === kw("bytes")));
        if (to === null) return;
        lines.out.end();
        lines.err.end();
        tell("end", end.status);
      }),
    (error) => over(() => future.settle(caught(error), true)),
  );
  return future;
}

/** A function of a program, its arguments and options. */
function onProgram(then: (future: RunningFuture) => unknown) {
  return between(
    1,
    3,
    (program, args: unknown = null, options: unknown = null) =>
      collect(args, (items) => then(start(program, items, options))),
  );
}

/** What a program wrote, without the line break at its end; an error when its status is not 0. */
function textOf(future: RunningFuture): unknown {
  return andThen(future.deref(), (end) => {
    const status = Number(get(end, kw("status"), 0));
    const { program } = future;
    const err = toText(get(end, kw("err"), "")).trim();
    if (status !== 0) throw failed({ program, status, err }, end);
    return toText(get(end, kw("out"), "")).replace(/\r?\n$/, "");
  });
}

function failed(details: { program: string; status: number; err: string }, end: unknown): BatutaError {
  const { message, hint } = PROCESS_ERRORS["program-failed"];
  return new BatutaError("program-failed", message(details), { hint, data: end });
}

function running(op: string, x: unknown): RunningFuture {
  return x instanceof RunningFuture
    ? x
    : fail("bad-argument", { op, expected: "what `process/start` gives", value: x });
}

onFirstNeed(PROCESS, () => {
  definePrimitives({
    "start": onProgram((future) => future),
    "run": onProgram((future) => future.deref()),
    "text": onProgram(textOf),
  }, PROCESS);
  defineLeaves({
    "kill": between(1, 2, (x, signal: unknown = "SIGTERM") => {
      running("process/kill", x).running.kill(toText(signal).replace(/^:/, "").toUpperCase());
      return null;
    }),
    "pid": (x) => running("process/pid", x).running.pid,
  }, PROCESS);
  document(
    () => `
run [program] [program args] [program args options]
Runs a program, waits for its end and gives \`{:status 0 :out "…" :err "…"}\`. Options: \`:in\` (text or Bytes for its standard input),
\`:dir\` (where it starts), \`:env\` (a map of variables to add; all it gets with \`:only-env true\`), \`:timeout\` (milliseconds, then it
is killed), \`:out\` (\`:inherit\` to write where this program writes, \`:bytes\`). \`(process/run "cat" [] {:in "hello"}) ;=> {:status 0 :out "hello" :err ""}\`

start [program] [program args] [program args options]
\`run\` that does not wait: \`deref\` gives the end. With \`:to\` an actor gets a message for each line, \`{:out "…"}\` or \`{:err "…"}\`, and
\`{:end 0}\` with the status. \`(:status @(process/start "true")) ;=> 0\` \`(do (process/start "echo" ["hi"] {:to (self)}) (receive {:out line} -> line)) ;=> "hi"\`

text [program] [program args] [program args options]
What a program writes, without the line break at the end; an error when its status is not 0. \`(process/text "echo" ["hello"]) ;=> "hello"\`

kill [started] [started signal]
Sends a signal to a program that \`start\` gave, SIGTERM unless given. \`(let [p (process/start "sleep" [5])] (process/kill p) (:signal @p)) ;=> "SIGTERM"\`

pid [started]
The number by which the system knows a program that \`start\` gave. \`(process/pid (process/start "true")) ;~> ^\\d+$\`
`,
    PROCESS,
  );
});

function variable(x: unknown, otherwise: unknown = null): unknown {
  if (typeof x !== "string") return fail("bad-argument", { op: "env/get", expected: "a name", value: x });
  return host.env(x) ?? otherwise;
}

onFirstNeed(ENV, () => {
  defineLeaves({
    "get": between(1, 2, variable),
    "all": between(0, 0, () => mapFrom(Object.entries(host.allEnv?.() ?? {}))),
    "args": between(0, 0, () => host.args.length === 0 ? null : listFrom([...host.args])),
    "system": between(0, 0, () => host.system === undefined ? null : kw(host.system)),
  }, ENV);
  document(
    () => `
get [name] [name otherwise]
A variable of the environment; nil, or otherwise, when it is not set. \`(env/get "NO_SUCH_VARIABLE" "none") ;=> "none"\`

all []
All variables of the environment, as a map. \`(map? (env/all)) ;=> true\`

args []
The arguments that the program was started with, or nil. \`(env/args) ;=> nil\`

system []
The kind of system: \`:linux\`, \`:darwin\`, \`:windows\`. \`(keyword? (env/system)) ;=> true\`
`,
    ENV,
  );
});
