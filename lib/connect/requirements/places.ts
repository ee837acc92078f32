import { plainNumber } from "@/lib/connect/requirements/digits";

/** A part of a country, as Stripe takes it and as people there call it. */
type State = { code: string; name: string };

const list = (text: string): State[] =>
  text
    .trim()
    .split(/\s*[,\n]\s*/)
    .map((item) => {
      const [code = "", ...name] = item.split(" ");
      return { code, name: name.join(" ") };
    });

const unitedStates = `
AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware
DC District of Columbia, FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, KS Kansas
KY Kentucky, LA Louisiana, ME Maine, MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi
MO Missouri, MT Montana, NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York
NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania, RI Rhode Island
SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah, VT Vermont, VA Virginia, WA Washington
WV West Virginia, WI Wisconsin, WY Wyoming, AS American Samoa, GU Guam, MP Northern Mariana Islands, PR Puerto Rico
VI U.S. Virgin Islands
`;

const australia = `
ACT Australian Capital Territory, NSW New South Wales, NT Northern Territory, QLD Queensland, SA South Australia
TAS Tasmania, VIC Victoria, WA Western Australia
`;

const brazil = `
AC Acre, AL Alagoas, AP Amapá, AM Amazonas, BA Bahia, CE Ceará, DF Distrito Federal, ES Espírito Santo, GO Goiás
MA Maranhão, MT Mato Grosso, MS Mato Grosso do Sul, MG Minas Gerais, PA Pará, PB Paraíba, PR Paraná, PE Pernambuco
PI Piauí, RJ Rio de Janeiro, RN Rio Grande do Norte, RS Rio Grande do Sul, RO Rondônia, RR Roraima, SC Santa Catarina
SP São Paulo, SE Sergipe, TO Tocantins
`;

const canada = `
AB Alberta, BC British Columbia, MB Manitoba, NB New Brunswick, NL Newfoundland and Labrador, NS Nova Scotia
NT Northwest Territories, NU Nunavut, ON Ontario, PE Prince Edward Island, QC Quebec, SK Saskatchewan, YT Yukon
`;

/** Kanji and katakana, in the order of the Japanese standard (JIS X 0401): 01 is Hokkaido, 47 is Okinawa. */
const japan = `
北海道 ホッカイドウ, 青森県 アオモリケン, 岩手県 イワテケン, 宮城県 ミヤギケン, 秋田県 アキタケン, 山形県 ヤマガタケン
福島県 フクシマケン, 茨城県 イバラキケン, 栃木県 トチギケン, 群馬県 グンマケン, 埼玉県 サイタマケン, 千葉県 チバケン
東京都 トウキョウト, 神奈川県 カナガワケン, 新潟県 ニイガタケン, 富山県 トヤマケン, 石川県 イシカワケン, 福井県 フクイケン
山梨県 ヤマナシケン, 長野県 ナガノケン, 岐阜県 ギフケン, 静岡県 シズオカケン, 愛知県 アイチケン, 三重県 ミエケン
滋賀県 シガケン, 京都府 キョウトフ, 大阪府 オオサカフ, 兵庫県 ヒョウゴケン, 奈良県 ナラケン, 和歌山県 ワカヤマケン
鳥取県 トットリケン, 島根県 シマネケン, 岡山県 オカヤマケン, 広島県 ヒロシマケン, 山口県 ヤマグチケン, 徳島県 トクシマケン
香川県 カガワケン, 愛媛県 エヒメケン, 高知県 コウチケン, 福岡県 フクオカケン, 佐賀県 サガケン, 長崎県 ナガサキケン
熊本県 クマモトケン, 大分県 オオイタケン, 宮崎県 ミヤザキケン, 鹿児島県 カゴシマケン, 沖縄県 オキナワケン
`;

const kanji = list(japan);
const same = (name: string): State => ({ code: name, name });

const byCountry: Readonly<Record<string, readonly State[]>> = {
  ...{ US: list(unitedStates), AU: list(australia), BR: list(brazil), CA: list(canada) },
  JP: kanji.map(({ code }) => same(code)),
};
const inKana: readonly State[] = kanji.map(({ name }) => same(name));

/**
 * The states, provinces or prefectures to choose from, by name in the country's own language; null where it is a text. Japan's
 * are the text itself, in the script of the address.
 */
export function statesOf(country: string, script: "kana" | "other" = "other"): readonly State[] | null {
  if (country === "JP" && script === "kana") return inKana;
  return Object.hasOwn(byCountry, country) ? (byCountry[country] ?? null) : null;
}

/** How a country writes its postcodes: `shape` of what is left without spaces and hyphens, and how it is sent. */
type Postcode = { shape: RegExp; write: (digits: string) => string; example: string };

