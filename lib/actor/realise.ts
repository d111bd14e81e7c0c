/**
 * Lazy sequences in messages: they are realised, by the process that sends them, when the message leaves its worker.
 * @module
 */
import { SUSPENDED, Waiting } from "../data/mod.ts";
import { andThen, force } from "../runtime/mod.ts";
import { carriedParts } from "./carry.ts";
import { unrealisedIn } from "./wire_parts.ts";

/** Realises the cells one after the other, then goes on; suspends when a cell does. */
function realise(cells: Iterator<unknown>, then: () => unknown): unknown {
  for (;;) {
    const { done, value } = cells.next();
    if (done) return then();
    const answer = force(value as Parameters<typeof force>[0]); // `unrealisedIn` gives lazy cells
    if (answer === SUSPENDED) return andThen(answer, () => realise(cells, then));
  }
}

/** Does `put`, which writes `message` for another worker; realises what is lazy in it first where that is needed. */
export function whenRealised(message: unknown, put: () => unknown): unknown {
  try {
    return put();
  } catch (error) {
    if (!(error instanceof Waiting)) throw error;
    return realise(unrealisedIn(message, carriedParts), put);
  }
}
