/**
 * The tests of one file, or its examples: loads it, finds them, runs them one after the other and tells what happens.
 * In: a job. Out: events, at last `done`. Whatever tests do, short of ending the process, the rest runs.
 * @module
 */
import { type Host, Session } from "../compiler/mod.ts";
import { kw, type PMap, symbolFrom } from "../data/mod.ts";
import {
  allNamespaces,
  andThen,
  type Bindings,
  findNamespace,
  type Fn,
  getNamespace,
  invoke,
  machine,
  removeNamespace,
  restartable,
  runApart,
  setCurrentNamespace,
  testing,
  wait,
  wake,
} from "../runtime/mod.ts";
import { type Diagnostic, Source, type Span } from "../source/mod.ts";
import {
  chanceFrom,
  type Finding,
  type Job,
  numberFor,
  type Settings,
  shuffled,
  testError,
  type TestEvent,
} from "../test/mod.ts";
import { isCounted, lineCounts } from "./coverage.ts";
import { docstringTests, type ExampleTest, markdownTests, runExample } from "./examples.ts";
import { errorFinding, type Look, renderFinding } from "./finding.ts";
import { Findings, runTest, startApart, type TestResult, type TestWorld } from "./run_test.ts";
import { type LoadedTest, selectTests, testsIn, wants } from "./select.ts";
import { Snapshots } from "./snapshots.ts";

/** The world of all jobs of a process. */
export interface RunWorld extends TestWorld {
  readonly host: Host;
  readonly settings: Settings;
  readonly emit: (event: TestEvent) => void;
  /** A file as a program, or why it is none. */
  readonly readProgram: (path: string) => Source | Diagnostic;
  /** A file's text; null when there is none. */
  readonly readText: (path: string) => string | null;
  readonly warn: (warning: Diagnostic) => void;
}

/** The limit of fixtures around all tests, beside that of the tests. */
const FIXTURE_LIMIT_MS = 60_000;

/** A function of the library that only this file calls. */
function library(name: string): Fn {
  return findNamespace("batuta.test")!.get(name)!.value as Fn; // the library has it
}

function snapshotPath(file: string): string {
  return `${file.replace(/\.(bat|batuta|cljc)$/, "")}.snap`;
}

/** Makes known which lines of a program count, unless it was loaded here; nothing of it runs. */
async function countUnloaded(file: string, world: RunWorld): Promise<void> {
  if (isCounted(file)) return;
  const source = world.readProgram(file);
  if (source instanceof Source) await new Session(world.host).expand(source);
}

/** Runs a job. */
export async function runJob(job: Job, world: RunWorld): Promise<void> {
  removeNamespace("user");
  const { settings } = world;
  if (job.kind === "rest") {
    await countUnloaded(job.file, world);
    return world.emit({
      kind: "done",
      snapshots: { written: 0, updated: 0, unused: 0 },
      lines: lineCounts(),
      spent: false,
    });
  }
  const look: Look = world.look;
  const snapshots = new Snapshots(world.readText(snapshotPath(job.file)), settings.update);
  const run = new FileRun(job, world, look, snapshots);
  const complete = await run.all();
  const { counts, text } = snapshots.finish(job.file.replace(/^.*[/\\]/, ""), complete);
  if (text !== null) world.host.writeFile(snapshotPath(job.file), text, false);
  world.emit({ kind: "done", snapshots: counts, lines: settings.coverage ? lineCounts() : {}, spent: run.spent });
}

let takesReports = false;

class FileRun {
  /** Who hears of assertions now, and the test they belong to. */
  #findings: Findings;
  #id = "";
  /** Whether a test has left something that cannot be ended: no other test runs in this process. */
  spent = false;

  constructor(
    readonly job: Job,
    readonly world: RunWorld,
    readonly look: Look,
    readonly snapshots: Snapshots,
  ) {
    this.#findings = new Findings(look);
  }

