/**
 * Walking over the blocks of a segment, each checked whole, and finding a block behind a place that is damaged.
 * In: an open segment and where to begin. Out: each block to a visitor, then where the walk ended and why.
 * @module
 */
import { BLOCK_HEAD, type BlockHead, emptyBlockHead, isBlockMagic, readBlockHead } from "./block.ts";
import { crc32c } from "./crc32c.ts";
import type { OpenSegment } from "./log_files.ts";
import { Window } from "./window.ts";

/** A block that was checked; `bytes[body, body + head.bodyLength)` are its records. All of it only until the visitor returns. */
export interface VisitedBlock {
  readonly head: BlockHead;
  readonly position: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly body: number;
}

/** Where a walk ended: at the end (`reason` is null), or at a block that is not whole. */
export interface WalkEnd {
  readonly position: number;
  /** Offset of the next record. */
  readonly offset: number;
  readonly reason: string | null;
}

/** What is wrong with the block at `position`, or null after it was read into the window at `head`. */
function checkBlock(window: Window, position: number, tag: number, head: BlockHead): string | null {
  const at = window.need(position, BLOCK_HEAD);
  if (at < 0) return "the segment ends within the head of a block";
  const wrong = readBlockHead(window.bytes, window.view, at, tag, head);
  if (wrong !== null) return wrong;
  const body = window.need(position, BLOCK_HEAD + head.bodyLength);
  if (body < 0) return "the segment ends within a block";
  const start = body + BLOCK_HEAD;
  return crc32c(window.bytes, start, start + head.bodyLength) === head.bodyCrc
    ? null
    : "the checksum of a block is wrong";
}

/** The offset of the whole block at `position`, or null where there is none. */
export function offsetOfBlock({ file, head: { tag } }: OpenSegment, position: number, end: number): number | null {
  const head = emptyBlockHead();
  return checkBlock(new Window(file, end, { piece: BLOCK_HEAD }), position, tag, head) === null ? head.first : null;
}

/** Visits the blocks in [position, end) that begin before `until`; the first has the offset `offset`. */
export function walkBlocks(
  { file, head: { tag } }: OpenSegment,
  { position, offset, end, until = end }: { position: number; offset: number; end: number; until?: number },
  visit: (block: VisitedBlock) => void,
): WalkEnd {
  const window = new Window(file, end);
  const head = emptyBlockHead();
  while (position < Math.min(end, until)) {
    const reason = checkBlock(window, position, tag, head);
    if (reason !== null) return { position, offset, reason };
    if (head.first !== offset) {
      return { position, offset, reason: `a block with offset ${head.first} stands where ${offset} is next` };
    }
    const at = window.need(position, BLOCK_HEAD + head.bodyLength);
    visit({ head, position, bytes: window.bytes, view: window.view, body: at + BLOCK_HEAD });
    position += BLOCK_HEAD + head.bodyLength;
    offset += head.count;
  }
  return { position, offset, reason: null };
}

/** The first whole block in [position, end) that `wanted` takes: its position and head, or null. */
export function findBlock(
  { file, head: { tag } }: OpenSegment,
  { position, end }: { position: number; end: number },
  wanted: (head: BlockHead) => boolean,
): { readonly position: number; readonly head: BlockHead } | null {
  const bytes = new Uint8Array(256 * 1024);
  const view = new DataView(bytes.buffer);
  const window = new Window(file, end);
  const head = emptyBlockHead();
  while (position + BLOCK_HEAD <= end) {
    const count = file.readAt(bytes, position) - BLOCK_HEAD;
    for (let at = 0; at <= count; at++) {
      if (!isBlockMagic(view, at) || checkBlock(window, position + at, tag, head) !== null) continue;
      if (wanted(head)) return { position: position + at, head };
    }
    if (count < 0) break;
    position += count + 1;
  }
  return null;
}
