/**
 * TCP on Deno, for nREPL: a server whose clients come and go, and a connection to one.
 * In: an address. Out: bytes, each way.
 * Invariant: what goes wrong with one connection, also that nobody reads what is sent, ends that connection and nothing else.
 * @module
 */

/** Bytes that wait to be sent to one who does not read them, at most. */
const MOST_WAITING = 64 * 1024 * 1024;

/** One connection, to be written to in order. */
export class Connection {
  #sending: Promise<void> = Promise.resolve();
  #waiting = 0;
  #closed = false;

  constructor(readonly conn: Deno.TcpConn) {}

  /** Sends bytes after those before. */
  send(bytes: Uint8Array): void {
    if (this.#closed) return;
    this.#waiting += bytes.length;
    if (this.#waiting > MOST_WAITING) return this.close();
    this.#sending = this.#sending.then(() => this.#write(bytes));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length && !this.#closed;) at += await this.conn.write(bytes.subarray(at));
      this.#waiting -= bytes.length;
    } catch {
      // Who does not listen any more needs nothing more.
      this.close();
    }
  }

  /** Bytes as they come, until the other side ends or the connection is lost. */
  async *pieces(): AsyncGenerator<Uint8Array> {
    const block = new Uint8Array(64 * 1024);
    for (;;) {
      let count: number | null;
      try {
        count = await this.conn.read(block);
      } catch {
        return; // lost, which is an end too
      }
      if (count === null) return;
      yield block.subarray(0, count);
    }
  }

  /** Closes when all has been sent. */
  async finish(): Promise<void> {
    await this.#sending;
    this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.conn.close();
    } catch {
      // It is closed already.
    }
  }
}

/** Where to listen, or what to connect to. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What `[host:]port` means; null for nothing. `[::1]:7888` has an IPv6 address. */
export function addressOf(text: string, host: string): Address | null {
  const [, ipv6, name, port] = /^(?:(?:\[([^\]]+)\]|([^:[\]\s]+)):)?(\d{1,5})$/.exec(text) ?? [];
  return port === undefined || Number(port) > 65535 ? null : { host: ipv6 ?? name ?? host, port: Number(port) };
}

/** Whether only programs of this machine can come to an address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
