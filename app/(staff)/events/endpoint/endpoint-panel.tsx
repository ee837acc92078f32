import { useTranslations } from "next-intl";
import { Icon } from "@/app/_ui/icon";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import type { EndpointHealth } from "@/lib/health/schema";
import { now } from "@/lib/time";
import { HourChart } from "./hour-chart";

const quietMs = 24 * 60 * 60 * 1000;

/** How the endpoint is doing: what came of late, how it was answered, and how it is set up. */
export function EndpointPanel({ health, format }: { health: EndpointHealth; format: StaffFormat }) {
  const t = useTranslations("staff.events.side");
  const { lastEvent, recent, secrets, answers } = health;
  const share = recent.events === 0 ? 0 : (recent.failed / recent.events) * 100;
  const differs = lastEvent?.apiVersion != null && lastEvent.apiVersion !== health.apiVersion;
  const quiet = lastEvent === null || now().getTime() - Date.parse(lastEvent.receivedAt) > quietMs;
  const answerTime = () => {
    if (answers.count === 0) return t("nothingWaits");
    return answers.p99Seconds === null ? t("slower") : t("atMost", { ms: answers.p99Seconds * 1000 });
  };

  return (
    <section className="panel">
      <h2 className="panel-head">
        {t("endpoint")}
        <span className="ms-auto">
          <EndpointState toFix={differs || recent.otherMode > 0 || recent.failed > 0} quiet={quiet} />
        </span>
      </h2>
      <dl className="figures">
        <div>
          <dt>{t("lastEvent")}</dt>
          <dd>{lastEvent ? <bdi className="figure">{format.ago(lastEvent.receivedAt)}</bdi> : t("never")}</dd>
        </div>
        <div>
          <dt>{t("failed")}</dt>
          <dd>
            <bdi className="figure">{t("percent", { share: Math.round(share * 10) / 10 })}</bdi>
            <span className="block">{t("failedOf", { events: recent.events })}</span>
          </dd>
        </div>
        <div>
          <dt>{t("answerTime")}</dt>
          <dd>
            <bdi className="figure">{answerTime()}</bdi>
            <span className="block">{t("answers", { count: answers.count })}</span>
          </dd>
        </div>
      </dl>
      <HourChart hours={health.hours} format={format} />
      <dl className="side-facts event-facts">
        <dt>{t("address")}</dt>
        <dd>
          <bdi className="code">/api/stripe/webhook</bdi>
        </dd>
        <dt>{t("secret")}</dt>
        <dd className="flex flex-wrap items-center gap-x-1.5">
          {secrets.map((end) => (
            <bdi key={end} className="code">{`whsec_…${end}`}</bdi>
          ))}
          {secrets.length > 1 ? (
            <span className="staff-tag tone-warning">{t("rolling", { count: secrets.length })}</span>
          ) : null}
        </dd>
        <dt>{t("mode")}</dt>
        <dd>
          {recent.otherMode > 0 ? (
            <span className="font-medium text-error">{t("modeMismatch", { count: recent.otherMode })}</span>
          ) : (
            t(health.livemode ? "modeLive" : "modeTest")
          )}
        </dd>
        <dt>{t("apiVersion")}</dt>
        <dd>
          <bdi className="code">{lastEvent?.apiVersion ?? health.apiVersion}</bdi>{" "}
          {differs ? (
            <span className="font-medium text-warning">{t("differs", { version: health.apiVersion })}</span>
          ) : (
            <span className="muted">{t("asOurs")}</span>
          )}
        </dd>
      </dl>
    </section>
  );
}

function EndpointState({ toFix, quiet }: { toFix: boolean; quiet: boolean }) {
  const t = useTranslations("staff.events.side");
  const [icon, tone, words] = toFix
    ? (["TriangleAlert", "text-warning", t("toFix")] as const)
    : quiet
      ? (["Clock", "muted", t("quiet")] as const)
      : (["CircleCheck", "text-success", t("delivering")] as const);
  return (
    <span className={`inline-flex items-center gap-1 font-medium ${tone}`}>
      <Icon of={icon} className="size-3" />
      {words}
    </span>
  );
}
