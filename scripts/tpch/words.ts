/**
 * The words that texts of TPC-H are made of, and comments made of them.
 * Source: TPC Benchmark H, revision 3.0.1, 4.2.2.13 (lists of words) and 4.2.2.14 (the grammar of text).
 * @module
 */
import type { Chance } from "./random.ts";

/** Words that stand apart by blanks; `_` is a blank within one. */
function words(text: string): readonly string[] {
  return text.trim().split(/\s+/).map((word) => word.replaceAll("_", " "));
}

/** Names of parts are five of these. */
export const COLOURS = words(
  `almond antique aquamarine azure beige bisque black blanched blue blush brown burlywood burnished
  chartreuse chiffon chocolate coral cornflower cornsilk cream cyan dark deep dim dodger drab firebrick floral forest frosted
  gainsboro ghost goldenrod green grey honeydew hot indian ivory khaki lace lavender lawn lemon light lime linen magenta maroon
  medium metallic midnight mint misty moccasin navajo navy olive orange orchid pale papaya peach peru pink plum powder puff purple
  red rose rosy royal saddle salmon sandy seashell sienna sky slate smoke snow spring steel tan thistle tomato turquoise violet
  wheat white yellow`,
);

export const SEGMENTS = words("AUTOMOBILE BUILDING FURNITURE MACHINERY HOUSEHOLD");
export const PRIORITIES = words("1-URGENT 2-HIGH 3-MEDIUM 4-NOT_SPECIFIED 5-LOW");
export const INSTRUCTIONS = words("DELIVER_IN_PERSON COLLECT_COD NONE TAKE_BACK_RETURN");
export const MODES = words("REG_AIR AIR RAIL SHIP TRUCK MAIL FOB");

/** Kinds of parts and of what they come in are one of each list. */
export const TYPES = [
  words("STANDARD SMALL MEDIUM LARGE ECONOMY PROMO"),
  words("ANODIZED BURNISHED PLATED POLISHED BRUSHED"),
  words("TIN NICKEL BRASS STEEL COPPER"),
];
export const CONTAINERS = [words("SM MED JUMBO WRAP LG"), words("CASE BOX BAG JAR PKG PACK CAN DRUM")];

export const REGIONS = words("AFRICA AMERICA ASIA EUROPE MIDDLE_EAST");
/** Nations and the numbers of their regions. */
export const NATIONS: readonly (readonly [string, number])[] = [
  ["ALGERIA", 0],
  ["ARGENTINA", 1],
  ["BRAZIL", 1],
  ["CANADA", 1],
  ["EGYPT", 4],
  ["ETHIOPIA", 0],
  ["FRANCE", 3],
  ["GERMANY", 3],
  ["INDIA", 2],
  ["INDONESIA", 2],
  ["IRAN", 4],
  ["IRAQ", 4],
  ["JAPAN", 2],
  ["JORDAN", 4],
  ["KENYA", 0],
  ["MOROCCO", 0],
  ["MOZAMBIQUE", 0],
  ["PERU", 1],
  ["CHINA", 2],
  ["ROMANIA", 3],
  ["SAUDI ARABIA", 4],
  ["VIETNAM", 2],
  ["RUSSIA", 3],
  ["UNITED KINGDOM", 3],
  ["UNITED STATES", 1],
];

const NOUNS = words(
  `foxes ideas theodolites pinto_beans instructions dependencies excuses platelets asymptotes courts dolphins
  multipliers sauternes warthogs frets dinos attainments somas patterns forges braids frays warhorses dugouts notornis epitaphs pearls
  tithes waters orbits gifts sheaves depths sentiments decoys realms pains grouches escapades packages requests accounts deposits`,
);
const VERBS = words(
  `sleep wake are cajole haggle nag use boost affix detect integrate maintain nod was lose sublate solve thrash promise
  engage hinder print x-ray breach eat grow impress mold poach serve run dazzle snooze doze unwind kindle play hang believe doubt`,
);
const ADJECTIVES = words(
  `furious sly careful blithe quick fluffy slow quiet ruthless thin close dogged daring brave stealthy permanent
  enticing idle busy regular final ironic even bold silent special pending express unusual`,
);
const ADVERBS = words(
  `sometimes always never furiously slyly carefully blithely quickly fluffily slowly quietly ruthlessly thinly
  closely doggedly daringly bravely stealthily permanently enticingly idly busily regularly finally ironically evenly boldly silently`,
);
const PREPOSITIONS = words(
  `about above across after against along among around at atop before behind beneath beside besides between
  beyond by despite during except for from inside into near of on outside over past since through throughout to toward under until up
  upon without with within`,
);
const AUXILIARIES = words("do may might shall will would can could should must ought_to need_to");
const TERMINATORS = words(". . . ; : ? ! --");

function nounPhrase(chance: Chance): string {
  switch (chance.int(0, 3)) {
    case 0:
      return chance.of(NOUNS);
    case 1:
      return `${chance.of(ADJECTIVES)} ${chance.of(NOUNS)}`;
    case 2:
      return `${chance.of(ADJECTIVES)}, ${chance.of(ADJECTIVES)} ${chance.of(NOUNS)}`;
    default:
      return `${chance.of(ADVERBS)} ${chance.of(ADJECTIVES)} ${chance.of(NOUNS)}`;
  }
}

function verbPhrase(chance: Chance): string {
  const verb = chance.int(0, 1) === 0 ? chance.of(VERBS) : `${chance.of(AUXILIARIES)} ${chance.of(VERBS)}`;
  return chance.int(0, 1) === 0 ? verb : `${verb} ${chance.of(ADVERBS)}`;
}

function sentence(chance: Chance): string {
  const clause = `${nounPhrase(chance)} ${verbPhrase(chance)}`;
  const more = chance.int(0, 2) === 0 ? "" : ` ${chance.of(PREPOSITIONS)} the ${nounPhrase(chance)}`;
  return clause + more + chance.of(TERMINATORS);
}

/** Characters of the text that comments are cut out of. */
const POOL = 300_000;

/** Comments, cut out of one text anywhere. */
export class Comments {
  readonly #text: string;

  constructor(readonly chance: Chance) {
    const sentences: string[] = [];
    for (let length = 0; length < POOL; length += sentences[sentences.length - 1].length + 1) {
      sentences.push(sentence(chance));
    }
    this.#text = sentences.join(" ");
  }

  /** One of so many characters. */
  make(least: number, most: number): string {
    const length = this.chance.int(least, most);
    const from = this.chance.int(0, this.#text.length - length);
    return this.#text.slice(from, from + length);
  }
}

const LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ,";

/** Letters by chance, for addresses. */
export function letters(chance: Chance, least: number, most: number): string {
  let text = "";
  for (let left = chance.int(least, most); left > 0; left--) text += LETTERS[chance.int(0, LETTERS.length - 1)];
  return text;
}
