/**
 * `batuta.fs`: files, folders and paths. Only the Host touches the disk; paths are worked on as text.
 * In: paths as the system writes them (`/` everywhere, `\` and drive letters on Windows only where the system gives them).
 * Out: text, Bytes, maps, paths with `/`.
 * @module
 */
import { fail, get, Instant, kw, mapOf, type PMap, printPlain, vec } from "../data/mod.ts";
import { between, defineLeaves, definePrimitives, document, manyFrom, onFirstNeed } from "./core_install.ts";
import { onFile } from "./core_io.ts";
import { whenRealised } from "./core_strings.ts";
import { type FileInfo, type Files, host } from "./host.ts";

const FS = "batuta.fs";

function files(): Files {
  return host.files ??
    fail("bad-argument", { op: "fs", expected: "a program that may look around on the disk", value: null });
}

function path(op: string, x: unknown): string {
  return typeof x === "string" ? x : fail("bad-argument", { op: `fs/${op}`, expected: "a path as a string", value: x });
}

/** A function of one path that reads something. */
function reading(op: string, f: (path: string) => unknown) {
  return (x: unknown) => {
    const file = path(op, x);
    return onFile("cannot-read", file, () => f(file));
  };
}

/** A function of one path that changes something; answers the path. */
function changing(op: string, f: (path: string) => void) {
  return (x: unknown) => {
    const file = path(op, x);
    return onFile("cannot-write", file, () => {
      f(file);
      return file;
    });
  };
}

const encoder = new TextEncoder();

function writing(op: string, append: boolean) {
  return (x: unknown, content: unknown) => {
    const file = path(op, x);
    return whenRealised([content], () =>
      onFile("cannot-write", file, () => {
        const bytes = content instanceof Uint8Array
          ? content
          : encoder.encode(content === null ? "" : printPlain(content));
        files().writeBytes(file, bytes, append);
        return file;
      }));
  };
}

// ---- what is there ---------------------------------------------------------------------------------------------------

function instantOf(ms: number | null): Instant | null {
  return ms === null ? null : new Instant(Math.floor(ms));
}

function describe(info: FileInfo | null): PMap | null {
  return info && mapOf(
    kw("kind"),
    kw(info.kind),
    kw("size"),
    info.sizeBytes,
    kw("modified"),
    instantOf(info.modifiedMs),
    kw("created"),
    instantOf(info.createdMs),
    kw("mode"),
    info.mode,
  );
}

function kindIs(op: string, kind: FileInfo["kind"]) {
  return reading(op, (file) => files().stat(file, true)?.kind === kind);
}

/** Names in a folder, in order. */
function namesIn(folder: string): string[] {
  return files().list(folder).sort((a, b) => (a < b ? -1 : 1));
}

/** All paths below a folder, parents before their children; links are not followed. */
function walk(folder: string): string[] {
  const found: string[] = [];
  const waiting = namesIn(folder).map((name) => join(folder, name)).reverse();
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    found.push(at);
    if (files().stat(at, false)?.kind !== "directory") continue;
    for (const name of namesIn(at).reverse()) waiting.push(join(at, name));
  }
  return found;
}

// ---- paths as text ---------------------------------------------------------------------------------------------------

function isAbsolute(file: string): boolean {
  return file.startsWith("/") || /^[A-Za-z]:[\\/]/.test(file);
}

function join(...parts: string[]): string {
  const given = parts.filter((part) => part !== "");
  return given.map((part, i) => {
    const cut = i === given.length - 1 ? part : part.replace(/\/+$/, "");
    return i === 0 ? cut : cut.replace(/^\/+/, "");
  }).join("/");
}

/** Without `.`, `..` and double slashes. */
function normalize(file: string): string {
  const root = file.startsWith("/") ? "/" : "";
  const parts: string[] = [];
  for (const part of file.split("/")) {
    if (part === "" || part === ".") continue;
    const back = part === ".." && parts.length > 0 && parts.at(-1) !== "..";
    if (back) parts.pop();
    else if (part !== ".." || root === "") parts.push(part);
  }
  return root + parts.join("/") || ".";
}

function absolute(file: string): string {
  return normalize(isAbsolute(file) ? file : join(files().currentFolder(), file));
}

/** The last part of a path, and what stands before it. */
function split(file: string): { readonly parent: string | null; readonly name: string } {
  const cut = file.length > 1 ? file.replace(/(?<=[^/])\/+$/, "") : file;
  const slash = cut.lastIndexOf("/");
  if (slash < 0 || cut === "/") return { parent: null, name: cut };
  return { parent: slash === 0 ? "/" : cut.slice(0, slash).replace(/(?<=[^/])\/+$/, ""), name: cut.slice(slash + 1) };
}

/** What follows the last dot of a name, without it; a dot in front is part of the name. */
function extension(file: string): string | null {
  const { name } = split(file);
  const dot = name.lastIndexOf(".");
  return dot <= 0 || name === ".." ? null : name.slice(dot + 1);
}

