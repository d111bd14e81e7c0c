/**
 * The data of the TPC-H benchmark: its eight tables, with its distributions, by chance but always the same.
 * In: a scale factor, a seed. Out: tables with columns of known kinds; rows are arrays. Money is in cents, dates are days since 1970.
 * At least one supplier has complaints and one is recommended, which the specification has from scale 0.2 on.
 * Source: TPC Benchmark H, revision 3.0.1, 4.2.3 (definition of the data). Comments are cut out of one text instead of 300 MB.
 * @module
 */
import { Chance } from "./random.ts";
import {
  COLOURS,
  Comments,
  CONTAINERS,
  INSTRUCTIONS,
  letters,
  MODES,
  NATIONS,
  PRIORITIES,
  REGIONS,
  SEGMENTS,
  TYPES,
} from "./words.ts";

export type Kind = "int" | "text" | "cents" | "date";
export type Row = readonly (number | string)[];

export interface Table {
  readonly name: string;
  /** What the names of its columns begin with in SQL: `l_`. */
  readonly prefix: string;
  /** The column that is the key of its log; null where it takes several. */
  readonly key: string | null;
  /** Names and kinds, as in Batuta: `extended-price` is `l_extendedprice` in SQL. */
  readonly columns: readonly (readonly [string, Kind])[];
  readonly rows: readonly Row[];
}

const DAY_MS = 86_400_000;

function day(text: string): number {
  return Date.parse(text) / DAY_MS;
}

const START = day("1992-01-01");
const END = day("1998-12-31");
const CURRENT = day("1995-06-17");

function numbered(name: string, n: number): string {
  return `${name}#${String(n).padStart(9, "0")}`;
}

function phone(chance: Chance, nation: number): string {
  return `${nation + 10}-${chance.int(100, 999)}-${chance.int(100, 999)}-${chance.int(1000, 9999)}`;
}

/** In cents. */
function retailPrice(part: number): number {
  return 90_000 + Math.floor(part / 10) % 20_001 + 100 * (part % 1000);
}

/** The i-th of the four suppliers of a part, i from 0. */
function supplierOf(part: number, i: number, suppliers: number): number {
  return (part + i * (suppliers / 4 + Math.floor((part - 1) / suppliers))) % suppliers + 1;
}

/** The text with words at two places of it, the second behind the first. */
function withWords(text: string, first: string, second: string): string {
  return `${first} ${text} ${second}`;
}

/** What rows are made from. */
interface Source {
  readonly chance: Chance;
  readonly comments: Comments;
}

function suppliers({ chance, comments }: Source, count: number): Row[] {
  const marked = Math.max(1, Math.round(count / 2000));
  return Array.from({ length: count }, (_, i) => {
    const nation = chance.int(0, 24);
    const text = comments.make(25, 80);
    const about = i < marked
      ? withWords(text, "Customer", "Complaints")
      : i < 2 * marked
      ? withWords(text, "Customer", "Recommends")
      : text;
    const n = i + 1;
    const balance = chance.int(-99_999, 999_999);
    return [n, numbered("Supplier", n), letters(chance, 10, 40), nation, phone(chance, nation), balance, about];
  });
}

function parts({ chance, comments }: Source, count: number): Row[] {
  return Array.from({ length: count }, (_, i) => {
    const n = i + 1;
    const maker = chance.int(1, 5);
    return [
      n,
      chance.some(COLOURS, 5).join(" "),
      `Manufacturer#${maker}`,
      `Brand#${maker}${chance.int(1, 5)}`,
      TYPES.map((words) => chance.of(words)).join(" "),
      chance.int(1, 50),
      CONTAINERS.map((words) => chance.of(words)).join(" "),
      retailPrice(n),
      comments.make(5, 22),
    ];
  });
}

function offers({ chance, comments }: Source, partCount: number, supplierCount: number): Row[] {
  const rows: Row[] = [];
  for (let part = 1; part <= partCount; part++) {
    for (let i = 0; i < 4; i++) {
      rows.push([
        part,
        supplierOf(part, i, supplierCount),
        chance.int(1, 9999),
        chance.int(100, 100_000),
        comments.make(49, 198),
      ]);
    }
  }
  return rows;
}

function customers({ chance, comments }: Source, count: number): Row[] {
  return Array.from({ length: count }, (_, i) => {
    const nation = chance.int(0, 24);
    const n = i + 1;
    return [
      n,
      numbered("Customer", n),
      letters(chance, 10, 40),
      nation,
      phone(chance, nation),
      chance.int(-99_999, 999_999),
      chance.of(SEGMENTS),
      comments.make(29, 116),
    ];
  });
}

/** A customer who orders: every third never does. */
function buyer(chance: Chance, count: number): number {
  const n = chance.int(1, count);
  return n % 3 === 0 ? buyer(chance, count) : n;
}

interface Counts {
  readonly parts: number;
  readonly suppliers: number;
  readonly customers: number;
  readonly clerks: number;
}

/** The lines of one order. */
function linesOf({ chance, comments }: Source, order: number, ordered: number, counts: Counts): Row[] {
  return Array.from({ length: chance.int(1, 7) }, (_, i) => {
    const part = chance.int(1, counts.parts);
    const quantity = chance.int(1, 50);
    const shipped = ordered + chance.int(1, 121);
    const committed = ordered + chance.int(30, 90);
    const received = shipped + chance.int(1, 30);
    return [
      order,
      part,
      supplierOf(part, chance.int(0, 3), counts.suppliers),
      i + 1,
      quantity,
      quantity * retailPrice(part),
      chance.int(0, 10),
      chance.int(0, 8),
      received <= CURRENT ? chance.of(["R", "A"]) : "N",
      shipped > CURRENT ? "O" : "F",
      shipped,
      committed,
      received,
      chance.of(INSTRUCTIONS),
      chance.of(MODES),
      comments.make(10, 43),
    ];
  });
}

