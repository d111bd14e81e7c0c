/**
 * Where a row of a log comes from: what rides in the `meta` slot of rows that leave a query whole, so that `prove` finds their record.
 * In: the name of a log, an offset. Out: metadata `{:log name :offset n}`, which is made when somebody asks for it.
 * @module
 */
import { kw, mapOf, Origin } from "../data/mod.ts";

const LOG = kw("log");
const OFFSET = kw("offset");

export class RowOrigin extends Origin {
  constructor(readonly log: unknown, readonly offset: number) {
    super();
  }
  get meta(): unknown {
    return mapOf(LOG, this.log, OFFSET, this.offset);
  }
  /** Other metadata takes its place. */
  withMeta(meta: unknown): unknown {
    return meta;
  }
}
