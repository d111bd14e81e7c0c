/**
 * The actor room: processes with mailboxes, links and supervision.
 * Reading order: `receiver.ts` (what can be sent) · `directory.ts` (to whom) · `mail.ts`, `mailbox.ts`, `extra.ts`, `actor.ts` (who
 * takes it) · `main_actor.ts` · `definition.ts` (what `defactor` defines) · `services.ts` (names and groups) · `address.ts` (whom
 * programs mean) · `core_actor.ts`, `core_links.ts` (what they call) · `errors.ts`.
 * Several workers: `wire_format.ts`, `wire_writer.ts`, `wire_reader.ts`, `wire_parts.ts` (values as bytes) · `units.ts`, `carry.ts`,
 * `shared_objects.ts`, `realise.ts` (what is no plain value) · `peer.ts` (a connection) · `elsewhere.ts`, `move.ts` (actors beyond it) ·
 * `gauges.ts`, `doorway.ts` (what all share) · `members.ts` (who is there) · `operations.ts`, `requests.ts`, `migration.ts`, `everywhere.ts`, `loss.ts`
 * (what is said) · `conversation.ts` (when) · `pool.ts` (how it begins and ends) · `placement.ts` (who runs where). `census.ts` says what a part of
 * a program has left behind.
 * @module
 */
import "./core_actor.ts";
import "./core_links.ts";

export { Actor, currentActor } from "./actor.ts";
export { type Crash, reports, setTraceDescription } from "./reports.ts";
export { type Census, type LeftBehind, leftBehind, removeLeftBehind, takeCensus } from "./census.ts";
export { reasonOfEnd } from "./directory.ts";
export { ActorDefinition } from "./definition.ts";
export { MainActor } from "./main_actor.ts";
export { drainPool, hasPool, joinPool, othersMayCome, setWorkerCount, takeNote } from "./pool.ts";
export { isMain } from "./members.ts";
export { askMain } from "./requests.ts";
export { type FnOrigin, setUnits, type Units } from "./units.ts";
export { ACTOR_ERRORS, ACTOR_WARNINGS } from "./errors.ts";
export { WIRE_ERRORS } from "./wire_format.ts";
