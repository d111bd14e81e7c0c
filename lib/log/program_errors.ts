/**
 * What programs get wrong with logs, beside what the storage finds: code → sentence, hint, smallest program that causes it.
 * @module
 */
import type { RecoveryReport } from "./recovery.ts";
import { BatutaError, type DetailsOf, type ErrorEntry, failureOf, type Keyword, kw, mapOf, show } from "../data/mod.ts";

function entry<D>(message: (details: D) => string, hint: string | null, example: string): ErrorEntry<D> {
  return { message, hint, example };
}

export const LOG_PROGRAM_ERRORS = {
  "log-unknown-option": entry(
    (d: { op: string; option: unknown; known: readonly string[] }) =>
      `\`${d.op}\` has no option ${show(d.option)}; there are ${d.known.map((name) => `:${name}`).join(", ")}`,
    "is it mistyped?",
    "(dlog/append :orders {:id 1} {:synch :os})",
  ),
  "log-recovered": entry(
    (d: { log: string; cut: RecoveryReport["cut"]; lost: number; rebuilt: readonly string[] }) => {
      const found = [
        d.cut === null
          ? ""
          : `a torn end of ${d.cut.bytes} bytes that nobody was told of was cut from ${d.cut.segment} at ${d.cut.position}`,
        d.lost === 0 ? "" : `${d.lost} records that were appended with :sync :os did not reach the disk`,
        d.rebuilt.length === 0 ? "" : `made anew from the records: ${d.rebuilt.join(", ")}`,
      ];
      return `The log :${d.log} was not closed well: ${found.filter((text) => text !== "").join("; ")}`;
    },
    "what was acknowledged as durable is there; `batuta log check` looks at all of it",
    "",
  ),
  "log-no-key": entry(
    (d: { log: string; key: Keyword; record: unknown }) =>
      `The log :${d.log} has the key ${show(d.key)}, which ${show(d.record)} lacks`,
    "each record of a table says which row it is a version of",
    "(do (dlog/create :orders {:key :id}) (dlog/append :orders {:name 1}))",
  ),
  "log-not-keyed": entry(
    (d: { log: string }) => `The log :${d.log} has no key, so it has no rows to delete`,
    "`(dlog/create log {:key column})` makes a log whose rows can be replaced and deleted",
    "(do (dlog/append :clicks {:id 1}) (dlog/delete :clicks 1))",
  ),
  "log-no-record": entry(
    (d: { log: string; offset: number }) =>
      `What stands at ${d.offset} in the log :${d.log} is no record: it was erased, or is a notice`,
    "the checkpoint of the log still covers it",
    "",
  ),
  "tx-unknown": entry(
    (d: { tx: unknown }) => `There is no transaction ${show(d.tx)} in this data directory`,
    "`dlog/multi-sig-tx` proposes one",
    "(dlog/approve {:tx 1} :alice)",
  ),
  "tx-differs": entry(
    (d: { tx: unknown }) => `This is not what was proposed as the transaction ${show(d.tx)}`,
    "signers, threshold and operation of a transaction do not change; `dlog/transaction` gives it as it is",
    "(dlog/approve (assoc (dlog/multi-sig-tx [:alice] 1 {:pay 1}) :operation {:pay 2}) :alice)",
  ),
  "tx-signer": entry(
    (d: { signer: string; signers: readonly string[] }) =>
      `${show(d.signer)} is no signer of this transaction; they are ${d.signers.map((name) => show(name)).join(", ")}`,
    "who may approve is said when a transaction is proposed",
    "(dlog/approve (dlog/multi-sig-tx [:alice] 1 {:pay 1}) :bob)",
  ),
  "tx-signature": entry(
    (d: { signer: string }) => `This is no signature of the transaction by ${show(d.signer)}`,
    "it is made over exactly what the transaction says, with the signer's own key",
    '(dlog/approve (dlog/multi-sig-tx [:alice] 1 {:pay 1}) :alice "AAAA")',
  ),
};

type ProgramErrors = typeof LOG_PROGRAM_ERRORS;

/** The failure of a code, to be thrown; its data has the code as `:error`. */
export function programFailure<C extends keyof ProgramErrors>(
  code: C,
  details: DetailsOf<ProgramErrors, C>,
): BatutaError {
  return failureOf(LOG_PROGRAM_ERRORS, code, details, { data: mapOf(kw("error"), kw(code)) });
}
