/**
 * Directs the processes that run tests: hands out files, notices what each is at, and goes on in a fresh one when one is gone.
 * In: jobs, a way to start processes. Out: reports as things happen, and a summary. Whatever happens to a process, the test that ran is named, and those
 * that have not run yet run in the next one.
 * @module
 */
import { type Diagnostic, diagnostic, renderDiagnostic, Source, type Span } from "../source/mod.ts";
import { testError } from "./errors.ts";
import {
  EventReader,
  type Finding,
  type Job,
  type LineCounts,
  type Place,
  type PlannedTest,
  type SnapshotCounts,
  type TestEvent,
} from "./protocol.ts";
import type { FileReport, Reporter, Summary, TestReport, TroubleReport } from "./results.ts";

/** A process that runs tests. */
export interface Child {
  /** Gives it a line of input; what it no longer takes is lost. */
  send(line: string): void;
  /** Its output as text, until it ends. */
  readonly output: AsyncIterable<string>;
  /** What the system and V8 have said on its standard error, up to now. */
  readonly errors: () => string;
  /** Its exit status and signal, when it has ended. */
  readonly ended: Promise<{ readonly code: number; readonly signal: string | null }>;
  kill(): void;
}

export interface Direction {
  readonly jobs: readonly Job[];
  /** How many processes run at once. */
  readonly lanes: number;
  readonly seed: number;
  readonly failFast: boolean;
  readonly color: boolean;
  /** Starts a process that has been told what holds for all. Its events have this token. */
  readonly startChild: (token: string) => Child;
  readonly token: string;
  readonly reporter: Reporter;
  /** Is given what ends the run early: the tests that run then are named as failed. */
  readonly whenInterrupted: (stop: () => void) => void;
  /** A file's text, to show where a test stands; null when it cannot be read. */
  readonly textOf: (path: string) => string | null;
  readonly clock: () => number;
  readonly after: (ms: number, call: () => void) => () => void;
}

/** A test that is over this much beyond its limit does not let anything else run: its process is ended. */
const GRACE_MS = 2_000;
/** The limit of loading a file, and of what stands around its tests. */
const SILENCE_MS = 120_000;
/** Lines of standard error that say why a process is gone. */
const LAST_LINES = 6;

/** How a file's turn in a process came to its end. */
type TurnEnd = "done" | "spent" | "gone" | "hung";

/** A process and what is known of the job it is at. */
class Lane {
  #child: Child | null = null;
  #output: AsyncIterator<TestEvent | string> | null = null;
  readonly #left: Child["ended"][] = [];

  constructor(readonly direction: Direction) {}

  get child(): Child {
    if (this.#child === null) {
      const child = this.direction.startChild(this.direction.token);
      this.#child = child;
      this.#output = events(child, this.direction.token);
    }
    return this.#child;
  }

  /** The next event or piece of output; null when the process has ended. */
  async next(): Promise<TestEvent | string | null> {
    const { done, value } = await this.#output!.next(); // there is a child
    return done ? null : value;
  }