/** What an order costs with tax and discount, in cents. */
function totalOf(lines: readonly Row[]): number {
  const exact = lines.reduce((sum, line) => {
    const [price, discount, tax] = line.slice(5, 8) as number[]; // columns of numbers
    return sum + price * (100 - discount) * (100 + tax);
  }, 0);
  return Math.round(exact / 10_000);
}

function orders(
  { chance, comments }: Source,
  count: number,
  counts: Counts,
): { readonly orders: Row[]; readonly lines: Row[] } {
  const made: Row[] = [];
  const lines: Row[] = [];
  for (let i = 0; i < count; i++) {
    // Of 32 keys only the first 8 are used.
    const order = Math.floor(i / 8) * 32 + i % 8 + 1;
    const customer = buyer(chance, counts.customers);
    const ordered = chance.int(START, END - 151);
    const own = linesOf({ chance, comments }, order, ordered, counts);
    const open = own.filter((line) => line[9] === "O").length;
    const status = open === 0 ? "F" : open === own.length ? "O" : "P";
    const clerk = numbered("Clerk", chance.int(1, counts.clerks));
    const priority = chance.of(PRIORITIES);
    made.push([
      order,
      customer,
      status,
      totalOf(own),
      ordered,
      priority,
      clerk,
      0,
      comments.make(19, 78),
    ]);
    for (const line of own) lines.push(line);
  }
  return { orders: made, lines };
}

function scaled(count: number, scale: number): number {
  return Math.max(4, Math.round(count * scale));
}

/** The tables at a scale; 1 is about a gigabyte of text. */
export function tables(scale: number, seed = 15): Table[] {
  const chance = new Chance(seed);
  const comments = new Comments(new Chance(seed + 1));
  const source = { chance, comments };
  const counts: Counts = {
    suppliers: 4 * Math.ceil(scaled(10_000, scale) / 4),
    parts: scaled(200_000, scale),
    customers: scaled(150_000, scale),
    clerks: scaled(1000, scale),
  };
  const sold = orders(source, scaled(1_500_000, scale), counts);
  return [
    {
      name: "region",
      prefix: "r_",
      key: "region-key",
      columns: [["region-key", "int"], ["name", "text"], ["comment", "text"]],
      rows: REGIONS.map((name, i) => [i, name, comments.make(31, 115)]),
    },
    {
      name: "nation",
      prefix: "n_",
      key: "nation-key",
      columns: [["nation-key", "int"], ["name", "text"], ["region-key", "int"], ["comment", "text"]],
      rows: NATIONS.map(([name, region], i) => [i, name, region, comments.make(31, 114)]),
    },
    {
      name: "supplier",
      prefix: "s_",
      key: "supp-key",
      columns: [
        ["supp-key", "int"],
        ["name", "text"],
        ["address", "text"],
        ["nation-key", "int"],
        ["phone", "text"],
        ["acct-bal", "cents"],
        ["comment", "text"],
      ],
      rows: suppliers(source, counts.suppliers),
    },
    {
      name: "customer",
      prefix: "c_",
      key: "cust-key",
      columns: [
        ["cust-key", "int"],
        ["name", "text"],
        ["address", "text"],
        ["nation-key", "int"],
        ["phone", "text"],
        ["acct-bal", "cents"],
        ["mkt-segment", "text"],
        ["comment", "text"],
      ],
      rows: customers(source, counts.customers),
    },
    {
      name: "part",
      prefix: "p_",
      key: "part-key",
      columns: [
        ["part-key", "int"],
        ["name", "text"],
        ["mfgr", "text"],
        ["brand", "text"],
        ["type", "text"],
        ["size", "int"],
        ["container", "text"],
        ["retail-price", "cents"],
        ["comment", "text"],
      ],
      rows: parts(source, counts.parts),
    },
    {
      name: "partsupp",
      prefix: "ps_",
      key: null,
      columns: [
        ["part-key", "int"],
        ["supp-key", "int"],
        ["avail-qty", "int"],
        ["supply-cost", "cents"],
        ["comment", "text"],
      ],
      rows: offers(source, counts.parts, counts.suppliers),
    },
    {
      name: "orders",
      prefix: "o_",
      key: "order-key",
      columns: [
        ["order-key", "int"],
        ["cust-key", "int"],
        ["order-status", "text"],
        ["total-price", "cents"],
        ["order-date", "date"],
        ["order-priority", "text"],
        ["clerk", "text"],
        ["ship-priority", "int"],
        ["comment", "text"],
      ],
      rows: sold.orders,
    },
    {
      name: "lineitem",
      prefix: "l_",
      key: null,
      columns: [
        ["order-key", "int"],
        ["part-key", "int"],
        ["supp-key", "int"],
        ["line-number", "int"],
        ["quantity", "int"],
        ["extended-price", "cents"],
        ["discount", "cents"],
        ["tax", "cents"],
        ["return-flag", "text"],
        ["line-status", "text"],
        ["ship-date", "date"],
        ["commit-date", "date"],
        ["receipt-date", "date"],
        ["ship-instruct", "text"],
        ["ship-mode", "text"],
        ["comment", "text"],
      ],
      rows: sold.lines,
    },
  ];
}
