/**
 * `batuta.time`: durations, arithmetic with instants, the calendar (see `data/duration.ts`, `calendar.ts`).
 * In and out: Instants and Durations, both exact to the nanosecond; numbers with the unit in the function's name.
 * @module
 */
import {
  ABSENT,
  BatutaError,
  Duration,
  durationOf,
  type ErrorEntry,
  fail,
  get,
  Instant,
  isInt,
  isNumber,
  kw,
  mapOf,
  mkFloat,
  normBig,
  parseDuration,
  parseInstant,
  PMap,
  toDouble,
  truncate,
} from "../data/mod.ts";
import { type Fields, fieldsOf, findOffset, instantAt, monthsAfter } from "./calendar.ts";
import { between, defineLeaves, document, onFirstNeed } from "./core_install.ts";
import { now } from "./timers.ts";

const TIME = "batuta.time";
const NANOS = 1e6;

/** Units of durations in milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  nanos: 1 / NANOS,
  micros: 1000 / NANOS,
  millis: 1,
  seconds: 1000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 7 * 86_400_000,
};

/** The failure of times that no calendar has, in the form of `data/errors.ts`. */
export const TIME_RANGE: ErrorEntry<Record<never, never>> = {
  message: () => "The time is too far away",
  hint: "instants reach 270,000 years to both sides of 1970",
  example: "(time/plus (now) (time/days 1000000000))",
};

function tooFar(): never {
  throw new BatutaError("time-range", TIME_RANGE.message({}), { hint: TIME_RANGE.hint });
}

/** Farthest that a date can be from 1970, in milliseconds. */
const MOST = 8.64e15;

function checkedInstant(ms: number, nanos: number): Instant {
  const { ms: wholeMs, nanos: rest } = durationOf(ms, nanos);
  return Math.abs(wholeMs) <= MOST ? new Instant(wholeMs, rest) : tooFar();
}

function checkedDuration(ms: number, nanos: number): Duration {
  const duration = durationOf(ms, nanos);
  return Number.isSafeInteger(duration.ms) ? duration : tooFar();
}

/** So many of a unit. Exact for whole numbers of any unit. */
function unitsOf(count: unknown, unit: string): Duration {
  const n = toDouble(count, `time/${unit}`);
  if (!Number.isFinite(n)) return fail("bad-argument", { op: `time/${unit}`, expected: "a number", value: count });
  if (unit !== "nanos" && unit !== "micros") return checkedDuration(n * UNITS[unit], 0);
  const perMs = unit === "nanos" ? NANOS : 1000;
  const ms = Math.floor(n / perMs);
  return checkedDuration(ms, Math.trunc((n - ms * perMs) * (NANOS / perMs)));
}

function unitName(op: string, x: unknown): string {
  const found = Object.keys(UNITS).find((unit) => x === kw(unit));
  return found ?? fail("bad-argument", { op, expected: "a unit such as :seconds, :hours, :days", value: x });
}

function sum(a: Duration, b: Duration): Duration {
  return checkedDuration(a.ms + b.ms, a.nanos + b.nanos);
}

function duration(x: unknown): Duration {
  if (x instanceof Duration) return x;
  if (isNumber(x)) return unitsOf(x, "millis");
  const parsed = typeof x === "string" ? parseDuration(x) : undefined;
  if (parsed !== undefined) return parsed;
  if (!(x instanceof PMap)) {
    const expected = 'a text such as "PT1H30M", a map such as {:hours 1}, or milliseconds';
    return fail("bad-argument", { op: "time/duration", expected, value: x });
  }
  let total = new Duration(0);
  x.forEach((unit, count) => total = sum(total, unitsOf(count, unitName("time/duration", unit))));
  return total;
}

function asDuration(op: string, x: unknown): Duration {
  return x instanceof Duration ? x : fail("bad-argument", { op, expected: "a duration", value: x });
}

function asInstant(op: string, x: unknown): Instant {
  return x instanceof Instant ? x : fail("bad-argument", { op, expected: "an instant", value: x });
}

function negated(d: Duration): Duration {
  return durationOf(-d.ms, -d.nanos);
}

function plus(t: unknown, d: unknown): Instant | Duration {
  if (t instanceof Duration && d instanceof Instant) return plus(d, t);
  const added = asDuration("time/plus", d);
  if (t instanceof Instant) return checkedInstant(t.ms + added.ms, t.nanos + added.nanos);
  return sum(asDuration("time/plus", t), added);
}

