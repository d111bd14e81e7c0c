/**
 * Node's cryptography, loaded when the first key is made or used: that takes 25 ms, and most programs sign nothing.
 * @module
 */

type NodeCrypto = typeof import("node:crypto");

let loaded: NodeCrypto | null = null;

export function nodeCrypto(): NodeCrypto {
  // deno-lint-ignore no-process-global -- importing it loads what is to be left alone
  return loaded ??= process.getBuiltinModule("node:crypto");
}
