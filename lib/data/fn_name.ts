/**
 * Batuta names as JavaScript identifiers, and back: `user/empty?` ↔ `_user$2fempty$3f`.
 * The stack of a JavaScript error shows identifiers; traces show Batuta names.
 * @module
 */

/** A JavaScript identifier for a qualified name. */
export function mangle(name: string): string {
  return "_" + name.replace(/[^A-Za-z0-9_]/g, (c) => {
    const code = c.charCodeAt(0);
    return code < 256 ? `$${code.toString(16).padStart(2, "0")}` : `$u${code.toString(16).padStart(4, "0")}`;
  });
}

/** The qualified name in an identifier made by `mangle`, suffixes of bodies and wrappers off; null for any other. */
export function unmangle(identifier: string): string | null {
  if (!identifier.startsWith("_")) return null;
  const name = identifier.slice(1).replace(/\$(b\d+|w)$/, "");
  return name.replace(
    /\$u([0-9a-f]{4})|\$([0-9a-f]{2})/g,
    (_, long, short) => String.fromCharCode(parseInt(long ?? short, 16)),
  );
}
