import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Icon } from "@/app/_ui/icon";
import { Disc } from "@/app/_ui/mark";
import { taskPath } from "@/app/(applicant)/connect/task-form/questions";
import type { PersonRef } from "@/lib/connect/requirements/entry";
import type { ConnectAccount } from "@/lib/connect/schema";
import { selfieAllowed } from "@/lib/connect/selfie";

/**
 * The other way to prove who one is: document and selfie in one capture, for oneself alone. Nothing where it is not for `person`.
 * `account`: the seller's; null for somebody invited, whose own every task is. `only`: there is nothing to upload beside it.
 */
export async function SelfieWay({
  account,
  person,
  only = false,
}: {
  account: ConnectAccount | null;
  person: PersonRef | null;
  only?: boolean;
}) {
  const t = await getTranslations("applicant.connect.selfie");
  const allowed = account ? selfieAllowed(account) : { ok: true as const };
  const isSelf =
    account === null ||
    person === "individual" ||
    account.persons.some(({ id, isSeller }) => isSeller && id === person);
  if (!isSelf || (!allowed.ok && allowed.why !== "details_first")) return null;

  return (
    <section className="mt-7 flex gap-3.5 rounded-2xl border border-base-300 p-4 sm:p-5">
      <Disc tone="primary">
        <Icon of="ScanFace" className="size-5" />
      </Disc>
      <div className="flex min-w-0 flex-1 flex-col items-start">
        <h2 className="font-semibold">{t(only ? "title" : "offer")}</h2>
        <p className="muted mt-0.5 mb-3 text-small">
          {allowed.ok ? t(only ? "offerOnly" : "offerText") : t("detailsFirst")}
        </p>
        {allowed.ok ? (
          <ButtonLink look={only ? "primary" : "line"} href={account ? "/connect/selfie" : "/invited/selfie"}>
            {t("open")}
          </ButtonLink>
        ) : (
          <ButtonLink look="line" href={taskPath({ key: "you", person: "individual" })}>
            {t("toDetails")}
          </ButtonLink>
        )}
      </div>
    </section>
  );
}
