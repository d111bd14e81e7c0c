/**
 * How a program's logs are loaded when it first asks for them, and how it hears of what was found in them.
 * @module
 */
import { diagnostic } from "../source/mod.ts";
import type { DenoHost } from "./host.ts";
import { report } from "./report.ts";

export function giveLogs(host: DenoHost): void {
  host.logs = async () => {
    const { operationsIn } = await import("./logs.ts");
    return operationsIn(host.dataFolder, ({ code, message, hint }) => {
      report(host, [diagnostic(code, message, null, { severity: "warning", hint })]);
    });
  };
}
