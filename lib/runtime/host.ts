/**
 * What the language may touch of the world. It arrives from outside: the command line gives the real one, tests one in memory.
 * @module
 */

/** A file, folder or link. */
export interface FileInfo {
  readonly kind: "file" | "directory" | "link" | "other";
  readonly sizeBytes: number;
  /** Milliseconds since 1970; null where the system does not say. */
  readonly modifiedMs: number | null;
  readonly createdMs: number | null;
  /** Permission bits; null where there are none. */
  readonly mode: number | null;
}

/** A file that is being read from its beginning on. */
export interface OpenFile {
  /** Fills some of an array and says how many bytes; null at the end. */
  read(into: Uint8Array): number | null;
  close(): void;
}

/** The disk. All paths are as the system writes them; everything throws the host's own errors. */
export interface Files {
  open(path: string): OpenFile;
  /** Fills some of an array with what stands at a position, in bytes, and says how many; null at the end. */
  readAt(path: string, position: number, into: Uint8Array): number | null;
  writeBytes(path: string, bytes: Uint8Array, append: boolean): void;
  /** What is at a path, or null; the target of a link when `follow` is set. */
  stat(path: string, follow: boolean): FileInfo | null;
  /** Names in a folder, in any order. */
  list(path: string): string[];
  /** Makes a folder and those above it; one that is there already is fine. */
  makeFolder(path: string): void;
  makeTemporary(kind: "file" | "directory", options: { prefix?: string; suffix?: string; folder?: string }): string;
  remove(path: string, recursive: boolean): void;
  copy(from: string, to: string): void;
  rename(from: string, to: string): void;
  link(target: string, path: string): void;
  readLink(path: string): string;
  /** Without links, absolute. */
  realPath(path: string): string;
  /** The folder that relative paths start at. */
  currentFolder(): string;
}

/** A program to run. */
export interface ProgramCall {
  readonly program: string;
  readonly args: readonly string[];
  /** What it reads as its standard input; null: nothing. */
  readonly input: Uint8Array | null;
  /** Where it starts; null: here. */
  readonly folder: string | null;
  /** Added to the environment it gets, or all it gets. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onlyThisEnvironment: boolean;
  /** Whether it writes to this program's own standard output and error; otherwise the answer has them. */
  readonly inheritOutput: boolean;
  /** Gets what it writes as it comes, instead of the answer; null: nobody. */
  readonly onOutput: ((from: "out" | "err", bytes: Uint8Array) => void) | null;
}

/** How a program ended. */
export interface ProgramEnd {
  readonly status: number;
  /** The signal that ended it, or null. */
  readonly signal: string | null;
  readonly out: Uint8Array;
  readonly err: Uint8Array;
}

/** A program that runs. */
export interface RunningProgram {
  readonly pid: number;
  /** Rejects only when its output cannot be read. */
  readonly ended: Promise<ProgramEnd>;
  /** Sends a signal, `SIGTERM` for instance; nothing happens when it has ended. */
  kill(signal: string): void;
}

/** What a worker is told when it starts. */
export interface Welcome {
  /** Its number, from 2 on; no other ever gets it. */
  readonly worker: number;
  /** Which of the program's workers it is: the number of one that is lost goes to the one in its place. */
  readonly seat: number;
  /** Figures that all workers share. */
  readonly memory: SharedArrayBuffer;
}

/** What workers post to each other. */
export type WorkerNote =
  /** `bytes` is no view: Node's workers look through the elements of one, 4 ms for 64 KB. */
  | { readonly kind: "batch"; readonly bytes: ArrayBuffer; readonly text: string }
  /** The line to another worker. */
  | { readonly kind: "peer"; readonly worker: number; readonly seat: number; readonly port: MessagePort }
  | { readonly kind: "ready" };

/** What a worker's host tells, and asks. */
export interface WorkerEvents {
  onNote(note: WorkerNote): void;
  /** It is gone, and why. Called once. */
  onLost(reason: string): void;
  /** Whether it is in the middle of a turn. */
  isWorking(): boolean;
  /** Changes with each turn. */
  beat(): number;
}

/** A worker that runs. */
export interface WorkerLink {
  post(note: WorkerNote, transfer: Transferable[]): void;
  stop(): void;
}

