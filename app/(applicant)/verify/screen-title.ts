import { useTranslations } from "next-intl";
import { failureWords } from "./asked-for";
import type { Screen } from "./screen";

/** Where the titles of the screens stand under `applicant`. */
const namespaces = {
  prepare: "prepare",
  consent: "consent",
  details: "details",
  resume: "resume",
  checking: "checking",
  used_up: "usedUp",
  verified: "verified",
  in_review: "inReview",
  declined: "declined",
  closed: "closed",
  being_deleted: "beingDeleted",
} as const satisfies Record<Exclude<Screen["kind"], "failure">, string>;

/** What a screen of /verify is called, on the page as in the tab. */
export function useScreenTitle(screen: Screen): string {
  const t = useTranslations("applicant");
  return screen.kind === "failure"
    ? t(`failure.${failureWords(screen.code)}.title`)
    : t(`${namespaces[screen.kind]}.title`);
}
