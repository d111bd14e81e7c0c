/**
 * Directing processes that are played: `play(…)` makes processes that answer each job with events and pieces of output, or end.
 */
import assert from "node:assert/strict";
import {
  type Child,
  coveragePages,
  coverageTable,
  direct,
  EventReader,
  type Job,
  lcov,
  printEvent,
  type Summary,
  type TestEvent,
} from "../../lib/test/mod.ts";

const ALL = { lines: [], names: [], tags: [], withoutTags: [], ids: null };

function job(file: string): Job {
  return { file, kind: "tests", selection: ALL, skip: [] };
}

const plan = (...ids: string[]): TestEvent => ({
  kind: "plan",
  tests: ids.map((id) => ({ id, place: { file: "a.bat", line: 1 }, timeoutMs: 1000 })),
});
const begin = (id: string): TestEvent => ({ kind: "begin", id });
const end = (id: string, outcome: "passed" | "failed" = "passed"): TestEvent => ({
  kind: "end",
  id,
  outcome,
  ms: 1,
  assertions: 1,
  findings: outcome === "failed" ? [{ message: "no", place: null, text: "no" }] : [],
});
const done: TestEvent = {
  kind: "done",
  spent: false,
  snapshots: { written: 0, updated: 0, unused: 0 },
  lines: { "s.bat": [[1, 2]] },
};

/** What a process does with a job: says something, and may end. */
type Answer = (job: Job) => { readonly says: readonly (TestEvent | string)[]; readonly ends?: number };

/** Runs jobs in processes that answer so; the answer to each process's jobs is the next of the list. */
async function play(
  jobs: readonly Job[],
  answers: Answer[],
  failFast = false,
  onInterrupt: ((stop: () => void) => void) | null = null,
): Promise<{ summary: Summary; started: number }> {
  let started = 0;
  const startChild = (token: string): Child => {
    started++;
    const { readable, writable } = new TransformStream<string, string>();
    const writer = writable.getWriter();
    let tellEnd = (_: { code: number; signal: string | null }) => {};
    const ended = new Promise<{ code: number; signal: string | null }>((resolve) => tellEnd = resolve);
    return {
      send(line) {
        const { says, ends } = answers.shift()!(JSON.parse(line));
        (async () => {
          for (const each of says) await writer.write(typeof each === "string" ? each : printEvent(token, each));
          if (ends === undefined) return;
          await writer.close();
          tellEnd({ code: ends, signal: null });
        })();
      },
      output: readable,
      errors: () => "",
      ended,
      kill: () => {
        tellEnd({ code: 0, signal: "SIGKILL" });
        writer.close().catch(() => {});
      },
    };
  };
  const none = () => {};
  const reporter = { start: none, test: none, trouble: none, file: none, end: none };
  const summary = await direct({
    jobs,
    lanes: 1,
    seed: 1,
    failFast,
    color: false,
    startChild,
    token: "T",
    reporter,
    whenInterrupted: (stop) => onInterrupt?.(stop),
    textOf: () => null,
    clock: () => 0,
    after: () => none,
  });
  return { summary, started };
}

const outcomes = ({ tests }: Summary) => tests.map(({ id, outcome }) => `${id} ${outcome}`);

Deno.test("output belongs to the test that runs when it comes, in whatever pieces", async () => {
  const says = [plan("a", "b"), "loading\n", begin("a"), "from a", end("a"), begin("b"), end("b"), done];
  const { summary } = await play([job("a.bat")], [() => ({ says })]);
  assert.deepEqual(summary.tests.map(({ id, output }) => [id, output]), [["a", "from a"], ["b", ""]]);
  assert.deepEqual([summary.passed, summary.failed], [2, 0]);
});

Deno.test("events are found in a stream however it is cut", () => {
  const text = `x${printEvent("T", begin("a"))}y\x1eT no event${printEvent("T", end("a"))}`.replace(
    "\x1eT no",
    "\x1e no",
  );
  for (let size = 1; size < 40; size++) {
    const reader = new EventReader("T");
    const got: (TestEvent | string)[] = [];
    for (let at = 0; at < text.length; at += size) got.push(...reader.read(text.slice(at, at + size)));
    assert.deepEqual(got.filter((each) => typeof each !== "string"), [begin("a"), end("a")]);
    assert.equal(got.filter((each) => typeof each === "string").join("") + reader.rest(), "xy\x1e no event");
  }
});

