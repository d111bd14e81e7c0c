/**
 * A process with a mailbox: messages in the order of their arrival, before them those that a receive has looked at and put aside.
 * A message that is received leaves the mailbox at once and is put aside when no clause takes it; the next receive looks at what was put
 * aside first. So a message that fits costs nothing beyond taking it out.
 * Invariant: `count` is the number of messages in both lists.
 * @module
 */
import type { Ref } from "../data/mod.ts";
import { Process } from "../runtime/mod.ts";
import { chain, type Mail, Notice } from "./mail.ts";

export class Mailbox extends Process {
  count = 0;
  #first: Mail | null = null;
  #last: Mail | null = null;
  #asideFirst: Mail | null = null;
  #asideLast: Mail | null = null;

  /** Adds a message; answers how many there are. */
  protected append(mail: Mail): number {
    if (this.#last === null) this.#first = mail;
    else this.#last.next = mail;
    this.#last = mail;
    return ++this.count;
  }

  /** Takes the first message that was not looked at; null when there is none. */
  protected pop(): Mail | null {
    const mail = this.#first;
    if (mail === null) return null;
    this.#first = mail.next;
    if (this.#first === null) this.#last = null;
    mail.next = null;
    this.count--;
    return mail;
  }

  /** Adds a message that was taken to those that are put aside. */
  protected putBehindAside(mail: Mail): void {
    if (this.#asideLast === null) this.#asideFirst = mail;
    else this.#asideLast.next = mail;
    this.#asideLast = mail;
    this.count++;
  }

  /** What was put aside comes first again. */
  protected restore(): void {
    const last = this.#asideLast;
    if (last === null) return;
    last.next = this.#first;
    this.#first = this.#asideFirst;
    if (this.#last === null) this.#last = last;
    this.#asideFirst = this.#asideLast = null;
  }

  /** The oldest of those put aside, except for one; null when there is none. */
  protected oldestAside(except: Mail | null): Mail | null {
    const first = this.#asideFirst;
    return first !== null && first === except ? first.next : first;
  }

  /** The oldest and the newest of those that were not looked at. */
  protected get oldest(): Mail | null {
    return this.#first;
  }
  protected get newest(): Mail | null {
    return this.#last;
  }

  protected removeAside(mail: Mail): void {
    let before: Mail | null = null;
    for (let at = this.#asideFirst; at !== null && at !== mail; at = at.next) before = at;
    if (before === null) this.#asideFirst = mail.next;
    else before.next = mail.next;
    if (this.#asideLast === mail) this.#asideLast = before;
    mail.next = null;
    this.count--;
  }

  /** Takes a message out, wherever it waits. */
  protected remove(mail: Mail): void {
    let before: Mail | null = null;
    let at = this.#first;
    for (; at !== null && at !== mail; at = at.next) before = at;
    if (at === null) return this.removeAside(mail);
    if (before === null) this.#first = mail.next;
    else before.next = mail.next;
    if (this.#last === mail) this.#last = before;
    mail.next = null;
    this.count--;
  }

  /** Takes the notice that a monitor has given out, if nobody has received it. */
  protected forgetNotice(ref: Ref): void {
    const found = (mail: Mail) => mail instanceof Notice && mail.ref.equals(ref);
    for (const first of [this.#asideFirst, this.#first]) {
      for (let mail = first; mail !== null; mail = mail.next) if (found(mail)) return this.remove(mail);
    }
  }

  /** Those put aside, and the others. */
  protected get mails(): { readonly aside: readonly Mail[]; readonly mails: readonly Mail[] } {
    return { aside: chain(this.#asideFirst), mails: chain(this.#first) };
  }

  /** Fills an empty one. */
  protected fill(aside: readonly Mail[], mails: readonly Mail[]): void {
    for (const mail of [...aside, ...mails]) mail.next = null;
    for (const mail of aside) this.putBehindAside(mail);
    for (const mail of mails) this.append(mail);
  }

  protected discard(): void {
    this.#first =
      this.#last =
      this.#asideFirst =
      this.#asideLast =
        null;
    this.count = 0;
  }

  /** All messages. */
  get mailbox(): unknown[] {
    const { aside, mails } = this.mails;
    return [...aside, ...mails].map(({ message }) => message);
  }
}
