/**
 * ANSI colours for diagnostics. Own and not a library's: those look at `process` while they load, which nearly doubles
 * the start of a small program (see the map in `lib/README.md`).
 * Source: ECMA-48, 8.3.117 (SGR).
 * @module
 */

/** Wraps a text in one style, or leaves it alone. */
export type Style = (text: string) => string;

/** The styles diagnostics use. */
export interface Paint {
  readonly bold: Style;
  readonly dim: Style;
  readonly red: Style;
  readonly green: Style;
  readonly yellow: Style;
  readonly blue: Style;
  readonly cyan: Style;
}

function style(on: number, off: number): Style {
  return (text) => `\x1b[${on}m${text}\x1b[${off}m`;
}

const NORMAL_INTENSITY = 22;
const DEFAULT_COLOR = 39;

/** Colours for a terminal. */
export const COLORS: Paint = {
  bold: style(1, NORMAL_INTENSITY),
  dim: style(2, NORMAL_INTENSITY),
  red: style(31, DEFAULT_COLOR),
  green: style(32, DEFAULT_COLOR),
  yellow: style(33, DEFAULT_COLOR),
  blue: style(34, DEFAULT_COLOR),
  cyan: style(36, DEFAULT_COLOR),
};

const plain: Style = (text) => text;

/** No colours. */
export const PLAIN: Paint = {
  bold: plain,
  dim: plain,
  red: plain,
  green: plain,
  yellow: plain,
  blue: plain,
  cyan: plain,
};
