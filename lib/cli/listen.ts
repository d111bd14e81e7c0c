/**
 * `batuta repl --listen`: nREPL over TCP.
 * In: an address. Out: a server that goes on until it is stopped; its port stands in `.nrepl-port`, where editors look for it.
 * A server to which others than programs of this machine can come asks for a token.
 * @module
 */
import { BencodeError, Decoder, encode, NreplServer } from "../nrepl/mod.ts";
import { hold, type Holder, release } from "../runtime/mod.ts";
import type { Diagnostic } from "../source/mod.ts";
import { cliError } from "./errors.ts";
import type { DenoHost } from "./host.ts";
import { logsIn } from "./knowledge.ts";
import { type Address, Connection, isLoopback } from "./sockets.ts";
import { VERSION } from "./version.ts";

const PORT_FILE = ".nrepl-port";

/** Where editors find the port. Who cannot write there tells it on standard output only. */
function announce(port: number): void {
  const text = String(port);
  try {
    Deno.writeTextFileSync(PORT_FILE, text);
  } catch {
    return;
  }
  const path = Deno.realPathSync(PORT_FILE);
  globalThis.addEventListener("unload", () => {
    try {
      // Another server may have come since.
      if (Deno.readTextFileSync(path) === text) Deno.removeSync(path);
    } catch {
      // It is gone already.
    }
  });
}

async function serve(server: NreplServer, conn: Deno.TcpConn): Promise<void> {
  const connection = new Connection(conn);
  const client = server.connect((reply) => connection.send(encode(reply)));
  const decoder = new Decoder();
  let admitted = true;
  try {
    pieces: for await (const piece of connection.pieces()) {
      for (const message of decoder.push(piece)) {
        admitted = client.take(message);
        if (!admitted) break pieces;
      }
    }
    // Who has said all may still listen.
    if (admitted) await client.whenIdle();
  } catch (error) {
    if (!(error instanceof BencodeError)) throw error;
    connection.send(encode({ status: ["malformed", "error", "done"], err: `${error.message}\n` }));
  }
  await connection.finish();
  client.leave();
}

/** What was printed outside of evaluations goes to those who have asked for it too. */
function tellPrinted(host: DenoHost, server: NreplServer): void {
  const screen = host.screen;
  host.screen = {
    take(text) {
      server.printed(text);
      return screen?.take(text) ?? false;
    },
    nextLine: screen?.nextLine?.bind(screen),
  };
}

/** The token that clients must show; null when all who can come may. */
function tokenFor(host: DenoHost, address: Address): { token: string | null; isFresh: boolean } {
  const given = host.env("BATUTA_TOKEN");
  if (given) return { token: given, isFresh: false };
  if (isLoopback(address.host)) return { token: null, isFresh: false };
  return { token: crypto.randomUUID().replaceAll("-", ""), isFresh: true };
}

/** Listens, and says so; what is wrong otherwise. */
export function listen(host: DenoHost, address: Address): Holder | Diagnostic {
  const { token, isFresh } = tokenFor(host, address);
  let listener: Deno.TcpListener;
  try {
    listener = Deno.listen({ hostname: address.host, port: address.port });
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/ \(os error \d+\)/, "") : String(error);
    return cliError("cannot-listen", { address: `${address.host}:${address.port}`, reason });
  }
  const server = new NreplServer({ token, version: VERSION, logs: () => logsIn(host) });
  tellPrinted(host, server);
  const { port } = listener.addr;
  announce(port);
  // In the words that editors look for.
  host.write(`nREPL server started on port ${port} on host ${address.host} - nrepl://${address.host}:${port}\n`);
  if (isFresh) host.write(`Clients show this token: ${token}\n`);
  host.flush();
  const holder: Holder = {
    stop() {
      listener.close();
      server.closeAll();
      release(holder);
    },
  };
  hold(holder);
  accept(server, listener);
  return holder;
}

async function accept(server: NreplServer, listener: Deno.TcpListener): Promise<void> {
  for (;;) {
    let conn: Deno.TcpConn;
    try {
      conn = await listener.accept();
    } catch (error) {
      if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) return;
      // A client that went away before it was there, or too many of them.
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    serve(server, conn);
  }
}