  /** Ends the process; the next job gets a fresh one. */
  leave(): void {
    if (this.#child === null) return;
    this.#child.kill();
    this.#left.push(this.#child.ended);
    this.#child = this.#output = null;
  }

  /** Resolves when all processes have ended that it had. */
  async gone(): Promise<void> {
    await Promise.all(this.#left);
  }
}

async function* events(child: Child, token: string): AsyncGenerator<TestEvent | string> {
  const reader = new EventReader(token);
  for await (const piece of child.output) yield* reader.read(piece);
  const rest = reader.rest();
  if (rest !== "") yield rest;
}

/** What is known of the tests of a file, over all processes that it took. */
class FileTurn {
  readonly began: number;
  readonly done: string[] = [];
  planned: readonly PlannedTest[] | null = null;
  /** The test that runs now. */
  current: PlannedTest | null = null;
  exitStatus: number | null = null;
  /** Printed since the last test ended. */
  output = "";
  /** Printed outside of tests. */
  outside = "";
  passed = 0;
  failed = 0;
  skipped = 0;

  constructor(readonly job: Job, clock: () => number) {
    this.began = clock();
  }

  get left(): number {
    return (this.planned ?? []).filter(({ id }) => !this.done.includes(id)).length;
  }
}

/** How often lines were reached in all processes together. */
function sumOfCounts(all: readonly LineCounts[]): LineCounts {
  const sum = new Map<string, Map<number, number>>();
  for (const counts of all) {
    for (const [file, lines] of Object.entries(counts)) {
      const known = sum.get(file) ?? new Map<number, number>();
      sum.set(file, known);
      for (const [line, count] of lines) known.set(line, (known.get(line) ?? 0) + count);
    }
  }
  return Object.fromEntries(Array.from(sum, ([file, lines]) => [file, [...lines].sort(([a], [b]) => a - b)]));
}

class Director {
  readonly #queue: Job[];
  readonly #tests: TestReport[] = [];
  readonly #troubles: TroubleReport[] = [];
  /** What each process has counted so far. */
  readonly #counts = new Map<Child, LineCounts>();
  #snapshots: SnapshotCounts = { written: 0, updated: 0, unused: 0 };
  #stopped = false;
  readonly #lanes: Lane[];

  /** The files that processes are at. */
  readonly #turns = new Set<FileTurn>();

  constructor(readonly direction: Direction) {
    this.#queue = [...direction.jobs];
    const count = Math.max(1, Math.min(direction.lanes, direction.jobs.length));
    this.#lanes = Array.from({ length: count }, () => new Lane(direction));
  }

  async run(): Promise<Summary> {
    const { direction } = this;
    const began = direction.clock();
    direction.whenInterrupted(() => this.#interrupt());
    const files = direction.jobs.filter(({ kind }) => kind !== "rest").map(({ file }) => file);
    direction.reporter.start({ files: new Set(files).size, seed: direction.seed });
    await Promise.all(this.#lanes.map((lane) => this.#runLane(lane)));
    await Promise.all(this.#lanes.map((lane) => lane.gone()));
    const summary = this.#summary(direction.clock() - began);
    direction.reporter.end(summary);
    return summary;
  }

  #summary(ms: number): Summary {
    const count = (outcome: TestReport["outcome"]) => this.#tests.filter((test) => test.outcome === outcome).length;
    return {
      seed: this.direction.seed,
      tests: this.#tests,
      troubles: this.#troubles,
      passed: count("passed"),
      failed: count("failed") + this.#troubles.length,
      skipped: count("skipped"),
      ms,
      snapshots: this.#snapshots,
      lines: sumOfCounts([...this.#counts.values()]),
      stopped: this.#stopped,
    };
  }

  async #runLane(lane: Lane): Promise<void> {
    for (let job = this.#queue.shift(); job !== undefined && !this.#stopped; job = this.#queue.shift()) {
      await this.#runJob(lane, job);
    }
    lane.leave();
  }

  /** Runs a file, in as many processes as its tests use up. */
  async #runJob(lane: Lane, job: Job): Promise<void> {
    const turn = new FileTurn(job, this.direction.clock);
    this.#turns.add(turn);
    for (;;) {
      const end = await this.#turn(lane, turn);
      if (end === "spent") lane.leave();
      if (end === "done" || this.#stopped) break;
      if (end !== "spent") await this.#processGone(lane, turn, end);
      if (turn.left === 0 || this.#stopped) break;
    }
    this.#turns.delete(turn);
    if (job.kind === "rest") return;
    const { passed, failed, skipped } = turn;
    const file: FileReport = {
      file: job.file,
      passed,
      failed,
      skipped,
      ms: this.direction.clock() - turn.began,
      output: turn.outside + turn.output,
    };
    if (!this.#stopped || passed + failed > 0) this.direction.reporter.file(file);
  }

  /** Sends a job and follows what happens. */
  async #turn(lane: Lane, turn: FileTurn): Promise<TurnEnd> {
    const { job } = turn;
    lane.child.send(JSON.stringify({ ...job, skip: [...job.skip, ...turn.done] }));
    let hung = false;
    const giveUp = () => {
      hung = true;
      lane.child.kill();
    };
    let watch = this.direction.after(SILENCE_MS, giveUp);
    try {
      for (;;) {
        const event = await lane.next();
        if (event === null) return hung ? "hung" : "gone";
        if (typeof event === "string") {
          turn.output += event;
          continue;
        }
        this.#take(turn, event, lane.child);
        if (event.kind === "done") return event.spent ? "spent" : "done";
        if (this.#stopped) return "done";
        watch();
        const { current } = turn;
        watch = this.direction.after(current === null ? SILENCE_MS : current.timeoutMs + GRACE_MS, giveUp);
      }
    } finally {
      watch();
    }
  }

  #take(turn: FileTurn, event: TestEvent, child: Child): void {
    switch (event.kind) {
      case "plan":
        // A fresh process plans only what is left.
        turn.planned ??= event.tests;
        break;
      case "begin":
        turn.current = turn.planned?.find(({ id }) => id === event.id) ?? null;
        turn.outside += turn.output;
        turn.output = "";
        break;
      case "end": {
        const { ms, outcome, assertions, findings } = event;
        this.#report(turn, { outcome, ms, assertions, findings });
        break;
      }
      case "exit":
        turn.exitStatus = event.status;
        break;
      case "trouble":
        this.#trouble(turn, event.findings);
        break;
      case "done":
        this.#add(child, event);
    }
  }

  /** The current test is over. */
  #report(turn: FileTurn, result: Pick<TestReport, "outcome" | "ms" | "assertions" | "findings">): void {
    const { current, job, output } = turn;
    if (current === null) return;
    const { outcome } = result;
    if (outcome === "passed") turn.passed++;
    else if (outcome === "failed") turn.failed++;
    else turn.skipped++;
    turn.done.push(current.id);
    turn.current = null;
    turn.output = "";
    const report: TestReport = { file: job.file, id: current.id, place: current.place, output, ...result };
    this.#tests.push(report);
    this.direction.reporter.test(report);
    if (outcome === "failed") this.#failed();
  }

  #trouble(turn: FileTurn, findings: readonly Finding[]): void {
    const trouble = { file: turn.job.file, findings, output: turn.output };
    turn.output = "";
    turn.failed++;
    this.#troubles.push(trouble);
    this.direction.reporter.trouble(trouble);
    this.#failed();
  }

  #failed(): void {
    if (this.direction.failFast) this.#stop();
  }

  /** Nothing runs from now on. */
  #stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const lane of this.#lanes) lane.leave();
  }

  #interrupt(): void {
    if (this.#stopped) return;
    this.#stop();
    for (const turn of this.#turns) {
      if (turn.current === null) continue;
      const error = testError("test-interrupted", {});
      const { place } = turn.current;
      const finding = this.#finding(diagnostic(error.code, error.message, this.#lineOf(place)), place);
      this.#report(turn, { outcome: "failed", ms: 0, assertions: 0, findings: [finding] });
    }
  }

  #add(child: Child, { snapshots, lines }: Extract<TestEvent, { kind: "done" }>): void {
    const { written, updated, unused } = this.#snapshots;
    this.#snapshots = {
      written: written + snapshots.written,
      updated: updated + snapshots.updated,
      unused: unused + snapshots.unused,
    };
    // A process counts from its start on, over all its files.
    this.#counts.set(child, lines);
  }

