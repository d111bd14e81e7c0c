/**
 * Amounts as people read them: `1,234,567`, `12.3 MB`, `310,000 records/s`, `2 min 5 s`. Sizes are decimal: 1 kB is 1000 bytes.
 * @module
 */

/** A whole number with commas. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 record`, `2 records`. */
export function counted(n: number, noun: string, nouns: string = `${noun}s`): string {
  return `${grouped(n)} ${n === 1 ? noun : nouns}`;
}

const UNITS = ["kB", "MB", "GB", "TB", "PB"];

export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes / 1000;
  let unit = 0;
  // 999,950 is not 1000.0 kB
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(1)} ${UNITS[unit]}`;
}

/** How many in a second, to three digits. */
export function rateText(n: number, ms: number, noun: string): string {
  const rate = n / Math.max(ms, 1) * 1000;
  return `${grouped(Math.round(Number(rate.toPrecision(3))))} ${noun}s/s`;
}

export function durationText(ms: number): string {
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
