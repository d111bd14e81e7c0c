/**
 * What the rows of each node of a plan look like.
 * @module
 */
import { type Keyword, kw } from "../data/mod.ts";
import { type Layout } from "./layout.ts";
import type { Node } from "./plan.ts";

export const ROWS = kw("rows");

/** The name of the part that stands first. */
export function aliasOf(layout: Layout): string | null {
  return layout.kind === "pair" ? aliasOf(layout.left) : layout.alias;
}

function aliased(layout: Layout, alias: string): Layout {
  // All of a join is called so: its columns stay known where they are.
  return layout.kind === "pair"
    ? { ...layout, left: aliased(layout.left, alias), right: aliased(layout.right, alias) }
    : { ...layout, alias };
}

function columns(names: readonly Keyword[], input: Layout): Layout {
  return { kind: "columns", names, alias: aliasOf(input) };
}

function sameColumns(layouts: readonly Layout[]): boolean {
  const [first] = layouts;
  return first.kind === "columns" &&
    layouts.every((layout) =>
      layout.kind === "columns" && layout.names.length === first.names.length &&
      layout.names.every((name, i) => name === first.names[i])
    );
}

export function layoutOf(node: Node): Layout {
  switch (node.kind) {
    case "scan":
      return { kind: node.isTable ? "entry" : "value", alias: node.alias };
    case "alias":
      return aliased(layoutOf(node.input), node.alias);
    case "select":
      return columns(node.columns.map(({ name }) => name), layoutOf(node.input));
    case "with":
    case "window": {
      const left = layoutOf(node.input);
      const names = node.columns.map(({ name }) => name);
      return { kind: "pair", left, right: { kind: "columns", names, alias: null }, over: true };
    }
    case "group": {
      const outputs = node.outputs === null ? [ROWS] : node.outputs.map(({ name }) => name);
      return columns([...node.keys.map(({ name }) => name), ...outputs], layoutOf(node.input));
    }
    case "pivot":
    case "json-path":
      return { kind: "value", alias: aliasOf(layoutOf(node.input)) };
    case "join":
      if (node.type === "semi" || node.type === "anti") return layoutOf(node.left);
      return { kind: "pair", left: layoutOf(node.left), right: layoutOf(node.right), over: false };
    case "union": {
      const layouts = node.inputs.map(layoutOf);
      return sameColumns(layouts) ? layouts[0] : { kind: "value", alias: aliasOf(layouts[0]) };
    }
    case "each": {
      const input = layoutOf(node.input);
      return node.how === "filter" || node.how === "remove" ? input : { kind: "value", alias: aliasOf(input) };
    }
    default:
      return layoutOf(node.input);
  }
}
