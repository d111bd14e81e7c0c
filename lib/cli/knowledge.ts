/**
 * What a desk knows beside the program: logs, files.
 * @module
 */
import { homedir } from "node:os";
import { join } from "node:path";
import type { Knowledge } from "../repl/mod.ts";
import type { Namespace } from "../runtime/mod.ts";
import type { DenoHost } from "./host.ts";

function namesIn(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch {
    return []; // what cannot be listed completes nothing
  }
}

/** The name of a log, by that of its folder. */
function logOf(folder: string): string {
  try {
    return decodeURIComponent(folder);
  } catch {
    return folder;
  }
}

/** The logs of a data directory. */
export function logsIn(host: DenoHost): string[] {
  return namesIn(join(host.dataFolder, "logs")).filter((entry) => entry.isDirectory).map(({ name }) => logOf(name));
}

/** What is known in this process; `namespace` gives the current one. */
export function knowledgeOf(host: DenoHost, namespace: () => Namespace): Knowledge {
  return {
    get namespace() {
      return namespace();
    },
    logs: () => logsIn(host),
    list: (folder) =>
      namesIn(folder === "" ? "." : folder.replace(/^~(?=\/)/, () => homedir())).map((entry) =>
        entry.name + (entry.isDirectory ? "/" : "")
      ),
  };
}