  /** Whether every test of the file has run. */
  async all(): Promise<boolean> {
    testing.runner = {
      seed: this.world.settings.seed,
      report: (found) => this.#findings.take(found as PMap), // as `batuta.test` reports
      compare: (name, value) => restartable(() => this.snapshots.compare(this.#id, name, value)),
    };
    await this.#takeReports();
    try {
      return this.job.kind === "docs" ? await this.#docs() : await this.#tests();
    } finally {
      testing.runner = null;
    }
  }

  /** Starts the actor that takes reports from other workers, unless an earlier file has. */
  async #takeReports(): Promise<void> {
    if (takesReports) return;
    takesReports = true;
    new Session(this.world.host);
    await runApart(() => library("take-reports")());
  }

  #trouble(findings: readonly Finding[]): void {
    if (findings.length > 0) this.world.emit({ kind: "trouble", findings });
  }

  /** Runs the file's forms. Whether that went well. */
  async #load(): Promise<boolean> {
    const { world, job: { file } } = this;
    const session = new Session(world.host);
    const source = world.readProgram(file);
    if (!(source instanceof Source)) {
      this.#trouble([renderFinding(source, [], this.look)]);
      return false;
    }
    const outcome = await session.run(source, { onWarning: world.warn });
    if (outcome.status !== 0) this.#trouble(outcome.diagnostics.map((each) => renderFinding(each, [], this.look)));
    this.#trouble(this.#findings.all);
    return outcome.status === 0;
  }

  // ---- tests

  async #tests(): Promise<boolean> {
    const { job, world: { emit, settings } } = this;
    if (!await this.#load()) return false;
    const found = testsIn(job.file);
    const wanted = selectTests(found, job.selection).filter(({ id }) => !job.skip.includes(id));
    const chance = chanceFrom(settings.seed ^ numberFor(job.file));
    const order = settings.inOrder ? wanted : shuffled(wanted, chance);
    const groups = [...Map.groupBy(order, ({ ns }) => ns)];
    const inOrder = groups.flatMap(([, tests]) => tests);
    emit({
      kind: "plan",
      tests: inOrder.map((test) => ({
        id: test.id,
        place: { file: job.file, line: test.line },
        timeoutMs: test.timeoutMs ?? settings.timeoutMs,
      })),
    });
    for (const [ns, tests] of groups) if (!this.spent) await this.#group(ns, tests);
    return !this.spent && wanted.length === found.length && found.every(({ skip }) => !skip);
  }

  /** The tests of a namespace, inside of its fixtures. */
  async #group(ns: string, tests: readonly LoadedTest[]): Promise<void> {
    setCurrentNamespace(getNamespace(ns));
    let opened = (_: Bindings | null) => {};
    const isOpen = new Promise<Bindings | null>((resolve) => opened = resolve);
    const inside = () => {
      opened(machine.current?.bindings ?? null);
      return wait();
    };
    const about = this.#hear("");
    const { actor, done } = startApart(
      () => invoke(library("once-fixture")(symbolFrom(ns)), [inside]),
      null,
    );
    const failed = new Promise<Finding>((resolve) => {
      const undo = this.world.after(FIXTURE_LIMIT_MS, () => resolve(this.#limitFinding()));
      actor.whenEnded((ending) => {
        undo();
        if (ending.thrown) resolve(errorFinding(ending.value, ending.trace, this.look));
      });
    });
    const unopened = done.then(() => this.#fixtureFinding());
    const begin = await Promise.race([isOpen.then((bindings) => ({ bindings })), failed, unopened]);
    if (!("bindings" in begin)) {
      for (const test of tests) this.#fail(test, [...about.all, begin]);
    } else {
      for (const test of tests) if (!this.spent) await this.#test(test, begin.bindings);
      wake(actor, null);
      const after = this.#hear("");
      const end = await Promise.race([done.then(() => null), failed]);
      this.#trouble([...after.all, ...(end === null ? [] : [end])]);
    }
    actor.exit(kw("shutdown"), true);
  }

  #fixtureFinding(): Finding {
    const { code, message, hint } = testError("fixture", {});
    return renderFinding({ code, message, hint, severity: "error", span: null, notes: [] }, [], this.look);
  }

  #limitFinding(): Finding {
    const { code, message, hint } = testError("test-timeout", { limitMs: FIXTURE_LIMIT_MS });
    return renderFinding({ code, message, hint, severity: "error", span: null, notes: [] }, [], this.look);
  }

  /** Lets a new list hear of assertions. */
  #hear(id: string): Findings {
    this.#id = id;
    return this.#findings = new Findings(this.look);
  }

  #fail({ id }: LoadedTest, findings: readonly Finding[]): void {
    this.world.emit({ kind: "begin", id });
    this.world.emit({ kind: "end", id, outcome: "failed", ms: 0, assertions: 0, findings });
  }

  async #test(test: LoadedTest, bindings: Bindings | null): Promise<void> {
    const { emit } = this.world;
    const { id, cell } = test;
    emit({ kind: "begin", id });
    if (test.skip) return emit({ kind: "end", id, outcome: "skipped", ms: 0, assertions: 0, findings: [] });
    const isHook = cell.name === "test-ns-hook";
    const result = await this.#run(
      id,
      () => isHook ? invoke(cell.value, []) : library("run-one")(cell),
      { bindings, span: cell.place, timeoutMs: test.timeoutMs, mayLeak: test.mayLeak },
    );
    this.#end(id, result);
  }

  /** Tells what came of a test. */
  #end(id: string, { outcome, ms, assertions, findings, spoiled }: TestResult): void {
    this.spent ||= spoiled;
    this.world.emit({ kind: "end", id, outcome, ms, assertions, findings });
  }

  #run(
    id: string,
    run: () => unknown,
    { bindings, span, timeoutMs, mayLeak }: {
      readonly bindings: Bindings | null;
      readonly span: Span | null;
      readonly timeoutMs: number | null;
      readonly mayLeak: boolean;
    },
  ): Promise<TestResult> {
    const { settings } = this.world;
    const findings = this.#hear(id);
    const checkLeaks = settings.checkLeaks && !mayLeak;
    const call = { run, bindings, span, timeoutMs: timeoutMs ?? settings.timeoutMs, checkLeaks };
    return runTest(call, findings, this.world);
  }

  // ---- examples

  async #docs(): Promise<boolean> {
    const { job, world } = this;
    const { file } = job;
    const found = file.endsWith(".md") ? await this.#markdown(file) : await this.#docstrings(file);
    if (found === null) return false;
    const lines = job.selection.lines;
    const chosen = lines.length === 0
      ? found
      : lines.flatMap((line) => found.findLast((test) => test.line <= line) ?? []);
    const tests = chosen.filter(({ id }) => !job.skip.includes(id) && wants(job.selection, id, new Set(["doc"])));
    world.emit({
      kind: "plan",
      tests: tests.map(({ id, line }) => ({ id, place: { file, line }, timeoutMs: world.settings.timeoutMs })),
    });
    for (const test of tests) if (!this.spent) await this.#example(test);
    return false;
  }

  async #markdown(file: string): Promise<ExampleTest[] | null> {
    const text = this.world.readText(file);
    new Session(this.world.host);
    if (text !== null) return markdownTests(file, text);
    const source = this.world.readProgram(file);
    this.#trouble(source instanceof Source ? [] : [renderFinding(source, [], this.look)]);
    return await Promise.resolve(null);
  }

  async #docstrings(file: string): Promise<ExampleTest[] | null> {
    if (!await this.#load()) return null;
    const own = [...allNamespaces()].filter(({ name }) => !name.startsWith("batuta."));
    return own.flatMap((ns) => docstringTests(ns, file)).sort((a, b) => a.line - b.line);
  }

  async #example({ id, line, examples }: ExampleTest): Promise<void> {
    const { emit } = this.world;
    emit({ kind: "begin", id });
    const wrong: Finding[] = [];
    const run = (at: number): unknown => {
      if (at === examples.length) return null;
      return andThen(runExample(examples[at], this.look, wrong), () => run(at + 1));
    };
    const span = { source: examples[0].source, start: 0, end: 1 };
    // A program of several blocks may go on with what it has started.
    const mayLeak = this.job.file.endsWith(".md");
    const result = await this.#run(id, () => run(0), { bindings: null, span, timeoutMs: null, mayLeak });
    const findings = [...wrong, ...result.findings].map((each) =>
      each.place === null ? { ...each, place: { file: this.job.file, line } } : each
    );
    const assertions = examples.length;
    this.#end(id, { ...result, assertions, findings, outcome: findings.length > 0 ? "failed" : "passed" });
  }
}
