import { useTranslations } from "next-intl";

/** Asks for the id of a VerificationSession or connected account, and leads to what Stripe says about it. A plain GET form. */
export function CompareForm({ target }: { target: string }) {
  const t = useTranslations("staff.events.side");
  return (
    <form action="/events/drift" className="flex flex-wrap items-center gap-1.5">
      <input
        name="target"
        defaultValue={target}
        placeholder={t("sessionHint")}
        aria-label={t("session")}
        required
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        className="input input-sm code min-w-0 flex-1"
      />
      <button type="submit" className="btn btn-sm btn-line">
        {t("compareNow")}
      </button>
      <span className="text-2xs muted">{t("calls")}</span>
    </form>
  );
}
