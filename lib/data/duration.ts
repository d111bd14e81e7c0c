/**
 * Durations: lengths of time, written `#duration "PT1H30M"`; negative ones are `PT-5S`. A day is 24 hours.
 * In: whole milliseconds and nanoseconds, or text (`P2DT3H4M5.6S`, each part with a sign of its own if it wants). Out: a
 * Duration, or undefined for a text that is none.
 * Deliberately absent: months and years, whose length depends on where one starts.
 * Source: ISO 8601-1, section 5.5.2; java.time.Duration for signs and for printing without days.
 * @module
 */
import { hashDouble, hashFinish, hashOrderedStep } from "./hash.ts";
import { Obj, type Printer } from "./object.ts";

const NANOS = 1e6;

/** A length of time. */
export class Duration extends Obj {
  /** `ms` are whole milliseconds, `nanos` in `[0, 1e6)` nanoseconds more; use `durationOf`. */
  constructor(readonly ms: number, readonly nanos = 0) {
    super();
  }
  override get typeName(): string {
    return "Duration";
  }
  equals(other: unknown): boolean {
    return other instanceof Duration && this.ms === other.ms && this.nanos === other.nanos;
  }
  hash(): number {
    return hashFinish(hashOrderedStep(hashDouble(this.ms), this.nanos), 3);
  }
  override compareTo(other: unknown): number | undefined {
    return other instanceof Duration ? this.ms - other.ms || this.nanos - other.nanos : undefined;
  }
  override print(printer: Printer): void {
    printer.text(`#duration "${this.toText()}"`);
  }
  override toText(): string {
    return printDuration(this);
  }
}

/** The duration of so many milliseconds and nanoseconds, in any relation to each other; parts of a nanosecond are dropped. */
export function durationOf(ms: number, nanos = 0): Duration {
  const wholeMs = Math.floor(ms);
  const allNanos = Math.trunc((ms - wholeMs) * NANOS + nanos);
  const carried = Math.floor(allNanos / NANOS);
  // `+ 0` makes -0 zero.
  return new Duration(wholeMs + carried + 0, allNanos - carried * NANOS);
}

/** A duration in ISO 8601, hours as its largest unit. */
export function printDuration(duration: Duration): string {
  const negative = duration.ms < 0;
  // The distance from zero, in milliseconds and nanoseconds.
  const nanos = negative && duration.nanos > 0 ? NANOS - duration.nanos : duration.nanos;
  const ms = negative ? -duration.ms - (duration.nanos > 0 ? 1 : 0) : duration.ms;
  const sign = negative ? "-" : "";
  const seconds = Math.floor(ms / 1000);
  const part = (count: number, unit: string) => (count === 0 ? "" : sign + count + unit);
  const fraction = (String(ms % 1000).padStart(3, "0") + String(nanos).padStart(6, "0")).replace(/0+$/, "");
  const inMinute = `${seconds % 60}${fraction === "" ? "" : "." + fraction}`;
  const text = part(Math.floor(seconds / 3600), "H") + part(Math.floor(seconds / 60) % 60, "M") +
    (inMinute === "0" ? "" : sign + inMinute + "S");
  return "PT" + (text === "" ? "0S" : text);
}

const NUMBER = "([+-]?\\d+)";
const DURATION = new RegExp(
  `^([+-])?P(?=.)(?:${NUMBER}W)?(?:${NUMBER}D)?(?:T(?=.)(?:${NUMBER}H)?(?:${NUMBER}M)?(?:([+-]?)(\\d+)(?:[.,](\\d{1,9}))?S)?)?$`,
);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The duration that a text names, or undefined. */
export function parseDuration(text: string): Duration | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  const [, sign, weeks, days, hours, minutes, secondsSign, seconds, fraction] = match;
  const nanos = Number((fraction ?? "").padEnd(9, "0"));
  const inSeconds = secondsSign === "-" ? -1 : 1;
  const ms = Number(weeks ?? 0) * 7 * DAY + Number(days ?? 0) * DAY + Number(hours ?? 0) * HOUR +
    Number(minutes ?? 0) * MINUTE + inSeconds * (Number(seconds ?? 0) * SECOND + Math.floor(nanos / NANOS));
  if (!Number.isSafeInteger(ms)) return undefined;
  const factor = sign === "-" ? -1 : 1;
  return durationOf(factor * ms, factor * inSeconds * (nanos % NANOS));
}
