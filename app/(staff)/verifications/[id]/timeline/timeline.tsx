import { useTranslations } from "next-intl";
import type { IconName } from "@/app/_ui/icon-set";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import type { AuditAction } from "@/lib/audit/actions";
import { valueNames } from "@/lib/cases/evidence-fields";
import type { CaseDetail, TimelineEntry } from "@/lib/cases/schema";
import { type TimelineLine, TimelineRows } from "./timeline-rows";

const auditIcons: Record<AuditAction, IconName> = {
  "evidence.requested": "Eye",
  "evidence.refused": "EyeOff",
  "evidence.revealed": "Eye",
  "evidence.image_opened": "Eye",
  "verification.refreshed": "RefreshCw",
  "verification.cancel_requested": "CircleX",
  "verification.redaction_requested": "Eraser",
  "verification.redacted": "Eraser",
  "verification.quarantined": "ShieldAlert",
  "verification.adopted": "Link2",
  "verifications.searched": "Search",
  "verifications.export_started": "ArrowDownToLine",
  "verifications.exported": "ArrowDownToLine",
  "verifications.export_broken_off": "CircleX",
  "account.ask_taken_back": "Undo2",
  "accounts.asked": "Mail",
  "accounts.export_started": "ArrowDownToLine",
  "accounts.exported": "ArrowDownToLine",
  "accounts.export_broken_off": "CircleX",
  "person.key_destroyed": "KeyRound",
  "details.changed": "PenLine",
  "event.replayed": "RotateCcw",
  "event.discarded": "CircleMinus",
  "events.replayed": "RotateCcw",
  "session.synced": "RefreshCw",
  "account.synced": "RefreshCw",
  "account.adopted": "Link2",
  "account.started": "LogIn",
  "account.answered": "Upload",
  "account.person_added": "PenLine",
  "account.person_removed": "CircleMinus",
  "account.people_confirmed": "CircleCheck",
  "account.terms_accepted": "FileCheck",
  "account.bank_account_set": "PenLine",
  "account.hosted_page_opened": "ArrowUpRight",
  "account.selfie_started": "ScanFace",
  "account.onboarding_opened": "ArrowUpRight",
  "account.document_sent": "FileUp",
  "account.person_invited": "Mail",
  "account.invitation_opened": "LogIn",
  "account.invitation_answered": "Upload",
  "account.invitation_revoked": "CircleMinus",
  "account.person_selfie_started": "ScanFace",
  "account.person_redaction_requested": "Eraser",
  "account.person_redacted": "Eraser",
  "account.refreshed": "RefreshCw",
  "account.asked": "Mail",
  "account.persons_revealed": "Eye",
  "endpoint.events_requested": "Webhook",
  "data_keys.wrap_requested": "KeyRound",
  "data_keys.wrapped": "KeyRound",
};

const eventPrefix = "identity.verification_session.";

const eventIcons: Record<string, IconName> = {
  verified: "CircleCheck",
  requires_input: "CircleX",
  canceled: "CircleX",
  processing: "Upload",
  redacted: "Eraser",
};

function iconOf(entry: TimelineEntry): IconName {
  if (entry.source === "stripe") return eventIcons[entry.eventType.replace(eventPrefix, "")] ?? "CircleDot";
  if (entry.source === "applicant") return entry.what === "opened" ? "LogIn" : "FileCheck";
  return auditIcons[entry.action];
}

type Look = { entry: TimelineEntry; subjects: string[] };

const lookMs = 2000;

/** One look at evidence is written down field by field; here it is one line that names them all. */
function foldLooks(timeline: TimelineEntry[]): Look[] {
  const looks: Look[] = [];
  for (const entry of timeline) {
    const subject = "subject" in entry ? entry.subject : null;
    const last = looks.at(-1);
    if (last && subject && !last.subjects.includes(subject) && isSameLook(last.entry, entry)) {
      last.subjects.push(subject);
    } else {
      looks.push({ entry, subjects: subject ? [subject] : [] });
    }
  }
  return looks;
}

function isSameLook(a: TimelineEntry, b: TimelineEntry): boolean {
  if (a.source !== "staff" || b.source !== "staff" || !isLook(a) || !isLook(b)) return false;
  return a.actor === b.actor && a.reason === b.reason && Math.abs(Date.parse(a.at) - Date.parse(b.at)) < lookMs;
}

const isLook = ({ action }: { action: AuditAction }) =>
  action === "evidence.revealed" || action === "evidence.image_opened";

const seenNames = [...valueNames, "front", "back", "selfie"] as const;

/** Everything that happened to the case, newest first: Stripe's events, the applicant's steps, and what staff did. */
export function Timeline({ detail, format }: { detail: CaseDetail; format: StaffFormat }) {
  const t = useTranslations("staff.case");
  const common = useTranslations("common");
  const who = (entry: TimelineEntry) => {
    if (entry.source !== "staff") return t(`timeline.sources.${entry.source}`);
    return common(`role.${entry.actor}`);
  };

  const what = ({ entry, subjects }: Look): Pick<TimelineLine, "what" | "code" | "of" | "ids"> => {
    if (entry.source === "stripe") {
      const kind = entry.eventType.replace(eventPrefix, "");
      return { what: kind, code: `${entry.eventType} ${entry.stripeEventId}` };
    }
    if (entry.source === "applicant") {
      if (entry.what === "opened") return { what: t("timeline.applicant.opened") };
      return { what: t(`timeline.applicant.${entry.what}`, { version: entry.consentVersion, locale: entry.locale }) };
    }
    const action: AuditAction = isLook(entry) ? "evidence.revealed" : entry.action;
    const words = t(`timeline.audit.${action}`);
    const reason = entry.source === "staff" ? entry.reason : null;
    // A picture's subject is its kind and the id of Stripe's file.
    const seen = seenNames.filter((name) => subjects.some((subject) => subject.split(":")[0] === name));
    return {
      what: reason ? t("timeline.withReason", { what: words, reason: t(`evidence.reasons.${reason}.past`) }) : words,
      ...(isLook(entry) ? { of: seen.map((name) => t(`evidence.${name}`)).join(", ") } : {}),
      ...(!isLook(entry) && subjects.length > 0 ? { ids: subjects } : {}),
    };
  };

  const lines = foldLooks(detail.timeline).map(
    (look): TimelineLine => ({
      at: format.moment(look.entry.at),
      icon: iconOf(look.entry),
      ...what(look),
      who: who(look.entry),
    }),
  );

  return (
    <section className="panel" aria-labelledby="timeline">
      <h2 id="timeline" className="panel-head">
        {t("timeline.title")}
        <span className="ms-auto font-normal muted">{t("timeline.order")}</span>
      </h2>
      {lines.length === 0 ? <p className="p-3 text-xs muted">{t("timeline.none")}</p> : null}
      <TimelineRows lines={lines} />
    </section>
  );
}
