import { z } from "zod";
import { readAmount } from "@/lib/connect/requirements/amounts";
import { plainDigits, plainNumber } from "@/lib/connect/requirements/digits";
import type { Field } from "@/lib/connect/requirements/fields";
import { type NumberKind, readNumber } from "@/lib/connect/requirements/numbers";
import { readPostcode, statesOf } from "@/lib/connect/requirements/places";
import { toE164 } from "@/lib/phone";

/** What can be wrong with an answer before Stripe sees it; the sentences are `connect.problem`. */
export const fieldProblems = [
  ...["missing", "too_long", "not_offered"],
  ...["name_characters", "name_one_word", "not_kana", "not_kanji"],
  ...["date_unreal", "date_future", "age_under_13", "age_under_18", "age_over_120"],
  ...["post_box", "postcode_form", "zip_code_form", "email_form", "phone_form", "phone_not_us", "url_form"],
  ...["ssn_last_4_form", "id_number_form", "tax_id_form", "ein_form", "registration_number_form", "vat_number_form"],
  ...["percent_form", "percent_over_100", "count_form", "mcc_form"],
  ...["amount_form", "amount_whole", "amount_large"],
  ...["description_short", "description_is_url", "descriptor_length", "descriptor_prefix_length"],
  ...["descriptor_characters", "descriptor_no_letter", "not_confirmed"],
] as const;

type FieldProblem = (typeof fieldProblems)[number];

/** What decides whether an answer can be right. */
export type ReadingContext = {
  /** Of the account: numbers have its form, phones of the United States its code. */
  accountCountry: string;
  /** Of the account, in which amounts are (ISO 4217, lower case); null: not known, and no amount can be read. */
  currency: string | null;
  /** Of the address that is being typed: its own where it is asked, else the account's. */
  addressCountry: string;
  now: Date;
  /** Stripe's values for tests are read as well. */
  testMode: boolean;
};

type Reading = { field: Field; context: ReadingContext };

const says = (problem: FieldProblem) => ({ error: () => problem });
const is = (pattern: RegExp) => (text: string) => pattern.test(text);

/** What was typed, without spaces around it. */
const typed = ({ field }: Reading) => {
  const text = z.string(says("missing")).transform((one) => one.trim());
  const filled = field.optional ? text : text.refine((one) => one !== "", { ...says("missing"), abort: true });
  return filled.refine((one) => one.length <= (field.maxLength ?? 5000), { ...says("too_long"), abort: true });
};

/** A text that is read into what is sent; null is the problem. */
const readAs = <Read>(reading: Reading, problem: FieldProblem, read: (text: string) => Read | null) =>
  typed(reading).transform((text, context): Read => {
    const value = read(text);
    if (value !== null) return value;
    context.addIssue({ code: "custom", message: problem });
    return z.NEVER;
  });

const hasLetter = is(/\p{L}/u);
/** A stroke stands in names as son, daughter, wife or child of (`RAVI S/O KRISHNAN`) alone. */
const isName = (text: string) => hasLetter(text) && !/[\d@<>/\\]/.test(text.replaceAll(/\b[sdwc]\/o\b/gi, ""));

/** Katakana, full or half width, with digits and marks as addresses have them. */
const isKana = is(/^[\p{scx=Katakana}\p{N}\p{P}\p{Zs}]+$/u);
/** Names have Japanese letters alone; addresses and companies at least one, if there is any letter at all. */
const isJapanese = is(/^[\p{scx=Han}\p{scx=Katakana}\p{scx=Hiragana}\p{Variation_Selector}\p{Zs}]+$/u);
const hasJapanese = (text: string) =>
  !hasLetter(text) || is(/[\p{Script=Han}\p{Script=Katakana}\p{Script=Hiragana}]/u)(text);

/** Words for a post box in the countries of our sellers. */
const postBox =
  /\b(p\.?\s*o\.?\s*box|post\s*office\s*box|g\.?p\.?o\.?\s*box|locked\s+bag|postfach|bo[iî]te\s+postale|b\.?p\.?\s*\d|caixa\s+postal|apartado\b)|私書箱|シショバコ|ｼｼｮﾊﾞｺ/i;

/** Clears invalid_phone_number in test mode (docs.stripe.com/connect/testing). */
const testPhone = "0000000000";

const toUrl = (text: string) => {
  const url = URL.parse(/^[a-z][a-z\d+.-]*:/i.test(text) ? text : `https://${text}`);
  const isPublic = url && /^https?:$/.test(url.protocol) && /\.[\p{L}\d-]{2,}$/u.test(url.hostname);
  return isPublic && !url.username && !url.password && !/\s/.test(text) ? url.href : null;
};

/** Not by `toUrl` alone, to which 。 is a dot: to it two Japanese sentences are an address. */
const isUrl = (text: string) => is(/^([!-~]+$|https?:\/\/)/i)(text) && toUrl(text) !== null;

type Day = { year: number; month: number; day: number };