Deno.test("when a process is gone, the test that ran is named, and the rest runs in another", async () => {
  const skipped: string[][] = [];
  const { summary, started } = await play([job("a.bat")], [
    () => ({ says: [plan("a", "b", "c"), begin("a"), end("a"), begin("b")], ends: 1 }),
    ({ skip }) => {
      skipped.push([...skip]);
      return { says: [plan("c"), begin("c"), end("c"), done] };
    },
  ]);
  assert.deepEqual(outcomes(summary), ["a passed", "b failed", "c passed"]);
  assert.match(summary.tests[1].findings[0].text, /process-lost.*ended with status 1/);
  assert.deepEqual([started, skipped], [2, [["a", "b"]]]);
});

Deno.test("a process that ends while a file is loaded counts as one failure of the file, and other files run", async () => {
  const { summary } = await play([job("a.bat"), job("b.bat")], [
    () => ({ says: [{ kind: "exit", status: 4 }], ends: 4 }),
    () => ({ says: [plan("b"), begin("b"), end("b"), done] }),
  ]);
  assert.deepEqual(outcomes(summary), ["b passed"]);
  assert.deepEqual(summary.troubles.map(({ file, findings }) => [file, findings[0].message]), [
    ["a.bat", "The file has ended the process with status 4"],
  ]);
  assert.equal(summary.failed, 1);
});

Deno.test("with fail-fast nothing runs after a failure", async () => {
  const { summary } = await play([job("a.bat"), job("b.bat")], [
    () => ({ says: [plan("a", "b"), begin("a"), end("a", "failed"), begin("b"), end("b"), done] }),
  ], true);
  assert.deepEqual(outcomes(summary), ["a failed"]);
  assert.equal(summary.stopped, true);
});

Deno.test("a run that is interrupted names the test that was running", async () => {
  let stop = () => {};
  const { summary } = await play(
    [job("a.bat"), job("b.bat")],
    [() => {
      // When what it says has been heard.
      setTimeout(() => stop(), 20);
      return { says: [plan("a", "b"), begin("a"), end("a"), begin("b")] };
    }],
    false,
    (given) => stop = given,
  );
  assert.deepEqual(outcomes(summary), ["a passed", "b failed"]);
  assert.equal(summary.stopped, true);
});

Deno.test("coverage: a table, lcov, and pages", () => {
  const lines = { "src/a.bat": [[1, 3], [2, 0], [3, 0], [7, 1]], "b.bat": [[1, 1]] } as const;
  assert.equal(
    coverageTable(lines, 80),
    "Coverage   lines  reached  not reached\nb.bat          1  100.0 %\nsrc/a.bat      4   50.0 %  2-3\n" +
      "all            5   60.0 %\n",
  );
  assert.match(
    lcov(lines, (path) => `/x/${path}`),
    /^TN:\nSF:\/x\/src\/a.bat\nDA:1,3\nDA:2,0\n[^]*LF:4\nLH:2\nend_of_record\n/,
  );
  const pages = coveragePages(lines, () => "one\n<two>\nthree\n");
  assert.deepEqual([...pages.keys()].sort(), ["b.bat.html", "index.html", "src_a.bat.html"]);
  assert.match(pages.get("src_a.bat.html") ?? "", /<span class="l x"><b>2<\/b><i>0<\/i>&lt;two&gt;<\/span>/);
});

Deno.test("a process that is spent is left, and the tests that are left run in another", async () => {
  const { summary, started } = await play([job("a.bat"), job("b.bat")], [
    () => ({
      says: [plan("a", "b", "c"), begin("a"), end("a"), begin("b"), end("b", "failed"), { ...done, spent: true }],
    }),
    ({ skip }) => {
      assert.deepEqual([...skip], ["a", "b"]);
      return { says: [plan("c"), begin("c"), end("c"), done] };
    },
    () => ({ says: [plan("d"), begin("d"), end("d"), done] }),
  ]);
  assert.deepEqual(outcomes(summary), ["a passed", "b failed", "c passed", "d passed"]);
  assert.equal(started, 2);
  // Both have counted.
  assert.deepEqual(summary.lines, { "s.bat": [[1, 4]] });
});
