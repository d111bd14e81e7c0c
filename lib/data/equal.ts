/**
 * `=`: equality by content. Int and Float are never equal, because they are told apart by their very representation (see
 * `number.ts`): two raw numbers are equal exactly when JavaScript says so, and NaN equals nothing.
 * In: any two values. Objects decide for themselves (`Obj.equals`); bytes compare by content; functions by identity.
 * @module
 */
import { Obj } from "./object.ts";

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether two values are equal (`=`). */
export function equals(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a instanceof Obj) return a.equals(b);
  return a instanceof Uint8Array && b instanceof Uint8Array && equalBytes(a, b);
}
