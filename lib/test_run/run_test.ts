/**
 * One test as an actor of its own: until it ends, or its time is over, or nothing can wake it; then what it has left behind.
 * In: a function of the program. Out: findings and how long it took. Afterwards nothing of it runs any more, so that the next test begins as this one did.
 * @module
 */
import { Actor, leftBehind, reasonOfEnd, removeLeftBehind, takeCensus } from "../actor/mod.ts";
import { kw, type PMap, show } from "../data/mod.ts";
import { andThen, type Bindings, clock, drain, type Ending, restartable, spawnProcess, wait } from "../runtime/mod.ts";
import { isLibraryFile } from "../compiler/mod.ts";
import { diagnostic, type Span } from "../source/mod.ts";
import { type Finding, type Outcome, testError } from "../test/mod.ts";
import { errorFinding, findingOf, type Look, renderFinding } from "./finding.ts";

const SHUTDOWN = kw("shutdown");
const KILLED = kw("killed");

/** What a test needs of the world. */
export interface TestWorld {
  readonly look: Look;
  /** Calls back after so many milliseconds, unless the answer is called; does not keep the process alive. */
  after(ms: number, call: () => void): () => void;
  /** Resolves after so many milliseconds. */
  pause(ms: number): Promise<void>;
  /** Calls back when the event loop has run empty; the answer ends that. */
  whenStill(call: () => void): () => void;
  /** Files that are open, by path, after garbage is collected if that may close some. */
  openFiles(): Promise<readonly string[]>;
  /** Fewer than these is no reason to look for open files. */
  openCount(): number;
}

/** How a test is run. */
export interface TestCall {
  /** Runs its body and returns; may wait. */
  readonly run: () => unknown;
  readonly bindings: Bindings | null;
  readonly timeoutMs: number;
  readonly checkLeaks: boolean;
  /** Where the test stands, for findings that have no place of their own. */
  readonly span: Span | null;
}

export interface TestResult {
  readonly outcome: Outcome;
  readonly ms: number;
  readonly assertions: number;
  readonly findings: readonly Finding[];
  /** Whether something of it still runs that cannot be ended: a worker is in one call of the host's. */
  readonly spoiled: boolean;
}

/** Takes what assertions find while a test runs, whichever actor makes them. */
export class Findings {
  readonly all: Finding[] = [];
  assertions = 0;

  constructor(readonly look: Look) {}

  /** Takes a report; shows what is lazy in it, which may wait. */
  take(found: PMap): unknown {
    const type = found.get(kw("type"), null);
    if (type === kw("pass") || type === kw("fail")) this.assertions++;
    if (type !== kw("fail") && type !== kw("error")) return null;
    return restartable(() => {
      this.all.push(findingOf(found, this.look));
      return null;
    });
  }

  /** Adds something that is found about the test as a whole. */
  add(error: ReturnType<typeof testError>, span: Span | null, details: readonly string[] = []): void {
    const { code, message, hint } = error;
    const lines = details.length === 0 ? [] : [{ label: "", lines: details }];
    this.all.push(renderFinding(diagnostic(code, message, span, { hint }), lines, this.look));
  }
}

type End = { readonly kind: "ended"; readonly ending: Ending } | { readonly kind: "done" | "late" | "still" };

/** Where a process stands: the innermost place of the program that its frames name. */
function standsAt(actor: Actor): Span | null {
  for (let frame = actor.frames; frame !== null; frame = frame.next) {
    const place = frame.code.placeOf(frame.pc) as Span | null; // the compiler's places are spans
    if (place !== null && place.source.known && !isLibraryFile(place.source.name)) return place;
  }
  return null;
}

function untilEnd(actor: Actor, done: Promise<void>, call: TestCall, world: TestWorld): Promise<End> {
  return new Promise((resolve) => {
    const undo: (() => void)[] = [];
    const end = (end: End) => {
      for (const each of undo.splice(0)) each();
      resolve(end);
    };
    undo.push(world.after(call.timeoutMs, () => end({ kind: "late" })));
    undo.push(world.whenStill(() => end({ kind: "still" })));
    actor.whenEnded((ending) => end({ kind: "ended", ending }));
    done.then(() => end({ kind: "done" }));
  });
}

