import { getLocale, getTranslations } from "next-intl/server";
import { list } from "@/i18n/format";
import type { ConnectPerson } from "@/lib/connect/schema";
import { boardRoles } from "./asked";

/** Roles, title and share of a person, on one line. */
export async function personSummary({ isSeller, roles, percentOwnership }: ConnectPerson): Promise<string> {
  const [t, connect, locale] = await Promise.all([
    getTranslations("applicant.connect"),
    getTranslations("connect"),
    getLocale(),
  ]);
  const named = boardRoles.filter((role) => roles.includes(role));
  const parts = [
    ...(isSeller ? [t("people.you")] : []),
    ...named.map((role) => connect(`role.${role}`)),
    ...(percentOwnership === null ? [] : [t("people.share", { share: percentOwnership })]),
  ];
  return parts.length === 0 ? t("people.noRole") : list(parts, "plain", locale);
}
