/**
 * What is said between who directs tests and the process that runs them: jobs, one line of JSON each, and events, which stand in the output of the
 * process behind a mark, so that they keep their order among what tests print.
 * @module
 */

/** Which tests of a file are wanted. Empty lists want all. */
export interface Selection {
  /** The test that stands on or before each of these lines; lines start at 1. */
  readonly lines: readonly number[];
  /** Parts of `namespace/name`; `*` stands for anything. */
  readonly names: readonly string[];
  /** The test or its namespace has one of these. */
  readonly tags: readonly string[];
  /** None of these. */
  readonly withoutTags: readonly string[];
  /** Exactly these, by their ids; null: all. */
  readonly ids: readonly string[] | null;
}

/** A file to run the tests of. */
export interface Job {
  readonly file: string;
  /** `tests` are those of `deftest`; `docs` the examples in docstrings, or in Markdown; `rest` is a program that only has its lines counted. */
  readonly kind: "tests" | "docs" | "rest";
  readonly selection: Selection;
  /** Tests that have been run already, or must not be. */
  readonly skip: readonly string[];
}

/** What holds for all jobs of a process. */
export interface Settings {
  readonly seed: number;
  /** Whether tests stay in the order in which they are written. */
  readonly inOrder: boolean;
  /** For tests that do not say it themselves. */
  readonly timeoutMs: number;
  readonly failFast: boolean;
  readonly checkLeaks: boolean;
  /** Whether snapshots that differ are stored anew. */
  readonly update: boolean;
  readonly color: boolean;
  readonly coverage: boolean;
}

/** What a process that runs tests is told first. */
export interface ChildStart {
  readonly token: string;
  /** Its data directory. */
  readonly data: string;
  /** How many workers run actors; null: as usual. */
  readonly workers: number | null;
  readonly settings: Settings;
}

/** Where something stands; lines and columns start at 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface PlannedTest {
  /** Unique in its file: `namespace/name`. */
  readonly id: string;
  readonly place: Place;
  readonly timeoutMs: number;
}

/** Something that is wrong. */
export interface Finding {
  /** One line. */
  readonly message: string;
  readonly place: Place | null;
  /** All of it, as people read it; several lines. */
  readonly text: string;
}

export type Outcome = "passed" | "failed" | "skipped";

/** How often the counted lines of a file were reached: `[line, count]`. */
export type LineCounts = Readonly<Record<string, readonly (readonly [line: number, count: number])[]>>;

export type TestEvent =
  /** The tests of the file, in the order in which they will run. */
  | { readonly kind: "plan"; readonly tests: readonly PlannedTest[] }
  | { readonly kind: "begin"; readonly id: string }
  | {
    readonly kind: "end";
    readonly id: string;
    readonly outcome: Outcome;
    readonly ms: number;
    readonly assertions: number;
    readonly findings: readonly Finding[];
  }
  /** The program ends the process itself. */
  | { readonly kind: "exit"; readonly status: number }
  /** The file as a whole: it does not load, or what stands around its tests fails. */
  | { readonly kind: "trouble"; readonly findings: readonly Finding[] }
  /** The file is over; or, with `spent`, the process is no longer fit for tests, and those that are left need another. */
  | { readonly kind: "done"; readonly snapshots: SnapshotCounts; readonly lines: LineCounts; readonly spent: boolean };

export interface SnapshotCounts {
  readonly written: number;
  readonly updated: number;
  /** Stored, but no test asked for them; removed when snapshots are updated. */
  readonly unused: number;
}

/** The character that begins a mark; what tests print hardly ever has it. */
const MARK = "\x1e";

/** An event as a line of output. `token` is known only to the two that talk. */
export function printEvent(token: string, event: TestEvent): string {
  return `${MARK}${token}${JSON.stringify(event)}\n`;
}

/** Takes events out of a stream of output. */
export class EventReader {
  readonly #mark: string;
  #text = "";

  constructor(token: string) {
    this.#mark = MARK + token;
  }

  /** What a piece of output brings: events, and what was printed between them. */
  *read(piece: string): Generator<TestEvent | string> {
    this.#text += piece;
    for (;;) {
      const at = this.#text.indexOf(this.#mark);
      if (at < 0) break;
      if (at > 0) yield this.#text.slice(0, at);
      const end = this.#text.indexOf("\n", at);
      this.#text = this.#text.slice(at);
      if (end < 0) return;
      const line = this.#text.slice(this.#mark.length, end - at);
      this.#text = this.#text.slice(end - at + 1);
      yield JSON.parse(line) as TestEvent; // nobody else knows the token
    }
    // A mark may have begun.
    const maybe = this.#text.lastIndexOf(MARK);
    const safe = maybe >= 0 && this.#mark.startsWith(this.#text.slice(maybe)) ? maybe : this.#text.length;
    if (safe > 0) yield this.#text.slice(0, safe);
    this.#text = this.#text.slice(safe);
  }
  /** What is left when no more comes. */
  rest(): string {
    const rest = this.#text;
    this.#text = "";
    return rest;
  }
}
