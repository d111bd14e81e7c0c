/**
 * Bodies in chunks, in both directions.
 * In: pieces that arrive become Bytes, all together or as a lazy sequence. Out: the elements of a sequence leave one by one, the
 * next when the one before has been taken, so that neither side gathers what the other cannot keep up with.
 * @module
 */
import { Cons, fail, LazySeq, type Seq } from "../data/mod.ts";
import { andThen, awaitPromise, next, type Pieces } from "../runtime/mod.ts";
import { httpFailure } from "./errors.ts";

/** All pieces together; fails when they are more than `limit` bytes. */
export async function gather(pieces: Pieces | null, limit: number): Promise<Uint8Array> {
  const found: Uint8Array[] = [];
  let size = 0;
  for (let piece = await pieces?.next(); piece; piece = await pieces?.next()) {
    size += piece.length;
    if (size > limit) {
      pieces?.cancel();
      throw httpFailure("body-too-large", { limit });
    }
    found.push(piece);
  }
  if (found.length === 1) return found[0];
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of found) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** What of a body has not been read yet. Nothing but the sequence refers to it. */
class Unread {
  size = 0;
  constructor(readonly pieces: Pieces, readonly limit: number) {}
}

/** Gives up bodies whose rest nobody can ask for any more. */
const forgotten = new FinalizationRegistry<Pieces>((pieces) => pieces.cancel());

/** Pieces as a lazy sequence of Bytes; what fails, fails with what `failure` makes of it. */
export function chunksOf(pieces: Pieces, limit: number, failure: (error: unknown) => unknown): LazySeq {
  const unread = new Unread(pieces, limit);
  forgotten.register(unread, pieces);
  return chunksFrom(unread, failure);
}

function chunksFrom(unread: Unread, failure: (error: unknown) => unknown): LazySeq {
  const { pieces, limit } = unread;
  const read = async () => {
    try {
      const piece = await pieces.next();
      unread.size += piece?.length ?? 0;
      if (unread.size <= limit) return piece;
      pieces.cancel();
      throw httpFailure("body-too-large", { limit });
    } catch (error) {
      throw failure(error);
    }
  };
  return new LazySeq(() =>
    andThen(
      awaitPromise(read, () => pieces.cancel()),
      (piece) => piece === null ? null : new Cons(piece, chunksFrom(unread, failure), null),
    )
  );
}

const encoder = new TextEncoder();

/** An element of a body as bytes. */
export function bytesOfChunk(op: string, chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  return typeof chunk === "string"
    ? encoder.encode(chunk)
    : fail("bad-argument", { op, expected: "strings or Bytes in :body", value: chunk });
}

/** A body that leaves: one side puts chunks, the other takes them. */
export class Outflow implements Pieces {
  #put: { readonly chunk: Uint8Array; readonly taken: (wanted: boolean) => void } | null = null;
  #asked: { readonly give: (chunk: Uint8Array | null) => void; readonly refuse: (error: Error) => void } | null = null;
  #state: "open" | "ended" | "broken" | "unwanted" = "open";

  /** `unwanted` is called when nobody takes the rest. */
  constructor(readonly unwanted: () => void = () => {}) {}

  next(): Promise<Uint8Array | null> {
    if (this.#state === "broken") return Promise.reject(brokenOff());
    const put = this.#put;
    if (put !== null) {
      this.#put = null;
      put.taken(true);
      return Promise.resolve(put.chunk);
    }
    if (this.#state !== "open") return Promise.resolve(null);
    return new Promise((give, refuse) => this.#asked = { give, refuse });
  }

  /** Resolves when the chunk has been taken: true; false when nobody wants it. */
  put(chunk: Uint8Array): Promise<boolean> {
    if (this.#state !== "open") return Promise.resolve(false);
    const asked = this.#asked;
    if (asked === null) return new Promise((taken) => this.#put = { chunk, taken });
    this.#asked = null;
    asked.give(chunk);
    return Promise.resolve(true);
  }

  /** There is no more. */
  end(): void {
    if (this.#state !== "open") return;
    this.#state = "ended";
    this.#asked?.give(null);
  }

  /** No more can come, though there should. */
  break(): void {
    if (this.#state !== "open") return;
    this.#state = "broken";
    this.#asked?.refuse(brokenOff());
  }

  cancel(): void {
    if (this.#state !== "open") return;
    this.#state = "unwanted";
    this.#put?.taken(false);
    this.#asked?.give(null);
    this.unwanted();
  }
}

function brokenOff(): Error {
  return new Error("the body broke off");
}

/** Puts the elements of a realised sequence one by one, as long as they are wanted. */
export function pour(op: string, s: Seq | null, out: Outflow): unknown {
  if (s === null) {
    out.end();
    return null;
  }
  const chunk = bytesOfChunk(op, s.first());
  return andThen(
    awaitPromise(() => out.put(chunk)),
    (wanted) => wanted === true ? andThen(next(s), (more) => pour(op, more as Seq | null, out)) : null,
  ); // `next` gives nothing else
}
