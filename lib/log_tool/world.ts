/**
 * What the commands of `batuta log` know of the world, beside the files that they are given.
 * @module
 */

export interface World {
  /** The data directory. */
  readonly folder: string;
  /** Characters of a line of the terminal that shows standard error; null where that is none. */
  readonly screenWidth: number | null;
  /** Writes to standard output; text may be held back until `flush`. */
  write(text: string): void;
  flush(): void;
  /** Writes to standard error. */
  note(text: string): void;
  /** The next line of standard input, null at its end. */
  nextLine(): Promise<string | null>;
  /** Bytes of standard input: how many were read, null at the end. */
  read(into: Uint8Array): Promise<number | null>;
  /** Milliseconds since some moment. */
  clock(): number;
}
