import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseEntry } from "./entry";
import { fieldOf, knownFields } from "./fields";
import { fieldProblems, type ReadingContext, readAnswer, readerOf } from "./readers";

const now = new Date(Date.UTC(2026, 10, 29, 12));

const context = (country: string, more: Partial<ReadingContext> = {}): ReadingContext => ({
  ...{ accountCountry: country, currency: "usd", addressCountry: country, now, testMode: false },
  ...more,
});

const read = (entry: string, input: unknown, country = "US", more: Partial<ReadingContext> = {}) => {
  const field = fieldOf(parseEntry(entry));
  if (!field) throw new Error(`nothing answers ${entry}`);
  return readAnswer(field, input, context(country, more));
};
const refused = (problem: string) => ({ ok: false, problem });
const answer = (value: unknown) => ({ ok: true, answer: value });
const born = (year: number, month: number, day: number) => ({ year: `${year}`, month: `${month}`, day: `${day}` });

describe("a birth date", () => {
  test.each([
    [born(1988, 4, 17), answer({ year: 1988, month: 4, day: 17 })],
    [{ day: "04", month: " 4 ", year: "1988" }, answer({ year: 1988, month: 4, day: 4 })],
    [born(1988, 2, 30), refused("date_unreal")],
    [born(1987, 2, 29), refused("date_unreal")],
    [born(1988, 13, 1), refused("date_unreal")],
    [born(88, 4, 17), refused("date_unreal")],
    [{ day: "１７", month: "٤", year: "１９８８" }, answer({ year: 1988, month: 4, day: 17 })],
    [{ day: "x", month: "4", year: "1988" }, refused("date_unreal")],
    [{ day: "", month: "4", year: "1988" }, refused("missing")],
    [{ day: "17" }, refused("missing")],
    ["17.4.1988", refused("missing")],
    [born(2026, 11, 30), refused("date_future")],
    [born(2013, 11, 30), refused("age_under_13")],
    [born(2013, 11, 29), refused("age_under_18")],
    [born(2008, 11, 30), refused("age_under_18")],
    [born(2008, 11, 29), answer({ year: 2008, month: 11, day: 29 })],
    [born(1905, 11, 30), answer({ year: 1905, month: 11, day: 30 })],
    [born(1905, 11, 29), refused("age_over_120")],
    [born(1901, 1, 1), refused("age_over_120")],
  ])("%o", (input, result) => {
    expect(read("individual.dob.day", input)).toEqual(result);
  });

  test("may be Stripe's of 1901 in test mode alone", () => {
    const testMode = { testMode: true };
    expect(read("individual.dob.day", born(1901, 1, 1), "US", testMode).ok).toBe(true);
    expect(read("individual.dob.day", born(1901, 1, 2), "US", testMode)).toEqual(refused("age_over_120"));
  });
});

test.each([
  ["US", "97204", "97204"],
  ["US", "97204 1234", "97204-1234"],
  ["US", "9720", null],
  ["DE", "D-10115", "10115"],
  ["LU", "LU-1111", "1111"],
  ["SE", "se-111 20", "111 20"],
  ["DE", "F-75001", null],
  ["GB", "sw1a2aa", "SW1A 2AA"],
  ["GB", "M1 1AE", "M1 1AE"],
  ["GB", "SW1A", null],
  ["DE", "10115", "10115"],
  ["DE", "1011", null],
  ["FR", "75 001", "75001"],
  ["JP", "〒１００-０００１", "1000001"],
  ["JP", "100001", null],
  ["AU", "2000", "2000"],
  ["AU", "20000", null],
  ["BR", "01310100", "01310-100"],
  ["BR", "0131010", null],
  ["SG", "018956", "018956"],
  ["SG", "18956", null],
  ["KE", "00100", "00100"],
  ["KE", "!", null],
])("a postcode of %s: %s", (country, input, code) => {
  const result = code === null ? refused(country === "US" ? "zip_code_form" : "postcode_form") : answer(code);
  expect(read("individual.address.postal_code", input, "US", { addressCountry: country })).toEqual(result);
});

