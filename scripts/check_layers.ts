/**
 * Fails when the code does not keep to the table of rooms in `lib/README.md`: an import the table does not allow, an
 * import past a door, a cycle between files, a room without a row or a row without a room.
 * In: the table and every `.ts` file under `lib/` and `main.ts`. Out: one line per violation; exit status 1 if any.
 * @module
 */

import { dirname, join, normalize } from "node:path";

/** One row of the table. */
export interface Room {
  readonly name: string;
  /** Names of the rooms it may import; null: any. */
  readonly mayImport: readonly string[] | null;
}

/** An import of one file by another, both as paths from the project's root. */
interface Import {
  readonly from: string;
  readonly to: string;
  /** Only types, or on first need: it cannot make a cycle of modules that wait for each other. */
  readonly vanishes: boolean;
}

const DOOR = "mod.ts";

/** The rooms of the first Markdown table whose head starts with `room`. */
export function parseTable(markdown: string): Room[] {
  const lines = markdown.split("\n");
  const head = lines.findIndex((line) => /^\|\s*room\s*\|/.test(line));
  if (head < 0) throw new Error("lib/README.md has no table that starts with `| room |`");
  const cells = (line: string) => line.split("|").slice(1, -1).map((cell) => cell.trim());
  const column = cells(lines[head]).indexOf("may import");
  const rooms: Room[] = [];
  for (let i = head + 2; lines[i]?.startsWith("|"); i++) {
    const row = cells(lines[i]);
    const names = row[column] === "–" ? [] : row[column].split(",").map((name) => name.trim());
    const mayImport = names.includes("any") ? null : names;
    for (const [, name] of row[0].matchAll(/`(\w+)\/`/g)) rooms.push({ name, mayImport });
  }
  return rooms;
}

const STATIC_IMPORT = /^[ \t]*(import|export)(\s+type)?\b[^"';]*?\bfrom\s*["']([^"']+)["']/gm;
const BARE_IMPORT = /^[ \t]*import\s*["']([^"']+)["']/gm;
const DYNAMIC_IMPORT = /\bimport\(\s*["']([^"']+)["']\s*\)/g;

/** What a file's text imports by relative path. Examples in comments do not count: their lines start with a star. */
export function importsOf(path: string, text: string): Import[] {
  const code = text.replace(/^[ \t]*(\/\*\*|\*|\/\/).*$/gm, "");
  const found: { specifier: string; vanishes: boolean }[] = [];
  for (const match of code.matchAll(STATIC_IMPORT)) found.push({ specifier: match[3], vanishes: Boolean(match[2]) });
  for (const match of code.matchAll(BARE_IMPORT)) found.push({ specifier: match[1], vanishes: false });
  for (const match of code.matchAll(DYNAMIC_IMPORT)) found.push({ specifier: match[1], vanishes: true });
  return found
    .filter(({ specifier }) => specifier.startsWith("."))
    .map(({ specifier, vanishes }) => ({ from: path, to: normalize(join(dirname(path), specifier)), vanishes }));
}

/** `lib/data/seq.ts` → `data`; null for a file in no room. */
function roomOf(path: string): string | null {
  return path.match(/^lib\/(\w+)\//)?.[1] ?? null;
}

/** The complaint about one import, or null. */
function checkImport({ from, to }: Import, rooms: readonly Room[]): string | null {
  const source = roomOf(from);
  const target = roomOf(to);
  if (target === null || source === target) return null;
  if (!to.endsWith(`/${DOOR}`)) return `${from}: imports ${to} past the door lib/${target}/${DOOR}`;
  if (source === null) return null;
  const room = rooms.find(({ name }) => name === source);
  if (room && room.mayImport !== null && !room.mayImport.includes(target)) {
    return `${from}: the room ${source} may not import ${target}`;
  }
  return null;
}

/** The first cycle found among the files, as the files it goes through, or null. */
function findCycle(imports: readonly Import[]): string[] | null {
  const next = Map.groupBy(imports.filter(({ vanishes }) => !vanishes), ({ from }) => from);
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | null => {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return null;
    path.push(file);
    for (const { to } of next.get(file) ?? []) {
      const cycle = visit(to);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(file);
    return null;
  };
  for (const file of next.keys()) {
    const cycle = visit(file);
    if (cycle) return cycle;
  }
  return null;
}

/** Every complaint about `files` (path → text) under the table in `markdown`. */
export function checkLayers(markdown: string, files: ReadonlyMap<string, string>): string[] {
  const rooms = parseTable(markdown);
  const named = new Set(rooms.map(({ name }) => name));
  const existing = new Set([...files.keys()].map(roomOf).filter((room) => room !== null));
  const imports = [...files].flatMap(([path, text]) => importsOf(path, text));
  const complaints = [
    ...existing.difference(named).keys().map((room) => `lib/${room}: has no row in lib/README.md`),
    ...named.difference(existing).keys().map((room) => `lib/README.md: there is no room ${room}`),
    ...[...existing].filter((room) => !files.has(`lib/${room}/${DOOR}`)).map((room) => `lib/${room}: has no ${DOOR}`),
    ...imports.map((each) => checkImport(each, rooms)).filter((complaint) => complaint !== null),
  ];
  const cycle = findCycle(imports);
  return cycle ? [...complaints, `Files import each other in a circle: ${cycle.join(" → ")}`] : complaints;
}

function readFiles(folder: string, files: Map<string, string> = new Map()): Map<string, string> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) readFiles(path, files);
    else if (entry.name.endsWith(".ts")) files.set(path, Deno.readTextFileSync(path));
  }
  return files;
}

if (import.meta.main) {
  const files = readFiles("lib");
  files.set("main.ts", Deno.readTextFileSync("main.ts"));
  const complaints = checkLayers(Deno.readTextFileSync("lib/README.md"), files);
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length > 0) Deno.exit(1);
  console.log(`Layers: ${files.size} files keep to the table`);
}