/** A calendar day that there is; null for the 31st of a shorter month. */
const toDay = ({ day, month, year }: Record<keyof Day, string>): Day | null => {
  if (![day, month, year].every((part) => /^\d{1,4}$/.test(part)) || year.length !== 4) return null;
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const date = new Date(Date.UTC(y, m - 1, d));
  return date.getUTCMonth() === m - 1 && date.getUTCDate() === d ? { year: y, month: m, day: d } : null;
};

const isAfter = (a: Day, b: Day) => Date.UTC(a.year, a.month - 1, a.day) > Date.UTC(b.year, b.month - 1, b.day);

/** Stripe's dates of birth for tests (docs.stripe.com/connect/testing); the older ones are above every age. */
const testBirthYears = [1900, 1901, 1902];

const dayOf = (now: Date): Day => ({ year: now.getUTCFullYear(), month: now.getUTCMonth() + 1, day: now.getUTCDate() });

function birthProblem(born: Day, { now, testMode }: ReadingContext): FieldProblem | null {
  const today = dayOf(now);
  if (isAfter(born, today)) return "date_future";
  const youngerThan = (years: number) => isAfter({ ...born, year: born.year + years }, today);
  // Below 13 Stripe refuses the call itself; below 18 it asks for a guardian, which no page of ours offers.
  if (youngerThan(13)) return "age_under_13";
  if (youngerThan(18)) return "age_under_18";
  const isTest = testMode && testBirthYears.includes(born.year) && born.month === 1 && born.day === 1;
  return youngerThan(121) || isTest ? null : "age_over_120";
}

const typedNumber = z.string().transform((text) => plainDigits(text).trim());
const threeNumbers = z.object({ day: typedNumber, month: typedNumber, year: typedNumber }, says("missing"));

const date = (problemOf: (day: Day, context: ReadingContext) => FieldProblem | null) => (reading: Reading) =>
  threeNumbers.transform((parts, context): Day => {
    const { day, month, year } = parts;
    const fail = (message: FieldProblem) => {
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    };
    if (day === "" || month === "" || year === "") return fail("missing");
    const read = toDay(parts);
    if (!read) return fail("date_unreal");
    const problem = problemOf(read, reading.context);
    return problem ? fail(problem) : read;
  });

const pastDate = date((day, { now }) => (isAfter(day, dayOf(now)) ? "date_future" : null));

const decimal = (text: string) => {
  const number = plainDigits(text).replaceAll(/\s/g, "").replace(/%$/, "").replace(",", ".");
  return /^\d+(\.\d{1,2})?$/.test(number) ? Number(number) : null;
};