function minus(t: unknown, d: unknown): Instant | Duration {
  if (t instanceof Instant && d instanceof Instant) return checkedDuration(t.ms - d.ms, t.nanos - d.nanos);
  return plus(t, negated(asDuration("time/minus", d)));
}

/** Nanoseconds of a duration, exactly. */
function nanosOf(d: Duration): bigint {
  return BigInt(d.ms) * BigInt(NANOS) + BigInt(d.nanos);
}

function ofNanos(nanos: bigint): Duration {
  const perMs = BigInt(NANOS);
  return checkedDuration(Number(nanos / perMs), Number(nanos % perMs));
}

function times(d: unknown, factor: unknown): Duration {
  const length = asDuration("time/times", d);
  if (isInt(factor)) return ofNanos(nanosOf(length) * BigInt(factor as number | bigint)); // isInt: it is one of the two
  const by = toDouble(factor, "time/times");
  return checkedDuration(length.ms * by, Math.trunc(length.nanos * by));
}

/** How many of a unit: an Int where it is whole, else a Float. */
function inUnit(d: unknown, unit: unknown): unknown {
  const nanos = nanosOf(asDuration("time/in", d));
  const per = BigInt(Math.round(UNITS[unitName("time/in", unit)] * NANOS));
  return nanos % per === 0n ? normBig(nanos / per) : mkFloat(Number(nanos) / Number(per));
}

// ---- the calendar ----------------------------------------------------------------------------------------------------

function zoneText(op: string, x: unknown): string {
  return typeof x === "string" ? x : fail("bad-argument", { op, expected: "a zone as a string", value: x });
}

const A_ZONE = 'a zone such as "UTC", "+02:00" or "Europe/Berlin"';

function offsetIn(op: string, t: Instant, zone: unknown): number {
  return findOffset(zoneText(op, zone), t.ms) ?? fail("bad-argument", { op, expected: A_ZONE, value: zone });
}

const FIELDS = ["year", "month", "day", "hour", "minute", "second", "nano", "weekday", "offset"] as const;
const LEAST: Readonly<Record<string, number>> = { month: 1, day: 1 };

/** A field of an instant as a function of its own, which makes no map. */
function field(name: "year" | "month" | "day" | "hour" | "weekday") {
  const op = `time/${name}`;
  return between(1, 2, (t, zone: unknown = "UTC") => {
    const instant = asInstant(op, t);
    return fieldsOf(instant, offsetIn(op, instant, zone))[name];
  });
}

function fields(t: unknown, zone: unknown = "UTC"): PMap {
  const instant = asInstant("time/fields", t);
  const found = fieldsOf(instant, offsetIn("time/fields", instant, zone));
  return mapOf(...FIELDS.flatMap((name) => [kw(name), found[name]]));
}

function settle(op: string, zone: unknown, found: Instant | undefined): Instant {
  if (found !== undefined) return Math.abs(found.ms) <= MOST ? found : tooFar();
  return findOffset(zoneText(op, zone), 0) === undefined
    ? fail("bad-argument", { op, expected: A_ZONE, value: zone })
    : tooFar();
}

function fromFields(map: unknown, zone: unknown = "UTC"): Instant {
  const field = (name: string): number => {
    const value = get(map, kw(name), ABSENT);
    if (value === ABSENT && name !== "year") return LEAST[name] ?? 0;
    return isInt(value)
      ? Number(value)
      : fail("bad-argument", { op: "time/from-fields", expected: `a whole number as :${name}`, value: map });
  };
  const wanted = {
    year: field("year"),
    month: field("month"),
    day: field("day"),
    hour: field("hour"),
    minute: field("minute"),
    second: field("second"),
    nano: field("nano"),
  };
  return settle("time/from-fields", zone, instantAt(wanted, zoneText("time/from-fields", zone)));
}

function plusMonths(op: string, factor: number) {
  return between(2, 3, (t, n, zone: unknown = "UTC") => {
    const months = Number(truncate(n)) * factor;
    return settle(op, zone, monthsAfter(asInstant(op, t), months, zoneText(op, zone)));
  });
}

