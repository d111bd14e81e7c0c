/**
 * Tells the program when Deno's event loop has run empty while it still waits. Importing this file is all there is to do.
 * @module
 */

import { hasPool, othersMayCome } from "../actor/mod.ts";
import { failStandstill } from "../runtime/mod.ts";

/** Other workers do not keep the event loop going: from time to time it is looked whether something may come of them. */
const FIRST_LOOK_MS = 10;
const LONGEST_LOOK_MS = 200;
/** Looks in a row at which nothing may: the news that a worker is lost comes a little later than its quiet. */
const QUIET_LOOKS = 2;

let waitMs = FIRST_LOOK_MS;
let quietLooks = 0;

globalThis.addEventListener("beforeunload", (event) => {
  quietLooks = othersMayCome() ? 0 : quietLooks + 1;
  if (hasPool() && quietLooks < QUIET_LOOKS) {
    setTimeout(() => {}, waitMs);
    waitMs = Math.min(2 * waitMs, LONGEST_LOOK_MS);
    return event.preventDefault();
  }
  waitMs = FIRST_LOOK_MS;
  quietLooks = 0;
  if (failStandstill()) event.preventDefault();
});
