import { getRequestConfig } from "next-intl/server";
import { defaultLocale, type Locale } from "./locales";

async function readMessages(locale: Locale) {
  const [common, applicant, staff, doctor] = await Promise.all([
    import(`../messages/${locale}/common.json`),
    import(`../messages/${locale}/applicant.json`),
    import(`../messages/${locale}/staff.json`),
    import(`../messages/${locale}/doctor.json`),
  ]);
  return { common: common.default, applicant: applicant.default, staff: staff.default, doctor: doctor.default };
}

const kept = new Map<Locale, ReturnType<typeof readMessages>>();

/** The messages of a language, read once a process. */
function messagesOf(locale: Locale): ReturnType<typeof readMessages> {
  const messages = kept.get(locale) ?? readMessages(locale);
  kept.set(locale, messages);
  return messages;
}

/** One language for now; the locale will come from a cookie, else Accept-Language, when more message files exist. */
export default getRequestConfig(async () => ({
  locale: defaultLocale,
  messages: await messagesOf(defaultLocale),
  timeZone: "UTC",
}));
