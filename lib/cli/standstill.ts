/**
 * Tells the program when Deno's event loop has run empty while it still waits. Importing this file is all there is to do.
 * @module
 */

import { failStandstill } from "../runtime/mod.ts";

globalThis.addEventListener("beforeunload", (event) => {
  if (failStandstill()) event.preventDefault();
});
