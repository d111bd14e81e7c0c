/**
 * What can go wrong with the files and words that `batuta log` is given, in the form of `data/errors.ts`. What is wrong with logs, and in
 * files, the rooms of these say.
 * @module
 */
import { BatutaError, type DetailsOf, type ErrorEntry, failureOf } from "../data/mod.ts";

function entry<D>(message: (details: D) => string, hint: string | null): ErrorEntry<D> {
  return { message, hint, example: "" };
}

export const LOG_TOOL_ERRORS = {
  "file-unusable": entry(
    (d: { path: string; doing: string; reason: string }) => `Cannot ${d.doing} \`${d.path}\`: ${d.reason}`,
    null,
  ),
  "format-unknown": entry(
    (d: { path: string; formats: readonly string[] }) =>
      `The name \`${d.path}\` does not say which format it has: ${d.formats.join(", ")}`,
    "`--as FORMAT` says it",
  ),
  "format-needs-file": entry(
    (_: Record<never, never>) => "Parquet is read and written in files, not in streams",
    "name a file",
  ),
  "spec-needs-program": entry(
    (d: { log: string; spec: string }) =>
      `Records of ${d.log} must be what the spec ${d.spec} says, which only a program knows`,
    "append with a program that defines the spec",
  ),
  "bad-separator": entry(
    (d: { text: string }) => `\`${d.text}\` cannot separate the fields of CSV`,
    "it is one character, such as `;`, or `tab`",
  ),
  "bad-range": entry(
    (d: { text: string }) => `\`${d.text}\` is neither an offset nor an instant`,
    "offsets count from 0; an instant is written 2026-01-02T03:04:05Z",
  ),
  "bad-count": entry(
    (d: { option: string; text: string }) => `${d.option} needs a whole number from 0 on, got \`${d.text}\``,
    null,
  ),
  "bad-column": entry((d: { text: string }) => `\`${d.text}\` cannot be the name of a column`, "write it as `id`"),
  "not-one-record": entry(
    (d: { count: number }) => `One record was expected, got ${d.count}`,
    "the shell must not see the braces: '{:id 1}'",
  ),
  "verify-what": entry(
    (_: Record<never, never>) => "What is to be verified is not said",
    "`batuta log verify LOG --checkpoint FILE`, or `batuta log verify --receipt FILE`",
  ),
  "no-key": entry(
    (d: { folder: string }) => `The data directory ${d.folder} has no key that signs checkpoints`,
    "`--key LINE` names the public key to trust",
  ),
  "not-a-receipt": entry((d: { path: string }) => `\`${d.path}\` holds no receipt`, "a receipt is an EDN map"),
};

type ToolErrors = typeof LOG_TOOL_ERRORS;

/** Codes of words that make no sense, rather than of work that failed. */
export const USAGE_CODES: ReadonlySet<string> = new Set<keyof ToolErrors>([
  "format-unknown",
  "format-needs-file",
  "bad-separator",
  "bad-range",
  "bad-count",
  "bad-column",
  "verify-what",
]);

/** The failure of a code, to be thrown. */
export function toolFailure<C extends keyof ToolErrors>(code: C, details: DetailsOf<ToolErrors, C>): BatutaError {
  return failureOf(LOG_TOOL_ERRORS, code, details);
}

/** What an error of the host at a file is, as a sentence. */
export function fileFailure(doing: string, path: string, error: unknown): BatutaError {
  if (error instanceof BatutaError) return error;
  const reason = error instanceof Deno.errors.NotFound
    ? "there is no such file"
    : error instanceof Deno.errors.PermissionDenied
    ? "there is no permission"
    : error instanceof Deno.errors.IsADirectory
    ? "it is a folder"
    : error instanceof Error
    ? error.message.replace(/ \(os error \d+\).*$/, "")
    : String(error);
  return toolFailure("file-unusable", { path, doing, reason });
}
