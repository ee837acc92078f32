import { getTranslations } from "next-intl/server";
import { isFormWrong } from "@/lib/request-scope";

/** The title of a page with a form: it begins with "Error" where the form comes back with something wrong, without script too. */
export async function formTitle(title: string): Promise<string> {
  const t = await getTranslations("applicant.connect");
  return isFormWrong() ? `${t("errorTitle")} ${title}` : title;
}
