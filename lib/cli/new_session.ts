/**
 * A Session as the command line has it: with its schedule, workers, logs and files.
 * @module
 */

import { setWorkerCount } from "../actor/mod.ts";
import { lookAt, Session } from "../compiler/mod.ts";
import { replay } from "../runtime/mod.ts";
import { reportActors } from "./actor_reports.ts";
import { seedOf, workersOf } from "./args.ts";
import { cliError } from "./errors.ts";
import { giveRooms, giveTypes } from "./give_rooms.ts";
import type { DenoHost } from "./host.ts";
import { watchInterrupts } from "./interrupts.ts";
import { report } from "./report.ts";
import "./standstill.ts";

/** The schedule to replay: `--seed`, else BATUTA_SEED. */
function seedFor(host: DenoHost): number | null {
  const text = host.env("BATUTA_SEED");
  if (host.seed !== null || text === undefined || text === "") return host.seed;
  const seed = seedOf(text);
  if (seed === null) report(host, [{ ...cliError("bad-seed", { text }), severity: "warning" }]);
  return seed;
}

/** The Session of this process. */
export function newSession(host: DenoHost, { atDesk = false } = {}): Session {
  reportActors((found) => report(host, [found]), (line) => host.writeError(line));
  const count = host.workers ?? workersOf(host.env("BATUTA_WORKERS"));
  if (count !== null) setWorkerCount(count);
  const seed = seedFor(host);
  if (seed !== null) {
    replay(seed);
    // What runs on several workers cannot be replayed.
    setWorkerCount(1);
  }
  // Who sits at a desk interrupts what runs, not Batuta.
  if (!atDesk) watchInterrupts(host);
  giveRooms(host);
  giveTypes(host);
  lookAt({ everything: false, strict: host.strict, checkCalls: host.checkCalls });
  return new Session(host);
}
