/**
 * UUIDs: 128 bits, written `#uuid "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"`.
 * Deliberately absent: making new ones, which needs randomness or a clock.
 * Source: RFC 9562, section 4 (the text form; lower case on output).
 * @module
 */
import { hashString, mix } from "./hash.ts";
import { Obj, type Printer } from "./object.ts";

const HASH_SALT = 0x55756964;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A UUID; `text` is its canonical form. Made by `parseUuid`. */
export class Uuid extends Obj {
  /** Use `parseUuid`, which checks the form. */
  constructor(readonly text: string) {
    super();
  }
  override get typeName(): string {
    return "Uuid";
  }
  equals(other: unknown): boolean {
    return other instanceof Uuid && this.text === other.text;
  }
  hash(): number {
    return mix(hashString(this.text) ^ HASH_SALT);
  }
  override compareTo(other: unknown): number | undefined {
    if (!(other instanceof Uuid)) return undefined;
    return this.text < other.text ? -1 : this.text > other.text ? 1 : 0;
  }
  override print(printer: Printer): void {
    printer.text(`#uuid "${this.text}"`);
  }
  override toText(): string {
    return this.text;
  }
}

/** The UUID of its text form in either case, or undefined. */
export function parseUuid(text: string): Uuid | undefined {
  const lower = text.toLowerCase();
  return UUID.test(lower) ? new Uuid(lower) : undefined;
}
