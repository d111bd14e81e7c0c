/**
 * A worker that has the standard library and nothing else: it runs the parcels it is sent and answers how they ended.
 */
import { Session } from "../../lib/compiler/mod.ts";
import { outcome, type Parcel, unpack } from "./parcel.ts";
import { memoryHost } from "./session.ts";

/** What is used of a worker's global scope. */
interface WorkerScope {
  onmessage: (event: MessageEvent<string>) => void;
  postMessage(message: string): void;
}

const scope = self as unknown as WorkerScope; // the types of workers and windows exclude each other
let printed = "";
new Session(memoryHost((text) => printed += text));

scope.onmessage = ({ data }) => {
  printed = "";
  let ended: string;
  try {
    ended = outcome(unpack(JSON.parse(data) as Parcel));
  } catch (error) {
    ended = `the worker failed: ${error instanceof Error ? error.stack : error}`;
  }
  scope.postMessage(printed + ended);
};
