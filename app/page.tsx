import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Actions, Sheet, Title } from "@/app/_ui/frame";
import { Icon } from "@/app/_ui/icon";
import { Disc } from "@/app/_ui/mark";
import { Stage } from "@/app/_ui/stage";
import { toReadableAddress } from "@/lib/auth/email-address";
import { may } from "@/lib/auth/permissions";
import { optionalViewer } from "@/lib/auth/viewer";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { loadMyVerification } from "@/lib/verification/loaders";
import type { DerivedStatus } from "@/lib/verification/schema";
import { ApplicantPage } from "./(applicant)/applicant-page";
import { StatusMark, toneOf } from "./(applicant)/status-mark";

/** The tab's title. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applicant.landing");
  return { title: t("metaTitle") };
}

const arts = {
  not_started: "ready",
  in_progress: "ready",
  checking: "checking",
  action_needed: "unclear",
  in_review: "review",
  verified: "verified",
  declined: "declined",
  closed: "declined",
} as const satisfies Record<DerivedStatus, string>;

const facts = { quick: "Timer", private: "LockKeyhole", choice: "UsersRound" } as const;

async function Welcome() {
  const [t, common] = await Promise.all([getTranslations("applicant.landing"), getTranslations("common")]);

  return (
    <>
      <Stage art="ready" tone="primary" size="tall" />
      <div className="mt-6">
        <Title lead={t("lead", { company: common("company") })}>{t("title")}</Title>
      </div>
      <ul className="rows mt-3.5">
        {(["quick", "private", "choice"] as const).map((fact) => (
          <li key={fact} className="flex items-start gap-3.5 py-3">
            <Disc tone="primary">
              <Icon of={facts[fact]} className="size-5" />
            </Disc>
            <div>
              <h2 className="font-semibold">{t(`facts.${fact}.title`)}</h2>
              <p className="muted text-small">{t(`facts.${fact}.text`)}</p>
            </div>
          </li>
        ))}
      </ul>
      <Actions>
        <ButtonLink href="/sign-in">
          {t("signIn")}
          <Icon of="ArrowRight" className="size-5 rtl:-scale-x-100" />
        </ButtonLink>
        <p className="muted mt-1.5 text-center text-caption">{t("signInNote")}</p>
      </Actions>
    </>
  );
}

async function SignedInAs({ viewer }: { viewer: Viewer }) {
  const [t, common] = await Promise.all([getTranslations("applicant.landing"), getTranslations("common.role")]);

  return (
    <dl className="rows mt-4 text-small">
      <div className="flex justify-between gap-4 py-3">
        <dt className="muted">{t("signedInAs")}</dt>
        <dd className="min-w-0 text-end font-semibold">
          <bdi className="break-words">{toReadableAddress(viewer.email)}</bdi>
        </dd>
      </div>
      {viewer.role !== "applicant" && (
        <div className="flex justify-between gap-4 py-3">
          <dt className="muted">{t("role")}</dt>
          <dd className="text-end font-semibold">{common(viewer.role)}</dd>
        </div>
      )}
    </dl>
  );
}

async function OwnStatus({ viewer }: { viewer: Viewer }) {
  const [t, sentences, mine] = await Promise.all([
    getTranslations("applicant.landing"),
    getTranslations("applicant.status"),
    loadMyVerification(viewer),
  ]);
  const { status } = mine;
  const open =
    status === "not_started" ? "start" : status === "in_progress" || status === "action_needed" ? "continue" : "see";

  return (
    <>
      <Stage art={arts[status]} tone={toneOf(status)} mark={<StatusMark status={status} />} />
      <div className="mt-5">
        <Title lead={sentences(status)}>{t("greeting")}</Title>
      </div>
      <SignedInAs viewer={viewer} />
      <Actions>
        <ButtonLink href="/verify">{t(open)}</ButtonLink>
      </Actions>
    </>
  );
}

async function StaffWelcome({ viewer }: { viewer: Viewer }) {
  const t = await getTranslations("applicant.landing");
  const works = [
    { href: "/verifications", label: t("staffOpen"), shown: may(viewer.role, "verifications.read") },
    { href: "/events", label: t("eventsOpen"), shown: may(viewer.role, "events.read") },
  ].filter(({ shown }) => shown);

  return (
    <>
      <Title lead={t("staffLead")}>{t("staffTitle")}</Title>
      <SignedInAs viewer={viewer} />
      <Actions>
        {works.map(({ href, label }, index) => (
          <ButtonLink key={href} href={href} look={index === 0 ? "primary" : "second"}>
            {label}
          </ButtonLink>
        ))}
      </Actions>
    </>
  );
}

/** The door: what this is, to the signed-out; one's own status or one's own work, to the signed-in. */
export default async function LandingPage() {
  const viewer = await optionalViewer();

  return (
    <ApplicantPage>
      <Sheet>
        {!viewer && <Welcome />}
        {viewer?.role === "applicant" && <OwnStatus viewer={viewer} />}
        {viewer && viewer.role !== "applicant" && <StaffWelcome viewer={viewer} />}
      </Sheet>
    </ApplicantPage>
  );
}
