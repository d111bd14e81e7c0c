/**
 * How long a function takes: the loop that calls it many times.
 * In: a function without arguments, a count. Out: milliseconds of the host's clock.
 * Nothing is allocated between two calls. Each result is kept, so it has to be computed; the call stands in a loop that has called several
 * functions, so V8 puts none of them into it, where it could compute once what is the same each time. An empty call takes a few nanoseconds that way.
 * @module
 */
import { definePrimitives } from "./core_install.ts";
import { andThen, Code, machine, save } from "./machine.ts";
import { host } from "./host.ts";

type Body = () => unknown;

/** Where results go. */
const kept = { value: null as unknown };

/** Goes on where a call had to wait. */
const LOOP = new Code("", (frame, value, thrown) => {
  if (thrown) throw value;
  kept.value = value;
  const [f, count] = frame.saved as [Body, number]; // as `callMany` saves it
  return callMany(f, frame.pc + 1, count);
});

/** Makes the calls [from, count). */
function callMany(f: Body, from: number, count: number): unknown {
  for (let i = from; i < count; i++) {
    // Each call begins with a slice of its own, so short ones are never pre-empted.
    machine.n = machine.slice;
    const value = f();
    if (machine.suspended) return save(LOOP, i, [f, count]);
    kept.value = value;
  }
  return null;
}

let isReady = false;

/** Shows the loop more functions than V8 puts into one place. */
function prepare(): void {
  if (isReady) return;
  isReady = true;
  const others: Body[] = [() => 1, () => "a", () => null, () => 0.5, () => true, () => others];
  for (let round = 0; round < 100; round++) for (const f of others) callMany(f, 0, 10);
}

definePrimitives({
  "-time-calls": (f, count) => {
    prepare();
    const began = host.clock();
    // The library's macro and functions hand over a function and an Int.
    return andThen(callMany(f as Body, 0, count as number), () => host.clock() - began);
  },
}, "batuta.bench");
