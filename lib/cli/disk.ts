/**
 * The disk as who looks for tests and benches sees it: what cannot be read is not there.
 * @module
 */
import type { Disk } from "../test/mod.ts";

export const disk: Disk = {
  kindOf(path) {
    try {
      return Deno.statSync(path).isDirectory ? "folder" : "file";
    } catch {
      return null;
    }
  },
  namesIn(folder) {
    try {
      return Array.from(Deno.readDirSync(folder), ({ name }) => name).filter((name) => !name.startsWith(".")).sort();
    } catch {
      return []; // what cannot be listed has no tests that could be run
    }
  },
  textOf(path) {
    try {
      return Deno.readTextFileSync(path);
    } catch {
      return null;
    }
  },
};
