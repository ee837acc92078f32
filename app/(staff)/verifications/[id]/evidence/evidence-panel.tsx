import { useTranslations } from "next-intl";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { type RevealReason, revealReasons } from "@/lib/audit/actions";
import { type ValueName, valueNames } from "@/lib/cases/evidence-fields";
import type { RevealRefusal } from "@/lib/cases/rules";
import type { CaseDetail } from "@/lib/cases/schema";
import { env } from "@/lib/env";
import { sensitiveWindowMs } from "@/lib/stripe/sensitive";
import { now } from "@/lib/time";
import type { EvidenceTime } from "./evidence-clock";
import { EvidenceTile, HatchedTile } from "./evidence-tile";
import { type EvidenceTexts, EvidenceZone } from "./evidence-zone";
import type { TilePlan } from "./image-tile";

const closed = {
  redacted: "gone",
  being_redacted: "going",
  no_report: "nothing",
  not_allowed: "role",
  window_over: "over",
  own_case: "own",
} as const satisfies Record<RevealRefusal, string>;

type Standing = "ask" | (typeof closed)[RevealRefusal];

/** That there is nothing to open is said to everybody; else it is the rule that says why. */
function standingOf({ redaction, evidenceUntil, actions: { reveal } }: CaseDetail): Standing {
  if (redaction) return closed[redaction.redactedAt ? "redacted" : "being_redacted"];
  if (evidenceUntil === null) return closed.no_report;
  return reveal.ok ? "ask" : closed[reveal.why];
}

const icons: Record<Exclude<Standing, "ask">, IconName> = {
  gone: "ImageOff",
  going: "ImageOff",
  nothing: "Minus",
  role: "Lock",
  over: "Clock",
  own: "Lock",
};

/** Pictures and what is never stored: closed until asked for, or why they cannot be asked for. */
export function EvidencePanel({ detail, format }: { detail: CaseDetail; format: StaffFormat }) {
  const t = useTranslations("staff.case.evidence");
  const standing = standingOf(detail);
  const number = detail.session?.type === "id_number";
  const tiles = number ? [] : tilePlans(detail, t);
  if (standing === "ask") {
    return (
      <section aria-label={t("title")}>
        <EvidenceZone
          id={detail.id}
          tiles={tiles}
          values={number ? numberValues : valueNames}
          texts={zoneTexts(detail, number ? numberReasons : revealReasons, t)}
          clock={detail.evidenceUntil ? clockOf(detail.evidenceUntil, format, t) : null}
        />
      </section>
    );
  }

  const icon = icons[standing];
  const until = detail.evidenceUntil;
  const open = until !== null && Date.parse(until) > now().getTime();
  const text = {
    gone: t("gone.text"),
    going: t("going.text"),
    nothing: t("nothing.text"),
    role: until && open ? t("role.text", { stamp: format.stamp(until) }) : t("role.past"),
    over: until ? t("over.text", { stamp: format.stamp(until) }) : "",
    own: t("own.text"),
  }[standing];
  const redacted = standing === "gone" || standing === "going";

  return (
    <section aria-label={t("title")}>
      {redacted ? null : (
        <div className="evidence-bar">
          <Icon of={icon} className="size-4 muted" />
          <p className="muted">{t(`${standing}.bar`)}</p>
          {standing === "over" && detail.session && env().stripe.apiBase === null ? (
            <a
              className="staff-text-link ms-auto"
              href={dashboardHref(detail.session.id)}
              target="_blank"
              rel="noreferrer"
            >
              {t("over.dashboard")}
            </a>
          ) : null}
        </div>
      )}
      <div className="tiles">
        {tiles.map((tile) => (
          <EvidenceTile
            key={tile.kind}
            kind={tile.kind === "selfie" ? "selfie" : "page"}
            title={tile.title}
            sub={redacted || tile.none ? null : tile.sub}
          >
            <HatchedTile icon={icon} title={t(`${standing}.title`)} text={text} />
          </EvidenceTile>
        ))}
        {number && (
          <EvidenceTile kind="values" title={t("values")}>
            <HatchedTile icon={icon} title={t(`${standing}.title`)} text={text} />
          </EvidenceTile>
        )}
      </div>
    </section>
  );
}

/** Of an ID number alone there are no pictures, and Stripe reads nothing else that is not kept. */
const numberValues = ["dateOfBirth", "idNumber"] as const satisfies ValueName[];
/** What may be a reason to look at it. */
const numberReasons = ["data_comparison", "applicant_request"] as const satisfies RevealReason[];

type Words = ReturnType<typeof useTranslations<"staff.case.evidence">>;

function tilePlans(detail: CaseDetail, t: Words): TilePlan[] {
  const latest = detail.attempts.find((attempt) => attempt.verificationSessionId === detail.session?.id);
  const sub = latest ? t("attempt", { number: latest.number }) : null;
  const passport = latest?.documentType === "passport";
  const selfie = latest?.checks.some((check) => check.kind === "selfie");
  return [
    { kind: "front", title: t(passport ? "dataPage" : "front"), sub, none: null },
    { kind: "back", title: t("back"), sub, none: passport ? t("none.oneSide") : null },
    { kind: "selfie", title: t("selfie"), sub, none: latest && !selfie ? t("none.notAsked") : null },
  ];
}

function zoneTexts(detail: CaseDetail, reasons: readonly RevealReason[], t: Words): EvidenceTexts {
  return {
    open: t("open"),
    askTitle: t("askTitle", { reference: detail.reference }),
    askText: t("askText"),
    why: t("why"),
    reasons: reasons.map((reason) => ({
      reason,
      label: t(`reasons.${reason}.label`),
      hint: t(`reasons.${reason}.hint`),
    })),
    cancel: t("cancel"),
    submit: t("submit"),
    opening: t("opening"),
    values: t("values"),
    notKept: t("notKept"),
    toRead: t("toRead"),
    valueNames: {
      dateOfBirth: t("dateOfBirth"),
      sex: t("sex"),
      placeOfBirth: t("placeOfBirth"),
      idNumber: t("idNumber"),
      documentNumber: t("documentNumber"),
      expiresOn: t("expiresOn"),
    },
    closed: { title: t("closed.title"), text: t("closed.text") },
    none: t("none.title"),
  };
}

function clockOf(until: string, format: StaffFormat, t: Words): EvidenceTime {
  const leftMs = Date.parse(until) - now().getTime();
  const over = Math.min(1, Math.max(0, 1 - leftMs / sensitiveWindowMs));
  return {
    left: t("left", { span: format.hours(leftMs) }),
    until: t("leftUntil", { stamp: format.stamp(until) }),
    elapsed: t("elapsed", { percent: Math.round(over * 100) }),
    over,
  };
}

function dashboardHref(verificationSessionId: string): string {
  const mode = env().stripe.livemode ? "" : "test/";
  return `https://dashboard.stripe.com/${mode}identity/verification-sessions/${verificationSessionId}`;
}
