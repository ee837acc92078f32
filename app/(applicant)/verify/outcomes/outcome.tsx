import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ButtonLink } from "@/app/_ui/button";
import { Actions, Title } from "@/app/_ui/frame";
import { Icon } from "@/app/_ui/icon";
import { Disc } from "@/app/_ui/mark";
import { Notice } from "@/app/_ui/notice";
import { type ArtKind, Stage } from "@/app/_ui/stage";
import { StatusMark, toneOf } from "@/app/(applicant)/status-mark";
import { documentList, formatLocale } from "@/app/(applicant)/verify/format";
import type { EndCode } from "@/app/(applicant)/verify/screen";
import { StartButton } from "@/app/(applicant)/verify/start/start-button";
import { countryName } from "@/i18n/countries";
import { currentPolicy } from "@/lib/verification/policy";
import type { CheckKind, DerivedStatus, MyVerification } from "@/lib/verification/schema";
import { failureLook } from "./failure-look";
import { LocalTime } from "./local-time";

/** The pattern of every state but preparing: stage, title, cause, one box, one button, one quiet way out. */
function Outcome({
  status,
  art,
  size,
  title,
  lead,
  box,
  children,
}: {
  status: DerivedStatus;
  art: ArtKind;
  size?: "tall" | "low";
  title: string;
  lead: string;
  box?: ReactNode;
  children: ReactNode;
}) {
  return (
    <>
      <Stage art={art} tone={toneOf(status)} mark={<StatusMark status={status} />} {...(size && { size })} />
      <div className="mt-5">
        <Title lead={lead}>{title}</Title>
      </div>
      {box}
      <Actions>{children}</Actions>
    </>
  );
}

