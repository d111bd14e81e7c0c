/**
 * Lazy sequences in messages: they are realised, by the process that sends them, when the message leaves its worker.
 * @module
 */
import { BatutaError, kw, PMap, show, Waiting } from "../data/mod.ts";
import { andThen, enqueue, force, guarded, machine, scheduling } from "../runtime/mod.ts";
import { carriedParts } from "./carry.ts";
import { MessageTooLarge, Untravelable } from "./wire_format.ts";
import { unrealisedIn } from "./wire_parts.ts";

/** Realises the cells one after the other, then goes on; suspends when a cell does. */
function realise(cells: Iterator<unknown>, then: () => unknown): unknown {
  for (;;) {
    const { done, value } = cells.next();
    if (done) return then();
    const answer = force(value as Parameters<typeof force>[0]); // `unrealisedIn` gives lazy cells
    if (machine.suspended) return andThen(answer, () => realise(cells, then));
  }
}

/** Runs `f` as a process of its own; it may do what programs do. */
export function runAside(f: () => unknown): void {
  const process = scheduling.make(f, []);
  process.quiet = true;
  enqueue(process);
}

/** Does `put`, which writes `message` for another worker; realises what is lazy in it first where that is needed. */
export function whenRealised(message: unknown, put: () => unknown): unknown {
  try {
    return put();
  } catch (error) {
    if (!(error instanceof Waiting)) throw error;
    // It may have said that it waits, for what it was to bring about.
    machine.suspended = false;
    return realise(unrealisedIn(message, carriedParts), put);
  }
}

/** What is lazy in an error is realised up to this size. */
const PLAIN_SIZE = 1 << 16;

/**
 * Does `put` with the reason of an end, or an error, which must arrive whatever it holds: what is lazy in it is realised first, by a
 * process of its own; where that fails or has no end, or something cannot travel, `put` gets text in place of its data.
 */
export function whenPlain(value: unknown, put: (value: unknown) => void): void {
  const asText = () => (put(withTextOnly(value)), null);
  try {
    put(value);
  } catch (error) {
    if (error instanceof Waiting) {
      const cells = unrealisedIn(value, carriedParts, { limit: PLAIN_SIZE });
      runAside(() => guarded(() => realise(cells, () => put(value)), () => null, asText));
    } else if (error instanceof Untravelable || error instanceof MessageTooLarge) asText();
    else throw error;
  }
}

function withTextOnly(value: unknown): unknown {
  if (value instanceof BatutaError) {
    return new BatutaError(value.code, value.message, { data: show(value.data), hint: value.hint });
  }
  const given = value instanceof PMap ? GIVEN.filter((key) => value.has(key)) : [];
  if (given.length === 0) return show(value);
  return given.reduce((map, key) => map.assoc(key, show(map.get(key, null))), value as PMap); // one that has some
}

/** Where reasons, and what `inspect` answers, hold what programs gave. */
const GIVEN = [kw("data"), kw("state"), kw("mailbox")];
