import { getRequestConfig } from "next-intl/server";
import { defaultLocale } from "./locales";

/** One language for now; the locale will come from a cookie, else Accept-Language, when more message files exist. */
export default getRequestConfig(async () => {
  const [common, applicant, staff, doctor] = await Promise.all([
    import(`../messages/${defaultLocale}/common.json`),
    import(`../messages/${defaultLocale}/applicant.json`),
    import(`../messages/${defaultLocale}/staff.json`),
    import(`../messages/${defaultLocale}/doctor.json`),
  ]);
  return {
    locale: defaultLocale,
    messages: { common: common.default, applicant: applicant.default, staff: staff.default, doctor: doctor.default },
    timeZone: "UTC",
  };
});
