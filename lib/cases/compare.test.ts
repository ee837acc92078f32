import { describe, expect, test } from "vitest";
import { compareFields, compareText } from "@/lib/cases/compare";

describe("a declared name beside the document's", () => {
  test.each([
    ["is unknown", null, "Hana", "not_compared"],
    ["was not read", "Hana", null, "not_compared"],
    ["is empty", "", "Hana", "not_compared"],
    ["is the same text", "Hana", "Hana", "same"],
    ["is the same text, its accents apart", "Dvořáková".normalize("NFD"), "Dvořáková", "same"],
    ["has another case", "Hana", "HANA", "similar"],
    ["has accents", "Dvořáková", "Dvorakova", "similar"],
    ["has two accents on a letter", "Nguyễn Thị Ấn", "NGUYEN THI AN", "similar"],
    ["has a hyphen", "Al-Mithal", "Al Mithal", "similar"],
    ["has an apostrophe", "O’Neill", "ONEILL", "similar"],
    ["has an apostrophe that Unicode calls a letter", "Kaʻahumanu", "KAAHUMANU", "similar"],
    ["has a space more", " Hana  Maria", "HANA MARIA", "similar"],
    ["has full-width letters", "Ｈａｎａ", "HANA", "similar"],
    ["has ligatures", "Griﬃn", "GRIFFIN", "similar"],
    ["has a soft hyphen and a zero-width space", "Ha\u00adna\u200b", "HANA", "similar"],
    ["is another name", "Hana", "Anna", "differs"],
    ["is longer", "Hana Maria", "HANA", "differs"],
    ["is in another order", "Anna Lena", "LENA ANNA", "differs"],
  ] as const)("%s", (_what, declared, read, expected) => {
    expect(compareText(declared, read)).toBe(expected);
    expect(compareText(read, declared)).toBe(expected);
  });
});

describe("a letter that the document prints in its own way", () => {
  test.each([
    ["Strauß", "STRAUSS"],
    ["STRAUẞ", "Strauss"],
    ["Müller", "MUELLER"],
    ["Müller", "MULLER"],
    ["Müller", "MUXXLLER"],
    ["Mu\u0308ller", "MUELLER"],
    ["Jäger", "JAEGER"],
    ["Jäger", "JAGER"],
    ["Göß", "GOESS"],
    ["Öçal", "OCAL"],
    ["Ångström", "AANGSTROEM"],
    ["Ångström", "ANGSTROM"],
    ["Muñoz", "MUNOZ"],
    ["Muñoz", "MUNXXOZ"],
    ["Sørensen", "SOERENSEN"],
    ["Sørensen", "SORENSEN"],
    ["Søren", "Sören"],
    ["Æsa", "AESA"],
    ["Œuvrard", "OEUVRARD"],
    ["Þór", "THOR"],
    ["Guðrún", "GUDRUN"],
    ["Đorđe", "DORDE"],
    ["Đoković", "DJOKOVIC"],
    ["Ђоковић", "DJOKOVIC"],
    ["Юлія", "YULIIA"],
    ["Ярослав", "YAROSLAV"],
    ["Євген", "YEVHEN"],
    ["Їжакевич", "YIZHAKEVYCH"],
    ["Йосип", "YOSYP"],
    ["Петър", "PETAR"],
    ["Юлиян", "YULIYAN"],
    ["محمـد", "محمد"],
    ["Łukasz", "LUKASZ"],
    ["Għarb", "GHARB"],
    ["Ŋarra", "NARRA"],
    ["Ĳsbrand", "IJSBRAND"],
    ["Işık", "ISIK"],
    ["İlker", "ILKER"],
    ["ılgaz", "ILGAZ"],
    ["Πέτρος", "ΠΕΤΡΟΣ"],
    ["Παπαδόπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ"],
    ["Παπαδόπουλος", "PAPADOPOULOS"],
    ["ΠΑΠΑΔΟΠΟΥΛΟΣ", "Papadopoulos"],
    ["Ευάγγελος", "EVANGELOS"],
    ["Ελευθέριος", "ELEFTHERIOS"],
    ["Σταύρος", "STAVROS"],
    ["Ιφιγένεια", "IFIGENEIA"],
    ["Χρυσούλα", "CHRYSOULA"],
    ["Ψαρρού", "PSARROU"],
    ["Ξανθή", "XANTHI"],
    ["Μπάμπης", "BAMPIS"],
    ["Ταΰγετος", "TAYGETOS"],
    ["Άυλος", "AYLOS"],
    ["Μελαγχρινός", "MELANCHRINOS"],
    ["Щербаков", "SHCHERBAKOV"],
    ["Юлия", "IULIIA"],
    ["Наталья", "NATALIA"],
    ["Фёдор", "FEDOR"],
    ["Ігар", "IHAR"],
    ["Ольга", "Olga"],
    ["Хаџић", "HADZIC"],
    ["Хаџић", "Hadžić"],
    ["Ѓорѓи", "GJORGJI"],
    ["Ѓорѓи", "GORGI"],
    ["Семён", "СЕМЕН"],
    ["Əliyev", "ALIYEV"],
    ["Məmmədov", "MEMMEDOV"],
    ["Әлия", "ALIYA"],
    ["Нұрсұлтан", "NURSULTAN"],
    ["Ғалымжан", "GALYMZHAN"],
    ["Қайрат", "KAIRAT"],
    ["Қайрат", "QAIRAT"],
    ["Гүлнар", "GULNAR"],
    ["Өмірбек", "OMIRBEK"],
    ["Шөкеев", "SHUKEEV"],
    ["Теңіз", "TENGIZ"],
    ["Гауһар", "GAUHAR"],
    ["Жаргал", "JARGAL"],
    ["Төмөр", "TUMUR"],
    ["Згурський", "ZGHURSKYI"],
    ["Розгін", "ROZGIN"],
    ["Згорани", "ЗГОРАНИ"],
  ])("%s and %s are spellings of one", (declared, read) => {
    expect(compareText(declared, read)).toBe("similar");
    expect(compareText(read, declared)).toBe("similar");
  });

  test.each([
    ["Mueller", "MULLER"],
    ["Müller", "MILLER"],
    ["Strauß", "STRAUS"],
    ["Łukasz", "LUKAS"],
    ["Петя", "ПЕТЬА"],
    ["Ганна", "Ханна"],
    ["Ηλίας", "Ιλίας"],
    ["Παπαδόπουλος", "PAPADOPULOS"],
    ["Κύρος", "KUROS"],
    ["Γιάννης", "JANNIS"],
    ["Βασίλης", "BASILIS"],
    ["Иван", "PETR"],
    ["Əli", "ILI"],
    ["Қайрат", "ГАЙРАТ"],
    ["Өмір", "ҮМІР"],
    ["Зина", "ZGHINA"],
  ])("%s and %s are not", (declared, read) => {
    expect(compareText(declared, read)).toBe("differs");
    expect(compareText(read, declared)).toBe("differs");
  });
});

