/**
 * What tests find wrong, each with a code. The examples are the smallest tests that fail so.
 * @module
 */
import type { ErrorEntry } from "../source/mod.ts";

interface TestErrors {
  "assertion": { form: string };
  "no-pattern-match": { form: string };
  "nothing-thrown": { form: string };
  "no-message": { form: string; reason: string };
  "property": { runs: number };
  "snapshot-differs": Record<never, never>;
  "example": { form: string };
  "test-timeout": { limitMs: number };
  "test-stands-still": Record<never, never>;
  "test-ended": { reason: string };
  "left-behind": { what: string };
  "process-ended": { status: number };
  "process-lost": { reason: string };
  "process-hangs": { limitMs: number };
  "test-interrupted": Record<never, never>;
  "fixture": Record<never, never>;
  "no-such-test-file": { path: string };
}

type Table = { readonly [Code in keyof TestErrors]: ErrorEntry<TestErrors[Code]> };

/** Code → sentence, hint, smallest test. */
export const TEST_ERRORS: Table = {
  "assertion": {
    message: ({ form }) => `${form} does not hold`,
    hint: null,
    example: "(deftest sums (is (= 5 (+ 2 2))))",
  },
  "no-pattern-match": {
    message: ({ form }) => `${form}: the value does not match`,
    hint: null,
    example: "(deftest shape (is (match? {:ok _} {:error 1})))",
  },
  "nothing-thrown": {
    message: ({ form }) => `${form}: nothing was thrown`,
    hint: null,
    example: "(deftest throws (is (thrown? Exception (+ 1 1))))",
  },
  "no-message": {
    message: ({ form, reason }) => `${form}: ${reason}`,
    hint: null,
    example: "(deftest hears (assert-receive {:done _} 10))",
  },
  "property": {
    message: ({ runs }) => `The property fails, ${runs === 1 ? "at the first value" : `at value ${runs}`}`,
    hint: null,
    example: "(defproperty small [n gen/nat] (< n 10))",
  },
  "snapshot-differs": {
    message: () => "The value is not the one that is stored",
    hint: "if it is as it should be now: batuta test --update",
    example: "(deftest page (assert-snapshot (rand)))",
  },
  "example": {
    message: ({ form }) => `${form} does not give what the example says`,
    hint: null,
    example: '(defn twice "`(twice 2) ;=> 5`" [x] (* 2 x))',
  },
  "test-timeout": {
    message: ({ limitMs }) => `The test was not over after ${limitMs} ms, and was ended`,
    hint: "`^{:timeout 5000}` before its name gives it another limit, `--timeout MS` all that have none of their own",
    example: "(deftest ^{:timeout 10} waits (receive :never -> 1))",
  },
  "test-stands-still": {
    message: () => "The test waits for something that nothing can bring about any more",
    hint: null,
    example: "(deftest waits (receive :never -> 1))",
  },
  "test-ended": {
    message: ({ reason }) => `The test was ended from outside, with the reason ${reason}`,
    hint:
      "an actor that it is linked to has failed, or something has stopped it; `(trap-exit true)` makes a message of that",
    example: '(deftest linked (spawn-link (fn [] (throw "no"))) (receive :never -> 1))',
  },
  "left-behind": {
    message: ({ what }) => `The test has left ${what} behind`,
    hint:
      "`start-supervised` ends what it starts; `^:leaks` before the name of a test allows it, `--no-leaks` everywhere",
    example: "(deftest leaks (spawn (fn [] (receive :never -> 1))))",
  },
  "process-ended": {
    message: ({ status }) => `The test has ended the process with status ${status}`,
    hint: "what calls `exit` can be tested through `process/run`",
    example: "(deftest leaves (exit 3))",
  },
  "process-lost": {
    message: ({ reason }) => `The process that ran the test is gone: ${reason}`,
    hint: null,
    example: "(deftest eats (count (vec (range 1000000000))))",
  },
  "process-hangs": {
    message: ({ limitMs }) => `The test did not let anything else run for ${limitMs} ms; its process was ended`,
    hint: "one call computes too long, a regular expression for instance",
    example: '(deftest stuck (re-matches #"(a+)+b" (str/join (repeat 40 "a"))))',
  },
  "test-interrupted": {
    message: () => "The test was running when the run was interrupted",
    hint: null,
    example: "",
  },
  "fixture": {
    message: () => "A fixture did not call the function it was given",
    hint: "a fixture is a function of one function, which it has to call: (fn [run] (run))",
    example: "(use-fixtures :once (fn [run] nil))",
  },
  "no-such-test-file": {
    message: ({ path }) => `There is no test file or folder \`${path}\``,
    hint: "paths are files, folders, or `file:line`; `--name TEXT` finds tests by name",
    example: "batuta test missing",
  },
};

/** The sentence and the hint of a mistake. */
export function testError<Code extends keyof TestErrors>(
  code: Code,
  data: TestErrors[Code],
): { readonly code: Code; readonly message: string; readonly hint: string | null } {
  const entry: ErrorEntry<TestErrors[Code]> = TEST_ERRORS[code];
  return { code, message: entry.message(data), hint: entry.hint };
}