test.each([
  ["company.tax_id", "US", "00-0000000", "000000000"],
  ["company.tax_id", "US", "00-000000", null],
  ["company.tax_id", "GB", "SC 123456", "SC123456"],
  ["company.tax_id", "GB", "1234567", null],
  ["company.tax_id", "DE", "hrb 12345 b", "HRB12345B"],
  ["company.tax_id", "DE", "12345", null],
  ["company.tax_id", "FR", "123 456 789", "123456789"],
  ["company.tax_id", "JP", "１２３４５６７８９０１２３", "1234567890123"],
  ["company.tax_id", "JP", "123456789012", null],
  ["company.tax_id", "AU", "12 345 678 901", "12345678901"],
  ["company.registration_number", "AU", "123 456 789", "123456789"],
  ["company.registration_number", "AU", "12345678901", null],
  ["company.tax_id", "BR", "12.ABC.345/01DE-35", "12ABC34501DE35"],
  ["company.tax_id", "BR", "12.345.678/0001-9", null],
  ["company.tax_id", "SG", "201912345k", "201912345K"],
  ["company.tax_id", "SG", "T08GB0001A", "T08GB0001A"],
  ["company.tax_id", "SG", "2019", null],
  ["company.tax_id", "KE", "P000000000A", "P000000000A"],
  ["individual.id_number", "US", "000-00-0000", "000000000"],
  ["individual.id_number", "US", "1234567890123456", null],
  ["individual.id_number", "BR", "123.456.789-00", "12345678900"],
  ["individual.id_number", "SG", "s1234567a", "S1234567A"],
  ["company.business_vat_id_number", "AE", "123456789012345", "123456789012345"],
  ["company.vat_id", "DE", "DE 123456789", "DE123456789"],
  ["company.vat_id", "DE", "123456789", null],
])("%s of %s: %s", (entry, country, input, number) => {
  const { kind = "" } = fieldOf(parseEntry(entry)) ?? {};
  const problem = country === "US" && kind === "tax_id" ? "ein_form" : `${kind}_form`;
  expect(read(entry, input, country)).toEqual(number === null ? refused(problem) : answer(number));
});

test("Stripe's test numbers are read for every country, in test mode alone", () => {
  for (const number of ["000000000", "000000001", "111111112", "222222222", "222221005"]) {
    expect(read("company.tax_id", number, "GB", { testMode: true }), number).toEqual(answer(number));
    expect(read("company.tax_id", number, "GB"), number).toEqual(refused("tax_id_form"));
  }
  expect(read("company.tax_id", "123456789", "GB", { testMode: true })).toEqual(refused("tax_id_form"));
});

