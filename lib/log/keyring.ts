/**
 * The secret keys of a data directory: the one that signs its checkpoints, and those of signers. Each is a file that only its owner may read.
 * In: a folder and names. Out: keys, made when they are first asked for.
 * @module
 */
import { type Disk, readWhole, writeWhole } from "./disk.ts";
import { makeSigningKey, parsePrivateKey, printPrivateKey, type SigningKey } from "./named_key.ts";

export class Keyring {
  readonly #folder: string;
  readonly #keys = new Map<string, SigningKey>();

  constructor(private readonly disk: Disk, dataFolder: string) {
    this.#folder = `${dataFolder}/keys`;
  }

  /** The key that signs checkpoints. Its name is chance's: it tells the logs of one data directory from those of others. */
  checkpointKey(): SigningKey {
    const random = crypto.getRandomValues(new Uint8Array(4)).toHex();
    return this.#key("checkpoints", `batuta/${random}`);
  }

  /** The same, or null where it was never made. */
  findCheckpointKey(): SigningKey | null {
    return this.disk.kind(`${this.#folder}/checkpoints`) === null ? null : this.checkpointKey();
  }

  /** A signer's key. Fails with `bad-key` for a name that cannot be a key's. */
  signerKey(name: string): SigningKey {
    return this.#key(`signer-${encodeURIComponent(name)}`, name);
  }

  #key(file: string, name: string): SigningKey {
    const known = this.#keys.get(file);
    if (known !== undefined) return known;
    const path = `${this.#folder}/${file}`;
    const key = this.disk.kind(path) === null ? this.#make(path, name) : this.#read(path);
    this.#keys.set(file, key);
    return key;
  }

  #read(path: string): SigningKey {
    return parsePrivateKey(new TextDecoder().decode(readWhole(this.disk, path)).trim());
  }

  #make(path: string, name: string): SigningKey {
    this.disk.makeFolder(this.#folder);
    return this.disk.whileLocked(`${this.#folder}/lock`, () => {
      if (this.disk.kind(path) !== null) return this.#read(path);
      const key = makeSigningKey(name, crypto.getRandomValues(new Uint8Array(32)));
      writeWhole(this.disk, path, new TextEncoder().encode(`${printPrivateKey(key)}\n`), "secret");
      return key;
    });
  }
}