const plain = (shape: RegExp, example: string): Postcode => ({ shape, write: (code) => code, example });
const split = (shape: RegExp, at: number, by: string, example: string): Postcode => ({
  ...{ shape, write: (code) => `${code.slice(0, at)}${by}${code.slice(at)}`, example },
});

const four = (example: string) => plain(/^\d{4}$/, example);
const five = (example: string) => plain(/^\d{5}$/, example);

/** Universal Postal Union, addressing systems of its members. Examples are no place in particular, or a large one. */
const postcodes: Readonly<Record<string, Postcode>> = {
  ...{ AT: four("1010"), AU: four("2000"), BE: four("1000"), CH: four("3000"), DK: four("1000"), LU: four("1111") },
  ...{ NO: four("0150"), NZ: four("6011"), DE: five("10115"), ES: five("28001"), FI: five("00100"), FR: five("75001") },
  ...{ IT: five("00118"), MX: five("06000"), SG: plain(/^\d{6}$/, "018956") },
  BR: split(/^\d{8}$/, 5, "-", "01310-100"),
  CA: split(/^[A-CEGHJ-NPR-TVXY]\d[A-Z]\d[A-Z]\d$/, 3, " ", "K1A 0B1"),
  GB: {
    shape: /^([A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}|GIR0AA)$/,
    write: (code) => `${code.slice(0, -3)} ${code.slice(-3)}`,
    example: "SW1A 2AA",
  },
  IE: split(/^[A-Z]\d[\dW][A-Z\d]{4}$/, 3, " ", "D02 AF30"),
  // Stripe's examples have Japan's without its hyphen, with which people write it.
  JP: plain(/^\d{7}$/, "100-0001"),
  NL: split(/^[1-9]\d{3}[A-Z]{2}$/, 4, " ", "1011 AB"),
  PT: split(/^\d{7}$/, 4, "-", "1000-001"),
  SE: split(/^\d{5}$/, 3, " ", "111 20"),
  US: {
    shape: /^\d{5}(\d{4})?$/,
    write: (code) => (code.length > 5 ? `${code.slice(0, 5)}-${code.slice(5)}` : code),
    example: "97204",
  },
};

/** An example of a country's postcode; null where we do not know how it writes them. */
export const postcodeExample = (country: string): string | null =>
  Object.hasOwn(postcodes, country) ? (postcodes[country]?.example ?? null) : null;

/** What stands before a postcode on letters from abroad, beside the country's code: its sign on vehicles. */
const vehicleSigns: Readonly<Record<string, string>> = {
  ...{ AT: "A", BE: "B", DE: "D", ES: "E", FR: "F", IT: "I", LU: "L", NO: "N", PT: "P", SE: "S" },
};

/**
 * A postcode as it is sent to Stripe; null where it cannot be one of the country. Full-width digits, 〒 and `D-` are understood.
 * `country` may be any text: it is what somebody sent.
 */
export function readPostcode(text: string, country: string): string | null {
  const sign = Object.hasOwn(vehicleSigns, country) ? vehicleSigns[country] : country;
  const code = plainNumber(text)
    .trim()
    .toUpperCase()
    .replace(/^([A-Z]{1,2})-(?=\d)/, (whole, before) => (before === country || before === sign ? "" : whole))
    .replaceAll(/[\s〒‐-―−ー-]/g, "");
  const known = Object.hasOwn(postcodes, country) ? postcodes[country] : undefined;
  if (known) return known.shape.test(code) ? known.write(code) : null;
  return /^[A-Z\d]{2,10}$/.test(code) ? text.trim() : null;
}

/** Countries whose postcode stands before the city. */
const postcodeFirst = ["AT", "BE", "CH", "DE", "DK", "ES", "FI", "FR", "IT", "LU", "MX", "NL", "NO", "PT", "SE"];

/** The parts of an address in the order in which a country writes them (Universal Postal Union, addressing systems). */
export function addressOrder(country: string): readonly string[] {
  if (country === "JP") return ["postal_code", "state", "city", "town", "line1", "line2", "country"];
  return postcodeFirst.includes(country)
    ? ["line1", "line2", "town", "postal_code", "city", "state", "country"]
    : ["line1", "line2", "town", "city", "state", "postal_code", "country"];
}

/** Phone numbers with their country's code that nobody has: set aside for fiction where the country does so, else of zeros. */
const phones: Readonly<Record<string, string>> = {
  ...{ AU: "+61 2 5550 0142", BR: "+55 11 0000 0000", DE: "+49 30 23125 142", FR: "+33 1 99 00 01 42" },
  ...{ GB: "+44 20 7946 0142", JP: "+81 3 0000 0000", SG: "+65 0000 0000", US: "+1 503 555 0142" },
};

/** An example of a country's phone number; null where we have none. */
export const phoneExample = (country: string): string | null =>
  Object.hasOwn(phones, country) ? (phones[country] ?? null) : null;
