/**
 * The calendar: points in time as year, month, day and time of day somewhere, and back.
 * In: Instants, zones (`UTC`, `+02:00`, `Europe/Berlin`). Out: fields; Instants. Gregorian at all times, no leap seconds.
 * Offsets of named zones are what the host's own tables say.
 * @module
 */
import { Instant } from "../data/mod.ts";

const MINUTE = 60_000;
const NANOS_PER_MS = 1e6;

/** A point in time as people at some place write it. `month` and `day` count from 1, `weekday` from Monday, 1. */
export interface Fields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Nanoseconds after the second. */
  readonly nano: number;
  readonly weekday: number;
  /** Minutes east of UTC. */
  readonly offset: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  let format = formats.get(zone);
  if (format !== undefined) return format;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
  formats.set(zone, format);
  return format;
}

/** Milliseconds that a UTC calendar shows for these fields. */
function utcMs(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date.getTime();
}

/** Minutes that a zone is east of UTC at some time; undefined when nobody knows the zone. */
export function findOffset(zone: string, ms: number): number | undefined {
  if (/^(?:utc|gmt|z)$/i.test(zone)) return 0;
  const fixed = /^([+-])([01]\d|2[0-3]):?([0-5]\d)$/.exec(zone);
  if (fixed !== null) return (fixed[1] === "-" ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3]));
  const format = formatOf(zone);
  if (format === undefined) return undefined;
  const shown = new Map(format.formatToParts(new Date(ms)).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes) => Number(shown.get(name));
  const year = shown.get("era")?.startsWith("B") ? 1 - part("year") : part("year");
  const there = utcMs(year, part("month"), part("day"), part("hour"), part("minute"), part("second"));
  return Math.round((there - Math.floor(ms / 1000) * 1000) / MINUTE);
}

/** The fields of an instant at a place `offset` minutes east of UTC. */
export function fieldsOf(instant: Instant, offset: number): Fields {
  const date = new Date(instant.ms + offset * MINUTE);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nano: date.getUTCMilliseconds() * NANOS_PER_MS + instant.nanos,
    weekday: date.getUTCDay() || 7,
    offset,
  };
}

/**
 * The instant that shows these fields in a zone; fields beyond their range count on (month 13 is January). A time that a clock
 * skips is moved on by what it skips, one that it shows twice is the first. Undefined for an unknown zone or beyond all dates.
 */
export function instantAt(fields: Omit<Fields, "weekday" | "offset">, zone: string): Instant | undefined {
  const { year, month, day, hour, minute, second, nano } = fields;
  const shown = utcMs(year, month, day, hour, minute, second) + Math.floor(nano / NANOS_PER_MS);
  const before = findOffset(zone, shown - 24 * 60 * MINUTE);
  if (before === undefined || Number.isNaN(shown)) return undefined;
  const first = shown - before * MINUTE;
  const there = findOffset(zone, first) ?? before;
  // Past a change of the clock, the offset that holds there says which instant shows the fields.
  const corrected = there === before ? first : shown - there * MINUTE;
  const ms = findOffset(zone, corrected) === there ? corrected : first;
  return new Instant(ms, ((nano % NANOS_PER_MS) + NANOS_PER_MS) % NANOS_PER_MS);
}

/** The instant so many months later, on the same day of the month or its last one. */
export function monthsAfter(instant: Instant, months: number, zone: string): Instant | undefined {
  const offset = findOffset(zone, instant.ms);
  if (offset === undefined) return undefined;
  const fields = fieldsOf(instant, offset);
  const month = fields.month - 1 + months;
  const year = fields.year + Math.floor(month / 12);
  const inYear = month - Math.floor(month / 12) * 12 + 1;
  const lastDay = new Date(utcMs(year, inYear + 1, 0, 0, 0, 0)).getUTCDate();
  return instantAt({ ...fields, year, month: inYear, day: Math.min(fields.day, lastDay) }, zone);
}