test.each([
  ["individual.first_name", "Juno Mae", answer("Juno Mae")],
  ["individual.first_name", "  ", refused("missing")],
  ["individual.first_name", undefined, refused("missing")],
  ["individual.first_name", "x".repeat(101), refused("too_long")],
  ["individual.last_name", "Samplewood 2", refused("name_characters")],
  ["individual.last_name", "juno@example.com", refused("name_characters")],
  ["individual.last_name", "Testerly S/O Samplewood", answer("Testerly S/O Samplewood")],
  ["individual.last_name", "Testerly/Samplewood", refused("name_characters")],
  ["individual.last_name", "O’Testerly-Ødegård", answer("O’Testerly-Ødegård")],
  ["individual.first_name_kana", "ジュノ", answer("ジュノ")],
  ["individual.first_name_kana", "ｼﾞｭﾉ", answer("ｼﾞｭﾉ")],
  ["individual.first_name_kana", "Juno", refused("not_kana")],
  ["individual.first_name_kana", "見本", refused("not_kana")],
  ["individual.last_name_kanji", "見本", answer("見本")],
  ["individual.last_name_kanji", "ジュノ", answer("ジュノ")],
  ["individual.last_name_kanji", "見\u{e0100}本", answer("見\u{e0100}本")],
  ["individual.last_name_kanji", "Samplewood", refused("not_kanji")],
  ["individual.address_kana.line1", "27-15", answer("27-15")],
  ["individual.address_kanji.line1", "２７－１５ ABCビル", answer("２７－１５ ABCビル")],
  ["individual.address_kanji.town", "Jingumae", refused("not_kanji")],
  ["company.name_kanji", "ABC株式会社", answer("ABC株式会社")],
  ["individual.full_name_aliases", "J. Samplewood\n\n Juno Test ", answer(["J. Samplewood", "Juno Test"])],
  ["individual.full_name_aliases", "", answer([""])],
  ["individual.full_name_aliases", "Juno", refused("name_one_word")],
  ["individual.full_name_aliases", "Juno 2", refused("name_characters")],
  ["individual.full_name_aliases", null, refused("missing")],
  ["individual.address.line1", "48 Kiln Street", answer("48 Kiln Street")],
  ["individual.address.line1", "P.O. Box 12", refused("post_box")],
  ["individual.address.line1", "PO box 12", refused("post_box")],
  ["individual.address.line1", "Postfach 12", refused("post_box")],
  ["individual.address.line1", "BP 120", refused("post_box")],
  ["individual.address.line1", "Caixa Postal 9", refused("post_box")],
  ["individual.address_kanji.line1", "中央郵便局私書箱１２号", refused("post_box")],
  ["individual.address_kana.line1", "チュウオウシショバコ12", refused("post_box")],
  ["individual.address.line1", "Apartado 12", refused("post_box")],
  ["individual.address.line1", "Apartadostraße 5", answer("Apartadostraße 5")],
  ["individual.address.line1", "48 Boxwood Post Lane", answer("48 Boxwood Post Lane")],
  ["individual.address.line2", "", answer("")],
  ["individual.address.state", "OR", answer("OR")],
  ["individual.address.state", "or", answer("OR")],
  ["individual.address.state", "oregon", answer("OR")],
  ["individual.address.state", "Oregonia", refused("not_offered")],
  ["individual.address.country", "US", answer("US")],
  ["individual.address.country", "USA", refused("not_offered")],
  ["individual.address.new_part", "Something", answer("Something")],
  ["individual.email", "juno@example.com", answer("juno@example.com")],
  ["individual.email", "r&d@example.com", answer("r&d@example.com")],
  ["individual.email", "juno..test@xn--h1alffa9f.xn--p1ai", answer("juno..test@xn--h1alffa9f.xn--p1ai")],
  ["individual.email", "juno@example", refused("email_form")],
  ["individual.email", "juno mae@example.com", refused("email_form")],
  ["individual.phone", "+1 (503) 555-0142", answer("+15035550142")],
  ["individual.phone", "001 503 555 0142", answer("+15035550142")],
  ["individual.phone", "503 555 0142", refused("phone_form")],
  ["individual.phone", "+49 30 0000000", refused("phone_not_us")],
  ["individual.phone", "0000000000", refused("phone_form")],
  ["individual.ssn_last_4", "0000", answer("0000")],
  ["individual.ssn_last_4", "123", refused("ssn_last_4_form")],
  ["individual.ssn_last_4", "٠٠٠٠", answer("0000")],
  ["individual.id_number", "\u202a٠٠٠-٠٠-٠٠٠٠\u202c", answer("000000000")],
  ["individual.id_number", "０００-００-００００", answer("000000000")],
  ["individual.phone", "\u202a+١ ٥٠٣ ٥٥٥ ٠١٤٢\u202c", answer("+15035550142")],
  ["individual.address.postal_code", "٩٧٢٠٤\u200b", answer("97204")],
  ["individual.political_exposure", "none", answer("none")],
  ["individual.political_exposure", "maybe", refused("not_offered")],
  ["individual.us_cfpb_data.race_details.race", ["prefer_not_to_answer"], answer(["prefer_not_to_answer"])],
  ["individual.us_cfpb_data.race_details.race", [], refused("missing")],
  ["individual.us_cfpb_data.race_details.race", ["made_up"], refused("not_offered")],
  ["person_1a.relationship.percent_ownership", "60", answer(60)],
  ["person_1a.relationship.percent_ownership", "33,33 %", answer(33.33)],
  ["person_1a.relationship.percent_ownership", "５０％", answer(50)],
  ["person_1a.relationship.percent_ownership", "5%0", refused("percent_form")],
  ["person_1a.relationship.percent_ownership", "100.01", refused("percent_over_100")],
  ["person_1a.relationship.percent_ownership", "-1", refused("percent_form")],
  ["company.owners_provided", "yes", answer(true)],
  ["company.owners_provided", undefined, refused("not_confirmed")],
  ["company.registration_date.day", born(2019, 2, 3), answer({ year: 2019, month: 2, day: 3 })],
  ["company.registration_date.day", born(2027, 2, 3), refused("date_future")],
  ["business_profile.url", "wobblestone.example", answer("https://wobblestone.example/")],
  ["business_profile.url", "ftp://wobblestone.example", refused("url_form")],
  ["business_profile.url", "wobblestone", refused("url_form")],
  ["business_profile.url", "https://a:b@wobblestone.example", refused("url_form")],
  ["business_profile.product_description", "Hand-made kettles.", answer("Hand-made kettles.")],
  ["business_profile.product_description", "Kettles", refused("description_short")],
  ["business_profile.product_description", "https://wobblestone.example", refused("description_is_url")],
  ["business_profile.product_description", "wobblestone.example", refused("description_is_url")],
  ["business_profile.product_description", "http://wobblestone.例え", refused("description_is_url")],
  [
    "business_profile.product_description",
    "革の財布を作っています。オンラインで売ります",
    answer("革の財布を作っています。オンラインで売ります"),
  ],
  ["business_profile.mcc", "5947", answer("5947")],
  ["business_profile.mcc", "pottery", refused("too_long")],
  ["business_profile.estimated_worker_count", "4", answer(4)],
  ["business_profile.estimated_worker_count", "１５０", answer(150)],
  ["business_profile.estimated_worker_count", "1,200", answer(1200)],
  ["business_profile.estimated_worker_count", "1 200", answer(1200)],
  ["business_profile.estimated_worker_count", "1.5", refused("count_form")],
  ["business_profile.estimated_worker_count", "0,120", refused("count_form")],
  ["business_profile.estimated_worker_count", "a few", refused("count_form")],
  ["business_profile.annual_revenue.fiscal_year_end", born(2025, 12, 31), answer({ year: 2025, month: 12, day: 31 })],
  ["business_profile.annual_revenue.fiscal_year_end", born(2027, 12, 31), refused("date_future")],
  ["settings.payments.statement_descriptor", "WOBBLESTONE", answer("WOBBLESTONE")],
  ["settings.payments.statement_descriptor", "WOB", refused("descriptor_length")],
  ["settings.payments.statement_descriptor", "WOBBLE*STONE", refused("descriptor_characters")],
  ["settings.payments.statement_descriptor", "12345", refused("descriptor_no_letter")],
  ["settings.card_payments.statement_descriptor_prefix", "W", refused("descriptor_prefix_length")],
  ["tos_acceptance.date", "yes", refused("missing")],
])("%s: %o", (entry, input, result) => {
  expect(read(entry, input)).toEqual(result);
});