function relative(from: string, to: string): string {
  const start = absolute(from).split("/").filter(Boolean);
  const end = absolute(to).split("/").filter(Boolean);
  let shared = 0;
  while (shared < start.length && shared < end.length && start[shared] === end[shared]) shared++;
  return [...start.slice(shared).map(() => ".."), ...end.slice(shared)].join("/") || ".";
}

/** The regular expression of a pattern: `*` and `?` stay in a name, `**` crosses folders, `{a,b}` are alternatives. */
function globExpression(pattern: string): RegExp {
  let source = "";
  let braces = 0;
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i];
    if (pattern.startsWith("**/", i)) {
      source += "(?:[^/]+/)*";
      i += 2;
    } else if (pattern.startsWith("**", i)) {
      source += ".*";
      i++;
    } else if (c === "*") source += "[^/]*";
    else if (c === "?") source += "[^/]";
    else if (c === "{") {
      braces++;
      source += "(?:";
    } else if (c === "}" && braces > 0) {
      braces--;
      source += ")";
    } else if (c === "," && braces > 0) source += "|";
    else source += c.replace(/[.+^$()|[\]{}\\]/, "\\$&");
  }
  return new RegExp(`^${source}${")".repeat(braces)}$`, "su");
}

function glob(folder: unknown, pattern: unknown): unknown {
  const start = path("glob", folder);
  const wanted = globExpression(path("glob", pattern));
  const below = join(start, "x").length - 1;
  return onFile("cannot-read", start, () => vec(walk(start).filter((file) => wanted.test(file.slice(below)))));
}

// ---- temporary files -------------------------------------------------------------------------------------------------

function temporary(kind: "file" | "directory") {
  return between(0, 1, (options: unknown = null) => {
    const text = (name: string) => {
      const found = get(options, kw(name), null);
      return found === null ? undefined : path("temp", found);
    };
    const given = { prefix: text("prefix"), suffix: text("suffix"), folder: text("in") };
    return onFile("cannot-write", given.folder ?? "a temporary file", () => files().makeTemporary(kind, given));
  });
}

function twoPaths(op: string, f: (from: string, to: string) => void) {
  return (from: unknown, to: unknown) => {
    const [source, target] = [path(op, from), path(op, to)];
    return onFile("cannot-write", target, () => {
      f(source, target);
      return target;
    });
  };
}

/** Deletes what is there; false when nothing is. */
function remove(op: string, recursive: boolean) {
  return (x: unknown) => {
    const file = path(op, x);
    return onFile("cannot-write", file, () => {
      if (files().stat(file, false) === null) return false;
      files().remove(file, recursive);
      return true;
    });
  };
}

function home(): string | null {
  return host.env("HOME") ?? host.env("USERPROFILE") ?? null;
}

