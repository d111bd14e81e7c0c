/**
 * `batuta repl`: the loop at a terminal, or over lines where nobody types.
 * In: a Host, the words after the command. Out: the exit status.
 * @module
 */
import type { Session } from "../compiler/mod.ts";
import { type Desk, type Evaluator, repl } from "../repl/mod.ts";
import { AwaitedInput, core, whenReleased } from "../runtime/mod.ts";
import type { Diagnostic } from "../source/mod.ts";
import type { DenoHost } from "./host.ts";
import { interruption } from "./interrupts.ts";
import { LocalProgram } from "./local.ts";
import { newSession } from "./new_session.ts";
import { report, reportInternal } from "./report.ts";
import type { Address } from "./sockets.ts";
import type { Helper, Terminal } from "./terminal.ts";
import { VERSION } from "./version.ts";

/** How many characters stand in a line where nobody says. */
const USUAL_WIDTH = 80;

/** The command line makes no sense. */
/** A connection could not be made, or was lost. */
const FAILED = 1;

/** What evaluates, and helps with typing. */
type Program = Evaluator & Helper;

function widthOfTerminal(): number {
  // A terminal that does not know says 0.
  return (Deno.stdout.isTerminal() ? Deno.consoleSize().columns : 0) || USUAL_WIDTH;
}

/** A desk of lines, whoever reads them. */
class LineDesk implements Desk {
  readonly interactive: boolean = Deno.stdin.isTerminal();

  constructor(readonly host: DenoHost, readonly connected: string) {}

  get banner(): string {
    return `Batuta ${VERSION} - DLog Programming Language\n${this.connected}\n\`:help\` says what can be typed here.\n`;
  }

  get width(): number {
    return widthOfTerminal();
  }

  nextLine(): Promise<string | null> {
    return this.host.nextLine();
  }

  write(text: string): void {
    this.host.write(text);
  }

  report(diagnostics: readonly Diagnostic[]): void {
    report(this.host, diagnostics);
  }

  reportFault(error: unknown): void {
    reportInternal(this.host, error);
  }

  async interruptibly(run: () => Promise<void>, interrupt: () => void): Promise<void> {
    if (!this.interactive) return await run();
    const act = () => {
      // Behind the terminal's ^C.
      this.host.write("\n");
      interrupt();
    };
    Deno.addSignalListener("SIGINT", act);
    try {
      await run();
    } finally {
      Deno.removeSignalListener("SIGINT", act);
    }
  }
}

/** A desk where entries are edited. */
class TerminalDesk extends LineDesk {
  constructor(host: DenoHost, connected: string, readonly terminal: Terminal) {
    super(host, connected);
  }

  nextEntry(prompt: string): Promise<string | null> {
    return this.terminal.nextEntry(prompt);
  }

  // A value stands in a line of its own, whatever a program has printed before.
  override write(text: string): void {
    this.terminal.breakLine();
    super.write(text);
  }

  override report(diagnostics: readonly Diagnostic[]): void {
    if (diagnostics.length > 0) this.terminal.breakLine();
    super.report(diagnostics);
  }
}

/** Whether there is a terminal that can be steered. */
function canEdit(host: DenoHost): boolean {
  return Deno.stdin.isTerminal() && Deno.stdout.isTerminal() && host.env("TERM") !== "dumb";
}

/** The loop over a program; `connected` says which. Where somebody types, the editor is loaded. */
async function converse(host: DenoHost, program: Program, connected: string): Promise<void> {
  if (!canEdit(host)) return await repl(program, new LineDesk(host, connected));
  const { Terminal } = await import("./terminal.ts");
  const terminal = new Terminal(host, program);
  // A program that reads a line can be interrupted meanwhile.
  core.intern("*in*").set(new AwaitedInput(() => host.nextLine()));
  await repl(program, new TerminalDesk(host, connected, terminal));
}

async function converseHere(host: DenoHost, session: Session): Promise<void> {
  await converse(host, new LocalProgram(session, host), `Connected to DLog: ${host.dataFolder} (embedded)`);
}

/** Serves until it is stopped; who sits at a terminal works in the same program. */
async function serve(host: DenoHost, address: Address): Promise<number> {
  const atDesk = Deno.stdin.isTerminal();
  const session = newSession(host, { atDesk });
  const { listen } = await import("./listen.ts");
  const server = listen(host, address);
  if ("code" in server) {
    report(host, [server]);
    return FAILED;
  }
  if (atDesk) await converseHere(host, session);
  else await whenReleased();
  return interruption() ?? 0;
}

/** Works in another program. */
async function connect(host: DenoHost, { host: name, port }: Address): Promise<number> {
  const { RemoteProgram } = await import("./remote.ts");
  // Nothing of it runs, but names are completed and texts read.
  newSession(host, { atDesk: true });
  const program = await RemoteProgram.open({ host: name, port }, host.env("BATUTA_TOKEN") ?? null, {
    write: (text) => host.write(text),
    writeError: (text) => host.writeError(text),
    readLine: () => host.nextLine(),
    get columns() {
      return Deno.stdin.isTerminal() ? widthOfTerminal() : null;
    },
  });
  if ("code" in program) {
    report(host, [program]);
    return FAILED;
  }
  await converse(host, program, `Connected to DLog: ${name}:${port}`);
  const { isLost } = program;
  await program.close();
  return isLost ? FAILED : 0;
}

/** `batuta repl WORDS…`. */
export async function startRepl(host: DenoHost, words: readonly string[]): Promise<number> {
  const here = async () => {
    await converseHere(host, newSession(host, { atDesk: Deno.stdin.isTerminal() }));
    return 0;
  };
  if (words.length === 0) return await here();
  const { readReplWords } = await import("./repl_words.ts");
  const task = readReplWords(host, words);
  if (typeof task === "number") return task;
  if (task.listen !== null) return await serve(host, task.listen);
  return task.connect === null ? await here() : await connect(host, task.connect);
}
