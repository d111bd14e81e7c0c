/**
 * Tests for people: a line for each file, what failed in full where it happened, at the end what failed again, in short.
 * @module
 */
import { COLORS, type Paint, PLAIN } from "../source/mod.ts";
import {
  counted,
  countLine,
  type FileReport,
  type Reporter,
  showTime,
  type Summary,
  type TestReport,
  type TroubleReport,
} from "./results.ts";

/** Lines of what a test has printed that are shown. */
const OUTPUT_LINES = 40;

export interface HumanOptions {
  readonly color: boolean;
  readonly write: (text: string) => void;
  /** How many of the slowest tests are listed. */
  readonly slowest: number;
  /** Whether each test gets a line, with what it has printed. */
  readonly verbose: boolean;
}

function outputLines(output: string, paint: Paint): string[] {
  const lines = output.replace(/\n$/, "").split("\n");
  if (output.trim() === "") return [];
  const hidden = lines.length - OUTPUT_LINES;
  const shown = hidden > 0 ? [`… ${counted(hidden, "line")} before`, ...lines.slice(-OUTPUT_LINES)] : lines;
  return [paint.dim("  printed:"), ...shown.map((line) => `${paint.dim("  |")} ${line}`.trimEnd())];
}

class Human implements Reporter {
  readonly #paint: Paint;

  constructor(readonly options: HumanOptions) {
    this.#paint = options.color ? COLORS : PLAIN;
  }

  /** Whether the last line was empty: two in a row say no more. */
  #isApart = false;

  #lines(lines: readonly string[]): void {
    const shown = lines[0] === "" && this.#isApart ? lines.slice(1) : lines;
    this.#isApart = shown.at(-1) === "";
    this.options.write(shown.map((line) => `${line}\n`).join(""));
  }

  start({ files, seed }: { readonly files: number; readonly seed: number }): void {
    if (files > 0) this.#lines([this.#paint.dim(`${counted(files, "file")}, seed ${seed}`)]);
  }

  test(test: TestReport): void {
    const { outcome, id, place, ms, findings, output } = test;
    const paint = this.#paint;
    if (outcome === "failed") {
      const head = `${paint.bold(paint.red("FAIL"))} ${paint.bold(id)}`;
      const texts = findings.flatMap(({ text }, i) => i === 0 ? text.split("\n") : ["", ...text.split("\n")]);
      return this.#lines(["", head, ...texts, ...outputLines(output, paint), ""]);
    }
    if (!this.options.verbose) return;
    const mark = outcome === "passed" ? paint.green("ok  ") : paint.yellow("skip");
    this.#lines([
      `${mark} ${id} ${paint.dim(`(${place.file}:${place.line}, ${showTime(ms)})`)}`,
      ...outputLines(output, paint),
    ]);
  }

  trouble({ file, findings, output }: TroubleReport): void {
    const paint = this.#paint;
    const head = `${paint.bold(paint.red("FAIL"))} ${paint.bold(file)}`;
    const texts = findings.flatMap(({ text }, i) => i === 0 ? text.split("\n") : ["", ...text.split("\n")]);
    this.#lines(["", head, ...texts, ...outputLines(output, paint), ""]);
  }

  file({ file, passed, failed, skipped, ms, output }: FileReport): void {
    const paint = this.#paint;
    if (passed + failed + skipped === 0 && output.trim() === "") return;
    const mark = failed > 0 ? paint.red("FAIL") : paint.green("ok  ");
    const parts = [
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(passed > 0 || failed === 0 ? [`${passed} passed`] : []),
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
      showTime(ms),
    ];
    this.#lines([`${mark} ${file} ${paint.dim(`(${parts.join(", ")})`)}`, ...outputLines(output, paint)]);
  }

  end(summary: Summary): void {
    const paint = this.#paint;
    const { tests, troubles, skipped, snapshots, stopped, ms, failed, passed } = summary;
    const lines: string[] = [];
    if (this.options.slowest > 0 && tests.length > 0) lines.push("", ...this.#slowest(tests));
    const failures = [
      ...tests.filter(({ outcome }) => outcome === "failed").map(({ place, id }) =>
        `${place.file}:${place.line}  ${id}`
      ),
      ...troubles.map(({ file, findings }) => `${file}  ${findings[0]?.message ?? ""}`),
    ];
    if (failures.length > 1) lines.push("", "Failed:", ...failures.map((line) => `  ${line}`));
    const notes = [
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
      ...(snapshots.written > 0 ? [`${counted(snapshots.written, "snapshot")} written`] : []),
      ...(snapshots.updated > 0 ? [`${counted(snapshots.updated, "snapshot")} updated`] : []),
      ...(snapshots.unused > 0 ? [`${counted(snapshots.unused, "snapshot")} that no test asks for`] : []),
      ...(stopped ? ["stopped before the end"] : []),
    ];
    if (notes.length > 0) lines.push("", notes.join(", "));
    const line = countLine(summary);
    const style = failed > 0 ? paint.red : passed === 0 ? paint.yellow : paint.green;
    lines.push("", paint.dim(`${counted(tests.length, "test")}, ${showTime(ms)}`), style(line));
    this.#lines(lines);
  }

  #slowest(tests: readonly TestReport[]): string[] {
    const slowest = [...tests].sort((a, b) => b.ms - a.ms).slice(0, this.options.slowest);
    const times = slowest.map(({ ms }) => showTime(ms));
    const width = Math.max(...times.map((time) => time.length));
    return [
      "Slowest:",
      ...slowest.map(({ id, place }, i) =>
        `  ${times[i].padStart(width)}  ${id}  ${this.#paint.dim(`${place.file}:${place.line}`)}`
      ),
    ];
  }
}

export function humanReporter(options: HumanOptions): Reporter {
  return new Human(options);
}