/** Starts an actor that calls a function, tells when it is done, and waits to be ended. */
export function startApart(run: () => unknown, bindings: Bindings | null): { actor: Actor; done: Promise<void> } {
  let tell = () => {};
  const done = new Promise<void>((resolve) => tell = resolve);
  const actor = spawnProcess(() =>
    andThen(run(), () => {
      tell();
      return wait();
    })
  ) as Actor; // the actor room makes all processes
  actor.bindings = bindings;
  actor.quiet = true;
  return { actor, done };
}

async function findLeftovers(
  findings: Findings,
  before: { readonly census: ReturnType<typeof takeCensus>; readonly files: number },
  call: TestCall,
  world: TestWorld,
): Promise<boolean> {
  await drain();
  const left = leftBehind(before.census);
  const files = world.openCount() > before.files ? (await world.openFiles()).slice(before.files) : [];
  removeLeftBehind(left);
  if (left.length > 0) await drain();
  const spoiled = left.length > 0 && !await areEnded(before.census, world);
  if (!call.checkLeaks || left.length + files.length === 0) return spoiled;
  const texts = [...left.map(({ text }) => text), ...files.map((path) => `the file ${path} is open`)];
  const counts = [
    counted(left.filter(({ kind }) => kind === "actor").length, "actor"),
    counted(left.filter(({ kind }) => kind === "timer").length, "timer"),
    counted(left.filter(({ kind }) => kind === "server").length, "server"),
    counted(files.length, "open file"),
  ].filter((text) => text !== "");
  findings.add(testError("left-behind", { what: counts.join(" and ") }), call.span, texts);
  return spoiled;
}

/** How long what was ended on another worker may take until that is known here. */
const END_MS = 1_000;
/** How often it is looked whether it is. */
const LOOK_MS = 5;

/** Whether what has come since a census and was ended is gone, at once or soon. */
async function areEnded(census: ReturnType<typeof takeCensus>, world: TestWorld): Promise<boolean> {
  const until = clock() + END_MS;
  while (leftBehind(census).some(({ kind }) => kind === "actor")) {
    if (clock() > until) return false;
    await world.pause(LOOK_MS);
  }
  return true;
}

function counted(count: number, what: string): string {
  return count === 0
    ? ""
    : `${count === 1 ? (/^[aeiou]/.test(what) ? "an" : "a") : count} ${what}${count > 1 ? "s" : ""}`;
}

/** Runs a test. `findings` hears of its assertions already. */
export async function runTest(call: TestCall, findings: Findings, world: TestWorld): Promise<TestResult> {
  const before = { census: takeCensus(), files: world.openCount() };
  const began = clock();
  const { actor, done } = startApart(call.run, call.bindings);
  const end = await untilEnd(actor, done, call, world);
  const ms = clock() - began;
  if (end.kind === "late") {
    findings.add(testError("test-timeout", { limitMs: call.timeoutMs }), standsAt(actor) ?? call.span);
  } else if (end.kind === "still") findings.add(testError("test-stands-still", {}), standsAt(actor) ?? call.span);
  else if (end.kind === "ended" && end.ending.thrown) {
    findings.all.push(errorFinding(end.ending.value, end.ending.trace, world.look));
  } else if (end.kind === "ended") {
    findings.add(testError("test-ended", { reason: show(reasonOfEnd(actor.pid)) }), call.span);
  }
  // Whoever is linked to the test ends with it.
  actor.exit(end.kind === "late" ? KILLED : SHUTDOWN, true);
  const spoiled = await findLeftovers(findings, before, call, world);
  const { all, assertions } = findings;
  return { outcome: all.length > 0 ? "failed" : "passed", ms, assertions, findings: all, spoiled };
}
