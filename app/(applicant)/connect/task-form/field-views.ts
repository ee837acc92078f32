import { getLocale, getTranslations } from "next-intl/server";
import type { FieldView } from "@/app/(applicant)/connect/field/field-view";
import { countriesByName } from "@/i18n/countries";
import { currencyName, numberFormats } from "@/i18n/format";
import { readCodes } from "@/lib/connect/requirements/codes";
import { type Field, fieldsWithExample, textsOfField } from "@/lib/connect/requirements/fields";
import { numberExample } from "@/lib/connect/requirements/numbers";
import { addressOrder, phoneExample, postcodeExample, statesOf } from "@/lib/connect/requirements/places";
import type { TaskAccount } from "@/lib/connect/schema";
import type { Question } from "./questions";
import { isSecret, takesToken } from "./read-form";
import { shopKinds } from "./shop-kinds";

type Translate = Awaited<ReturnType<typeof getTranslations<"connect">>>;
type Words = Awaited<ReturnType<typeof getTranslations<"applicant.connect">>>;

/** What the words of a field go by. `countryAsked`: the country of its address is asked on the same page. */
type Around = {
  country: string;
  currency: string | null;
  locale: string;
  connect: Translate;
  words: Words;
  countryAsked: boolean;
};

const hasExample = (name: Field["name"]): name is (typeof fieldsWithExample)[number] =>
  fieldsWithExample.some((one) => one === name);

const numberKinds = ["id_number", "tax_id", "registration_number", "vat_number"] as const;

function exampleOf({ name, kind }: Field, { country, connect }: Around): string | null {
  const number = numberKinds.find((one) => one === kind);
  if (number) return numberExample(number, country);
  if (kind === "postcode") return postcodeExample(country);
  if (kind === "tel") return phoneExample(country);
  return hasExample(name) && kind !== "mcc" ? connect(`example.${name}`) : null;
}

function helpOf(field: Field, around: Around): string {
  const { connect, words, country, currency, locale } = around;
  const help = connect(`${textsOfField(field.name, country)}.help`);
  if (field.kind === "amount" && currency !== null) {
    const example = numberFormats.plain(locale).format(42_000);
    return words("amount", { help, currency: currencyName(currency, locale), example });
  }
  const example = exampleOf(field, around);
  return example === null ? help : words("example", { help, example });
}

/** The order in which a country writes a date. */
const datePartsOf = (country: string): ("day" | "month" | "year")[] =>
  country === "US" ? ["month", "day", "year"] : country === "JP" ? ["year", "month", "day"] : ["day", "month", "year"];

const halves: ReadonlySet<Field["kind"]> = new Set<Field["kind"]>(["name", "kanji", "postcode", "state"]);

function controlOf(field: Field, { country, locale, connect, words, countryAsked }: Around) {
  const { kind, path, maxLength } = field;
  const autoComplete = field.autocomplete ?? "off";
  const pick = words("pick");
  const choices = field.choices.map((value) => ({ value, label: connect(`choice.${value}`) }));
  if (isSecret(field)) {
    const number = numberKinds.find((one) => one === kind) ?? null;
    return { kind: "secret", maxLength, token: takesToken(field), numeric: kind === "ssn_last_4", number } as const;
  }
  switch (kind) {
    case "birth_date":
    case "date":
    case "iso_date":
      return {
        kind: "date",
        parts: datePartsOf(country).map((part) => ({
          part,
          label: words(`date.${part}`),
          autoComplete: field.autocomplete && `${field.autocomplete}-${part}`,
        })),
      } as const;
    case "long_text":
    case "lines":
      return { kind: "text", maxLength: kind === "lines" ? null : maxLength } as const;
    case "choices":
      return { kind: "boxes", options: choices } as const;
    case "choice":
      return choices.length > 4
        ? ({ kind: "list", pick, options: choices, autoComplete } as const)
        : ({ kind: "cards", options: choices } as const);
    case "country": {
      const options = countriesByName(locale).map(({ code, name }) => ({ value: code, label: name }));
      return { kind: "list", pick, options, autoComplete } as const;
    }
    case "mcc": {
      const options = shopKinds.map((code) => ({ value: code, label: words(`shopKind.${code}`) }));
      options.sort((a, b) => a.label.localeCompare(b.label, locale));
      return { kind: "list", pick, options, autoComplete } as const;
    }
    case "state": {
      // Another country's states cannot be listed before its name is known, which without script is when the form is sent.
      const states = countryAsked ? null : statesOf(country, field.group.endsWith("kana") ? "kana" : "other");
      if (states) {
        return {
          kind: "list",
          pick,
          options: states.map(({ code, name }) => ({ value: code, label: name })),
          autoComplete,
        } as const;
      }
      break;
    }
    default:
      break;
  }
  const type = kind === "email" || kind === "tel" ? kind : "text";
  const text = { kind: "line", type, inputMode: field.inputMode, maxLength, autoComplete } as const;
  return path === "relationship.percent_ownership" ? { ...text, autoComplete: "off" } : text;
}

/** Parts of an address as its country writes them, after what is none; the rest as it was. */
function inOrder(questions: readonly Question[], country: string): Question[] {
  const order = addressOrder(country);
  const place = ({ field }: Question) => order.findIndex((part) => field.name === `address_${part}`);
  return questions.toSorted((a, b) => place(a) - place(b));
}

/** Questions as a page draws them, in the reader's language. */
export async function toFieldViews(
  questions: readonly Question[],
  { country, currency }: Pick<TaskAccount, "country" | "currency">,
): Promise<FieldView[]> {
  const [locale, connect, words] = await Promise.all([
    getLocale(),
    getTranslations("connect"),
    getTranslations("applicant.connect"),
  ]);
  const paths = new Set(questions.map(({ field }) => field.path));
  const said = new Set<string>();
  return inOrder(questions, country).map(({ field, codes }) => {
    const asksBeside = (part: string) => paths.has(`${field.path.slice(0, field.path.lastIndexOf("."))}.${part}`);
    const around = { country, currency, locale, connect, words, countryAsked: asksBeside("country") };
    const [first] = readCodes(codes);
    // What is settled by other means than typing is said above the form; what several fields share, at the first of them.
    const says = first?.button === "fix" && !said.has(first.text);
    if (first) said.add(first.text);
    return {
      name: field.path,
      label: field.unknownPart ?? connect(`${textsOfField(field.name, country)}.label`),
      help: helpOf(field, around),
      wrong: first !== undefined,
      refused: says
        ? words("refused", { cause: connect(`code.${first.text}.cause`), action: connect(`code.${first.text}.action`) })
        : null,
      optional: field.optional,
      // Names in kana stand in pairs as those in kanji do; a city beside its postcode, unless a state does.
      half:
        halves.has(field.kind) ||
        (field.kind === "kana" && field.group === "name") ||
        (field.name === "address_city" && !asksBeside("state")),
      ...controlOf(field, around),
    };
  });
}
