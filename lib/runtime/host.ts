/**
 * What the language may touch of the world. It arrives from outside: the command line gives the real one, tests one in memory.
 * @module
 */

export interface Host {
  /** Standard output, buffered by the host. */
  write(text: string): void;
  /** Standard error; what was written to standard output before appears before. */
  writeError(text: string): void;
  flush(): void;
  /** One line of standard input without its end, null at the end of input. */
  readLine(): string | null;
  /** The bytes of a file; throws the host's own errors. */
  readFile(path: string): Uint8Array;
  writeFile(path: string, text: string, append: boolean): void;
  /** Milliseconds since 1970, may be fractional. */
  now(): number;
  /** A clock that never goes back, in milliseconds. */
  clock(): number;
  /** In [0, 1). */
  random(): number;
  /** The program's own arguments. */
  readonly args: readonly string[];
  env(name: string): string | undefined;
  /** Ends the program; flushes first. */
  exit(status: number): never;
}

/** The host of this worker. Primitives read it at each call, so that a session can be given another one. */
export let host: Host;

export function setHost(given: Host): void {
  host = given;
}
