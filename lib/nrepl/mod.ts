/**
 * nREPL: what editors speak with a running program.
 *
 * Reading order: `bencode.ts` (messages as bytes) · `places.ts` (a part of a file) · `session.ts` (evaluations, one after the other) · `server.ts`
 * (what messages ask for) · `client.ts` (the other side).
 *
 * ```ts
 * import { Decoder, encode } from "./mod.ts";
 *
 * const bytes = encode({ op: "eval", code: "(+ 1 2)" });
 * console.assert(new TextDecoder().decode(bytes) === "d4:code7:(+ 1 2)2:op4:evale");
 * console.assert(new Decoder().push(bytes)[0].op === "eval");
 * ```
 *
 * Omits: sockets, which the command line has; middleware; sideloading.
 * @module
 */
export { BencodeError, Decoder, encode, type Message, type Value } from "./bencode.ts";
export { NreplClient, statusOf } from "./client.ts";
export { type Client, NreplServer, type ServerOptions } from "./server.ts";