onFirstNeed(FS, () => {
  definePrimitives({ "write": writing("write", false), "append": writing("append", true) }, FS);
  defineLeaves({
    "read": reading("read", (file) => new TextDecoder().decode(host.readFile(file))),
    "read-bytes": reading("read-bytes", (file) => host.readFile(file)),
    "exists?": reading("exists?", (file) => files().stat(file, true) !== null),
    "file?": kindIs("file?", "file"),
    "directory?": kindIs("directory?", "directory"),
    "link?": reading("link?", (file) => files().stat(file, false)?.kind === "link"),
    "stat": reading("stat", (file) => describe(files().stat(file, true))),
    "size": reading("size", (file) => files().stat(file, true)?.sizeBytes ?? null),
    "list": reading("list", (file) => vec(namesIn(file))),
    "walk": reading("walk", (file) => vec(walk(file))),
    "glob": glob,
    "make-dir": changing("make-dir", (file) => files().makeFolder(file)),
    "delete": remove("delete", false),
    "delete-tree": remove("delete-tree", true),
    "copy": twoPaths("copy", (from, to) => files().copy(from, to)),
    "move": twoPaths("move", (from, to) => files().rename(from, to)),
    "link": twoPaths("link", (target, at) => files().link(target, at)),
    "read-link": reading("read-link", (file) => files().readLink(file)),
    "real-path": reading("real-path", (file) => files().realPath(file)),
    "temp-file": temporary("file"),
    "temp-dir": temporary("directory"),
    "cwd": () => files().currentFolder(),
    "home": home,
    "path": manyFrom(1, (parts) => join(...parts.map((part) => path("path", part)))),
    "parent": (x) => split(path("parent", x)).parent,
    "file-name": (x) => split(path("file-name", x)).name,
    "extension": (x) => extension(path("extension", x)),
    "absolute": (x) => absolute(path("absolute", x)),
    "absolute?": (x) => isAbsolute(path("absolute?", x)),
    "normalize": (x) => normalize(path("normalize", x)),
    "relative": (from, to) => relative(path("relative", from), path("relative", to)),
  }, FS);
  document(
    () => `
read [path]
The text of a file. \`(let [f (fs/temp-file)] (fs/write f "hello") (fs/read f)) ;=> "hello"\`

read-bytes [path]
The Bytes of a file. \`(let [f (fs/temp-file)] (fs/write f "hello") (count (fs/read-bytes f))) ;=> 5\`

write [path content]
Makes a file of a text or Bytes, in place of one that is there; answers the path. \`(fs/write (fs/temp-file) "hello") ;~> ^"/\`

append [path content]
Adds a text or Bytes to the end of a file. \`(let [f (fs/temp-file)] (fs/append f "a") (fs/append f "b") (fs/read f)) ;=> "ab"\`

exists? [path]
Whether something is at a path. \`(fs/exists? "/no/such/file") ;=> false\`

file? [path]
Whether a file, or a link to one, is at a path. \`(fs/file? (fs/temp-file)) ;=> true\`

directory? [path]
Whether a folder, or a link to one, is at a path. \`(fs/directory? (fs/temp-dir)) ;=> true\`

link? [path]
Whether a link is at a path. \`(fs/link? (fs/temp-file)) ;=> false\`

stat [path]
What is at a path, as a map, or nil: \`:kind\` (\`:file\`, \`:directory\`, \`:other\`), \`:size\` in bytes, \`:modified\` and \`:created\` as
instants, \`:mode\`. \`(:kind (fs/stat (fs/temp-file))) ;=> :file\`

size [path]
The size of a file in bytes, nil when there is none. \`(fs/size (fs/write (fs/temp-file) "hello")) ;=> 5\`

list [path]
The names in a folder, in order. \`(fs/list (fs/temp-dir)) ;=> []\`

walk [path]
The paths of everything below a folder, in order. \`(fs/walk (fs/temp-dir)) ;=> []\`

glob [path pattern]
The paths below a folder that match: \`*\` and \`?\` within a name, \`**\` across folders, \`{a,b}\` one or the other.
\`(let [d (fs/temp-dir)] (fs/write (fs/path d "a.bat") "") (map fs/file-name (fs/glob d "**/*.bat"))) ;=> ("a.bat")\`

make-dir [path]
Makes a folder and those above it, where they are missing. \`(fs/directory? (fs/make-dir (fs/path (fs/temp-dir) "a/b"))) ;=> true\`

delete [path]
Deletes a file or an empty folder; false when there is none. \`(fs/delete (fs/temp-file)) ;=> true\`

delete-tree [path]
Deletes a folder with everything in it; false when there is none. \`(fs/delete-tree (fs/temp-dir)) ;=> true\`

copy [from to]
Copies a file. \`(fs/read (fs/copy (fs/write (fs/temp-file) "x") (fs/temp-file))) ;=> "x"\`

move [from to]
Moves or renames a file or folder. \`(fs/read (fs/move (fs/write (fs/temp-file) "x") (fs/temp-file))) ;=> "x"\`

link [target path]
Makes a link to a target. \`(fs/link? (fs/link "/tmp" (fs/path (fs/temp-dir) "l"))) ;=> true\`

read-link [path]
Where a link leads. \`(fs/read-link (fs/link "/tmp" (fs/path (fs/temp-dir) "l"))) ;=> "/tmp"\`

real-path [path]
The absolute path without links. \`(fs/real-path "/") ;=> "/"\`

temp-file [] [options]
Makes an empty file of a new name for a while; options \`:prefix\`, \`:suffix\`, \`:in\` (a folder). \`(fs/extension (fs/temp-file {:suffix ".txt"})) ;=> "txt"\`

temp-dir [] [options]
Makes a folder of a new name for a while; options \`:prefix\`, \`:suffix\`, \`:in\` (a folder). \`(fs/directory? (fs/temp-dir)) ;=> true\`

cwd []
The folder that relative paths start at. \`(fs/absolute? (fs/cwd)) ;=> true\`

home []
The user's own folder, or nil. \`(fs/home) ;~> .\`

path [& parts]
The path of parts, one below the other. \`(fs/path "a" "b/" "c.txt") ;=> "a/b/c.txt"\`

parent [path]
The path of the folder that something is in, nil for a single name. \`(fs/parent "a/b/c.txt") ;=> "a/b"\`

file-name [path]
The last part of a path. \`(fs/file-name "a/b/c.txt") ;=> "c.txt"\`

extension [path]
What follows the last dot of the name, or nil. \`(fs/extension "a/b.tar.gz") ;=> "gz"\`

absolute [path]
The path from the root. \`(fs/absolute "/a/../b") ;=> "/b"\`

absolute? [path]
Whether a path begins at a root. \`(fs/absolute? "a/b") ;=> false\`

normalize [path]
A path without \`.\`, \`..\` and double slashes. \`(fs/normalize "a/./b//../c") ;=> "a/c"\`

relative [from to]
The way from one folder to a path. \`(fs/relative "/a/b" "/a/c/d") ;=> "../c/d"\`
`,
    FS,
  );
});
