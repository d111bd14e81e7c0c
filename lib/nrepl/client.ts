/**
 * The other side: somebody who has a server evaluate.
 * In: replies. Out: requests. A request is answered by any number of replies, the last one with `done` in its status.
 * @module
 */
import type { Message } from "./bencode.ts";

/** The words of a reply's status. */
export function statusOf({ status }: Message): readonly string[] {
  return Array.isArray(status) ? status.map(String) : typeof status === "string" ? [status] : [];
}

export class NreplClient {
  #next = 0;
  readonly #asked = new Map<string, { onReply: (reply: Message) => void; end: (lost: Error | null) => void }>();
  #lost: Error | null = null;

  /** `send` takes requests to the server. */
  constructor(readonly send: (request: Message) => void) {}

  /** Asks the server; `onReply` takes the replies as they come. Rejects when the connection is lost before the last one. */
  request(request: Message, onReply: (reply: Message) => void = () => {}): { id: string; done: Promise<void> } {
    const id = String(++this.#next);
    const done = new Promise<void>((resolve, reject) => {
      if (this.#lost !== null) return reject(this.#lost);
      this.#asked.set(id, { onReply, end: (lost) => lost === null ? resolve() : reject(lost) });
      this.send({ ...request, id });
    });
    return { id, done };
  }

  /** The one reply to a request that has one: what its replies hold together. */
  async ask(request: Message): Promise<Message> {
    let all: Message = {};
    await this.request(request, (reply) => all = { ...all, ...reply }).done;
    return all;
  }

  /** Takes a reply. One that comes after the last is told too: what actors print. */
  take(reply: Message): void {
    const asked = typeof reply.id === "string" ? this.#asked.get(reply.id) : undefined;
    if (asked === undefined) return;
    asked.onReply(reply);
    if (!statusOf(reply).includes("done")) return;
    // A subscription goes on.
    if (reply["out-subscribe"] === undefined) this.#asked.delete(String(reply.id));
    asked.end(null);
  }

  /** The connection is lost: nothing that was asked is answered any more. */
  lose(reason: Error): void {
    this.#lost = reason;
    for (const { end } of this.#asked.values()) end(reason);
    this.#asked.clear();
  }
}
