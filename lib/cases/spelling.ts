/*
 * When two spellings are of one name. Documents print names in capitals, without accents, and in Latin letters; people
 * type them as they write them. ICAO Doc 9303, part 3 (8th edition), section 6, recommends what a document prints for
 * which letter. Several letters have more than one spelling, so a text stands for a set of them, and two texts are
 * spellings of one name when the sets meet. For Greek, of which section 6 says nothing, Greek documents follow ELOT 743
 * (ISO 843, transcription).
 *
 * Left out on purpose: section 6's table for Arabic encodes letter by letter so that machines can restore the original
 * (ب is B, but ء is XE), and no document prints names that way.
 */

/** Latin letters that accents do not explain: what documents print, and the plain letter where people write that. */
const latin: Record<string, readonly string[]> = {
  Ä: ["AE", "A"],
  Å: ["AA", "A"],
  Æ: ["AE"],
  Ð: ["D"],
  Đ: ["D", "DJ"],
  // Azerbaijani: Əliyev is printed ALIYEV.
  Ə: ["A", "E"],
  Ħ: ["H"],
  Ł: ["L"],
  Ñ: ["N", "NXX"],
  Ŋ: ["N"],
  Ö: ["OE", "O"],
  Ø: ["OE", "O"],
  Œ: ["OE"],
  ẞ: ["SS"],
  Ŧ: ["T"],
  Þ: ["TH"],
  Ü: ["UE", "UXX", "U"],
};

/**
 * Cyrillic letters; a second spelling is that of another language's passports or another place in a word, as the table's notes
 * say; for Bulgarian that of its Transliteration Act (2009), for Ђ that of Serbian passports before they had Đ. The table has
 * none of the letters of Kazakh, Kyrgyz and Mongolian: these are printed as the plain letter beside them, Ө, Ү and Ж also as
 * Mongolia's standard MNS 5217 (2012) has them.
 */
const cyrillic: Record<string, readonly string[]> = {
  А: ["A"],
  Ә: ["A", "E"],
  Б: ["B"],
  В: ["V"],
  Г: ["G", "H"],
  Ґ: ["G"],
  Ғ: ["G", "GH"],
  Д: ["D"],
  Ђ: ["D", "DJ"],
  Ѓ: ["G", "GJ"],
  Е: ["E"],
  Ё: ["E", "IO"],
  Є: ["IE", "YE"],
  Ж: ["ZH", "Z", "J"],
  З: ["Z"],
  // Ukraine, resolution 55 of its government (2010), so that it is not read as Ж; in other languages each by itself.
  ЗГ: ["ZGH", "ZG", "ZH"],
  Ѕ: ["DZ"],
  И: ["I", "Y"],
  І: ["I"],
  Ї: ["I", "YI"],
  Й: ["I", "Y"],
  Ј: ["J"],
  К: ["K"],
  Ќ: ["K", "KJ"],
  Қ: ["K", "Q"],
  Л: ["L"],
  Љ: ["LJ"],
  М: ["M"],
  Н: ["N"],
  Ң: ["N", "NG"],
  Њ: ["NJ"],
  О: ["O"],
  Ө: ["O", "U"],
  П: ["P"],
  Р: ["R"],
  С: ["S"],
  Т: ["T"],
  Ћ: ["C"],
  У: ["U"],
  Ў: ["U"],
  Ұ: ["U"],
  Ү: ["U"],
  Ф: ["F"],
  Х: ["KH", "H"],
  Һ: ["H"],
  Ц: ["TS", "C"],
  Ч: ["CH", "C"],
  Џ: ["DZ", "DJ"],
  Ш: ["SH", "S"],
  Щ: ["SHCH", "SHT"],
  Ъ: ["IE", "A"],
  Ы: ["Y"],
  // The table has no line for the soft sign: documents print nothing for it.
  Ь: [""],
  Э: ["E"],
  Ю: ["IU", "YU"],
  Я: ["IA", "YA"],
  Ѫ: ["U"],
  Ѵ: ["Y"],
};

