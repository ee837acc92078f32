import { useTranslations } from "next-intl";
import { ButtonLink } from "@/app/_ui/button";
import { Facts } from "@/app/_ui/facts";
import { Actions, Title } from "@/app/_ui/sheet";
import { toReadableAddress } from "@/lib/auth/email-address";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { sections } from "./sections";

/** What staff find at `/`: who they are here, and the sections that they may open. */
export function StaffHome({ viewer }: { viewer: Viewer }) {
  const t = useTranslations("staff");
  const common = useTranslations("common");
  const open = sections.filter(({ permission }) => may(viewer.role, permission));

  return (
    <>
      <Title lead={t("home.lead")}>{t("home.title")}</Title>
      <Facts
        rows={[
          { name: common("signedInAs"), value: <bdi className="break-words">{toReadableAddress(viewer.email)}</bdi> },
          { name: t("home.role"), value: common(`role.${viewer.role}`) },
        ]}
      />
      <Actions>
        {open.map(({ href, label }, index) => (
          <ButtonLink key={href} href={href} look={index === 0 ? "primary" : "second"}>
            {t(`sections.${label}.open`)}
          </ButtonLink>
        ))}
      </Actions>
    </>
  );
}
