import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";
import { Disc } from "@/app/_ui/mark";
import { brand } from "@/lib/brand";
import { env } from "@/lib/env";
import type { MyVerification } from "@/lib/verification/schema";

function Way({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <li className="flex gap-3.5 py-4">
      <Disc tone="primary">{icon}</Disc>
      <div className="min-w-0">
        <h3 className="font-semibold">{title}</h3>
        <div className="muted mt-0.5 text-small">{children}</div>
      </div>
    </li>
  );
}

/** Every way that is not the automatic check on this device, named in words. Links all over /verify lead here. */
export function OtherWays({ mine }: { mine: MyVerification }) {
  const t = useTranslations("applicant.otherWays");
  const address = brand.supportAddress;
  const mailLink = () => (
    <a href={`mailto:${address}`} className="font-semibold text-primary underline underline-offset-2">
      <bdi>{address}</bdi>
    </a>
  );

  return (
    <section
      id="other-ways"
      className="scroll-mt-4 px-5 pt-7 pb-10 sm:px-0 sm:pt-12"
      aria-labelledby="other-ways-title"
    >
      <h2 id="other-ways-title" className="font-semibold text-lead">
        {t("title")}
      </h2>
      <ul className="rows mt-1">
        <Way icon={<Icon of="UsersRound" className="size-5" />} title={t("people.title")}>
          <p>{t.rich("people.text", { address: mailLink })}</p>
          {mine.reference && (
            <p className="mt-1">
              {t.rich("people.case", {
                case: () => <bdi className="font-semibold text-base-content">{mine.reference}</bdi>,
              })}
            </p>
          )}
        </Way>
        <Way icon={<Icon of="Smartphone" className="size-5" />} title={t("phone.title")}>
          <p>
            {t.rich("phone.text", {
              address: () => (
                <bdi className="break-words font-semibold text-base-content">{`${new URL(env().appUrl).host}/verify`}</bdi>
              ),
            })}
          </p>
        </Way>
        <Way icon={<Icon of="MessageSquareText" className="size-5" />} title={t("question.title")}>
          <p>{t.rich("question.text", { address: mailLink })}</p>
        </Way>
      </ul>
    </section>
  );
}
