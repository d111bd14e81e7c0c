/**
 * The http room: servers whose requests are actors, and requests.
 * Reading order: `message.ts` (what requests and answers are) · `chunks.ts`
 * (bodies) · `server.ts` · `client.ts` · `core_http.ts` (what programs call) · `errors.ts`.
 * @module
 */
import "./core_http.ts";

export { HTTP_ERRORS } from "./errors.ts";
