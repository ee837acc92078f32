import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import type { StaffFormat } from "@/app/(dashboard)/_ui/format";
import { Moment } from "@/app/(dashboard)/_ui/moment";
import { ShortId } from "@/app/(dashboard)/_ui/short-id";
import type { AuditAction } from "@/lib/audit/actions";
import { valueNames } from "@/lib/verification/evidence-fields";
import type { CaseDetail, TimelineEntry } from "@/lib/verification/schema";

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
  "person.key_destroyed": "KeyRound",
  "details.changed": "PenLine",
  "event.replayed": "RotateCcw",
  "event.discarded": "CircleMinus",
  "events.replayed": "RotateCcw",
  "session.synced": "RefreshCw",
  "endpoint.events_requested": "Webhook",
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

type Line = { entry: TimelineEntry; subjects: string[] };

const lookMs = 2000;

/** One look at evidence is written down field by field; here it is one line that names them all. */
function foldLooks(timeline: TimelineEntry[]): Line[] {
  const lines: Line[] = [];
  for (const entry of timeline) {
    const subject = "subject" in entry ? entry.subject : null;
    const last = lines.at(-1);
    if (last && subject && !last.subjects.includes(subject) && isSameLook(last.entry, entry)) {
      last.subjects.push(subject);
    } else {
      lines.push({ entry, subjects: subject ? [subject] : [] });
    }
  }
  return lines;
}

function isSameLook(a: TimelineEntry, b: TimelineEntry): boolean {
  if (a.source !== "staff" || b.source !== "staff" || !isLook(a) || !isLook(b)) return false;
  return a.actor === b.actor && a.reason === b.reason && Math.abs(Date.parse(a.at) - Date.parse(b.at)) < lookMs;
}

const isLook = ({ action }: { action: AuditAction }) =>
  action === "evidence.revealed" || action === "evidence.image_opened";

const seenNames = [...valueNames, "front", "back", "selfie"] as const;

/** Everything that happened to the case, newest first: Stripe's events, the applicant's steps, and what staff did. */
export async function Timeline({ detail, format }: { detail: CaseDetail; format: StaffFormat }) {
  const [t, common] = await Promise.all([getTranslations("staff.case"), getTranslations("common")]);
  const who = (entry: TimelineEntry) => {
    if (entry.source !== "staff") return t(`timeline.sources.${entry.source}`);
    return common.has(`role.${entry.actor}`) ? common(`role.${entry.actor}`) : <bdi>{entry.actor}</bdi>;
  };

  const what = ({ entry, subjects }: Line) => {
    if (entry.source === "stripe") {
      return (
        <bdi className="code" title={`${entry.eventType} ${entry.stripeEventId}`}>
          {entry.eventType.replace(eventPrefix, "")}
          {entry.code ? `, ${entry.code}` : null}
        </bdi>
      );
    }
    if (entry.source === "applicant") {
      return t(`timeline.applicant.${entry.what}`, {
        version: entry.consentVersion ?? "",
        locale: entry.locale ?? "",
      });
    }
    const words = t(`timeline.audit.${isLook(entry) ? "evidence.revealed" : entry.action}`);
    const reason = entry.source === "staff" ? entry.reason : null;
    // A picture's subject is its kind and the id of Stripe's file.
    const seen = seenNames.filter((name) => subjects.some((subject) => subject.split(":")[0] === name));
    return (
      <>
        {reason ? t("timeline.withReason", { what: words, reason: t(`evidence.reasons.${reason}.past`) }) : words}{" "}
        <span className="muted">
          {isLook(entry)
            ? seen.map((name) => t(`evidence.${name}`)).join(", ")
            : subjects.map((subject) => <ShortId key={subject} id={subject} />)}
        </span>
      </>
    );
  };

  return (
    <section className="panel" aria-labelledby="timeline">
      <h2 id="timeline" className="panel-head">
        {t("timeline.title")}
        <span className="ms-auto font-normal muted">{t("timeline.order")}</span>
      </h2>
      {detail.timeline.length === 0 ? <p className="p-3 text-xs muted">{t("timeline.none")}</p> : null}
      <ol className="timeline">
        {foldLooks(detail.timeline).map((line, index) => {
          const { entry } = line;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: entries have no id of their own, and the list is never reordered
            <li key={`${entry.at}-${index}`}>
              <span className="muted">
                <Moment iso={entry.at} format={format} />
              </span>
              <Icon of={iconOf(entry)} className="size-3.5 muted" />
              <span className="min-w-0">{what(line)}</span>
              <span className="text-2xs muted">{who(entry)}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
