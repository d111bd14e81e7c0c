/**
 * Points in time, to the nanosecond, in UTC, written `#inst "2026-01-02T03:04:05.000Z"`.
 * In: RFC 3339 text, cut off after any of its parts as Clojure allows (`2026`, `2026-01-02`). Out: an Instant, or undefined
 * for a text that names no point in time. Deliberately absent: the clock; leap seconds, as in JavaScript.
 * Source: RFC 3339, section 5.6; ECMA-262 "Date Time String Format" (years beyond 9999 have a sign and six digits).
 * @module
 */
import { hashDouble, hashFinish, hashOrderedStep } from "./hash.ts";
import { Obj, type Printer } from "./object.ts";

/** A point in time. */
export class Instant extends Obj {
  /** `ms` are whole milliseconds since 1970 UTC; `nanos` in `[0, 1e6)` are nanoseconds after them. */
  constructor(readonly ms: number, readonly nanos = 0) {
    super();
  }
  override get typeName(): string {
    return "Instant";
  }
  equals(other: unknown): boolean {
    return other instanceof Instant && this.ms === other.ms && this.nanos === other.nanos;
  }
  hash(): number {
    return hashFinish(hashOrderedStep(hashDouble(this.ms), this.nanos), 2);
  }
  override compareTo(other: unknown): number | undefined {
    return other instanceof Instant ? this.ms - other.ms || this.nanos - other.nanos : undefined;
  }
  override print(printer: Printer): void {
    printer.text(`#inst "${this.toText()}"`);
  }
  override toText(): string {
    return printInstant(this);
  }
}

/** An instant in RFC 3339, with three digits of seconds, or nine where it has nanoseconds. */
export function printInstant(instant: Instant): string {
  const text = new Date(instant.ms).toISOString();
  return instant.nanos === 0 ? text : text.slice(0, -1) + String(instant.nanos).padStart(6, "0") + "Z";
}

const INSTANT = new RegExp(
  "^(?<year>\\d{4}|[+-]\\d{6})(?:-(?<month>\\d\\d)(?:-(?<day>\\d\\d)" +
    "(?:[Tt ](?<hour>\\d\\d)(?::(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:\\.(?<fraction>\\d{1,9}))?)?)?)?)?)?" +
    "(?<zone>[Zz]|(?<zoneSign>[+-])(?<zoneHour>[01]\\d|2[0-3]):(?<zoneMinute>[0-5]\\d))?$",
);

/** What a text says, each field in its own unit; `nanos` are those of the second, `zoneMinutes` are east of UTC. */
interface Fields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanos: number;
  readonly zoneMinutes: number;
}

function readFields(groups: Record<string, string | undefined>): Fields {
  const field = (name: string, least: number) => Number(groups[name] ?? least);
  return {
    year: field("year", 0),
    month: field("month", 1),
    day: field("day", 1),
    hour: field("hour", 0),
    minute: field("minute", 0),
    second: field("second", 0),
    nanos: Number((groups.fraction ?? "").padEnd(9, "0")),
    zoneMinutes: (groups.zoneSign === "-" ? -1 : 1) * (field("zoneHour", 0) * 60 + field("zoneMinute", 0)),
  };
}

function daysInMonth(year: number, month: number): number {
  // The calendar repeats every 400 years; this one lies in the middle of what Date can count.
  return new Date(Date.UTC(2000 + year % 400, month, 0)).getUTCDate();
}

function isInCalendar(f: Fields): boolean {
  return f.month >= 1 && f.month <= 12 && f.day >= 1 && f.day <= daysInMonth(f.year, f.month) &&
    f.hour <= 23 && f.minute <= 59 && f.second <= 59;
}

/** The instant that a text names, or undefined. A text without zone is UTC. */
export function parseInstant(text: string): Instant | undefined {
  const groups = INSTANT.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const f = readFields(groups);
  if (!isInCalendar(f)) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(f.year, f.month - 1, f.day);
  date.setUTCHours(f.hour, f.minute - f.zoneMinutes, f.second, Math.trunc(f.nanos / 1e6));
  return Number.isNaN(date.getTime()) ? undefined : new Instant(date.getTime(), f.nanos % 1e6);
}
