/**
 * What keeps a program alive after its last form: servers.
 * In: holders, from when they begin until they are released. Out: a promise that nothing holds the program any more.
 * @module
 */

/** Something that goes on until it is stopped. */
export interface Holder {
  /** Ends it: it is released when what is under way is done. */
  stop(): void;
}

const holders = new Set<Holder>();
const waiting: (() => void)[] = [];

/** Who is told when the first holder comes and when the last has gone. */
export const holding = {
  began: (): void => {},
  ended: (): void => {},
};

/** What the host has begun and processes wait for; counted by who begins it. */
export const begun = { count: 0 };

/** How much of the host's may still let this worker do something, timers aside. */
export function hostWork(): number {
  return begun.count + holders.size;
}

/** The program goes on until the holder is released. */
export function hold(holder: Holder): void {
  holders.add(holder);
  if (holders.size === 1) holding.began();
}

export function release(holder: Holder): void {
  if (!holders.delete(holder) || holders.size > 0) return;
  holding.ended();
  for (const resolve of waiting.splice(0)) resolve();
}

/** What holds the program now. */
export function currentHolders(): readonly Holder[] {
  return [...holders];
}

/** Asks all holders to end. */
export function stopHolders(): void {
  for (const holder of [...holders]) holder.stop();
}

/** Resolves when nothing holds the program, at once if nothing does. */
export function whenReleased(): Promise<void> {
  if (holders.size === 0) return Promise.resolve();
  return new Promise((resolve) => waiting.push(resolve));
}
