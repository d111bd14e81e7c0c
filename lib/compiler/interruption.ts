/**
 * Interrupting what somebody at a desk has begun.
 * In: the actor that runs their forms. Out: nothing; the form fails as `interrupted`, which `finally` sees like any failure. One that
 * goes on nevertheless, because it catches everything in a loop, is ended soon after, past all that would catch it.
 * @module
 */
import type { MainActor } from "../actor/mod.ts";
import { after } from "../runtime/mod.ts";

/** How long a form that was interrupted may take to end. */
const GRACE_MS = 200;

/** Ends the form that runs; nothing happens when none does. */
export function interrupt(actor: MainActor): void {
  if (actor.ending !== null) return;
  let over = false;
  actor.whenEnded(() => over = true);
  actor.interrupt();
  after(GRACE_MS, () => {
    if (!over) actor.abandon();
  });
}