describe("an amount of money", () => {
  const amount = (typed: string, currency: string | null = "usd") =>
    read("business_profile.annual_revenue.amount", typed, "US", { currency });
  const inUnits = (units: number, currency = "usd") => answer({ amount: units, currency });

  test.each([
    ["42000", 4_200_000],
    ["42,000", 4_200_000],
    ["42.000", 4_200_000],
    ["42 000", 4_200_000],
    ["42\u202f000,5", 4_200_050],
    ["42'000.50", 4_200_050],
    ["1.042.000,50", 104_200_050],
    ["1,042,000.50", 104_200_050],
    ["42000.50", 4_200_050],
    ["42000,5", 4_200_050],
    ["$42,000", 4_200_000],
    ["US$42,000", 4_200_000],
    ["R$ 42.000,50", 4_200_050],
    ["USD 42,000", 4_200_000],
    ["42 000 usd", 4_200_000],
    ["42 000 kr.", 4_200_000],
    ["42,000円", 4_200_000],
    ["0.50", 50],
    ["42.000 €", 4_200_000],
    ["４２，０００", 4_200_000],
    ["٤٢٬٠٠٠٫٥٠", 4_200_050],
    ["0", 0],
    ["007", 700],
    ["999,999,999,999.99", 99_999_999_999_999],
  ])("%s is read as people of some language write it", (typed, units) => {
    expect(amount(typed)).toEqual(inUnits(units));
  });

  test.each([
    ["", "missing"],
    ["much", "amount_form"],
    ["-42000", "amount_form"],
    ["42k", "amount_form"],
    ["42 MIO", "amount_form"],
    ["EUR 42,000", "amount_form"],
    ["0.500", "amount_form"],
    ["0,125", "amount_form"],
    ["4.2e4", "amount_form"],
    ["42.0000", "amount_form"],
    ["42,00,000", "amount_form"],
    ["1.042.000.50", "amount_form"],
    ["1,042.000", "amount_form"],
    ["42$000", "amount_form"],
    ["1000000000000", "amount_large"],
    ["9".repeat(31), "too_long"],
  ])("%s is refused", (typed, problem) => {
    expect(amount(typed)).toEqual(refused(problem));
  });

  test("is in the account's currency, in its smallest unit", () => {
    expect(amount("42.000,50", "eur")).toEqual(inUnits(4_200_050, "eur"));
    expect(amount("42,000", "jpy")).toEqual(inUnits(42_000, "jpy"));
    expect(amount("42,000.00", "jpy")).toEqual(inUnits(42_000, "jpy"));
    expect(amount("42,000.50", "jpy")).toEqual(refused("amount_whole"));
    expect(amount("42,000", "kes")).toEqual(inUnits(4_200_000, "kes"));
    expect(amount("42,000.5", "kwd")).toEqual(inUnits(42_000_500, "kwd"));
  });

  test("is in no currency where nobody knows the account's", () => {
    expect(amount("42,000", null)).toEqual(refused("missing"));
  });

  test("is read back from however a language of the world writes it", () => {
    const languages = fc.constantFrom("en", "de", "fr", "es", "ja", "ar", "ar-EG", "de-CH", "pt", "sv", "pl");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 13 }), languages, (units, language) => {
        const write = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
        expect(amount(write.format(units / 100))).toEqual(inUnits(units));
      }),
    );
  });
});