function Facts({ rows }: { rows: { name: string; value: ReactNode }[] }) {
  return (
    <dl className="rows mt-4 text-small">
      {rows.map(({ name, value }) => (
        <div key={name} className="flex justify-between gap-4 py-3">
          <dt className="muted">{name}</dt>
          <dd className="text-end font-semibold">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const Todo = ({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) => (
  <div className="mt-5">
    <Notice icon={icon} title={title}>
      {children}
    </Notice>
  </div>
);

const people = <Icon of="FileUp" className="size-6" />;
const words = <Icon of="MessageSquareText" className="size-6" />;

/** How to let the page use the camera, with the sign to look for. */
async function CameraSteps() {
  const t = await getTranslations("applicant.cameraSteps");
  const sign = <Icon of="SlidersHorizontal" className="size-4" />;
  const bold = (text: ReactNode) => <b className="font-semibold">{text}</b>;

  return (
    <div className="note mt-4">
      <div
        className="field-border flex h-11 items-center gap-2.5 rounded-full border bg-base-100 px-1.5 text-small"
        aria-hidden="true"
      >
        <span className="grid size-8 place-items-center rounded-full bg-primary text-primary-content">{sign}</span>
        <span className="h-1.5 w-32 rounded-full bg-base-content/20" />
      </div>
      <ol className="mt-4 flex flex-col gap-2.5 text-small">
        {(["1", "2", "3"] as const).map((step) => (
          <li key={step} className="flex gap-3">
            <span className="w-4 font-semibold text-primary">{step}</span>
            <span className="flex-1">
              {t.rich(step, {
                b: bold,
                sign: () => (
                  <>
                    <span className="sr-only">{t("sign")}</span>
                    <span className="inline-flex align-middle text-primary">{sign}</span>
                  </>
                ),
              })}
            </span>
          </li>
        ))}
      </ol>
      <p className="muted mt-3 text-caption">{t("for")}</p>
      <details className="fold -mb-2">
        <summary className="text-link">{t("other")}</summary>
        <p className="text-small">{t("safari")}</p>
        <p className="mt-2 text-small">{t("firefox")}</p>
      </details>
    </div>
  );
}

/** What is needed from the person after an end with this code. `mine.wayOn` decides whether they may try again. */
export async function Failure({ code, mine }: { code: EndCode; mine: MyVerification }) {
  const [t, document, common, locale] = await Promise.all([
    getTranslations("applicant"),
    getTranslations("applicant.document"),
    getTranslations("common"),
    getLocale(),
  ]);
  const look = failureLook[code];
  const { documentCountry: country } = mine.declared;
  const list = documentList(mine, document, locale);
  const values = {
    company: common("company"),
    documents: country
      ? document("from", { documents: list, country: countryName(country, formatLocale(locale)) })
      : document("anywhere", { documents: list }),
  };
  const say = (part: "title" | "cause" | "todo" | "hint" | "button" | "quiet") => t(`failure.${code}.${part}`, values);

  const exhausted = look.main === "start" && mine.wayOn !== "retry";
  const blocked = code === "device_not_supported" || code === "device_unsupported";
  const status = mine.status === "closed" ? "closed" : "action_needed";
  const ways = {
    other_ways: "#other-ways",
    consent: "/verify?step=consent",
    details: "/verify?step=details",
    home: "/",
  };

  const box = () => {
    if (blocked) return <CameraSteps />;
    if (exhausted) {
      return (
        <Todo icon={people} title={t("people.todo")}>
          {t("people.hint")}
        </Todo>
      );
    }
    return (
      <Todo icon={<Icon of={look.icon} className="size-6" />} title={say("todo")}>
        {say("hint")}
        {values.documents !== list && say("hint").includes(values.documents) && (
          <a href={ways.details} className="block w-fit py-0.5 font-semibold text-primary hover:underline">
            {t("prepare.changeCountry")}
          </a>
        )}
      </Todo>
    );
  };

  return (
    <Outcome
      status={status}
      art={look.art}
      {...(blocked && { size: "low" })}
      title={say("title")}
      lead={say("cause")}
      box={box()}
    >
      {exhausted ? (
        <ButtonLink href={ways.other_ways}>{t("people.button")}</ButtonLink>
      ) : look.main === "start" ? (
        <StartButton mine={mine} label={say("button")} />
      ) : (
        <ButtonLink href={ways[look.main]}>{say("button")}</ButtonLink>
      )}
      <ButtonLink look="quiet" href={exhausted ? ways.home : ways[look.quiet]}>
        {exhausted ? t("backHome", values) : say("quiet")}
      </ButtonLink>
    </Outcome>
  );
}

/** Begun and not sent: the way back in. */
export async function Resume({ mine }: { mine: MyVerification }) {
  const [t, document, locale] = await Promise.all([
    getTranslations("applicant.resume"),
    getTranslations("applicant.document"),
    getLocale(),
  ]);

  return (
    <Outcome
      status="in_progress"
      art="ready"
      title={t("title")}
      lead={t("lead")}
      box={
        <Todo icon={<Icon of="Play" className="size-6" />} title={t("todo")}>
          {t("hint", { documents: documentList(mine, document, locale) })}
        </Todo>
      }
    >
      <StartButton mine={mine} label={t("button")} />
      <ButtonLink look="quiet" href="#other-ways">
        {t("quiet")}
      </ButtonLink>
    </Outcome>
  );
}

// What a session of ours asks for; a flow of Stripe's Dashboard asks for what it was set to, which we do not know.
const askedFor = (): CheckKind[] => {
  const policy = currentPolicy();
  if (policy.verificationFlow) return [];
  return policy.requireIdNumber ? ["document", "selfie", "id_number"] : ["document", "selfie"];
};

const longAfterMs = 10 * 60 * 1000;

/** The checks run; what arrived is listed as soon as Stripe has said that it did. `present`: the time now. */
export async function Checking({ mine, present }: { mine: MyVerification; present: Date }) {
  const [t, page, common, locale] = await Promise.all([
    getTranslations("applicant.checking"),
    getTranslations("applicant"),
    getTranslations("common"),
    getLocale(),
  ]);
  const { status, submittedAt } = mine;
  const arrived = status === "checking" ? submittedAt : null;
  const long = arrived !== null && present.getTime() - Date.parse(arrived) > longAfterMs;
  const time = (at: string) => <LocalTime at={at} show="time" locale={formatLocale(locale)} />;

  return (
    <Outcome
      status="checking"
      art="checking"
      size="tall"
      title={long ? t("longTitle") : t("title")}
      lead={long ? t("longLead") : t("lead")}
      box={
        <ul className="rows mt-3">
          {arrived &&
            askedFor().map((kind) => (
              <li key={kind} className="flex items-center gap-3.5 py-3">
                <Disc tone="success">
                  <Icon of="Check" className="size-5" />
                </Disc>
                <span className="flex-1 font-medium">{t(`received.${kind}`)}</span>
                <span className="muted text-small">{time(arrived)}</span>
              </li>
            ))}
          <li className="flex items-center gap-3.5 py-3">
            <Disc tone="primary">
              <span className="loading loading-spinner size-5" />
            </Disc>
            <span className="flex-1 font-semibold">{arrived ? t("running") : t("arriving")}</span>
            {arrived && <span className="muted text-small">{t.rich("since", { time: () => time(arrived) })}</span>}
          </li>
        </ul>
      }
    >
      <p className="muted flex items-center justify-center gap-2 text-caption">
        <span className="pulse" aria-hidden="true" />
        {t("live")}
      </p>
      <ButtonLink look="quiet" href="/">
        {page("backHome", { company: common("company") })}
      </ButtonLink>
    </Outcome>
  );
}

/** Verified: what was checked, when, and that no picture is kept. */
export async function Verified({ mine }: { mine: MyVerification }) {
  const [t, page, common, locale] = await Promise.all([
    getTranslations("applicant.verified"),
    getTranslations("applicant"),
    getTranslations("common"),
    getLocale(),
  ]);
  const company = common("company");
  const { verifiedAt, caseNumber } = mine;
  const checks = askedFor().map((kind) => t(`checks.${kind}`));
  const checked = (
    <span className="inline-block first-letter:uppercase">
      {new Intl.ListFormat(formatLocale(locale), { type: "conjunction" }).format(checks)}
    </span>
  );

  return (
    <Outcome
      status="verified"
      art="verified"
      title={t("title")}
      lead={t("lead", { company })}
      box={
        <Facts
          rows={[
            ...(checks.length > 0 ? [{ name: t("what"), value: checked }] : []),
            ...(verifiedAt
              ? [{ name: t("since"), value: <LocalTime at={verifiedAt} show="date" locale={formatLocale(locale)} /> }]
              : []),
            ...(caseNumber ? [{ name: t("caseNumber"), value: <bdi>{caseNumber}</bdi> }] : []),
            { name: t("pictures"), value: t("picturesValue") },
          ]}
        />
      }
    >
      <ButtonLink href="/">{page("backHome", { company })}</ButtonLink>
    </Outcome>
  );
}

/** A person is looking at it: nothing to do but wait. */
export async function InReview({ mine }: { mine: MyVerification }) {
  const [t, page, common, locale] = await Promise.all([
    getTranslations("applicant.inReview"),
    getTranslations("applicant"),
    getTranslations("common"),
    getLocale(),
  ]);
  const { submittedAt, caseNumber } = mine;

  return (
    <Outcome
      status="in_review"
      art="review"
      title={t("title")}
      lead={t("lead")}
      box={
        <Facts
          rows={[
            ...(submittedAt
              ? [{ name: t("sent"), value: <LocalTime at={submittedAt} show="both" locale={formatLocale(locale)} /> }]
              : []),
            ...(caseNumber ? [{ name: t("caseNumber"), value: <bdi>{caseNumber}</bdi> }] : []),
          ]}
        />
      }
    >
      <ButtonLink href="/">{page("backHome", { company: common("company") })}</ButtonLink>
      <ButtonLink look="quiet" href="#other-ways">
        {t("quiet")}
      </ButtonLink>
    </Outcome>
  );
}

const ends = {
  declined: { art: "declined", status: "declined", namespace: "applicant.declined", icon: words },
  closed: { art: "declined", status: "closed", namespace: "applicant.closed", icon: words },
  being_deleted: { art: "declined", status: "closed", namespace: "applicant.beingDeleted", icon: words },
  used_up: { art: "used", status: "action_needed", namespace: "applicant.usedUp", icon: people },
} as const;

/** The automatic check has ended for good; what remains is a way by people, which is named. */
export async function Ended({ kind, mine }: { kind: keyof typeof ends; mine: MyVerification }) {
  const { art, status, namespace, icon } = ends[kind];
  const [t, page, common] = await Promise.all([
    getTranslations(namespace),
    getTranslations("applicant"),
    getTranslations("common"),
  ]);

  return (
    <Outcome
      status={status}
      art={art}
      title={t("title")}
      lead={t("lead", { count: mine.attempts.used })}
      box={
        <Todo icon={icon} title={t("todo")}>
          {t("hint")}
        </Todo>
      }
    >
      <ButtonLink href="#other-ways">{t("button")}</ButtonLink>
      <ButtonLink look="quiet" href="/">
        {page("backHome", { company: common("company") })}
      </ButtonLink>
    </Outcome>
  );
}
