import { getTranslations } from "next-intl/server";
import { Sheet } from "@/app/_ui/sheet";
import { optionalViewer } from "@/lib/auth/viewer";
import { ApplicantPage } from "./(applicant)/applicant-page";
import { OwnStatus } from "./(applicant)/home/own-status";
import { Welcome } from "./(applicant)/home/welcome";
import { StaffHome } from "./(staff)/home";

/** What this is, to the signed-out; one's own status or one's own work, to the signed-in. The one page that both sides share. */
export default async function HomePage() {
  const [viewer, t] = await Promise.all([optionalViewer(), getTranslations("applicant.landing")]);

  return (
    <ApplicantPage tab={t("metaTitle")} signedIn={viewer !== null}>
      <Sheet>
        {!viewer && <Welcome />}
        {viewer?.role === "applicant" && <OwnStatus viewer={viewer} />}
        {viewer && viewer.role !== "applicant" && <StaffHome viewer={viewer} />}
      </Sheet>
    </ApplicantPage>
  );
}