/** A whole number, its thousands grouped or not. */
const toCount = (text: string) =>
  /^(\d{1,9}|[1-9]\d{0,2}([\s,.'’]\d{3}){1,2})$/.test(text) ? Number(text.replaceAll(/\D/g, "")) : null;

/** What a browser's e-mail field takes (HTML standard, "valid e-mail address"), at a domain of several labels. */
const isEmailAddress = (text: string) => is(z.regexes.html5Email)(text) && is(/\.[a-z\d-]{2,}$/i)(text);

const offered = (reading: Reading, values: readonly string[]) =>
  typed(reading).refine((one) => values.includes(one), says("not_offered"));

const official =
  (kind: NumberKind, problem: FieldProblem, inUnitedStates = problem) =>
  (reading: Reading) =>
    readAs(reading, reading.context.accountCountry === "US" ? inUnitedStates : problem, (text) =>
      readNumber(kind, text, reading.context.accountCountry, reading.context.testMode),
    );

/** Stripe API: 5 to 22 characters, a prefix 2 to 10, a letter, and none of these. */
const descriptor = (shortest: number, longest: number, length: FieldProblem) => (reading: Reading) =>
  typed(reading)
    .refine((text) => text.length >= shortest && text.length <= longest, says(length))
    .refine((text) => !/[<>\\'"*]/.test(text), says("descriptor_characters"))
    .refine(is(/[a-z]/i), says("descriptor_no_letter"));

const noPostBox = (text: string) => !postBox.test(text);

/** By the kind of a field that is typed or chosen; what is pressed, uploaded or sent by the browser to Stripe has none. */
const readers = {
  text: (reading) => typed(reading),
  name: (reading) => typed(reading).refine(isName, says("name_characters")),
  /** Names, and parts of an address. */
  kana: (reading) => typed(reading).refine(isKana, says("not_kana")).refine(noPostBox, says("post_box")),
  kanji: (reading) => typed(reading).refine(isJapanese, says("not_kanji")),
  kanji_text: (reading) => typed(reading).refine(hasJapanese, says("not_kanji")).refine(noPostBox, says("post_box")),
  /** Full names, one a line. None at all is one empty text, which Stripe takes for an answer. */
  lines: (reading) =>
    z.string(says("missing")).transform((lines, context): string[] => {
      const names = lines.split("\n").map((line) => line.trim());
      const filled = names.filter((name) => name !== "");
      const problem: FieldProblem | null = filled.some((name) => name.length > (reading.field.maxLength ?? 300))
        ? "too_long"
        : !filled.every(isName)
          ? "name_characters"
          : filled.some((name) => !/\S\s+\S/.test(name) && !isJapanese(name))
            ? "name_one_word"
            : null;
      if (problem) context.addIssue({ code: "custom", message: problem });
      return filled.length === 0 ? [""] : filled;
    }),
  long_text: (reading) =>
    typed(reading)
      .refine((one) => one.length >= 10, says("description_short"))
      .refine((one) => !isUrl(one), says("description_is_url")),
  street: (reading) => typed(reading).refine(noPostBox, says("post_box")),
  postcode: (reading) => {
    const { addressCountry } = reading.context;
    const problem = addressCountry === "US" ? "zip_code_form" : "postcode_form";
    return readAs(reading, problem, (one) => readPostcode(one, addressCountry));
  },
  state: (reading) => {
    const script = reading.field.group.endsWith("kana") ? "kana" : "other";
    const states = statesOf(reading.context.addressCountry, script);
    if (!states) return typed(reading);
    // Where the country is asked in the same form, its states could not be listed: people write their names.
    const written = (name: string) => name.toLowerCase().replace(/(?<=..)[都府県]$/, "");
    return readAs(
      reading,
      "not_offered",
      (one) =>
        states.find(({ code, name }) => [code, name].some((each) => written(each) === written(one)))?.code ?? null,
    );
  },
  /** ISO 3166-1 alpha-2; XX is Stripe's for a nationality that is none. */
  country: (reading) => typed(reading).refine(is(/^[A-Z]{2}$/), says("not_offered")),
  email: (reading) => typed(reading).refine(isEmailAddress, says("email_form")),
  tel: (reading) =>
    readAs(reading, "phone_form", (one) =>
      reading.context.testMode && one === testPhone ? one : toE164(plainDigits(one)),
    ).refine(
      // Seen refused by Stripe: a number of elsewhere on an account of the United States.
      (phone) => reading.context.accountCountry !== "US" || phone === testPhone || phone.startsWith("+1"),
      says("phone_not_us"),
    ),
  url: (reading) => readAs(reading, "url_form", toUrl),
  birth_date: date(birthProblem),
  date: pastDate,
  iso_date: pastDate,
  choice: (reading) => offered(reading, reading.field.choices),
  choices: ({ field }) =>
    z
      .array(z.string(), says("missing"))
      .min(1, says("missing"))
      .refine((values) => values.every((value) => field.choices.some((one) => one === value)), says("not_offered")),
  count: (reading) => readAs(reading, "count_form", (one) => toCount(plainDigits(one))),
  /** In the smallest unit of the account's currency. */
  amount: (reading) =>
    typed(reading).transform((text, context): { amount: number; currency: string } => {
      const { currency } = reading.context;
      const read = currency === null ? null : readAmount(text, currency);
      if (currency !== null && read?.ok) return { amount: read.amount, currency };
      context.addIssue({ code: "custom", message: read?.ok === false ? read.problem : "missing" });
      return z.NEVER;
    }),
  percent: (reading) =>
    readAs(reading, "percent_form", (one) => decimal(one)).refine((share) => share <= 100, says("percent_over_100")),
  mcc: (reading) => typed(reading).refine(is(/^\d{4}$/), says("mcc_form")),
  ssn_last_4: (reading) =>
    readAs(reading, "ssn_last_4_form", (one) => (/^\d{4}$/.test(plainNumber(one)) ? plainNumber(one) : null)),
  id_number: official("id_number", "id_number_form"),
  tax_id: official("tax_id", "tax_id_form", "ein_form"),
  registration_number: official("registration_number", "registration_number_form"),
  vat_number: official("vat_number", "vat_number_form"),
  descriptor: descriptor(5, 22, "descriptor_length"),
  descriptor_prefix: descriptor(2, 10, "descriptor_prefix_length"),
  confirm: () => z.literal("yes", says("not_confirmed")).transform(() => true),
} as const satisfies Partial<Record<Field["kind"], (reading: Reading) => z.ZodType>>;

/** What an answer is read into. Text as it is sent to Stripe; `lines` and `choices` are lists, a date is three numbers, an
 * amount stands with its currency. */
type Answer = z.output<ReturnType<(typeof readers)[keyof typeof readers]>>;

const isTyped = (kind: Field["kind"]): kind is keyof typeof readers => Object.hasOwn(readers, kind);

/** The schema of a field's answer as the form sends it; null for a field that is not typed. Its only messages are problems. */
export const readerOf = (field: Field, context: ReadingContext): z.ZodType<Answer> | null =>
  isTyped(field.kind) ? readers[field.kind]({ field, context }) : null;

/** Reads an answer, or says the first thing that is wrong with it. A field that is not typed has none to give: `missing`. */
export function readAnswer(
  field: Field,
  input: unknown,
  context: ReadingContext,
): { ok: true; answer: Answer } | { ok: false; problem: FieldProblem } {
  const result = readerOf(field, context)?.safeParse(input);
  if (result?.success) return { ok: true, answer: result.data };
  const message = result?.error.issues[0]?.message;
  return { ok: false, problem: fieldProblems.find((problem) => problem === message) ?? "missing" };
}
