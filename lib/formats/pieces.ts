/**
 * Records of a text that comes in pieces: what readers of formats are, and how they are driven.
 * In: a source of text, a reader. Out: records in batches; then the failure, if there is one, at its place.
 * @module
 */
import type { PMap } from "../data/mod.ts";
import { formatFailure } from "./errors.ts";
import type { TextSource } from "./text_source.ts";

/** Line and column, from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What was read of a piece. The records come first, then the failure; null where there is none. */
export interface Taken {
  readonly records: readonly PMap[];
  readonly failure: unknown;
}

/** What reads a text in pieces. */
export interface PieceReader {
  /** The records that are complete with another piece; null says that the text ends. */
  take(piece: string | null): Taken;
  /** The place behind all that was taken. */
  endPlace(): Place;
}

/** The records that a reader finds in a text. */
export async function* readPieces(source: TextSource, reader: PieceReader): AsyncGenerator<readonly PMap[]> {
  for (let piece: string | null = ""; piece !== null;) {
    piece = await source.next();
    if (piece === null && source.invalid !== null) {
      throw formatFailure("file-not-utf8", { ...reader.endPlace(), byte: source.invalid });
    }
    const { records, failure } = reader.take(piece);
    if (records.length > 0) yield records;
    if (failure !== null) throw failure;
  }
}
