/**
 * Tests for programs: TAP, JUnit's XML, and JSON lines. None of the texts has colours.
 * Sources: TAP version 14 (testanything.org); the JUnit schema as Jenkins and GitLab read it.
 * @module
 */
import type { Finding, Place } from "./protocol.ts";
import type { FileReport, Reporter, Summary, TestReport, TroubleReport } from "./results.ts";

type Write = (text: string) => void;

// ---- TAP

/** In TAP, `#` begins a directive. */
function tapName(text: string): string {
  return text.replace(/[\\#]/g, "\\$&").replace(/\s+/g, " ");
}

function yamlBlock(entries: readonly (readonly [string, string])[]): string {
  const lines = entries.flatMap(([key, value]) =>
    value.includes("\n")
      ? [`${key}: |`, ...value.split("\n").map((line) => `  ${line}`)]
      : [`${key}: ${JSON.stringify(value)}`]
  );
  return ["---", ...lines, "..."].map((line) => `  ${line}`.trimEnd() + "\n").join("");
}

class Tap implements Reporter {
  #count = 0;
  constructor(readonly write: Write) {}

  start(): void {
    this.write("TAP version 14\n");
  }

  test({ id, outcome, findings, output, place, ms }: TestReport): void {
    const name = tapName(id);
    if (outcome === "skipped") return this.write(`ok ${++this.#count} - ${name} # SKIP\n`);
    this.write(`${outcome === "passed" ? "ok" : "not ok"} ${++this.#count} - ${name}\n`);
    if (outcome === "failed") this.#explain(findings, output, place, ms);
  }

  trouble({ file, findings, output }: TroubleReport): void {
    this.write(`not ok ${++this.#count} - ${tapName(file)}\n`);
    this.#explain(findings, output, { file, line: 1 }, 0);
  }

  #explain(findings: readonly Finding[], output: string, place: Place, ms: number): void {
    this.write(yamlBlock([
      ["message", findings[0]?.message ?? ""],
      ["at", `${place.file}:${place.line}`],
      ["duration_ms", ms.toFixed(1)],
      ["details", findings.map(({ text }) => text).join("\n\n") + "\n"],
      ...(output === "" ? [] : [["output", output.endsWith("\n") ? output : `${output}\n`] as const]),
    ]));
  }

  file(): void {}

  end({ seed }: Summary): void {
    this.write(`1..${this.#count}\n# seed ${seed}\n`);
  }
}

// ---- JUnit

/** XML 1.0 cannot hold most control characters at all. */
function xml(text: string): string {
  return text
    // deno-lint-ignore no-control-regex -- these are what XML cannot hold
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c] ?? c);
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

class JUnit implements Reporter {
  readonly #cases = new Map<string, string[]>();
  readonly #files = new Map<string, FileReport>();
  constructor(readonly write: Write) {}

  start(): void {}

  #add(file: string, text: string): void {
    const cases = this.#cases.get(file) ?? [];
    this.#cases.set(file, cases);
    cases.push(text);
  }

  test({ file, id, place, outcome, ms, findings, output }: TestReport): void {
    const slash = id.indexOf("/");
    const [group, name] = slash > 0 ? [id.slice(0, slash), id.slice(slash + 1)] : [file, id];
    const head =
      `    <testcase classname="${xml(group)}" name="${xml(name)}" file="${xml(place.file)}" line="${place.line}" ` +
      `time="${seconds(ms)}"`;
    const inside = [
      ...(outcome === "skipped" ? ["      <skipped/>\n"] : []),
      ...findings.map(({ message, text }) => `      <failure message="${xml(message)}">${xml(text)}</failure>\n`),
      ...(output === "" ? [] : [`      <system-out>${xml(output)}</system-out>\n`]),
    ];
    this.#add(file, inside.length === 0 ? `${head}/>\n` : `${head}>\n${inside.join("")}    </testcase>\n`);
  }

  trouble({ file, findings, output }: TroubleReport): void {
    const inside = findings.map(({ message, text }) => `      <error message="${xml(message)}">${xml(text)}</error>\n`);
    if (output !== "") inside.push(`      <system-out>${xml(output)}</system-out>\n`);
    const head = `    <testcase classname="${xml(file)}" name="the file" file="${xml(file)}" line="1" time="0">\n`;
    this.#add(file, `${head}${inside.join("")}    </testcase>\n`);
  }

  file(file: FileReport): void {
    this.#files.set(file.file, file);
  }

  end({ passed, failed, skipped, troubles, ms }: Summary): void {
    const count = (tests: number, bad: number, errors: number, unrun: number, time: number) =>
      `tests="${tests}" failures="${bad}" errors="${errors}" skipped="${unrun}" time="${seconds(time)}"`;
    const suites = [...this.#cases].map(([file, cases]) => {
      const errors = troubles.filter((trouble) => trouble.file === file).length;
      const { failed: bad, skipped: unrun, ms: time } = this.#files.get(file) ?? { failed: 0, skipped: 0, ms: 0 };
      return `  <testsuite name="${xml(file)}" ${count(cases.length, bad - errors, errors, unrun, time)}>\n` +
        `${cases.join("")}  </testsuite>\n`;
    });
    const all = count(passed + failed + skipped, failed - troubles.length, troubles.length, skipped, ms);
    this.write(
      `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="batuta test" ${all}>\n${
        suites.join("")
      }</testsuites>\n`,
    );
  }
}

// ---- JSON lines

class JsonLines implements Reporter {
  constructor(readonly write: Write) {}

  #line(value: unknown): void {
    this.write(`${JSON.stringify(value)}\n`);
  }

  start({ files, seed }: { readonly files: number; readonly seed: number }): void {
    this.#line({ event: "start", files, seed });
  }

  test({ file, id, place, outcome, ms, assertions, findings, output }: TestReport): void {
    this.#line({ event: "test", id, file, line: place.line, outcome, ms, assertions, findings, output });
  }

  trouble({ file, findings, output }: TroubleReport): void {
    this.#line({ event: "trouble", file, findings, output });
  }

  file({ file, passed, failed, skipped, ms, output }: FileReport): void {
    this.#line({ event: "file", file, passed, failed, skipped, ms, output });
  }

  end({ passed, failed, skipped, ms, seed, stopped, snapshots }: Summary): void {
    this.#line({ event: "end", passed, failed, skipped, ms, seed, stopped, snapshots });
  }
}

/** Reporters for programs, by name. */
export const MACHINES: Readonly<Record<string, (write: Write) => Reporter>> = {
  tap: (write) => new Tap(write),
  junit: (write) => new JUnit(write),
  json: (write) => new JsonLines(write),
};

/** Several reporters as one. */
export function together(reporters: readonly Reporter[]): Reporter {
  return {
    start: (about) => reporters.forEach((each) => each.start(about)),
    test: (test) => reporters.forEach((each) => each.test(test)),
    trouble: (trouble) => reporters.forEach((each) => each.trouble(trouble)),
    file: (file) => reporters.forEach((each) => each.file(file)),
    end: (summary) => reporters.forEach((each) => each.end(summary)),
  };
}
