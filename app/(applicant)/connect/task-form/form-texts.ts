import { getTranslations } from "next-intl/server";

/** The words of a form around its fields. */
export async function formTexts() {
  const [t, connect] = await Promise.all([getTranslations("applicant.connect"), getTranslations("connect")]);
  return {
    send: t("send"),
    optional: t("optional"),
    errorTitle: t("errorTitle"),
    noToken: t("noToken"),
    wrongNumber: connect("problem.id_number_form"),
  };
}
