import { getTranslations } from "next-intl/server";
import type { Screen } from "./screen";

/** What a screen of /verify is called, on the page as in the tab. */
export async function screenTitle(screen: Screen): Promise<string> {
  const t = await getTranslations("applicant");
  switch (screen.kind) {
    case "in_review":
      return t("inReview.title");
    case "used_up":
      return t("usedUp.title");
    case "failure":
      return t(`failure.${screen.code}.title`);
    default:
      return t(`${screen.kind}.title`);
  }
}
