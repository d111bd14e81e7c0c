/**
 * A line on a terminal that says how far long work has come: a bar, how much is done, how fast, how long it will still take.
 * In: reports, as often as is convenient. Out: at most ten lines a second, each in the place of the one before, on standard error; none where
 * that is no terminal, or where the work takes no time.
 * @module
 */
import { counted, durationText, rateText, sizeText } from "./amounts.ts";
import type { World } from "./world.ts";

const [BAR_WIDTH, NARROW_BAR] = [24, 10];
/** Work that takes less shows no line. */
const QUIET_MS = 300;
const FRAME_MS = 100;
/** Goes to the beginning of the line and clears it. */
const CLEAR = "\r\x1b[K";

/** A bar that is filled to a fraction in [0, 1]. */
export function bar(fraction: number, width = BAR_WIDTH): string {
  const filled = Math.round(Math.min(Math.max(fraction, 0), 1) * width);
  return "━".repeat(filled) + "─".repeat(width - filled);
}

/** How far work has come. */
export interface Progress {
  /** Of `total`, in the unit of that. */
  readonly done: number;
  /** Null: not known. */
  readonly total: number | null;
  /** Bytes done, if they are of interest. */
  readonly bytes?: number;
  /** Records done, if they are counted. */
  readonly records?: number;
}

/** The line for work that has taken so many milliseconds; where it is too long for the screen, with a shorter bar, then without counts. */
export function progressLine(
  label: string,
  { done, total, bytes, records }: Progress,
  ms: number,
  width: number,
): string {
  const fraction = total === null || total === 0 ? null : Math.min(done / total, 1);
  const percent = fraction === null ? [] : [`${Math.floor(fraction * 100)}%`.padStart(4)];
  const rate = records === undefined ? [] : [rateText(records, ms, "record")];
  const isOpen = fraction !== null && fraction > 0 && fraction < 1;
  const left = isOpen ? [`${durationText(ms / fraction - ms)} left`] : [];
  const size = bytes === undefined ? [] : [sizeText(bytes)];
  const count = records === undefined ? [] : [counted(records, "record")];
  const bars = [BAR_WIDTH, NARROW_BAR].map((length) => fraction === null ? [] : [bar(fraction, length)]);
  const lines = [
    [label, ...bars[0], ...percent, ...size, ...count, ...rate, ...left],
    [label, ...bars[1], ...percent, ...size, ...count, ...rate, ...left],
    [label, ...bars[1], ...percent, ...size, ...rate, ...left],
    [label, ...percent, ...rate, ...left],
  ].map((parts) => parts.join("  "));
  return lines.find((line) => line.length <= width) ?? lines[3].slice(0, width);
}

export class ProgressScreen {
  readonly #world: World;
  readonly #label: string;
  readonly #began: number;
  #next: number;
  #shown = false;

  constructor(world: World, label: string) {
    this.#world = world;
    this.#label = label;
    this.#began = world.clock();
    this.#next = world.screenWidth === null ? Infinity : this.#began + QUIET_MS;
  }

  /** Milliseconds since the work began. */
  get ms(): number {
    return this.#world.clock() - this.#began;
  }

  report(progress: Progress): void {
    const now = this.#world.clock();
    if (now < this.#next) return;
    this.#next = now + FRAME_MS;
    this.#shown = true;
    const width = (this.#world.screenWidth ?? 80) - 1;
    this.#world.note(CLEAR + progressLine(this.#label, progress, now - this.#began, width));
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shown) this.#world.note(CLEAR);
    this.#shown = false;
    this.#next = Infinity;
  }
}
