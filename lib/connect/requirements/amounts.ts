import { plainDigits } from "@/lib/connect/requirements/digits";

/**
 * Currencies without a smaller unit: Stripe takes amounts in them as they are (docs.stripe.com/currencies, zero-decimal currencies).
 */
const wholeOnly: ReadonlySet<string> = new Set([
  ...["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"],
]);

/** Those of which a thousandth is the smallest unit, as there; of all others it is a hundredth. */
const inThousandths: ReadonlySet<string> = new Set(["bhd", "jod", "kwd", "omr", "tnd"]);

/** More digits than any shop has sales, and no fewer than a JavaScript number counts exactly in thousandths. */
const mostDigits = 12;

/** `42000`, `42000.5`, `42000,50`. */
const plain = /^(?<whole>\d+)(?:[.,](?<rest>\d{1,2}))?$/;

/**
 * `42,000`, `1.042.000,50`, `42'000.50`: groups of three by one mark, and what is less than one after another mark. Nothing is
 * grouped after a leading zero: `0.500` is no amount.
 */
const grouped = /^(?<whole>[1-9]\d{0,2}(?<mark>[.,'’])\d{3}(?:\k<mark>\d{3})*)(?:(?!\k<mark>)[.,](?<rest>\d{1,2}))?$/;

/** How currencies are written that have no sign of their own, before or after the amount; not what stands for thousands. */
const inLetters = "kr\\.?|kč|zł|円";

/**
 * Digits and marks of other scripts and widths as ours, without spaces and what names the currency: its sign, alone or after the
 * country's letters (`R$`, `US$`), or its code.
 */
const simplify = (text: string, currency: string): string => {
  const named = String.raw`(?:[A-Z]{1,3}(?=\$))?\p{Sc}|${currency}|${inLetters}`;
  return plainDigits(text)
    .replaceAll("٬", ",")
    .replaceAll("٫", ".")
    .replaceAll(/\s/g, "")
    .replaceAll(new RegExp(`^(?:${named})|(?:${named})$`, "giu"), "");
};

/**
 * An amount of money as people of any language write it, in the currency's smallest unit, as Stripe takes it. A mark before three
 * digits groups them, before one or two it begins the cents; so no text has two readings.
 */
export function readAmount(
  text: string,
  currency: string,
): { ok: true; amount: number } | { ok: false; problem: "amount_form" | "amount_whole" | "amount_large" } {
  const simple = simplify(text, currency);
  const { whole, rest = "" } = (plain.exec(simple) ?? grouped.exec(simple))?.groups ?? {};
  if (whole === undefined) return { ok: false, problem: "amount_form" };
  const digits = whole.replaceAll(/\D/g, "").replace(/^0+(?=\d)/, "");
  if (digits.length > mostDigits) return { ok: false, problem: "amount_large" };
  const places = inThousandths.has(currency) ? 3 : 2;
  if (!wholeOnly.has(currency)) return { ok: true, amount: Number(`${digits}${rest.padEnd(places, "0")}`) };
  return Number(rest) === 0 ? { ok: true, amount: Number(digits) } : { ok: false, problem: "amount_whole" };
}