/** The beginning of the unit that an instant is in. */
function beginning(t: unknown, unit: unknown, zone: unknown = "UTC"): Instant {
  const op = "time/start-of";
  const instant = asInstant(op, t);
  const found = fieldsOf(instant, offsetIn(op, instant, zone));
  const names = ["year", "month", "day", "hour", "minute", "second"] as const;
  const last = unit === kw("week") ? 2 : names.findIndex((name) => unit === kw(name));
  if (last < 0) return fail("bad-argument", { op, expected: "a unit such as :day, :week, :month", value: unit });
  const kept = Object.fromEntries(names.map((name, i) => [name, i <= last ? found[name] : LEAST[name] ?? 0]));
  const start = { ...found, ...kept, nano: 0 };
  const day = unit === kw("week") ? start.day - found.weekday + 1 : start.day;
  return settle(op, zone, instantAt({ ...start, day }, zoneText(op, zone)));
}

const MONTHS = "January February March April May June July August September October November December".split(" ");
const WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");

function padded(n: number, width: number): string {
  return (n < 0 ? "-" : "") + String(Math.abs(n)).padStart(width, "0");
}

/** What letters of a pattern stand for; the number of letters is the width. Source: Unicode TR 35, date field symbols. */
const LETTERS: Readonly<Record<string, (f: Fields, width: number) => string>> = {
  y: (f, width) => width === 2 ? padded(f.year % 100, 2) : padded(f.year, width),
  M: (f, width) =>
    width < 3 ? padded(f.month, width) : width === 3 ? MONTHS[f.month - 1].slice(0, 3) : MONTHS[f.month - 1],
  d: (f, width) => padded(f.day, width),
  E: (f, width) => width < 4 ? WEEKDAYS[f.weekday - 1].slice(0, 3) : WEEKDAYS[f.weekday - 1],
  H: (f, width) => padded(f.hour, width),
  h: (f, width) => padded((f.hour + 11) % 12 + 1, width),
  a: (f) => f.hour < 12 ? "AM" : "PM",
  m: (f, width) => padded(f.minute, width),
  s: (f, width) => padded(f.second, width),
  S: (f, width) => padded(f.nano, 9).slice(0, width),
  X: (f) => f.offset === 0 ? "Z" : offsetText(f.offset),
  x: (f) => offsetText(f.offset),
};

function offsetText(offset: number): string {
  const minutes = Math.abs(offset);
  return `${offset < 0 ? "-" : "+"}${padded(Math.floor(minutes / 60), 2)}:${padded(minutes % 60, 2)}`;
}

function format(t: unknown, pattern: unknown, zone: unknown = "UTC"): string {
  const op = "time/format";
  const instant = asInstant(op, t);
  if (typeof pattern !== "string") return fail("bad-argument", { op, expected: "a pattern", value: pattern });
  const found = fieldsOf(instant, offsetIn(op, instant, zone));
  return pattern.replace(/'((?:[^']|'')*)'|([a-zA-Z])\2*/g, (part, quoted, letter) => {
    if (letter === undefined) return quoted === "" ? "'" : quoted.replaceAll("''", "'");
    const write = LETTERS[letter];
    return write?.(found, part.length) ??
      fail("bad-argument", { op, expected: "a pattern of letters it knows, others in single quotes", value: pattern });
  });
}

function parse(x: unknown): Instant | null {
  if (typeof x !== "string") return fail("bad-argument", { op: "time/parse", expected: "a string", value: x });
  return parseInstant(x) ?? null;
}