/** Greek letters, and pairs of letters that are printed as one sound. */
const greek: Record<string, readonly string[]> = {
  Α: ["A"],
  ΑΥ: ["AV", "AF"],
  Β: ["V"],
  Γ: ["G"],
  ΓΓ: ["NG"],
  ΓΞ: ["NX"],
  ΓΧ: ["NCH"],
  Δ: ["D"],
  Ε: ["E"],
  ΕΥ: ["EV", "EF"],
  Ζ: ["Z"],
  Η: ["I"],
  ΗΥ: ["IV", "IF"],
  Θ: ["TH"],
  Ι: ["I"],
  Κ: ["K"],
  Λ: ["L"],
  Μ: ["M"],
  // At the beginning or end of a word, and within one.
  ΜΠ: ["B", "MP"],
  Ν: ["N"],
  Ξ: ["X"],
  Ο: ["O"],
  ΟΥ: ["OU"],
  Π: ["P"],
  Ρ: ["R"],
  Σ: ["S"],
  Τ: ["T"],
  Υ: ["Y"],
  Φ: ["F"],
  Χ: ["CH"],
  Ψ: ["PS"],
  Ω: ["O"],
};

// What nobody sees, the spacing modifiers that stand for apostrophes, and the stroke that makes Arabic words longer (tatweel):
// letters to Unicode, but no part of a name.
const unseen = /[\p{Cf}\p{Variation_Selector}\u{2b0}-\u{2ff}\u{640}]/gu;
// Two Greek vowels are a pair unless an accent on the first, or a diaeresis on the second, says that they are two sounds.
const letter = /[ΑΕΗΟ][ΥΎ]\p{M}*|Γ[ΓΞΧ]|ΜΠ|ЗГ|[\p{L}\p{N}]\p{M}*/gu;
const hasAccents = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;

/** Scripts of which documents print a name in Latin letters. */
const romanised = [
  { script: /\p{Script=Cyrillic}/u, letters: cyrillic },
  { script: /\p{Script=Greek}/u, letters: greek },
];

/** The spellings of each letter or digit. Marks are accents in Latin, Greek and Cyrillic, and part of the letter elsewhere. */
function spellingsOf(text: string, tables: Record<string, readonly string[]>[]): (readonly string[])[] {
  const printed = (key: string) => tables.find((table) => table[key])?.[key];
  // Upper case and no locale: it makes ß SS, ς Σ and ı I, where lower case would leave a mark on İ.
  const letters = text.normalize("NFKC").replace(unseen, "").toUpperCase().normalize("NFC").match(letter) ?? [];
  return letters.map((whole) => {
    const bare = hasAccents.test(whole) ? whole.normalize("NFD").replace(/\p{M}/gu, "") : whole;
    return printed(whole) ?? printed(bare) ?? [bare];
  });
}

/** Whether two lists of letters can be spelled alike. Time grows with the product of their lengths, not with the number of spellings. */
function canBeAlike(a: (readonly string[])[], b: (readonly string[])[]): boolean {
  // Both are spelled from the start; what one is ahead of the other is its rest, so at most one rest is not empty.
  const states = [{ i: 0, j: 0, restA: "", restB: "" }];
  const seen = new Set<string>();
  const reach = (i: number, j: number, restA: string, restB: string) => {
    if (!restA.startsWith(restB) && !restB.startsWith(restA)) return;
    const state = { i, j, restA: restA.slice(restB.length), restB: restB.slice(restA.length) };
    const key = JSON.stringify(state);
    if (!seen.has(key)) states.push(state);
    seen.add(key);
  };
  for (const { i, j, restA, restB } of states) {
    const [nextA, nextB] = [a[i], b[j]];
    if (restA === "" && nextA) for (const spelling of nextA) reach(i + 1, j, spelling, restB);
    else if (restB === "" && nextB) for (const spelling of nextB) reach(i, j + 1, restA, spelling);
    else if (!nextA && !nextB && restA === restB) return true;
  }
  return false;
}

/**
 * Whether two texts are spellings of one name: the same but for case, accents, spaces, punctuation and what documents
 * print for a letter. Not when one has no letters at all, and not when names stand in another order.
 */
export function areSpellingsOfOne(a: string, b: string): boolean {
  // Two names in one such script are compared as they stand: in Latin letters different ones can look alike.
  const inLatin = romanised.filter(({ script }) => script.test(a) !== script.test(b));
  const tables = [latin, ...inLatin.map(({ letters }) => letters)];
  const [ofA, ofB] = [spellingsOf(a, tables), spellingsOf(b, tables)];
  return ofA.length > 0 && ofB.length > 0 && canBeAlike(ofA, ofB);
}
