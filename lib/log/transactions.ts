/**
 * Transactions that several have to approve: an operation is applied once, and only when enough different signers have signed exactly what it
 * says. All that happens to one is in a log, as events; a transaction that a program holds is plain data.
 *
 *     {:tx id, :signers {"alice" "alice+ID+BASE64" …}, :threshold 2, :operation …, :approvals {"alice" "BASE64" …}, :status :pending}
 *
 * What a signer signs is the canonical form of `{:tx :signers :threshold :operation}`.
 * In: transactions, signatures. Out: transactions as the log has them.
 * Invariant: between a claim and the log's answer nobody else gets one, so an operation is begun once at most, whoever crashes.
 * @module
 */
import { equals, kw, mapFrom, mapOf, PMap } from "../data/mod.ts";
import { fromBase64 } from "./base64.ts";
import { canonicalBytes } from "./cbor.ts";
import type { Journal } from "./journal.ts";
import { Approvers, isApproved, signaturesOf } from "./multi_sig.ts";
import { programFailure } from "./program_errors.ts";
import { type NamedKey, parsePublicKey, printPublicKey } from "./named_key.ts";
import type { Signature } from "./note.ts";

const TX = kw("tx");
const SIGNERS = kw("signers");
const THRESHOLD = kw("threshold");
const OPERATION = kw("operation");
const APPROVALS = kw("approvals");
const STATUS = kw("status");
const EVENT = kw("event");
const SIGNER = kw("signer");
const SIGNATURE = kw("signature");

/** What is signed of a transaction. */
function statement(tx: PMap): PMap {
  return [TX, SIGNERS, THRESHOLD, OPERATION].reduce((map, key) => map.assoc(key, tx.get(key, null)), mapOf());
}

/** The bytes that signers sign. */
export function signedBytes(tx: PMap): Uint8Array {
  return canonicalBytes(statement(tx));
}

function entries(x: unknown): [string, string][] {
  if (!(x instanceof PMap)) return [];
  return [...x.entries()].map(([name, text]) => [String(name), String(text)]);
}

function policyOf(tx: PMap) {
  const keys = entries(tx.get(SIGNERS, null)).map(([, line]) => parsePublicKey(line));
  return new Approvers(Number(tx.get(THRESHOLD, null)), keys);
}

function signatureBy(key: NamedKey, base64: string): Signature | null {
  const bytes = fromBase64(base64);
  return bytes === null ? null : { name: key.name, id: key.id, bytes };
}

function signaturesIn(tx: PMap, keys: readonly NamedKey[]): Signature[] {
  const approvals = new Map(entries(tx.get(APPROVALS, null)));
  return keys.flatMap((key) => signatureBy(key, approvals.get(key.name) ?? "") ?? []);
}

/** Whether enough have signed exactly what a transaction says; it need not be in any log. */
export function isApprovedByEnough(tx: PMap): boolean {
  const policy = policyOf(tx);
  return isApproved(policy, signedBytes(tx), signaturesIn(tx, policy.keys));
}

function withStatus(tx: PMap, applied: boolean): PMap {
  return tx.assoc(STATUS, kw(applied ? "applied" : isApprovedByEnough(tx) ? "approved" : "pending"));
}

interface Known {
  tx: PMap;
  applied: boolean;
}

export class Transactions {
  #loading: Promise<Map<unknown, Known>> | null = null;

  constructor(private readonly journal: Journal) {}

  /** Proposes an operation under a new id. Fails with `bad-policy`. */
  async propose(
    id: number | bigint,
    signers: readonly NamedKey[],
    threshold: number,
    operation: unknown,
  ): Promise<PMap> {
    const lines = mapFrom(signers.map((key) => [key.name, printPublicKey(key)]));
    const tx = mapOf(TX, id, SIGNERS, lines, THRESHOLD, threshold, OPERATION, operation);
    new Approvers(threshold, signers); // fails where they cannot be
    const known = await this.#load();
    await this.journal.append([tx.assoc(EVENT, kw("proposed"))]);
    const proposed = withStatus(tx.assoc(APPROVALS, mapOf()), false);
    known.set(String(id), { tx: proposed, applied: false });
    return proposed;
  }

  /** The transaction as the log has it. Fails with `tx-unknown`, `tx-differs`. */
  async find(tx: PMap): Promise<PMap> {
    return (await this.#known(tx)).tx;
  }

  /** Adds a signer's approval, the base64 of a signature. Fails with `tx-signer`, `tx-signature`. */
  async approve(tx: PMap, signer: string, signature: string): Promise<PMap> {
    const known = await this.#known(tx);
    const { keys } = policyOf(known.tx);
    const key = keys.find(({ name }) => name === signer);
    if (key === undefined) {
      throw programFailure("tx-signer", { signer, signers: keys.map(({ name }) => name) });
    }
    const made = signatureBy(key, signature);
    const fits = made !== null && signaturesOf(new Approvers(1, [key]), signedBytes(known.tx), [made]).length === 1;
    if (!fits) throw programFailure("tx-signature", { signer });
    await this.journal.append([
      mapOf(EVENT, kw("approved"), TX, known.tx.get(TX, null), SIGNER, signer, SIGNATURE, signature),
    ]);
    return approveKnown(known, signer, signature);
  }

  /** Claims an approved operation: `claimed` for the first, else why not: `not-approved`, `applied`. */
  async claim(tx: PMap): Promise<"claimed" | "not-approved" | "applied"> {
    const known = await this.#known(tx);
    if (known.applied) return "applied";
    if (!isApprovedByEnough(known.tx)) return "not-approved";
    known.applied = true;
    try {
      await this.journal.append([mapOf(EVENT, kw("claimed"), TX, known.tx.get(TX, null))]);
    } catch (error) {
      known.applied = false;
      throw error;
    }
    known.tx = withStatus(known.tx, true);
    return "claimed";
  }

  /** The operation has been applied. */
  async conclude(tx: PMap, outcome: unknown): Promise<void> {
    const known = await this.#known(tx);
    await this.journal.append([mapOf(EVENT, kw("concluded"), TX, known.tx.get(TX, null), kw("outcome"), outcome)]);
  }

  async #known(tx: PMap): Promise<Known> {
    const known = (await this.#load()).get(String(tx.get(TX, null)));
    if (known === undefined) throw programFailure("tx-unknown", { tx: tx.get(TX, null) });
    if (!equals(statement(tx), statement(known.tx))) {
      throw programFailure("tx-differs", { tx: tx.get(TX, null) });
    }
    return known;
  }

  #load(): Promise<Map<unknown, Known>> {
    return this.#loading ??= this.#read().catch((error) => {
      this.#loading = null;
      throw error;
    });
  }

  async #read(): Promise<Map<unknown, Known>> {
    const all = new Map<unknown, Known>();
    await this.journal.read((event) => {
      const id = String(event.get(TX, null));
      const known = all.get(id);
      switch (event.get(EVENT, null)) {
        case kw("proposed"):
          all.set(id, { tx: withStatus(statement(event).assoc(APPROVALS, mapOf()), false), applied: false });
          break;
        case kw("approved"):
          if (known) approveKnown(known, String(event.get(SIGNER, null)), String(event.get(SIGNATURE, null)));
          break;
        case kw("claimed"):
          if (known) {
            known.applied = true;
            known.tx = withStatus(known.tx, true);
          }
      }
    });
    return all;
  }
}

function approveKnown(known: Known, signer: string, signature: string): PMap {
  const approvals = (known.tx.get(APPROVALS, null) as PMap).assoc(signer, signature); // made here
  return known.tx = withStatus(known.tx.assoc(APPROVALS, approvals), known.applied);
}