  /** Names what was running when a process ended, and why it did. */
  async #processGone(lane: Lane, turn: FileTurn, end: "gone" | "hung"): Promise<void> {
    const { child } = lane;
    // Nothing ran of it: it may be a macro that ends the process.
    if (turn.job.kind === "rest") return lane.leave();
    const { code, signal } = await child.ended;
    const { current, exitStatus } = turn;
    const limitMs = current === null ? SILENCE_MS : current.timeoutMs + GRACE_MS;
    const said = child.errors().trimEnd().split("\n").filter((line) => line !== "");
    const reason = signal === null ? `it ended with status ${code}` : `it was ended by ${signal}`;
    const error = end === "hung"
      ? testError("process-hangs", { limitMs })
      : exitStatus !== null
      ? testError("process-ended", { status: exitStatus })
      : testError("process-lost", { reason: wordsOf(said) ?? reason });
    const what = current === null ? { ...error, message: error.message.replace("The test", "The file") } : error;
    const place = current?.place ?? null;
    const at = place === null ? null : this.#lineOf(place);
    const finding = this.#finding(diagnostic(what.code, what.message, at, { hint: what.hint }), place);
    const shown = exitStatus === null && end === "gone" && wordsOf(said) === null ? said.slice(0, LAST_LINES) : [];
    const text = [finding.text, ...shown.map((line) => `  | ${line}`)].join("\n");
    turn.exitStatus = null;
    lane.leave();
    if (current === null) {
      // Around tests the same would happen again.
      turn.done.push(...(turn.planned ?? []).map(({ id }) => id));
      return this.#trouble(turn, [{ ...finding, text }]);
    }
    this.#report(turn, { outcome: "failed", ms: 0, assertions: 0, findings: [{ ...finding, text }] });
  }

  /** The line of a test. */
  #lineOf({ file, line }: Place): Span | null {
    const text = this.direction.textOf(file);
    if (text === null) return null;
    const source = new Source(file, text);
    const { start, end } = source.lineRange(line);
    return { source, start, end };
  }

  #finding(found: Diagnostic, place: Finding["place"]): Finding {
    return { message: found.message, place, text: renderDiagnostic(found, { color: this.direction.color }) };
  }
}

/** What V8 says when it ends a process, in words. */
function wordsOf(lines: readonly string[]): string | null {
  return lines.some((line) => /out of memory|heap limit/i.test(line)) ? "it ran out of memory" : null;
}

/** Runs all jobs. */
export function direct(direction: Direction): Promise<Summary> {
  return new Director(direction).run();
}
