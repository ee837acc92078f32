import { getTranslations } from "next-intl/server";
import { ConfirmPage } from "@/app/(staff)/_ui/confirm-page";
import { StaffNotice } from "@/app/(staff)/_ui/notice";
import { ResultForm } from "@/app/(staff)/_ui/result-form";
import { discardAction } from "@/app/(staff)/events/actions";
import { shortType } from "@/app/(staff)/events/event-type";
import { failureTexts } from "@/app/(staff)/events/result-texts";
import { discardReasons } from "@/lib/audit/actions";
import { requirePermission } from "@/lib/auth/viewer";
import { loadEvent } from "@/lib/events/loaders";

type Params = { params: Promise<{ id: string }> };

/** Asks why before a dead letter is let go. */
export default async function DiscardPage({ params }: Params) {
  const viewer = await requirePermission("events.discard");
  const event = await loadEvent(viewer, (await params).id);
  const [t, failures] = await Promise.all([getTranslations("staff.events.discardPage"), failureTexts()]);
  const { discard } = event.actions;

  return (
    <ConfirmPage title={t("title")} stay={{ href: `/events/${event.id}`, text: t("stay") }}>
      <p className="mt-0.5 text-xs break-all muted">
        <bdi>{shortType(event.type)}</bdi> <bdi className="code">{event.id}</bdi>
      </p>
      <p className="mt-2">{t("text")}</p>
      {discard.ok ? (
        <ResultForm action={discardAction} failures={failures} className="confirm-form">
          <input type="hidden" name="id" value={event.id} />
          <fieldset className="flex w-full flex-col gap-1.5">
            <legend className="mb-1.5 text-xs font-medium">{t("why")}</legend>
            {discardReasons.map((reason) => (
              <label key={reason} className="ask-reason">
                <input type="radio" name="reason" value={reason} required className="ask-radio" />
                <span className="font-medium">{t(`reasons.${reason}.label`)}</span>
                <span className="muted">{t(`reasons.${reason}.hint`)}</span>
              </label>
            ))}
          </fieldset>
          <button type="submit" className="btn btn-error">
            {t("submit")}
          </button>
        </ResultForm>
      ) : (
        <StaffNotice kind="info">{failures[discard.why]}</StaffNotice>
      )}
    </ConfirmPage>
  );
}
