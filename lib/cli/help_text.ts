/**
 * Helps as texts: usage, a line on what it does, a table of options, and what else is to be said, at last an example. They are for a screen of 24
 * lines of 80 columns, and the lines below `Example:` work when they are pasted into a shell.
 * @module
 */

/** What is longer has no place beside it. */
const MOST_LEFT = 28;

/** Lines of a table of two columns, indented by two. */
export function twoColumns(rows: readonly (readonly [left: string, right: string])[]): string {
  const width = Math.max(0, ...rows.map(([left]) => left.length).filter((length) => length <= MOST_LEFT));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd() + "\n").join("");
}

/** How options and operands are shown: `--rows <n>` is `--rows N`. */
export function shownUsage(usage: string): string {
  return usage.replace(/<([^>]*)>|\[[^\]]*\]/g, (whole, name) => (name ?? whole).toUpperCase());
}

/** What a help says. */
export interface HelpParts {
  /** The command line, for people: `batuta fmt [options] [PATHS...]`. */
  readonly usage: string;
  /** One line. */
  readonly summary: string;
  /** Options, each with what it does. */
  readonly rows: readonly (readonly [left: string, right: string])[];
  /** Paragraphs. */
  readonly below: string;
}

/** A help. */
export function helpText({ usage, summary, rows, below }: HelpParts): string {
  const parts = [`Usage: ${usage}\n${summary}\n`, twoColumns(rows), `${below.replace(/^\n+|\n+$/g, "")}\n`];
  return parts.filter((part) => part.trim() !== "").join("\n");
}