describe("marks that make another letter", () => {
  test.each([
    ["रीमा", "रोमा"],
    ["かず", "がす"],
    ["かず", "がず"],
    ["ハナ", "バナ"],
    ["กาน", "กิน"],
    ["דּן", "דן"],
    ["کریم", "کرىم"],
    ["தமிழ்", "தமழ்"],
    ["한", "하"],
  ])("%s and %s differ", (declared, read) => {
    expect(compareText(declared, read)).toBe("differs");
  });

  test.each([
    ["がず", "がず".normalize("NFD"), "same"],
    ["ﾊﾅ", "ハナ", "similar"],
    ["葛\u{e0100}城", "葛城", "similar"],
  ] as const)("%s and %s are %s", (declared, read, expected) => {
    expect(compareText(declared, read)).toBe(expected);
  });
});

test.each([
  ["---", "..."],
  ["---", "Hana"],
  ["\u200b", "-"],
  ["🙂", "🙃"],
])("a text without letters is a spelling of nothing: %j and %j", (declared, read) => {
  expect(compareText(declared, read)).toBe("differs");
});

test("many letters with many spellings are compared at once", () => {
  expect(compareText("Ü".repeat(2_000), "UE".repeat(1_999))).toBe("differs");
  expect(compareText("Ü".repeat(100), "U".repeat(100))).toBe("similar");
});

describe("the fields", () => {
  const address = JSON.stringify({ line1: "1 Test Way", city: "Berlin", postal_code: "10115", country: "DE" });
  const rows = (country: string | null, documentCountry: string | null, read: string | null = null) =>
    compareFields({
      declared: { firstName: null, lastName: null, phone: null, documentCountry: country },
      email: "hana@demo.test",
      documentCountry,
      verified: { firstName: null, lastName: null, address: read },
    });
  const row = (fields: ReturnType<typeof rows>, field: string) => fields.find((each) => each.field === field);

  test.each([
    ["FR", "FR", address, "same"],
    ["DE", "FR", address, "differs"],
    ["DE", "NG", null, "differs"],
    ["DE", null, address, "not_compared"],
    [null, "DE", address, "not_compared"],
    ["XK", "RKS", null, "same"],
    ["DE", "D", null, "same"],
    ["FR", "UNO", null, "differs"],
    ["FR", "unknown", null, "not_compared"],
  ] as const)("declared %s, document from %s: %#", (country, documentCountry, read, comparison) => {
    expect(row(rows(country, documentCountry, read), "document_country")).toEqual({
      field: "document_country",
      declared: country,
      verified: documentCountry,
      comparison,
    });
  });

  test("show the address's country with the address, beside nothing: nobody was asked where they live", () => {
    expect(row(rows("FR", "FR", address), "address_country")).toEqual({
      field: "address_country",
      declared: null,
      verified: "DE",
      comparison: "not_compared",
    });
  });
});