/** Bytes that come one piece after the other. */
export interface Pieces {
  /** The next piece, null at the end; asked for again only when it has come. Rejects when no more can come. */
  next(): Promise<Uint8Array | null>;
  /** Nobody wants the rest. */
  cancel(): void;
}

/** Names of headers and their values, in order; a name may stand there several times. */
export type HttpHeaders = readonly (readonly [name: string, value: string])[];

/** A request over HTTP, one that arrives or one that is made. */
export interface HttpRequest {
  readonly method: string;
  /** The whole URL. */
  readonly url: string;
  readonly headers: HttpHeaders;
  readonly body: Uint8Array | string | Pieces | null;
}

/** A request that has arrived. */
export interface HttpArrival extends HttpRequest {
  readonly body: Pieces | null;
  /** The address of whoever asks. */
  readonly remote: string;
  /** Calls back when whoever asks has gone without the whole answer. */
  whenGone(gone: () => void): void;
}

/** An answer to a request; one that was asked for has its body in pieces. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: Uint8Array | string | Pieces | null;
}

/** Where requests arrive. */
export interface HttpListener {
  readonly port: number;
  /** Takes no more requests; resolves when all are answered. */
  close(): Promise<void>;
}

/** Why the network did not do it: `url`, `refused`, `unknown-host`, `tls`, `lost`; for a port `taken`, `other`. */
export interface NetworkFailure extends Error {
  readonly kind: string;
}

/** The network. What fails, fails with a `NetworkFailure`. */
export interface Network {
  /** Lets `answer` answer the requests that arrive at a port; 0: any that is free. */
  listen(host: string, port: number, answer: (request: HttpArrival) => Promise<HttpResponse>): HttpListener;
  request(request: HttpRequest & { readonly follow: boolean; readonly signal: AbortSignal }): Promise<
    HttpResponse & { readonly body: Pieces | null }
  >;
}

/** Memory for values. */
export interface Memory {
  readonly usedBytes: number;
  /** What the system has given. */
  readonly totalBytes: number;
}

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
  /** The next bytes of standard input that nobody has read, null at its end; they hold until the next call. Absent: `readLine` is all there is. */
  readBlock?(): Uint8Array | null;
  /** Absent where a program may not look around on the disk. */
  readonly files?: Files;
  /** All variables. Absent where only `env` may be asked. */
  allEnv?(): Readonly<Record<string, string>>;
  /** Starts a program; throws the host's own errors when it cannot. Absent where a program may not. */
  startProgram?(call: ProgramCall): RunningProgram;
  /** Starts another worker. Absent where there is only this one. */
  startWorker?: (welcome: Welcome, events: WorkerEvents) => WorkerLink;
  /** Memory of this worker. Absent where the host does not say. */
  memory?(): Memory;
  /** Frees what nobody can reach any more, before it is time for that; nothing happens where the host does not let programs ask. */
  collect?(): void;
  /** How many processors the machine has. */
  readonly cores?: number;
  /** Loads the network. Absent where a program may not use it. */
  network?(): Promise<Network>;
  /** Loads what checks types. Absent where types are not checked. */
  types?(): Promise<unknown>;
  /** Loads the operations on logs: functions by name. Absent where a program may not have logs. */
  logs?(): Promise<unknown>;
  /** Loads what starts workers that only run loops over columns. Absent where there is only this one. */
  loops?(): Promise<unknown>;
  /** Loads what reads and writes files of records: functions by name. Absent where a program may not have files. */
  formats?(): Promise<unknown>;
  /** Writes bytes to standard output behind what was written before. Absent where output is text only. */
  writeBytes?(bytes: Uint8Array): void;
  /** The format of standard input, as `(stdin)` takes it; null or absent: what it looks like. */
  readonly inputFormat?: string | null;
  /** Columns of a line of the terminal; absent where nobody says. */
  readonly lineWidth?: number | null;
  /** The kind of system: "linux", "darwin", "windows". */
  readonly system?: string;
}

/** The host of this worker. Primitives read it at each call, so that a session can be given another one. */
export let host: Host;

export function setHost(given: Host): void {
  host = given;
}
