/**
 * Which lines were reached, as a table, as lcov's trace file, and as pages.
 * In: counts by line of each file, the files' texts. Out: text.
 * Source of the format: geninfo(1), "TRACEFILE FORMAT".
 * @module
 */
import type { LineCounts } from "./protocol.ts";
import { counted } from "./results.ts";

type Lines = LineCounts[string];

interface Figures {
  readonly all: number;
  readonly reached: number;
}

function figuresOf(lines: Lines): Figures {
  return { all: lines.length, reached: lines.filter(([, count]) => count > 0).length };
}

function percent({ all, reached }: Figures): string {
  // Never rounded up to all, nor down to nothing.
  const share = all === 0 ? 100 : reached === all ? 100 : Math.floor(1_000 * reached / all) / 10;
  return `${share.toFixed(1)} %`;
}

function sum(figures: readonly Figures[]): Figures {
  return figures.reduce(
    (total, { all, reached }) => ({ all: total.all + all, reached: total.reached + reached }),
    { all: 0, reached: 0 },
  );
}

/** The lines that were not reached, neighbours among those that count together: `3, 7-9`. */
export function missedRanges(lines: Lines): string {
  const ranges: [number, number][] = [];
  let open = false;
  for (const [line, count] of lines) {
    if (count > 0) open = false;
    else if (open) ranges[ranges.length - 1][1] = line;
    else {
      ranges.push([line, line]);
      open = true;
    }
  }
  return ranges.map(([from, to]) => from === to ? String(from) : `${from}-${to}`).join(", ");
}

/** A table: file, lines, how many were reached, which were not. */
export function coverageTable(counts: LineCounts, width: number): string {
  const rows = Object.entries(counts).sort(([a], [b]) => a < b ? -1 : 1).map(([file, lines]) => {
    const figures = figuresOf(lines);
    return [file, String(figures.all), percent(figures), missedRanges(lines)];
  });
  const total = sum(Object.values(counts).map(figuresOf));
  const table = [["Coverage", "lines", "reached", "not reached"], ...rows, [
    "all",
    String(total.all),
    percent(total),
    "",
  ]];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column].length)));
  return table.map(([file, lines, share, missed]) => {
    const front = `${file.padEnd(widths[0])}  ${lines.padStart(widths[1])}  ${share.padStart(widths[2])}`;
    const room = Math.max(20, width - front.length - 2);
    const cut = missed.length <= room ? missed : `${missed.slice(0, room - 1).replace(/, ?[^,]*$/, "")}, …`;
    return `${front}  ${cut}`.trimEnd() + "\n";
  }).join("");
}

/** A trace file as genhtml and editors read it. */
export function lcov(counts: LineCounts, whole: (path: string) => string): string {
  return Object.entries(counts).map(([file, lines]) => {
    const { all, reached } = figuresOf(lines);
    const data = lines.map(([line, count]) => `DA:${line},${count}\n`).join("");
    return `TN:\nSF:${whole(file)}\n${data}LF:${all}\nLH:${reached}\nend_of_record\n`;
  }).join("");
}

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem;max-width:70rem}
table{border-collapse:collapse}td,th{padding:.15rem .8rem;text-align:left}td.n,th.n{text-align:right}
pre{font:13px/1.45 ui-monospace,monospace;margin:0}
.l{display:flex;white-space:pre}.l b{font-weight:400;color:#777;width:4rem;text-align:right;padding-right:.8rem}
.l i{font-style:normal;color:#777;width:5rem;text-align:right;padding-right:.8rem}
.y{background:#e6f4e6}.x{background:#fbe3e3}
@media(prefers-color-scheme:dark){body{background:#161616;color:#ddd}.y{background:#12301a}.x{background:#451c1c}a{color:#8bf}}`;

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c] ?? c);
}

function page(title: string, body: string): string {
  return `<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>${
    escape(title)
  }</title>\n<style>${STYLE}</style>\n` +
    `${body}</html>\n`;
}

/** The name of a file's page. */
function pageName(file: string): string {
  return `${file.replace(/[^\w.-]+/g, "_")}.html`;
}

function filePage(file: string, lines: Lines, text: string): string {
  const counts = new Map(lines);
  const shown = text.replace(/\n$/, "").split("\n").map((line, i) => {
    const count = counts.get(i + 1);
    const kind = count === undefined ? "" : count > 0 ? " y" : " x";
    return `<span class="l${kind}"><b>${i + 1}</b><i>${count ?? ""}</i>${escape(line)}</span>`;
  });
  const figures = figuresOf(lines);
  const head = `<p><a href="index.html">All files</a></p><h1>${escape(file)}</h1>` +
    `<p>${percent(figures)} of ${counted(figures.all, "line")} reached</p>\n`;
  return page(file, `${head}<pre>${shown.join("\n")}</pre>\n`);
}

/** Pages by file name: an index, and one for each file. `textOf` gives a file's text, null when it is gone. */
export function coveragePages(counts: LineCounts, textOf: (file: string) => string | null): Map<string, string> {
  const pages = new Map<string, string>();
  const files = Object.entries(counts).sort(([a], [b]) => a < b ? -1 : 1);
  const rows = files.map(([file, lines]) => {
    const figures = figuresOf(lines);
    pages.set(pageName(file), filePage(file, lines, textOf(file) ?? ""));
    return `<tr><td><a href="${escape(pageName(file))}">${escape(file)}</a><td class="n">${figures.all}` +
      `<td class="n">${percent(figures)}<td>${escape(missedRanges(lines))}`;
  });
  const total = sum(files.map(([, lines]) => figuresOf(lines)));
  const table = `<table><tr><th>File<th class="n">Lines<th class="n">Reached<th>Not reached\n${rows.join("\n")}\n` +
    `<tr><td>all<td class="n">${total.all}<td class="n">${percent(total)}</table>\n`;
  pages.set("index.html", page("Coverage", `<h1>Coverage</h1>\n${table}`));
  return pages;
}
