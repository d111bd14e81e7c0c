/**
 * A program behind a copy of the executable. In: the bytes of both. Out: those of an executable that runs the program; its first bytes
 * (`scripts/stub.sh`) have a slot that says where the program begins, and its size.
 * @module
 */

const SLOT = /^attached="( +)"$/m;
/** Where in an executable the slot must stand. */
const STUB_BYTES = 8192;

/** Null when the executable has no slot: it is of another kind, or has a program already. */
export function attach(executable: Uint8Array, program: Uint8Array): Uint8Array | null {
  const stub = new TextDecoder("latin1").decode(executable.subarray(0, STUB_BYTES));
  const slot = SLOT.exec(stub);
  if (slot === null) return null;
  const bytes = new Uint8Array(executable.length + program.length);
  bytes.set(executable);
  bytes.set(program, executable.length);
  const filled = `attached="${`${executable.length} ${program.length}`.padEnd(slot[1].length)}"`;
  bytes.set(new TextEncoder().encode(filled), slot.index);
  return bytes;
}