onFirstNeed(TIME, () => {
  for (const unit of Object.keys(UNITS)) {
    defineLeaves({ [unit]: (n) => unitsOf(n, unit) }, TIME);
    document(() => `${unit} [n]\nA duration of n ${unit}. \`(= (time/${unit} 0) #duration "PT0S") ;=> true\``, TIME);
  }
  defineLeaves({
    "now": () => new Instant(Math.floor(now())),
    "parse": parse,
    "duration": duration,
    "duration?": (x) => x instanceof Duration,
    "plus": plus,
    "minus": minus,
    "times": times,
    "negate": (d) => negated(asDuration("time/negate", d)),
    "in": inUnit,
    "before?": (a, b) => asInstant("time/before?", a).compareTo(asInstant("time/before?", b))! < 0, // both are instants
    "after?": (a, b) => asInstant("time/after?", a).compareTo(asInstant("time/after?", b))! > 0, // both are instants
    "fields": between(1, 2, fields),
    "year": field("year"),
    "month": field("month"),
    "day": field("day"),
    "hour": field("hour"),
    "weekday": field("weekday"),
    "from-fields": between(1, 2, fromFields),
    "plus-months": plusMonths("time/plus-months", 1),
    "plus-years": plusMonths("time/plus-years", 12),
    "start-of": between(2, 3, beginning),
    "format": between(2, 3, format),
  }, TIME);
  document(
    () => `
now []
The point in time at which this is. \`(inst? (time/now)) ;=> true\`

parse [text]
The point in time that RFC 3339 text names, or nil. \`(time/parse "2026-01-02T03:04:05+01:00") ;=> #inst "2026-01-02T02:04:05.000Z"\`

duration [x]
The duration of ISO 8601 text, of a map of counts by unit, or of milliseconds. \`(time/duration {:hours 1 :minutes 30}) ;=> #duration "PT1H30M"\`

duration? [x]
Whether a value is a duration. \`(time/duration? (time/seconds 1)) ;=> true\`

plus [t duration]
An instant or a duration, and a duration more. \`(time/plus #inst "2026-01-31" (time/days 1)) ;=> #inst "2026-02-01T00:00:00.000Z"\`

minus [t duration] [t t]
An instant or a duration, and a duration less; or the duration between two instants.
\`(time/minus #inst "2026-01-02" #inst "2026-01-01") ;=> #duration "PT24H"\`

times [duration n]
A duration n times over. \`(time/times #duration "PT1.5S" 3) ;=> #duration "PT4.5S"\`

negate [duration]
A duration in the other direction. \`(time/negate (time/hours 1)) ;=> #duration "PT-1H"\`

in [duration unit]
How many of a unit a duration is: an Int where it is whole, else a Float. \`(time/in #duration "PT1H30M" :minutes) ;=> 90\`

before? [a b]
Whether an instant is before another. \`(time/before? #inst "2025" #inst "2026") ;=> true\`

after? [a b]
Whether an instant is after another. \`(time/after? #inst "2025" #inst "2026") ;=> false\`

fields [t] [t zone]
An instant as people in a zone write it, UTC unless given; \`:weekday\` counts from Monday, \`:offset\` is in minutes.
\`(select-keys (time/fields #inst "2026-07-01T12:00Z" "Europe/Berlin") [:hour :offset]) ;=> {:hour 14 :offset 120}\`

year [t] [t zone]
The year of an instant in a zone, UTC unless given. \`(time/year #inst "2026-07-01") ;=> 2026\`

month [t] [t zone]
The month of an instant, 1 to 12. \`(time/month #inst "2026-07-01") ;=> 7\`

day [t] [t zone]
The day of the month of an instant, from 1. \`(time/day #inst "2026-07-31") ;=> 31\`

hour [t] [t zone]
The hour of an instant, 0 to 23. \`(time/hour #inst "2026-07-01T12:00Z" "Europe/Berlin") ;=> 14\`

weekday [t] [t zone]
The day of the week of an instant, 1 for Monday to 7 for Sunday. \`(time/weekday #inst "2026-07-01") ;=> 3\`

from-fields [fields] [fields zone]
The instant that people in a zone write so; fields left out are the least, and those beyond their range count on.
\`(time/from-fields {:year 2026 :month 2 :day 29}) ;=> #inst "2026-03-01T00:00:00.000Z"\`

plus-months [t n] [t n zone]
The same day n months later, or the last of that month. \`(time/plus-months #inst "2026-01-31" 1) ;=> #inst "2026-02-28T00:00:00.000Z"\`

plus-years [t n] [t n zone]
The same day n years later. \`(time/plus-years #inst "2024-02-29" 1) ;=> #inst "2025-02-28T00:00:00.000Z"\`

start-of [t unit] [t unit zone]
When the \`:year\`, \`:month\`, \`:week\`, \`:day\`, \`:hour\`, \`:minute\` or \`:second\` of an instant began. \`(time/start-of #inst "2026-05-14T10:00Z" :week) ;=> #inst "2026-05-11T00:00:00.000Z"\`

format [t pattern] [t pattern zone]
An instant as text: \`yyyy MM dd HH mm ss SSS\`, \`MMM MMMM E EEEE h a XXX\`; other letters in single quotes.
\`(time/format #inst "2026-05-14T10:00Z" "EEEE, d MMM yyyy HH:mm") ;=> "Thursday, 14 May 2026 10:00"\`
`,
    TIME,
  );
});
