import type { Locale } from "@/i18n/locales";
import type applicant from "@/messages/en/applicant.json";
import type common from "@/messages/en/common.json";
import type connect from "@/messages/en/connect.json";
import type doctor from "@/messages/en/doctor.json";
import type mail from "@/messages/en/mail.json";
import type staff from "@/messages/en/staff.json";

/** The texts of an English file as another language has them: the same keys, and words of its own. */
export type InAnyLanguage<English> = {
  readonly [Key in keyof English]: English[Key] extends string ? string : InAnyLanguage<English[Key]>;
};

/** Every text that a page, a mail or a command takes, as it stands in English. */
export type Messages = {
  common: typeof common;
  applicant: typeof applicant;
  connect: typeof connect;
  mail: typeof mail;
  staff: typeof staff;
  doctor: typeof doctor;
};

/** `messages/messages.test.ts` holds every language to the keys and parameters of English: the paths hide the types. */
async function read(locale: Locale): Promise<Messages> {
  const [common, applicant, connect, mail, staff, doctor] = await Promise.all([
    import(`../messages/${locale}/common.json`),
    import(`../messages/${locale}/applicant.json`),
    import(`../messages/${locale}/connect.json`),
    import(`../messages/${locale}/mail.json`),
    import(`../messages/${locale}/staff.json`),
    import(`../messages/${locale}/doctor.json`),
  ]);
  return {
    ...{ common: common.default, applicant: applicant.default, connect: connect.default },
    ...{ mail: mail.default, staff: staff.default, doctor: doctor.default },
  };
}

const kept = new Map<Locale, Promise<Messages>>();

/** The messages of a language, read once a process. */
export function messagesOf(locale: Locale): Promise<Messages> {
  const messages = kept.get(locale) ?? read(locale);
  kept.set(locale, messages);
  return messages;
}