test("what is pressed, uploaded or handed to Stripe by the browser is read by none of our forms", () => {
  const unread = knownFields.filter((field) => readerOf(field, context("US")) === null);
  expect([...new Set(unread.map(({ kind }) => kind))].sort()).toEqual(["bank", "liveness", "press", "upload"]);
});

test("states and prefectures are those of the country, in the script of the address", () => {
  expect(read("individual.address.state", "NSW", "AU")).toEqual(answer("NSW"));
  expect(read("individual.address.state", "SP", "BR")).toEqual(answer("SP"));
  expect(read("individual.address.state", "Kent", "GB")).toEqual(answer("Kent"));
  expect(read("individual.address_kanji.state", "東京都", "JP")).toEqual(answer("東京都"));
  expect(read("individual.address_kanji.state", "東京", "JP")).toEqual(answer("東京都"));
  expect(read("individual.address_kanji.state", "京都府", "JP")).toEqual(answer("京都府"));
  expect(read("individual.address_kanji.state", "京都", "JP")).toEqual(answer("京都府"));
  expect(read("individual.address_kana.state", "トウキョウト", "JP")).toEqual(answer("トウキョウト"));
  expect(read("individual.address_kana.state", "東京都", "JP")).toEqual(refused("not_offered"));
});

test("whatever is typed is read or named as a problem, and what was read is read the same again", () => {
  const input = fc.oneof(
    ...[fc.string({ unit: "grapheme", maxLength: 40 }), fc.emailAddress(), fc.webUrl(), fc.anything()],
    fc.record({ day: fc.string(), month: fc.string(), year: fc.string() }),
  );
  const countries = fc.constantFrom("US", "GB", "DE", "FR", "JP", "AU", "BR", "SG", "KE", "constructor");
  fc.assert(
    fc.property(fc.constantFrom(...knownFields), input, countries, (field, value, country) => {
      const result = readAnswer(field, value, context(country));
      if (!result.ok) expect(fieldProblems).toContain(result.problem);
      else if (typeof result.answer === "string")
        expect(readAnswer(field, result.answer, context(country))).toEqual(result);
    }),
    { numRuns: 2000 },
  );
});
