import { perLanguage } from "@/i18n/format";

/**
 * Every country that a document can be from: all codes of ISO 3166-1 alpha-2, territories included, because Stripe reports
 * the issuing country by it (Stripe API, VerificationReport.document.issuing_country), and XK, which ISO leaves to users
 * and both Stripe and CLDR take for Kosovo.
 */
export const countryCodes: readonly string[] = `
  AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
  CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
  FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
  JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
  MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
  PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
  TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
`
  .trim()
  .split(/\s+/);

const names = perLanguage((locale) => new Intl.DisplayNames(locale, { type: "region", fallback: "code" }));

/** A country's name by its two-letter code, in `locale`; what is no such code comes back as it is. */
export const countryName = (code: string, locale: string): string =>
  /^[A-Z]{2}$/.test(code) ? (names(locale).of(code) ?? code) : code;

/** The countries by name in `locale`, in its alphabet's order. */
export const countriesByName: (locale: string) => readonly { code: string; name: string }[] = perLanguage((locale) => {
  const order = new Intl.Collator(locale);
  return countryCodes
    .map((code) => ({ code, name: countryName(code, locale) }))
    .sort((a, b) => order.compare(a.name, b.name));
});
