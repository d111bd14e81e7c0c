/**
 * Replaying a schedule: with the same seed a program does the same in the same order, as long as the world answers the same.
 * In: a seed. Out: the scheduler's choices. A generator says which process is next and how long its slice is; time counts the
 * turns of the scheduler and jumps to the next timer when everything waits; programs draw their chance from a generator of their own.
 * Invariant: what is replayed runs on one worker.
 * @module
 */
import { Generator } from "./generator.ts";
import { host } from "./host.ts";
import { machine } from "./machine.ts";
import { scheduling } from "./scheduler.ts";
import { useRealTime, useVirtualTime } from "./timers.ts";

let chances: Generator | null = null;
let usualSlice = machine.slice;

/** Lets all that is left to chance follow from the seed. */
export function replay(seed: number): void {
  if (chances === null) usualSlice = machine.slice;
  const choices = new Generator(seed);
  chances = new Generator(seed);
  useVirtualTime();
  scheduling.choose = (count) => {
    // Short slices are as likely as long ones: 1 to the usual length, each power of two alike.
    machine.slice = Math.floor(usualSlice ** choices.next());
    return Math.floor(choices.next() * count);
  };
}

/** Leaves choices to the order of events and time to the host again. */
export function stopReplaying(): void {
  if (chances === null) return;
  chances = scheduling.choose = null;
  machine.slice = usualSlice;
  useRealTime();
}

/** Whether a schedule is replayed. */
export function isReplaying(): boolean {
  return chances !== null;
}

/** In [0, 1): what programs take for chance. */
export function chance(): number {
  return chances === null ? host.random() : chances.next();
}
