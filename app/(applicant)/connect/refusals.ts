import type { getTranslations } from "next-intl/server";
import type { ConnectResult, SelfieRefusal } from "@/lib/connect/schema";

/** Why a press changed nothing, where no field is to blame. */
export type ConnectRefusal =
  | Exclude<Extract<ConnectResult, { ok: false }>["code"], "field">
  | Extract<SelfieRefusal, "details_first" | "not_offered">
  | "invalid_input"
  | "hosted";

const refusals: Record<ConnectRefusal, true> = {
  ...{ not_started: true, already_started: true, being_deleted: true, closed: true, individual: true, not_there: true },
  ...{
    representative: true,
    only_executive: true,
    second_representative: true,
    nothing_to_send: true,
    files_missing: true,
    not_answerable: true,
  },
  ...{ own_data: true, nothing_due: true, invited_often: true, erased: true },
  ...{ too_often: true, stripe_unavailable: true, stripe_busy: true, stripe_refused: true },
  ...{ shares_over_100: true, invalid_input: true, hosted: true, details_first: true, not_offered: true },
};

const isRefusal = (text: string): text is ConnectRefusal => Object.hasOwn(refusals, text);

/** The code of a refusal in an address; null: none that we know. */
export const readRefusal = (text: unknown): ConnectRefusal | null =>
  typeof text === "string" && isRefusal(text) ? text : null;

type Words = Awaited<ReturnType<typeof getTranslations<"applicant.connect">>>;

/** A refusal in words. `total`: of all shares, in percent. */
export const refusalTexts = (t: Words, code: ConnectRefusal, total = 0): { title: string; text: string } => ({
  title: t(`refusal.${code}.title`, { total }),
  text: t(`refusal.${code}.text`),
});
