/**
 * Points in time for programs: now, some time before or after, text and numbers.
 * In and out: Instants; lengths of time are numbers of a unit in the function's name. The clock is the host's.
 * @module
 */
import { Duration, fail, Instant, isNumber, kw, mkFloat, parseInstant, toDouble } from "../data/mod.ts";
import { between, defineLeaves, definePrimitives, document } from "./core_install.ts";
import { machine, wait } from "./machine.ts";
import { wake } from "./scheduler.ts";
import { after, clock, now as currentMs } from "./timers.ts";

const SECOND = 1000;
const UNITS = { seconds: SECOND, minutes: 60 * SECOND, hours: 3600 * SECOND, days: 86400 * SECOND };

/** The instant of a number of milliseconds since 1970, the fraction as nanoseconds. */
function instantOf(ms: number): Instant {
  const wholeMs = Math.floor(ms);
  return new Instant(wholeMs, Math.round((ms - wholeMs) * 1e6) % 1e6);
}

function now(): Instant {
  return new Instant(Math.floor(currentMs()));
}

function instant(x: unknown): Instant {
  if (x instanceof Instant) return x;
  if (isNumber(x)) return instantOf(toDouble(x));
  const parsed = typeof x === "string" ? parseInstant(x) : undefined;
  return parsed ??
    fail("bad-argument", { op: "instant", expected: "RFC 3339 text or milliseconds since 1970", value: x });
}

/** An instant moved by so many units. */
function moved(from: Instant, count: unknown, unitMs: number): Instant {
  const wanted = from.ms + toDouble(count) * unitMs;
  const wholeMs = Math.floor(wanted);
  return new Instant(wholeMs, from.nanos);
}

for (const [unit, ms] of Object.entries(UNITS)) {
  defineLeaves({
    [`${unit}-ago`]: (n) => moved(now(), n, -ms),
    [`${unit}-from-now`]: (n) => moved(now(), n, ms),
    [`${unit}-before`]: (from, n) => moved(instant(from), n, -ms),
    [`${unit}-after`]: (from, n) => moved(instant(from), n, ms),
  });
  document(() => `
${unit}-ago [n]
The point in time n ${unit} ago. \`(inst? (${unit}-ago 1)) ;=> true\`

${unit}-from-now [n]
The point in time n ${unit} from now. \`(inst? (${unit}-from-now 1)) ;=> true\`

${unit}-before [t n]
The point in time n ${unit} before t. \`(- (inst-ms #inst "2026") (inst-ms (${unit}-before #inst "2026" 1))) ;=> ${ms}\`

${unit}-after [t n]
The point in time n ${unit} after t. \`(- (inst-ms (${unit}-after #inst "2026" 1)) (inst-ms #inst "2026")) ;=> ${ms}\`
`);
}

const FOR_EVER = kw("infinity");

/** Lets the process wait; others go on. */
function sleep(ms: unknown): unknown {
  if (ms === FOR_EVER) return wait();
  const delay = ms instanceof Duration ? ms.ms : toDouble(ms, "sleep");
  const process = machine.current;
  const waiting = wait();
  // `wait` has refused where there is no process.
  const at = process!.waits;
  after(delay, () => wake(process!, null, at));
  return waiting;
}

definePrimitives({ "sleep": sleep });

defineLeaves({
  "now": now,
  "instant": instant,
  "inst-ms": (x) =>
    x instanceof Instant ? x.ms : fail("bad-argument", { op: "inst-ms", expected: "an instant", value: x }),
  "now-ms": () => Math.floor(currentMs()),
  "clock-ms": () => mkFloat(clock()),
  "-clock": between(0, 0, () => mkFloat(clock())),
});

document(() => `
sleep [ms]
Waits for a number of milliseconds or a duration, with \`:infinity\` for ever; only the actor that calls it waits. \`(sleep 1) ;=> nil\`

now []
The point in time at which this is. \`(inst? (now)) ;=> true\`

instant [x]
The point in time of RFC 3339 text or of milliseconds since 1970. \`(instant "2026-01-02T03:04:05Z") ;=> #inst "2026-01-02T03:04:05.000Z"\`

inst-ms [t]
Milliseconds from 1970 to a point in time. \`(inst-ms #inst "1970-01-01T00:00:01Z") ;=> 1000\`

now-ms []
Milliseconds from 1970 to now. \`(<= (inst-ms #inst "2026-01-01") (now-ms)) ;=> true\`

clock-ms []
Milliseconds on a clock that never goes back, for measuring. \`(<= (clock-ms) (clock-ms)) ;=> true\`
`);
