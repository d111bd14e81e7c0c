/**
 * What errors of the host are to a program: a code of the log's failures and the path.
 * In: an error that Deno or Node throws. Out: a `LogFailure`.
 * @module
 */
import { type LogErrorCode, LogFailure, logFailure } from "./errors.ts";

const CODES: Readonly<Record<string, LogErrorCode>> = {
  ENOSPC: "disk-full",
  EDQUOT: "disk-full",
  EROFS: "disk-read-only",
  EACCES: "disk-denied",
  EPERM: "disk-denied",
  ENOENT: "disk-missing",
  ENOTDIR: "not-a-folder",
  EEXIST: "not-a-folder",
  EISDIR: "not-a-file",
  ENAMETOOLONG: "name-too-long",
  EMFILE: "too-many-files",
  ENFILE: "too-many-files",
};

/** What an error of the host at a path is to a program. */
export function diskFailure(error: unknown, path: string): LogFailure {
  if (error instanceof LogFailure) return error;
  const { code, name, message } = error as { code?: string; name?: string; message?: string };
  const known = name === "NotCapable" ? "disk-denied" : CODES[code ?? ""];
  return known === undefined
    ? logFailure("disk-failed", { path, reason: message ?? String(error) }, error)
    : logFailure(known as "disk-full", { path }, error); // every known code is made of a path
}
