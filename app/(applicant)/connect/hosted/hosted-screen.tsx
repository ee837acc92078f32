import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Icon } from "@/app/_ui/icon";
import { Disc, Mark } from "@/app/_ui/mark";
import { Actions, Title } from "@/app/_ui/sheet";
import { Stage } from "@/app/_ui/stage";
import { taskPath } from "@/app/(applicant)/connect/task-form/questions";
import { brand } from "@/lib/brand";
import { countedName, riskPathOf } from "@/lib/connect/requirements/entry";
import type { Task } from "@/lib/connect/requirements/tasks";
import { HostedForm } from "./hosted-form";

/** What only Stripe's own page takes: each with Stripe's name for it, ids cut. */
export async function HostedScreen({ task }: { task: Task }) {
  const [t, connect] = await Promise.all([getTranslations("applicant.connect"), getTranslations("connect")]);
  const { entries } = task;

  return (
    <>
      <Stage
        art="other"
        tone="primary"
        mark={
          <Mark tone="primary" icon={<Icon of="ArrowUpRight" className="size-4" />}>
            {connect("task.stripe.title")}
          </Mark>
        }
      />
      <div className="mt-5">
        <Title lead={t("hosted.lead")}>{t("hosted.title", { count: entries.length })}</Title>
      </div>
      <ul className="rows mt-2">
        {entries.map(({ entry }) => {
          const risk = entry.scope.kind === "risk";
          return (
            <li key={entry.name} className="flex gap-3.5 py-3.5">
              <Disc tone={risk ? "primary" : "neutral"}>
                <Icon of={risk ? "MessageSquareText" : "CircleHelp"} className="size-5" />
              </Disc>
              <div className="min-w-0">
                <h2 className="font-semibold">
                  {risk ? connect(`risk.${riskPathOf(entry)}`) : connect("task.other.title")}
                </h2>
                <p className="muted text-small">{connect(`task.${risk ? "stripe" : "other"}.hint`)}</p>
                <p className="mt-1 break-all font-mono text-caption">
                  <bdi className="code">{countedName(entry.name)}</bdi>
                </p>
              </div>
            </li>
          );
        })}
      </ul>
      <Actions>
        <HostedForm back={taskPath(task)} />
        <p className="muted text-center text-caption">{t("hosted.note")}</p>
        <ButtonLink look="quiet" href={`mailto:${brand.supportAddress}`}>
          {t("hosted.ask")}
        </ButtonLink>
      </Actions>
    </>
  );
}
